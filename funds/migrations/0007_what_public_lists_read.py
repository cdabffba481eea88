"""An index that holds what public lists read of an evaluation, so that its rows needn't be touched."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("funds", "0006_papers_of_the_level"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(
                condition=models.Q(
                    ("published_at__isnull", False),
                    ("state", "confirmed"),
                    models.Q(("kind", "midyear"), _negated=True),
                ),
                fields=["plan"],
                include=("id", "kind", "grade", "total"),
                name="assessment_open",
            ),
        ),
    ]
