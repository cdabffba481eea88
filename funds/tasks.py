"""Periodic work of the funds. A task that is delivered twice does its work once."""

from celery import shared_task

from .actions import calls, duties, money_watch, performance_watch, project_drafts, telling


@shared_task
def close_calls() -> None:
    """Every night: calls whose last day has passed take nothing more."""
    calls.close_calls()


@shared_task
def drop_old_drafts() -> int:
    """Every night: what applicants began and left for ninety days."""
    return project_drafts.drop_old_drafts()


@shared_task
def watch_money() -> int:
    """Every night: townships that wait for their shares, and what a year left without an act."""
    return money_watch.watch_money()


@shared_task
def watch_performance() -> int:
    """Every night: evaluations due, monitoring that warns, findings to be mended."""
    return performance_watch.watch_performance()


@shared_task
def tell_clocks() -> int:
    """Every night: budgets and lists that must be public soon, or should have been."""
    return telling.tell_clocks()


@shared_task
def tell_watched() -> int:
    """Every night: funds to be evaluated, at their end, or off target."""
    return telling.tell_watched()


@shared_task
def tell_overdue() -> int:
    """Every night: bodies are told, once, what they should have published."""
    return duties.tell_overdue()
