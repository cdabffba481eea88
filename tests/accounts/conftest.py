import re
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path) -> Path:
    """Where the local sender puts its messages."""
    settings.VAR_DIR = tmp_path
    return tmp_path / "outbox"


@pytest.fixture
def last_code(outbox):
    """The code in the latest message."""

    def read() -> str:
        latest = max(outbox.iterdir())
        return re.search(r"验证码 (\d{6})", latest.read_text(encoding="utf-8")).group(1)

    return read
