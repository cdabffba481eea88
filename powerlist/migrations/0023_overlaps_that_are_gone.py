"""A pair that was judged before and is found no more: 不再成立."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("powerlist", "0022_rows_of_previews_and_mends"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="overlapcandidate",
            name="overlap_decided_by_someone",
        ),
        migrations.AlterField(
            model_name="overlapcandidate",
            name="state",
            field=models.CharField(
                choices=[("open", "待审"), ("confirmed", "已确认"), ("dismissed", "已排除"), ("gone", "不再成立")],
                default="open",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AddConstraint(
            model_name="overlapcandidate",
            constraint=models.CheckConstraint(
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
        ),
    ]
