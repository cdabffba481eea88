"""What a case page says of review: who may be named, what was asked, inspected and heard, and what moved a limit."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.models import Organisation, OrganisationGroupPermission
from core import workdays
from core.workdays import Calendar, Day
from powerlist.enums import StepKind

from ..models import Case, CaseFile, CaseTask, Consultation, current
from ..models.examination import ASK_DAYS, HOLD_DAYS, NOTICE_DAYS
from ..permissions import tasks_of
from .counting import Clock, due_of
from .flows import tasks_of_case

NAMED = ("handle_cases", "decide_cases", "receive_cases")  # who of a body may be named in an act of review
PAUSED = "暂停"  # core.workdays says it of a day that a span takes out


@dataclass(frozen=True)
class Colleague:
    """A person who holds a post of cases at the body: `permissions` are those of NAMED."""

    pk: int
    name: str
    post: str
    permissions: frozenset[str]

    def __str__(self):
        return f"{self.name}（{self.post}）"


class ActRows:
    """The rows that the forms of a case offer; each is asked for once, and only by a form that needs it."""

    def __init__(self, case: Case, user=None):
        self.case, self.user = case, user

    @cached_property
    def tasks(self) -> list[CaseTask]:
        """The steps of the case, every round. One query; none for a case without steps."""
        return tasks_of_case(self.case)

    @cached_property
    def own_steps(self) -> list[CaseTask]:
        """The open steps of the review that are the reader's to do."""
        if not any(task.is_open for task in self.tasks):
            return []
        mine = set(tasks_of(self.user, self.case).exclude(step__kind=StepKind.APPROVAL).values_list("pk", flat=True))
        return [task for task in self.tasks if task.is_open and task.pk in mine]

    @property
    def done_steps(self) -> list[CaseTask]:
        """The steps of the review that were done, which may be sent back."""
        last = (task for task in current(self.tasks) if task.done_at is not None and not task.is_skipped)
        return [task for task in last if task.step.kind not in (StepKind.APPROVAL, StepKind.MAKING)]

    @property
    def review_waits(self) -> bool:
        """Whether a step of the review isn't done, so that nothing goes to the decision yet."""
        waiting = (task for task in current(self.tasks) if task.done_at is None)
        return any(task.step.kind not in (StepKind.APPROVAL, StepKind.MAKING) for task in waiting)

    @cached_property
    def staff(self) -> list[Colleague]:
        """Who works on cases at the body today, but those who must keep away. One query (and `case.recused`)."""
        return [person for person in colleagues(self.case.organisation) if person.pk not in self.case.recused]

    @cached_property
    def bodies(self) -> list[Organisation]:
        """Every body that stands today but the case's own. One query."""
        today = timezone.localdate()
        standing = Organisation.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today), parent__isnull=False)
        return list(standing.exclude(pk=self.case.organisation_id))

    @cached_property
    def consultations(self) -> list[Consultation]:
        """What was asked of other bodies, in the order of asking. One query."""
        return list(self.case.consultations.select_related("organisation", "asked_by", "answered_by"))

    @cached_property
    def files(self) -> list[CaseFile]:
        """What was handed in and may be shown to a body that is asked. One query, none where a page has set it."""
        return list(self.case.files.uploads().order_by("id"))

    @property
    def asked(self) -> list[Consultation]:
        """Asked and still without an answer."""
        return [row for row in self.consultations if row.answered_at is None and row.withdrawn_at is None]


def colleagues(organisation: Organisation) -> list[Colleague]:
    """Who may be named in an act of review at a body, by name. One query."""
    today = timezone.localdate()
    granted = OrganisationGroupPermission.objects.filter(
        Q(group__post__holdings__valid_to__isnull=True) | Q(group__post__holdings__valid_to__gt=today),
        group__post__holdings__valid_from__lte=today,
        group__post__holdings__user__is_active=True,
        group__post__organisation=organisation,
        content_object__in=[pk for pk in (organisation.pk, organisation.parent_id) if pk],
        permission__codename__in=NAMED,
    ).values_list(
        "group__post__holdings__user_id", "group__post__holdings__user__name", "group__post__name",
        "permission__codename",
    )  # fmt: skip
    people: dict[int, tuple[str, str, set[str]]] = {}
    for pk, name, post, permission in granted:
        people.setdefault(pk, (name, post, set()))[2].add(permission)
    found = [Colleague(pk, name, post, frozenset(held)) for pk, (name, post, held) in people.items()]
    return sorted(found, key=lambda person: (person.name, person.pk))


def review_of(rows: ActRows, found: list[Clock], today: date, calendar: Calendar) -> dict:
    """The panels of review: opinions, inspections, hearing, who keeps away, procedures and extension.

    Two queries for a case that came with its recusals and its hearing.
    """
    case = rows.case
    hearing = getattr(case, "hearing", None)
    return {
        "opinions": [_opinion(row, today) for row in rows.consultations],
        "inspections": list(case.inspections.select_related("first", "second")) if case.accepted_at else [],
        "recusals": list(case.recusals.all()),
        "hearing": hearing,
        "hearing_days": _hearing_days(hearing, calendar) if hearing else {},
        "procedures": [_procedure(clock, row, today, calendar) for clock, row in _special(case, found)],
        "extension": getattr(case, "extension", None),
    }


def _opinion(row: Consultation, today: date) -> dict:
    """How an opinion stands, in a word and a tone; silence is said as silence."""
    word, tone = "等待答复", "info"
    if row.answered_at is not None:
        late = timezone.localdate(row.answered_at) > row.due_on
        word, tone = ("同意", "success") if row.agrees else ("不同意", "error")
        return {"row": row, "word": word, "tone": tone, "late": "逾期答复" if late else ""}
    if row.withdrawn_at is not None:
        word, tone = "已收回", "neutral"
    elif row.is_late(today):
        word, tone = "逾期未答复，不视为同意", "warning"
    return {"row": row, "word": word, "tone": tone, "late": ""}


def _hearing_days(hearing, calendar: Calendar) -> dict[str, date | None]:
    """The last days that the law gives: to ask, to hold, and to tell time and place (许可法 47, 48)."""
    options = {"calendar": calendar, "provisional": True}
    ask = workdays.due(timezone.localdate(hearing.told_at), ASK_DAYS, **options)
    asked = hearing.asked_at and timezone.localdate(hearing.asked_at)
    hold = workdays.due(asked, HOLD_DAYS, **options) if asked else None
    notify = hold - timedelta(days=NOTICE_DAYS) if hold else None
    return {"ask": ask, "hold": hold, "notify": notify}


def _special(case: Case, found: list[Clock]) -> list[tuple]:
    procedures = list(case.procedures.all())
    specials = [clock for clock in found if clock.kind == "special"]
    return list(zip(specials, procedures, strict=True))


def _procedure(clock: Clock, row, today: date, calendar: Calendar) -> dict:
    """A special procedure and what it does to the limit: days not counted, and those beyond what was told."""
    end = row.ended_on or today
    return {
        "row": row,
        "told_until": clock.due,
        "free_until": min(end, clock.due) if row.ended_on else clock.due,
        "over": workdays.remaining(clock.due, end, calendar=calendar, provisional=True) if end > clock.due else 0,
    }


def moved(case: Case, clock: Clock, calendar: Calendar) -> list[tuple[str, date]]:
    """How the due day came about, act by act, as (words, day); empty when nothing moved it."""
    if not clock.excluded and not clock.extended:
        return []
    steps = [("原定到期", due_of(clock, calendar))]
    if clock.excluded:
        names = "、".join(dict.fromkeys(row.get_kind_display() for row in case.procedures.all()))
        steps.append((f"{names}不计入期限", due_of(clock, calendar, excluded=True)))
    if clock.extended:
        steps.append(("批准延长", clock.due))
    return steps


def named_days(case: Case, clock: Clock) -> tuple[Day, ...]:
    """The count day by day, each day that a special procedure takes out bearing its name."""
    if not clock.excluded:
        return clock.days
    names = {span: row.get_kind_display() for span, row in zip(clock.excluded, _taking(case), strict=False)}

    def name(day: Day) -> Day:
        found = [words for (first, last), words in names.items() if first <= day.date <= last]
        return replace(day, why=f"{found[0]}期间") if found and day.why.startswith(PAUSED) else day

    return tuple(name(day) for day in clock.days)


def _taking(case: Case) -> list:
    """The procedures that take days out, in the order of the spans of a clock."""
    return [row for row in case.procedures.all() if row.ended_on is None or row.ended_on > row.began_on]


def not_counted(days: tuple[Day, ...]) -> str:
    """Why days weren't counted, in one line: 周六 2 天、清明节 1 天."""
    counts = Counter(day.why for day in days if not day.counted)
    return "、".join(f"{why} {number} 天" for why, number in counts.items())
