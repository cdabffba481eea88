"""Periodic and long work of licences. A task that is delivered twice does its work once."""

from celery import shared_task

from .actions import watch_licences


@shared_task
def watch() -> dict[str, int]:
    """Every night after midnight: expiry, 视为准予延续, suspensions that end, reminders."""
    return watch_licences()
