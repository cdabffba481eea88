"""A person's matters in words: where each stands, whose turn it is, and by when."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Subquery

from accounts.models import Message, User
from approvals.enums import CaseState
from approvals.models import Case, CaseMove
from approvals.queries import Turn, step_line_of, turn_of
from core import workdays
from licences.models import Licence
from supervision.models import Rating

PAGE = 20
LETTERS = 8
UNREAD = ("query_code", "form_data", "applicant_document", "mobile")  # encrypted, and not shown on a list
MINE = (CaseState.DRAFT, CaseState.CORRECTING)
RATED = (CaseState.DELIVERED, CaseState.REFUSED, CaseState.NOT_ACCEPTED, CaseState.NOT_NEEDED)


@dataclass(frozen=True)
class Matter:
    """One case as its applicant sees it: where it stands, and whose turn it is until when."""

    case: Case
    steps: list[dict]
    turn: Turn
    may_rate: bool
    handed: list[dict]


def matter(
    case: Case,
    today: date,
    *,
    rated: bool = True,
    calendar: workdays.Calendar | None = None,
    handed: list[dict] | None = None,
) -> Matter:
    """Put a case into words. A page with many of them reads the calendar once and hands it in."""
    turn = turn_of(case, today, calendar or workdays.calendar())
    return Matter(
        case=case,
        steps=step_line_of(case),
        turn=turn,
        may_rate=case.state in RATED and not rated,
        handed=handed or [],
    )


def handovers_of(case: Case) -> list[dict]:
    """When and by which document another body took the case over (机构改革), the newest first. One query."""
    return [
        {"at": move.at, "note": move.note}
        for move in CaseMove.objects.filter(subject=case, move="change_body").order_by("-id")
    ]


def counts_of(user) -> tuple[int, int]:
    """(matters that wait for this person, unread messages), for the head of every page. One query."""
    cases = Case.objects.of_applicant(user).filter(state__in=MINE).order_by().values("applicant")
    letters = Message.objects.of(user).unread().order_by().values("recipient")
    found = User.objects.filter(pk=user.pk).annotate(
        waiting=Subquery(cases.annotate(n=Count("pk")).values("n")),
        unread=Subquery(letters.annotate(n=Count("pk")).values("n")),
    )
    waiting, unread = found.values_list("waiting", "unread").get()
    return waiting or 0, unread or 0


def my_matters(user, today: date, *, before: int | None = None) -> dict:
    """Everything of a person on one page: a fixed number of queries, whatever the number of cases."""
    cases = Case.objects.of_applicant(user).select_related("organisation", "result").defer(*UNREAD)
    calendar = workdays.calendar()
    waiting = list(cases.filter(state__in=MINE).order_by("-id")[:PAGE])
    others = cases.exclude(state__in=MINE)
    if before is not None:
        others = others.filter(id__lt=before)
    rows = list(others.order_by("-id")[: PAGE + 1])
    rated = set(Rating.objects.filter(case__in=[case.pk for case in rows]).values_list("case_id", flat=True))
    content = {
        "waiting": [matter(case, today, calendar=calendar) for case in waiting],
        "matters": [matter(case, today, rated=case.pk in rated, calendar=calendar) for case in rows[:PAGE]],
        "following": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "licences": list(
            Licence.objects.held_by(user).select_related("type", "organisation").order_by("-issued_on", "-id")[:PAGE]
        ),
        "letters": list(Message.objects.of(user).order_by("-id")[:LETTERS]),
    }
    content["unread"] = any(letter.read_at is None for letter in content["letters"])
    return content
