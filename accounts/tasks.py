"""Work in the background: notices to phones and mail boxes."""

from celery import shared_task

from . import actions


@shared_task(name="accounts.send_notices", expires=300)
def send_notices() -> dict[str, int]:
    """After each commit that wrote some, and every minute: what is due, that of a worker that died included."""
    return actions.send_due()


@shared_task(name="accounts.gather_digests")
def gather_digests() -> int:
    """Every morning: one mail or SMS for all that waited."""
    return actions.gather_digests()


@shared_task(name="accounts.forget_deliveries")
def forget_deliveries() -> int:
    """Every night: numbers and texts that nobody needs any more."""
    return actions.forget_deliveries()
