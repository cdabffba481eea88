"""What time does to licences: reminders before the end, expiry, 视为准予延续, the end of a suspension.

Everything may run twice and does its work once. Days are the county's calendar days (自然日).
"""

from datetime import date, datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from core.models import Publication
from core.workflow import MoveRefused

from .. import notices
from ..adapters import DECIDED, in_hand
from ..enums import RUNNING, ActKind, ActState, LicenceState
from ..models import Licence, LicenceAct
from ..workflow import LICENCE, last_day_to_ask_renewal, open_act, timely
from .acts import _locked, _write_paper, renewed
from .issuing import PUBLICATION, archive, next_version, reprint

log = structlog.get_logger(__name__)

REMINDERS = (30, 60)  # calendar days before the end; the nearer first, so that nobody is told twice in a day


def watch_licences(*, at: datetime | None = None) -> dict[str, int]:
    """The work of a day: suspensions that end, licences that expire or are deemed renewed, reminders."""
    at = at or timezone.now()
    on = timezone.localdate(at)
    done = {"resumed": 0, "expired": 0, "deemed": 0, "reminded": 0}
    over = Licence.objects.filter(state=LicenceState.SUSPENDED, suspended_until__lt=on)
    for pk in list(over.order_by("pk").values_list("pk", flat=True)):
        done["resumed"] += _survives(end_suspension, pk, at)
    ended = Licence.objects.filter(state__in=RUNNING, valid_to__lt=on)
    for pk in list(ended.order_by("pk").values_list("pk", flat=True)):
        outcome = _survives(close_term, pk, at)
        if outcome:
            done[outcome] += 1
    for days in REMINDERS:
        done["reminded"] += remind(days=days, at=at)
    return done


def _survives(work, pk: int, at: datetime):
    """One licence that can't be worked on is logged and must not keep all those behind it waiting."""
    try:
        return work(pk=pk, at=at)
    except Exception:
        log.exception("licence_watch_failed", licence=pk)
        return 0


@transaction.atomic
def end_suspension(*, pk: int, at: datetime) -> int:
    """暂扣期满: the licence takes effect again by itself. 0 when somebody else was first."""
    row = Licence.objects.select_for_update(of=("self",)).get(pk=pk)
    try:
        LICENCE.fire(row, "end_suspension", actor=None, at=at, on=timezone.localdate(at), suspended_until=None)
    except MoveRefused:
        return 0
    Publication.objects.bump(PUBLICATION)
    return 1


@transaction.atomic
def close_term(*, pk: int, at: datetime) -> str:
    """The term is over: deemed renewed when asked for in time and undecided (许可法 50 ¶2), else expired."""
    row = Licence.objects.select_for_update(of=("self",)).select_related("type", "organisation").get(pk=pk)
    on = timezone.localdate(at)
    if row.state not in RUNNING or row.valid_to is None or row.valid_to >= on:
        return ""
    act = open_act(row)
    renewal = act is not None and act.kind == ActKind.RENEW
    standing = in_hand(act.case_number) if renewal else ""
    if standing == DECIDED or (standing and timely(row, act.applied_on)):
        return ""  # the case carries it out, or deems it
    if renewal and timely(row, act.applied_on):
        deem_renewed(act=act, at=at)
        return "deemed"
    LICENCE.fire(
        row, "expire", actor=None, at=at, on=on, ended_on=row.valid_to + timedelta(days=1), ground="not_renewed",
        suspended_until=None,
    )  # fmt: skip
    Publication.objects.bump(PUBLICATION)
    return "expired"


@transaction.atomic
def deem_renewed(*, act: LicenceAct, at: datetime) -> LicenceAct:
    """视为准予延续: the licence goes on for its next term, marked; the paper says so. Supervision reads the log row."""
    act = _locked(act)
    licence = act.licence
    on = timezone.localdate(at)
    started = licence.valid_to + timedelta(days=1)
    facts = renewed(licence) | {"deemed_on": started} | next_version(licence, at)
    archive(licence, at)
    row, _ = LICENCE.fire(licence, "deem_renewed", actor=None, at=at, act=act, on=on, **facts)
    reprint(row, actor=None, at=at)
    act.state, act.decided_at, act.licence = ActState.DEEMED, at, row
    _write_paper(act)
    act.save()
    Publication.objects.bump(PUBLICATION)
    if not in_hand(act.case_number):  # else the case tells
        notices.told(act)
    return act


def remind(*, days: int, at: datetime) -> int:
    """Tell the holders of licences that end within `days` calendar days; each licence once at 60 and once at 30."""
    on: date = timezone.localdate(at)
    rows = Licence.objects.filter(
        state=LicenceState.VALID, valid_to__gte=on, valid_to__lte=on + timedelta(days=days), type__renewable=True
    )
    asked = LicenceAct.objects.filter(licence=OuterRef("pk"), kind=ActKind.RENEW, state=ActState.PROPOSED)
    rows = rows.exclude(reminded__lte=days).exclude(Exists(asked))
    told = 0
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        told += _survives(lambda pk, at: _remind(pk, days, at), pk, at)
    return told


@transaction.atomic
def _remind(pk: int, days: int, at: datetime) -> int:
    row = Licence.objects.select_for_update(of=("self",)).select_related("type").get(pk=pk)
    if row.reminded is not None and row.reminded <= days:
        return 0
    row, _ = LICENCE.fire(row, "remind", actor=None, at=at, reminded=days)
    notices.ends_soon(row, days, max(last_day_to_ask_renewal(row), timezone.localdate(at)), at)
    return 1
