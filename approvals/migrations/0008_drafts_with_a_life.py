"""What a draft needs besides its form, and files that a field of the form asks for."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import core.masking


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0007_messages_in_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="draft",
                        serialize=False,
                        to="approvals.case",
                        verbose_name="办件",
                    ),
                ),
                ("stamp", models.PositiveIntegerField(default=0, verbose_name="保存次数")),
                ("stamps", models.JSONField(blank=True, default=dict, verbose_name="各栏最近一次改动")),
                (
                    "saved_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name="最近保存"),
                ),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="到期提醒")),
                ("moved", models.JSONField(blank=True, default=dict, verbose_name="指南更新")),
                ("aside_data", core.masking.EncryptedTextField(default="[]", verbose_name="不再需要的内容")),
            ],
            options={
                "verbose_name": "草稿",
                "verbose_name_plural": "草稿",
            },
        ),
        migrations.AddField(
            model_name="casefile",
            name="field_key",
            field=models.SlugField(blank=True, max_length=40, verbose_name="表单字段"),
        ),
    ]
