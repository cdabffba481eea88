"""Periodic and long work of licences. A task that is delivered twice does its work once."""

from celery import shared_task

from . import actions
from .actions import imports, watch_licences
from .models import Licence


@shared_task(name="licences.print_licence")
def print_licence(licence_id: int) -> None:
    """Print and seal the file of one licence that has just been issued."""
    actions.print_licence(licence=Licence.objects.get(pk=licence_id))


@shared_task
def watch() -> dict[str, int]:
    """Every night after midnight: expiry, 视为准予延续, suspensions that end, reminders."""
    return watch_licences()


@shared_task(acks_late=True, reject_on_worker_lost=True)
def read_import(job_id: int) -> None:
    imports.read_job(job_id=job_id)


@shared_task(acks_late=True, reject_on_worker_lost=True)
def apply_import(job_id: int) -> None:
    imports.apply_job(job_id=job_id)


@shared_task
def resume_imports() -> int:
    """Every minute: imports whose worker died are sent again."""
    return imports.resume_imports()
