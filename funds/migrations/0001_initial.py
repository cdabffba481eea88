"""The tables of the funds; 0002 has what the database keeps by itself."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import core.files
import core.masking
import core.registers


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0006_fund_permissions"),
        ("core", "0006_secrecy_reviews"),
        ("powerlist", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="BudgetYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="预算年度")),
                ("approved_on", models.DateField(verbose_name="人代会批准日期")),
                ("meeting", models.CharField(max_length=200, verbose_name="会议")),
                ("document_number", models.CharField(max_length=100, verbose_name="决议文号")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="政府预算公开日期")),
                ("address", models.URLField(blank=True, verbose_name="政府预算公开地址")),
            ],
            options={
                "verbose_name": "预算年度",
                "verbose_name_plural": "预算年度",
                "ordering": ["-year"],
            },
        ),
        migrations.CreateModel(
            name="FunctionClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=7, unique=True, verbose_name="编码")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("valid_to", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="停用年度")),
            ],
            options={
                "verbose_name": "功能分类科目",
                "verbose_name_plural": "功能分类科目",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalBudgetYear",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(db_index=True, verbose_name="预算年度")),
                ("approved_on", models.DateField(verbose_name="人代会批准日期")),
                ("meeting", models.CharField(max_length=200, verbose_name="会议")),
                ("document_number", models.CharField(max_length=100, verbose_name="决议文号")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="政府预算公开日期")),
                ("address", models.URLField(blank=True, verbose_name="政府预算公开地址")),
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
                "verbose_name": "historical 预算年度",
                "verbose_name_plural": "historical 预算年度",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFunctionClass",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("code", models.CharField(db_index=True, max_length=7, verbose_name="编码")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("valid_to", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="停用年度")),
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
                "verbose_name": "historical 功能分类科目",
                "verbose_name_plural": "historical 功能分类科目",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFundRule",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[("province", "省"), ("city", "市"), ("county", "县")],
                        db_index=True,
                        max_length=10,
                        verbose_name="级次",
                    ),
                ),
                (
                    "forms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[("department", "部门预算专项资金"), ("transfer", "转移支付专项资金")],
                            max_length=12,
                        ),
                        size=None,
                        verbose_name="清单类型",
                    ),
                ),
                ("total_cap", models.PositiveSmallIntegerField(verbose_name="清单项目上限")),
                ("department_min", models.PositiveSmallIntegerField(verbose_name="一个部门一般不少于")),
                ("department_max", models.PositiveSmallIntegerField(verbose_name="一个部门不超过")),
                ("single_cap", models.PositiveSmallIntegerField(verbose_name="职能单一的部门不超过")),
                ("list_days", models.PositiveSmallIntegerField(default=20, verbose_name="人大批准后公开（自然日）")),
                (
                    "department_days",
                    models.PositiveSmallIntegerField(default=20, verbose_name="部门预算批复后公开（自然日）"),
                ),
                (
                    "issue_days",
                    models.PositiveSmallIntegerField(default=60, verbose_name="人大批准后下达乡镇（自然日）"),
                ),
                ("notice_days", models.PositiveSmallIntegerField(default=5, verbose_name="立项公示（工作日）")),
                ("carry_years", models.PositiveSmallIntegerField(default=2, verbose_name="结转满几年收回")),
                ("execution_weight", models.PositiveSmallIntegerField(default=10, verbose_name="预算执行率分值")),
                ("output_weight", models.PositiveSmallIntegerField(default=50, verbose_name="产出指标分值")),
                ("benefit_weight", models.PositiveSmallIntegerField(default=30, verbose_name="效益指标分值")),
                ("satisfaction_weight", models.PositiveSmallIntegerField(default=10, verbose_name="满意度指标分值")),
                ("monitor_on", models.CharField(default="07-31", max_length=5, verbose_name="绩效监控日（月-日）")),
                ("assess_by", models.CharField(default="03-31", max_length=5, verbose_name="次年自评截止（月-日）")),
                ("source", models.CharField(max_length=300, verbose_name="依据")),
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
                "verbose_name": "historical 专项资金规则",
                "verbose_name_plural": "historical 专项资金规则",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Expert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                ("title", models.CharField(blank=True, max_length=60, verbose_name="职称")),
                ("employer", models.CharField(max_length=200, verbose_name="工作单位")),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None, verbose_name="专业领域"
                    ),
                ),
                ("active", models.BooleanField(default=True, verbose_name="在库")),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="所在机构",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "评审专家",
                "verbose_name_plural": "评审专家",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="FundChangeSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="批次号")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("reason", models.TextField(verbose_name="变更事由")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "填报中"),
                            ("submitted", "待初审"),
                            ("legality", "待合法性审查"),
                            ("opinions", "征求意见中"),
                            ("feedback", "待部门核实"),
                            ("decision", "待审定"),
                            ("entry", "待按审定录入"),
                            ("final", "待终审"),
                            ("decided", "待公布"),
                            ("letter", "待印发建议函"),
                            ("published", "已公布"),
                            ("closed", "已办结"),
                            ("declined", "未予审定"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("review_opinion", models.TextField(blank=True, verbose_name="初审意见")),
                ("legality_opinion", models.TextField(blank=True, verbose_name="合法性审查意见")),
                ("meeting", models.CharField(blank=True, max_length=200, verbose_name="审定会议")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="审定日期")),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="生效日期")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="报送时间")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="公布时间")),
                ("year", models.PositiveSmallIntegerField(verbose_name="预算年度")),
                (
                    "form",
                    models.CharField(
                        choices=[("department", "部门预算专项资金"), ("transfer", "转移支付专项资金")],
                        default="department",
                        max_length=12,
                        verbose_name="清单类型",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("year", "年度清单"), ("change", "年中调整")],
                        default="year",
                        max_length=8,
                        verbose_name="用途",
                    ),
                ),
                ("override_reason", models.TextField(blank=True, verbose_name="超过项数上限的理由")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "jurist",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fund_change_sets",
                        to="accounts.organisation",
                        verbose_name="填报单位",
                    ),
                ),
                (
                    "recorder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "专项资金清单批次",
                "verbose_name_plural": "专项资金清单批次",
                "ordering": ["-id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["decided", "published"]), _negated=True),
                            models.Q(("decided_on__isnull", False), models.Q(("document_number", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="fundchangeset_decision_has_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="fundchangeset_published_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("reviewer")), _negated=True),
                        name="fundchangeset_author_not_reviewer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("jurist")), _negated=True),
                        name="fundchangeset_author_not_jurist",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("recorder")), _negated=True),
                        name="fundchangeset_author_not_recorder",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reviewer", models.F("recorder")), _negated=True),
                        name="fundchangeset_reviewer_not_recorder",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reviewer", models.F("jurist")), _negated=True),
                        name="fundchangeset_reviewer_not_jurist",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("purpose", "year"), models.Q(("state__in", ["withdrawn", "declined"]), _negated=True)
                        ),
                        fields=("year", "form"),
                        name="fundchangeset_one_list_a_year",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FundEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=50, unique=True, verbose_name="编码")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="退出日期")),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="funds.fundentry",
                        verbose_name="并入",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="funds",
                        to="accounts.organisation",
                        verbose_name="主管部门",
                    ),
                ),
            ],
            options={
                "verbose_name": "专项资金",
                "verbose_name_plural": "专项资金",
                "ordering": ["code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FundDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                ("dated", models.DateField(verbose_name="成文日期")),
                ("file", models.FileField(upload_to=core.files.random_name, verbose_name="文件")),
                ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64, verbose_name="文件摘要（SHA-256）")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "未公开"), ("published", "已公开"), ("withdrawn", "已作废")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="公开时间")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                ("year", models.PositiveSmallIntegerField(verbose_name="预算年度")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("measure", "管理办法"),
                            ("call", "申报"),
                            ("review", "评审"),
                            ("allocation", "分配"),
                            ("use", "使用"),
                            ("inspection", "监督检查"),
                            ("performance", "绩效评价"),
                        ],
                        max_length=12,
                        verbose_name="阶段",
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=60, verbose_name="所属")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="公开人",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="funds.fundentry",
                        verbose_name="专项资金",
                    ),
                ),
            ],
            options={
                "verbose_name": "资金文件",
                "verbose_name_plural": "资金文件",
                "ordering": ["-id"],
                "abstract": False,
                "indexes": [models.Index(fields=["entry", "year", "stage", "id"], name="funddocument_of_stage")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            models.Q(("published_at__isnull", False), ("publisher__isnull", False)),
                            _connector="OR",
                        ),
                        name="funddocument_published_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("publisher")), _negated=True),
                        name="funddocument_author_not_publisher",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Execution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="预算年度")),
                ("month", models.PositiveSmallIntegerField(verbose_name="月份")),
                ("planned", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="累计计划支出（元）")),
                ("executed", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="累计实际支出（元）")),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="executions",
                        to="funds.fundentry",
                        verbose_name="专项资金",
                    ),
                ),
            ],
            options={
                "verbose_name": "支出进度",
                "verbose_name_plural": "支出进度",
                "ordering": ["entry_id", "year", "month"],
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "year", "month"), name="execution_once"),
                    models.CheckConstraint(
                        condition=models.Q(("month__gte", 1), ("month__lte", 12)), name="execution_month"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("executed__gte", 0), ("planned__gte", 0)), name="execution_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="预算年度")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("adjustment", "预算调整（人大常委会批准）"),
                            ("transfer", "调剂"),
                            ("above", "上级转移支付"),
                        ],
                        max_length=10,
                        verbose_name="性质",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="增减数额（元）")),
                ("approved_by", models.CharField(max_length=100, verbose_name="批准机关")),
                ("document_number", models.CharField(max_length=100, verbose_name="文号")),
                ("approved_on", models.DateField(verbose_name="批准日期")),
                ("reason", models.CharField(max_length=300, verbose_name="事由")),
                ("made_at", models.DateTimeField(verbose_name="登记时间")),
                ("made_by_id", models.BigIntegerField(verbose_name="登记人编号")),
                ("made_by_name", models.CharField(max_length=100, verbose_name="登记人")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="funds.fundentry",
                        verbose_name="专项资金",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="funds.fundentry",
                        verbose_name="对方资金",
                    ),
                ),
            ],
            options={
                "verbose_name": "预算变动",
                "verbose_name_plural": "预算变动",
                "ordering": ["id"],
                "indexes": [models.Index(fields=["entry", "year"], name="budgetchange_of_year")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True), name="budgetchange_not_zero"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "transfer"), _negated=True), ("other__isnull", False), _connector="OR"
                        ),
                        name="budgetchange_two_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FundImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20, verbose_name="表格")),
                ("subject", models.CharField(blank=True, max_length=60, verbose_name="所属")),
                ("file", models.FileField(upload_to=core.files.random_name, verbose_name="文件")),
                ("filename", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("read", "待确认"),
                            ("applied", "已导入"),
                            ("refused", "不能导入"),
                            ("undone", "已撤销"),
                        ],
                        default="read",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("result", models.JSONField(default=dict, verbose_name="结果")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="导入时间")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="单位",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "资金表格导入",
                "verbose_name_plural": "资金表格导入",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="FundMove",
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
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="funds.fundchangeset"
                    ),
                ),
            ],
            options={
                "verbose_name": "专项资金清单记录",
                "verbose_name_plural": "专项资金清单记录",
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FundPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "填报中"), ("handed_in", "已报送"), ("returned", "已退回")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("handed_in_at", models.DateTimeField(blank=True, null=True, verbose_name="报送时间")),
                ("return_reason", models.TextField(blank=True, verbose_name="退回理由")),
                (
                    "change_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="funds.fundchangeset",
                        verbose_name="批次",
                    ),
                ),
                (
                    "handed_in_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fund_parts",
                        to="accounts.organisation",
                        verbose_name="主管部门",
                    ),
                ),
            ],
            options={
                "verbose_name": "专项资金填报部门",
                "verbose_name_plural": "专项资金填报部门",
                "ordering": ["change_set_id", "organisation_id"],
                "constraints": [models.UniqueConstraint(fields=("change_set", "organisation"), name="fundpart_once")],
            },
        ),
        migrations.CreateModel(
            name="FundProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="编号")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("establish", "设立"),
                            ("enlarge", "增加额度"),
                            ("keep", "保留"),
                            ("adjust", "调整"),
                            ("merge", "合并"),
                            ("cancel", "取消"),
                        ],
                        max_length=10,
                        verbose_name="事项",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "填写中"),
                            ("review", "待财政局审核"),
                            ("decision", "待政府审批"),
                            ("approved", "已批准"),
                            ("declined", "未批准"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="资金名称")),
                ("year", models.PositiveSmallIntegerField(verbose_name="起始年度")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="年度预算（元）"
                    ),
                ),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="执行期限止")),
                (
                    "basis_kind",
                    models.CharField(
                        blank=True,
                        choices=[("law", "法律"), ("regulation", "行政法规"), ("county", "县委、县政府规定")],
                        max_length=10,
                        verbose_name="依据类型",
                    ),
                ),
                ("basis", models.JSONField(default=list, verbose_name="设立依据")),
                ("reason", models.TextField(verbose_name="理由")),
                ("findings", models.TextField(blank=True, verbose_name="评估情况")),
                ("override_reason", models.TextField(blank=True, verbose_name="上年绩效为差仍增加的理由")),
                ("file", models.FileField(blank=True, upload_to=core.files.random_name, verbose_name="申请材料")),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="文件名")),
                ("review_opinion", models.TextField(blank=True, verbose_name="财政局审核意见")),
                ("meeting", models.CharField(blank=True, max_length=200, verbose_name="审批会议")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="审批日期")),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="批准文号")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="funds.fundentry",
                        verbose_name="专项资金",
                    ),
                ),
                (
                    "into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="funds.fundentry",
                        verbose_name="并入",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="主管部门",
                    ),
                ),
                (
                    "recorder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录人",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审核人",
                    ),
                ),
            ],
            options={
                "verbose_name": "设立、评估与退出",
                "verbose_name_plural": "设立、评估与退出",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(("decided_on__isnull", False), models.Q(("document_number", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="fundproposal_approved_has_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "establish"), ("entry__isnull", False), _connector="OR"),
                        name="fundproposal_names_its_fund",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "merge"), _negated=True), ("into__isnull", False), _connector="OR"
                        ),
                        name="fundproposal_merges_into",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("entry", models.F("into")), _negated=True),
                        name="fundproposal_not_into_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("reviewer")), _negated=True),
                        name="fundproposal_author_not_reviewer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("recorder")), _negated=True),
                        name="fundproposal_author_not_recorder",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reviewer", models.F("recorder")), _negated=True),
                        name="fundproposal_reviewer_not_recorder",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FundProposalMove",
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
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="funds.fundproposal"
                    ),
                ),
            ],
            options={
                "verbose_name": "设立、评估与退出的记录",
                "verbose_name_plural": "设立、评估与退出的记录",
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FundRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[("province", "省"), ("city", "市"), ("county", "县")],
                        max_length=10,
                        unique=True,
                        verbose_name="级次",
                    ),
                ),
                (
                    "forms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[("department", "部门预算专项资金"), ("transfer", "转移支付专项资金")],
                            max_length=12,
                        ),
                        size=None,
                        verbose_name="清单类型",
                    ),
                ),
                ("total_cap", models.PositiveSmallIntegerField(verbose_name="清单项目上限")),
                ("department_min", models.PositiveSmallIntegerField(verbose_name="一个部门一般不少于")),
                ("department_max", models.PositiveSmallIntegerField(verbose_name="一个部门不超过")),
                ("single_cap", models.PositiveSmallIntegerField(verbose_name="职能单一的部门不超过")),
                ("list_days", models.PositiveSmallIntegerField(default=20, verbose_name="人大批准后公开（自然日）")),
                (
                    "department_days",
                    models.PositiveSmallIntegerField(default=20, verbose_name="部门预算批复后公开（自然日）"),
                ),
                (
                    "issue_days",
                    models.PositiveSmallIntegerField(default=60, verbose_name="人大批准后下达乡镇（自然日）"),
                ),
                ("notice_days", models.PositiveSmallIntegerField(default=5, verbose_name="立项公示（工作日）")),
                ("carry_years", models.PositiveSmallIntegerField(default=2, verbose_name="结转满几年收回")),
                ("execution_weight", models.PositiveSmallIntegerField(default=10, verbose_name="预算执行率分值")),
                ("output_weight", models.PositiveSmallIntegerField(default=50, verbose_name="产出指标分值")),
                ("benefit_weight", models.PositiveSmallIntegerField(default=30, verbose_name="效益指标分值")),
                ("satisfaction_weight", models.PositiveSmallIntegerField(default=10, verbose_name="满意度指标分值")),
                ("monitor_on", models.CharField(default="07-31", max_length=5, verbose_name="绩效监控日（月-日）")),
                ("assess_by", models.CharField(default="03-31", max_length=5, verbose_name="次年自评截止（月-日）")),
                ("source", models.CharField(max_length=300, verbose_name="依据")),
            ],
            options={
                "verbose_name": "专项资金规则",
                "verbose_name_plural": "专项资金规则",
                "ordering": ["level"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "execution_weight",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.Value(100), "-", models.F("output_weight")
                                        ),
                                        "-",
                                        models.F("benefit_weight"),
                                    ),
                                    "-",
                                    models.F("satisfaction_weight"),
                                ),
                            )
                        ),
                        name="fundrule_weights_are_100",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("department_min__lte", models.F("department_max"))),
                        name="fundrule_department_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FundVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(default=1, verbose_name="版本号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "拟议"),
                            ("published", "已公布"),
                            ("ended", "已取消"),
                            ("dropped", "未采用"),
                            ("kept", "沿用原文"),
                        ],
                        default="proposed",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("add", "增加"),
                            ("amend", "要素变更"),
                            ("cancel", "取消"),
                            ("receive", "承接"),
                            ("cancel_above", "对应取消"),
                            ("delegate", "下放"),
                            ("transfer", "转移"),
                            ("merge", "合并"),
                            ("split", "分设"),
                            ("move_body", "主体变更"),
                            ("suspend", "暂停"),
                            ("resume", "恢复"),
                            ("suggest", "建议修改法定依据"),
                        ],
                        default="add",
                        max_length=12,
                        verbose_name="变更类型",
                    ),
                ),
                ("content", models.JSONField(default=dict, verbose_name="内容")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="生效日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="填报时间")),
                ("year", models.PositiveSmallIntegerField(verbose_name="预算年度")),
                ("name", models.CharField(max_length=300, verbose_name="项目名称")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="预算数额（元）")),
                (
                    "form",
                    models.CharField(
                        choices=[("department", "部门预算专项资金"), ("transfer", "转移支付专项资金")],
                        default="department",
                        max_length=12,
                        verbose_name="清单类型",
                    ),
                ),
                ("founded_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="设立年度")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="执行期限止")),
                ("evaluate_on", models.DateField(blank=True, null=True, verbose_name="应评估日期")),
                (
                    "manner",
                    models.CharField(
                        blank=True,
                        choices=[("project", "项目法"), ("fact", "据实据效"), ("factors", "因素法")],
                        max_length=8,
                        verbose_name="分配方式",
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[("public", "公开"), ("internal", "内部")],
                        default="public",
                        max_length=10,
                        verbose_name="公开范围",
                    ),
                ),
                ("scope_reason", models.CharField(blank=True, max_length=300, verbose_name="不公开的理由和依据")),
                ("sort_key", models.CharField(blank=True, max_length=20, verbose_name="排序")),
                (
                    "change_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="funds.fundchangeset",
                        verbose_name="批次",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="funds.fundentry",
                        verbose_name="专项资金",
                    ),
                ),
                (
                    "function",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="funds.functionclass",
                        verbose_name="功能分类科目",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fund_versions",
                        to="accounts.organisation",
                        verbose_name="主管部门",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="funds.fundproposal",
                        verbose_name="设立或增加的审批",
                    ),
                ),
            ],
            options={
                "verbose_name": "专项资金清单内容",
                "verbose_name_plural": "专项资金清单内容",
                "ordering": ["year", "organisation_id", "sort_key", "id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["year", "organisation", "sort_key", "id"], name="fundversion_year_order")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "number"), name="fundversion_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("entry",),
                        name="fundversion_one_open_proposal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_from__lt", models.F("valid_to")), _connector="OR"
                        ),
                        name="fundversion_dates_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            ("valid_from__isnull", False),
                            _connector="OR",
                        ),
                        name="fundversion_published_has_date",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state", "published")),
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        expressions=[
                            ("entry", "="),
                            ("year", "="),
                            (core.registers.DateRange("valid_from", "valid_to"), "&&"),
                        ],
                        name="fundversion_one_in_force_a_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)), name="fundversion_amount_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("scope", "public"), models.Q(("scope_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="fundversion_internal_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalDepartmentBudget",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("replied_on", models.DateField(verbose_name="批复日期")),
                ("document_number", models.CharField(max_length=100, verbose_name="批复文号")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="部门预算公开日期")),
                ("address", models.URLField(blank=True, verbose_name="部门预算公开地址")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="部门",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="funds.budgetyear",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 部门预算",
                "verbose_name_plural": "historical 部门预算",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalExecution",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="预算年度")),
                ("month", models.PositiveSmallIntegerField(verbose_name="月份")),
                ("planned", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="累计计划支出（元）")),
                ("executed", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="累计实际支出（元）")),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="funds.fundentry",
                        verbose_name="专项资金",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 支出进度",
                "verbose_name_plural": "historical 支出进度",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalExpert",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                ("title", models.CharField(blank=True, max_length=60, verbose_name="职称")),
                ("employer", models.CharField(max_length=200, verbose_name="工作单位")),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None, verbose_name="专业领域"
                    ),
                ),
                ("active", models.BooleanField(default=True, verbose_name="在库")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="所在机构",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 评审专家",
                "verbose_name_plural": "historical 评审专家",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFundChangeSet",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("number", models.CharField(db_index=True, max_length=40, verbose_name="批次号")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("reason", models.TextField(verbose_name="变更事由")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "填报中"),
                            ("submitted", "待初审"),
                            ("legality", "待合法性审查"),
                            ("opinions", "征求意见中"),
                            ("feedback", "待部门核实"),
                            ("decision", "待审定"),
                            ("entry", "待按审定录入"),
                            ("final", "待终审"),
                            ("decided", "待公布"),
                            ("letter", "待印发建议函"),
                            ("published", "已公布"),
                            ("closed", "已办结"),
                            ("declined", "未予审定"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("review_opinion", models.TextField(blank=True, verbose_name="初审意见")),
                ("legality_opinion", models.TextField(blank=True, verbose_name="合法性审查意见")),
                ("meeting", models.CharField(blank=True, max_length=200, verbose_name="审定会议")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="审定日期")),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="生效日期")),
                ("created_at", models.DateTimeField(blank=True, editable=False, verbose_name="建立时间")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="报送时间")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="公布时间")),
                ("year", models.PositiveSmallIntegerField(verbose_name="预算年度")),
                (
                    "form",
                    models.CharField(
                        choices=[("department", "部门预算专项资金"), ("transfer", "转移支付专项资金")],
                        default="department",
                        max_length=12,
                        verbose_name="清单类型",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("year", "年度清单"), ("change", "年中调整")],
                        default="year",
                        max_length=8,
                        verbose_name="用途",
                    ),
                ),
                ("override_reason", models.TextField(blank=True, verbose_name="超过项数上限的理由")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "jurist",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="填报单位",
                    ),
                ),
                (
                    "recorder",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 专项资金清单批次",
                "verbose_name_plural": "historical 专项资金清单批次",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFundDocument",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                ("dated", models.DateField(verbose_name="成文日期")),
                ("file", models.TextField(max_length=100, verbose_name="文件")),
                ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64, verbose_name="文件摘要（SHA-256）")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "未公开"), ("published", "已公开"), ("withdrawn", "已作废")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="公开时间")),
                ("created_at", models.DateTimeField(blank=True, editable=False, verbose_name="登记时间")),
                ("year", models.PositiveSmallIntegerField(verbose_name="预算年度")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("measure", "管理办法"),
                            ("call", "申报"),
                            ("review", "评审"),
                            ("allocation", "分配"),
                            ("use", "使用"),
                            ("inspection", "监督检查"),
                            ("performance", "绩效评价"),
                        ],
                        max_length=12,
                        verbose_name="阶段",
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=60, verbose_name="所属")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="funds.fundentry",
                        verbose_name="专项资金",
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="公开人",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 资金文件",
                "verbose_name_plural": "historical 资金文件",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFundEntry",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("code", models.CharField(db_index=True, max_length=50, verbose_name="编码")),
                ("created_at", models.DateTimeField(blank=True, editable=False, verbose_name="建立时间")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="退出日期")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="funds.fundentry",
                        verbose_name="并入",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="主管部门",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 专项资金",
                "verbose_name_plural": "historical 专项资金",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFundPart",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "填报中"), ("handed_in", "已报送"), ("returned", "已退回")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("handed_in_at", models.DateTimeField(blank=True, null=True, verbose_name="报送时间")),
                ("return_reason", models.TextField(blank=True, verbose_name="退回理由")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "change_set",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="funds.fundchangeset",
                        verbose_name="批次",
                    ),
                ),
                (
                    "handed_in_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="主管部门",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 专项资金填报部门",
                "verbose_name_plural": "historical 专项资金填报部门",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFundVersion",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("number", models.PositiveIntegerField(default=1, verbose_name="版本号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "拟议"),
                            ("published", "已公布"),
                            ("ended", "已取消"),
                            ("dropped", "未采用"),
                            ("kept", "沿用原文"),
                        ],
                        default="proposed",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("add", "增加"),
                            ("amend", "要素变更"),
                            ("cancel", "取消"),
                            ("receive", "承接"),
                            ("cancel_above", "对应取消"),
                            ("delegate", "下放"),
                            ("transfer", "转移"),
                            ("merge", "合并"),
                            ("split", "分设"),
                            ("move_body", "主体变更"),
                            ("suspend", "暂停"),
                            ("resume", "恢复"),
                            ("suggest", "建议修改法定依据"),
                        ],
                        default="add",
                        max_length=12,
                        verbose_name="变更类型",
                    ),
                ),
                ("content", models.JSONField(default=dict, verbose_name="内容")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="生效日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                ("created_at", models.DateTimeField(blank=True, editable=False, verbose_name="填报时间")),
                ("year", models.PositiveSmallIntegerField(verbose_name="预算年度")),
                ("name", models.CharField(max_length=300, verbose_name="项目名称")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="预算数额（元）")),
                (
                    "form",
                    models.CharField(
                        choices=[("department", "部门预算专项资金"), ("transfer", "转移支付专项资金")],
                        default="department",
                        max_length=12,
                        verbose_name="清单类型",
                    ),
                ),
                ("founded_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="设立年度")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="执行期限止")),
                ("evaluate_on", models.DateField(blank=True, null=True, verbose_name="应评估日期")),
                (
                    "manner",
                    models.CharField(
                        blank=True,
                        choices=[("project", "项目法"), ("fact", "据实据效"), ("factors", "因素法")],
                        max_length=8,
                        verbose_name="分配方式",
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[("public", "公开"), ("internal", "内部")],
                        default="public",
                        max_length=10,
                        verbose_name="公开范围",
                    ),
                ),
                ("scope_reason", models.CharField(blank=True, max_length=300, verbose_name="不公开的理由和依据")),
                ("sort_key", models.CharField(blank=True, max_length=20, verbose_name="排序")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "change_set",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="funds.fundchangeset",
                        verbose_name="批次",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="funds.fundentry",
                        verbose_name="专项资金",
                    ),
                ),
                (
                    "function",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="funds.functionclass",
                        verbose_name="功能分类科目",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="主管部门",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="funds.fundproposal",
                        verbose_name="设立或增加的审批",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 专项资金清单内容",
                "verbose_name_plural": "historical 专项资金清单内容",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMeasure",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                ("dated", models.DateField(verbose_name="成文日期")),
                ("file", models.TextField(max_length=100, verbose_name="文件")),
                ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64, verbose_name="文件摘要（SHA-256）")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "未公开"), ("published", "已公开"), ("withdrawn", "已作废")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="公开时间")),
                ("created_at", models.DateTimeField(blank=True, editable=False, verbose_name="登记时间")),
                ("number", models.PositiveSmallIntegerField(verbose_name="版本号")),
                ("issued_by", models.CharField(max_length=200, verbose_name="制定机关")),
                ("changes", models.TextField(blank=True, verbose_name="修订内容")),
                ("valid_from", models.DateField(verbose_name="施行日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="funds.fundentry",
                        verbose_name="专项资金",
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="公开人",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 管理办法",
                "verbose_name_plural": "historical 管理办法",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSingleFunction",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("document", models.CharField(max_length=200, verbose_name="认定依据")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="部门",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 职能单一的部门",
                "verbose_name_plural": "historical 职能单一的部门",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                ("dated", models.DateField(verbose_name="成文日期")),
                ("file", models.FileField(upload_to=core.files.random_name, verbose_name="文件")),
                ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64, verbose_name="文件摘要（SHA-256）")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "未公开"), ("published", "已公开"), ("withdrawn", "已作废")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="公开时间")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                ("number", models.PositiveSmallIntegerField(verbose_name="版本号")),
                ("issued_by", models.CharField(max_length=200, verbose_name="制定机关")),
                ("changes", models.TextField(blank=True, verbose_name="修订内容")),
                ("valid_from", models.DateField(verbose_name="施行日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="funds.fundentry",
                        verbose_name="专项资金",
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="公开人",
                    ),
                ),
            ],
            options={
                "verbose_name": "管理办法",
                "verbose_name_plural": "管理办法",
                "ordering": ["entry_id", "-number"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            models.Q(("published_at__isnull", False), ("publisher__isnull", False)),
                            _connector="OR",
                        ),
                        name="measure_published_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("publisher")), _negated=True),
                        name="measure_author_not_publisher",
                    ),
                    models.UniqueConstraint(fields=("entry", "number"), name="measure_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="measure_dates_in_order",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state", "published")),
                        expressions=[("entry", "="), (core.registers.DateRange("valid_from", "valid_to"), "&&")],
                        name="measure_one_in_force",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="预算年度")),
                ("goal", models.TextField(verbose_name="年度总体目标")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "填写中"), ("submitted", "待财政局审核"), ("approved", "已批复")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("opinion", models.TextField(blank=True, verbose_name="审核意见")),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="批复时间")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="公开时间")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="funds.fundentry",
                        verbose_name="专项资金",
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="公开人",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="批复人",
                    ),
                ),
            ],
            options={
                "verbose_name": "绩效目标",
                "verbose_name_plural": "绩效目标",
                "ordering": ["-year", "entry_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "year"), name="plan_once_a_year"),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("reviewer")), _negated=True),
                        name="plan_author_not_reviewer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("publisher")), _negated=True),
                        name="plan_author_not_publisher",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="序号")),
                (
                    "dimension",
                    models.CharField(
                        choices=[("output", "产出指标"), ("benefit", "效益指标"), ("satisfaction", "满意度指标")],
                        max_length=12,
                        verbose_name="一级指标",
                    ),
                ),
                (
                    "aspect",
                    models.CharField(
                        choices=[
                            ("quantity", "数量指标"),
                            ("quality", "质量指标"),
                            ("timeliness", "时效指标"),
                            ("cost", "成本指标"),
                            ("economic", "经济效益指标"),
                            ("social", "社会效益指标"),
                            ("ecological", "生态效益指标"),
                            ("lasting", "可持续影响指标"),
                            ("satisfaction", "服务对象满意度指标"),
                        ],
                        max_length=12,
                        verbose_name="二级指标",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="三级指标")),
                (
                    "sign",
                    models.CharField(
                        choices=[(">=", "≥"), ("<=", "≤"), ("=", "＝"), ("words", "定性")],
                        max_length=5,
                        verbose_name="指标符号",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name="指标值"),
                ),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="计量单位")),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="定性目标")),
                ("weight", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="分值")),
                ("evidence", models.CharField(blank=True, max_length=300, verbose_name="评价依据")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="indicators",
                        to="funds.plan",
                        verbose_name="绩效目标",
                    ),
                ),
            ],
            options={
                "verbose_name": "绩效指标",
                "verbose_name_plural": "绩效指标",
                "ordering": ["plan_id", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "position"), name="indicator_position_once"),
                    models.CheckConstraint(condition=models.Q(("weight__gt", 0)), name="indicator_weight_positive"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sign", "words"), models.Q(("words", ""), _negated=True)),
                            models.Q(models.Q(("sign", "words"), _negated=True), ("value__isnull", False)),
                            _connector="OR",
                        ),
                        name="indicator_has_target",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanMove",
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
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="funds.plan"
                    ),
                ),
            ],
            options={
                "verbose_name": "绩效目标的记录",
                "verbose_name_plural": "绩效目标的记录",
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="项目编号")),
                (
                    "kind",
                    models.CharField(
                        choices=[("unit", "机关事业单位"), ("enterprise", "企业及其他组织")],
                        max_length=12,
                        verbose_name="申报对象",
                    ),
                ),
                ("applicant_name", models.CharField(max_length=200, verbose_name="申报单位名称")),
                ("credit_code", models.CharField(blank=True, max_length=18, verbose_name="统一社会信用代码")),
                ("title", models.CharField(max_length=200, verbose_name="项目名称")),
                ("content", models.TextField(verbose_name="建设内容")),
                ("goals", models.TextField(blank=True, verbose_name="预期效益")),
                ("total_cost", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="总投资（元）")),
                ("contact_name", core.masking.EncryptedTextField(blank=True, verbose_name="联系人")),
                ("contact_mobile", core.masking.EncryptedTextField(blank=True, verbose_name="联系电话")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="funds.fundentry",
                        verbose_name="专项资金",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="申报单位",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
                (
                    "township",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="实施乡镇",
                    ),
                ),
            ],
            options={
                "verbose_name": "项目库",
                "verbose_name_plural": "项目库",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "unit"), ("organisation__isnull", False)),
                            models.Q(
                                ("kind", "enterprise"),
                                ("organisation__isnull", True),
                                models.Q(("credit_code", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="project_names_its_applicant",
                    ),
                    models.CheckConstraint(condition=models.Q(("total_cost__gt", 0)), name="project_cost_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Remainder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="所属年度")),
                (
                    "kind",
                    models.CharField(
                        choices=[("carried", "结转"), ("surplus", "结余收回")], max_length=8, verbose_name="性质"
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="数额（元）")),
                ("document_number", models.CharField(max_length=100, verbose_name="文号")),
                ("settled_on", models.DateField(verbose_name="办理日期")),
                ("made_by_id", models.BigIntegerField(verbose_name="登记人编号")),
                ("made_by_name", models.CharField(max_length=100, verbose_name="登记人")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remainders",
                        to="funds.fundentry",
                        verbose_name="专项资金",
                    ),
                ),
            ],
            options={
                "verbose_name": "结转结余",
                "verbose_name_plural": "结转结余",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "year", "kind"), name="remainder_once"),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="remainder_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SingleFunction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("document", models.CharField(max_length=200, verbose_name="认定依据")),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="部门",
                    ),
                ),
            ],
            options={
                "verbose_name": "职能单一的部门",
                "verbose_name_plural": "职能单一的部门",
                "ordering": ["organisation_id"],
            },
        ),
        migrations.CreateModel(
            name="DepartmentBudget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("replied_on", models.DateField(verbose_name="批复日期")),
                ("document_number", models.CharField(max_length=100, verbose_name="批复文号")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="部门预算公开日期")),
                ("address", models.URLField(blank=True, verbose_name="部门预算公开地址")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="部门",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="departments",
                        to="funds.budgetyear",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "部门预算",
                "verbose_name_plural": "部门预算",
                "ordering": ["-year_id", "organisation_id"],
                "constraints": [models.UniqueConstraint(fields=("year", "organisation"), name="departmentbudget_once")],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("midyear", "绩效运行监控"), ("self", "绩效自评"), ("finance", "财政评价")],
                        max_length=8,
                        verbose_name="类型",
                    ),
                ),
                ("as_of", models.DateField(verbose_name="截止日期")),
                ("initial", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="年初预算（元）")),
                ("budget", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="全年预算（元）")),
                ("executed", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="执行数（元）")),
                ("rows", models.JSONField(default=list, verbose_name="指标完成情况")),
                ("summary", models.TextField(blank=True, verbose_name="总体情况")),
                ("measures", models.TextField(blank=True, verbose_name="存在问题和改进措施")),
                (
                    "total",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="总分"),
                ),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[("excellent", "优"), ("good", "良"), ("middle", "中"), ("poor", "差")],
                        max_length=10,
                        verbose_name="等级",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "填写中"), ("submitted", "待财政局审核"), ("confirmed", "已确认")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="确认时间")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="公开时间")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="公开人",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="funds.plan",
                        verbose_name="绩效目标",
                    ),
                ),
            ],
            options={
                "verbose_name": "绩效监控与评价",
                "verbose_name_plural": "绩效监控与评价",
                "ordering": ["-as_of", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "midyear"), _negated=True),
                        fields=("plan", "kind"),
                        name="assessment_once_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "midyear"),
                            models.Q(("state", "confirmed"), _negated=True),
                            models.Q(("total__isnull", False), models.Q(("grade", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="assessment_confirmed_has_grade",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("reviewer")), _negated=True),
                        name="assessment_author_not_reviewer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("publisher")), _negated=True),
                        name="assessment_author_not_publisher",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssessmentMove",
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
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="funds.assessment"
                    ),
                ),
            ],
            options={
                "verbose_name": "绩效监控与评价的记录",
                "verbose_name_plural": "绩效监控与评价的记录",
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="编号")),
                ("year", models.PositiveSmallIntegerField(verbose_name="预算年度")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("conditions", models.TextField(verbose_name="申报条件")),
                ("support", models.TextField(blank=True, verbose_name="支持方向和标准")),
                (
                    "applicants",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[("unit", "机关事业单位"), ("enterprise", "企业及其他组织")], max_length=12
                        ),
                        size=None,
                        verbose_name="申报对象",
                    ),
                ),
                ("materials", models.JSONField(default=list, verbose_name="申报材料")),
                ("criteria", models.JSONField(default=list, verbose_name="评分标准")),
                ("experts", models.PositiveSmallIntegerField(default=5, verbose_name="专家人数")),
                ("drop_extremes", models.BooleanField(default=True, verbose_name="去掉最高分和最低分")),
                ("pass_mark", models.DecimalField(decimal_places=2, default=60, max_digits=5, verbose_name="入围分数")),
                ("budget", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="安排额度（元）")),
                ("opens_on", models.DateField(verbose_name="申报开始")),
                ("closes_on", models.DateField(verbose_name="申报截止")),
                ("notice_days", models.PositiveSmallIntegerField(default=5, verbose_name="公示（工作日）")),
                ("notice_from", models.DateField(blank=True, null=True, verbose_name="公示开始")),
                ("notice_to", models.DateField(blank=True, null=True, verbose_name="公示截止")),
                ("contact", models.CharField(blank=True, max_length=100, verbose_name="咨询电话")),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="立项文号")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="立项日期")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "编写中"),
                            ("open", "申报中"),
                            ("check", "形式审查"),
                            ("review", "专家评审"),
                            ("ranked", "待公示"),
                            ("notice", "公示中"),
                            ("decided", "已确定"),
                            ("cancelled", "已取消"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="发布时间")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="编写人",
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发布人",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="funds.fundentry",
                        verbose_name="专项资金",
                    ),
                ),
            ],
            options={
                "verbose_name": "申报通知",
                "verbose_name_plural": "申报通知",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["entry", "year"], name="call_of_year")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("opens_on__lte", models.F("closes_on"))), name="call_dates_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("publisher")), _negated=True),
                        name="call_author_not_publisher",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallMove",
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
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="funds.call"
                    ),
                ),
            ],
            options={
                "verbose_name": "申报通知的记录",
                "verbose_name_plural": "申报通知的记录",
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Draw",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="次数")),
                ("seed", models.CharField(max_length=64, verbose_name="随机种子")),
                ("wanted", models.PositiveSmallIntegerField(verbose_name="抽取人数")),
                ("pool", models.JSONField(verbose_name="参加抽取的专家")),
                ("excluded", models.JSONField(default=list, verbose_name="不参加抽取的专家")),
                ("drawn", models.JSONField(verbose_name="抽中的专家")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="事由")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("actor_id", models.BigIntegerField(verbose_name="抽取人编号")),
                ("actor_name", models.CharField(max_length=100, verbose_name="抽取人")),
                ("witness", models.CharField(blank=True, max_length=100, verbose_name="监督人")),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draws",
                        to="funds.call",
                        verbose_name="申报通知",
                    ),
                ),
            ],
            options={
                "verbose_name": "专家抽取",
                "verbose_name_plural": "专家抽取",
                "ordering": ["call_id", "number"],
                "constraints": [models.UniqueConstraint(fields=("call", "number"), name="draw_number_once")],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="编号")),
                ("year", models.PositiveSmallIntegerField(verbose_name="所属年度")),
                (
                    "kind",
                    models.CharField(
                        choices=[("finance", "财政监督检查"), ("audit", "审计")], max_length=8, verbose_name="类型"
                    ),
                ),
                ("document_number", models.CharField(max_length=100, verbose_name="检查文书文号")),
                ("found_on", models.DateField(verbose_name="发现日期")),
                ("text", models.TextField(verbose_name="发现的问题")),
                ("demand", models.TextField(verbose_name="整改要求")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="涉及金额（元）"
                    ),
                ),
                ("due_on", models.DateField(verbose_name="整改期限")),
                ("mending", models.TextField(blank=True, verbose_name="整改情况")),
                ("proof", models.FileField(blank=True, upload_to=core.files.random_name, verbose_name="整改证明")),
                ("proof_name", models.CharField(blank=True, max_length=200, verbose_name="文件名")),
                ("mended_at", models.DateTimeField(blank=True, null=True, verbose_name="整改报送时间")),
                ("verdict", models.TextField(blank=True, verbose_name="核查结论")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="销号时间")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待整改"), ("mended", "待核查"), ("closed", "已销号")],
                        default="open",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="公开时间")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "found_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="检查单位",
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="公开人",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="funds.fundentry",
                        verbose_name="专项资金",
                    ),
                ),
            ],
            options={
                "verbose_name": "监督检查发现",
                "verbose_name_plural": "监督检查发现",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["state", "due_on"], name="finding_by_due")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("found_on"))), name="finding_dates_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            models.Q(("closed_at__isnull", False), models.Q(("verdict", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="finding_closed_has_verdict",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("published_at__isnull", True), ("state", "closed"), _connector="OR"),
                        name="finding_public_after_closing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FindingMove",
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
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="funds.finding"
                    ),
                ),
            ],
            options={
                "verbose_name": "监督检查的记录",
                "verbose_name_plural": "监督检查的记录",
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drawn", "已抽取"),
                            ("recused", "回避"),
                            ("absent", "不能参加"),
                            ("done", "评审完成"),
                        ],
                        default="drawn",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="funds.call",
                        verbose_name="申报通知",
                    ),
                ),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="funds.draw",
                        verbose_name="抽取",
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="funds.expert",
                        verbose_name="专家",
                    ),
                ),
            ],
            options={
                "verbose_name": "评审席位",
                "verbose_name_plural": "评审席位",
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("call", "expert"), name="seat_once_a_call")],
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "填写中"),
                            ("submitted", "待形式审查"),
                            ("correction", "待补正"),
                            ("passed", "形式审查通过"),
                            ("refused", "形式审查不通过"),
                            ("ranked", "已评审"),
                            ("proposed", "拟立项"),
                            ("funded", "已立项"),
                            ("kept", "留在项目库"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("amount_asked", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="申请资金（元）")),
                (
                    "amount_granted",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="安排资金（元）"
                    ),
                ),
                ("filed", models.JSONField(default=dict, verbose_name="提交的内容")),
                ("check_opinion", models.TextField(blank=True, verbose_name="形式审查意见")),
                ("correct_by", models.DateField(blank=True, null=True, verbose_name="补正期限")),
                (
                    "score",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="得分"),
                ),
                ("rank", models.PositiveIntegerField(blank=True, null=True, verbose_name="名次")),
                ("outcome_reason", models.TextField(blank=True, verbose_name="结果说明")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="提交时间")),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="funds.call",
                        verbose_name="申报通知",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="funds.project",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "项目申报",
                "verbose_name_plural": "项目申报",
                "ordering": ["call_id", "rank", "id"],
                "indexes": [models.Index(fields=["call", "state", "id"], name="application_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("call", "project"), name="application_once_a_call"),
                    models.CheckConstraint(
                        condition=models.Q(("amount_asked__gt", 0)), name="application_asks_for_money"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "funded"), _negated=True), ("amount_granted__gt", 0), _connector="OR"
                        ),
                        name="application_funded_has_amount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="编号")),
                ("year", models.PositiveSmallIntegerField(verbose_name="预算年度")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                (
                    "manner",
                    models.CharField(
                        choices=[("project", "项目法"), ("fact", "据实据效"), ("factors", "因素法")],
                        max_length=8,
                        verbose_name="分配方式",
                    ),
                ),
                ("total", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="分配总额（元）")),
                (
                    "source_level",
                    models.CharField(
                        choices=[("central", "中央"), ("province", "省"), ("city", "市"), ("county", "县")],
                        default="county",
                        max_length=8,
                        verbose_name="资金来源",
                    ),
                ),
                ("upper_special", models.CharField(blank=True, max_length=300, verbose_name="对应的上级专项和文号")),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="指标文号")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="下达日期")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "测算中"),
                            ("review", "待财政局审核"),
                            ("approved", "待下达"),
                            ("issued", "已下达"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="公开时间")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="编制人",
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="公开人",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审核人",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="funds.call",
                        verbose_name="申报通知",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="funds.fundentry",
                        verbose_name="专项资金",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="funds.measure",
                        verbose_name="管理办法",
                    ),
                ),
            ],
            options={
                "verbose_name": "资金分配",
                "verbose_name_plural": "资金分配",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["entry", "year"], name="allocation_of_year")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("total__gt", 0)), name="allocation_total_positive"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "issued"), _negated=True),
                            models.Q(("issued_on__isnull", False), models.Q(("document_number", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="allocation_issued_has_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at__isnull", True),
                            models.Q(("publisher__isnull", False), ("state", "issued")),
                            _connector="OR",
                        ),
                        name="allocation_published_is_issued",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source_level", "county"), models.Q(("upper_special", ""), _negated=True), _connector="OR"
                        ),
                        name="allocation_names_upper_special",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("reviewer")), _negated=True),
                        name="allocation_author_not_reviewer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("publisher")), _negated=True),
                        name="allocation_author_not_publisher",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AllocationMove",
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
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="funds.allocation"
                    ),
                ),
            ],
            options={
                "verbose_name": "资金分配的记录",
                "verbose_name_plural": "资金分配的记录",
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ApplicationFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("material", models.CharField(max_length=200, verbose_name="材料")),
                ("file", models.FileField(upload_to=core.files.random_name, verbose_name="文件")),
                ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="移除时间")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="funds.application"
                    ),
                ),
            ],
            options={
                "verbose_name": "申报材料",
                "verbose_name_plural": "申报材料",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ApplicationMove",
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
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="funds.application"
                    ),
                ),
            ],
            options={
                "verbose_name": "项目申报的记录",
                "verbose_name_plural": "项目申报的记录",
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="编号")),
                ("name", core.masking.EncryptedTextField(verbose_name="姓名或者单位")),
                ("contact", core.masking.EncryptedTextField(verbose_name="联系方式")),
                ("text", models.TextField(verbose_name="异议内容")),
                ("filed_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待答复"), ("upheld", "异议成立"), ("rejected", "异议不成立")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="答复")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="答复时间")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="答复人",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="funds.application",
                        verbose_name="项目",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="funds.call",
                        verbose_name="申报通知",
                    ),
                ),
            ],
            options={
                "verbose_name": "公示异议",
                "verbose_name_plural": "公示异议",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="objection_answered_in_words",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Scheme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="方案名称")),
                ("factors", models.JSONField(default=list, verbose_name="因素")),
                ("coefficient_note", models.CharField(blank=True, max_length=300, verbose_name="系数说明")),
                ("chosen", models.BooleanField(default=False, verbose_name="采用")),
                ("computed_at", models.DateTimeField(blank=True, null=True, verbose_name="测算时间")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="测算摘要（SHA-256）")),
                (
                    "allocation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schemes",
                        to="funds.allocation",
                        verbose_name="分配",
                    ),
                ),
            ],
            options={
                "verbose_name": "因素方案",
                "verbose_name_plural": "因素方案",
                "ordering": ["allocation_id", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("allocation", "name"), name="scheme_name_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("chosen", True)), fields=("allocation",), name="scheme_one_chosen"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SchemeUnit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=30, verbose_name="单位编码")),
                ("name", models.CharField(max_length=200, verbose_name="单位")),
                (
                    "values",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DecimalField(decimal_places=6, max_digits=24),
                        size=None,
                        verbose_name="因素值",
                    ),
                ),
                ("coefficient", models.DecimalField(decimal_places=4, default=1, max_digits=8, verbose_name="系数")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="测算额（元）"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="机构",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="units",
                        to="funds.scheme",
                        verbose_name="方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "因素值",
                "verbose_name_plural": "因素值",
                "ordering": ["scheme_id", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("scheme", "code"), name="schemeunit_once"),
                    models.CheckConstraint(
                        condition=models.Q(("coefficient__gte", 0)), name="schemeunit_coefficient_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("marks", models.JSONField(default=dict, verbose_name="各项得分")),
                ("total", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="总分")),
                ("opinion", models.TextField(blank=True, verbose_name="评审意见")),
                ("handed_in_at", models.DateTimeField(blank=True, null=True, verbose_name="提交时间")),
                ("scan", models.FileField(blank=True, upload_to=core.files.random_name, verbose_name="签字评分表")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scores", to="funds.application"
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scores", to="funds.seat"
                    ),
                ),
            ],
            options={
                "verbose_name": "专家评分",
                "verbose_name_plural": "专家评分",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("seat", "application"), name="score_once"),
                    models.CheckConstraint(condition=models.Q(("total__gte", 0)), name="score_not_negative"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("actor_name", models.CharField(max_length=100, verbose_name="登记人")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recusals", to="funds.application"
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recusals", to="funds.seat"
                    ),
                ),
            ],
            options={
                "verbose_name": "回避",
                "verbose_name_plural": "回避",
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("seat", "application"), name="recusal_once")],
            },
        ),
        migrations.CreateModel(
            name="Share",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(verbose_name="序号")),
                ("recipient", models.CharField(max_length=200, verbose_name="接收单位")),
                ("region", models.CharField(blank=True, max_length=100, verbose_name="地区")),
                ("use", models.CharField(max_length=300, verbose_name="用途或者项目")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="数额（元）")),
                (
                    "allocation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shares",
                        to="funds.allocation",
                        verbose_name="分配",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="funds.application",
                        verbose_name="立项项目",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "分配明细",
                "verbose_name_plural": "分配明细",
                "ordering": ["allocation_id", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("allocation", "position"), name="share_position_once"),
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="share_not_negative"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("batch", models.PositiveSmallIntegerField(verbose_name="批次")),
                ("paid_on", models.DateField(verbose_name="拨付日期")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="数额（元）")),
                ("voucher", models.CharField(max_length=60, verbose_name="凭证号")),
                ("made_at", models.DateTimeField(verbose_name="登记时间")),
                ("made_by_id", models.BigIntegerField(verbose_name="登记人编号")),
                ("made_by_name", models.CharField(max_length=100, verbose_name="登记人")),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="funds.payment",
                        verbose_name="冲销",
                    ),
                ),
                (
                    "share",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="funds.share",
                        verbose_name="分配明细",
                    ),
                ),
            ],
            options={
                "verbose_name": "资金拨付",
                "verbose_name_plural": "资金拨付",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gt", 0), ("reverses__isnull", True)),
                            models.Q(("amount__lt", 0), ("reverses__isnull", False)),
                            _connector="OR",
                        ),
                        name="payment_negative_only_reverses",
                    )
                ],
            },
        ),
    ]
