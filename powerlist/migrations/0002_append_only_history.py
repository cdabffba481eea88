from django.db import migrations

from core.history import append_only


class Migration(migrations.Migration):
    dependencies = [("powerlist", "0001_initial")]

    operations = [
        append_only(
            "powerlist_historicallaw",
            "powerlist_historicallistentry",
            "powerlist_historicallistchangeset",
            "powerlist_historicallistversion",
            "powerlist_historicalserviceitem",
            "powerlist_historicalserviceitemversion",
            "powerlist_listmove",
        ),
    ]
