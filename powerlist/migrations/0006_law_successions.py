"""A repealed law may be replaced by several, each in a part; a basis off the register may be verified on paper.

What stood as the one successor of a law becomes a row, with its history.
"""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from core.history import append_only

COPY = """
    INSERT INTO powerlist_lawsuccession (law_id, successor_id, note)
    SELECT id, successor_id, '' FROM powerlist_law WHERE successor_id IS NOT NULL ORDER BY id;
    INSERT INTO powerlist_historicallawsuccession
        (id, law_id, successor_id, note, history_date, history_type, history_change_reason)
    SELECT id, law_id, successor_id, note, now(), '+', '替代法规改为逐条登记' FROM powerlist_lawsuccession ORDER BY id;
    SET CONSTRAINTS ALL IMMEDIATE;
"""
TAKE_BACK = """
    UPDATE powerlist_law SET successor_id = first.successor_id
    FROM (SELECT DISTINCT ON (law_id) law_id, successor_id FROM powerlist_lawsuccession ORDER BY law_id, id) first
    WHERE first.law_id = powerlist_law.id;
    SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("powerlist", "0005_lacking_and_pledges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BasisVerification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(editable=False, max_length=300, unique=True, verbose_name="识别键")),
                ("title", models.CharField(max_length=300, verbose_name="依据")),
                ("document", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("1", "法律"),
                            ("2", "行政法规"),
                            ("25", "国务院决定"),
                            ("3", "地方性法规"),
                            ("4", "部门规章"),
                            ("45", "司法解释"),
                            ("5", "地方政府规章"),
                            ("51", "中央和国务院文件"),
                            ("55", "省级文件"),
                            ("58", "“三定”规定"),
                            ("6", "规范性文件"),
                        ],
                        max_length=2,
                        verbose_name="效力位阶",
                    ),
                ),
                ("issuer", models.CharField(max_length=100, verbose_name="发布机关")),
                (
                    "reason",
                    models.CharField(
                        help_text="看了哪份纸质文件、为什么能作依据、为什么暂不录入法规库",
                        max_length=500,
                        verbose_name="核实理由",
                    ),
                ),
                (
                    "active",
                    models.BooleanField(
                        default=True, help_text="核实有误的，停用它；停用后引用它的事项不能公布", verbose_name="有效"
                    ),
                ),
                ("verified_at", models.DateTimeField(editable=False, verbose_name="核实时间")),
            ],
            options={
                "verbose_name": "核实过纸质文件的依据",
                "verbose_name_plural": "核实过纸质文件的依据",
                "ordering": ["-verified_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalBasisVerification",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("key", models.CharField(db_index=True, editable=False, max_length=300, verbose_name="识别键")),
                ("title", models.CharField(max_length=300, verbose_name="依据")),
                ("document", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("1", "法律"),
                            ("2", "行政法规"),
                            ("25", "国务院决定"),
                            ("3", "地方性法规"),
                            ("4", "部门规章"),
                            ("45", "司法解释"),
                            ("5", "地方政府规章"),
                            ("51", "中央和国务院文件"),
                            ("55", "省级文件"),
                            ("58", "“三定”规定"),
                            ("6", "规范性文件"),
                        ],
                        max_length=2,
                        verbose_name="效力位阶",
                    ),
                ),
                ("issuer", models.CharField(max_length=100, verbose_name="发布机关")),
                (
                    "reason",
                    models.CharField(
                        help_text="看了哪份纸质文件、为什么能作依据、为什么暂不录入法规库",
                        max_length=500,
                        verbose_name="核实理由",
                    ),
                ),
                (
                    "active",
                    models.BooleanField(
                        default=True, help_text="核实有误的，停用它；停用后引用它的事项不能公布", verbose_name="有效"
                    ),
                ),
                ("verified_at", models.DateTimeField(editable=False, verbose_name="核实时间")),
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
                "verbose_name": "historical 核实过纸质文件的依据",
                "verbose_name_plural": "historical 核实过纸质文件的依据",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLawSuccession",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="只替代其中一部分的，写明是哪些内容，如 第三章有关水污染的规定",
                        max_length=200,
                        verbose_name="替代的部分",
                    ),
                ),
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
                "verbose_name": "historical 替代法规",
                "verbose_name_plural": "historical 替代法规",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="LawSuccession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="只替代其中一部分的，写明是哪些内容，如 第三章有关水污染的规定",
                        max_length=200,
                        verbose_name="替代的部分",
                    ),
                ),
            ],
            options={
                "verbose_name": "替代法规",
                "verbose_name_plural": "替代法规",
                "ordering": ["law_id", "id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="law",
            name="law_does_not_succeed_itself",
        ),
        migrations.AlterField(
            model_name="historicallaw",
            name="succession",
            field=models.CharField(
                blank=True,
                help_text="对替代情况的总说明；各部法规替代哪一部分，写在下面“替代法规”里",
                max_length=300,
                verbose_name="替代说明",
            ),
        ),
        migrations.AlterField(
            model_name="law",
            name="succession",
            field=models.CharField(
                blank=True,
                help_text="对替代情况的总说明；各部法规替代哪一部分，写在下面“替代法规”里",
                max_length=300,
                verbose_name="替代说明",
            ),
        ),
        migrations.AddField(
            model_name="basisverification",
            name="verified_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="核实人",
            ),
        ),
        migrations.AddField(
            model_name="historicalbasisverification",
            name="verified_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="核实人",
            ),
        ),
        migrations.AddField(
            model_name="historicallawsuccession",
            name="law",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="powerlist.law",
                verbose_name="被替代的法规",
            ),
        ),
        migrations.AddField(
            model_name="historicallawsuccession",
            name="successor",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="powerlist.law",
                verbose_name="替代法规",
            ),
        ),
        migrations.AddField(
            model_name="lawsuccession",
            name="law",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="successions",
                to="powerlist.law",
                verbose_name="被替代的法规",
            ),
        ),
        migrations.AddField(
            model_name="lawsuccession",
            name="successor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="successes",
                to="powerlist.law",
                verbose_name="替代法规",
            ),
        ),
        migrations.AddField(
            model_name="law",
            name="successors",
            field=models.ManyToManyField(
                related_name="predecessors",
                through="powerlist.LawSuccession",
                through_fields=("law", "successor"),
                to="powerlist.law",
                verbose_name="替代法规",
            ),
        ),
        migrations.AddConstraint(
            model_name="lawsuccession",
            constraint=models.UniqueConstraint(
                fields=("law", "successor"),
                name="law_succession_once",
                violation_error_message="这一部替代法规已经写过，请不要重复。",
            ),
        ),
        migrations.AddConstraint(
            model_name="lawsuccession",
            constraint=models.CheckConstraint(
                condition=models.Q(("successor", models.F("law")), _negated=True),
                name="law_does_not_succeed_itself",
                violation_error_message="替代法规不能是它自己，请另选一部。",
            ),
        ),
        migrations.RunSQL(COPY, TAKE_BACK),
        migrations.RemoveField(
            model_name="historicallaw",
            name="successor",
        ),
        migrations.RemoveField(
            model_name="law",
            name="successor",
        ),
        append_only("powerlist_historicallawsuccession", "powerlist_historicalbasisverification"),
    ]
