"""Periodic work of the funds. A task that is delivered twice does its work once."""

from celery import shared_task

from .actions import calls


@shared_task
def close_calls() -> None:
    """Every night: calls whose last day has passed take nothing more."""
    calls.close_calls()
