"""The elements of the national 实施清单; windows become rows, and the steps are those of the entry.

ItemStep held a second set of steps. Nothing that can hold one is released yet: the demo county is built anew, and no
other database exists, so its rows are not carried into published texts, which the database keeps as they were published.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import core.files

KEEP_WINDOWS = """
    INSERT INTO powerlist_servicewindow (version_id, position, name, address, phone, hours, transit)
    SELECT id, 1, '办理窗口', window_address, '', window_hours, '' FROM powerlist_serviceitemversion
    WHERE window_address <> ''
"""


class Migration(migrations.Migration):
    dependencies = [
        ("powerlist", "0018_saved_filters"),
    ]

    operations = [
        migrations.CreateModel(
            name="ServiceWindow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="顺序")),
                ("name", models.CharField(max_length=100, verbose_name="窗口名称")),
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
            },
        ),
        migrations.RunSQL(KEEP_WINDOWS, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="historicalserviceitemversion",
            name="fee_basis",
        ),
        migrations.RemoveField(
            model_name="historicalserviceitemversion",
            name="window_address",
        ),
        migrations.RemoveField(
            model_name="historicalserviceitemversion",
            name="window_hours",
        ),
        migrations.RemoveField(
            model_name="serviceitemversion",
            name="fee_basis",
        ),
        migrations.RemoveField(
            model_name="serviceitemversion",
            name="window_address",
        ),
        migrations.RemoveField(
            model_name="serviceitemversion",
            name="window_hours",
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="appointment",
            field=models.BooleanField(default=False, verbose_name="支持预约"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="appointment_note",
            field=models.CharField(blank=True, max_length=200, verbose_name="预约办法"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="area",
            field=models.CharField(
                blank=True,
                choices=[("1", "全国通办"), ("2", "跨省通办"), ("3", "跨市通办"), ("4", "跨县通办")],
                max_length=1,
                verbose_name="通办范围",
            ),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="area_note",
            field=models.CharField(blank=True, max_length=200, verbose_name="通办说明"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="basic_code",
            field=models.CharField(
                blank=True,
                help_text="12 位：目录区划 2、类型 2、部门 2、主项 3、子项 3",
                max_length=12,
                verbose_name="基本编码",
            ),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="body_nature",
            field=models.CharField(
                choices=[("1", "法定机关"), ("2", "授权组织"), ("3", "受委托组织"), ("9", "其他")],
                default="1",
                max_length=1,
                verbose_name="实施主体性质",
            ),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="by_application",
            field=models.BooleanField(default=True, verbose_name="依申请办理"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="channels",
            field=django.contrib.postgres.fields.ArrayField(
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
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="complaint_ways",
            field=models.CharField(blank=True, max_length=300, verbose_name="其他投诉方式"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="consult_ways",
            field=models.CharField(blank=True, max_length=300, verbose_name="其他咨询方式"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="court",
            field=models.CharField(blank=True, max_length=300, verbose_name="行政诉讼法院"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="deciding_body",
            field=models.CharField(blank=True, max_length=100, verbose_name="决定机构"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="entrusting_body",
            field=models.CharField(blank=True, max_length=100, verbose_name="委托部门"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="exercise_content",
            field=models.TextField(blank=True, verbose_name="行使内容"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="guiding_body",
            field=models.CharField(blank=True, max_length=100, verbose_name="业务指导部门"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="handling_code",
            field=models.CharField(
                blank=True, help_text="实施编码后加 2 位序号，从 01 起", max_length=33, verbose_name="业务办理项编码"
            ),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="handling_way",
            field=models.CharField(
                choices=[("1", "自办件"), ("2", "初审件"), ("3", "联办件"), ("4", "转报件")],
                default="1",
                max_length=1,
                verbose_name="办理方式",
            ),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="implementation_code",
            field=models.CharField(
                blank=True,
                help_text="31 位：统一社会信用代码 18、行使层级 1、基本编码 12",
                max_length=31,
                verbose_name="实施编码",
            ),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="in_hall",
            field=models.BooleanField(default=True, verbose_name="进驻政务大厅"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="intermediary",
            field=models.CharField(blank=True, default="无", max_length=300, verbose_name="中介服务"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="is_e_licence",
            field=models.BooleanField(default=False, verbose_name="出具电子证照"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="joint_bodies",
            field=models.CharField(blank=True, max_length=300, verbose_name="联办机构"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="level",
            field=models.CharField(
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
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="local_code",
            field=models.CharField(
                blank=True, help_text="省、市自定的编码，位数不限", max_length=50, verbose_name="地方编码"
            ),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="local_theme",
            field=models.CharField(blank=True, max_length=60, verbose_name="地方特色主题"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="mail_materials",
            field=models.BooleanField(default=False, verbose_name="材料可邮寄"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="mail_note",
            field=models.CharField(blank=True, max_length=200, verbose_name="邮寄说明"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="mail_results",
            field=models.BooleanField(default=False, verbose_name="结果可邮寄"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="obligations",
            field=models.TextField(blank=True, verbose_name="申请人应当履行的义务"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="online_depth",
            field=django.contrib.postgres.fields.ArrayField(
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
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="online_payment",
            field=models.BooleanField(blank=True, null=True, verbose_name="支持网上支付"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="power_division",
            field=models.TextField(blank=True, verbose_name="权限划分"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="power_source",
            field=models.CharField(
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
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="prior_approvals",
            field=models.CharField(blank=True, default="无", max_length=300, verbose_name="前置审批"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="promise_note",
            field=models.CharField(blank=True, max_length=300, verbose_name="时限说明"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="quota",
            field=models.CharField(blank=True, default="无", max_length=200, verbose_name="数量限制"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="result_area",
            field=models.CharField(blank=True, max_length=100, verbose_name="结果适用地域"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="result_kind",
            field=models.CharField(
                blank=True,
                choices=[("licence", "出证办结"), ("paper", "出文办结"), ("approval", "审批办结"), ("other", "其他")],
                max_length=10,
                verbose_name="结果类型",
            ),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="result_sample",
            field=models.TextField(blank=True, max_length=200, verbose_name="结果样本"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="result_sample_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="结果样本文件名"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="result_validity",
            field=models.CharField(blank=True, max_length=100, verbose_name="结果有效期"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="review_body",
            field=models.CharField(blank=True, max_length=300, verbose_name="行政复议机关"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="rights",
            field=models.TextField(blank=True, verbose_name="申请人依法享有的权利"),
        ),
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="serves",
            field=django.contrib.postgres.fields.ArrayField(
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
        migrations.AddField(
            model_name="historicalserviceitemversion",
            name="standard",
            field=models.TextField(blank=True, verbose_name="审查标准"),
        ),
        migrations.AddField(
            model_name="itemmaterial",
            name="acceptance",
            field=models.CharField(blank=True, max_length=500, verbose_name="受理标准"),
        ),
        migrations.AddField(
            model_name="itemmaterial",
            name="basis",
            field=models.CharField(blank=True, max_length=500, verbose_name="要求提供的依据"),
        ),
        migrations.AddField(
            model_name="itemmaterial",
            name="blank_form",
            field=models.FileField(
                blank=True, max_length=200, upload_to=core.files.random_name, verbose_name="空白表格"
            ),
        ),
        migrations.AddField(
            model_name="itemmaterial",
            name="blank_form_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="空白表格文件名"),
        ),
        migrations.AddField(
            model_name="itemmaterial",
            name="copy_form",
            field=models.CharField(
                choices=[("1", "原件"), ("2", "复印件"), ("3", "原件或复印件"), ("4", "原件和复印件")],
                default="3",
                max_length=1,
                verbose_name="原件或复印件",
            ),
        ),
        migrations.AddField(
            model_name="itemmaterial",
            name="in_person",
            field=models.BooleanField(default=False, verbose_name="需本人到场填写"),
        ),
        migrations.AddField(
            model_name="itemmaterial",
            name="kind",
            field=models.CharField(
                choices=[("document", "证件证书证明"), ("form", "申请表格文书"), ("other", "其他")],
                default="document",
                max_length=10,
                verbose_name="材料类型",
            ),
        ),
        migrations.AddField(
            model_name="itemmaterial",
            name="medium",
            field=models.CharField(
                choices=[("paper", "纸质"), ("electronic", "电子"), ("either", "纸质或电子")],
                default="either",
                max_length=10,
                verbose_name="材料形式",
            ),
        ),
        migrations.AddField(
            model_name="itemmaterial",
            name="necessity_note",
            field=models.CharField(blank=True, max_length=300, verbose_name="非必要情形说明"),
        ),
        migrations.AddField(
            model_name="itemmaterial",
            name="number",
            field=models.CharField(
                blank=True, help_text="3 位，材料编码为实施编码加这 3 位", max_length=3, verbose_name="材料序号"
            ),
        ),
        migrations.AddField(
            model_name="itemmaterial",
            name="originals",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="原件份数"),
        ),
        migrations.AddField(
            model_name="itemmaterial",
            name="photocopies",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="复印件份数"),
        ),
        migrations.AddField(
            model_name="itemmaterial",
            name="remark",
            field=models.CharField(blank=True, max_length=300, verbose_name="备注"),
        ),
        migrations.AddField(
            model_name="itemmaterial",
            name="sample",
            field=models.FileField(
                blank=True, max_length=200, upload_to=core.files.random_name, verbose_name="示例样表"
            ),
        ),
        migrations.AddField(
            model_name="itemmaterial",
            name="sample_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="示例样表文件名"),
        ),
        migrations.AddField(
            model_name="itemmaterial",
            name="shared",
            field=models.BooleanField(default=False, verbose_name="可由电子证照或共享数据免交"),
        ),
        migrations.AddField(
            model_name="itemmaterial",
            name="size",
            field=models.CharField(blank=True, help_text="如 A4", max_length=20, verbose_name="规格"),
        ),
        migrations.AddField(
            model_name="itemmaterial",
            name="source_note",
            field=models.CharField(blank=True, max_length=200, verbose_name="来源说明"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="appointment",
            field=models.BooleanField(default=False, verbose_name="支持预约"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="appointment_note",
            field=models.CharField(blank=True, max_length=200, verbose_name="预约办法"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="area",
            field=models.CharField(
                blank=True,
                choices=[("1", "全国通办"), ("2", "跨省通办"), ("3", "跨市通办"), ("4", "跨县通办")],
                max_length=1,
                verbose_name="通办范围",
            ),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="area_note",
            field=models.CharField(blank=True, max_length=200, verbose_name="通办说明"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="basic_code",
            field=models.CharField(
                blank=True,
                help_text="12 位：目录区划 2、类型 2、部门 2、主项 3、子项 3",
                max_length=12,
                verbose_name="基本编码",
            ),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="body_nature",
            field=models.CharField(
                choices=[("1", "法定机关"), ("2", "授权组织"), ("3", "受委托组织"), ("9", "其他")],
                default="1",
                max_length=1,
                verbose_name="实施主体性质",
            ),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="by_application",
            field=models.BooleanField(default=True, verbose_name="依申请办理"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="channels",
            field=django.contrib.postgres.fields.ArrayField(
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
        migrations.AddField(
            model_name="serviceitemversion",
            name="complaint_ways",
            field=models.CharField(blank=True, max_length=300, verbose_name="其他投诉方式"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="consult_ways",
            field=models.CharField(blank=True, max_length=300, verbose_name="其他咨询方式"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="court",
            field=models.CharField(blank=True, max_length=300, verbose_name="行政诉讼法院"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="deciding_body",
            field=models.CharField(blank=True, max_length=100, verbose_name="决定机构"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="entrusting_body",
            field=models.CharField(blank=True, max_length=100, verbose_name="委托部门"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="exercise_content",
            field=models.TextField(blank=True, verbose_name="行使内容"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="guiding_body",
            field=models.CharField(blank=True, max_length=100, verbose_name="业务指导部门"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="handling_code",
            field=models.CharField(
                blank=True, help_text="实施编码后加 2 位序号，从 01 起", max_length=33, verbose_name="业务办理项编码"
            ),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="handling_way",
            field=models.CharField(
                choices=[("1", "自办件"), ("2", "初审件"), ("3", "联办件"), ("4", "转报件")],
                default="1",
                max_length=1,
                verbose_name="办理方式",
            ),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="implementation_code",
            field=models.CharField(
                blank=True,
                help_text="31 位：统一社会信用代码 18、行使层级 1、基本编码 12",
                max_length=31,
                verbose_name="实施编码",
            ),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="in_hall",
            field=models.BooleanField(default=True, verbose_name="进驻政务大厅"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="intermediary",
            field=models.CharField(blank=True, default="无", max_length=300, verbose_name="中介服务"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="is_e_licence",
            field=models.BooleanField(default=False, verbose_name="出具电子证照"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="joint_bodies",
            field=models.CharField(blank=True, max_length=300, verbose_name="联办机构"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="level",
            field=models.CharField(
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
        migrations.AddField(
            model_name="serviceitemversion",
            name="local_code",
            field=models.CharField(
                blank=True, help_text="省、市自定的编码，位数不限", max_length=50, verbose_name="地方编码"
            ),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="local_theme",
            field=models.CharField(blank=True, max_length=60, verbose_name="地方特色主题"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="mail_materials",
            field=models.BooleanField(default=False, verbose_name="材料可邮寄"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="mail_note",
            field=models.CharField(blank=True, max_length=200, verbose_name="邮寄说明"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="mail_results",
            field=models.BooleanField(default=False, verbose_name="结果可邮寄"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="obligations",
            field=models.TextField(blank=True, verbose_name="申请人应当履行的义务"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="online_depth",
            field=django.contrib.postgres.fields.ArrayField(
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
        migrations.AddField(
            model_name="serviceitemversion",
            name="online_payment",
            field=models.BooleanField(blank=True, null=True, verbose_name="支持网上支付"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="power_division",
            field=models.TextField(blank=True, verbose_name="权限划分"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="power_source",
            field=models.CharField(
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
        migrations.AddField(
            model_name="serviceitemversion",
            name="prior_approvals",
            field=models.CharField(blank=True, default="无", max_length=300, verbose_name="前置审批"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="promise_note",
            field=models.CharField(blank=True, max_length=300, verbose_name="时限说明"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="quota",
            field=models.CharField(blank=True, default="无", max_length=200, verbose_name="数量限制"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="result_area",
            field=models.CharField(blank=True, max_length=100, verbose_name="结果适用地域"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="result_kind",
            field=models.CharField(
                blank=True,
                choices=[("licence", "出证办结"), ("paper", "出文办结"), ("approval", "审批办结"), ("other", "其他")],
                max_length=10,
                verbose_name="结果类型",
            ),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="result_sample",
            field=models.FileField(
                blank=True, max_length=200, upload_to=core.files.random_name, verbose_name="结果样本"
            ),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="result_sample_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="结果样本文件名"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="result_validity",
            field=models.CharField(blank=True, max_length=100, verbose_name="结果有效期"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="review_body",
            field=models.CharField(blank=True, max_length=300, verbose_name="行政复议机关"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="rights",
            field=models.TextField(blank=True, verbose_name="申请人依法享有的权利"),
        ),
        migrations.AddField(
            model_name="serviceitemversion",
            name="serves",
            field=django.contrib.postgres.fields.ArrayField(
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
        migrations.AddField(
            model_name="serviceitemversion",
            name="standard",
            field=models.TextField(blank=True, verbose_name="审查标准"),
        ),
        migrations.AlterField(
            model_name="historicalserviceitem",
            name="code",
            field=models.CharField(db_index=True, max_length=50, verbose_name="事项编号"),
        ),
        migrations.AlterField(
            model_name="historicalserviceitemversion",
            name="audience",
            field=models.CharField(
                choices=[("person", "个人办事"), ("legal", "法人办事"), ("both", "个人和法人")],
                default="both",
                max_length=8,
                verbose_name="办事分类",
            ),
        ),
        migrations.AlterField(
            model_name="historicalserviceitemversion",
            name="case_kind",
            field=models.CharField(
                choices=[("1", "即办件"), ("2", "承诺件"), ("9", "其他")],
                default="2",
                max_length=1,
                verbose_name="办件类型",
            ),
        ),
        migrations.AlterField(
            model_name="serviceitem",
            name="code",
            field=models.CharField(max_length=50, unique=True, verbose_name="事项编号"),
        ),
        migrations.AlterField(
            model_name="serviceitemversion",
            name="audience",
            field=models.CharField(
                choices=[("person", "个人办事"), ("legal", "法人办事"), ("both", "个人和法人")],
                default="both",
                max_length=8,
                verbose_name="办事分类",
            ),
        ),
        migrations.AlterField(
            model_name="serviceitemversion",
            name="case_kind",
            field=models.CharField(
                choices=[("1", "即办件"), ("2", "承诺件"), ("9", "其他")],
                default="2",
                max_length=1,
                verbose_name="办件类型",
            ),
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
        migrations.DeleteModel(
            name="ItemStep",
        ),
    ]
