"""What every act on a case has in common: fire, project the clocks, tell the applicant, render the paper."""

from collections.abc import Callable
from datetime import datetime

from celery import current_app
from django.db import transaction

from accounts.models import own_posts_only, stood_for
from licences.actions import close_application
from powerlist.queries.frozen import guide, steps_of_review

from ..kinds import PAPER_OF
from ..models import Case, CaseMove
from ..notices import tell
from ..workflow import CASE
from .clocks import project_clocks, set_clocks
from .following import ACCEPTED, follow_flow


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
    """Lock the row and make the move on it: see `act_on`."""
    return act_on(locked(case), move, actor=actor, at=at, note=note, keep=keep, **facts)


def act_on(
    row: Case,
    move: str,
    *,
    actor,
    at: datetime,
    note: str = "",
    keep: Callable[[Case], object] | None = None,
    besides: tuple[str, ...] = (),
    **facts,
) -> tuple[Case, CaseMove]:
    """Make the move on a row that `locked` gave in this transaction: log row, clocks, message; the paper after commit.

    `keep(row)` writes the rows that belong to the act, before the clocks are computed from them. `besides` names
    fields that the caller has set on the row, to be written with it and not logged.
    """
    plain = keep is None and not _has_steps(row, move)
    if (absent := _in_place_of(actor, row, move)) is not None:
        facts["stands_for"] = absent

    def also(held: Case) -> tuple[str, ...]:
        return (*besides, *set_clocks(held)) if plain else besides

    row, entry = CASE.fire(row, move, actor=actor, at=at, note=note, held=True, also=also, **facts)
    if keep is not None:
        keep(row)
        row = locked(row)
    if not plain:
        follow_flow(row, entry)
    if row.concerns_id is not None and row.is_final and not row.is_granted:
        close_application(case_number=row.number, reason=row.get_state_display(), at=at)
    if not plain:
        project_clocks(row)
    tell(row, entry)
    if move in PAPER_OF:
        after_commit("approvals.make_paper", entry.pk)
    return row, entry


def _in_place_of(actor, case: Case, move: str) -> str | None:
    """For whom the actor makes this act, when no post of the actor's own allows it: the mark 代 in the log."""
    names = stood_for(actor)
    if not names:
        return None
    with own_posts_only():
        return None if CASE[move].allowed(actor, case) else "、".join(names)


def _has_steps(case: Case, move: str) -> bool:
    """Whether the case has steps, or gets those of its guide by this act."""
    return case.has_flow or (move in ACCEPTED and bool(steps_of_review(case.version)))


def after_commit(task: str, *args) -> None:
    """Send a task when the transaction is safe. When the broker is away, the periodic `finish` does the work later."""
    transaction.on_commit(lambda: _send(task, args), robust=True)


def _send(task: str, args: tuple) -> None:
    current_app.signature(task, args=args).apply_async(retry=False)


def locked(case: Case) -> Case:
    """The row as it is now with what its clocks are computed from, held until the transaction ends."""
    row = Case.objects.select_for_update(of=("self",)).for_act().get(pk=case.pk)
    row.version = guide(row.version_id)
    none = {"procedures": row.has_procedures, "recusals": row.has_recusals}
    row._prefetched_objects_cache = {name: getattr(row, name).none() for name, has in none.items() if not has}
    return row
