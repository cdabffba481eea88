"""The desk's table: what burns first on top, paged by key, the same number of queries for one row and for many."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Prefetch, Q, prefetch_related_objects
from django.utils import timezone

from accounts.permissions import organisations_where
from core import workdays
from powerlist.models import ServiceItemVersion

from ..enums import FINAL_STATES, OPEN_STATES, CaseState
from ..models import Case, CaseTask
from .pages import lamp_of, masked_applicant

PAGE = 25
HEAVY = ("form_data", "applicant_document", "mobile", "query_code")  # encrypted; a table needs none of them
CLOSED = "closed"
WHOSE_CHOICES = (("mine", "我承办的"), ("steps", "轮到我的环节"), ("none", "还没有承办人"))
LAMP_CHOICES = (
    ("red", "超期"),
    ("yellow", "预警（今天或下一个工作日到期）"),
    ("green", "时限内"),
    ("paused", "等申请人"),
)
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
    """What the address asks for: a state (or `closed`, or everything open), a number, and where the page begins.

    `whose`, `lamp`, `channel`, `item` and `body` (keys), `since` and `until` (days of receipt) narrow it together.
    """

    state: str = ""
    number: str = ""
    after: str = ""
    before: str = ""
    whose: str = ""
    lamp: str = ""
    channel: str = ""
    item: int | None = None
    body: int | None = None
    since: date | None = None
    until: date | None = None

    @property
    def narrows(self) -> bool:
        return any((self.whose, self.lamp, self.channel, self.item, self.body, self.since, self.until))

    @classmethod
    def from_query(cls, query, **narrowed) -> "DeskFilter":
        state = query.get("state", "")
        return cls(
            state=state if state in TAB_LABELS else "",
            number=query.get("q", "").replace("\0", "").strip()[:40],
            after=query.get("after", ""),
            before=query.get("before", ""),
            **narrowed,
        )


def desk_choices(user) -> dict[str, list[tuple[int, str]]]:
    """The bodies and the items that a person of the desk may choose from. Two queries."""
    bodies = organisations_where(user, "view_cases")
    versions = ServiceItemVersion.objects.in_force(timezone.localdate()).filter(item__organisation__in=bodies)
    return {
        "bodies": [(body.pk, str(body)) for body in bodies],
        "items": list(versions.order_by("name", "item_id").values_list("item_id", "name")),
    }


def desk_page(user, wanted: DeskFilter, today: date) -> dict:
    """Tabs with their counts, the rows of one page, and the keys of its neighbours. Four queries, five with steps."""
    calendar = workdays.calendar()
    visible = _visible(user).filter(_narrowed(user, wanted, today, calendar))
    counts = dict(visible.filter(closed_at__isnull=True).order_by().values_list("state").annotate(number=Count("pk")))
    rows, previous, following = _page(_filtered(visible, wanted), wanted)
    prefetch_related_objects([case for case in rows if case.has_flow], Prefetch("tasks", CaseTask.objects.open()))
    return {
        "tabs": [_tab(key, label, counts) for key, label in TAB_LABELS.items()],
        "rows": [_row(case, today, calendar) for case in rows],
        "previous": previous,
        "following": following,
        "wanted": wanted,
    }


def neighbours(user, wanted: DeskFilter, case: Case, today: date) -> dict[str, str]:
    """The numbers of the cases before and after this one in a list, empty at its ends. Three queries."""
    narrowed = _narrowed(user, wanted, today, workdays.calendar())
    cases = _filtered(_visible(user).filter(narrowed), wanted)
    back = cases.filter(_beyond(case.burns_on, case.pk, True)).order_by(F("burns_on").desc(nulls_first=True), "-id")
    on = cases.filter(_beyond(case.burns_on, case.pk, False)).order_by(F("burns_on").asc(nulls_last=True), "id")
    found = {"previous": back, "following": on}
    return {side: rows.values_list("number", flat=True).first() or "" for side, rows in found.items()}


def _visible(user):
    """What `visible_to` shows, of bodies named one by one: the indexes of the desk begin with the body. One query."""
    bodies = list(organisations_where(user, "view_cases").order_by().values_list("pk", flat=True))
    return Case.objects.exclude(state=CaseState.DRAFT).filter(organisation__in=bodies)


def _tab(key: str, label: str, counts: dict) -> dict:
    number = sum(counts.values()) if key == "" else None if key == CLOSED else counts.get(key, 0)
    return {"key": key, "label": label, "number": number}


def _row(case: Case, today: date, calendar) -> dict:
    lamp, left = lamp_of(case, today, calendar)
    step = TAB_LABELS.get(case.state) or case.get_state_display()
    if case.has_flow and (waiting := [task.step.name for task in case.tasks.all()]):
        step = f"{step}：{'、'.join(waiting)}"
    return {"case": case, "lamp": lamp, "left": left, "applicant": masked_applicant(case), "step": step}


def _narrowed(user, wanted: DeskFilter, today: date, calendar) -> Q:
    """Everything but the state and the number, together."""
    narrowed = Q()
    if wanted.whose:
        narrowed &= _whose(user, wanted.whose)
    if wanted.lamp:
        narrowed &= _burning(wanted.lamp, today, calendar)
    if wanted.channel:
        narrowed &= Q(channel=wanted.channel)
    if wanted.item:
        narrowed &= Q(version__item=wanted.item)
    if wanted.body:
        narrowed &= Q(organisation=wanted.body)
    if wanted.since:
        narrowed &= Q(received_at__gte=_midnight(wanted.since))
    if wanted.until:
        narrowed &= Q(received_at__lt=_midnight(wanted.until + timedelta(days=1)))
    return narrowed


def _whose(user, whose: str) -> Q:
    """Mine to handle, nobody's yet, or with a step that waits for a post that the person holds."""
    if whose == "steps":
        return Q(pk__in=CaseTask.objects.open().of_holder(user).order_by().values("case_id"))
    return Q(handler=user) if whose == "mine" else Q(handler__isnull=True)


def _burning(lamp: str, today: date, calendar) -> Q:
    """The lamp as `lamp_of` shows it, of open cases; a due day is always a working day."""
    soon = workdays.due(today, 1, calendar=calendar, provisional=True)
    days = {
        "red": Q(burns_on__lt=today),
        "yellow": Q(burns_on__gte=today, burns_on__lte=soon),
        "green": Q(burns_on__gt=soon),
        "paused": Q(burns_on__isnull=True),
    }
    return days[lamp] & Q(closed_at__isnull=True)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _filtered(cases, wanted: DeskFilter):
    if wanted.number:
        return cases.filter(number__startswith=wanted.number)
    if wanted.state == CLOSED:
        return cases.filter(state__in=FINAL_STATES)
    if wanted.state:
        return cases.filter(state=wanted.state, closed_at__isnull=True)
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
