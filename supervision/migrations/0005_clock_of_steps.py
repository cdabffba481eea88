"""Supervision sees the clocks of steps."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("supervision", "0004_clock_of_special_procedures"),
    ]

    operations = [
        migrations.AlterField(
            model_name="alert",
            name="clock",
            field=models.CharField(
                choices=[
                    ("notice", "受理期限"),
                    ("promise", "承诺时限"),
                    ("legal", "法定时限"),
                    ("delivery", "送达期限"),
                    ("special", "特别程序"),
                    ("step", "环节时限"),
                ],
                max_length=10,
                verbose_name="期限",
            ),
        ),
        migrations.AlterField(
            model_name="historicalrule",
            name="clock",
            field=models.CharField(
                choices=[
                    ("notice", "受理期限"),
                    ("promise", "承诺时限"),
                    ("legal", "法定时限"),
                    ("delivery", "送达期限"),
                    ("special", "特别程序"),
                    ("step", "环节时限"),
                ],
                max_length=10,
                verbose_name="期限",
            ),
        ),
        migrations.AlterField(
            model_name="rule",
            name="clock",
            field=models.CharField(
                choices=[
                    ("notice", "受理期限"),
                    ("promise", "承诺时限"),
                    ("legal", "法定时限"),
                    ("delivery", "送达期限"),
                    ("special", "特别程序"),
                    ("step", "环节时限"),
                ],
                max_length=10,
                verbose_name="期限",
            ),
        ),
    ]
