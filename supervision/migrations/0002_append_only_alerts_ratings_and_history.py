from django.db import migrations

from core.history import append_only


class Migration(migrations.Migration):
    dependencies = [("supervision", "0001_initial")]

    operations = [
        append_only("supervision_alert", "supervision_rating", "supervision_historicalrule"),
    ]
