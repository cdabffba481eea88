from django.db import migrations

from core.history import append_only


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]

    operations = [
        append_only("exchange_batch", "exchange_parcel", "exchange_receipt"),
    ]
