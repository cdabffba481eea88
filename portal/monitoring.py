"""What the portal knows of itself: which of its parts are at work, and its figures."""

import os
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess

REQUESTS = Counter("portal_requests_total", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram(
    "portal_request_seconds",
    "Seconds from request to response",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)

LATE_AFTER = 60  # seconds without a sign of life; beat gives one every 15


def mark_alive(part: str) -> None:
    """Note that `worker` or `beat` was at work just now."""
    cache.set(f"alive:{part}", time.time(), 86_400)


def readiness() -> dict[str, dict]:
    """Each part with `ok` and its figure; never raises, whatever is down.

    `database` and `cache` give `ms` (one round trip), `worker` and `beat` give `age_s` (None: never seen).
    """
    return {
        "database": _timed(_ask_database),
        "cache": _timed(_ask_cache),
        "worker": _alive("worker"),
        "beat": _alive("beat"),
    }


def waiting_tasks() -> int:
    """Tasks sent and not yet taken by a worker."""
    from portal.celery import app

    with app.connection_for_read() as broker:
        return broker.default_channel.client.llen(settings.CELERY_TASK_DEFAULT_QUEUE)


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_cache() -> None:
    cache.set("ready", "1", 60)
    if cache.get("ready") != "1":
        raise ConnectionError("the cache forgets")


def _timed(ask: Callable[[], None]) -> dict:
    start = time.perf_counter()
    try:
        ask()
    except Exception as error:  # whatever it is, the part isn't ready; its name is enough for a probe
        return {"ok": False, "error": type(error).__name__}
    return {"ok": True, "ms": round((time.perf_counter() - start) * 1000, 1)}


def _alive(part: str) -> dict:
    try:
        seen = cache.get(f"alive:{part}")
    except Exception as error:
        return {"ok": False, "error": type(error).__name__}
    age = None if seen is None else max(0.0, round(time.time() - seen, 1))
    return {"ok": age is not None and age <= LATE_AFTER, "age_s": age}


def metrics_text() -> bytes:
    """The counts of all web processes, and the state of each part now."""
    registry = CollectorRegistry()
    if multiprocess_folder():
        multiprocess.MultiProcessCollector(registry)
    up = Gauge("portal_up", "1 if the part is at work", ["part"], registry=registry)
    for name, part in readiness().items():
        up.labels(name).set(part["ok"])
    _measure(Gauge("portal_tasks_waiting", "Tasks sent and not yet taken", registry=registry), waiting_tasks)
    own = b"" if multiprocess_folder() else generate_latest()
    return own + generate_latest(registry)


def multiprocess_folder() -> str | None:
    """Where several web processes share their counts (see deploy/gunicorn.py); None in a single process."""
    return os.environ.get("PROMETHEUS_MULTIPROC_DIR")


def _measure(gauge: Gauge, ask: Callable[[], float]) -> None:
    try:
        gauge.set(ask())
    except Exception:  # the broker is down: `portal_up` says so, the figure is unknown
        gauge.set(float("nan"))
