"""One keeper process for each embedded service: starts it, restarts it, and stops it when nobody needs it any more.

A command that needs a service holds a shared lock on `var/run/<service>-users.lock`; the kernel drops that lock when
the command dies, however it dies. The keeper tries to take the same lock for itself alone: once it succeeds, nobody
is left, and it stops the service. It holds `<service>-keeper.lock` as long as it lives, so that a dead one is seen.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from .processes import end_group, kill_group
from .project import LOG, Lock, Refused, open_log, tail, wait_until
from .services import SERVICES, VARIABLES, answers, free_port, read_record, write_record

TICK = 0.2  # seconds between two looks of the keeper


class Holder:
    """A command's hold on the services that its environment doesn't name itself."""

    def __init__(self):
        self.names = [name for name, variable in VARIABLES.items() if not os.environ.get(variable)]
        self.locks = {name: Lock(f"{name}-users") for name in self.names}

    def ensure(self) -> dict[str, str]:
        """See to it that every service runs; the variables with their addresses."""
        found = {}
        for name in self.names:
            with Lock(f"{name}-start"):
                self.locks[name].take(shared=True)  # waits while a keeper is stopping
                if Lock(f"{name}-keeper").is_free():
                    _launch(name)
            found[VARIABLES[name]] = SERVICES[name]().url(_port_when_ready(name))
        return found

    def intact(self) -> bool:
        """Whether every keeper still lives; one that was killed takes its service along."""
        return not any(Lock(f"{name}-keeper").is_free() for name in self.names)

    def release(self) -> None:
        """Let go; if nobody else needs the service, wait until it has stopped."""
        for lock in self.locks.values():
            lock.drop()
        for name in self.names:
            wait_until(lambda name=name: _gone_or_needed(name), 30)


@contextmanager
def held():
    """The services for the length of a `with`; gives the environment variables."""
    holder = Holder()
    try:
        yield holder.ensure()
    finally:
        holder.release()


def _gone_or_needed(name: str) -> bool:
    if Lock(f"{name}-keeper").is_free():
        return True
    users = Lock(f"{name}-users")
    if users.take(wait=False):  # nobody holds it and the keeper hasn't looked yet
        users.drop()
        return False
    shared = users.take(shared=True, wait=False)  # refused while the keeper is stopping
    users.drop()
    return shared


def _launch(name: str) -> None:
    with open_log(f"{name}-keeper") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-E", "-S", str(Path(__file__).parent), "keep", name],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, start_new_session=True, cwd="/", text=True,
        )  # fmt: skip
    answer = keeper.stdout.readline().strip()
    keeper.stdout.close()
    if answer != "ready":
        keeper.wait()
        raise Refused(f"{name} could not be started: {answer or tail(f'{name}-keeper')}\n{tail(name, 5)}")


def _port_when_ready(name: str) -> int:
    def running() -> bool:
        port = read_record().get(name, {}).get("port")
        return bool(port) and answers(port)

    if not wait_until(running, 30):
        raise Refused(f"{name} doesn't answer; see {LOG / name}.log")
    return read_record()[name]["port"]


class Keeper:
    """The loop of one keeper process."""

    def __init__(self, name: str):
        self.lock = Lock(f"{name}-keeper")
        self.users = Lock(f"{name}-users")
        self.service = SERVICES[name]()
        self.child: subprocess.Popen | None = None
        self.port = 0

    def run(self) -> int:
        """Start, tell the caller, keep; returns when nobody needs the service."""
        if not wait_until(lambda: self.lock.take(wait=False), 2):
            return self._tell("another keeper is at work")
        for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
            signal.signal(number, lambda *_: None)  # it goes when its users have gone, not before
        try:
            self.service.prepare()
            self.port = free_port(read_record().get(self.service.name, {}).get("port"))
            self._start()
        except (Refused, OSError) as error:
            return self._tell(str(error))
        self._tell("ready")
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        while not self.users.take(wait=False):
            if self.child.poll() is not None:
                self._restart()
            time.sleep(TICK)
        end_group(self.child, 40, self.service.stop_signal)
        write_record(self.service.name, {**self._facts(), "pid": None, "keeper": None})
        return 0

    def _start(self) -> None:
        with open_log(self.service.name) as log:
            self.child = self.service.start(self.port, log)
        if not wait_until(lambda: self.child.poll() is not None or self.service.ready(self.port), 30):
            end_group(self.child, 5, self.service.stop_signal)
            raise Refused("it did not answer within 30 seconds")
        if self.child.poll() is not None:
            raise Refused(f"it ended with code {self.child.returncode}")
        write_record(self.service.name, self._facts())

    def _restart(self) -> None:
        """The service was killed: clear what it left and start it on the same port, for its users know that one."""
        for _ in range(60):
            kill_group(self.child)
            try:
                self.service.prepare()
                return self._start()
            except (Refused, OSError) as error:
                sys.stderr.write(f"{self.service.name}: {error}; trying again\n")
                time.sleep(0.5)
            if self.users.take(wait=False):
                self.users.drop()
                return None
        return None

    def _facts(self) -> dict:
        return {"port": self.port, "pid": self.child.pid, "keeper": os.getpid(), **self.service.identity()}

    def _tell(self, text: str) -> int:
        sys.stdout.write(text.replace("\n", " ") + "\n")
        sys.stdout.flush()
        return 0 if text == "ready" else 1
