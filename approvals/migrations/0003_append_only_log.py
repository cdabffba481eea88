from django.db import migrations

from core.history import append_only


class Migration(migrations.Migration):
    dependencies = [("approvals", "0002_case_relations")]

    operations = [
        append_only(
            "approvals_casemove",
        ),
    ]
