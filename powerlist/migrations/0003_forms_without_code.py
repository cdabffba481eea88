"""Fields of a form with limits, conditions, columns and sources; pages with their own help, kept like every part."""

import django.db.models.deletion
from django.db import migrations, models

# as 0002 guards the other parts of a guide
GUARD_PART = (
    "CREATE TRIGGER published_guide_part_stays BEFORE INSERT OR UPDATE OR DELETE ON powerlist_fieldgroup"
    " FOR EACH ROW EXECUTE FUNCTION powerlist_guide_part_stays();"
    "CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON powerlist_fieldgroup"
    " FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only();"
)


class Migration(migrations.Migration):
    dependencies = [
        ("powerlist", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="FieldGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="顺序")),
                ("name", models.CharField(max_length=60, verbose_name="分组")),
                (
                    "help",
                    models.CharField(
                        blank=True,
                        help_text="写在本页最上面，说这一页要填什么",
                        max_length=500,
                        verbose_name="本页说明",
                    ),
                ),
            ],
            options={
                "verbose_name": "表单分组",
                "verbose_name_plural": "表单分组",
                "ordering": ["version_id", "position", "id"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="itemfield",
            name="columns",
            field=models.JSONField(blank=True, default=list, verbose_name="表格的列"),
        ),
        migrations.AddField(
            model_name="itemfield",
            name="days",
            field=models.CharField(
                blank=True,
                choices=[
                    ("past", "今天以前"),
                    ("not_future", "今天或以前"),
                    ("not_past", "今天或以后"),
                    ("future", "今天以后"),
                ],
                max_length=10,
                verbose_name="日期范围",
            ),
        ),
        migrations.AddField(
            model_name="itemfield",
            name="example",
            field=models.CharField(
                blank=True, help_text="淡色写在空格里，申请人一填就消失", max_length=100, verbose_name="示例"
            ),
        ),
        migrations.AddField(
            model_name="itemfield",
            name="least",
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name="最少"),
        ),
        migrations.AddField(
            model_name="itemfield",
            name="most",
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name="最多"),
        ),
        migrations.AddField(
            model_name="itemfield",
            name="skip_held",
            field=models.BooleanField(
                default=False,
                help_text="带入的内容只显示、不用再填；没有可带入的才请申请人填写",
                verbose_name="政府已有的不再问",
            ),
        ),
        migrations.AddField(
            model_name="itemfield",
            name="source",
            field=models.CharField(blank=True, max_length=120, verbose_name="带入来源"),
        ),
        migrations.AddField(
            model_name="itemfield",
            name="when_key",
            field=models.SlugField(blank=True, max_length=40, verbose_name="显示条件：字段"),
        ),
        migrations.AddField(
            model_name="itemfield",
            name="when_test",
            field=models.CharField(
                blank=True,
                choices=[
                    ("is", "等于"),
                    ("is_not", "不等于"),
                    ("contains", "包含"),
                    ("filled", "已填写"),
                    ("empty", "没有填写"),
                ],
                max_length=10,
                verbose_name="显示条件",
            ),
        ),
        migrations.AddField(
            model_name="itemfield",
            name="when_value",
            field=models.CharField(blank=True, max_length=100, verbose_name="显示条件：值"),
        ),
        migrations.AlterField(
            model_name="itemfield",
            name="kind",
            field=models.CharField(
                choices=[
                    ("text", "单行文字"),
                    ("long_text", "多行文字"),
                    ("number", "数字（可有小数）"),
                    ("integer", "整数"),
                    ("money", "金额（元）"),
                    ("date", "日期"),
                    ("choice", "单选"),
                    ("choices", "多选"),
                    ("yes_no", "是或否"),
                    ("id_number", "公民身份号码"),
                    ("credit_code", "统一社会信用代码"),
                    ("mobile", "手机号"),
                    ("phone", "固定电话或手机"),
                    ("email", "电子邮箱"),
                    ("bank_account", "银行账号"),
                    ("township", "乡镇"),
                    ("address", "地址（到乡镇、村）"),
                    ("licence", "证照编号"),
                    ("file", "上传文件"),
                    ("table", "表格（可加行）"),
                ],
                default="text",
                max_length=12,
                verbose_name="类型",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemfield",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("when_key", ""), ("when_test", "")),
                    models.Q(("when_key", ""), ("when_test", ""), _connector="OR", _negated=True),
                    _connector="OR",
                ),
                name="field_condition_is_whole",
            ),
        ),
        migrations.AddField(
            model_name="fieldgroup",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="field_groups",
                to="powerlist.serviceitemversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="fieldgroup",
            constraint=models.UniqueConstraint(fields=("version", "name"), name="field_group_once"),
        ),
        migrations.RunSQL(
            GUARD_PART,
            "DROP TRIGGER published_guide_part_stays ON powerlist_fieldgroup;"
            "DROP TRIGGER append_only_truncate ON powerlist_fieldgroup;",
        ),
    ]
