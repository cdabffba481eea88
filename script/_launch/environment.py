"""The environment variables that the product's own processes get."""

import os

from . import keys
from .project import ROOT, VAR, VENV


def product(services: dict[str, str]) -> dict[str, str]:
    """What the caller set wins; the embedded services and the secrets of `var/` fill the rest. DEBUG stays off."""
    secrets = keys.load()
    found = {
        "VAR_DIR": str(VAR),
        "SECRET_KEY": secrets["SECRET_KEY"],
        "FIELD_KEYS": secrets["FIELD_KEYS"],
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PYTHONUNBUFFERED": "1",
        "MALLOC_ARENA_MAX": "2",  # glibc would keep freed memory apart for each thread
        **services,
        **{key: value for key, value in os.environ.items() if value},
    }
    found["PATH"] = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    found["VIRTUAL_ENV"] = str(VENV)
    found.pop("PYTHONHOME", None)
    return found


def in_project(command: list[str], environment: dict[str, str]) -> dict:
    """Arguments for subprocess: a command that runs in the project's folder."""
    return {"args": command, "cwd": ROOT, "env": environment}
