"""`script/server` as a person uses it: from a copy in a path with a space, with parts killed, ended by Ctrl-C."""

import os
import signal
import subprocess
import sys

import pytest

from tests.ops.running import (
    clear_outside,
    copy_tree,
    everything_that_runs,
    free_port,
    processes,
    services,
    status,
    wait,
)


@pytest.fixture
def site(tmp_path):
    running = Site(tmp_path / "a place" / "portal")
    yield running
    running.end(signal.SIGKILL)
    wait(lambda: not running.left(), running.left)
    clear_outside(running.root / "var")


class Site:
    def __init__(self, root):
        self.root, self.port, self.process = copy_tree(root), free_port(), None

    def given(self) -> dict:
        """The environment of a person who just came: nothing of the suite's own services."""
        own = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL", "VAR_DIR", "DEBUG")}
        behind = {"http_proxy": "http://127.0.0.1:9"}  # a proxy for the world outside must not be asked for our pages
        return own | behind | {"VENV_DIR": sys.prefix, "DJANGO_SETTINGS_MODULE": "portal.settings"}

    def start(self):
        command = [self.root / "script" / "server", "--port", str(self.port), "--no-demo"]
        with (self.root.parent / "output").open("wb") as output:
            self.process = subprocess.Popen(command, env=self.given(), stdout=output, stderr=subprocess.STDOUT, cwd="/")
        wait(lambda: "the site is ready" in self.said() or self.process.poll() is not None, self.said, 120)
        assert status(self.port, "/readyz/") == 200, self.said()  # it says "ready" when every part is

    def wait_ready(self):
        wait(lambda: status(self.port, "/readyz/") == 200 or self.process.poll() is not None, self.said, 120)
        assert self.process.poll() is None, self.said()

    def said(self):
        return (self.root.parent / "output").read_text()

    def end(self, number):
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(40)
        return self.process.returncode

    def left(self):
        data = services(self.root / "var").get("postgresql", {}).get("data", str(self.root))
        return processes(str(self.root)) | processes(data)

    def part(self, name):
        """The number of a part's first process; those of the launcher's own children are told by the port or folder."""
        return min(pid for pid, line in self.children().items() if name in line)

    def children(self):
        return {pid: line for pid, (parent, line) in everything_that_runs().items() if parent == self.process.pid}


def test_every_part_may_be_killed(site):
    site.start()
    assert f"http://localhost:{site.port}/" in site.said()
    for name in ("gunicorn", "worker", "beat"):
        killed = site.part(name)
        os.kill(killed, signal.SIGKILL)
        wait(lambda name=name, killed=killed: any(p != killed and name in c for p, c in site.children().items()), name)
        site.wait_ready()
    for name, facts in services(site.root / "var").items():
        os.kill(facts["keeper"], signal.SIGKILL)
        wait(lambda name=name, old=facts: services(site.root / "var")[name]["pid"] not in (old["pid"], None), name)
        site.wait_ready()
    assert status(site.port, "/healthz/") == 200
    assert site.end(signal.SIGINT) == 0
    assert not site.left()


def test_start_twice_and_kill_the_supervisor(site):
    site.start()
    assert site.end(signal.SIGTERM) == 0
    assert not site.left()
    site.start()
    refused = subprocess.run(
        [site.root / "script" / "server"], env=site.given(), capture_output=True, text=True, timeout=60
    )
    assert refused.returncode == 1
    assert "runs already" in refused.stderr
    os.kill(site.process.pid, signal.SIGKILL)  # nothing outlives the supervisor either
    site.process.wait()
    wait(lambda: not site.left(), site.left)
