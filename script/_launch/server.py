"""`script/server`: web, worker and beat under one supervisor that restarts what dies and leaves nothing behind."""

import json
import signal
import subprocess
import time
import urllib.request

from . import database, environment, keeper, venv
from .processes import dies_with_parent, end_group, kill_group
from .project import LOG, RUN, VAR, Refused, open_log, say, tail
from .services import answers

TICK = 0.3  # seconds between two looks
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # http_proxy is for the world outside
PATIENCE = 60  # seconds for the first page
PATIENCE_PARTS = 20  # seconds more until worker and beat have given a sign of life


class Part:
    """One child: its command, its process, when it may be started again."""

    def __init__(self, name: str, command: list[str]):
        self.name, self.command = name, command
        self.process: subprocess.Popen | None = None
        self.deaths = 0
        self.started = self.rest_until = 0.0

    def start(self, values: dict[str, str]) -> None:
        with open_log(self.name) as log:
            self.process = subprocess.Popen(
                **environment.in_project(self.command, values), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=dies_with_parent(signal.SIGTERM),
            )  # fmt: skip
        self.started = time.monotonic()

    def look(self, values: dict[str, str]) -> None:
        """Start it again if it is dead; the more often it died at once, the later (10 seconds at most)."""
        now = time.monotonic()
        if self.process.poll() is not None and not self.rest_until:
            kill_group(self.process)
            self.deaths = self.deaths + 1 if now - self.started < 10 else 0
            self.rest_until = now + min(max(self.deaths - 1, 0) * 2, 10)
            say(
                f"{self.name} ended with code {self.process.returncode}; starting it again (log: {LOG / self.name}.log)"
            )
        if self.rest_until and now >= self.rest_until:
            self.rest_until = 0.0
            self.start(values)

    def stop(self, hard: bool = False) -> None:
        if self.process is not None:
            end_group(self.process, 0 if hard else 10)


class Site:
    """Everything between `script/server` and Ctrl-C."""

    def __init__(self, host: str, port: int | None, *, demo: bool):
        self.host, self.demo = host, demo
        self.port = self._choose_port(port)
        here = host in ("127.0.0.1", "localhost", "0.0.0.0", "::")
        self.address = f"http://{'localhost' if here else host}:{self.port}"
        self.holder = keeper.Holder()
        self.ending = 0
        self.values: dict[str, str] = {}
        self.parts: list[Part] = []

    def run(self) -> int:
        """Prepare, start, watch, stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._end)
        try:
            venv.ensure()
            self._prepare()
            self._start()
            while not self.ending:
                time.sleep(TICK)
                self._look()
            say("ending")
            return 0
        except Stop:
            return 130
        finally:
            self._stop()

    def _end(self, *_) -> None:
        self.ending += 1
        if not self.parts:
            raise Stop  # still preparing: the child that prepares gets the signal too, or dies with us
        if self.ending > 1:
            for part in self.parts:
                if part.process is not None:
                    kill_group(part.process)

    def _prepare(self) -> None:
        self.values = environment.product(self.holder.ensure())
        self.values.setdefault("SITE_URL", self.address)
        if self.host not in ("127.0.0.1", "localhost"):
            self.values.setdefault("ALLOWED_HOSTS", "*")
        county = database.County(self.values)
        static = county.collect_static()
        try:
            county.prepare(demo=self.demo)
            database.wait_for_static(static)
        finally:
            if static.poll() is None:
                static.kill()
                static.wait()

    def _start(self) -> None:
        python = [str(venv.PYTHON), "-m"]
        celery = [*python, "celery", "-A", "portal"]
        web = ["gunicorn", "-c", "deploy/gunicorn.py", "--bind", f"{self.host}:{self.port}", "portal.wsgi:application"]
        worker = ["worker", "--pool", "threads", "--concurrency", "2", "--without-gossip", "--without-mingle"]
        self.parts = [
            Part("web", [*python, *web]),
            Part("worker", [*celery, *worker]),
            Part("beat", [*celery, "beat", "--pidfile", ""]),
        ]
        self.values.setdefault("WEB_CONCURRENCY", "2")
        self.values["PROMETHEUS_MULTIPROC_DIR"] = str(RUN / "metrics")
        for part in self.parts:
            part.start(self.values)
        end = time.monotonic() + PATIENCE
        while not self._answers("/healthz/"):
            self._look()
            if self.ending:
                return
            if time.monotonic() > end or self.parts[0].deaths > 2:
                raise Refused(f"the site doesn't answer; the end of {LOG / 'web.log'}:\n{tail('web')}")
            time.sleep(0.1)
        self._wait_for_parts()
        if not self.ending:
            self._announce()

    def _wait_for_parts(self) -> None:
        """Say "ready" when everything is; a part that stays silent holds nobody up, the pages work without it."""
        end = time.monotonic() + PATIENCE_PARTS
        while not self._answers("/readyz/"):
            self._look()
            if self.ending:
                return
            if time.monotonic() > end:
                say(f"not every part is at work yet; {self.address}/readyz/ says which")
                return
            time.sleep(0.1)

    def _look(self) -> None:
        if not self.holder.intact():
            say("a keeper of the services was killed; starting it again")
            self.holder.ensure()
        for part in self.parts:
            part.look(self.values)

    def _answers(self, path: str) -> bool:
        try:
            with DIRECTLY.open(f"{self.address}{path}", timeout=5) as page:
                return page.status == 200
        except OSError:
            return False

    def _announce(self) -> None:
        accounts = VAR / "demo-accounts.json"
        lines = [f"the site is ready: {self.address}/"]
        if accounts.exists():
            names = ", ".join(json.loads(accounts.read_text("utf-8")))
            lines.append(f"demo accounts:     {accounts}  ({names})")
        lines += [f"logs:              {LOG}/", "Ctrl-C ends it"]
        print("\n".join(lines), flush=True)

    def _stop(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._end if self.parts else signal.SIG_IGN)
        for part in self.parts:
            if part.process is not None and part.process.poll() is None:
                part.process.send_signal(signal.SIGTERM)
        for part in reversed(self.parts):
            part.stop()
        self.holder.release()

    @staticmethod
    def _choose_port(wanted: int | None) -> int:
        if wanted is not None:
            if answers(wanted):
                raise Refused(f"port {wanted} is in use; choose another with --port")
            return wanted
        port = next((port for port in range(8000, 8100) if not answers(port)), None)
        if port is None:
            raise Refused("ports 8000 to 8099 are all in use; choose one with --port")
        return port


class Stop(BaseException):
    """Ctrl-C before the parts were started."""
