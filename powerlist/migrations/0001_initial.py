"""The tables of the lists, the guides and all that carries them; 0002 has what the database keeps by itself."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.core.serializers.json
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.fields.json
import django.db.models.functions.comparison
import django.db.models.lookups
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import core.files
import core.masking
import core.registers
import powerlist.kinds.lists
import powerlist.models.campaigns
import powerlist.models.editions


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0006_fund_permissions"),
        ("accounts", "__first__"),
        ("core", "0006_secrecy_reviews"),
        ("licences", "0004_how_a_licence_is_handed_over"),
    ]

    operations = [
        migrations.CreateModel(
            name="DutyTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "category",
                    models.CharField(
                        choices=powerlist.kinds.lists.category_choices, max_length=2, unique=True, verbose_name="类别"
                    ),
                ),
                (
                    "duties",
                    models.TextField(
                        help_text="一行一个环节，如 1.受理责任：公示应当提交的材料", verbose_name="责任事项"
                    ),
                ),
                ("accountability", models.TextField(help_text="一行一种情形", verbose_name="追责情形")),
            ],
            options={
                "verbose_name": "责任模板",
                "verbose_name_plural": "责任模板",
                "ordering": ["category"],
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
        migrations.CreateModel(
            name="HistoricalDutyTemplate",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "category",
                    models.CharField(
                        choices=powerlist.kinds.lists.category_choices, db_index=True, max_length=2, verbose_name="类别"
                    ),
                ),
                (
                    "duties",
                    models.TextField(
                        help_text="一行一个环节，如 1.受理责任：公示应当提交的材料", verbose_name="责任事项"
                    ),
                ),
                ("accountability", models.TextField(help_text="一行一种情形", verbose_name="追责情形")),
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
                "verbose_name": "historical 责任模板",
                "verbose_name_plural": "historical 责任模板",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
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
            name="HistoricalPaperSeries",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("key", models.CharField(db_index=True, max_length=40, verbose_name="代号")),
                ("title", models.CharField(max_length=60, verbose_name="文书")),
                ("pattern", models.CharField(max_length=60, verbose_name="编号样式")),
                (
                    "issuer",
                    models.CharField(help_text="用这种编号的文书由它落款", max_length=100, verbose_name="署名单位"),
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
                "verbose_name": "historical 文书编号",
                "verbose_name_plural": "historical 文书编号",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPaperTemplate",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("consult", "征求意见函"), ("verdict", "审核意见书"), ("request", "送审材料")],
                        db_index=True,
                        max_length=10,
                        verbose_name="文书",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("addressee", models.CharField(blank=True, max_length=200, verbose_name="主送")),
                (
                    "body",
                    models.TextField(
                        help_text="一行一段。可以用：{county} 县名，{bodies} 涉及的单位，{title} 批次的标题，{titles} 各批次的标题，{count} 事项数，{tally} 各种变更的项数，{reasons} 变更事由，{opinions} 征求意见的情况，{reply_by} 回复期限，{addressee} 主送单位，{verdicts} 逐项审查的结论，{opinion} 审核意见，{number} 文号，{issuer} 文书编号的署名单位",
                        verbose_name="正文",
                    ),
                ),
                ("signature", models.CharField(max_length=200, verbose_name="落款")),
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
                "verbose_name": "historical 文书样式",
                "verbose_name_plural": "historical 文书样式",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalReviewPath",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("key", models.CharField(db_index=True, max_length=40, verbose_name="代号")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        blank=True, help_text="空着：没有另行规定的各种清单", max_length=20, verbose_name="清单"
                    ),
                ),
                ("changes", models.JSONField(default=list, verbose_name="变更类型")),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        help_text="一个批次里有几种变更时，走数字最大的路径", verbose_name="严格程度"
                    ),
                ),
                ("basis", models.CharField(blank=True, max_length=300, verbose_name="依据")),
                ("enabled", models.BooleanField(default=True, verbose_name="启用")),
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
                "verbose_name": "historical 审核路径",
                "verbose_name_plural": "historical 审核路径",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PaperSeries",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40, unique=True, verbose_name="代号")),
                ("title", models.CharField(max_length=60, verbose_name="文书")),
                ("pattern", models.CharField(max_length=60, verbose_name="编号样式")),
                (
                    "issuer",
                    models.CharField(help_text="用这种编号的文书由它落款", max_length=100, verbose_name="署名单位"),
                ),
            ],
            options={
                "verbose_name": "文书编号",
                "verbose_name_plural": "文书编号",
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="PaperTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("consult", "征求意见函"), ("verdict", "审核意见书"), ("request", "送审材料")],
                        max_length=10,
                        unique=True,
                        verbose_name="文书",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("addressee", models.CharField(blank=True, max_length=200, verbose_name="主送")),
                (
                    "body",
                    models.TextField(
                        help_text="一行一段。可以用：{county} 县名，{bodies} 涉及的单位，{title} 批次的标题，{titles} 各批次的标题，{count} 事项数，{tally} 各种变更的项数，{reasons} 变更事由，{opinions} 征求意见的情况，{reply_by} 回复期限，{addressee} 主送单位，{verdicts} 逐项审查的结论，{opinion} 审核意见，{number} 文号，{issuer} 文书编号的署名单位",
                        verbose_name="正文",
                    ),
                ),
                ("signature", models.CharField(max_length=200, verbose_name="落款")),
            ],
            options={
                "verbose_name": "文书样式",
                "verbose_name_plural": "文书样式",
                "ordering": ["kind"],
            },
        ),
        migrations.CreateModel(
            name="ReviewPath",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40, unique=True, verbose_name="代号")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        blank=True, help_text="空着：没有另行规定的各种清单", max_length=20, verbose_name="清单"
                    ),
                ),
                ("changes", models.JSONField(default=list, verbose_name="变更类型")),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        help_text="一个批次里有几种变更时，走数字最大的路径", verbose_name="严格程度"
                    ),
                ),
                ("basis", models.CharField(blank=True, max_length=300, verbose_name="依据")),
                ("enabled", models.BooleanField(default=True, verbose_name="启用")),
            ],
            options={
                "verbose_name": "审核路径",
                "verbose_name_plural": "审核路径",
                "ordering": ["-rank", "key"],
            },
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="任务编号")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("document_number", models.CharField(max_length=100, verbose_name="文号")),
                ("words", models.TextField(blank=True, verbose_name="工作要求")),
                (
                    "forms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        default=powerlist.models.campaigns.default_forms,
                        size=None,
                        verbose_name="须报送的表格",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("contacts_by", models.DateField(verbose_name="联络员报送截止")),
                ("check_ends", models.DateField(verbose_name="自查清理截止")),
                ("review_ends", models.DateField(verbose_name="集中审核截止")),
                ("publish_ends", models.DateField(verbose_name="公布实施截止")),
                (
                    "remind_days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        default=powerlist.models.campaigns.default_days,
                        size=None,
                        verbose_name="提前提醒天数",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "进行中"), ("closed", "已结束")],
                        default="running",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="发起时间")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发起人",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="组织实施的范围",
                    ),
                ),
            ],
            options={
                "verbose_name": "清理任务",
                "verbose_name_plural": "清理任务",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__lte", models.F("contacts_by")),
                            ("contacts_by__lte", models.F("check_ends")),
                            ("check_ends__lt", models.F("review_ends")),
                            ("review_ends__lt", models.F("publish_ends")),
                        ),
                        name="campaign_stages_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("state", "running")),
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            _connector="OR",
                        ),
                        name="campaign_closed_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignMove",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="powerlist.campaign"
                    ),
                ),
            ],
            options={
                "verbose_name": "清理任务记录",
                "verbose_name_plural": "清理任务记录",
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CampaignPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "填报"), ("handed_in", "已报送"), ("returned", "已退回")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("declared", models.JSONField(blank=True, default=dict, verbose_name="声明为无的表格")),
                ("handed_in_at", models.DateTimeField(blank=True, null=True, verbose_name="报送时间")),
                ("roster", models.JSONField(blank=True, null=True, verbose_name="报送时的名单")),
                ("return_reason", models.TextField(blank=True, verbose_name="退回理由")),
                ("redo_by", models.DateField(blank=True, null=True, verbose_name="改好期限")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="powerlist.campaign",
                        verbose_name="清理任务",
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
                        verbose_name="报送人",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaign_parts",
                        to="accounts.organisation",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "清理任务参加单位",
                "verbose_name_plural": "清理任务参加单位",
                "ordering": ["campaign_id", "organisation_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "organisation"), name="campaignpart_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "handed_in"), _negated=True),
                            ("handed_in_at__isnull", False),
                            _connector="OR",
                        ),
                        name="campaignpart_handed_in_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CatalogueEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[("national", "国家"), ("provincial", "省级"), ("city", "市级")],
                        max_length=12,
                        verbose_name="层级",
                    ),
                ),
                ("document_number", models.CharField(max_length=100, verbose_name="文号")),
                ("title", models.CharField(max_length=200, verbose_name="目录名称")),
                ("effective_on", models.DateField(verbose_name="施行日期")),
                ("whole", models.BooleanField(default=True, verbose_name="这是完整目录")),
                ("file", models.FileField(upload_to=core.files.random_name, verbose_name="文件")),
                ("filename", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64, verbose_name="摘要")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "正在核对"),
                            ("refused", "不能读取"),
                            ("previewed", "待确认"),
                            ("applying", "正在载入"),
                            ("applied", "已载入"),
                            ("dropped", "未采用"),
                        ],
                        default="previewed",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("result", models.JSONField(default=dict, verbose_name="预览")),
                ("error", models.TextField(blank=True, db_default="", default="", verbose_name="拒绝原因")),
                ("loaded_at", models.DateTimeField(verbose_name="上传时间")),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="载入时间")),
                (
                    "loaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="载入人",
                    ),
                ),
            ],
            options={
                "verbose_name": "上级目录版本",
                "verbose_name_plural": "上级目录版本",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "applied"), _negated=True),
                            ("applied_at__isnull", False),
                            _connector="OR",
                        ),
                        name="catalogue_edition_has_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CatalogueHint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="目录里的部门")),
                ("townships", models.BooleanField(default=False, verbose_name="由各乡镇实施")),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="本县单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "目录部门对应",
                "verbose_name_plural": "目录部门对应",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("organisation__isnull", True), ("townships", False), _connector="OR"),
                        name="hint_one_body_or_townships",
                        violation_error_message="由各乡镇实施的，不用再选单位。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CatalogueItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[("national", "国家"), ("provincial", "省级"), ("city", "市级")],
                        max_length=12,
                        verbose_name="层级",
                    ),
                ),
                ("basic_code", models.CharField(blank=True, max_length=12, verbose_name="基本编码")),
                ("local_code", models.CharField(blank=True, max_length=60, verbose_name="地方编码")),
                ("name", models.CharField(max_length=500, verbose_name="事项名称")),
                (
                    "category",
                    models.CharField(choices=powerlist.kinds.lists.category_choices, max_length=2, verbose_name="类别"),
                ),
                ("basis", models.JSONField(blank=True, default=list, verbose_name="设定依据")),
                ("main_name", models.CharField(blank=True, max_length=500, verbose_name="主项名称")),
                ("valid_from", models.DateField(verbose_name="施行日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="取消日期")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="powerlist.catalogueedition",
                        verbose_name="最近变动的版本",
                    ),
                ),
                (
                    "hint",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="powerlist.cataloguehint",
                        verbose_name="部门",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subs",
                        to="powerlist.catalogueitem",
                        verbose_name="主项",
                    ),
                ),
            ],
            options={
                "verbose_name": "上级目录事项",
                "verbose_name_plural": "上级目录事项",
                "ordering": ["id"],
                "indexes": [models.Index(fields=["category", "hint", "id"], name="catalogue_by_category")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("basic_code", ""), _negated=True),
                        fields=("level", "basic_code"),
                        name="catalogue_basic_code_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("local_code", ""), _negated=True),
                        fields=("level", "local_code"),
                        name="catalogue_local_code_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("basic_code", ""), ("local_code", ""), _negated=True),
                        name="catalogue_item_has_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("basic_code", ""), ("basic_code__regex", "^[0-9]{4}[0-9A-Z]{2}[0-9]{6}$"), _connector="OR"
                        ),
                        name="catalogue_basic_code_form",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="catalogue_dates_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", True),
                            models.Q(("parent", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="catalogue_not_its_own_parent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CatalogueDecline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="理由")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="撤回时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填写人",
                    ),
                ),
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declines",
                        to="powerlist.catalogueitem",
                        verbose_name="上级目录事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "不认领说明",
                "verbose_name_plural": "不认领说明",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("item", "organisation"),
                        name="catalogue_declined_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="catalogue_decline_has_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("leader", "分管领导"), ("head", "承办机构负责人"), ("liaison", "联络员")],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("position_no", models.PositiveSmallIntegerField(default=1, verbose_name="顺序")),
                ("name", models.CharField(max_length=50, verbose_name="姓名")),
                ("position", models.CharField(blank=True, max_length=100, verbose_name="职务")),
                ("office_phone", models.CharField(blank=True, max_length=60, verbose_name="办公电话")),
                ("mobile", core.masking.EncryptedTextField(blank=True, verbose_name="手机")),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="备注")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="list_contacts",
                        to="accounts.organisation",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "清单联系人",
                "verbose_name_plural": "清单联系人",
                "ordering": ["organisation_id", "position_no", "id"],
                "constraints": [models.UniqueConstraint(fields=("organisation", "role", "name"), name="contact_once")],
            },
        ),
        migrations.CreateModel(
            name="CreatingCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=100, verbose_name="幂等键")),
                ("path", models.CharField(max_length=200, verbose_name="地址")),
                ("digest", models.CharField(max_length=64, verbose_name="请求摘要")),
                ("status", models.PositiveSmallIntegerField(default=0, verbose_name="回答")),
                (
                    "answer",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="正文"
                    ),
                ),
                ("location", models.CharField(blank=True, max_length=300, verbose_name="新地址")),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="时间")),
                (
                    "token",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.apitoken",
                        verbose_name="令牌",
                    ),
                ),
            ],
            options={
                "verbose_name": "接口创建请求",
                "verbose_name_plural": "接口创建请求",
                "constraints": [models.UniqueConstraint(fields=("token", "key"), name="creating_call_once")],
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("category", "matter", "level"),
                        name="creation_rule_once",
                        violation_error_message="这一类权力的这一位阶已有一条规则，请直接修改那一条。",
                    )
                ],
            },
        ),
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
                    models.CharField(choices=powerlist.kinds.lists.kind_choices, max_length=20, verbose_name="清单"),
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
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="编印人",
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
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "清单印本",
                "verbose_name_plural": "清单印本",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["kind", "organisation", "on", "digest"], name="edition_same_list")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("number",),
                        name="edition_number_once",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(("number", ""), ("made_by__isnull", False), _connector="OR"),
                        name="edition_number_has_maker",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCatalogueDecline",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="理由")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="撤回时间")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填写人",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="powerlist.catalogueitem",
                        verbose_name="上级目录事项",
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
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 不认领说明",
                "verbose_name_plural": "historical 不认领说明",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCatalogueHint",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("name", models.CharField(db_index=True, max_length=100, verbose_name="目录里的部门")),
                ("townships", models.BooleanField(default=False, verbose_name="由各乡镇实施")),
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
                        verbose_name="本县单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 目录部门对应",
                "verbose_name_plural": "historical 目录部门对应",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCatalogueItem",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[("national", "国家"), ("provincial", "省级"), ("city", "市级")],
                        max_length=12,
                        verbose_name="层级",
                    ),
                ),
                ("basic_code", models.CharField(blank=True, max_length=12, verbose_name="基本编码")),
                ("local_code", models.CharField(blank=True, max_length=60, verbose_name="地方编码")),
                ("name", models.CharField(max_length=500, verbose_name="事项名称")),
                (
                    "category",
                    models.CharField(choices=powerlist.kinds.lists.category_choices, max_length=2, verbose_name="类别"),
                ),
                ("basis", models.JSONField(blank=True, default=list, verbose_name="设定依据")),
                ("main_name", models.CharField(blank=True, max_length=500, verbose_name="主项名称")),
                ("valid_from", models.DateField(verbose_name="施行日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="取消日期")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="powerlist.catalogueedition",
                        verbose_name="最近变动的版本",
                    ),
                ),
                (
                    "hint",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="powerlist.cataloguehint",
                        verbose_name="部门",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="powerlist.catalogueitem",
                        verbose_name="主项",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 上级目录事项",
                "verbose_name_plural": "historical 上级目录事项",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalContact",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("leader", "分管领导"), ("head", "承办机构负责人"), ("liaison", "联络员")],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("position_no", models.PositiveSmallIntegerField(default=1, verbose_name="顺序")),
                ("name", models.CharField(max_length=50, verbose_name="姓名")),
                ("position", models.CharField(blank=True, max_length=100, verbose_name="职务")),
                ("office_phone", models.CharField(blank=True, max_length=60, verbose_name="办公电话")),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="备注")),
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
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 清单联系人",
                "verbose_name_plural": "historical 清单联系人",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalKindSetting",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=powerlist.kinds.lists.kind_choices, db_index=True, max_length=20, verbose_name="清单"
                    ),
                ),
                (
                    "update_days",
                    models.PositiveSmallIntegerField(
                        help_text="从变更情形发生到公布",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="更新时限（工作日）",
                    ),
                ),
                ("note", models.CharField(blank=True, help_text="规定这些的文件", max_length=300, verbose_name="依据")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "approver",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="审定机关",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="牵头审核单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 清单规则",
                "verbose_name_plural": "historical 清单规则",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalListChangeSet",
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
                (
                    "kind",
                    models.CharField(choices=powerlist.kinds.lists.kind_choices, max_length=20, verbose_name="清单"),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("law", "法律法规规章颁布、修订或废止"),
                            ("reform", "机构改革或职能调整"),
                            ("merge", "事项合并或分设"),
                            ("received", "承接上级政府下放的事项"),
                            ("cancelled_above", "上级政府取消，对应取消"),
                            ("delegated", "由县区或乡镇管理更方便有效"),
                            ("market", "市场机制能够有效调节或行业能够自律"),
                            ("elements", "名称、承办机构、流程、时限、收费等要素调整"),
                            ("duties", "责任事项或部门职责变更"),
                            ("static", "办公地点、电话、指南等静态信息变更"),
                            ("never_used", "本地区不具备行使条件，从未行使过"),
                            ("no_cases", "三年以上未发生办件"),
                            ("periodic", "周期性办理，不在办理期间"),
                            ("needed", "因实际需要恢复行使"),
                            ("other", "其他应当调整的情形"),
                        ],
                        default="other",
                        max_length=20,
                        verbose_name="变更情形",
                    ),
                ),
                ("path", models.JSONField(blank=True, default=dict, verbose_name="审核路径")),
                ("round", models.PositiveSmallIntegerField(default=0, verbose_name="送审轮次")),
                (
                    "waits_for",
                    models.CharField(blank=True, default="fill_lists", max_length=40, verbose_name="等候的岗位"),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="本环节期限")),
                ("secrecy_opinion", models.CharField(blank=True, max_length=200, verbose_name="保密审查意见")),
                ("scan", models.TextField(blank=True, max_length=100, verbose_name="审定文件扫描件")),
                ("scan_name", models.CharField(blank=True, max_length=200, verbose_name="扫描件文件名")),
                ("scan_type", models.CharField(blank=True, max_length=100, verbose_name="扫描件类型")),
                ("scan_sha256", models.CharField(blank=True, max_length=64, verbose_name="扫描件摘要")),
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
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="powerlist.campaign",
                        verbose_name="清理任务",
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
                        verbose_name="合法性审查人",
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
                        verbose_name="单位",
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
                        verbose_name="公布人",
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
                        verbose_name="审定记录人",
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
                        verbose_name="初审人",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 变更批次",
                "verbose_name_plural": "historical 变更批次",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPaper",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("key", models.CharField(db_index=True, editable=False, max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[("consult", "征求意见函"), ("verdict", "审核意见书"), ("request", "送审材料")],
                        max_length=10,
                        verbose_name="文书",
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="文号")),
                ("dated", models.DateField(verbose_name="日期")),
                ("title", models.CharField(max_length=300, verbose_name="标题")),
                ("addressee", models.CharField(blank=True, max_length=200, verbose_name="主送")),
                ("facts", models.JSONField(default=dict, verbose_name="要素")),
                ("file", models.TextField(max_length=100, verbose_name="文件")),
                ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64, verbose_name="文件摘要（SHA-256）")),
                ("made_at", models.DateTimeField(verbose_name="制作时间")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="powerlist.campaign",
                        verbose_name="清理任务",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="制作人",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 送审文书",
                "verbose_name_plural": "historical 送审文书",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalReform",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("number", models.CharField(db_index=True, max_length=40, verbose_name="编号")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("reason", models.TextField(verbose_name="事由")),
                ("effective_on", models.DateField(verbose_name="执行日期")),
                (
                    "cases_go",
                    models.CharField(
                        choices=[("heir", "由承接单位续办"), ("old", "由原单位办完")],
                        default="heir",
                        max_length=10,
                        verbose_name="在办件",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "起草中"),
                            ("decided", "待执行"),
                            ("applied", "已执行"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="审定日期")),
                ("scan", models.TextField(blank=True, max_length=100, verbose_name="文件扫描件")),
                ("scan_name", models.CharField(blank=True, max_length=200, verbose_name="扫描件文件名")),
                ("scan_type", models.CharField(blank=True, max_length=100, verbose_name="扫描件类型")),
                ("scan_sha256", models.CharField(blank=True, max_length=64, verbose_name="扫描件摘要")),
                ("secrecy_opinion", models.CharField(blank=True, max_length=200, verbose_name="保密审查意见")),
                ("created_at", models.DateTimeField(verbose_name="起草时间")),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="执行时间")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "applier",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="执行人",
                    ),
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
                        verbose_name="起草人",
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
                        verbose_name="记录人",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 机构改革",
                "verbose_name_plural": "historical 机构改革",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSharedDuty",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "matter",
                    models.CharField(help_text="与交叉分散登记表中的事项名称一致", max_length=500, verbose_name="事项"),
                ),
                (
                    "document",
                    models.CharField(help_text="明确牵头和配合的文件及文号", max_length=300, verbose_name="依据文件"),
                ),
                (
                    "active",
                    models.BooleanField(
                        default=True, help_text="不再有效的取消勾选，记录保留", verbose_name="仍然有效"
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
                (
                    "helper",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="配合部门",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="牵头部门",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 牵头配合关系",
                "verbose_name_plural": "historical 牵头配合关系",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="督查日期")),
                ("people", models.CharField(max_length=200, verbose_name="督查人员")),
                ("finding", models.TextField(verbose_name="督查情况")),
                ("mend_by", models.DateField(blank=True, null=True, verbose_name="整改期限")),
                ("file", models.FileField(blank=True, upload_to=core.files.random_name, verbose_name="附件")),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="附件名")),
                ("file_sha256", models.CharField(blank=True, max_length=64, verbose_name="附件摘要")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to="powerlist.campaignpart",
                        verbose_name="参加单位",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录人",
                    ),
                ),
            ],
            options={
                "verbose_name": "督查记录",
                "verbose_name_plural": "督查记录",
                "ordering": ["-on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="KindSetting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=powerlist.kinds.lists.kind_choices, max_length=20, unique=True, verbose_name="清单"
                    ),
                ),
                (
                    "update_days",
                    models.PositiveSmallIntegerField(
                        help_text="从变更情形发生到公布",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="更新时限（工作日）",
                    ),
                ),
                ("note", models.CharField(blank=True, help_text="规定这些的文件", max_length=300, verbose_name="依据")),
                (
                    "approver",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="审定机关",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="牵头审核单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "清单规则",
                "verbose_name_plural": "清单规则",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Law",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=300, unique=True, verbose_name="标题")),
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
                ("number", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                ("issuer", models.CharField(blank=True, max_length=100, verbose_name="制定机关")),
                ("articles", models.PositiveIntegerField(blank=True, null=True, verbose_name="条数")),
                (
                    "status",
                    models.CharField(
                        choices=[("in_force", "现行有效"), ("amended", "已被修改"), ("repealed", "已废止")],
                        default="in_force",
                        max_length=10,
                        verbose_name="时效",
                    ),
                ),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="施行日期")),
                (
                    "repealed_on",
                    models.DateField(
                        blank=True,
                        help_text="从这一天起不再有效；此前的清单内容仍按当时有效核对",
                        null=True,
                        verbose_name="废止日期",
                    ),
                ),
                (
                    "succession",
                    models.CharField(
                        blank=True,
                        help_text="由几部法规分别替代的，写明各部分由哪一部替代",
                        max_length=300,
                        verbose_name="替代说明",
                    ),
                ),
                (
                    "complete",
                    models.BooleanField(
                        default=True, help_text="为否时不据条数判定条文不存在", verbose_name="条数可信"
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="来源")),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="powerlist.law",
                        verbose_name="替代法规",
                    ),
                ),
            ],
            options={
                "verbose_name": "法规",
                "verbose_name_plural": "法规",
                "ordering": ["level", "title"],
                "indexes": [models.Index(fields=["level", "title", "id"], name="law_public_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("repealed_on__isnull", True),
                            ("effective_on__isnull", True),
                            ("repealed_on__gt", models.F("effective_on")),
                            _connector="OR",
                        ),
                        name="law_ends_after_it_begins",
                        violation_error_message="废止日期须晚于施行日期，请核对两个日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("successor", models.F("id")), _negated=True),
                        name="law_does_not_succeed_itself",
                        violation_error_message="替代法规不能是它自己，请另选一部。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalLaw",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("title", models.CharField(db_index=True, max_length=300, verbose_name="标题")),
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
                ("number", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                ("issuer", models.CharField(blank=True, max_length=100, verbose_name="制定机关")),
                ("articles", models.PositiveIntegerField(blank=True, null=True, verbose_name="条数")),
                (
                    "status",
                    models.CharField(
                        choices=[("in_force", "现行有效"), ("amended", "已被修改"), ("repealed", "已废止")],
                        default="in_force",
                        max_length=10,
                        verbose_name="时效",
                    ),
                ),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="施行日期")),
                (
                    "repealed_on",
                    models.DateField(
                        blank=True,
                        help_text="从这一天起不再有效；此前的清单内容仍按当时有效核对",
                        null=True,
                        verbose_name="废止日期",
                    ),
                ),
                (
                    "succession",
                    models.CharField(
                        blank=True,
                        help_text="由几部法规分别替代的，写明各部分由哪一部替代",
                        max_length=300,
                        verbose_name="替代说明",
                    ),
                ),
                (
                    "complete",
                    models.BooleanField(
                        default=True, help_text="为否时不据条数判定条文不存在", verbose_name="条数可信"
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="来源")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="powerlist.law",
                        verbose_name="替代法规",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 法规",
                "verbose_name_plural": "historical 法规",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CatalogueCitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="顺序")),
                ("title", models.CharField(max_length=300, verbose_name="法规名称")),
                ("article", models.CharField(blank=True, max_length=60, verbose_name="条款")),
                ("text", models.CharField(max_length=600, verbose_name="原文")),
                ("verdict", models.CharField(max_length=20, verbose_name="核对结果")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="powerlist.catalogueitem",
                    ),
                ),
                (
                    "law",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="powerlist.law",
                    ),
                ),
            ],
            options={
                "verbose_name": "上级目录依据",
                "verbose_name_plural": "上级目录依据",
                "ordering": ["item_id", "position"],
                "constraints": [models.UniqueConstraint(fields=("item", "position"), name="catalogue_citation_once")],
            },
        ),
        migrations.CreateModel(
            name="ListChangeSet",
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
                (
                    "kind",
                    models.CharField(choices=powerlist.kinds.lists.kind_choices, max_length=20, verbose_name="清单"),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("law", "法律法规规章颁布、修订或废止"),
                            ("reform", "机构改革或职能调整"),
                            ("merge", "事项合并或分设"),
                            ("received", "承接上级政府下放的事项"),
                            ("cancelled_above", "上级政府取消，对应取消"),
                            ("delegated", "由县区或乡镇管理更方便有效"),
                            ("market", "市场机制能够有效调节或行业能够自律"),
                            ("elements", "名称、承办机构、流程、时限、收费等要素调整"),
                            ("duties", "责任事项或部门职责变更"),
                            ("static", "办公地点、电话、指南等静态信息变更"),
                            ("never_used", "本地区不具备行使条件，从未行使过"),
                            ("no_cases", "三年以上未发生办件"),
                            ("periodic", "周期性办理，不在办理期间"),
                            ("needed", "因实际需要恢复行使"),
                            ("other", "其他应当调整的情形"),
                        ],
                        default="other",
                        max_length=20,
                        verbose_name="变更情形",
                    ),
                ),
                ("path", models.JSONField(blank=True, default=dict, verbose_name="审核路径")),
                ("round", models.PositiveSmallIntegerField(default=0, verbose_name="送审轮次")),
                (
                    "waits_for",
                    models.CharField(blank=True, default="fill_lists", max_length=40, verbose_name="等候的岗位"),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="本环节期限")),
                ("secrecy_opinion", models.CharField(blank=True, max_length=200, verbose_name="保密审查意见")),
                ("scan", models.FileField(blank=True, upload_to=core.files.random_name, verbose_name="审定文件扫描件")),
                ("scan_name", models.CharField(blank=True, max_length=200, verbose_name="扫描件文件名")),
                ("scan_type", models.CharField(blank=True, max_length=100, verbose_name="扫描件类型")),
                ("scan_sha256", models.CharField(blank=True, max_length=64, verbose_name="扫描件摘要")),
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
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change_sets",
                        to="powerlist.campaign",
                        verbose_name="清理任务",
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
                        verbose_name="合法性审查人",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="list_change_sets",
                        to="accounts.organisation",
                        verbose_name="单位",
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
                        verbose_name="公布人",
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
                        verbose_name="审定记录人",
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
                        verbose_name="初审人",
                    ),
                ),
            ],
            options={
                "verbose_name": "变更批次",
                "verbose_name_plural": "变更批次",
                "ordering": ["-id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["decided", "published"]), _negated=True),
                            models.Q(("decided_on__isnull", False), models.Q(("document_number", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="listchangeset_decision_has_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="listchangeset_published_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("reviewer")), _negated=True),
                        name="listchangeset_author_not_reviewer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("jurist")), _negated=True),
                        name="listchangeset_author_not_jurist",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("recorder")), _negated=True),
                        name="listchangeset_author_not_recorder",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reviewer", models.F("recorder")), _negated=True),
                        name="listchangeset_reviewer_not_recorder",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reviewer", models.F("jurist")), _negated=True),
                        name="listchangeset_reviewer_not_jurist",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("publisher", models.F("author")), _negated=True),
                        name="listchangeset_author_not_publisher",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=60, unique=True, verbose_name="文号")),
                ("addressee", models.CharField(max_length=100, verbose_name="主送单位")),
                ("words", models.TextField(blank=True, verbose_name="建议")),
                ("issued_at", models.DateTimeField(verbose_name="印发时间")),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签发人",
                    ),
                ),
                (
                    "change_set",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letter",
                        to="powerlist.listchangeset",
                        verbose_name="批次",
                    ),
                ),
            ],
            options={
                "verbose_name": "建议函",
                "verbose_name_plural": "建议函",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Consultation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("words", models.TextField(blank=True, verbose_name="说明")),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("ends_on", models.DateField(verbose_name="截止日期")),
                ("opened_at", models.DateTimeField(verbose_name="发起时间")),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发起人",
                    ),
                ),
                (
                    "change_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consultations",
                        to="powerlist.listchangeset",
                        verbose_name="批次",
                    ),
                ),
            ],
            options={
                "verbose_name": "公开征求意见",
                "verbose_name_plural": "公开征求意见",
                "ordering": ["-starts_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("starts_on__lte", models.F("ends_on"))), name="consultation_dates_in_order"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ListCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=powerlist.kinds.lists.kind_choices, max_length=20, verbose_name="清单"),
                ),
                (
                    "category",
                    models.CharField(
                        blank=True, choices=powerlist.kinds.lists.category_choices, max_length=2, verbose_name="类别"
                    ),
                ),
                ("day", models.DateField(verbose_name="日期")),
                ("change", models.IntegerField(verbose_name="增减")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="实施主体",
                    ),
                ),
            ],
            options={
                "verbose_name": "清单计数",
                "verbose_name_plural": "清单计数",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "organisation", "category", "day"), name="listcount_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ListEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=50, unique=True, verbose_name="编码")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                (
                    "kind",
                    models.CharField(choices=powerlist.kinds.lists.kind_choices, max_length=20, verbose_name="清单"),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "主项"), (2, "子项"), (3, "业务办理项")],
                        db_default=1,
                        default=1,
                        verbose_name="层级",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="powerlist.catalogueitem",
                        verbose_name="上级目录事项",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="list_entries",
                        to="accounts.organisation",
                        verbose_name="实施主体",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subs",
                        to="powerlist.listentry",
                        verbose_name="上级事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "清单事项",
                "verbose_name_plural": "清单事项",
                "ordering": ["code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HistoricalServiceItem",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("code", models.CharField(db_index=True, max_length=50, verbose_name="事项编号")),
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
                        verbose_name="实施主体",
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
                        to="powerlist.listentry",
                        verbose_name="清单事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 办事事项",
                "verbose_name_plural": "historical 办事事项",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalListVersion",
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
                (
                    "kind",
                    models.CharField(choices=powerlist.kinds.lists.kind_choices, max_length=20, verbose_name="清单"),
                ),
                (
                    "category",
                    models.CharField(
                        blank=True, choices=powerlist.kinds.lists.category_choices, max_length=2, verbose_name="类别"
                    ),
                ),
                ("name", models.CharField(max_length=500, verbose_name="项目名称")),
                ("office", models.CharField(blank=True, max_length=100, verbose_name="承办机构")),
                ("sort_key", models.CharField(blank=True, max_length=20, verbose_name="排序")),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("law", "法律法规规章颁布、修订或废止"),
                            ("reform", "机构改革或职能调整"),
                            ("merge", "事项合并或分设"),
                            ("received", "承接上级政府下放的事项"),
                            ("cancelled_above", "上级政府取消，对应取消"),
                            ("delegated", "由县区或乡镇管理更方便有效"),
                            ("market", "市场机制能够有效调节或行业能够自律"),
                            ("elements", "名称、承办机构、流程、时限、收费等要素调整"),
                            ("duties", "责任事项或部门职责变更"),
                            ("static", "办公地点、电话、指南等静态信息变更"),
                            ("never_used", "本地区不具备行使条件，从未行使过"),
                            ("no_cases", "三年以上未发生办件"),
                            ("periodic", "周期性办理，不在办理期间"),
                            ("needed", "因实际需要恢复行使"),
                            ("other", "其他应当调整的情形"),
                        ],
                        db_default="",
                        default="",
                        max_length=20,
                        verbose_name="变更情形",
                    ),
                ),
                (
                    "ground_text",
                    models.CharField(blank=True, db_default="", default="", max_length=500, verbose_name="变更依据"),
                ),
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
                        verbose_name="实施主体",
                    ),
                ),
                (
                    "change_set",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="powerlist.listchangeset",
                        verbose_name="变更批次",
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
                        to="powerlist.listentry",
                        verbose_name="事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 清单内容",
                "verbose_name_plural": "historical 清单内容",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalListEntry",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("code", models.CharField(db_index=True, max_length=50, verbose_name="编码")),
                ("created_at", models.DateTimeField(blank=True, editable=False, verbose_name="建立时间")),
                (
                    "kind",
                    models.CharField(choices=powerlist.kinds.lists.kind_choices, max_length=20, verbose_name="清单"),
                ),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="powerlist.catalogueitem",
                        verbose_name="上级目录事项",
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
                        verbose_name="实施主体",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="powerlist.listentry",
                        verbose_name="上级事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 清单事项",
                "verbose_name_plural": "historical 清单事项",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="EntryUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cases", models.PositiveIntegerField(default=0, verbose_name="办件数")),
                ("last_case_on", models.DateField(blank=True, null=True, verbose_name="最近办件")),
                ("counted_on", models.DateField(verbose_name="统计日期")),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="use",
                        to="powerlist.listentry",
                        verbose_name="事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "事项办件统计",
                "verbose_name_plural": "事项办件统计",
            },
        ),
        migrations.CreateModel(
            name="BasisAlert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("found_on", models.DateField(verbose_name="发现日期")),
                ("settled_on", models.DateField(blank=True, null=True, verbose_name="了结日期")),
                (
                    "law",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="powerlist.law",
                        verbose_name="依据",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="basis_alerts",
                        to="powerlist.listentry",
                        verbose_name="事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "依据失效提醒",
                "verbose_name_plural": "依据失效提醒",
                "ordering": ["-found_on", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("settled_on__isnull", True)),
                        fields=("entry", "law"),
                        name="basis_alert_open_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ListMove",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="powerlist.listchangeset"
                    ),
                ),
            ],
            options={
                "verbose_name": "变更记录",
                "verbose_name_plural": "变更记录",
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ListVersion",
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
                (
                    "kind",
                    models.CharField(choices=powerlist.kinds.lists.kind_choices, max_length=20, verbose_name="清单"),
                ),
                (
                    "category",
                    models.CharField(
                        blank=True, choices=powerlist.kinds.lists.category_choices, max_length=2, verbose_name="类别"
                    ),
                ),
                ("name", models.CharField(max_length=500, verbose_name="项目名称")),
                ("office", models.CharField(blank=True, max_length=100, verbose_name="承办机构")),
                ("sort_key", models.CharField(blank=True, max_length=20, verbose_name="排序")),
                (
                    "disclosure",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                django.db.models.lookups.In(
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.fields.json.KeyTextTransform("openness", "content"),
                                        models.Value(""),
                                        output_field=models.TextField(),
                                    ),
                                    ("", "public", "向社会公开"),
                                ),
                                then=models.Value("public"),
                            ),
                            models.When(
                                django.db.models.lookups.In(
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.fields.json.KeyTextTransform("openness", "content"),
                                        models.Value(""),
                                        output_field=models.TextField(),
                                    ),
                                    ("applicant", "向申请人公开"),
                                ),
                                then=models.Value("applicant"),
                            ),
                            models.When(
                                django.db.models.lookups.In(
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.fields.json.KeyTextTransform("openness", "content"),
                                        models.Value(""),
                                        output_field=models.TextField(),
                                    ),
                                    ("internal", "部门内部公开"),
                                ),
                                then=models.Value("internal"),
                            ),
                            default=models.Value("none"),
                        ),
                        output_field=models.CharField(
                            choices=[
                                ("public", "向社会公开"),
                                ("applicant", "向申请人公开"),
                                ("internal", "部门内部公开"),
                                ("none", "不予公开"),
                            ],
                            max_length=10,
                            verbose_name="公开范围",
                        ),
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("law", "法律法规规章颁布、修订或废止"),
                            ("reform", "机构改革或职能调整"),
                            ("merge", "事项合并或分设"),
                            ("received", "承接上级政府下放的事项"),
                            ("cancelled_above", "上级政府取消，对应取消"),
                            ("delegated", "由县区或乡镇管理更方便有效"),
                            ("market", "市场机制能够有效调节或行业能够自律"),
                            ("elements", "名称、承办机构、流程、时限、收费等要素调整"),
                            ("duties", "责任事项或部门职责变更"),
                            ("static", "办公地点、电话、指南等静态信息变更"),
                            ("never_used", "本地区不具备行使条件，从未行使过"),
                            ("no_cases", "三年以上未发生办件"),
                            ("periodic", "周期性办理，不在办理期间"),
                            ("needed", "因实际需要恢复行使"),
                            ("other", "其他应当调整的情形"),
                        ],
                        db_default="",
                        default="",
                        max_length=20,
                        verbose_name="变更情形",
                    ),
                ),
                (
                    "ground_text",
                    models.CharField(blank=True, db_default="", default="", max_length=500, verbose_name="变更依据"),
                ),
                (
                    "change_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="powerlist.listchangeset",
                        verbose_name="变更批次",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="powerlist.listentry",
                        verbose_name="事项",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="list_versions",
                        to="accounts.organisation",
                        verbose_name="实施主体",
                    ),
                ),
            ],
            options={
                "verbose_name": "清单内容",
                "verbose_name_plural": "清单内容",
                "ordering": ["organisation_id", "category", "sort_key", "id"],
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "published")),
                        fields=["kind", "organisation", "category", "sort_key", "id", "valid_from"],
                        name="listversion_in_order",
                    ),
                    models.Index(
                        condition=models.Q(("state", "published"), models.Q(("disclosure", "public"), _negated=True)),
                        fields=["entry"],
                        name="listversion_closed",
                    ),
                    models.Index(fields=["change_set", "sort_key", "id"], name="listversion_change_set"),
                    models.Index(
                        condition=models.Q(("state", "published")),
                        fields=["kind", "category", "organisation", "sort_key", "id", "valid_from"],
                        name="listversion_of_category",
                    ),
                    models.Index(
                        condition=models.Q(("state", "published")),
                        fields=["kind", "valid_from", "id", "organisation", "category"],
                        name="listversion_newest",
                    ),
                    models.Index(
                        condition=models.Q(("state", "published"), ("valid_to__isnull", False)),
                        fields=["kind", "valid_to"],
                        name="listversion_over",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "number"), name="listversion_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("entry",),
                        name="listversion_one_open_proposal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_from__lt", models.F("valid_to")), _connector="OR"
                        ),
                        name="listversion_dates_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            ("valid_from__isnull", False),
                            _connector="OR",
                        ),
                        name="listversion_published_has_date",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state", "published")),
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        expressions=[("entry", "="), (core.registers.DateRange("valid_from", "valid_to"), "&&")],
                        name="listversion_one_in_force",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalSuspension",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("reason", models.TextField(verbose_name="暂停原因")),
                (
                    "months",
                    models.JSONField(
                        blank=True, default=list, help_text="周期性办理的月份，1 至 12", verbose_name="办理月份"
                    ),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="预计恢复日期")),
                ("began_on", models.DateField(blank=True, null=True, verbose_name="暂停日期")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="恢复日期")),
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
                        to="powerlist.listentry",
                        verbose_name="事项",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="powerlist.listversion",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="powerlist.listversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 暂停行使",
                "verbose_name_plural": "historical 暂停行使",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRowVerdict",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(verbose_name="轮次")),
                (
                    "aspect",
                    models.CharField(
                        choices=[("legality", "合法性"), ("reason", "合理性"), ("necessity", "必要性")],
                        max_length=10,
                        verbose_name="方面",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[("pass", "通过"), ("revise", "修改后通过"), ("reject", "不通过")],
                        max_length=10,
                        verbose_name="结论",
                    ),
                ),
                ("opinion", models.TextField(verbose_name="意见")),
                ("fingerprint", models.CharField(max_length=16, verbose_name="所审文本")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "judge",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审查人",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="powerlist.listversion",
                        verbose_name="事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 逐项审查意见",
                "verbose_name_plural": "historical 逐项审查意见",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRowOutcome",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("taken", models.BooleanField(verbose_name="采用")),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                ("cells", models.JSONField(blank=True, null=True, verbose_name="审定文本")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录人",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="powerlist.listversion",
                        verbose_name="事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 逐项审定结果",
                "verbose_name_plural": "historical 逐项审定结果",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalReviewOpinion",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("expert", "专家意见"), ("department", "部门意见"), ("public", "公众意见")],
                        max_length=12,
                        verbose_name="来源",
                    ),
                ),
                ("text", models.TextField(verbose_name="意见")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "待审核"), ("shown", "公开"), ("hidden", "不公开")],
                        default="waiting",
                        max_length=10,
                        verbose_name="公开",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("adopted", models.BooleanField(blank=True, null=True, verbose_name="采纳")),
                ("answer", models.TextField(blank=True, verbose_name="答复")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="答复时间")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "answered_by",
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
                    "consultation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="powerlist.consultation",
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
                        verbose_name="单位",
                    ),
                ),
                (
                    "recorded_by",
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
                    "change_set",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="powerlist.listchangeset",
                        verbose_name="批次",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="powerlist.listversion",
                        verbose_name="事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 征求到的意见",
                "verbose_name_plural": "historical 征求到的意见",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="顺序")),
                ("title", models.CharField(max_length=300, verbose_name="法规名称")),
                ("article", models.CharField(blank=True, max_length=60, verbose_name="条款")),
                ("text", models.CharField(max_length=600, verbose_name="原文")),
                ("verdict", models.CharField(max_length=20, verbose_name="核对结果")),
                ("document", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                (
                    "level",
                    models.CharField(
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
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[("creating", "设定依据"), ("implementing", "实施依据")],
                        max_length=12,
                        verbose_name="作用",
                    ),
                ),
                ("article_no", models.PositiveIntegerField(default=0, verbose_name="首条")),
                (
                    "articles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="条",
                    ),
                ),
                ("clauses", models.JSONField(blank=True, default=list, verbose_name="条款项")),
                (
                    "law",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="citations",
                        to="powerlist.law",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="powerlist.listversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "依据",
                "verbose_name_plural": "依据",
                "ordering": ["version_id", "position"],
                "indexes": [models.Index(fields=["law", "article_no", "id"], name="citation_by_article")],
                "constraints": [models.UniqueConstraint(fields=("version", "position"), name="citation_position_once")],
            },
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
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="powerlist.listentry",
                        verbose_name="事项",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="accounts.organisation",
                        verbose_name="事项单位",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="powerlist.listversion",
                        verbose_name="所指文本",
                    ),
                ),
            ],
            options={
                "verbose_name": "清单意见建议",
                "verbose_name_plural": "清单意见建议",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("shown", True)),
                        fields=["entry", "answered_at", "id"],
                        name="opinion_on_entry",
                    ),
                    models.Index(fields=["state", "due_on", "id"], name="opinion_desk_order"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("state", "received")),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("state", "answered"),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="opinion_answered_has_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("shown", False), ("state", "answered"), _connector="OR"),
                        name="opinion_shown_is_answered",
                    ),
                ],
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
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="powerlist.opinion"
                    ),
                ),
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
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("limit__gte", 1)), name="opinion_rule_has_limit")
                ],
            },
        ),
        migrations.CreateModel(
            name="OverlapCandidate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("score", models.PositiveSmallIntegerField(help_text="0 到 1000，大的在前", verbose_name="分值")),
                ("name_score", models.PositiveSmallIntegerField(help_text="0 到 1000", verbose_name="名称相似")),
                ("explanation", models.CharField(max_length=1000, verbose_name="说明")),
                ("digest", models.CharField(max_length=64, verbose_name="文本摘要")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待审"),
                            ("confirmed", "已确认"),
                            ("dismissed", "已排除"),
                            ("gone", "不再成立"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("found_at", models.DateTimeField(verbose_name="发现时间")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="审核时间")),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                (
                    "decided_by",
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
                    "left",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="powerlist.listentry",
                        verbose_name="事项甲",
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="powerlist.listentry",
                        verbose_name="事项乙",
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="powerlist.listversion",
                        verbose_name="附件4中的一行",
                    ),
                ),
            ],
            options={
                "verbose_name": "交叉分散线索",
                "verbose_name_plural": "交叉分散线索",
                "ordering": ["-score", "-id"],
                "indexes": [models.Index(fields=["state", "score", "id"], name="overlap_desk_order")],
                "constraints": [
                    models.UniqueConstraint(fields=("left", "right"), name="overlap_once"),
                    models.CheckConstraint(
                        condition=models.Q(("left__lt", models.F("right"))), name="overlap_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["open", "gone"]),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="overlap_decided_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("row__isnull", False), ("state", "confirmed")),
                            models.Q(("state", "confirmed"), _negated=True),
                            _connector="OR",
                        ),
                        name="overlap_confirmed_in_annex",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OverlapMove",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="powerlist.overlapcandidate",
                    ),
                ),
            ],
            options={
                "verbose_name": "交叉分散审核记录",
                "verbose_name_plural": "交叉分散审核记录",
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OverlapRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(verbose_name="提出时间")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="完成时间")),
                ("entries", models.PositiveIntegerField(default=0, verbose_name="事项")),
                ("pairs", models.PositiveIntegerField(default=0, verbose_name="线索")),
                ("new", models.PositiveIntegerField(default=0, verbose_name="新线索")),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
            ],
            options={
                "verbose_name": "交叉分散查找",
                "verbose_name_plural": "交叉分散查找",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(editable=False, max_length=80, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("consult", "征求意见函"), ("verdict", "审核意见书"), ("request", "送审材料")],
                        max_length=10,
                        verbose_name="文书",
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="文号")),
                ("dated", models.DateField(verbose_name="日期")),
                ("title", models.CharField(max_length=300, verbose_name="标题")),
                ("addressee", models.CharField(blank=True, max_length=200, verbose_name="主送")),
                ("facts", models.JSONField(default=dict, verbose_name="要素")),
                ("file", models.FileField(upload_to=core.files.random_name, verbose_name="文件")),
                ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64, verbose_name="文件摘要（SHA-256）")),
                ("made_at", models.DateTimeField(verbose_name="制作时间")),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="powerlist.campaign",
                        verbose_name="清理任务",
                    ),
                ),
                (
                    "change_sets",
                    models.ManyToManyField(related_name="papers", to="powerlist.listchangeset", verbose_name="批次"),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="制作人",
                    ),
                ),
            ],
            options={
                "verbose_name": "送审文书",
                "verbose_name_plural": "送审文书",
                "ordering": ["-id"],
                "constraints": [models.UniqueConstraint(fields=("kind", "number"), name="paper_number_once")],
            },
        ),
        migrations.CreateModel(
            name="PartMove",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="powerlist.campaignpart"
                    ),
                ),
            ],
            options={
                "verbose_name": "单位清理记录",
                "verbose_name_plural": "单位清理记录",
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Reform",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="编号")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("reason", models.TextField(verbose_name="事由")),
                ("effective_on", models.DateField(verbose_name="执行日期")),
                (
                    "cases_go",
                    models.CharField(
                        choices=[("heir", "由承接单位续办"), ("old", "由原单位办完")],
                        default="heir",
                        max_length=10,
                        verbose_name="在办件",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "起草中"),
                            ("decided", "待执行"),
                            ("applied", "已执行"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="审定日期")),
                ("scan", models.FileField(blank=True, upload_to=core.files.random_name, verbose_name="文件扫描件")),
                ("scan_name", models.CharField(blank=True, max_length=200, verbose_name="扫描件文件名")),
                ("scan_type", models.CharField(blank=True, max_length=100, verbose_name="扫描件类型")),
                ("scan_sha256", models.CharField(blank=True, max_length=64, verbose_name="扫描件摘要")),
                ("secrecy_opinion", models.CharField(blank=True, max_length=200, verbose_name="保密审查意见")),
                ("created_at", models.DateTimeField(verbose_name="起草时间")),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="执行时间")),
                (
                    "applier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="执行人",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="起草人",
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
            ],
            options={
                "verbose_name": "机构改革",
                "verbose_name_plural": "机构改革",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "withdrawn"]),
                            models.Q(
                                ("decided_on__isnull", False),
                                models.Q(("document_number", ""), _negated=True),
                                ("recorder__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="reform_decision_has_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "applied"), _negated=True),
                            models.Q(("applied_at__isnull", False), ("applier__isnull", False)),
                            _connector="OR",
                        ),
                        name="reform_applied_has_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("recorder")), _negated=True),
                        name="reform_author_not_recorder",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("applier")), _negated=True),
                        name="reform_author_not_applier",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recorder", models.F("applier")), _negated=True),
                        name="reform_recorder_not_applier",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="全称")),
                ("short_name", models.CharField(max_length=50, verbose_name="简称")),
                ("until", models.DateField(verbose_name="用至")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_names",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "reform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="powerlist.reform"
                    ),
                ),
            ],
            options={
                "verbose_name": "曾用名",
                "verbose_name_plural": "曾用名",
                "ordering": ["until", "id"],
                "constraints": [models.UniqueConstraint(fields=("organisation", "until"), name="formername_once")],
            },
        ),
        migrations.CreateModel(
            name="ReformLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="次序")),
                (
                    "kind",
                    models.CharField(
                        choices=[("rename", "更名"), ("transfer", "职能划转"), ("split", "分设"), ("merge", "合并")],
                        max_length=10,
                        verbose_name="怎么办",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        blank=True, choices=powerlist.kinds.lists.category_choices, max_length=2, verbose_name="类别"
                    ),
                ),
                ("office", models.CharField(blank=True, max_length=100, verbose_name="承办机构")),
                ("new_code", models.CharField(blank=True, max_length=30, verbose_name="新单位编码")),
                ("new_name", models.CharField(blank=True, max_length=100, verbose_name="新全称")),
                ("new_short_name", models.CharField(blank=True, max_length=50, verbose_name="新简称")),
                (
                    "reform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="powerlist.reform"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="原单位",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="承接单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "改革内容",
                "verbose_name_plural": "改革内容",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="ReviewOpinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("expert", "专家意见"), ("department", "部门意见"), ("public", "公众意见")],
                        max_length=12,
                        verbose_name="来源",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=60, verbose_name="姓名")),
                ("contact", core.masking.EncryptedTextField(blank=True, verbose_name="联系方式")),
                ("text", models.TextField(verbose_name="意见")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "待审核"), ("shown", "公开"), ("hidden", "不公开")],
                        default="waiting",
                        max_length=10,
                        verbose_name="公开",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("adopted", models.BooleanField(blank=True, null=True, verbose_name="采纳")),
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
                    ),
                ),
                (
                    "change_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="powerlist.listchangeset",
                        verbose_name="批次",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="powerlist.consultation",
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
                        verbose_name="单位",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="powerlist.listversion",
                        verbose_name="事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "征求到的意见",
                "verbose_name_plural": "征求到的意见",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("adopted__isnull", True), models.Q(("answer", ""), _negated=True), _connector="OR"
                        ),
                        name="opinion_answer_has_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalReviewStep",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="次序")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "填报"),
                            ("submitted", "初审"),
                            ("legality", "逐项审查"),
                            ("opinions", "征求意见"),
                            ("feedback", "部门核实"),
                            ("decision", "政府审定"),
                            ("entry", "按审定录入"),
                            ("final", "终审"),
                            ("decided", "公布"),
                            ("letter", "印发建议函"),
                        ],
                        max_length=12,
                        verbose_name="环节",
                    ),
                ),
                ("body", models.CharField(blank=True, max_length=60, verbose_name="办理单位")),
                (
                    "permission",
                    models.CharField(
                        blank=True, help_text="空着：这一环节通常的权限", max_length=40, verbose_name="岗位权限"
                    ),
                ),
                ("limit", models.PositiveSmallIntegerField(default=0, help_text="0：不限", verbose_name="时限")),
                (
                    "unit",
                    models.CharField(
                        choices=[("workday", "工作日"), ("natural", "自然日"), ("month", "月")],
                        default="workday",
                        max_length=10,
                        verbose_name="单位",
                    ),
                ),
                (
                    "needs",
                    models.CharField(
                        blank=True,
                        choices=[("", "不要求"), ("number", "审核意见号（系统编号）"), ("paper", "文号和扫描件")],
                        default="",
                        max_length=10,
                        verbose_name="文书",
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
                (
                    "path",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="powerlist.reviewpath",
                        verbose_name="路径",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 路径环节",
                "verbose_name_plural": "historical 路径环节",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ReviewStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="次序")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "填报"),
                            ("submitted", "初审"),
                            ("legality", "逐项审查"),
                            ("opinions", "征求意见"),
                            ("feedback", "部门核实"),
                            ("decision", "政府审定"),
                            ("entry", "按审定录入"),
                            ("final", "终审"),
                            ("decided", "公布"),
                            ("letter", "印发建议函"),
                        ],
                        max_length=12,
                        verbose_name="环节",
                    ),
                ),
                ("body", models.CharField(blank=True, max_length=60, verbose_name="办理单位")),
                (
                    "permission",
                    models.CharField(
                        blank=True, help_text="空着：这一环节通常的权限", max_length=40, verbose_name="岗位权限"
                    ),
                ),
                ("limit", models.PositiveSmallIntegerField(default=0, help_text="0：不限", verbose_name="时限")),
                (
                    "unit",
                    models.CharField(
                        choices=[("workday", "工作日"), ("natural", "自然日"), ("month", "月")],
                        default="workday",
                        max_length=10,
                        verbose_name="单位",
                    ),
                ),
                (
                    "needs",
                    models.CharField(
                        blank=True,
                        choices=[("", "不要求"), ("number", "审核意见号（系统编号）"), ("paper", "文号和扫描件")],
                        default="",
                        max_length=10,
                        verbose_name="文书",
                    ),
                ),
                (
                    "path",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="powerlist.reviewpath",
                        verbose_name="路径",
                    ),
                ),
            ],
            options={
                "verbose_name": "路径环节",
                "verbose_name_plural": "路径环节",
                "ordering": ["path", "position"],
                "constraints": [models.UniqueConstraint(fields=("path", "state"), name="reviewstep_once")],
            },
        ),
        migrations.CreateModel(
            name="RowOutcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("taken", models.BooleanField(verbose_name="采用")),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                ("cells", models.JSONField(blank=True, null=True, verbose_name="审定文本")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录人",
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome",
                        to="powerlist.listversion",
                        verbose_name="事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "逐项审定结果",
                "verbose_name_plural": "逐项审定结果",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("taken", True), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="rowoutcome_refusal_has_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RowRemark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(verbose_name="轮次")),
                ("cell", models.CharField(max_length=30, verbose_name="栏目")),
                ("text", models.TextField(verbose_name="意见")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="powerlist.listversion",
                        verbose_name="事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "栏目意见",
                "verbose_name_plural": "栏目意见",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="RowVerdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(verbose_name="轮次")),
                (
                    "aspect",
                    models.CharField(
                        choices=[("legality", "合法性"), ("reason", "合理性"), ("necessity", "必要性")],
                        max_length=10,
                        verbose_name="方面",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[("pass", "通过"), ("revise", "修改后通过"), ("reject", "不通过")],
                        max_length=10,
                        verbose_name="结论",
                    ),
                ),
                ("opinion", models.TextField(verbose_name="意见")),
                ("fingerprint", models.CharField(max_length=16, verbose_name="所审文本")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "judge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审查人",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdicts",
                        to="powerlist.listversion",
                        verbose_name="事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "逐项审查意见",
                "verbose_name_plural": "逐项审查意见",
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("version", "aspect", "round"), name="rowverdict_once")],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.CharField(max_length=40, verbose_name="页面")),
                ("name", models.CharField(max_length=30, verbose_name="名称")),
                ("query", models.CharField(blank=True, max_length=1000, verbose_name="条件")),
                ("shared", models.BooleanField(default=False, verbose_name="本单位同事也能用")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="保存时间")),
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_filters",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="保存人",
                    ),
                ),
            ],
            options={
                "verbose_name": "常用筛选",
                "verbose_name_plural": "常用筛选",
                "ordering": ["name", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "page", "name"), name="saved_filter_name_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=50, unique=True, verbose_name="事项编号")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_items",
                        to="powerlist.listentry",
                        verbose_name="清单事项",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_items",
                        to="accounts.organisation",
                        verbose_name="实施主体",
                    ),
                ),
            ],
            options={
                "verbose_name": "办事事项",
                "verbose_name_plural": "办事事项",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalServiceItemVersion",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("number", models.PositiveIntegerField(default=1, verbose_name="版本号")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "编辑中"), ("published", "已发布")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="生效日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                ("name", models.CharField(max_length=500, verbose_name="事项名称")),
                ("everyday_name", models.CharField(blank=True, max_length=200, verbose_name="日常用语")),
                (
                    "basic_code",
                    models.CharField(
                        blank=True,
                        help_text="12 位：目录区划 2、类型 2、部门 2、主项 3、子项 3",
                        max_length=12,
                        verbose_name="基本编码",
                    ),
                ),
                (
                    "implementation_code",
                    models.CharField(
                        blank=True,
                        help_text="31 位：统一社会信用代码 18、行使层级 1、基本编码 12",
                        max_length=31,
                        verbose_name="实施编码",
                    ),
                ),
                (
                    "handling_code",
                    models.CharField(
                        blank=True,
                        help_text="实施编码后加 2 位序号，从 01 起",
                        max_length=33,
                        verbose_name="业务办理项编码",
                    ),
                ),
                (
                    "local_code",
                    models.CharField(
                        blank=True, help_text="省、市自定的编码，位数不限", max_length=50, verbose_name="地方编码"
                    ),
                ),
                (
                    "disclosure",
                    models.CharField(
                        choices=[
                            ("public", "向社会公开"),
                            ("applicant", "向申请人公开"),
                            ("internal", "部门内部公开"),
                            ("none", "不予公开"),
                        ],
                        default="public",
                        max_length=10,
                        verbose_name="公开范围",
                    ),
                ),
                ("by_application", models.BooleanField(default=True, verbose_name="依申请办理")),
                (
                    "case_kind",
                    models.CharField(
                        choices=[("1", "即办件"), ("2", "承诺件"), ("9", "其他")],
                        default="2",
                        max_length=1,
                        verbose_name="办件类型",
                    ),
                ),
                (
                    "handling_way",
                    models.CharField(
                        choices=[("1", "自办件"), ("2", "初审件"), ("3", "联办件"), ("4", "转报件")],
                        default="1",
                        max_length=1,
                        verbose_name="办理方式",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("1", "国家级"),
                            ("2", "省级"),
                            ("3", "市级"),
                            ("4", "县级"),
                            ("5", "镇（乡、街道）级"),
                            ("6", "村（社区）级"),
                            ("7", "分级管理"),
                        ],
                        default="4",
                        max_length=1,
                        verbose_name="行使层级",
                    ),
                ),
                (
                    "body_nature",
                    models.CharField(
                        choices=[("1", "法定机关"), ("2", "授权组织"), ("3", "受委托组织"), ("9", "其他")],
                        default="1",
                        max_length=1,
                        verbose_name="实施主体性质",
                    ),
                ),
                (
                    "power_source",
                    models.CharField(
                        choices=[
                            ("1", "法定本级行使"),
                            ("2", "上级下放"),
                            ("3", "上级授权"),
                            ("4", "同级授权"),
                            ("5", "上级委托"),
                            ("6", "同级委托"),
                        ],
                        default="1",
                        max_length=1,
                        verbose_name="权力来源",
                    ),
                ),
                ("power_division", models.TextField(blank=True, verbose_name="权限划分")),
                ("exercise_content", models.TextField(blank=True, verbose_name="行使内容")),
                ("deciding_body", models.CharField(blank=True, max_length=100, verbose_name="决定机构")),
                ("entrusting_body", models.CharField(blank=True, max_length=100, verbose_name="委托部门")),
                ("joint_bodies", models.CharField(blank=True, max_length=300, verbose_name="联办机构")),
                ("guiding_body", models.CharField(blank=True, max_length=100, verbose_name="业务指导部门")),
                (
                    "serves",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("1", "自然人"),
                                ("2", "企业法人"),
                                ("3", "事业法人"),
                                ("4", "社会组织法人"),
                                ("5", "行政机关"),
                                ("6", "其他组织"),
                            ],
                            max_length=2,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="服务对象",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[("person", "个人办事"), ("legal", "法人办事"), ("both", "个人和法人")],
                        default="both",
                        max_length=8,
                        verbose_name="办事分类",
                    ),
                ),
                (
                    "person_theme",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("005", "生育收养"),
                            ("010", "户籍办理"),
                            ("015", "民族宗教"),
                            ("020", "教育科研"),
                            ("025", "入伍服役"),
                            ("030", "就业创业"),
                            ("035", "设立变更"),
                            ("040", "准营准办"),
                            ("045", "抵押质押"),
                            ("050", "职业资格"),
                            ("055", "行政缴费"),
                            ("060", "婚姻登记"),
                            ("065", "优待抚恤"),
                            ("070", "规划建设"),
                            ("075", "住房保障"),
                            ("085", "社会保障"),
                            ("090", "证件办理"),
                            ("095", "交通出行"),
                            ("100", "旅游观光"),
                            ("105", "出境入境"),
                            ("110", "消费维权"),
                            ("115", "公共安全"),
                            ("120", "司法公证"),
                            ("125", "知识产权"),
                            ("130", "环保绿化"),
                            ("135", "文化体育"),
                            ("140", "公用事业"),
                            ("145", "医疗卫生"),
                            ("150", "离职退休"),
                            ("155", "死亡殡葬"),
                            ("998", "地方特色"),
                            ("999", "其他"),
                        ],
                        max_length=3,
                        verbose_name="个人主题",
                    ),
                ),
                (
                    "legal_theme",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("005", "设立变更"),
                            ("010", "准营准办"),
                            ("015", "资质认证"),
                            ("020", "年检年审"),
                            ("025", "税收财务"),
                            ("030", "人力资源"),
                            ("035", "社会保障"),
                            ("040", "投资审批"),
                            ("045", "融资信贷"),
                            ("050", "抵押质押"),
                            ("055", "商务贸易"),
                            ("060", "招标拍卖"),
                            ("065", "海关口岸"),
                            ("070", "涉外服务"),
                            ("075", "农林牧渔"),
                            ("085", "国土和规划建设"),
                            ("090", "交通运输"),
                            ("095", "环保绿化"),
                            ("100", "应对气候变化"),
                            ("105", "水务气象"),
                            ("110", "医疗卫生"),
                            ("115", "科技创新"),
                            ("120", "文体教育"),
                            ("125", "知识产权"),
                            ("130", "民族宗教"),
                            ("135", "质量技术"),
                            ("140", "检验检疫"),
                            ("145", "安全生产"),
                            ("150", "公安消防"),
                            ("155", "司法公证"),
                            ("160", "公用事业"),
                            ("165", "法人注销"),
                            ("170", "档案文物"),
                            ("998", "地方特色"),
                            ("999", "其他"),
                        ],
                        max_length=3,
                        verbose_name="法人主题",
                    ),
                ),
                ("local_theme", models.CharField(blank=True, max_length=60, verbose_name="地方特色主题")),
                ("legal_limit", models.PositiveSmallIntegerField(verbose_name="法定办结时限")),
                (
                    "legal_unit",
                    models.CharField(
                        choices=[("workday", "工作日"), ("natural", "自然日"), ("month", "月")],
                        default="workday",
                        max_length=10,
                        verbose_name="法定时限单位",
                    ),
                ),
                (
                    "legal_article",
                    models.CharField(
                        default="《中华人民共和国行政许可法》第四十二条", max_length=200, verbose_name="法定时限依据"
                    ),
                ),
                ("promised_limit", models.PositiveSmallIntegerField(verbose_name="承诺办结时限")),
                (
                    "promised_unit",
                    models.CharField(
                        choices=[("workday", "工作日"), ("natural", "自然日"), ("month", "月")],
                        default="workday",
                        max_length=10,
                        verbose_name="承诺时限单位",
                    ),
                ),
                ("promise_note", models.CharField(blank=True, max_length=300, verbose_name="时限说明")),
                ("conditions", models.TextField(verbose_name="受理条件")),
                ("standard", models.TextField(blank=True, verbose_name="审查标准")),
                ("quota", models.CharField(blank=True, default="无", max_length=200, verbose_name="数量限制")),
                (
                    "prior_approvals",
                    models.CharField(blank=True, default="无", max_length=300, verbose_name="前置审批"),
                ),
                ("intermediary", models.CharField(blank=True, default="无", max_length=300, verbose_name="中介服务")),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("1", "窗口办理"),
                                ("2", "电脑端网上办理"),
                                ("3", "移动端网上办理"),
                                ("4", "快递申请"),
                                ("9", "其他"),
                            ],
                            max_length=2,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="办理形式",
                    ),
                ),
                ("online", models.BooleanField(default=True, verbose_name="网上办理")),
                (
                    "online_depth",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("1", "互联网咨询"),
                                ("2", "互联网收件"),
                                ("3", "互联网预审"),
                                ("4", "互联网受理"),
                                ("5", "互联网办理"),
                                ("6", "互联网办理结果信息反馈"),
                                ("7", "互联网电子证照反馈"),
                                ("8", "其他"),
                            ],
                            max_length=2,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="网上办理深度",
                    ),
                ),
                (
                    "online_address",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="网办地址",
                    ),
                ),
                (
                    "mobile_address",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="移动端地址",
                    ),
                ),
                ("single_sign_on", models.BooleanField(default=False, verbose_name="支持单点登录")),
                (
                    "four_ways",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[("1", "马上办"), ("2", "网上办"), ("3", "就近办"), ("4", "一次办")], max_length=2
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="四办",
                    ),
                ),
                ("visits", models.PositiveSmallIntegerField(default=0, verbose_name="到办事现场次数")),
                ("visits_reason", models.CharField(blank=True, max_length=200, verbose_name="必须现场办理原因")),
                ("in_hall", models.BooleanField(default=True, verbose_name="进驻政务大厅")),
                (
                    "area",
                    models.CharField(
                        blank=True,
                        choices=[("1", "全国通办"), ("2", "跨省通办"), ("3", "跨市通办"), ("4", "跨县通办")],
                        max_length=1,
                        verbose_name="通办范围",
                    ),
                ),
                ("area_note", models.CharField(blank=True, max_length=200, verbose_name="通办说明")),
                ("appointment", models.BooleanField(default=False, verbose_name="支持预约")),
                (
                    "appointment_quota",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="每日预约量"),
                ),
                ("appointment_note", models.CharField(blank=True, max_length=200, verbose_name="预约办法")),
                ("mail_materials", models.BooleanField(default=False, verbose_name="材料可邮寄")),
                ("mail_results", models.BooleanField(default=False, verbose_name="结果可邮寄")),
                ("mail_note", models.CharField(blank=True, max_length=200, verbose_name="邮寄说明")),
                ("fee", models.CharField(default="不收费", max_length=200, verbose_name="收费")),
                ("online_payment", models.BooleanField(blank=True, null=True, verbose_name="支持网上支付")),
                ("levy_kind", models.CharField(blank=True, max_length=100, verbose_name="征收种类")),
                ("levy_standard", models.TextField(blank=True, verbose_name="征收标准")),
                ("levy_reducible", models.BooleanField(default=False, verbose_name="涉及减免审批")),
                ("levy_reduction", models.TextField(blank=True, verbose_name="减免情形和依据")),
                ("penalty_act", models.TextField(blank=True, verbose_name="处罚行为")),
                (
                    "penalty_kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("1", "警告、通报批评"),
                                ("2", "罚款、没收违法所得、没收非法财物"),
                                ("3", "暂扣许可证件、降低资质等级、吊销许可证件"),
                                ("4", "限制开展生产经营活动、责令停产停业、责令关闭、限制从业"),
                                ("5", "行政拘留"),
                                ("6", "法律、行政法规规定的其他行政处罚"),
                            ],
                            max_length=2,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="处罚种类",
                    ),
                ),
                ("penalty_range", models.TextField(blank=True, verbose_name="处罚幅度")),
                (
                    "discretion_title",
                    models.CharField(
                        blank=True,
                        help_text="文件名称和文号，如《……行政处罚裁量基准》（漳×发〔2026〕1号）",
                        max_length=300,
                        verbose_name="裁量基准",
                    ),
                ),
                (
                    "discretion_address",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="裁量基准网址",
                    ),
                ),
                ("discretion", models.TextField(blank=True, max_length=200, verbose_name="裁量基准文件")),
                ("discretion_name", models.CharField(blank=True, max_length=200, verbose_name="裁量基准文件名")),
                (
                    "result_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("licence", "出证办结"),
                            ("paper", "出文办结"),
                            ("approval", "审批办结"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="结果类型",
                    ),
                ),
                ("result_name", models.CharField(blank=True, max_length=100, verbose_name="结果名称")),
                ("result_sample", models.TextField(blank=True, max_length=200, verbose_name="结果样本")),
                ("result_sample_name", models.CharField(blank=True, max_length=200, verbose_name="结果样本文件名")),
                ("is_e_licence", models.BooleanField(default=False, verbose_name="出具电子证照")),
                ("result_validity", models.CharField(blank=True, max_length=100, verbose_name="结果有效期")),
                ("result_area", models.CharField(blank=True, max_length=100, verbose_name="结果适用地域")),
                ("consult_phone", models.CharField(blank=True, max_length=40, verbose_name="咨询电话")),
                ("consult_ways", models.CharField(blank=True, max_length=300, verbose_name="其他咨询方式")),
                ("complaint_phone", models.CharField(blank=True, max_length=40, verbose_name="监督投诉电话")),
                ("complaint_ways", models.CharField(blank=True, max_length=300, verbose_name="其他投诉方式")),
                ("rights", models.TextField(blank=True, verbose_name="申请人依法享有的权利")),
                ("obligations", models.TextField(blank=True, verbose_name="申请人应当履行的义务")),
                ("review_body", models.CharField(blank=True, max_length=300, verbose_name="行政复议机关")),
                ("court", models.CharField(blank=True, max_length=300, verbose_name="行政诉讼法院")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="发布时间")),
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
                        verbose_name="编辑人",
                    ),
                ),
                (
                    "licence_type",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="licences.licencetype",
                        verbose_name="结果证照",
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
                        verbose_name="发布人",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="powerlist.serviceitem",
                        verbose_name="事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 办事指南",
                "verbose_name_plural": "historical 办事指南",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ServiceItemVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(default=1, verbose_name="版本号")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "编辑中"), ("published", "已发布")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="生效日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                ("name", models.CharField(max_length=500, verbose_name="事项名称")),
                ("everyday_name", models.CharField(blank=True, max_length=200, verbose_name="日常用语")),
                (
                    "basic_code",
                    models.CharField(
                        blank=True,
                        help_text="12 位：目录区划 2、类型 2、部门 2、主项 3、子项 3",
                        max_length=12,
                        verbose_name="基本编码",
                    ),
                ),
                (
                    "implementation_code",
                    models.CharField(
                        blank=True,
                        help_text="31 位：统一社会信用代码 18、行使层级 1、基本编码 12",
                        max_length=31,
                        verbose_name="实施编码",
                    ),
                ),
                (
                    "handling_code",
                    models.CharField(
                        blank=True,
                        help_text="实施编码后加 2 位序号，从 01 起",
                        max_length=33,
                        verbose_name="业务办理项编码",
                    ),
                ),
                (
                    "local_code",
                    models.CharField(
                        blank=True, help_text="省、市自定的编码，位数不限", max_length=50, verbose_name="地方编码"
                    ),
                ),
                (
                    "disclosure",
                    models.CharField(
                        choices=[
                            ("public", "向社会公开"),
                            ("applicant", "向申请人公开"),
                            ("internal", "部门内部公开"),
                            ("none", "不予公开"),
                        ],
                        default="public",
                        max_length=10,
                        verbose_name="公开范围",
                    ),
                ),
                ("by_application", models.BooleanField(default=True, verbose_name="依申请办理")),
                (
                    "case_kind",
                    models.CharField(
                        choices=[("1", "即办件"), ("2", "承诺件"), ("9", "其他")],
                        default="2",
                        max_length=1,
                        verbose_name="办件类型",
                    ),
                ),
                (
                    "handling_way",
                    models.CharField(
                        choices=[("1", "自办件"), ("2", "初审件"), ("3", "联办件"), ("4", "转报件")],
                        default="1",
                        max_length=1,
                        verbose_name="办理方式",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("1", "国家级"),
                            ("2", "省级"),
                            ("3", "市级"),
                            ("4", "县级"),
                            ("5", "镇（乡、街道）级"),
                            ("6", "村（社区）级"),
                            ("7", "分级管理"),
                        ],
                        default="4",
                        max_length=1,
                        verbose_name="行使层级",
                    ),
                ),
                (
                    "body_nature",
                    models.CharField(
                        choices=[("1", "法定机关"), ("2", "授权组织"), ("3", "受委托组织"), ("9", "其他")],
                        default="1",
                        max_length=1,
                        verbose_name="实施主体性质",
                    ),
                ),
                (
                    "power_source",
                    models.CharField(
                        choices=[
                            ("1", "法定本级行使"),
                            ("2", "上级下放"),
                            ("3", "上级授权"),
                            ("4", "同级授权"),
                            ("5", "上级委托"),
                            ("6", "同级委托"),
                        ],
                        default="1",
                        max_length=1,
                        verbose_name="权力来源",
                    ),
                ),
                ("power_division", models.TextField(blank=True, verbose_name="权限划分")),
                ("exercise_content", models.TextField(blank=True, verbose_name="行使内容")),
                ("deciding_body", models.CharField(blank=True, max_length=100, verbose_name="决定机构")),
                ("entrusting_body", models.CharField(blank=True, max_length=100, verbose_name="委托部门")),
                ("joint_bodies", models.CharField(blank=True, max_length=300, verbose_name="联办机构")),
                ("guiding_body", models.CharField(blank=True, max_length=100, verbose_name="业务指导部门")),
                (
                    "serves",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("1", "自然人"),
                                ("2", "企业法人"),
                                ("3", "事业法人"),
                                ("4", "社会组织法人"),
                                ("5", "行政机关"),
                                ("6", "其他组织"),
                            ],
                            max_length=2,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="服务对象",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[("person", "个人办事"), ("legal", "法人办事"), ("both", "个人和法人")],
                        default="both",
                        max_length=8,
                        verbose_name="办事分类",
                    ),
                ),
                (
                    "person_theme",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("005", "生育收养"),
                            ("010", "户籍办理"),
                            ("015", "民族宗教"),
                            ("020", "教育科研"),
                            ("025", "入伍服役"),
                            ("030", "就业创业"),
                            ("035", "设立变更"),
                            ("040", "准营准办"),
                            ("045", "抵押质押"),
                            ("050", "职业资格"),
                            ("055", "行政缴费"),
                            ("060", "婚姻登记"),
                            ("065", "优待抚恤"),
                            ("070", "规划建设"),
                            ("075", "住房保障"),
                            ("085", "社会保障"),
                            ("090", "证件办理"),
                            ("095", "交通出行"),
                            ("100", "旅游观光"),
                            ("105", "出境入境"),
                            ("110", "消费维权"),
                            ("115", "公共安全"),
                            ("120", "司法公证"),
                            ("125", "知识产权"),
                            ("130", "环保绿化"),
                            ("135", "文化体育"),
                            ("140", "公用事业"),
                            ("145", "医疗卫生"),
                            ("150", "离职退休"),
                            ("155", "死亡殡葬"),
                            ("998", "地方特色"),
                            ("999", "其他"),
                        ],
                        max_length=3,
                        verbose_name="个人主题",
                    ),
                ),
                (
                    "legal_theme",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("005", "设立变更"),
                            ("010", "准营准办"),
                            ("015", "资质认证"),
                            ("020", "年检年审"),
                            ("025", "税收财务"),
                            ("030", "人力资源"),
                            ("035", "社会保障"),
                            ("040", "投资审批"),
                            ("045", "融资信贷"),
                            ("050", "抵押质押"),
                            ("055", "商务贸易"),
                            ("060", "招标拍卖"),
                            ("065", "海关口岸"),
                            ("070", "涉外服务"),
                            ("075", "农林牧渔"),
                            ("085", "国土和规划建设"),
                            ("090", "交通运输"),
                            ("095", "环保绿化"),
                            ("100", "应对气候变化"),
                            ("105", "水务气象"),
                            ("110", "医疗卫生"),
                            ("115", "科技创新"),
                            ("120", "文体教育"),
                            ("125", "知识产权"),
                            ("130", "民族宗教"),
                            ("135", "质量技术"),
                            ("140", "检验检疫"),
                            ("145", "安全生产"),
                            ("150", "公安消防"),
                            ("155", "司法公证"),
                            ("160", "公用事业"),
                            ("165", "法人注销"),
                            ("170", "档案文物"),
                            ("998", "地方特色"),
                            ("999", "其他"),
                        ],
                        max_length=3,
                        verbose_name="法人主题",
                    ),
                ),
                ("local_theme", models.CharField(blank=True, max_length=60, verbose_name="地方特色主题")),
                ("legal_limit", models.PositiveSmallIntegerField(verbose_name="法定办结时限")),
                (
                    "legal_unit",
                    models.CharField(
                        choices=[("workday", "工作日"), ("natural", "自然日"), ("month", "月")],
                        default="workday",
                        max_length=10,
                        verbose_name="法定时限单位",
                    ),
                ),
                (
                    "legal_article",
                    models.CharField(
                        default="《中华人民共和国行政许可法》第四十二条", max_length=200, verbose_name="法定时限依据"
                    ),
                ),
                ("promised_limit", models.PositiveSmallIntegerField(verbose_name="承诺办结时限")),
                (
                    "promised_unit",
                    models.CharField(
                        choices=[("workday", "工作日"), ("natural", "自然日"), ("month", "月")],
                        default="workday",
                        max_length=10,
                        verbose_name="承诺时限单位",
                    ),
                ),
                ("promise_note", models.CharField(blank=True, max_length=300, verbose_name="时限说明")),
                ("conditions", models.TextField(verbose_name="受理条件")),
                ("standard", models.TextField(blank=True, verbose_name="审查标准")),
                ("quota", models.CharField(blank=True, default="无", max_length=200, verbose_name="数量限制")),
                (
                    "prior_approvals",
                    models.CharField(blank=True, default="无", max_length=300, verbose_name="前置审批"),
                ),
                ("intermediary", models.CharField(blank=True, default="无", max_length=300, verbose_name="中介服务")),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("1", "窗口办理"),
                                ("2", "电脑端网上办理"),
                                ("3", "移动端网上办理"),
                                ("4", "快递申请"),
                                ("9", "其他"),
                            ],
                            max_length=2,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="办理形式",
                    ),
                ),
                ("online", models.BooleanField(default=True, verbose_name="网上办理")),
                (
                    "online_depth",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("1", "互联网咨询"),
                                ("2", "互联网收件"),
                                ("3", "互联网预审"),
                                ("4", "互联网受理"),
                                ("5", "互联网办理"),
                                ("6", "互联网办理结果信息反馈"),
                                ("7", "互联网电子证照反馈"),
                                ("8", "其他"),
                            ],
                            max_length=2,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="网上办理深度",
                    ),
                ),
                (
                    "online_address",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="网办地址",
                    ),
                ),
                (
                    "mobile_address",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="移动端地址",
                    ),
                ),
                ("single_sign_on", models.BooleanField(default=False, verbose_name="支持单点登录")),
                (
                    "four_ways",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[("1", "马上办"), ("2", "网上办"), ("3", "就近办"), ("4", "一次办")], max_length=2
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="四办",
                    ),
                ),
                ("visits", models.PositiveSmallIntegerField(default=0, verbose_name="到办事现场次数")),
                ("visits_reason", models.CharField(blank=True, max_length=200, verbose_name="必须现场办理原因")),
                ("in_hall", models.BooleanField(default=True, verbose_name="进驻政务大厅")),
                (
                    "area",
                    models.CharField(
                        blank=True,
                        choices=[("1", "全国通办"), ("2", "跨省通办"), ("3", "跨市通办"), ("4", "跨县通办")],
                        max_length=1,
                        verbose_name="通办范围",
                    ),
                ),
                ("area_note", models.CharField(blank=True, max_length=200, verbose_name="通办说明")),
                ("appointment", models.BooleanField(default=False, verbose_name="支持预约")),
                (
                    "appointment_quota",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="每日预约量"),
                ),
                ("appointment_note", models.CharField(blank=True, max_length=200, verbose_name="预约办法")),
                ("mail_materials", models.BooleanField(default=False, verbose_name="材料可邮寄")),
                ("mail_results", models.BooleanField(default=False, verbose_name="结果可邮寄")),
                ("mail_note", models.CharField(blank=True, max_length=200, verbose_name="邮寄说明")),
                ("fee", models.CharField(default="不收费", max_length=200, verbose_name="收费")),
                ("online_payment", models.BooleanField(blank=True, null=True, verbose_name="支持网上支付")),
                ("levy_kind", models.CharField(blank=True, max_length=100, verbose_name="征收种类")),
                ("levy_standard", models.TextField(blank=True, verbose_name="征收标准")),
                ("levy_reducible", models.BooleanField(default=False, verbose_name="涉及减免审批")),
                ("levy_reduction", models.TextField(blank=True, verbose_name="减免情形和依据")),
                ("penalty_act", models.TextField(blank=True, verbose_name="处罚行为")),
                (
                    "penalty_kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("1", "警告、通报批评"),
                                ("2", "罚款、没收违法所得、没收非法财物"),
                                ("3", "暂扣许可证件、降低资质等级、吊销许可证件"),
                                ("4", "限制开展生产经营活动、责令停产停业、责令关闭、限制从业"),
                                ("5", "行政拘留"),
                                ("6", "法律、行政法规规定的其他行政处罚"),
                            ],
                            max_length=2,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="处罚种类",
                    ),
                ),
                ("penalty_range", models.TextField(blank=True, verbose_name="处罚幅度")),
                (
                    "discretion_title",
                    models.CharField(
                        blank=True,
                        help_text="文件名称和文号，如《……行政处罚裁量基准》（漳×发〔2026〕1号）",
                        max_length=300,
                        verbose_name="裁量基准",
                    ),
                ),
                (
                    "discretion_address",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="裁量基准网址",
                    ),
                ),
                (
                    "discretion",
                    models.FileField(
                        blank=True, max_length=200, upload_to=core.files.random_name, verbose_name="裁量基准文件"
                    ),
                ),
                ("discretion_name", models.CharField(blank=True, max_length=200, verbose_name="裁量基准文件名")),
                (
                    "result_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("licence", "出证办结"),
                            ("paper", "出文办结"),
                            ("approval", "审批办结"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="结果类型",
                    ),
                ),
                ("result_name", models.CharField(blank=True, max_length=100, verbose_name="结果名称")),
                (
                    "result_sample",
                    models.FileField(
                        blank=True, max_length=200, upload_to=core.files.random_name, verbose_name="结果样本"
                    ),
                ),
                ("result_sample_name", models.CharField(blank=True, max_length=200, verbose_name="结果样本文件名")),
                ("is_e_licence", models.BooleanField(default=False, verbose_name="出具电子证照")),
                ("result_validity", models.CharField(blank=True, max_length=100, verbose_name="结果有效期")),
                ("result_area", models.CharField(blank=True, max_length=100, verbose_name="结果适用地域")),
                ("consult_phone", models.CharField(blank=True, max_length=40, verbose_name="咨询电话")),
                ("consult_ways", models.CharField(blank=True, max_length=300, verbose_name="其他咨询方式")),
                ("complaint_phone", models.CharField(blank=True, max_length=40, verbose_name="监督投诉电话")),
                ("complaint_ways", models.CharField(blank=True, max_length=300, verbose_name="其他投诉方式")),
                ("rights", models.TextField(blank=True, verbose_name="申请人依法享有的权利")),
                ("obligations", models.TextField(blank=True, verbose_name="申请人应当履行的义务")),
                ("review_body", models.CharField(blank=True, max_length=300, verbose_name="行政复议机关")),
                ("court", models.CharField(blank=True, max_length=300, verbose_name="行政诉讼法院")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="发布时间")),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="编辑人",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="powerlist.serviceitem",
                        verbose_name="事项",
                    ),
                ),
                (
                    "licence_type",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="licences.licencetype",
                        verbose_name="结果证照",
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
            ],
            options={
                "verbose_name": "办事指南",
                "verbose_name_plural": "办事指南",
                "ordering": ["item_id", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "number"), name="guide_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            models.Q(("valid_from__isnull", False), ("publisher__isnull", False)),
                            _connector="OR",
                        ),
                        name="guide_published_has_date_and_publisher",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("publisher")), _negated=True),
                        name="guide_author_not_publisher",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state", "published")),
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        expressions=[("item", "="), (core.registers.DateRange("valid_from", "valid_to"), "&&")],
                        name="guide_one_in_force",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="顺序")),
                ("question", models.CharField(max_length=200, verbose_name="问题")),
                ("answer", models.TextField(verbose_name="解答")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="powerlist.serviceitemversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "常见问题",
                "verbose_name_plural": "常见问题",
                "ordering": ["version_id", "position", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ItemMaterial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="顺序")),
                ("name", models.CharField(max_length=200, verbose_name="材料名称")),
                (
                    "number",
                    models.CharField(
                        blank=True, help_text="3 位，材料编码为实施编码加这 3 位", max_length=3, verbose_name="材料序号"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("document", "证件证书证明"), ("form", "申请表格文书"), ("other", "其他")],
                        default="document",
                        max_length=10,
                        verbose_name="材料类型",
                    ),
                ),
                (
                    "medium",
                    models.CharField(
                        choices=[("paper", "纸质"), ("electronic", "电子"), ("either", "纸质或电子")],
                        default="either",
                        max_length=10,
                        verbose_name="材料形式",
                    ),
                ),
                (
                    "necessity",
                    models.CharField(
                        choices=[("1", "必要"), ("2", "非必要"), ("3", "容缺后补")],
                        default="1",
                        max_length=1,
                        verbose_name="必要性",
                    ),
                ),
                ("necessity_note", models.CharField(blank=True, max_length=300, verbose_name="非必要情形说明")),
                (
                    "source",
                    models.CharField(
                        choices=[("10", "申请人自备"), ("20", "政府部门核发"), ("99", "其他")],
                        default="10",
                        max_length=2,
                        verbose_name="来源渠道",
                    ),
                ),
                ("source_note", models.CharField(blank=True, max_length=200, verbose_name="来源说明")),
                (
                    "copy_form",
                    models.CharField(
                        choices=[("1", "原件"), ("2", "复印件"), ("3", "原件或复印件"), ("4", "原件和复印件")],
                        default="3",
                        max_length=1,
                        verbose_name="原件或复印件",
                    ),
                ),
                ("copies", models.PositiveSmallIntegerField(default=1, verbose_name="份数")),
                ("originals", models.PositiveSmallIntegerField(default=0, verbose_name="原件份数")),
                ("photocopies", models.PositiveSmallIntegerField(default=0, verbose_name="复印件份数")),
                ("size", models.CharField(blank=True, help_text="如 A4", max_length=20, verbose_name="规格")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="填报须知")),
                ("acceptance", models.CharField(blank=True, max_length=500, verbose_name="受理标准")),
                ("basis", models.CharField(blank=True, max_length=500, verbose_name="要求提供的依据")),
                ("in_person", models.BooleanField(default=False, verbose_name="需本人到场填写")),
                ("shared", models.BooleanField(default=False, verbose_name="可由电子证照或共享数据免交")),
                (
                    "blank_form",
                    models.FileField(
                        blank=True, max_length=200, upload_to=core.files.random_name, verbose_name="空白表格"
                    ),
                ),
                ("blank_form_name", models.CharField(blank=True, max_length=200, verbose_name="空白表格文件名")),
                (
                    "sample",
                    models.FileField(
                        blank=True, max_length=200, upload_to=core.files.random_name, verbose_name="示例样表"
                    ),
                ),
                ("sample_name", models.CharField(blank=True, max_length=200, verbose_name="示例样表文件名")),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="备注")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="materials",
                        to="powerlist.serviceitemversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "申请材料",
                "verbose_name_plural": "申请材料",
                "ordering": ["version_id", "position", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ItemField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="顺序")),
                ("key", models.SlugField(max_length=40, verbose_name="字段名")),
                ("label", models.CharField(max_length=100, verbose_name="标签")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "单行文字"),
                            ("long_text", "多行文字"),
                            ("number", "数字"),
                            ("date", "日期"),
                            ("choice", "单选"),
                            ("id_number", "公民身份号码"),
                            ("credit_code", "统一社会信用代码"),
                            ("mobile", "手机号"),
                            ("township", "乡镇"),
                        ],
                        default="text",
                        max_length=12,
                        verbose_name="类型",
                    ),
                ),
                ("required", models.BooleanField(default=True, verbose_name="必填")),
                ("hint", models.CharField(blank=True, max_length=200, verbose_name="填写说明")),
                ("options", models.JSONField(blank=True, default=list, verbose_name="选项")),
                ("group", models.CharField(default="申请内容", max_length=60, verbose_name="分组")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fields",
                        to="powerlist.serviceitemversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "表单字段",
                "verbose_name_plural": "表单字段",
                "ordering": ["version_id", "position", "id"],
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("version", "key"), name="field_key_once")],
            },
        ),
        migrations.CreateModel(
            name="ItemCharge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="顺序")),
                ("name", models.CharField(max_length=100, verbose_name="收费项目")),
                ("standard", models.CharField(blank=True, max_length=200, verbose_name="收费标准")),
                ("basis", models.CharField(blank=True, max_length=300, verbose_name="收费依据")),
                ("reducible", models.BooleanField(default=False, verbose_name="允许减免")),
                ("reduction", models.CharField(blank=True, max_length=300, verbose_name="减免依据和情形")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="charges",
                        to="powerlist.serviceitemversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "收费项目",
                "verbose_name_plural": "收费项目",
                "ordering": ["version_id", "position", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ServicePoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="顺序")),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="东经，度，如 104.472",
                        max_digits=9,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(73),
                            django.core.validators.MaxValueValidator(136),
                        ],
                        verbose_name="经度",
                    ),
                ),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="北纬，度，如 34.848",
                        max_digits=8,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(3),
                            django.core.validators.MaxValueValidator(54),
                        ],
                        verbose_name="纬度",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("1", "自助终端"), ("2", "代办"), ("3", "帮办")],
                        default="1",
                        max_length=1,
                        verbose_name="种类",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="终端或服务点的名称，或者代办、帮办人员", max_length=100, verbose_name="名称"
                    ),
                ),
                ("offers", models.CharField(blank=True, max_length=200, verbose_name="可以办什么")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="地址")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="电话")),
                ("hours", models.CharField(blank=True, max_length=200, verbose_name="服务时间")),
                ("transit", models.CharField(blank=True, max_length=200, verbose_name="交通指引")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="points",
                        to="powerlist.serviceitemversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "自助和代办",
                "verbose_name_plural": "自助和代办",
                "ordering": ["version_id", "position", "id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                            _connector="OR",
                        ),
                        name="servicepoint_both_coordinates",
                        violation_error_message="经度和纬度要么都填，要么都不填。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceWindow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="顺序")),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="东经，度，如 104.472",
                        max_digits=9,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(73),
                            django.core.validators.MaxValueValidator(136),
                        ],
                        verbose_name="经度",
                    ),
                ),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="北纬，度，如 34.848",
                        max_digits=8,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(3),
                            django.core.validators.MaxValueValidator(54),
                        ],
                        verbose_name="纬度",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="窗口名称")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("1", "行政服务中心"),
                            ("2", "部门窗口"),
                            ("3", "单位办公室"),
                            ("4", "案件发生地"),
                            ("5", "代办点"),
                            ("6", "便民服务中心"),
                        ],
                        max_length=1,
                        verbose_name="受理地点",
                    ),
                ),
                ("address", models.CharField(max_length=200, verbose_name="地址")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="电话")),
                ("hours", models.CharField(blank=True, max_length=200, verbose_name="办公时间")),
                ("transit", models.CharField(blank=True, max_length=200, verbose_name="交通指引")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="windows",
                        to="powerlist.serviceitemversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "办理窗口",
                "verbose_name_plural": "办理窗口",
                "ordering": ["version_id", "position", "id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                            _connector="OR",
                        ),
                        name="servicewindow_both_coordinates",
                        violation_error_message="经度和纬度要么都填，要么都不填。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SharedDuty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "matter",
                    models.CharField(help_text="与交叉分散登记表中的事项名称一致", max_length=500, verbose_name="事项"),
                ),
                (
                    "document",
                    models.CharField(help_text="明确牵头和配合的文件及文号", max_length=300, verbose_name="依据文件"),
                ),
                (
                    "active",
                    models.BooleanField(
                        default=True, help_text="不再有效的取消勾选，记录保留", verbose_name="仍然有效"
                    ),
                ),
                (
                    "helper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="配合部门",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="牵头部门",
                    ),
                ),
            ],
            options={
                "verbose_name": "牵头配合关系",
                "verbose_name_plural": "牵头配合关系",
                "ordering": ["matter"],
                "constraints": [
                    models.UniqueConstraint(fields=("matter", "lead", "helper"), name="sharedduty_once"),
                    models.CheckConstraint(
                        condition=models.Q(("lead", models.F("helper")), _negated=True), name="sharedduty_two_bodies"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("document", ""), _negated=True), name="sharedduty_has_document"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpecialProcedure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="顺序")),
                ("name", models.CharField(max_length=100, verbose_name="程序名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[("1", "延长审批"), ("2", "听证、检验、检测、鉴定、专家评审等")],
                        default="2",
                        max_length=1,
                        verbose_name="种类",
                    ),
                ),
                ("limit", models.PositiveSmallIntegerField(verbose_name="时限")),
                (
                    "unit",
                    models.CharField(
                        choices=[("workday", "工作日"), ("natural", "自然日"), ("month", "月")],
                        default="workday",
                        max_length=10,
                        verbose_name="时限单位",
                    ),
                ),
                ("basis", models.CharField(blank=True, max_length=300, verbose_name="依据和说明")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="procedures",
                        to="powerlist.serviceitemversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "特别程序",
                "verbose_name_plural": "特别程序",
                "ordering": ["version_id", "position", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="powerlist.listentry",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="precessions",
                        to="powerlist.listentry",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="powerlist.listversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "事项承继",
                "verbose_name_plural": "事项承继",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "successor"), name="succession_once"),
                    models.CheckConstraint(
                        condition=models.Q(("predecessor", models.F("successor")), _negated=True),
                        name="succession_of_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(verbose_name="暂停原因")),
                (
                    "months",
                    models.JSONField(
                        blank=True, default=list, help_text="周期性办理的月份，1 至 12", verbose_name="办理月份"
                    ),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="预计恢复日期")),
                ("began_on", models.DateField(blank=True, null=True, verbose_name="暂停日期")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="恢复日期")),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="powerlist.listversion",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suspensions",
                        to="powerlist.listentry",
                        verbose_name="事项",
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suspension",
                        to="powerlist.listversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "暂停行使",
                "verbose_name_plural": "暂停行使",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["entry", "began_on"], name="suspension_of_entry")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True), ("began_on__lte", models.F("ended_on")), _connector="OR"
                        ),
                        name="suspension_dates_in_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Urging",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("step", "批次逾期"),
                            ("update", "依据已变，清单未动"),
                            ("idle", "三年未发生办件"),
                            ("campaign", "清理任务"),
                            ("catalogue", "上级目录已变"),
                            ("claimed", "统一认领待补填"),
                            ("funds", "专项资金"),
                        ],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                ("permission", models.CharField(max_length=40, verbose_name="催谁")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("text", models.TextField(verbose_name="内容")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="页面")),
                ("created_at", models.DateTimeField(verbose_name="时间")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "催办",
                "verbose_name_plural": "催办",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["organisation", "permission"], name="urging_open")],
            },
        ),
        migrations.CreateModel(
            name="ImportJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(choices=powerlist.kinds.lists.form_choices, max_length=20, verbose_name="清单"),
                ),
                ("file", models.FileField(upload_to=core.files.random_name, verbose_name="文件")),
                ("filename", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "已上传"),
                            ("reading", "读取中"),
                            ("previewed", "待确认"),
                            ("applying", "写入中"),
                            ("applied", "已写入"),
                            ("refused", "已拒绝"),
                            ("undone", "已撤销"),
                        ],
                        default="uploaded",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已处理行数")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="总行数")),
                ("result", models.JSONField(default=dict, verbose_name="结果")),
                ("error", models.TextField(blank=True, verbose_name="拒绝原因")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="完成时间")),
                ("mends", models.PositiveIntegerField(default=0, verbose_name="改正次数")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="撤销时间")),
                (
                    "rosters",
                    core.masking.EncryptedJSONField(
                        blank=True, editable=False, null=True, verbose_name="更换前后的名单"
                    ),
                ),
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
                (
                    "change_set",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="powerlist.listchangeset",
                        verbose_name="变更批次",
                    ),
                ),
            ],
            options={
                "verbose_name": "导入",
                "verbose_name_plural": "导入",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ImportLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("sheet", models.CharField(max_length=100)),
                ("row", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("refused", "不能导入"),
                            ("new", "新增"),
                            ("changed", "变更"),
                            ("unchanged", "未变"),
                            ("omitted", "已略去"),
                            ("missing", "表格中没有"),
                        ],
                        max_length=12,
                    ),
                ),
                ("name", models.TextField(blank=True)),
                ("code", models.CharField(blank=True, max_length=60)),
                ("warned", models.BooleanField(default=False)),
                ("mended", models.BooleanField(default=False)),
                ("facts", models.JSONField(default=dict)),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="powerlist.importjob"
                    ),
                ),
            ],
            options={
                "verbose_name": "导入预览行",
                "verbose_name_plural": "导入预览行",
                "ordering": ["job_id", "position"],
                "indexes": [
                    models.Index(fields=["job", "state", "position"], name="importline_by_state"),
                    models.Index(
                        condition=models.Q(("warned", True)), fields=["job", "position"], name="importline_warned"
                    ),
                    models.Index(
                        condition=models.Q(("mended", True)), fields=["job", "position"], name="importline_mended"
                    ),
                    models.Index(fields=["job", "sheet", "row"], name="importline_place"),
                ],
                "constraints": [models.UniqueConstraint(fields=("job", "position"), name="importline_position_once")],
            },
        ),
        migrations.CreateModel(
            name="ImportMend",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sheet", models.CharField(max_length=100)),
                ("row", models.PositiveIntegerField()),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("mend", "改正"), ("omit", "略去"), ("restore", "恢复原样")],
                        max_length=8,
                        verbose_name="办法",
                    ),
                ),
                ("cells", models.JSONField(default=dict)),
                ("touched", models.JSONField(default=list)),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="理由")),
                ("actor_name", models.CharField(max_length=100, verbose_name="办理人")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mended", to="powerlist.importjob"
                    ),
                ),
            ],
            options={
                "verbose_name": "导入改正",
                "verbose_name_plural": "导入改正",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("job", "sheet", "row", "number"), name="importmend_number_once")
                ],
            },
        ),
    ]
