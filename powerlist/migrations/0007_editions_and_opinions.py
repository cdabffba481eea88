"""Printed editions that nothing changes any more, opinions on entries with their log, orders of the public lists."""

import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import core.files
import core.masking
import powerlist.models.editions
from core.history import append_only

GUARD = """
CREATE FUNCTION powerlist_edition_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an edition once made neither changes nor goes (edition %)', OLD.id;
END $$;
CREATE TRIGGER edition_stays BEFORE UPDATE OR DELETE ON powerlist_edition
    FOR EACH ROW WHEN (OLD.state = 'made') EXECUTE FUNCTION powerlist_edition_stays();
"""
UNGUARD = """
DROP TRIGGER edition_stays ON powerlist_edition;
DROP FUNCTION powerlist_edition_stays();
"""
RULES = (("suggestion", "review"), ("correction", "review"), ("complaint", "review"), ("legality", "legality"))


def found_rules(apps, schema_editor):
    """Five working days for each kind; doubts of an entry's legality go to 司法局. The county may change it."""
    rule = apps.get_model("powerlist", "OpinionRule")
    for kind, office in RULES:
        rule.objects.create(kind=kind, office=office, limit=5, unit="workday")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_administrators_hold_no_post"),
        ("powerlist", "0006_published_texts_never_change"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=powerlist.models.editions.new_code,
                        editable=False,
                        max_length=12,
                        unique=True,
                        verbose_name="验证码",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="印本编号")),
                (
                    "kind",
                    models.CharField(
                        choices=[("powers", "权责清单"), ("public_services", "公共服务事项清单")],
                        max_length=20,
                        verbose_name="清单",
                    ),
                ),
                ("on", models.DateField(verbose_name="截至日期")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("rows", models.PositiveIntegerField(verbose_name="项数")),
                ("digest", models.CharField(max_length=64, verbose_name="内容摘要")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "排队中"),
                            ("making", "生成中"),
                            ("made", "已生成"),
                            ("failed", "没有生成"),
                        ],
                        default="queued",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已排项数")),
                ("touched_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="进度时间")),
                ("file", models.FileField(blank=True, upload_to=core.files.random_name, verbose_name="文件")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="字节数")),
                ("pages", models.PositiveIntegerField(default=0, verbose_name="页数")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="文件摘要（SHA-256）")),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                ("made_at", models.DateTimeField(blank=True, null=True, verbose_name="生成时间")),
            ],
            options={
                "verbose_name": "清单印本",
                "verbose_name_plural": "清单印本",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalOpinionRule",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("suggestion", "建议"),
                            ("correction", "纠错"),
                            ("complaint", "投诉清单"),
                            ("legality", "质疑合法性"),
                        ],
                        db_index=True,
                        max_length=12,
                        verbose_name="类型",
                    ),
                ),
                (
                    "office",
                    models.CharField(
                        choices=[("review", "县审改办"), ("legality", "县司法局")],
                        default="review",
                        max_length=10,
                        verbose_name="答复机关",
                    ),
                ),
                ("limit", models.PositiveSmallIntegerField(default=5, verbose_name="答复期限")),
                (
                    "unit",
                    models.CharField(
                        choices=[("workday", "工作日"), ("natural", "自然日"), ("month", "月")],
                        default="workday",
                        max_length=10,
                        verbose_name="期限单位",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="监督电话")),
                ("mailbox", models.CharField(blank=True, max_length=100, verbose_name="监督邮箱")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
            ],
            options={
                "verbose_name": "historical 意见受理设置",
                "verbose_name_plural": "historical 意见受理设置",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="编号")),
                ("query_code", core.masking.EncryptedTextField(verbose_name="查询码")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("suggestion", "建议"),
                            ("correction", "纠错"),
                            ("complaint", "投诉清单"),
                            ("legality", "质疑合法性"),
                        ],
                        max_length=12,
                        verbose_name="类型",
                    ),
                ),
                (
                    "office",
                    models.CharField(
                        choices=[("review", "县审改办"), ("legality", "县司法局")],
                        default="review",
                        max_length=10,
                        verbose_name="答复机关",
                    ),
                ),
                ("text", models.TextField(verbose_name="意见")),
                ("person", core.masking.EncryptedTextField(blank=True, verbose_name="称呼")),
                ("contact", core.masking.EncryptedTextField(blank=True, verbose_name="联系方式")),
                (
                    "state",
                    models.CharField(
                        choices=[("received", "待答复"), ("answered", "已答复")],
                        default="received",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("submitted_at", models.DateTimeField(verbose_name="提交时间")),
                ("due_on", models.DateField(verbose_name="答复期限")),
                ("provisional", models.BooleanField(default=False, verbose_name="期限暂定")),
                ("answer", models.TextField(blank=True, verbose_name="答复")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="答复时间")),
                ("shown", models.BooleanField(default=False, verbose_name="公开")),
                ("hidden_reason", models.CharField(blank=True, max_length=200, verbose_name="不公开的理由")),
            ],
            options={
                "verbose_name": "清单意见建议",
                "verbose_name_plural": "清单意见建议",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="OpinionMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True, verbose_name="时间")),
                ("move", models.CharField(max_length=40, verbose_name="动作")),
                ("source", models.CharField(blank=True, max_length=20, verbose_name="原状态")),
                ("target", models.CharField(max_length=20, verbose_name="新状态")),
                ("actor_id", models.BigIntegerField(blank=True, null=True, verbose_name="办理人编号")),
                ("actor_name", models.CharField(max_length=100, verbose_name="办理人")),
                ("note", models.TextField(blank=True, verbose_name="意见")),
                ("facts", models.JSONField(default=dict, verbose_name="要素")),
            ],
            options={
                "verbose_name": "意见办理记录",
                "verbose_name_plural": "意见办理记录",
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OpinionRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("suggestion", "建议"),
                            ("correction", "纠错"),
                            ("complaint", "投诉清单"),
                            ("legality", "质疑合法性"),
                        ],
                        max_length=12,
                        unique=True,
                        verbose_name="类型",
                    ),
                ),
                (
                    "office",
                    models.CharField(
                        choices=[("review", "县审改办"), ("legality", "县司法局")],
                        default="review",
                        max_length=10,
                        verbose_name="答复机关",
                    ),
                ),
                ("limit", models.PositiveSmallIntegerField(default=5, verbose_name="答复期限")),
                (
                    "unit",
                    models.CharField(
                        choices=[("workday", "工作日"), ("natural", "自然日"), ("month", "月")],
                        default="workday",
                        max_length=10,
                        verbose_name="期限单位",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="监督电话")),
                ("mailbox", models.CharField(blank=True, max_length=100, verbose_name="监督邮箱")),
            ],
            options={
                "verbose_name": "意见受理设置",
                "verbose_name_plural": "意见受理设置",
                "ordering": ["id"],
            },
        ),
        migrations.AddIndex(
            model_name="listversion",
            index=models.Index(
                condition=models.Q(("state", "published")),
                fields=["kind", "category", "organisation", "sort_key", "id"],
                name="listversion_by_category",
            ),
        ),
        migrations.AddIndex(
            model_name="listversion",
            index=models.Index(
                condition=models.Q(("state", "published")),
                fields=["kind", "valid_from", "id"],
                name="listversion_begun",
            ),
        ),
        migrations.AddIndex(
            model_name="listversion",
            index=models.Index(
                condition=models.Q(("state", "published"), ("valid_to__isnull", False)),
                fields=["kind", "valid_to"],
                name="listversion_over",
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="编印人",
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
                verbose_name="单位",
            ),
        ),
        migrations.AddField(
            model_name="opinion",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="答复人",
            ),
        ),
        migrations.AddField(
            model_name="opinion",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="opinions",
                to="powerlist.listentry",
                verbose_name="事项",
            ),
        ),
        migrations.AddField(
            model_name="opinion",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="opinions",
                to="accounts.organisation",
                verbose_name="事项单位",
            ),
        ),
        migrations.AddField(
            model_name="opinion",
            name="version",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="powerlist.listversion",
                verbose_name="所指文本",
            ),
        ),
        migrations.AddField(
            model_name="opinionmove",
            name="subject",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="powerlist.opinion"
            ),
        ),
        migrations.AddConstraint(
            model_name="opinionrule",
            constraint=models.CheckConstraint(condition=models.Q(("limit__gte", 1)), name="opinion_rule_has_limit"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["kind", "organisation", "on", "digest"], name="edition_same_list"),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True), fields=("number",), name="edition_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "made"), _negated=True),
                    models.Q(
                        models.Q(("sha256", ""), _negated=True),
                        models.Q(("file", ""), _negated=True),
                        ("made_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="edition_made_has_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", ""), ("made_by__isnull", False), _connector="OR"),
                name="edition_number_has_maker",
            ),
        ),
        migrations.AddIndex(
            model_name="opinion",
            index=models.Index(
                condition=models.Q(("shown", True)), fields=["entry", "answered_at", "id"], name="opinion_on_entry"
            ),
        ),
        migrations.AddIndex(
            model_name="opinion",
            index=models.Index(fields=["state", "due_on", "id"], name="opinion_desk_order"),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("state", "received")),
                    models.Q(
                        ("answered_at__isnull", False), ("state", "answered"), models.Q(("answer", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="opinion_answered_has_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.CheckConstraint(
                condition=models.Q(("shown", False), ("state", "answered"), _connector="OR"),
                name="opinion_shown_is_answered",
            ),
        ),
        append_only("powerlist_opinionmove", "powerlist_historicalopinionrule"),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunPython(found_rules, migrations.RunPython.noop),
    ]
