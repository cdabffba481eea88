from django.db import migrations

from core.history import append_only


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        append_only(
            "accounts_historicalorganisation",
            "accounts_historicaluser",
            "accounts_historicalpost",
            "accounts_historicalholding",
            "accounts_accesslog",
        ),
    ]
