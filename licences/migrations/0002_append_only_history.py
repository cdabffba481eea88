from django.db import migrations

from core.history import append_only


class Migration(migrations.Migration):
    dependencies = [("licences", "0001_initial")]

    operations = [
        append_only(
            "licences_historicallicencetype",
            "licences_licencemove",
        ),
    ]
