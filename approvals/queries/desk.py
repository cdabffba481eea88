"""The desk's table: what burns first on top, paged by key, the same number of queries for one row and for many."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

from core import workdays

from ..enums import FINAL_STATES, OPEN_STATES, CaseState
from ..models import Case
from .pages import lamp_of, masked_applicant

PAGE = 25
HEAVY = ("form_data", "applicant_document", "mobile", "query_code")  # encrypted; a table needs none of them
CLOSED = "closed"
TAB_LABELS = {
    "": "全部在办",
    CaseState.RECEIVED: "待受理",
    CaseState.CORRECTING: "待补正",
    CaseState.REVIEW: "审查中",
    CaseState.SPECIAL: "特别程序",
    CaseState.DECISION: "待决定",
    CaseState.GRANTED: "制证中",
    CaseState.MADE: "待送达",
    CLOSED: "已办结",
}


@dataclass(frozen=True)
class DeskFilter:
    """What the address asks for: a state (or `closed`, or everything open), a number, and where the page begins."""

    state: str = ""
    number: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def from_query(cls, query) -> "DeskFilter":
        state = query.get("state", "")
        return cls(
            state=state if state in TAB_LABELS else "",
            number=query.get("q", "").strip()[:40],
            after=query.get("after", ""),
            before=query.get("before", ""),
        )


def desk_page(user, wanted: DeskFilter, today: date) -> dict:
    """Tabs with their counts, the rows of one page, and the keys of its neighbours. Three queries."""
    visible = Case.objects.visible_to(user)
    counts = dict(visible.filter(closed_at__isnull=True).order_by().values_list("state").annotate(number=Count("pk")))
    calendar = workdays.calendar()
    rows, previous, following = _page(_filtered(visible, wanted), wanted)
    return {
        "tabs": [_tab(key, label, counts) for key, label in TAB_LABELS.items()],
        "rows": [_row(case, today, calendar) for case in rows],
        "previous": previous,
        "following": following,
        "wanted": wanted,
    }


def _tab(key: str, label: str, counts: dict) -> dict:
    number = sum(counts.values()) if key == "" else None if key == CLOSED else counts.get(key, 0)
    return {"key": key, "label": label, "number": number}


def _row(case: Case, today: date, calendar) -> dict:
    lamp, left = lamp_of(case, today, calendar)
    step = TAB_LABELS.get(case.state) or case.get_state_display()
    return {"case": case, "lamp": lamp, "left": left, "applicant": masked_applicant(case), "step": step}


def _filtered(cases, wanted: DeskFilter):
    if wanted.number:
        return cases.filter(number__startswith=wanted.number)
    if wanted.state == CLOSED:
        return cases.filter(state__in=FINAL_STATES)
    if wanted.state:
        return cases.filter(state=wanted.state)
    return cases.filter(state__in=OPEN_STATES, closed_at__isnull=True)


def _page(cases, wanted: DeskFilter):
    """One page and the keys of the pages beside it. A key is the due day (or `-`) and the id of a row."""
    backward = bool(wanted.before) and not wanted.after
    key = _read_key(wanted.before if backward else wanted.after)
    ordered = cases.select_related("organisation", "handler").defer(*HEAVY)
    if backward:
        ordered = ordered.order_by(F("burns_on").desc(nulls_first=True), "-id")
    else:
        ordered = ordered.order_by(F("burns_on").asc(nulls_last=True), "id")
    if key is not None:
        ordered = ordered.filter(_beyond(*key, backward))
    found = list(ordered[: PAGE + 1])
    more, rows = len(found) > PAGE, found[:PAGE]
    if backward:
        rows.reverse()
    has_previous = more if backward else key is not None
    has_following = bool(key) if backward else more
    previous = _write_key(rows[0]) if rows and has_previous else ""
    following = _write_key(rows[-1]) if rows and has_following else ""
    return rows, previous, following


def _beyond(day: date | None, pk: int, backward: bool) -> Q:
    if backward:
        same = Q(burns_on=day, id__lt=pk) if day else Q(burns_on__isnull=True, id__lt=pk)
        return same | (Q(burns_on__lt=day) if day else Q(burns_on__isnull=False))
    if day is None:
        return Q(burns_on__isnull=True, id__gt=pk)
    return Q(burns_on=day, id__gt=pk) | Q(burns_on__gt=day) | Q(burns_on__isnull=True)


def _write_key(case: Case) -> str:
    return f"{case.burns_on.isoformat() if case.burns_on else '-'}_{case.pk}"


def _read_key(text: str) -> tuple[date | None, int] | None:
    """None for no key and for a key that somebody made up."""
    day, _, pk = text.partition("_")
    try:
        return (None if day == "-" else date.fromisoformat(day)), int(pk)
    except ValueError:
        return None
