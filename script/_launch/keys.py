"""The secrets of this machine: made on the first run into `var/secrets.env`, never in the repository."""

import base64
import hashlib
import os
import secrets
from pathlib import Path

from .project import VAR, Lock, write_private

PATH = VAR / "secrets.env"
MAKERS = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(50),
    "FIELD_KEYS": lambda: base64.urlsafe_b64encode(os.urandom(32)).decode(),
    "POSTGRES_PASSWORD": lambda: secrets.token_urlsafe(24),
    "REDIS_PASSWORD": lambda: secrets.token_urlsafe(24),
    "HOME_TOKEN": lambda: secrets.token_hex(16),
}


def load() -> dict[str, str]:
    """Every secret; those that are missing are made and kept (mode 0600)."""
    with Lock("secrets"):
        found = _read()
        missing = [name for name in MAKERS if not found.get(name)]
        if missing:
            found.update({name: MAKERS[name]() for name in missing})
            write_private(PATH, "".join(f"{name}={value}\n" for name, value in found.items()))
    return found


def _read() -> dict[str, str]:
    if not PATH.exists():
        return {}
    lines = PATH.read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


MARK = "made-for"


def mark(folder: Path) -> None:
    """Note in a data folder which secrets it was made with."""
    (folder / MARK).write_text(made_with() + "\n")


def made_for(folder: Path) -> bool:
    """Whether the data folder belongs to the secrets of today; if `var/secrets.env` was lost, it doesn't."""
    path = folder / MARK
    return path.exists() and path.read_text().strip() == made_with()


def made_with() -> str:
    """Tells the secrets of today from others without telling them."""
    found = load()
    return hashlib.sha256(f"{found['POSTGRES_PASSWORD']} {found['FIELD_KEYS']}".encode()).hexdigest()[:16]
