import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.db import migrations, models

from core.history import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("powerlist", "0008_kinds_by_declaration"),
    ]

    operations = [
        migrations.CreateModel(
            name="BasisAlert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("found_on", models.DateField(verbose_name="发现日期")),
                ("settled_on", models.DateField(blank=True, null=True, verbose_name="了结日期")),
            ],
            options={
                "verbose_name": "依据失效提醒",
                "verbose_name_plural": "依据失效提醒",
                "ordering": ["-found_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="CreationRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("01", "行政许可"),
                            ("02", "行政处罚"),
                            ("03", "行政强制"),
                            ("04", "行政征收"),
                            ("05", "行政给付"),
                            ("06", "行政监督"),
                            ("07", "行政确认"),
                            ("08", "行政奖励"),
                            ("09", "行政裁决"),
                            ("10", "其他行政权力"),
                            ("20", "公共服务"),
                        ],
                        max_length=2,
                        verbose_name="权力类别",
                    ),
                ),
                (
                    "matter",
                    models.CharField(
                        blank=True,
                        choices=[("measure", "行政强制措施"), ("execution", "行政强制执行")],
                        help_text="只用于行政强制；空着表示整类",
                        max_length=10,
                        verbose_name="细类",
                    ),
                ),
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
                        verbose_name="可以设定的位阶",
                    ),
                ),
                (
                    "provincial",
                    models.BooleanField(
                        default=False, help_text="只有省、自治区、直辖市人民政府的规章可以设定", verbose_name="限省级"
                    ),
                ),
                (
                    "months",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="自施行之日起算；空着表示不限", null=True, verbose_name="有效月数"
                    ),
                ),
                ("article", models.CharField(help_text="如 行政许可法第十四条", max_length=100, verbose_name="出处")),
                ("limits", models.CharField(blank=True, max_length=200, verbose_name="限制")),
                (
                    "active",
                    models.BooleanField(default=True, help_text="法律修改后不再适用的，停用它", verbose_name="启用"),
                ),
            ],
            options={
                "verbose_name": "设定权限",
                "verbose_name_plural": "设定权限",
                "ordering": ["category", "matter", "level"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCreationRule",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("01", "行政许可"),
                            ("02", "行政处罚"),
                            ("03", "行政强制"),
                            ("04", "行政征收"),
                            ("05", "行政给付"),
                            ("06", "行政监督"),
                            ("07", "行政确认"),
                            ("08", "行政奖励"),
                            ("09", "行政裁决"),
                            ("10", "其他行政权力"),
                            ("20", "公共服务"),
                        ],
                        max_length=2,
                        verbose_name="权力类别",
                    ),
                ),
                (
                    "matter",
                    models.CharField(
                        blank=True,
                        choices=[("measure", "行政强制措施"), ("execution", "行政强制执行")],
                        help_text="只用于行政强制；空着表示整类",
                        max_length=10,
                        verbose_name="细类",
                    ),
                ),
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
                        verbose_name="可以设定的位阶",
                    ),
                ),
                (
                    "provincial",
                    models.BooleanField(
                        default=False, help_text="只有省、自治区、直辖市人民政府的规章可以设定", verbose_name="限省级"
                    ),
                ),
                (
                    "months",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="自施行之日起算；空着表示不限", null=True, verbose_name="有效月数"
                    ),
                ),
                ("article", models.CharField(help_text="如 行政许可法第十四条", max_length=100, verbose_name="出处")),
                ("limits", models.CharField(blank=True, max_length=200, verbose_name="限制")),
                (
                    "active",
                    models.BooleanField(default=True, help_text="法律修改后不再适用的，停用它", verbose_name="启用"),
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
                "verbose_name": "historical 设定权限",
                "verbose_name_plural": "historical 设定权限",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="citation",
            name="article_no",
            field=models.PositiveIntegerField(default=0, verbose_name="首条"),
        ),
        migrations.AddField(
            model_name="citation",
            name="articles",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=12), blank=True, default=list, size=None, verbose_name="条"
            ),
        ),
        migrations.AddField(
            model_name="citation",
            name="clauses",
            field=models.JSONField(blank=True, default=list, verbose_name="条款项"),
        ),
        migrations.AddField(
            model_name="citation",
            name="document",
            field=models.CharField(blank=True, max_length=100, verbose_name="文号"),
        ),
        migrations.AddField(
            model_name="citation",
            name="level",
            field=models.CharField(
                blank=True,
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
        migrations.AddField(
            model_name="citation",
            name="role",
            field=models.CharField(
                blank=True,
                choices=[("creating", "设定依据"), ("implementing", "实施依据")],
                max_length=12,
                verbose_name="作用",
            ),
        ),
        migrations.AddField(
            model_name="historicallaw",
            name="repealed_on",
            field=models.DateField(
                blank=True,
                help_text="从这一天起不再有效；此前的清单内容仍按当时有效核对",
                null=True,
                verbose_name="废止日期",
            ),
        ),
        migrations.AddField(
            model_name="historicallaw",
            name="succession",
            field=models.CharField(
                blank=True,
                help_text="由几部法规分别替代的，写明各部分由哪一部替代",
                max_length=300,
                verbose_name="替代说明",
            ),
        ),
        migrations.AddField(
            model_name="law",
            name="repealed_on",
            field=models.DateField(
                blank=True,
                help_text="从这一天起不再有效；此前的清单内容仍按当时有效核对",
                null=True,
                verbose_name="废止日期",
            ),
        ),
        migrations.AddField(
            model_name="law",
            name="succession",
            field=models.CharField(
                blank=True,
                help_text="由几部法规分别替代的，写明各部分由哪一部替代",
                max_length=300,
                verbose_name="替代说明",
            ),
        ),
        migrations.AlterField(
            model_name="historicallaw",
            name="level",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="law",
            name="level",
            field=models.CharField(
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
        migrations.AddIndex(
            model_name="citation",
            index=models.Index(fields=["law", "article_no", "id"], name="citation_by_article"),
        ),
        migrations.AddIndex(
            model_name="law",
            index=models.Index(fields=["level", "title", "id"], name="law_public_order"),
        ),
        migrations.AddConstraint(
            model_name="law",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("repealed_on__isnull", True),
                    ("effective_on__isnull", True),
                    ("repealed_on__gt", models.F("effective_on")),
                    _connector="OR",
                ),
                name="law_ends_after_it_begins",
                violation_error_message="废止日期须晚于施行日期，请核对两个日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="law",
            constraint=models.CheckConstraint(
                condition=models.Q(("successor", models.F("id")), _negated=True),
                name="law_does_not_succeed_itself",
                violation_error_message="替代法规不能是它自己，请另选一部。",
            ),
        ),
        migrations.AddField(
            model_name="basisalert",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="basis_alerts",
                to="powerlist.listentry",
                verbose_name="事项",
            ),
        ),
        migrations.AddField(
            model_name="basisalert",
            name="law",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="alerts",
                to="powerlist.law",
                verbose_name="依据",
            ),
        ),
        migrations.AddConstraint(
            model_name="creationrule",
            constraint=models.UniqueConstraint(
                fields=("category", "matter", "level"),
                name="creation_rule_once",
                violation_error_message="这一类权力的这一位阶已有一条规则，请直接修改那一条。",
            ),
        ),
        migrations.AddConstraint(
            model_name="basisalert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_on__isnull", True)), fields=("entry", "law"), name="basis_alert_open_once"
            ),
        ),
        append_only("powerlist_historicalcreationrule"),
    ]
