"""Fixtures of supervision: the rules that ship, an office with its people, a supervisor of the whole county."""

import pytest

from accounts.models import Organisation
from supervision.actions import load_rules
from tests.approvals import factories
from tests.factories import OrganisationFactory, staff_with


@pytest.fixture
def rules(db):
    load_rules()


@pytest.fixture
def office(db, rules):
    """A body with window, handler and decider, its item in force (promise 7, law 20 working days), and a citizen."""
    return factories.office()


@pytest.fixture
def supervisor(office):
    """A clerk of 纪委监委 with supervision over the county government and the bodies below it."""
    county = OrganisationFactory(county=True)
    Organisation.objects.exclude(pk=county.pk).update(parent=county)
    return staff_with("supervise", organisation=county, name="监察丁")
