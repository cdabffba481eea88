"""Long and periodic work of the lists. A task that is delivered twice does its work once."""

from celery import shared_task

from .actions import (
    alerts,
    campaigns,
    contacts,
    editions,
    forget_calls,
    imports,
    loading,
    overlaps,
    publication,
    urging,
)
from .models import OverlapRun


@shared_task(acks_late=True, reject_on_worker_lost=True)
def read_import(job_id: int) -> None:
    imports.read_job(job_id=job_id)


@shared_task(acks_late=True, reject_on_worker_lost=True)
def apply_import(job_id: int) -> None:
    imports.apply_job(job_id=job_id)


@shared_task(acks_late=True, reject_on_worker_lost=True)
def read_catalogue(edition_id: int) -> None:
    loading.read_edition(edition_id=edition_id)


@shared_task(acks_late=True, reject_on_worker_lost=True)
def apply_catalogue(edition_id: int) -> None:
    loading.write_edition(edition_id=edition_id)


@shared_task
def resume_imports() -> None:
    """Every minute: imports and editions of catalogues whose worker died are sent again."""
    imports.resume_jobs()
    loading.resume_catalogues()


@shared_task(acks_late=True, reject_on_worker_lost=True)
def make_edition(edition_id: int) -> None:
    editions.make_edition(edition_id=edition_id)


@shared_task
def resume_editions() -> None:
    """Every minute: editions whose worker died are sent again."""
    editions.resume_editions()


@shared_task
def forget_api_calls() -> None:
    """Every night: the keys of creating requests older than a week go, and rosters kept to be taken back."""
    forget_calls()
    contacts.forget_rosters()


@shared_task
def watch_bases() -> None:
    """Every night: entries in force whose basis was repealed are remembered, so that they are urged."""
    alerts.reread_citations()
    alerts.watch_bases()


@shared_task(acks_late=True, reject_on_worker_lost=True)
def find_overlaps(run_id: int | None = None) -> None:
    """The search that a person asked for, or the one of the night."""
    run = OverlapRun.objects.get(pk=run_id) if run_id else overlaps.ask_for_overlaps()
    overlaps.find_overlaps(run=run)


@shared_task
def count_anew() -> None:
    """After a publication of thousands of texts."""
    publication.count_anew()


@shared_task
def recite_proposals() -> None:
    """After a change of the register or of the rules of creation: texts on their way are judged anew."""
    alerts.recite_proposals()


@shared_task
def urge() -> dict[str, int]:
    """Every night: what is late, out of date or out of use is urged."""
    return urging.urge()


@shared_task
def watch_campaigns() -> dict[str, int]:
    """Every night: bodies that are late are marked, reminders go out before the ends of stages."""
    return campaigns.watch_campaigns()
