"""A series of papers names who signs them; the templates that the product brought sign by it."""

from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

SHIPPED = ("中共{county}委机构编制委员会办公室", "{county}行政审批制度改革工作领导小组办公室")
REASON = "落款改用文书编号的署名单位"


def _recorded(apps, name, row):
    history = apps.get_model("powerlist", f"Historical{name}")
    kept = {field.name: getattr(row, field.name) for field in row._meta.fields}
    history.objects.create(**kept, history_type="~", history_date=timezone.now(), history_change_reason=REASON)


def signed_by_number(apps, schema_editor):
    issuer = f"中共{settings.COUNTY['name']}委机构编制委员会办公室"
    for row in apps.get_model("powerlist", "PaperSeries").objects.order_by("pk"):
        row.issuer = issuer
        row.save()
        _recorded(apps, "PaperSeries", row)
    for row in apps.get_model("powerlist", "PaperTemplate").objects.filter(signature__in=SHIPPED).order_by("pk"):
        row.signature = "{issuer}"
        row.save()
        _recorded(apps, "PaperTemplate", row)


class Migration(migrations.Migration):
    dependencies = [("powerlist", "0030_catalogues_read_by_the_worker")]
    atomic = True

    operations = [
        migrations.AddField(
            model_name=name,
            name="issuer",
            field=models.CharField("署名单位", max_length=100, help_text="用这种编号的文书由它落款", default=""),
            preserve_default=False,
        )
        for name in ("paperseries", "historicalpaperseries")
    ] + [
        migrations.RunPython(signed_by_number, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="historicalpapertemplate",
            name="body",
            field=models.TextField(
                help_text="一行一段。可以用：{county} 县名，{bodies} 涉及的单位，{title} 批次的标题，{titles} 各批次的标题，{count} 事项数，{tally} 各种变更的项数，{reasons} 变更事由，{opinions} 征求意见的情况，{reply_by} 回复期限，{addressee} 主送单位，{verdicts} 逐项审查的结论，{opinion} 审核意见，{number} 文号，{issuer} 文书编号的署名单位",
                verbose_name="正文",
            ),
        ),
        migrations.AlterField(
            model_name="papertemplate",
            name="body",
            field=models.TextField(
                help_text="一行一段。可以用：{county} 县名，{bodies} 涉及的单位，{title} 批次的标题，{titles} 各批次的标题，{count} 事项数，{tally} 各种变更的项数，{reasons} 变更事由，{opinions} 征求意见的情况，{reply_by} 回复期限，{addressee} 主送单位，{verdicts} 逐项审查的结论，{opinion} 审核意见，{number} 文号，{issuer} 文书编号的署名单位",
                verbose_name="正文",
            ),
        ),
    ]
