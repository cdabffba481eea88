"""`start`: from a clone to the first page, the second start, and the memory of all processes together."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from . import base

PAGES = ("/", "/open/powers/", "/search/?q=%E8%AE%B8%E5%8F%AF")


def run(_size: int) -> dict:
    """Clone, start, look, stop, start again. The package caches are as they are: warm after the first run."""
    place = Path(tempfile.mkdtemp(prefix="portal-bench-start-"))
    clone = place / "clone"
    port = base.free_port()
    try:
        begin = time.perf_counter()
        subprocess.run(["git", "clone", "-q", str(base.ROOT), str(clone)], check=True)
        first = started(clone, port, begin)
        figures = {"clone_to_page_s": first.seconds, **first.memory()}
        first.end()
        second = started(clone, port, time.perf_counter())
        figures["second_start_s"] = second.seconds
        second.end()
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return {"figures": figures, "baseline": {}, "ratios": {}}


class started:
    """A site of the clone, from the moment `begin` to its first page."""

    def __init__(self, clone: Path, port: int, begin: float):
        ours = (
            "DATABASE_URL",
            "REDIS_URL",
            "VAR_DIR",
            "VENV_DIR",
            "SECRET_KEY",
            "FIELD_KEYS",
            "VIRTUAL_ENV",
            "DJANGO_SETTINGS_MODULE",
        )
        given = {key: value for key, value in os.environ.items() if key not in ours}
        self.port = port
        self.process = subprocess.Popen(
            [clone / "script" / "server", "--port", str(port)], env=given, stdout=subprocess.DEVNULL
        )
        base.wait_for_page(f"http://127.0.0.1:{port}/", self.process, 600)
        self.seconds = round(time.perf_counter() - begin, 1)
        base.wait_for_page(f"http://127.0.0.1:{port}/readyz/", self.process)

    def memory(self) -> dict:
        """MiB after some pages: resident (shared memory counts in each process) and proportional (it counts once)."""
        for _ in range(20):
            for page in PAGES:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}{page}", timeout=30).read()
        processes = family(self.process.pid)
        return {
            "resident_mib": round(sum(rollup(pid, "Rss") for pid in processes) / 1024),
            "proportional_mib": round(sum(rollup(pid, "Pss") for pid in processes) / 1024),
            "processes": len(processes),
        }

    def end(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
    found = [pid]
    for known in found:
        found += [child for child, parent in parents.items() if parent == known]
    return found


def rollup(pid: int, what: str) -> int:
    """KiB of one process; 0 if it has gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{what}:")), 0)
