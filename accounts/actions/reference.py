"""The organisations that the product brings with it."""

import csv
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from simple_history.utils import bulk_create_with_history

from ..models import Organisation

ORGANISATIONS = Path(__file__).parent.parent / "data" / "organisations.csv"


@transaction.atomic
def load_organisations() -> int:
    """Load the county, its departments (those of 2015 with the day on which they ended) and its townships.

    Another county sets COUNTY_CODE, and ORGANISATIONS_FILE to a file with the same columns; the row whose code is the
    county's is the root. Raises ValueError when there is none.
    Bodies whose code is known are left as they are: what an administrator changed stays. Returns the number added.
    The column `verified` says whether a source names the body; the others follow the usual set-up and are to be
    checked by 县委编办 before use.
    """
    path, county = Path(settings.ORGANISATIONS_FILE or ORGANISATIONS), settings.COUNTY["code"]
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    known = set(Organisation.objects.values_list("code", flat=True))
    fresh = [row for row in rows if row["code"] not in known]
    reason = "载入随程序提供的机构"
    if not any(row["code"] == county for row in rows):
        raise ValueError(f"{path} names no organisation with the county's code {county}")
    if county not in known:
        bulk_create_with_history(
            [_organisation(row, None) for row in fresh if row["code"] == county],
            Organisation,
            default_change_reason=reason,
        )
    root = Organisation.objects.get(code=county)
    bodies = [_organisation(row, root) for row in fresh if row["code"] != county]
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
