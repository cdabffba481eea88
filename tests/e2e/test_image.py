"""The image's own commands, in an environment that holds requirements.txt and nothing else.

No container engine is needed: the commands are read from Dockerfile and docker-compose.yml and run with exactly the
variables that the compose file gives, on a tree without what .dockerignore leaves out.
"""

import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
import yaml

from tests.ops.running import ROOT, copy_tree, free_port, status, wait

DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
VALUES = {
    "SECRET_KEY": "a" * 50,
    "FIELD_KEYS": base64.urlsafe_b64encode(b"k" * 32).decode(),
    "POSTGRES_PASSWORD": "p",
    "REDIS_PASSWORD": "r",
    "SITE_HOST": "portal.example",
    "SITE_URL": "https://portal.example",
}


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    folder = tmp_path_factory.mktemp("image")
    ignored = (ROOT / ".dockerignore").read_text().split()
    app = copy_tree(folder / "app", tuple(ignored))
    assert not (app / "script").exists()
    install(folder / "venv", app / "requirements.txt")
    with database() as url:
        yield Image(folder, app, url)


class Image:
    def __init__(self, folder: Path, app: Path, database_url: str):
        self.folder, self.app = folder, app
        self.var = folder / "lib"
        self.var.mkdir()
        self.port = free_port()
        self.replaced = {
            "/app/staticfiles": str(app / "staticfiles"),
            "/tmp/": f"{folder}/",
            "0.0.0.0:8000": f"127.0.0.1:{self.port}",
            "localhost:8000": f"localhost:{self.port}",
        }
        self.addresses = {"DATABASE_URL": database_url, "REDIS_URL": os.environ["REDIS_URL"]}

    def path(self, text: str) -> str:
        return re.sub("|".join(map(re.escape, self.replaced)), lambda found: self.replaced[found[0]], text)

    def environment(self, service: str) -> dict[str, str]:
        """What the image's ENV and the service's `environment` give; PATH holds the image's Python and the system."""
        given = dict(
            pair.split("=", 1)
            for pair in re.findall(r"[A-Z_]+=\S+", DOCKERFILE.split("\nENV ", 2)[2].split("\nCOPY")[0])
        )
        given |= {name: filled(str(value)) for name, value in COMPOSE[service]["environment"].items()}
        given = {name: self.path(value) for name, value in given.items()} | self.addresses
        return given | {"VAR_DIR": str(self.var), "PATH": f"{self.folder / 'venv' / 'bin'}:/usr/bin:/bin"}

    def command(self, service: str) -> list[str]:
        command = COMPOSE[service].get("command") or json.loads(re.findall(r"^CMD (.*)$", DOCKERFILE, re.M)[-1])
        return [self.path(filled(part)) for part in command]

    def run(self, command: list[str], environment: dict[str, str]) -> str:
        done = subprocess.run(command, cwd=self.app, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout


def test_the_image_builds_serves_and_works(image):
    step = re.search(r"^RUN (SECRET_KEY=.*?collectstatic --noinput)", DOCKERFILE, re.M | re.S)[1].replace("\\\n", " ")
    image.run(["sh", "-c", image.path(step)], {"PATH": f"{image.folder / 'venv' / 'bin'}:/usr/bin:/bin"})
    assert (image.app / "staticfiles" / "staticfiles.json").exists()
    image.run(image.command("migrate"), image.environment("migrate"))

    logs = image.folder / "log"
    with logs.open("wb") as log:
        children = {
            name: subprocess.Popen(
                image.command(name), cwd=image.app, env=image.environment(name), stdout=log, stderr=log
            )
            for name in ("web", "worker", "beat")
        }
        try:
            wait(lambda: status(image.port, "/readyz/") == 200, lambda: logs.read_text()[-4000:])
            for name in children:
                test = COMPOSE[name]["healthcheck"]["test"]
                probe = ["sh", "-c", test[1].replace("$$", "$")] if test[0] == "CMD-SHELL" else test[1:]
                wait(lambda probe=probe, name=name: healthy(image, name, probe), f"{name} isn't healthy")
        finally:
            for child in children.values():
                child.terminate()
            codes = {name: child.wait(30) for name, child in children.items()}
    assert set(codes.values()) == {0}, (codes, logs.read_text()[-2000:])


def healthy(image: Image, name: str, probe: list[str]) -> bool:
    command = [image.path(part) for part in probe]
    return subprocess.run(command, env=image.environment(name), capture_output=True).returncode == 0


def filled(text: str) -> str:
    """The text with compose's variables filled in, by our values or by their defaults."""
    return re.sub(r"\$\{(\w+):[-?]([^}]*)\}", lambda found: VALUES.get(found[1], found[2]), text).replace("$$", "$")


def install(venv: Path, requirements: Path) -> None:
    """requirements.txt alone, by uv when it is there: the cache of the suite's own environment serves it."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    sys.path.insert(0, str(ROOT / "script"))
    from _launch.venv import uv_environment

    command = [sys.executable, "-m", "uv", "pip", "install", "--python", venv / "bin" / "python", "-r", requirements]
    done = subprocess.run(command, env=uv_environment(Path(sys.executable)), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]


class database:
    """A new, empty database beside the suite's own."""

    name = "test_image"

    def __enter__(self) -> str:
        url = os.environ["DATABASE_URL"]
        self.connection = psycopg2.connect(url)
        self.connection.autocommit = True
        self._drop()
        self.connection.cursor().execute(f"CREATE DATABASE {self.name}")
        return f"{url.rpartition('/')[0]}/{self.name}"

    def __exit__(self, *_):
        self._drop()
        self.connection.close()

    def _drop(self):
        self.connection.cursor().execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
