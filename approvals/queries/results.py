"""办件结果 for the public, and how long an item really takes: medians read from sums that only grow."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Sum
from django.utils import timezone

from accounts.models import Organisation
from core import workdays
from core.masking import mask_name
from core.registers import key_page
from core.workdays import Calendar, Unit
from powerlist.models import ServiceItemVersion

from ..enums import CaseState, ClockKind
from ..kinds.registers import FEW
from ..models import Case, CaseMove, CaseResult, DaysTally
from .counting import clocks, limit_text

MONTHS = 12
PAGE = 25
OUTCOME = {"grant": CaseState.GRANTED, "refuse": CaseState.REFUSED, "not_accept": CaseState.NOT_ACCEPTED}
TONES = {CaseState.GRANTED: "success", CaseState.REFUSED: "error", CaseState.NOT_ACCEPTED: "warning"}
UNIT_WORDS = {Unit.WORKDAY: "个工作日", Unit.NATURAL: "天", Unit.MONTH: "天"}


def result_of(move: CaseMove, calendar: Calendar) -> CaseResult:
    """The public row, not yet saved, of the act that decided a case; the applicant is masked here."""
    case, version = move.subject, move.subject.version
    row = CaseResult(
        case=case,
        number=case.number,
        item_id=version.item_id,
        entry_id=version.item.entry_id,
        organisation_id=case.organisation_id,
        item_name=case.item_name,
        applicant=mask_name(case.applicant_name) if case.is_person else case.applicant_name,
        outcome=OUTCOME[move.move],
        decided_on=timezone.localdate(move.at),
        unit=version.promised_unit,
    )
    if move.move != "not_accept" and case.accepted_at is not None:
        row.accepted_on = timezone.localdate(case.accepted_at)
        row.promised = version.promised_limit
        row.days, row.kept = days_taken(case, row.decided_on, calendar)
    return row


def days_taken(case: Case, decided_on: date, calendar: Calendar) -> tuple[int, bool]:
    """(days that counted from acceptance to the decision, whether the promise was kept).

    Working days where the promise is in working days, else days of the calendar; the days of special procedures are
    left out as the promise's own clock leaves them out (许可法 45).
    """
    clock = next(clock for clock in clocks(case, calendar) if clock.kind == ClockKind.PROMISE)
    if clock.unit == Unit.WORKDAY:
        days = workdays.elapsed(clock.start, decided_on, calendar=calendar, pauses=clock.excluded, provisional=True)
    else:
        out = sum(max((min(last, decided_on) - first).days + 1, 0) for first, last in clock.excluded)
        days = max((decided_on - clock.start).days - out, 0)
    return days, decided_on <= clock.due


@dataclass(frozen=True)
class Taken:
    """How long the cases of an item took in the last year: numbers of days by nearest rank.

    `few` when there are too few to say: then nothing but that is shown.
    """

    number: int
    unit: str
    median: int | None
    ninetieth: int | None
    kept: int
    few: bool

    @property
    def kept_share(self) -> int:
        """Per cent of the cases in which the promise was kept, rounded down: 100 means every one."""
        return self.kept * 100 // self.number if self.number else 0

    @property
    def median_text(self) -> str:
        return days_text(self.median, self.unit)

    @property
    def ninetieth_text(self) -> str:
        return days_text(self.ninetieth, self.unit)


def days_text(days: int | None, unit: str) -> str:
    """当天, 3个工作日, 5天."""
    if days is None:
        return ""
    return "当天" if days == 0 else f"{days}{UNIT_WORDS[Unit(unit)]}"


def since(today: date) -> date:
    """The first day of the twelve months that are counted, this one among them."""
    year, month = divmod(today.year * 12 + today.month - MONTHS, 12)
    return date(year, month + 1, 1)


def taken(items, today: date) -> dict[int, Taken]:
    """How long the cases of these items (keys) took; an item without any is not there. One query."""
    rows = DaysTally.objects.filter(item__in=items, month__gte=since(today), number__gt=0).order_by()
    sums = rows.values("item_id", "unit", "days").annotate(cases=Sum("number"), in_time=Sum("kept"))
    by_item: dict[int, dict[str, list]] = defaultdict(lambda: defaultdict(list))
    for row in sums:
        by_item[row["item_id"]][row["unit"]].append((row["days"], row["cases"], row["in_time"]))
    return {item: _taken(*max(units.items(), key=_cases)) for item, units in by_item.items()}


def _cases(found: tuple[str, list]) -> int:
    return sum(number for _, number, _ in found[1])


def _taken(unit: str, rows: list[tuple[int, int, int]]) -> Taken:
    number, kept = sum(n for _, n, _ in rows), sum(k for _, _, k in rows)
    if number < FEW:
        return Taken(number, unit, None, None, kept, few=True)
    counts = [(days, n) for days, n, _ in rows]
    return Taken(number, unit, rank(counts, 50), rank(counts, 90), kept, few=False)


def rank(counts: list[tuple[int, int]], percent: int) -> int:
    """The percentile by nearest rank of values that occur so often: the least that `percent` of them don't exceed."""
    total = sum(n for _, n in counts)
    place, seen = -(-total * percent // 100), 0
    for value, n in sorted(counts):
        seen += n
        if seen >= place:
            return value
    raise ValueError("no values")


def promise_text(version) -> str:
    return limit_text(version.promised_limit, version.promised_unit)


@dataclass(frozen=True)
class ResultFilters:
    """`?q=` (a number's beginning, or words of an item), `?body=`, `?outcome=`."""

    words: str = ""
    body: str = ""
    outcome: str = ""

    @classmethod
    def from_query(cls, query) -> "ResultFilters":
        outcome = query.get("outcome", "")
        return cls(
            words=query.get("q", "").replace("\0", "").strip()[:60],
            body=query.get("body", "").replace("\0", "")[:30],
            outcome=outcome if outcome in OUTCOME.values() else "",
        )


def chosen_results(filters: ResultFilters):
    """The public results that the filters leave, not yet ordered."""
    rows = CaseResult.objects.public()
    if filters.words:
        if filters.words.isdigit():
            rows = rows.filter(number__startswith=filters.words)
        else:
            named = ServiceItemVersion.objects.filter(name__icontains=filters.words)
            rows = rows.filter(item__in=named.order_by().values("item_id"))
    if filters.body:
        rows = rows.filter(organisation__code=filters.body)
    if filters.outcome:
        rows = rows.filter(outcome=filters.outcome)
    return rows.select_related("organisation", "item")


def results_page(filters: ResultFilters, *, after: str = "", before: str = "") -> dict:
    """One page, the newest decisions first, and what the filters offer. Two queries."""
    order = ("decided_on", "id")
    page = key_page(chosen_results(filters), order, after=after, before=before, size=PAGE, newest_first=True)
    having = CaseResult.objects.filter(organisation=OuterRef("pk"))
    bodies = Organisation.objects.filter(Exists(having)).order_by("sort_key", "code")
    return {
        "page": page,
        "rows": [(row, days_text(row.days, row.unit), TONES[row.outcome]) for row in page.rows],
        "filters": filters,
        "bodies": list(bodies.values_list("code", "short_name")),
        "outcomes": [(state.value, CaseResult(outcome=state).outcome_label) for state in OUTCOME.values()],
    }


def statistics_rows(today: date):
    """The guides that anyone may read of items of which cases were decided in the last twelve months."""
    counted = DaysTally.objects.filter(item=OuterRef("item_id"), month__gte=since(today), number__gt=0)
    rows = ServiceItemVersion.objects.open_to_public(today).filter(Exists(counted))
    return rows.select_related("item__organisation").only(
        "name",
        "promised_limit",
        "promised_unit",
        "item__code",
        "item__organisation__short_name",
        "item__organisation__name",
    )


def statistics_page(today: date, *, after: str = "", before: str = "") -> dict:
    """One page of items by name with how long they took. Two queries."""
    page = key_page(statistics_rows(today), ("name", "id"), after=after, before=before, size=PAGE)
    return {"page": page, "rows": with_taken(page.rows, today), "since": since(today), "today": today, "few": FEW}


def with_taken(versions, today: date) -> list[tuple]:
    """(guide, its promise in words, how long its cases took) of each. One query."""
    found = taken([version.item_id for version in versions], today)
    return [(version, promise_text(version), found[version.item_id]) for version in versions]
