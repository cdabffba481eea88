from django.db import migrations

from core.history import append_only


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_initial")]

    operations = [
        append_only(
            "funds_historicalfundentry",
            "funds_historicalfundchangeset",
            "funds_historicalfundversion",
            "funds_fundmove",
        ),
    ]
