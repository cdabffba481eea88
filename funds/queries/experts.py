"""Who may sit, who sits, what is still missing. Nothing here reads a score before all are in."""

from django.db.models import Count, Q

from ..enums import ApplicationState, CallState, SeatState
from ..models import Application, Expert, Score, Seat

SITTING = (SeatState.DRAWN, SeatState.DONE)
OPENED = (CallState.RANKED, CallState.NOTICE, CallState.DECIDED)  # states in which scores can be read
OUT = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)


def sitting(call):
    return Seat.objects.filter(call=call, state__in=SITTING)


def judged(call):
    """The projects that the panel judges; all that were ranked once the ranking is made."""
    state = Q(state=ApplicationState.PASSED) if call.state not in OPENED else Q(rank__isnull=False)
    return Application.objects.filter(state, call=call)


def barred(call) -> dict[int, str]:
    """Experts of the register who may not be drawn for a call, by their number, with the reason in words."""
    rows = Application.objects.filter(call=call).exclude(state__in=OUT).select_related("project")
    projects = [row.project for row in rows]
    owners = {project.owner_id for project in projects}
    units = {project.organisation_id for project in projects} - {None}
    names = {_plain(project.applicant_name) for project in projects}
    contacts = {_plain(project.contact_name) for project in projects} - {""}
    department = call.entry.organisation
    own = {_plain(department.name), _plain(department.short_name)}
    found = {}
    for expert in Expert.objects.filter(active=True):
        employer = _plain(expert.employer)
        if expert.user_id is not None and expert.user_id in owners:
            found[expert.pk] = "本人申报了项目"
        elif _plain(expert.name) in contacts and employer in names:
            found[expert.pk] = "是申报项目的联系人"
        elif expert.organisation_id in units or employer in names:
            found[expert.pk] = "在申报单位工作"
        elif expert.organisation_id == department.pk or employer in own:
            found[expert.pk] = "在资金主管部门工作"
    return found


def missing_scores(call) -> int:
    """How many scores are not handed in yet."""
    seats = sitting(call).values_list("pk", flat=True)
    wanted = len(seats) * judged(call).count()
    recused = sitting(call).aggregate(n=Count("recusals"))["n"] or 0
    handed = Score.objects.filter(seat__in=seats, handed_in_at__isnull=False).count()
    return max(wanted - recused - handed, 0)


def scores_of(call) -> list[Score]:
    """All scores of a call, for those who may see the call; none before the ranking is made, whoever asks."""
    if call.state not in OPENED:
        return []
    rows = Score.objects.filter(seat__call=call, seat__state__in=SITTING, handed_in_at__isnull=False)
    return list(rows.select_related("seat__expert", "application").order_by("application_id", "seat_id"))


def seats_of(user):
    """The seats of an expert's own desk."""
    if user is None or not user.is_authenticated or not user.is_active:
        return Seat.objects.none()
    return Seat.objects.filter(expert__user=user).select_related("call__entry__organisation", "expert")


def _plain(text: str) -> str:
    return "".join((text or "").split())
