"""Moves, history and money are append-only in the database."""

from django.db import migrations

from core.history import append_only


class Migration(migrations.Migration):
    dependencies = [("funds", "0004_whole_life")]

    operations = [
        append_only(
            *(
                f"funds_{name}move"
                for name in ("fundproposal", "call", "application", "allocation", "plan", "assessment", "finding")
            ),
            *(
                f"funds_historical{name}"
                for name in (
                    "fundpart",
                    "fundrule",
                    "singlefunction",
                    "functionclass",
                    "budgetyear",
                    "departmentbudget",
                    "execution",
                    "measure",
                    "funddocument",
                    "expert",
                )
            ),
            *(f"funds_{name}" for name in ("budgetchange", "remainder", "payment", "draw", "recusal")),
        )
    ]
