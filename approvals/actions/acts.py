"""What every act on a case has in common: fire, project the clocks, tell the applicant, render the paper."""

from collections.abc import Callable
from datetime import datetime

from celery import current_app
from django.db import transaction

from licences.actions import close_application

from ..kinds import PAPER_OF
from ..models import Case, CaseMove
from ..notices import tell
from ..workflow import CASE
from .clocks import project_clocks
from .following import follow_flow


@transaction.atomic
def act(
    case: Case,
    move: str,
    *,
    actor,
    at: datetime,
    note: str = "",
    keep: Callable[[Case], object] | None = None,
    **facts,
) -> tuple[Case, CaseMove]:
    """Fire the move on the locked row, project its clocks, write the message; the paper is rendered after commit.

    `keep(row)` writes the rows that belong to the act, before the clocks are computed from them.
    """
    row, entry = CASE.fire(case, move, actor=actor, at=at, note=note, **facts)
    if keep is not None:
        keep(row)
        row = locked(row)
    follow_flow(row, entry)
    if row.concerns_id is not None and row.is_final and not row.is_granted:
        close_application(case_number=row.number, reason=row.get_state_display(), at=at)
    project_clocks(row)
    tell(row, entry)
    if move in PAPER_OF:
        after_commit("approvals.make_paper", entry.pk)
    return row, entry


def after_commit(task: str, *args) -> None:
    """Send a task when the transaction is safe. When the broker is away, the periodic `finish` does the work later."""
    transaction.on_commit(lambda: _send(task, args), robust=True)


def _send(task: str, args: tuple) -> None:
    current_app.signature(task, args=args).apply_async(retry=False)


def locked(case: Case) -> Case:
    """The row as it is now, held until the transaction ends."""
    return Case.objects.select_for_update(of=("self",)).with_clock_rows().get(pk=case.pk)
