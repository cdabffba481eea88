"""How complete the lists are: for each body, the share of entries in force whose public elements are filled.

The elements are those that every entry shows (兰州 公开要素, and 责任事项 and 追责情形 of 附件6). A limit or a way of
supervision that a guide in force names counts as filled; the external flow chart is drawn from the steps.
"""

from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import BooleanField, Count, Exists, F, Func, OuterRef, Q

from accounts.models import Organisation, organisations_where
from core.models import Publication
from core.registers import KeyPage, key_page

from ..kinds import KINDS
from ..models import ListVersion, ServiceItemVersion
from ..models.lists import LIST_PERMISSIONS

KEEP_SECONDS = 24 * 3600
ORDER = ("organisation_id", "category", "sort_key", "id")


class Filled(Func):
    """Whether a value of `content` holds anything: a text, a list, rows; computed in the database over the jsonb."""

    template = """(COALESCE(%(expressions)s, 'null'::jsonb) NOT IN ('null'::jsonb, '""'::jsonb, '[]'::jsonb))"""
    output_field = BooleanField()


def _content(key: str) -> Q:
    return Q(Filled(F(f"content__{key}")))


def _guide(on: date, **filled) -> Q:
    """The entry has a guide in force that says so."""
    rows = ServiceItemVersion.objects.in_force(on).filter(item__entry=OuterRef("entry"))
    return Q(Exists(rows.exclude(**dict.fromkeys(filled, ""))))


@dataclass(frozen=True)
class Element:
    """One element of the meter; `field` names the kind's own field that holds it, empty for columns of all kinds."""

    key: str
    label: str
    field: str = ""

    def condition(self, on: date) -> Q:
        if self.field:
            own = _content(self.field)
            if self.key == "time_limit":
                return own | _guide(on)
            return own | _guide(on, complaint_phone=True) if self.key == "supervision" else own
        return {
            "name": ~Q(name=""),
            "code": Q(entry__isnull=False),
            "category": ~Q(category=""),
            "organisation": Q(organisation__isnull=False),
        }[self.key]


ELEMENTS = (
    Element("name", "名称"),
    Element("code", "编码"),
    Element("category", "类型"),
    Element("basis", "依据", "basis"),
    Element("organisation", "行使主体"),
    Element("time_limit", "办结时限", "time_limit"),
    Element("chart", "外部流程图", "steps"),
    Element("supervision", "监督方式", "supervision"),
    Element("duties", "责任事项", "duties"),
    Element("accountability", "追责情形", "accountability"),
)


def elements_of(kind: str) -> tuple[Element, ...]:
    """The elements that entries of this kind have."""
    declared = KINDS[kind]
    return tuple(
        e
        for e in ELEMENTS
        if (e.field in declared.by_key if e.field else e.key != "category" or bool(declared.categories))
    )


@dataclass(frozen=True)
class Bar:
    element: Element
    filled: int
    total: int

    @property
    def missing(self) -> int:
        return self.total - self.filled

    @property
    def percent(self) -> int:
        """Whole hundredths; 100 only when nothing is missing."""
        return self.filled * 100 // self.total if self.total else 0


@dataclass(frozen=True)
class Meter:
    """One body: how many entries, and a bar for each element."""

    organisation: Organisation
    total: int
    bars: list[Bar]

    @property
    def percent(self) -> int:
        """The mean of the bars."""
        cells = self.total * len(self.bars)
        return sum(bar.filled for bar in self.bars) * 100 // cells if cells else 0

    @property
    def emptiest(self) -> list[Bar]:
        """The three elements that are missing most."""
        return [bar for bar in sorted(self.bars, key=lambda bar: bar.filled)[:3] if bar.missing]


def meters(user, kind: str, on: date) -> list[Meter]:
    """The meters of the bodies for which this person works on lists, in the county's order.

    Three queries, two when the counts of the day are kept; they are kept until the next publication.
    """
    counted, elements = _counts(kind, on), elements_of(kind)
    found = []
    for body in organisations_where(user, *LIST_PERMISSIONS).order_by("sort_key", "code"):
        if body.pk in counted:
            total, *filled = counted[body.pk]
            found.append(Meter(body, total, [Bar(e, n, total) for e, n in zip(elements, filled, strict=True)]))
    return found


def _counts(kind: str, on: date) -> dict[int, tuple[int, ...]]:
    """(entries, filled by element …) of every body with entries of this kind on the day. One pass over the texts."""
    numbers = dict(Publication.objects.filter(name__in=("lists", "guides")).values_list("name", "number"))
    elements = elements_of(kind)
    key = f"completeness:{kind}:{on}:{numbers.get('lists', 0)}:{numbers.get('guides', 0)}:{len(elements)}"
    kept = cache.get(key)
    if kept is None:
        rows = ListVersion.objects.in_force(on).filter(kind=kind).order_by().values_list("organisation_id")
        sums = {f"filled_{e.key}": Count("pk", filter=e.condition(on)) for e in elements}
        kept = {pk: counts for pk, *counts in rows.annotate(entries=Count("pk"), **sums)}
        cache.set(key, kept, KEEP_SECONDS)
    return kept


def lacking(
    user, kind: str, on: date, *, organisation: str, element: str, after: str = "", before: str = ""
) -> KeyPage:
    """The entries of a body in sight that lack an element; the page of them costs one query."""
    condition = next(e for e in elements_of(kind) if e.key == element).condition(on)
    rows = ListVersion.objects.in_force(on).filter(
        kind=kind, organisation__code=organisation, organisation__in=organisations_where(user, *LIST_PERMISSIONS)
    )
    rows = rows.exclude(pk__in=rows.filter(condition).order_by().values("pk")).select_related("entry", "organisation")
    return key_page(rows, ORDER, after=after, before=before)
