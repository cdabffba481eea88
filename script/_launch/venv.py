"""`.venv`: made once from the pinned requirements, and again when they change."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .project import LOG, ROOT, VENV, Lock, Refused, open_log, say, tail
from .system import need_venv_module, venv_package

REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "stamp"


def ensure() -> None:
    """Make the environment, or find it up to date in a moment. Callers at the same time wait for each other."""
    if _fresh():
        return
    with Lock("venv"):
        if not _fresh():
            _make()


def missing() -> list[str]:
    """The packages of the system that `ensure` would ask for; empty when it can do its work."""
    return [] if _fresh() or _usable() else venv_package()


def _wanted() -> str:
    digest = hashlib.sha256()
    for name in REQUIREMENTS:
        digest.update((ROOT / name).read_bytes())
    digest.update(f"{VENV} {sys.version_info[:2]}".encode())
    return digest.hexdigest()


def _fresh() -> bool:
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text() == _wanted()


def _make() -> None:
    STAMP.unlink(missing_ok=True)
    if not _usable():
        need_venv_module()
        say(f"making {VENV}")
        _run([sys.executable, "-m", "venv", "--clear", str(VENV)], "the environment could not be made")
    say("installing the requirements (a minute at most; var/log/setup.log has the details)")
    if not _by_uv():
        pip = [str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
        _run([*pip, "-r", str(ROOT / REQUIREMENTS[-1])], "the requirements could not be installed")
    STAMP.write_text(_wanted())


def _usable() -> bool:
    """Whether there is an environment of this path and this Python that can be brought up to date."""
    if not PYTHON.exists() or f"{VENV}" not in (VENV / "pyvenv.cfg").read_text("utf-8", "replace"):
        return False
    code = "import sys, pip; print(sys.version_info[:2])"
    probe = subprocess.run([str(PYTHON), "-c", code], capture_output=True, text=True)
    return probe.stdout.strip() == str(sys.version_info[:2])


def _by_uv() -> bool:
    """Install by uv, three times as fast as pip; False when it isn't to be had or doesn't manage."""
    pin = next((line for line in (ROOT / REQUIREMENTS[-1]).read_text().splitlines() if re.match(r"uv==", line)), None)
    if pin is None:
        return False
    with open_log("setup") as log:
        get = [str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check", pin]
        if subprocess.run(get, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/").returncode != 0:
            return False
        install = [str(PYTHON), "-m", "uv", "pip", "install", "--python", str(PYTHON), "--compile-bytecode", "-r"]
        done = subprocess.run(
            [*install, str(ROOT / REQUIREMENTS[-1])],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=uv_environment(PYTHON),
        )
        return done.returncode == 0


def uv_environment(python: Path) -> dict[str, str]:
    """uv reads neither pip.conf nor PIP_*; a county behind a mirror has its address only there."""
    listing = subprocess.run([str(python), "-m", "pip", "config", "list"], capture_output=True, text=True).stdout
    found: dict[str, str] = {}
    for key, value in re.findall(r"^\S+?\.([a-z-]+)='(.*)'$", listing, re.M):
        found[key] = (
            " ".join(filter(None, [found.get(key), value.replace("\\n", " ").strip()]))
            if key.startswith(("extra", "find"))
            else value
        )
    names = {
        "index-url": "UV_DEFAULT_INDEX",
        "extra-index-url": "UV_INDEX",
        "find-links": "UV_FIND_LINKS",
        "trusted-host": "UV_INSECURE_HOST",
        "cert": "SSL_CERT_FILE",
    }
    environment = {
        **os.environ,
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_LINK_MODE": "copy",
        "UV_NO_PROGRESS": "1",
    }
    for key, name in names.items():
        if key in found and name not in os.environ:
            environment[name] = ",".join(dict.fromkeys(found[key].split())) if key == "find-links" else found[key]
    environment.pop("VIRTUAL_ENV", None)
    return environment


def _run(command: list[str], failure: str) -> None:
    LOG.mkdir(parents=True, exist_ok=True)
    with open_log("setup") as log:
        if subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log).returncode != 0:
            raise Refused(f"{failure}; the end of var/log/setup.log:\n{tail('setup')}")


def site_packages() -> Path:
    """Where the environment's packages lie."""
    folder = next(VENV.glob("lib/python3.*/site-packages"), None)
    if folder is None:
        raise Refused(f"{VENV} is no Python environment; remove it and start again")
    return folder


def program(name: str) -> str:
    """A program of the environment, or the one on PATH."""
    path = VENV / "bin" / name
    found = str(path) if path.exists() else shutil.which(name)
    if found is None:
        raise Refused(f"{name} is missing from {VENV}; remove it and start again")
    return found
