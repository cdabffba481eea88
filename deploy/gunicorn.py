"""Gunicorn, in production and under `script/server` alike.

The address comes with --bind, the number of workers with WEB_CONCURRENCY.
"""

import ctypes
import gc
import os
import re
import shutil
import signal
import sys
import tempfile

from gunicorn.http import message

worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 10
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
preload_app = True  # the workers share the memory of what is loaded before the fork
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
accesslog = None  # the portal writes one line for each request itself, without personal data
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
control_socket_disable = True

# Old phones and people at a terminal send 食品 in an address as it is, in UTF-8, not percent-encoded. Gunicorn refuses
# that by the letter of RFC 9112, with an English page; Django reads it right. Control characters stay refused.
message.RFC9112_TARGET_INVALID = re.compile(r"[^\x21-\x7e\x80-\xff]")

# The workers share their counts for /metrics through files that begin empty with every start.
METRICS = os.environ.setdefault(
    "PROMETHEUS_MULTIPROC_DIR", os.path.join(tempfile.gettempdir(), f"portal-metrics-{os.getpid()}")
)
shutil.rmtree(METRICS, ignore_errors=True)
os.makedirs(METRICS)


def on_exit(server):
    """The counts end with the process that made them."""
    shutil.rmtree(METRICS, ignore_errors=True)


def child_exit(server, worker):
    """A worker that ended leaves its counts and takes its gauges along."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def post_fork(server, worker):
    """A worker ends with its master, also when that one is killed; else it would keep the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, int(signal.SIGTERM), 0, 0, 0)


def when_ready(server):
    """What is loaded by now stays: the collector needn't walk through it, which would copy it into each worker."""
    gc.collect()
    gc.freeze()


def pre_fork(server, worker):
    """No connection to the database may cross the fork."""
    from django.db import connections

    connections.close_all()
