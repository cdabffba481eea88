"""The orders of a public list with the day beside them: a day long past is found in the index, not in the texts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_tokens_of_systems"),
        ("powerlist", "0020_campaigns_and_papers"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="listversion",
            name="listversion_public_order",
        ),
        migrations.RemoveIndex(
            model_name="listversion",
            name="listversion_by_category",
        ),
        migrations.RemoveIndex(
            model_name="listversion",
            name="listversion_begun",
        ),
        migrations.AddIndex(
            model_name="listversion",
            index=models.Index(
                condition=models.Q(("state", "published")),
                fields=["kind", "organisation", "category", "sort_key", "id", "valid_from"],
                name="listversion_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="listversion",
            index=models.Index(
                condition=models.Q(("state", "published")),
                fields=["kind", "category", "organisation", "sort_key", "id", "valid_from"],
                name="listversion_of_category",
            ),
        ),
        migrations.AddIndex(
            model_name="listversion",
            index=models.Index(
                condition=models.Q(("state", "published")),
                fields=["kind", "valid_from", "id", "organisation", "category"],
                name="listversion_newest",
            ),
        ),
        migrations.RunSQL("ANALYZE powerlist_listversion", migrations.RunSQL.noop),
    ]
