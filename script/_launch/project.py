"""Where things lie, how the launcher speaks, and the locks that its commands share."""

import fcntl
import hashlib
import os
import sys
import time
from pathlib import Path

NAME = "county-service-portal"
ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var").absolute()
VENV = Path(os.environ.get("VENV_DIR") or ROOT / ".venv").absolute()
RUN = VAR / "run"
LOG = VAR / "log"


class Refused(Exception):
    """The command can't go on; the message is one line that says what to do."""


def say(text: str) -> None:
    """One line for the person, on standard error: standard output belongs to the command itself."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def make_var() -> None:
    """Make `var/` and its working folders, or say whose they are."""
    try:
        for folder in (VAR, RUN, LOG):
            folder.mkdir(parents=True, exist_ok=True)
        probe = RUN / f"probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Refused(
            f"{error.filename or VAR} can't be written ({error.strerror}); "
            "give it to this user, or set VAR_DIR to a folder of your own"
        ) from None


def var_digest() -> str:
    """Eight characters that stand for this `var/` among all on the machine."""
    return hashlib.sha256(str(VAR.resolve()).encode()).hexdigest()[:8]


def write_private(path: Path, text: str, mode: int = 0o600) -> None:
    """Replace a file in one step; nobody ever reads half of it."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)


def open_log(name: str):
    """The log file of one part, opened to append; one that grew past 20 MB becomes `.1`."""
    path = LOG / f"{name}.log"
    if path.exists() and path.stat().st_size > 20_000_000:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab", buffering=0)


def tail(name: str, lines: int = 15) -> str:
    """The last lines of one part's log, for a message."""
    path = LOG / f"{name}.log"
    return "\n".join(path.read_text("utf-8", "replace").splitlines()[-lines:]) if path.exists() else ""


class Lock:
    """A lock on a file under `var/run`. The kernel drops it when its holder dies, however it dies."""

    def __init__(self, name: str, folder: Path | None = None):
        self.path = (folder or RUN) / f"{name}.lock"
        self.descriptor: int | None = None

    def take(self, *, shared: bool = False, wait: bool = True) -> bool:
        """Take the lock; False if somebody else has it and `wait` is False."""
        if self.descriptor is None:
            self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self.descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            self.drop()
            return False
        return True

    def drop(self) -> None:
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None

    def is_free(self) -> bool:
        """Whether nobody holds the lock now; asks on a descriptor of its own."""
        probe = Lock(self.path.stem, self.path.parent)
        free = probe.take(shared=True, wait=False)
        probe.drop()
        return free

    def __enter__(self):
        self.take()
        return self

    def __exit__(self, *_):
        self.drop()


def wait_until(check, seconds: float, step: float = 0.05) -> bool:
    """Ask again and again until `check()` is true or the time is over."""
    end = time.monotonic() + seconds
    while not check():
        if time.monotonic() > end:
            return False
        time.sleep(step)
    return True
