"""政务服务监督: seven rates of every department, each a part of a whole whose rows can be looked at.

The seven are those of the founding documents (目录编制, 进驻, 网上可办, 网上办件, 深度, 信息共享, 业务协同). A body for
which there is nothing to count has no rate: none is never shown as nought or as a hundred.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accounts.models import Organisation, organisations_where
from approvals.enums import CaseState, Channel, Supply
from approvals.models import Case, CaseMaterial, Consultation, Residency
from core.registers import KeyPage, key_page
from powerlist.enums import HandlingWay, ListKind, OnlineDepth
from powerlist.models import ListVersion, ServiceItemVersion
from powerlist.queries.completeness import elements_of

from .periods import Period

KEEP_SECONDS = 300
STEPS = [step for step in OnlineDepth if step != OnlineDepth.OTHER]
ACCEPTED_ONLINE = [step for step in STEPS if step >= OnlineDepth.ACCEPT]


@dataclass(frozen=True)
class Indicator:
    """One rate: `part` of the rows of `whole`, by the body at `body`. `defined` is printed wherever it is shown."""

    key: str
    label: str
    part_label: str
    whole_label: str
    defined: str
    body: str
    whole: Callable[[date, Period], QuerySet]
    part: Callable[[date, Period], Q]


def _entries(on: date, period: Period) -> QuerySet:
    return ListVersion.objects.in_force(on).filter(kind__in=(ListKind.POWERS, ListKind.PUBLIC_SERVICES))


def _filled(on: date, period: Period) -> Q:
    found = Q(pk__in=[])
    for kind in (ListKind.POWERS, ListKind.PUBLIC_SERVICES):
        whole = Q(kind=kind)
        for element in elements_of(kind):
            whole &= element.condition(on)
        found |= whole
    return found


def _items(on: date, period: Period) -> QuerySet:
    return ServiceItemVersion.objects.in_force(on).filter(by_application=True)


def _resident(on: date, period: Period) -> Q:
    return Q(Exists(Residency.objects.current(on).filter(item=OuterRef("item"))))


def _online(on: date, period: Period) -> Q:
    return Q(online=True, online_depth__overlap=[str(step) for step in ACCEPTED_ONLINE])


def _cases(on: date, period: Period) -> QuerySet:
    rows = Case.objects.exclude(state__in=(CaseState.DRAFT, CaseState.VOID))
    return rows.filter(received_at__gte=period.begins, received_at__lt=period.ends)


def _materials(on: date, period: Period) -> QuerySet:
    rows = CaseMaterial.objects.exclude(supply=Supply.NOT_NEEDED)
    return rows.filter(case__in=_cases(on, period).order_by().values("pk"))


def _joint(on: date, period: Period) -> QuerySet:
    return _items(on, period).filter(handling_way=HandlingWay.JOINT)


def _run_jointly(on: date, period: Period) -> Q:
    answered = Consultation.objects.filter(
        case__version__item=OuterRef("item"), answered_at__gte=period.begins, answered_at__lt=period.ends
    )
    return Q(Exists(answered.exclude(organisation=F("case__organisation"))))


INDICATORS = (
    Indicator(
        "catalogue", "目录编制率", "要素齐全", "已公布事项",
        "权力清单、公共服务清单中今天有效的事项，公开要素都已填写的占多少。",
        "organisation", _entries, _filled,
    ),
    Indicator(
        "resident", "进驻率", "已进驻", "依申请事项",
        "依申请办理的事项（有生效的办事指南），今天登记在政务大厅窗口的占多少。",
        "item__organisation", _items, _resident,
    ),
    Indicator(
        "online", "网上可办率", "可网上受理", "依申请事项",
        "依申请办理的事项，网上办理深度达到“互联网受理”或者更深的占多少。",
        "item__organisation", _items, _online,
    ),
    Indicator(
        "filed", "网上办件率", "网上提交", "收件",
        "时段内收到的办件（登记作废的除外），由申请人在网上提交的占多少。",
        "organisation", _cases, lambda on, period: Q(channel=Channel.WEB),
    ),
    Indicator(
        "shared", "信息共享率", "共享取得", "应当提交的材料",
        "时段内收到的办件所需的材料，核验电子证照或者由工作人员核查共享数据而免交的占多少。",
        "case__organisation", _materials, lambda on, period: Q(supply__in=(Supply.LICENCE, Supply.SHARED)),
    ),
    Indicator(
        "joint", "业务协同率", "已联合办理", "联办事项",
        "办事指南标明“联办件”的事项，时段内至少有一件由其他单位在网上答复过意见的占多少。",
        "item__organisation", _joint, _run_jointly,
    ),
)  # fmt: skip
BY_KEY = {indicator.key: indicator for indicator in INDICATORS}


@dataclass(frozen=True)
class Rate:
    """`part` of `whole`; no share where there is nothing to count."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """Hundredths."""
        return 100 * self.part / self.whole if self.whole else None

    @property
    def lacking(self) -> int:
        return self.whole - self.part


@dataclass(frozen=True)
class Line:
    """One body: its rates in the order of INDICATORS, and how many of its items reach each step of depth."""

    organisation: Organisation
    rates: tuple[Rate, ...]
    items: int
    depth: tuple[int, ...]

    @property
    def cells(self) -> list[tuple[Indicator, Rate]]:
        return list(zip(INDICATORS, self.rates, strict=True))

    @property
    def steps(self) -> list[tuple[str, int, float | None]]:
        """(step, items that reach it, their share in hundredths)."""
        return [
            (step.label, number, 100 * number / self.items if self.items else None)
            for step, number in zip(STEPS, self.depth, strict=True)
        ]


def lines(bodies: QuerySet[Organisation], period: Period, on: date) -> list[Line]:
    """Those of the bodies that have anything to count, in the county's order. One query when the counts are kept."""
    counted = _counted(period, on)
    return [
        Line(body, tuple(Rate(*pair) for pair in rates), items, tuple(depth))
        for body in bodies.order_by("sort_key", "code")
        if (found := counted.get(body.pk))
        for rates, items, depth in [found]
    ]


def total(found: list[Line]) -> list[tuple[Indicator, Rate]]:
    """The rates of all these bodies together: the parts and the wholes added, never a mean of shares."""
    return [
        (indicator, Rate(sum(line.rates[n].part for line in found), sum(line.rates[n].whole for line in found)))
        for n, indicator in enumerate(INDICATORS)
    ]


def _counted(period: Period, on: date) -> dict[int, tuple]:
    """By body: (pairs of part and whole, items, items at each step). Seven queries, kept for five minutes."""
    key = f"supervision:service:{period.key}:{on}"
    kept = cache.get(key)
    if kept is None:
        kept = _count(period, on)
        cache.set(key, kept, KEEP_SECONDS)
    return kept


def _count(period: Period, on: date) -> dict[int, tuple]:
    pairs: dict[int, list] = {}
    for n, indicator in enumerate(INDICATORS):
        rows = indicator.whole(on, period).order_by().values_list(indicator.body)
        for body, whole, part in rows.annotate(
            n_whole=Count("pk"), n_part=Count("pk", filter=indicator.part(on, period))
        ):
            pairs.setdefault(body, [(0, 0)] * len(INDICATORS))[n] = (part, whole)
    depths = {}
    reach = {f"s{step}": Count("pk", filter=_reaches(step)) for step in STEPS}
    for body, items, *steps in (
        _items(on, period).order_by().values_list("item__organisation").annotate(items=Count("pk"), **reach)
    ):
        depths[body] = (items, steps)
    nothing = (0, [0] * len(STEPS))
    return {body: (found, *depths.get(body, nothing)) for body, found in pairs.items()}


def _reaches(step: OnlineDepth) -> Q:
    """The item is offered at this step of depth or a deeper one."""
    return Q(online=True, online_depth__overlap=[str(deeper) for deeper in STEPS if deeper >= step])


def rows_of(
    user, indicator: Indicator, period: Period, on: date, *, organisation: str, lacking: bool, after="", before=""
) -> KeyPage:
    """The rows behind one rate of one body: those that lack it, or those that have it. Out of sight there is none."""
    bodies = organisations_where(user, "supervise").filter(code=organisation)
    rows = indicator.whole(on, period).filter(**{f"{indicator.body}__in": bodies})
    having = rows.filter(indicator.part(on, period)).order_by().values("pk")
    rows = rows.exclude(pk__in=having) if lacking else rows.filter(pk__in=having)
    return key_page(_shown(rows, indicator), ("id",), after=after, before=before)


def _shown(rows: QuerySet, indicator: Indicator) -> QuerySet:
    """With what a line of the page shows, and without personal data."""
    if indicator.whole is _cases:
        return rows.only("number", "item_name", "channel", "received_at", "state")
    if indicator.whole is _materials:
        return rows.select_related("material", "case").only(
            "supply", "material__name", "case__number", "case__item_name"
        )
    if indicator.whole is _entries:
        return rows.select_related("entry").only("name", "kind", "category", "entry__code", "entry__kind")
    return rows.select_related("item").only("name", "item__code", "online_depth")


def words_of(indicator: Indicator, row) -> tuple[str, str, str]:
    """(what it is, its number, a word on it) of one row behind a rate."""
    if isinstance(row, Case):
        return row.item_name, row.number, f"{row.get_channel_display()}，{row.get_state_display()}"
    if isinstance(row, CaseMaterial):
        return row.material.name, row.case.number, f"{row.case.item_name}：{row.get_supply_display()}"
    if isinstance(row, ListVersion):
        return row.name, row.entry.code, row.get_category_display() if row.category else ""
    deepest = max((step for step in STEPS if str(step) in row.online_depth), default=None)
    return row.name, row.item.code, deepest.label if deepest else "没有填写网上办理深度"
