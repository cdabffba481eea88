"""`faults`: SIZE submissions over 50 connections while web, worker, Redis and PostgreSQL are killed with -9 in turn.

It starts a site of its own through `script/server` in a temporary folder: own PostgreSQL, own Redis, nothing of the
caller's. Each citizen sends one application after the other over a connection of the own, each under a key of its own;
what isn't answered is sent again under the same key, and some of what was answered too. At the end the database is
asked: every acknowledged submission exists once, under the number that was acknowledged; none exists twice.
"""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path
from urllib.parse import urlencode

from . import base, county_of_faults

CONNECTIONS = 50
ROUNDS = 3  # so often each of the four is killed
VICTIMS = ("web", "worker", "redis", "postgresql")
TWICE = 10  # one acknowledged submission of ten is sent again, as by a person who clicks twice
PATIENCE = 300  # seconds for one submission, kills and all
CODE = county_of_faults.CODE


def run(size: int) -> dict:
    site = Site()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # whoever ends us ends the site too
    try:
        site.start()
        people = site.inside("prepare", CONNECTIONS)
        senders = [Sender(site.port, person, size // CONNECTIONS) for person in people]
        killer = Killer(site, senders, size)
        begin = time.monotonic()
        for thread in (*senders, killer):
            thread.start()
        for thread in senders:
            thread.join()
        killer.join()
        taken = time.monotonic() - begin
        base.wait_for_page(f"http://127.0.0.1:{site.port}/readyz/", site.process, 180)
        answered = {key: number for sender in senders for key, number in sender.answered.items()}
        (site.place / "answered.json").write_text(json.dumps(answered))
        found = site.inside("verify", site.place / "answered.json")
    finally:
        site.end()
    sent = size // CONNECTIONS * CONNECTIONS
    figures = {
        "submissions": sent,
        "connections": CONNECTIONS,
        "killed": killer.counts,
        "acknowledged": len(answered),
        "given_up": sum(sender.given_up for sender in senders),
        "sent_again": sum(sender.again for sender in senders),
        "answered_otherwise_the_second_time": sum(sender.differed for sender in senders),
        **found,
        "seconds": round(taken, 1),
        "submissions_per_s": round(sent / taken, 1),
    }
    figures["nothing_lost_nothing_twice"] = not any(
        figures[name] for name in ("given_up", "answered_otherwise_the_second_time", "lost", "twice", "half_done")
    )
    return {"figures": figures, "baseline": {}, "ratios": {}}


class Site:
    """A whole site of its own: its folder, its services, its processes."""

    def __init__(self):
        self.place = Path(tempfile.mkdtemp(prefix="portal-bench-faults-"))
        self.place.chmod(0o755)  # started by root, PostgreSQL runs as somebody else, who has to enter it
        self.var = self.place / "var"
        self.port = base.free_port()
        self.process: subprocess.Popen | None = None
        ours = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "DEBUG", "VIRTUAL_ENV", "PYTHONPATH")
        kept = {name: value for name, value in os.environ.items() if name not in ours}
        self.environment = kept | {
            "VAR_DIR": str(self.var),
            "VENV_DIR": sys.prefix,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "LOG_LEVEL": "ERROR",
        }

    def start(self) -> None:
        command = [base.ROOT / "script" / "server", "--port", str(self.port), "--no-demo"]
        self.process = subprocess.Popen(command, env=self.environment, stdout=sys.stderr)
        base.wait_for_page(f"http://127.0.0.1:{self.port}/readyz/", self.process, 1800)

    def inside(self, what: str, argument):
        """Call a function of `county_of_faults` within the product, on the site's own services; its answer is JSON."""
        code = f"from _bench import county_of_faults as c; c.{what}({str(argument)!r})"
        environment = self.environment | {"PYTHONPATH": f"{base.ROOT / 'script'}{os.pathsep}{base.ROOT}"}
        command = [base.ROOT / "script" / "manage", "shell", "-v", "0", "-c", code]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout.splitlines()[-1])

    def pid_of(self, victim: str) -> int | None:
        if victim in ("redis", "postgresql"):
            return json.loads((self.var / "services.json").read_text()).get(victim, {}).get("pid")
        wanted = "gunicorn" if victim == "web" else "worker"
        for child in children(self.process.pid):
            words = Path(f"/proc/{child}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
            if wanted in words:
                return child
        return None

    def end(self) -> None:
        record = self.var / "services.json"
        data = json.loads(record.read_text()).get("postgresql", {}).get("data") if record.exists() else None
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(90)
            except subprocess.TimeoutExpired:
                self.process.kill()
        if data and not Path(data).is_relative_to(self.place):
            shutil.rmtree(Path(data).parent, ignore_errors=True)  # the launcher's folder for this `var/`
        shutil.rmtree(self.place, ignore_errors=True)


def children(pid: int) -> list[int]:
    """The processes that a process has started itself."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rsplit(")", 1)[1].split()[1]) == pid:
                found.append(int(stat.parent.name))
        except OSError:
            continue
    return found


class Sender(threading.Thread):
    """One citizen on one connection: applies, and applies again under the same key until there is an answer."""

    def __init__(self, port: int, person: dict, count: int):
        super().__init__(daemon=True)
        self.port, self.count = port, count
        cookies = f"{person['cookie']}={person['session']}; {person['csrf_cookie']}={person['csrf']}"
        self.headers = {
            "Cookie": cookies,
            "X-CSRFToken": person["csrf"],
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self.answered: dict[str, str] = {}
        self.given_up = self.again = self.differed = 0
        self.connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        for n in range(self.count):
            key = str(uuid.uuid4())
            number = self.insist(key)
            if number is None:
                self.given_up += 1
                continue
            self.answered[key] = number
            if n % TWICE == 0:
                self.again += 1
                self.differed += self.insist(key) != number

    def insist(self, key: str) -> str | None:
        """Send until it is acknowledged; the number of the case, or None when patience ends."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            number = self.send(key)
            if number:
                return number
            time.sleep(0.2)
        return None

    def send(self, key: str) -> str | None:
        body = urlencode({"step": county_of_faults.LAST_STEP, "submission_key": key, "declared": "on"})
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            self.connection.request("POST", f"/items/{CODE}/apply/", body, self.headers)
            answer = self.connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self.connection = None
            return None
        where = answer.headers.get("Location", "")
        if answer.status == 302 and "/receipt/" in where:
            return where.rstrip("/").split("/")[-2 if where.rstrip("/").endswith("receipt") else -1]
        if answer.status < 500 and answer.status != 302:
            base.say(f"answered with {answer.status}")
        return None


class Killer(threading.Thread):
    """Kills the four in turn, evenly over the submissions, each as often as the rounds ask."""

    def __init__(self, site: Site, senders: list[Sender], size: int):
        super().__init__(daemon=True)
        self.site, self.senders, self.size = site, senders, size
        self.counts = dict.fromkeys(VICTIMS, 0)

    def run(self) -> None:
        turns = [victim for _ in range(ROUNDS) for victim in VICTIMS]
        for place, victim in enumerate(turns, 1):
            while sum(len(s.answered) for s in self.senders) < self.size * place // (len(turns) + 1):
                if not any(s.is_alive() for s in self.senders):
                    return
                time.sleep(0.05)
            pid = self.site.pid_of(victim)
            if pid is not None:
                os.kill(pid, signal.SIGKILL)
                self.counts[victim] += 1
                base.say(f"killed {victim} ({pid}) after {sum(len(s.answered) for s in self.senders)} submissions")
