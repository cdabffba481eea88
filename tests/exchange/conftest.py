"""Fixtures of exchange: an office whose body has a credit code, and a carrier into a folder of the test."""

import pytest

from exchange.adapters import FileCarrier
from tests.approvals import factories


@pytest.fixture
def office(db):
    return factories.office()


@pytest.fixture
def carrier(tmp_path):
    return FileCarrier(tmp_path / "exchange")
