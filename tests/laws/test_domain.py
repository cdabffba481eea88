"""docs/domain.md says what is: its identifiers exist, its states are those of the tables."""

import re
from importlib import import_module

import pytest

from portal.management.commands.draw_workflows import PAGE, drawn

TEXT = PAGE.read_text(encoding="utf-8")
NAMES = sorted(set(re.findall(r"^\|[^`\n]*\| `([a-z_.]+\.[A-Za-z_.]+)` \|$", TEXT, re.M)))


def test_the_states_are_drawn_from_the_tables():
    assert drawn(TEXT) == TEXT, "run script/manage draw_workflows"


def test_there_are_words():
    assert len(NAMES) > 30


@pytest.mark.parametrize("name", NAMES)
def test_identifiers_exist(name):
    parts = name.split(".")
    for length in range(len(parts) - 1, 0, -1):
        try:
            found = import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part)
        return
    raise AssertionError(f"no module of {name}")
