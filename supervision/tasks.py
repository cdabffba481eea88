"""The watch that never sleeps: the sweep of every five minutes, and the nightly one over everything."""

from celery import shared_task

from . import actions


@shared_task(name="supervision.sweep")
def sweep() -> dict:
    """Give what is due. A run that was missed costs nothing: the next one judges by the days of the acts."""
    return actions.sweep()


@shared_task(name="supervision.sweep_everything")
def sweep_everything() -> dict:
    """Look at every open case and every lately closed one, whatever the projection says."""
    return actions.sweep(everything=True)


@shared_task(name="supervision.watch_log")
def watch_log() -> dict:
    """Judge the acts of the last minute by the rules of content and process."""
    return actions.watch_log()


@shared_task(name="supervision.watch_day")
def watch_day() -> dict:
    """Once a day: answers, lists, guides, funds, powers, and cards that nobody answered."""
    return actions.watch_day()


@shared_task(name="supervision.tend_complaints")
def tend_complaints() -> dict:
    """Each night: limits anew where the calendar has changed; what was answered and had no word in time is closed."""
    return {"moved": actions.project_complaints(), "closed": actions.close_silent()}


@shared_task(name="supervision.hand_over")
def hand_over() -> int:
    """Carry sealed accusations to the commission: at once after each, and every minute what didn't arrive."""
    return actions.hand_over()


@shared_task(name="supervision.invite")
def invite() -> int:
    """Ask for a word on what ended lately; told once, however often it runs."""
    return actions.invite()
