"""The rank stands beside the grams in the search index: a common word is asked for among the titles of one length."""

import django.contrib.postgres.indexes
from django.db import migrations, models

import core.models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_grams_in_the_index_alone"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="searchrow",
            name="core_search_grams",
        ),
        migrations.AddIndex(
            model_name="searchrow",
            index=django.contrib.postgres.indexes.GinIndex(
                core.models.LongGrams("code"),
                core.models.Grams("name"),
                core.models.LongGrams("synonyms"),
                core.models.Grams("body"),
                models.F("rank"),
                name="core_search_grams",
            ),
        ),
    ]
