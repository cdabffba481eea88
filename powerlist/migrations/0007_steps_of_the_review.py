"""Steps of the review as rows of a guide, kept like every part once it is published."""

import django.db.models.deletion
from django.db import migrations, models

# as 0002 guards the other parts of a guide
GUARD_PART = (
    "CREATE TRIGGER published_guide_part_stays BEFORE INSERT OR UPDATE OR DELETE ON powerlist_flowstep"
    " FOR EACH ROW EXECUTE FUNCTION powerlist_guide_part_stays();"
    "CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON powerlist_flowstep"
    " FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only();"
)
TAKE_BACK = (
    "DROP TRIGGER append_only_truncate ON powerlist_flowstep;"
    "DROP TRIGGER published_guide_part_stays ON powerlist_flowstep;"
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_uses_of_seals_stand"),
        ("powerlist", "0006_law_successions"),
    ]

    operations = [
        migrations.CreateModel(
            name="FlowStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="顺序")),
                ("name", models.CharField(max_length=60, verbose_name="环节名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "初审"),
                            ("second", "复审"),
                            ("on_site", "现场勘验"),
                            ("experts", "专家评审"),
                            ("hearing", "听证"),
                            ("tender", "招标"),
                            ("auction", "拍卖"),
                            ("inspection", "检验"),
                            ("testing", "检测"),
                            ("quarantine", "检疫"),
                            ("appraisal", "鉴定"),
                            ("countersign", "会签"),
                            ("publicity", "公示"),
                            ("other", "其他环节"),
                            ("approval", "审批"),
                            ("making", "制证"),
                        ],
                        default="first",
                        max_length=12,
                        verbose_name="种类",
                    ),
                ),
                ("limit", models.PositiveSmallIntegerField(default=1, help_text="0 为当日", verbose_name="时限")),
                (
                    "unit",
                    models.CharField(
                        choices=[("workday", "工作日"), ("natural", "自然日"), ("month", "月")],
                        default="workday",
                        max_length=10,
                        verbose_name="时限单位",
                    ),
                ),
                ("group", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="并行组")),
                ("when_key", models.SlugField(blank=True, max_length=40, verbose_name="条件：字段")),
                (
                    "when_test",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("is", "等于"),
                            ("is_not", "不等于"),
                            ("contains", "包含"),
                            ("filled", "已填写"),
                            ("empty", "没有填写"),
                        ],
                        max_length=10,
                        verbose_name="条件",
                    ),
                ),
                ("when_value", models.CharField(blank=True, max_length=100, verbose_name="条件：值")),
                ("stage", models.CharField(blank=True, max_length=60, verbose_name="所属环节")),
                ("off_clock", models.BooleanField(default=False, verbose_name="不计入办理时限")),
                (
                    "post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="办理岗位",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="flow_steps",
                        to="powerlist.serviceitemversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "流程环节",
                "verbose_name_plural": "流程环节",
                "ordering": ["version_id", "position", "id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("version", "name"), name="flow_step_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("when_key", ""), ("when_test", "")),
                            models.Q(("when_key", ""), ("when_test", ""), _connector="OR", _negated=True),
                            _connector="OR",
                        ),
                        name="flow_condition_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("off_clock", False),
                            (
                                "kind__in",
                                (
                                    "hearing",
                                    "tender",
                                    "auction",
                                    "inspection",
                                    "testing",
                                    "quarantine",
                                    "appraisal",
                                    "experts",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="flow_only_article_45_stops_the_clock",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD_PART, TAKE_BACK),
    ]
