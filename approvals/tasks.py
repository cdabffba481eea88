"""Work in the background: papers and licences after commit, the clocks after a calendar change and every night."""

from datetime import timedelta

from celery import shared_task

from . import actions
from .actions import appointments, batches, exports, registers
from .models import Case, CaseMove


@shared_task(name="approvals.make_paper")
def make_paper(move_id: int) -> None:
    """Render the paper of one act."""
    actions.make_paper(move=CaseMove.objects.select_related("subject").get(pk=move_id))


@shared_task(name="approvals.issue_licence")
def issue_licence(case_id: int) -> None:
    """Issue and deliver the licence of one granted case."""
    actions.issue_licence(case=Case.objects.get(pk=case_id))


@shared_task(name="approvals.scan")
def scan(shelf: str, pk: int) -> None:
    """Look for viruses in one file that has just come in."""
    actions.scan(shelf=shelf, pk=pk)


@shared_task(name="approvals.scan_pending", expires=60)
def scan_pending() -> int:
    """Every minute: files that are still in quarantine."""
    return actions.scan_pending()


@shared_task(name="approvals.watch_pledges")
def watch_pledges() -> int:
    """Every morning: remind of what was promised and has not come in."""
    return actions.watch_pledges()


@shared_task(name="approvals.finish", expires=60)
def finish() -> dict[str, int]:
    """Every minute: what a worker that was killed left undone in the last week."""
    return actions.finish_pending(since=timedelta(days=7))


@shared_task(name="approvals.recompute_clocks")
def recompute_clocks() -> int:
    """After the calendar has changed: every open case anew."""
    return actions.recompute_clocks()


@shared_task(name="approvals.compare_clocks")
def compare_clocks() -> int:
    """Every night: the projection against the rows, and papers of any age that are missing."""
    actions.finish_pending()
    return actions.compare_clocks()


@shared_task(name="approvals.ask_treasury", expires=290)
def ask_treasury() -> int:
    """Every five minutes: what was paid."""
    return actions.ask_treasury()


@shared_task(name="approvals.track_shipments", expires=1700)
def track_shipments() -> dict[str, int]:
    """Every half hour: where the parcels are."""
    return actions.track_shipments()


@shared_task(name="approvals.watch_renewals")
def watch_renewals() -> dict[str, int]:
    """Just after midnight, before the licences that ended are closed: renewals that nobody decided in time."""
    return actions.watch_renewals()


@shared_task(name="approvals.archive")
def archive() -> int:
    """Every night: closed cases that are complete go into the archive."""
    return actions.archive_complete()


@shared_task(name="approvals.count_use")
def count_use() -> int:
    """Every night: how often each entry of the lists was used, for 三年未发生办件."""
    return actions.count_use()


@shared_task(name="approvals.keep_registers", expires=60)
def keep_registers() -> int:
    """Every minute: what was done on cases goes into the register of powers and the published results."""
    return registers.keep_registers()


@shared_task(name="approvals.make_export", acks_late=True, reject_on_worker_lost=True)
def make_export(pk: int) -> bool:
    """Write one export."""
    return exports.make_export(pk=pk)


@shared_task(name="approvals.run_batch", acks_late=True, reject_on_worker_lost=True)
def run_batch(pk: int) -> int:
    """Make one act on the cases of a batch."""
    return batches.run_batch(pk=pk)


@shared_task(name="approvals.tend_jobs", expires=60)
def tend_jobs() -> dict[str, int]:
    """Every minute: exports and batches whose worker died are taken up again; files past their week are deleted."""
    return {"batches": batches.tend_batches(), **exports.tend_exports()}


@shared_task(name="approvals.tend_drafts")
def tend_drafts() -> dict[str, int]:
    """Every morning: tell of drafts that end in two weeks, delete those whose time has passed."""
    return {"told": actions.tell_of_drafts(), "deleted": actions.delete_old_drafts()}


@shared_task(name="approvals.remind_counters")
def remind_counters() -> int:
    """Before the counters close: papers received today or earlier that have not been handed on."""
    return actions.remind_counters()


@shared_task(name="approvals.remind_opinions")
def remind_opinions() -> int:
    """Every morning: tell the bodies whose opinion is due tomorrow or overdue."""
    return len(actions.remind_opinions())


@shared_task(name="approvals.tend_appointments")
def tend_appointments() -> dict[str, int]:
    """Every morning: reminders for today and tomorrow, and who did not come."""
    return appointments.tend_appointments()
