"""Ready flows that a clerk starts from: rows of data/flow_templates.csv, a new one is a row.

`share` is the percentage of the promise that a step gets, so that the whole fits it; of a step whose time isn't counted
(许可法 45) it is the working days themselves; a step after the decision without a share gets three working days.
`stage` is looked for in the 环节 of the entry.
"""

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from core.workdays import Unit

from ..enums import ARTICLE_45_STEPS, Category, StepKind

CSV = Path(__file__).parent.parent / "data" / "flow_templates.csv"
MAKING_DAYS = 3
NEEDS = {StepKind.APPROVAL: "decide_cases", StepKind.MAKING: "receive_cases"}  # what a post must be granted


@cache
def flow_templates() -> dict[str, list[dict]]:
    """The rows of every template by its name, in the order of the file."""
    found: dict[str, list[dict]] = {}
    for row in csv.DictReader(CSV.read_text(encoding="utf-8").splitlines()):
        found.setdefault(row["template"], []).append(row)
    return found


def templates_for(category: str) -> list[str]:
    """The names of all templates, those of the category first."""
    rows = flow_templates()
    return sorted(rows, key=lambda name: rows[name][0]["category"] != category)


def rows_of_template(
    name: str, *, promised: int, unit: str, category: str, stages: Iterable[str], posts: Mapping[str, list]
) -> list[dict]:
    """The steps of a template for one guide; `posts` are the posts by permission, of which each step takes the first.

    KeyError for a template that isn't there. Where the promise gives a step less than a day it is done the same day.
    """
    stages = list(stages)
    return [_row(row, promised, unit, category, stages, posts) for row in flow_templates()[name]]


def _row(row: dict, promised: int, unit: str, category: str, stages: list[str], posts: Mapping[str, list]) -> dict:
    kind = StepKind(row["kind"])
    off_clock = kind in ARTICLE_45_STEPS and category == Category.LICENSING
    limit, share = promised * int(row["share"] or 0) // 100, row["share"]
    if off_clock or not share:
        limit, unit = int(share or MAKING_DAYS), Unit.WORKDAY.value
    holders = posts.get(NEEDS.get(kind, "handle_cases")) or []
    return {
        "name": row["name"],
        "kind": kind.value,
        "group": int(row["group"]) if row["group"] else None,
        "limit": limit,
        "unit": unit,
        "off_clock": off_clock,
        "stage": next((stage for stage in stages if row["stage"] in stage), stages[0] if stages else ""),
        "post": holders[0] if holders else None,
    }
