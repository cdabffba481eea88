"""Ratings as the public, the rated bodies and those who review them see them; every share with its numbers."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Organisation, organisations_where
from approvals.enums import FINAL_STATES, TicketState
from approvals.models import Case, Hall, Ticket
from core.registers import KeyPage, key_page
from core.workdays import add_months

from ..enums import NEGATIVE, MendingState
from ..models import Rating, Rectification, bodies_of
from ..workflow import MENDING

PAGE = 20
UNREAD = ("query_code", "applicant_document", "mobile", "form_data")
MONTHS = 12


@dataclass(frozen=True)
class Row:
    """One department or hall of a month. `rated` counts what stands; `withdrawn` what was taken out after an appeal."""

    body: Organisation | Hall
    served: int
    rated: int
    good: int
    negative: int
    withdrawn: int
    mended: int

    @property
    def rated_share(self) -> float | None:
        """Of what was served, in percent; None where nothing was."""
        return 100 * (self.rated + self.withdrawn) / self.served if self.served else None

    @property
    def good_share(self) -> float | None:
        """Of what was rated and stands, in percent; None where nothing was: silence is no praise."""
        return 100 * self.good / self.rated if self.rated else None


def span_of(month: date) -> tuple[datetime, datetime]:
    begin = timezone.make_aware(datetime.combine(month, time.min))
    return begin, timezone.make_aware(datetime.combine(add_months(month, 1), time.min))


def months(today: date) -> list[date]:
    """The last twelve months, the newest first."""
    first = today.replace(day=1)
    return [add_months(first, -n) for n in range(MONTHS)]


def month_of(text: str, today: date) -> date:
    """The month that an address names (2026-11); this month for anything else."""
    known = {f"{month:%Y-%m}": month for month in months(today)}
    return known.get(text, today.replace(day=1))


def _counts() -> dict:
    gone, has = Q(rating__rectification__state=MendingState.WITHDRAWN), Q(rating__isnull=False)
    stands = has & (Q(rating__rectification__isnull=True) | ~gone)
    return {
        "rated": Count("pk", filter=stands),
        "negative": Count("pk", filter=stands & Q(rating__satisfaction__in=NEGATIVE)),
        "withdrawn": Count("pk", filter=gone),
        "mended": Count("pk", filter=Q(rating__rectification__state=MendingState.CLOSED)),
    }


def departments(month: date) -> list[Row]:
    """Cases that ended in the month and how they were rated, by body. Two queries."""
    begin, end = span_of(month)
    rows = Case.objects.filter(closed_at__gte=begin, closed_at__lt=end, state__in=FINAL_STATES).order_by()
    counted = rows.values("organisation_id").annotate(served=Count("pk"), **_counts())
    return _rows(counted, "organisation_id", Organisation.objects.order_by("sort_key", "code"))


def halls(month: date) -> list[Row]:
    """Visits that ended in the month and how they were rated, by hall. Two queries."""
    begin, end = span_of(month)
    rows = Ticket.objects.filter(ended_at__gte=begin, ended_at__lt=end, state=TicketState.SERVED).order_by()
    counted = rows.values("group__hall_id").annotate(served=Count("pk"), **_counts())
    return _rows(counted, "group__hall_id", Hall.objects.order_by("organisation__sort_key", "code"))


def _rows(counted, key: str, bodies) -> list[Row]:
    by_body = {row[key]: row for row in counted}
    return [
        Row(body, row["served"], row["rated"], row["rated"] - row["negative"], row["negative"], row["withdrawn"],
            row["mended"])
        for body in bodies.filter(pk__in=by_body)
        if (row := by_body[body.pk])
    ]  # fmt: skip


def total(rows: list[Row]) -> Row | None:
    """All of them together; None where there is nothing."""
    if not rows:
        return None
    names = ("served", "rated", "good", "negative", "withdrawn", "mended")
    return Row(None, *(sum(getattr(row, name) for row in rows) for name in names))


def case_by_code(number: str, code: str) -> Case | None:
    """The case of a slip, when the code is its own."""
    rows = Case.objects.exclude(state="draft").select_related("organisation").filter(number__iexact=number.strip())
    found = rows.order_by("pk").first()
    right = secrets.compare_digest(
        (found.query_code if found else secrets.token_hex(4)).encode(), code.strip().upper().encode()
    )
    return found if found is not None and right else None


# --- the desk ------------------------------------------------------------------------------------------------------


def tasks(user, tab: str, today: date, *, after: str = "", before: str = "") -> tuple[list, str, KeyPage]:
    """A page of the tasks in sight, what burns first, with the counts of all tabs. Two queries."""
    S = MendingState
    by_tab = {
        "open": ("待联系、整改中", Q(state__in=[S.OPEN, S.CONTACTED])),
        "review": ("待核查、申诉中", Q(state__in=[S.REPLIED, S.APPEALED])),
        "late": ("已超期", Q(burns_on__lt=today)),
        "done": ("已办结", Q(state__in=[S.CLOSED, S.WITHDRAWN])),
    }
    rows = Rectification.objects.visible_to(user)
    counts = rows.aggregate(**{name: Count("pk", filter=condition) for name, (_, condition) in by_tab.items()})
    tab = tab if tab in by_tab else "open"
    rows = rows.filter(by_tab[tab][1]).select_related("organisation", "rating__case", "rating__ticket__group")
    rows = rows.defer(
        *(f"rating__case__{name}" for name in ("query_code", "applicant_document", "mobile", "form_data"))
    )
    order, newest = (("burns_on", "id"), False) if tab in ("open", "late") else (("id",), True)
    page = key_page(rows, order, after=after, before=before, newest_first=newest, size=PAGE)
    return [(name, label, counts[name]) for name, (label, _) in by_tab.items()], tab, page


def task(user, pk: int) -> Rectification | None:
    rows = Rectification.objects.visible_to(user).filter(pk=pk)
    return rows.select_related("organisation", "rating__case", "rating__ticket__group__hall", "judged_by").first()


def events_of(row: Rectification) -> list[dict]:
    return [
        {
            "at": move.at,
            "title": "收到差评" if move.move == "open" else MENDING[move.move].label,
            "who": move.actor_name,
            "note": "",
            "tone": "bad" if move.move in ("reject", "return") else "",
        }
        for move in row.moves.order_by("-id")
    ]


def sees_tasks(user) -> bool:
    return organisations_where(user, "handle_complaints", "review_ratings").exists()


def reviews(user) -> bool:
    return organisations_where(user, "review_ratings").exists()


def to_call(user, *, after: str = "", before: str = "") -> KeyPage:
    """Cases that ended and weren't rated, of bodies that the person reviews and doesn't belong to."""
    rated = Rating.objects.filter(case=OuterRef("pk"))
    rows = Case.objects.filter(
        ~Exists(rated),
        organisation__in=organisations_where(user, "review_ratings"),
        state__in=FINAL_STATES,
        closed_at__isnull=False,
    ).exclude(organisation__in=bodies_of(user))
    rows = rows.select_related("organisation").only(
        "number", "item_name", "closed_at", "organisation__short_name", "organisation__name"
    )
    return key_page(rows, ("id",), after=after, before=before, newest_first=True, size=PAGE)


def case_to_call(user, number: str) -> Case | None:
    rows = Case.objects.filter(
        number=number, organisation__in=organisations_where(user, "review_ratings"), state__in=FINAL_STATES
    ).exclude(organisation__in=bodies_of(user))
    return rows.select_related("organisation").order_by("pk").first()
