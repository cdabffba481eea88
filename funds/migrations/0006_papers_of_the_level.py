"""How the papers of a level's own party committee and government are known: a rule of the level, no longer code."""

import django.contrib.postgres.fields
from django.db import migrations, models

WORDS = {
    "province": ["省委", "省政府", "省人民政府", "甘发", "甘办", "甘政"],
    "city": ["市委", "市政府", "市人民政府", "定发", "定政"],
    "county": ["县委", "县政府", "县人民政府", "漳县", "漳委", "漳办", "漳政"],
}


def column():
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.CharField(max_length=20),
        blank=True,
        default=list,
        size=None,
        verbose_name="本级党委、政府文件的字样",
    )


def fill(apps, schema_editor):
    for level, words in WORDS.items():
        apps.get_model("funds", "FundRule").objects.filter(level=level, own_papers=[]).update(own_papers=words)


class Migration(migrations.Migration):
    dependencies = [
        ("funds", "0005_drafts_of_projects"),
    ]

    operations = [
        migrations.AddField(model_name="fundrule", name="own_papers", field=column()),
        migrations.AddField(model_name="historicalfundrule", name="own_papers", field=column()),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
