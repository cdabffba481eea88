"""What a counter may receive, what it received, and where its papers are."""

from datetime import date

from django.db.models import Q

from accounts.models import organisations_where
from core import workdays
from powerlist.models import ServiceItemVersion

from ..enums import CaseState, DeliveryWay
from ..models import Case, Counter, HandoverSlip, Intake, Residency
from .pages import lamp_of, masked_applicant, turn_of

FOUND = 30
PAGE = 25
HEAVY = ("case__form_data", "case__applicant_document", "case__mobile", "case__query_code")


def counters_of(user):
    """The counters at which this person may sit."""
    rows = Counter.objects.filter(active=True, hall__organisation__in=organisations_where(user, "receive_cases"))
    return rows.select_related("hall__organisation", "group").order_by(
        "hall__organisation__sort_key", "hall_id", "number"
    )


def items_at(counter: Counter, user, today: date):
    """The guides in force whose applications this counter receives.

    What is registered at it (进驻) and its own body's; a 综合窗口 receives all that is registered in its hall and all
    of the bodies for which its clerk receives.
    """
    own = Q(item__organisation=counter.hall.organisation_id)
    if counter.comprehensive:
        resident = Residency.objects.current(today).filter(counter__hall=counter.hall_id)
        own |= Q(item__organisation__in=organisations_where(user, "receive_cases"))
    else:
        resident = Residency.objects.current(today).filter(counter=counter)
    rows = ServiceItemVersion.objects.in_force(today).filter(by_application=True)
    return rows.filter(own | Q(item__in=resident.values("item"))).select_related("item__organisation")


def find_items(counter: Counter, user, words: str, today: date) -> list[ServiceItemVersion]:
    """The first of them whose name or code holds every word."""
    rows = items_at(counter, user, today)
    for word in words.split()[:5]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(everyday_name__icontains=word)
            | Q(item__code__icontains=word)
            | Q(item__organisation__short_name__icontains=word)
        )
    return list(rows.order_by("name", "id")[:FOUND])


def intakes_page(user, *, number: str = "", before: int | None = None, today: date) -> dict:
    """What this person's counters received, the newest first, paged by key."""
    rows = Intake.objects.visible_to(user).select_related("case__organisation", "organisation", "counter", "slip")
    rows = rows.defer(*HEAVY).order_by("-id")
    if number:
        rows = rows.filter(case__number__startswith=number)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    calendar = workdays.calendar()
    lines = [intake_line(row, today, calendar) for row in found[:PAGE]]
    return {"rows": lines, "following": found[PAGE - 1].pk if len(found) > PAGE else ""}


def intake_line(row: Intake, today: date, calendar) -> dict:
    lamp, left = lamp_of(row.case, today, calendar)
    return {
        "intake": row,
        "case": row.case,
        "applicant": masked_applicant(row.case),
        "lamp": lamp,
        "left": left,
        "turn": turn_of(row.case, today, calendar),
    }


def to_hand_on(user, today: date) -> list[dict]:
    """The papers that wait at this person's counters, by the department that is to fetch them; late ones first."""
    rows = Intake.objects.visible_to(user).waiting().select_related("case__organisation", "organisation", "clerk")
    groups: dict[tuple, dict] = {}
    for row in rows.defer(*HEAVY).order_by("due_on", "id")[:500]:
        key = (row.organisation_id, row.case.organisation_id)
        group = groups.setdefault(
            key, {"sender": row.organisation, "receiver": row.case.organisation, "rows": [], "late": 0}
        )
        late = row.due_on < today
        group["rows"].append({"intake": row, "applicant": masked_applicant(row.case), "late": late})
        group["late"] += late
    return list(groups.values())


def slips_of(user):
    """The slips that this person's bodies handed on or are to take over."""
    bodies = organisations_where(user, "receive_cases", "handle_cases")
    rows = HandoverSlip.objects.filter(Q(sender__in=bodies) | Q(receiver__in=bodies))
    return rows.select_related("sender", "receiver", "made_by", "taken_by")


def to_hand_out(user) -> list[Case]:
    """Papers that are made and wait to be fetched at a counter of this person."""
    bodies = organisations_where(user, "receive_cases")
    rows = Case.objects.filter(organisation__in=bodies, state=CaseState.MADE).select_related("organisation")
    rows = rows.exclude(delivery_way=DeliveryWay.COURIER)
    rows = rows.defer("form_data", "applicant_document", "mobile", "query_code").order_by("decided_at", "id")[:100]
    return [{"case": case, "applicant": masked_applicant(case)} for case in rows]


def counters_public(hall, today: date) -> list[dict]:
    """The counters of a hall with the items that the public may read, in two queries; staff by name alone."""
    public = ServiceItemVersion.objects.open_to_public(today)
    names = dict(public.filter(item__residencies__counter__hall=hall).values_list("item_id", "name"))
    rows: dict[int, dict] = {}
    for counter in hall.counters.filter(active=True).order_by("number", "id"):
        rows[counter.pk] = {"counter": counter, "items": []}
    found = Residency.objects.current(today).filter(counter__hall=hall, item__in=names)
    for row in found.select_related("item__organisation", "first", "second").order_by("item__code", "id"):
        people = "、".join(person.name for person in (row.first, row.second) if person)
        rows[row.counter_id]["items"].append({"residency": row, "name": names[row.item_id], "people": people})
    return list(rows.values())
