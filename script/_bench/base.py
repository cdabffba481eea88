"""What the benchmarks share: databases of their own, servers, and the arithmetic of repeats."""

import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ["VAR_DIR"]) / "bench"


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def use_database(name: str) -> None:
    """Point this process and its children at a database and a Redis of the benchmark's own; made when missing."""
    import psycopg2

    VAR.mkdir(parents=True, exist_ok=True)
    url = urlsplit(os.environ["DATABASE_URL"])
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    if cursor.fetchone() is None:
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()
    os.environ["DATABASE_URL"] = url._replace(path=f"/{name}").geturl()
    os.environ["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path="/12").geturl()
    os.environ["VAR_DIR"] = str(VAR / name)
    (VAR / name).mkdir(exist_ok=True)


def drop_databases() -> None:
    """Remove what the benchmarks keep between runs."""
    import shutil

    import psycopg2

    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'bench\\_%'")
    for (name,) in cursor.fetchall():
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        say(f"removed {name}")
    connection.close()
    shutil.rmtree(VAR, ignore_errors=True)


def setup_django() -> None:
    """Load the product in this process, and bring the benchmark's database up to date."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0, stdout=sys.stderr)
    call_command("load_reference", stdout=sys.stderr, stderr=sys.stderr)
    call_command("collectstatic", interactive=False, verbosity=0, stdout=sys.stderr)


def setup_quietly() -> None:
    """Load the product in a further process over a database that is up to date."""
    import django

    django.setup()


def quiet_machine(busy: float = 0.10, seconds: float = 3, patience: float = 60) -> None:
    """Wait until the machine has been quiet for some seconds; figures taken beside other work say little."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        before = _processor()
        time.sleep(seconds)
        after = _processor()
        total, idle = after[0] - before[0], after[1] - before[1]
        if total and 1 - idle / total < busy:
            return
    say("the machine isn't quiet: the ratios hold, the figures themselves less so")


def _processor() -> tuple[int, int]:
    fields = [int(x) for x in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    return sum(fields), fields[3] + fields[4]


@contextlib.contextmanager
def web(port: int, **variables: str):
    """The product's web server as `script/server` starts it, with some variables of its own."""
    environment = {**os.environ, "WEB_CONCURRENCY": "2", "LOG_LEVEL": "ERROR", **variables}
    environment["PYTHONPATH"] = f"{ROOT / 'script'}{os.pathsep}{ROOT}"
    environment["PROMETHEUS_MULTIPROC_DIR"] = f"{VAR}/metrics-{port}"
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.py", "--bind", f"127.0.0.1:{port}"]
    with (VAR / "web.log").open("wb") as log:
        server = subprocess.Popen(
            [*command, "portal.wsgi:application"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        wait_for_page(f"http://127.0.0.1:{port}/healthz/", server)
        yield
    finally:
        server.terminate()
        server.wait(30)


def wait_for_page(url: str, process: subprocess.Popen | None = None, patience: float = 120) -> None:
    """Until the page answers 200."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if process is not None and process.poll() is not None:
            break
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=30) as page:
            if page.status == 200:
                return
        time.sleep(0.05)
    raise SystemExit(f"{url} doesn't answer")


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median(values: list[float], digits: int = 2) -> float:
    return round(statistics.median(values), digits)


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of all values don't pass (0.99: p99)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def p95_ms(seconds_taken: list[float]) -> float:
    return round(percentile(seconds_taken, 0.95) * 1000, 1)


def apart(bench: str, size: int) -> dict:
    """The figures of a benchmark at another size, from a process of its own."""
    command = [sys.executable, "-m", "_bench", bench, "--size", str(size)]
    done = subprocess.run(command, stdout=subprocess.PIPE, cwd=ROOT / "script", check=True)
    return json.loads(done.stdout)["figures"]
