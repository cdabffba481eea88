"""What the pages of supervision show. Every read starts from what the person may see."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Avg, Count, Q, QuerySet
from django.utils import timezone

from accounts.models import Organisation, organisations_where
from approvals.enums import FINAL_STATES, CaseState
from approvals.models import Case as CaseRow
from core import workdays
from core.masking import mask_name

from ..enums import NEGATIVE, Level, MendingState, Satisfaction
from ..models import Alert, Rating

PAGE = 20
BURNING = 8
PERIODS = {"30": "近30天", "year": "今年以来", "all": "全部"}
UNREAD = ("query_code", "applicant_document", "mobile", "form_data")


@dataclass(frozen=True)
class Page:
    """Rows by key: `before` and `after` are the keys of the pages beside this one, None where there is none."""

    rows: list
    before: int | None
    after: int | None
    is_first: bool


def page_of(rows: QuerySet, *, after: int | None = None, before: int | None = None, size: int = PAGE) -> Page:
    """A page of rows in the order of -id: those behind the key `after`, or those in front of the key `before`."""
    if before is not None:
        found = list(rows.filter(id__gt=before).order_by("id")[: size + 1])
        more, shown = len(found) > size, found[:size][::-1]
        return Page(shown, shown[0].pk if more else None, shown[-1].pk if shown else None, not more)
    if after is not None:
        rows = rows.filter(id__lt=after)
    found = list(rows.order_by("-id")[: size + 1])
    shown = found[:size]
    first = after is None
    return Page(shown, None if first or not shown else shown[0].pk, shown[-1].pk if len(found) > size else None, first)


def since(period: str, today: date) -> datetime | None:
    """The first moment of a period of PERIODS; None for all."""
    day = {"30": today - timedelta(days=29), "year": date(today.year, 1, 1)}.get(period)
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def alerts_of(user, *, period: str, today: date, level: str = "", organisation: str = "") -> QuerySet[Alert]:
    """The alerts in sight of the person, narrowed by the filters of the page."""
    rows = Alert.objects.visible_to(user)
    if begin := since(period, today):
        rows = rows.filter(given_at__gte=begin)
    if level:
        rows = rows.filter(level=level)
    if organisation:
        rows = rows.filter(organisation__code=organisation)
    return rows


@dataclass(frozen=True)
class Bar:
    """Cards of one body: widths are shares of the longest bar, in units of the drawing (0 to 240)."""

    organisation: Organisation
    yellow: int
    red: int
    yellow_width: float
    red_width: float
    y: int

    @property
    def text_x(self) -> float:
        return self.yellow_width + self.red_width + 8


@dataclass(frozen=True)
class Tally:
    """The alerts of a period, counted once for chart, figures and filters."""

    levels: dict[str, int]
    bodies: list[tuple[Organisation, int]]
    bars: list[Bar]
    without: int

    @property
    def height(self) -> int:
        return 46 * len(self.bars)


def tally(user, *, period: str, today: date) -> Tally:
    """Alerts by body and level. Two queries, whatever the number of rows."""
    counts: dict[int, Counter] = defaultdict(Counter)
    rows = alerts_of(user, period=period, today=today).order_by().values_list("organisation_id", "level")
    for body, level, number in rows.annotate(number=Count("id")):
        counts[body][level] = number
    seen = list(organisations_where(user, "supervise").order_by("sort_key", "code"))
    with_cards = [body for body in seen if counts[body.pk][Level.YELLOW] + counts[body.pk][Level.RED]]
    with_cards.sort(key=lambda body: (-counts[body.pk][Level.RED], -counts[body.pk][Level.YELLOW], body.sort_key))
    top = max((counts[b.pk][Level.YELLOW] + counts[b.pk][Level.RED] for b in with_cards), default=1)
    bars = [
        Bar(
            body,
            counts[body.pk][Level.YELLOW],
            counts[body.pk][Level.RED],
            round(240 * counts[body.pk][Level.YELLOW] / top, 1),
            round(240 * counts[body.pk][Level.RED] / top, 1),
            46 * number,
        )
        for number, body in enumerate(with_cards)
    ]
    return Tally(
        levels={level: sum(count[level] for count in counts.values()) for level in Level.values},
        bodies=[(body, counts[body.pk].total()) for body in seen if counts[body.pk].total()],
        bars=bars,
        without=len(seen) - len(bars),
    )


def cases_of(user) -> QuerySet[CaseRow]:
    """The cases over whose bodies the person has supervision, without their personal data."""
    return (
        CaseRow.objects.exclude(state=CaseState.DRAFT)
        .filter(organisation__in=organisations_where(user, "supervise"))
        .defer(*UNREAD)
    )


def figures(user, *, today: date) -> dict[str, int]:
    """Open cases, those whose nearest limit ends today, and those past it."""
    running = cases_of(user).filter(closed_at__isnull=True).order_by()
    return running.aggregate(
        open=Count("id"),
        due_today=Count("id", filter=Q(burns_on=today)),
        late=Count("id", filter=Q(burns_on__lt=today)),
    )


def burning(user, *, today: date) -> list[tuple[CaseRow, int]]:
    """The open cases whose limit is the nearest, with the working days left (negative when passed)."""
    rows = (
        cases_of(user)
        .filter(closed_at__isnull=True, burns_on__isnull=False)
        .select_related("organisation", "handler")
        .order_by("burns_on", "id")[:BURNING]
    )
    calendar = workdays.calendar()
    return [(row, workdays.remaining(today, row.burns_on, calendar=calendar, provisional=True)) for row in rows]


@dataclass(frozen=True)
class Cell:
    """One day of a count as the page shows it; `tone` is due, late or empty."""

    date: date
    counted: bool
    why: str
    tone: str


def cells(alert: Alert) -> tuple[range, list[Cell]]:
    """The stored count of an alert, and how many empty cells stand before its first day in a week."""
    found = []
    for day in alert.days:
        on = date.fromisoformat(day["date"])
        tone = "due" if on == alert.due else "late" if on > alert.due and day["counted"] else ""
        found.append(Cell(on, day["counted"], day["why"], tone))
    return range(found[0].date.weekday()) if found else range(0), found


def applicant_of(case: CaseRow) -> str:
    """The applicant as supervisors see it: a body in full, a person masked."""
    return mask_name(case.applicant_name) if case.is_person else case.applicant_name


@dataclass(frozen=True)
class Standing:
    """The ratings of one body among its finished cases. Cases without a rating count as not rated, never as good.

    `rated`, `good` and `negative` are what stands; `withdrawn` was taken out after an appeal and counts as rated in the
    share that rated.
    """

    organisation: Organisation
    finished: int
    rated: int
    good: int
    negative: int
    withdrawn: int
    mean: float | None

    @property
    def rated_share(self) -> float | None:
        return 100 * (self.rated + self.withdrawn) / self.finished if self.finished else None

    @property
    def good_share(self) -> float | None:
        return 100 * self.good / self.rated if self.rated else None


def standings(user, *, period: str, today: date) -> list[Standing]:
    """By body: finished cases of the period, how many were rated, and how."""
    rows = cases_of(user).filter(state__in=FINAL_STATES)
    if begin := since(period, today):
        rows = rows.filter(closed_at__gte=begin)
    gone = Q(rating__rectification__state=MendingState.WITHDRAWN)
    stands = Q(rating__isnull=False) & (Q(rating__rectification__isnull=True) | ~gone)
    good = stands & Q(rating__satisfaction__in=[s for s in Satisfaction.values if s not in NEGATIVE])
    counted = {
        row["organisation_id"]: row
        for row in rows.order_by()
        .values("organisation_id")
        .annotate(
            finished=Count("id"),
            rated=Count("rating", filter=stands),
            good=Count("rating", filter=good),
            withdrawn=Count("rating", filter=gone),
            mean=Avg("rating__satisfaction", filter=stands),
        )
    }
    bodies = Organisation.objects.filter(pk__in=counted).order_by("sort_key", "code")
    return [
        Standing(
            body,
            row["finished"],
            row["rated"],
            row["good"],
            row["rated"] - row["good"],
            row["withdrawn"],
            row["mean"],
        )
        for body in bodies
        if (row := counted[body.pk])
    ]


def negative_ratings(user) -> QuerySet[Rating]:
    """差评 in sight of the person, the newest first; the rater stays unnamed (GB/T 39734-2020 4.1)."""
    return (
        Rating.objects.visible_to(user)
        .negative()
        .select_related("case", "organisation", "ticket__group", "rectification")
        .only(
            *("satisfaction", "comment", "rated_at", "case__number", "case__item_name", "case__closed_at"),
            *("ticket__serial", "ticket__group__letter", "rectification__state"),
            *("organisation__short_name", "organisation__name"),
        )
        .order_by("-id")
    )


def alerts_for_staff(user, *, level: str = "") -> QuerySet[Alert]:
    """The alerts on the cases of the bodies where a clerk views cases, the newest first."""
    rows = Alert.objects.of_staff(user).for_list()
    return rows.filter(level=level) if level else rows
