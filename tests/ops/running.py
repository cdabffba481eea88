"""Helpers for tests that start the product as people do: a copy of the tree, a free port, a look at what runs."""

import contextlib
import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def copy_tree(target: Path, ignored: tuple[str, ...] = ()) -> Path:
    """The files that git knows or would take, as a clone would bring them."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file() and name.split("/")[0] not in ignored:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    return target


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def status(port: int, path: str) -> int:
    """The status of a page; 0 while nobody answers."""
    try:
        with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=5) as page:
            return page.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def wait(check, message, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, message() if callable(message) else message
        time.sleep(0.1)


def processes(text: str) -> dict[int, str]:
    """Every process whose command line holds the text: number → command line."""
    return {pid: line for pid, (_, line) in everything_that_runs().items() if text in line}


def everything_that_runs() -> dict[int, tuple[int, str]]:
    """Every living process: number → its parent's number and its command line. From /proc: a small Debian has no ps."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it ended while we looked
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            line = (folder / "cmdline").read_bytes().decode("utf-8", "replace").replace("\0", " ").strip()
            if state not in "ZX":
                found[int(folder.name)] = int(parent), line
    return found


def services(var: Path) -> dict:
    path = var / "services.json"
    return json.loads(path.read_text()) if path.exists() else {}


def clear_outside(var: Path) -> None:
    """As root, below a folder that others can't enter, PostgreSQL lies in /var/tmp."""
    home = Path(services(var).get("postgresql", {}).get("data", var / "x")).parent
    if home != var:
        shutil.rmtree(home, ignore_errors=True)
