"""The one writer of the clocks' projection, and what keeps it true when the calendar changes."""

from datetime import date

import structlog
from django.db import transaction
from django.utils import timezone

from core import workdays

from ..models import Case, CaseMove, CaseTask
from ..queries import projection

log = structlog.get_logger(__name__)

DUE_FIELDS = ("notice_due", "promise_due", "legal_due", "delivery_due", "burns_on", "provisional")


PROJECTED = (*DUE_FIELDS, "watch_on")


def project_clocks(case: Case) -> Case:
    """Compute the clocks from the rows and write their due dates; supervision looks at the case from now on."""
    found = _projected(case)
    case.save(update_fields=PROJECTED)
    for task, due in found.steps:
        CaseTask.objects.filter(pk=task).exclude(due=due).update(due=due)
    return case


def set_clocks(case: Case) -> tuple[str, ...]:
    """The same of a case without steps, and without writing: returns the names of the fields to write."""
    _projected(case)
    return PROJECTED


def _projected(case: Case):
    found = projection(case)
    for name in DUE_FIELDS:
        setattr(case, name, getattr(found, name))
    case.watch_on = found.watch_from
    return found


def recompute_clocks() -> int:
    """Compute the clocks of every open case anew, after the calendar has changed; returns how many changed."""
    return _compare("recompute_clocks")


def compare_clocks() -> int:
    """The nightly check that the projection is what the rows say; a difference is mended, logged and counted."""
    return _compare("compare_clocks")


def _compare(move: str) -> int:
    calendar = workdays.calendar()
    changed = 0
    for pk in Case.objects.open().order_by("pk").values_list("pk", flat=True).iterator():
        try:
            changed += _recompute(pk, move, calendar)
        except Exception:  # one case that can't be computed must not end the check of all others
            log.exception("recompute_failed", case=pk)
    return changed


@transaction.atomic
def _recompute(pk: int, move: str, calendar) -> bool:
    case = Case.objects.select_for_update(of=("self",)).with_clock_rows().get(pk=pk)
    if case.is_final:
        return False
    found = projection(case, calendar)
    before = {name: _plain(getattr(case, name)) for name in DUE_FIELDS}
    after = {name: _plain(getattr(found, name)) for name in DUE_FIELDS}
    if before == after:
        return False
    project_clocks(case)
    CaseMove.objects.create(
        subject=case,
        at=timezone.now(),
        move=move,
        source=case.state,
        target=case.state,
        actor_name="系统",
        note="工作日日历变更，期限重新计算" if move == "recompute_clocks" else "核对期限时发现不一致，已按记录改正",
        facts={"before": before, "after": after},
    )
    if move == "compare_clocks":
        log.warning("clock_differed", case=case.number, before=before, after=after)
    return True


def _plain(value):
    return value.isoformat() if isinstance(value, date) else value
