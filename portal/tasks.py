"""Periodic work of the portal itself."""

from celery import shared_task

from portal.monitoring import mark_alive


@shared_task(expires=30)
def tick() -> None:
    """Sent by beat every 15 seconds; that it runs is the worker's sign of life."""
    mark_alive("worker")
