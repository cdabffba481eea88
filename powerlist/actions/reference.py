"""The register of laws that the product brings with it."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from ..models import Law

LAWS = Path(__file__).parent.parent / "data" / "laws.csv"


def shipped_laws() -> list[dict]:
    """The rows that come with the product."""
    return list(csv.DictReader(LAWS.read_text(encoding="utf-8").splitlines()))


@transaction.atomic
def load_laws() -> int:
    """Load laws, administrative regulations and ministry rules: title, level, last article, whether in force.

    Titles already on the register are left as they are. Returns the number added.
    """
    known = set(Law.objects.values_list("title", flat=True))
    laws = [
        Law(
            title=row["title"],
            level=row["level"],
            number=row["number"],
            articles=int(row["articles"]) if row["articles"] else None,
            status=row["status"],
            effective_on=date.fromisoformat(row["effective_on"]) if row["effective_on"] else None,
            complete=row["complete"] == "yes",
            source=row["source"],
        )
        for row in shipped_laws()
        if row["title"] not in known
    ]
    bulk_create_with_history(laws, Law, default_change_reason="载入随程序提供的法规目录")
    return len(laws)
