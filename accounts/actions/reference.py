"""The organisations that the product brings with it."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from ..models import Organisation

ORGANISATIONS = Path(__file__).parent.parent / "data" / "organisations.csv"
ROOT = "621125"


@transaction.atomic
def load_organisations() -> int:
    """Load the county, its departments (those of 2015 with the day on which they ended) and its townships.

    Bodies whose code is known are left as they are: what an administrator changed stays. Returns the number added.
    The column `verified` says whether a source names the body; the others follow the usual set-up and are to be
    checked by 县委编办 before use.
    """
    rows = list(csv.DictReader(ORGANISATIONS.read_text(encoding="utf-8").splitlines()))
    known = set(Organisation.objects.values_list("code", flat=True))
    fresh = [row for row in rows if row["code"] not in known]
    reason = "载入随程序提供的机构"
    if ROOT not in known:
        bulk_create_with_history(
            [_organisation(row, None) for row in fresh if row["code"] == ROOT],
            Organisation,
            default_change_reason=reason,
        )
    root = Organisation.objects.get(code=ROOT)
    bodies = [_organisation(row, root) for row in fresh if row["code"] != ROOT]
    bulk_create_with_history(bodies, Organisation, default_change_reason=reason)
    return len(fresh)


def _organisation(row: dict, parent: Organisation | None) -> Organisation:
    return Organisation(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        nature=row["nature"],
        authority=row["authority"],
        parent=parent,
        region_code=row["region_code"],
        sort_key=row["sort_key"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )
