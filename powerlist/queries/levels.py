"""How many of a list are 主项, 子项 and 业务办理项: what stands below others is counted, the rest are main items."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count
from django.db.models.fields.json import KT
from django.db.models.lookups import GreaterThan

from ..models import ListVersion
from ..models.lists import EntryLevel


class Nested(NamedTuple):
    """Of one body and category: `count` texts at a level; `names` is how many main items they name by the column 子项
    without one of their own."""

    organisation: int
    category: str
    level: int
    count: int
    names: int


@dataclass(frozen=True)
class Levels:
    main: int
    sub: int
    dealing: int

    def __str__(self):
        """As headings say it: `主项 120 项，子项 45 项，业务办理项 12 项`."""
        parts = [(EntryLevel.MAIN, self.main), (EntryLevel.SUB, self.sub), (EntryLevel.DEALING, self.dealing)]
        return "，".join(f"{level.label} {count} 项" for level, count in parts if count or level == EntryLevel.MAIN)

    @property
    def nested(self) -> bool:
        return bool(self.sub or self.dealing)

    @property
    def as_json(self) -> dict[str, int]:
        return {"main": self.main, "sub": self.sub, "dealing": self.dealing}


def nested(kind: str, on: date) -> list[Nested]:
    """The texts of a list in force on a day, open to the public, that stand below others. Two queries over few rows."""
    rows = ListVersion.objects.in_force(on).open_to_public().filter(kind=kind).order_by()
    keys = ("organisation_id", "category")
    below = rows.filter(entry__parent__isnull=False).values_list(*keys, "entry__level").annotate(n=Count("id"))
    found = [Nested(body, category, level, count, 0) for body, category, level, count in below]
    named = rows.filter(_sub_named(), entry__parent__isnull=True).values_list(*keys)
    named = named.annotate(n=Count("id"), names=Count("name", distinct=True))
    return found + [Nested(body, category, EntryLevel.SUB, count, names) for body, category, count, names in named]


def _sub_named() -> GreaterThan:
    """In the words of the index `listversion_sub_named` (`<> ''` follows from `> ''`): other words read every text."""
    return GreaterThan(KT("content__sub_name"), "")


def levels(total: int, rows: list[Nested], *, organisation: int | None = None, category: str = "") -> Levels:
    """The counts of a list, or of one body's and one category's share of it, from its total and what is nested."""
    rows = [
        row
        for row in rows
        if (organisation is None or row.organisation == organisation) and category in ("", row.category)
    ]
    below = {level: sum(row.count for row in rows if row.level == level) for level in EntryLevel}
    main = total - sum(row.count for row in rows) + sum(row.names for row in rows)
    return Levels(main, below[EntryLevel.SUB], below[EntryLevel.DEALING])


def levels_of(versions: list[ListVersion]) -> Levels:
    """The same of texts at hand, each with its `entry`."""
    found = dict.fromkeys(EntryLevel, 0)
    names = set()
    for version in versions:
        if version.entry.parent_id is None and version.content.get("sub_name"):
            names.add((version.organisation_id, version.category, version.name))
            found[EntryLevel.SUB] += 1
        else:
            found[EntryLevel(version.entry.level)] += 1
    return Levels(found[EntryLevel.MAIN] + len(names), found[EntryLevel.SUB], found[EntryLevel.DEALING])
