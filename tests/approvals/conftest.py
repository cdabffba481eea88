"""Fixtures of the case tests."""

import pytest

from . import factories


@pytest.fixture
def office(db):
    """A body with window, handler and decider, its item in force, and a citizen."""
    return factories.office()
