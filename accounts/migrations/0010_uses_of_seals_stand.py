from django.db import migrations

from core.history import append_only


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_seals_and_keepers")]

    operations = [append_only("accounts_sealuse", "accounts_historicalseal")]
