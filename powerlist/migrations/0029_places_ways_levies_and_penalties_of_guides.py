"""Self-service places, agents, coordinates, 四办, and what guides of levies and penalties must say."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import core.files

# the rows of a published guide stay as they were, as 0026 has it for the other parts
GUARD = """
CREATE TRIGGER published_guide_part_stays BEFORE INSERT OR UPDATE OR DELETE ON powerlist_servicepoint
    FOR EACH ROW EXECUTE FUNCTION powerlist_guide_part_stays();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON powerlist_servicepoint
    FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only();
"""
UNGUARD = """
DROP TRIGGER published_guide_part_stays ON powerlist_servicepoint;
DROP TRIGGER append_only_truncate ON powerlist_servicepoint;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("powerlist", "0028_statistics_of_levels"),
    ]

    operations = [
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
            ],
            options={
                "verbose_name": "自助和代办",
                "verbose_name_plural": "自助和代办",
                "ordering": ["version_id", "position", "id"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="appointment_quota",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="每日预约量"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="discretion",
            field=models.TextField(blank=True, max_length=200, verbose_name="裁量基准文件"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="discretion_address",
            field=models.CharField(
                blank=True,
                max_length=300,
                validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                verbose_name="裁量基准网址",
            ),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="discretion_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="裁量基准文件名"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="discretion_title",
            field=models.CharField(
                blank=True,
                help_text="文件名称和文号，如《……行政处罚裁量基准》（漳×发〔2026〕1号）",
                max_length=300,
                verbose_name="裁量基准",
            ),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="four_ways",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[("1", "马上办"), ("2", "网上办"), ("3", "就近办"), ("4", "一次办")], max_length=2
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="四办",
            ),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="levy_kind",
            field=models.CharField(blank=True, max_length=100, verbose_name="征收种类"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="levy_reducible",
            field=models.BooleanField(default=False, verbose_name="涉及减免审批"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="levy_reduction",
            field=models.TextField(blank=True, verbose_name="减免情形和依据"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="levy_standard",
            field=models.TextField(blank=True, verbose_name="征收标准"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="mobile_address",
            field=models.CharField(
                blank=True,
                max_length=300,
                validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                verbose_name="移动端地址",
            ),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="online_address",
            field=models.CharField(
                blank=True,
                max_length=300,
                validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                verbose_name="网办地址",
            ),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="penalty_act",
            field=models.TextField(blank=True, verbose_name="处罚行为"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="penalty_kinds",
            field=django.contrib.postgres.fields.ArrayField(
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
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="penalty_range",
            field=models.TextField(blank=True, verbose_name="处罚幅度"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="single_sign_on",
            field=models.BooleanField(default=False, verbose_name="支持单点登录"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="appointment_quota",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="每日预约量"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="discretion",
            field=models.FileField(
                blank=True, max_length=200, upload_to=core.files.random_name, verbose_name="裁量基准文件"
            ),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="discretion_address",
            field=models.CharField(
                blank=True,
                max_length=300,
                validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                verbose_name="裁量基准网址",
            ),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="discretion_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="裁量基准文件名"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="discretion_title",
            field=models.CharField(
                blank=True,
                help_text="文件名称和文号，如《……行政处罚裁量基准》（漳×发〔2026〕1号）",
                max_length=300,
                verbose_name="裁量基准",
            ),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="four_ways",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[("1", "马上办"), ("2", "网上办"), ("3", "就近办"), ("4", "一次办")], max_length=2
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="四办",
            ),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="levy_kind",
            field=models.CharField(blank=True, max_length=100, verbose_name="征收种类"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="levy_reducible",
            field=models.BooleanField(default=False, verbose_name="涉及减免审批"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="levy_reduction",
            field=models.TextField(blank=True, verbose_name="减免情形和依据"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="levy_standard",
            field=models.TextField(blank=True, verbose_name="征收标准"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="mobile_address",
            field=models.CharField(
                blank=True,
                max_length=300,
                validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                verbose_name="移动端地址",
            ),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="online_address",
            field=models.CharField(
                blank=True,
                max_length=300,
                validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                verbose_name="网办地址",
            ),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="penalty_act",
            field=models.TextField(blank=True, verbose_name="处罚行为"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="penalty_kinds",
            field=django.contrib.postgres.fields.ArrayField(
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
        migrations.AddField(
            model_name="serviceitemversion",
            name="penalty_range",
            field=models.TextField(blank=True, verbose_name="处罚幅度"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="single_sign_on",
            field=models.BooleanField(default=False, verbose_name="支持单点登录"),
        ),
        migrations.AddField(
            model_name="servicewindow",
            name="kind",
            field=models.CharField(
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
        migrations.AddField(
            model_name="servicewindow",
            name="latitude",
            field=models.DecimalField(
                blank=True,
                decimal_places=6,
                help_text="北纬，度，如 34.848",
                max_digits=8,
                null=True,
                validators=[django.core.validators.MinValueValidator(3), django.core.validators.MaxValueValidator(54)],
                verbose_name="纬度",
            ),
        ),
        migrations.AddField(
            model_name="servicewindow",
            name="longitude",
            field=models.DecimalField(
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
        migrations.AddConstraint(
            model_name="servicewindow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                    _connector="OR",
                ),
                name="servicewindow_both_coordinates",
                violation_error_message="经度和纬度要么都填，要么都不填。",
            ),
        ),
        migrations.AddField(
            model_name="servicepoint",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="points", to="powerlist.serviceitemversion"
            ),
        ),
        migrations.AddConstraint(
            model_name="servicepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                    _connector="OR",
                ),
                name="servicepoint_both_coordinates",
                violation_error_message="经度和纬度要么都填，要么都不填。",
            ),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
