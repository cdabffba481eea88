"""The browser journeys run against the real thing: gunicorn, a Celery worker, PostgreSQL, Redis, Chromium.

One site for the whole run: its own database with the demo county, built by the same commands that a person types.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds


@dataclass
class Site:
    """The running site of the journeys."""

    url: str
    env: dict
    accounts: dict

    def manage(self, *args: str) -> str:
        """Run a management command on the site's database; its standard output."""
        done = subprocess.run(
            [sys.executable, "manage.py", *args], cwd=ROOT, env=self.env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def sweep(self, now: str) -> dict:
        return json.loads(self.manage("sweep", "--now", now, "--json"))


def _database(url: str) -> str:
    """A fresh database for the journeys beside the one in DATABASE_URL; its own address."""
    parts = urlsplit(url)
    name = parts.path.lstrip("/") + "_e2e"
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 ENCODING UTF8')
    connection.close()
    return urlunsplit(parts._replace(path=f"/{name}"))


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def _redis(url: str) -> str:
    """Another of Redis' numbered databases than the one in REDIS_URL."""
    parts = urlsplit(url)
    number = int(parts.path.lstrip("/") or 0)
    return urlunsplit(parts._replace(path=f"/{15 if number != 15 else 14}"))


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    if running := os.environ.get("E2E_SITE"):  # while a journey is being written: a site that already runs
        accounts = Path(os.environ["VAR_DIR"]) / "demo-accounts.json"
        yield Site(
            running, {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings"}, json.loads(accounts.read_text())
        )
        return
    var = tmp_path_factory.mktemp("var")
    port = _free_port()
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": _database(os.environ["DATABASE_URL"]),
        "REDIS_URL": _redis(os.environ["REDIS_URL"]),
        "VAR_DIR": str(var),
        "DEBUG": "0",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "PYTHONUNBUFFERED": "1",
    }
    site = Site(f"http://127.0.0.1:{port}", env, {})
    for command in ("migrate", "demo", "collectstatic"):
        site.manage(command, *(["--noinput"] if command in ("migrate", "collectstatic") else []))
    site.accounts = json.loads((var / "demo-accounts.json").read_text())
    log = var / "site.log"
    commands = (
        [sys.executable, "-m", "gunicorn", "portal.wsgi", "-k", "gthread", "--threads", "8", "-b", f"127.0.0.1:{port}"],
        [sys.executable, "-m", "celery", "-A", "portal", "worker", "-c", "1", "-l", "WARNING"],
    )
    with log.open("ab") as out:
        parts = [subprocess.Popen(c, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT) for c in commands]
    try:
        _wait_for(f"{site.url}/healthz/", parts, log)
        yield site
    finally:
        for part in parts:
            part.terminate()
        for part in parts:
            part.wait(timeout=30)


def _wait_for(address: str, parts, log: Path):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert all(p.poll() is None for p in parts), log.read_text()[-3000:]
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{address} didn't answer in {PATIENCE} s:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def chromium():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is missing: apt-get install chromium fonts-noto-cjk libatomic1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, site):
    """A new person at a browser: `visit()` anonymous, `visit("clerk")` logged in with a demo account."""
    contexts = []

    def person(role: str = "", width: int = 1280):
        context = chromium.new_context(
            base_url=site.url, locale="zh-CN", viewport={"width": width, "height": 900}, accept_downloads=True
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        if role:
            account = site.accounts[role]
            page.goto("/login/")
            page.get_by_label("手机号或账号").fill(account["username"])
            page.get_by_label("密码", exact=True).fill(account["password"])
            page.get_by_role("main").get_by_role("button", name="登录").click()
            page.wait_for_url(lambda url: "/login/" not in url)
        return page

    yield person
    for context in contexts:
        context.close()
