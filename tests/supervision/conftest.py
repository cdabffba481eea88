"""Fixtures of supervision: the rules that ship, an office with its people, a supervisor of the whole county."""

from dataclasses import replace

import pytest
from django.utils import timezone

from accounts.models import Organisation
from supervision.actions import load_rules
from supervision.models import Rule, RuleVersion
from tests.approvals import factories
from tests.factories import OrganisationFactory, UserFactory, staff_with


def decided(code: str, **changes) -> RuleVersion:
    """A version of a shipped rule, decided and in force since ever, with these changes."""
    last = Rule.objects.get(code=code).versions.first()
    kept = {name: getattr(last, name) for name in ("rule", "level", "params", "told", "reply_days", "enabled")}
    people = {"proposed_by": UserFactory(staff=True), "decided_by": UserFactory(staff=True)}
    return RuleVersion.objects.create(
        **kept | changes | people, number=last.number + 1, state="decided", reason="县监发〔2026〕3号",
        proposed_at=timezone.now(), decided_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def rules(db):
    load_rules()


@pytest.fixture
def office(db, rules):
    """A body with window, handler and decider, its item in force (promise 7, law 20 working days), and a citizen."""
    return factories.office()


@pytest.fixture
def other_office(office):
    """A second body with its own item and window, for the same citizen."""
    version = factories.VersionFactory(organisation=OrganisationFactory(credit_code="116211250139900237"))
    organisation = version.item.organisation
    window = staff_with("receive_cases", organisation=organisation, name="窗口戊")
    return replace(office, organisation=organisation, version=version, window=window)


@pytest.fixture
def supervisor(request, office):
    """A clerk of 纪委监委 with supervision over the county government and the bodies below it."""
    if "other_office" in request.fixturenames:
        request.getfixturevalue("other_office")
    county = OrganisationFactory(county=True)
    Organisation.objects.exclude(pk=county.pk).update(parent=county)
    return staff_with("supervise", organisation=county, name="监察丁")
