"""The Celery application: every periodic and long piece of work of the portal."""

import os
from pathlib import Path

from celery import Celery
from celery.apps.beat import Beat
from celery.signals import beat_init, before_task_publish, heartbeat_sent, setup_logging, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")


class LeanBeat(Beat):
    """Sends tasks by their names: it needs the schedule, not the tasks, so no app of the portal is loaded.

    What a task says of its sending (`expires`) has to stand in the schedule, for beat doesn't see the task.
    """

    def init_loader(self) -> None:
        self.app.finalize()


app = Celery("portal")
app.Beat = app.subclass_with_self(LeanBeat, name="Beat")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="notices")


@setup_logging.connect
def log_as_the_site_does(**_):
    """Worker and beat write the same lines as the site; Celery would set up its own."""
    import logging.config

    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@worker_ready.connect
def worker_is_alive(**_):
    """The first sign of life; every `tick` that runs gives the next."""
    from portal.monitoring import mark_alive

    mark_alive("worker")


@beat_init.connect
@before_task_publish.connect(sender="portal.tasks.tick")
def beat_is_alive(**_):
    """Nobody but beat sends `tick`: that it is sent is beat's sign of life."""
    from portal.monitoring import mark_alive

    mark_alive("beat")


@beat_init.connect
@before_task_publish.connect(sender="portal.tasks.tick")
@heartbeat_sent.connect
def touch_alive_file(**_):
    """A container's health check looks at the age of ALIVE_FILE, which tells of this very process."""
    if os.environ.get("ALIVE_FILE"):
        Path(os.environ["ALIVE_FILE"]).touch()
