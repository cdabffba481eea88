"""Moments in the county's own time, and a body that issues, manages and decides."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from django.utils import timezone

from accounts.models import Organisation, User
from licences.actions import issue, print_licence
from licences.enums import LicenceState
from licences.models import Licence, LicenceType
from tests.factories import OrganisationFactory, UserFactory, staff_with

ID = "621125199001010017"


def moment(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


@dataclass
class Office:
    """A body with two who manage licences and one who decides; `licence` is valid from 2026-03-06 for 36 months."""

    organisation: Organisation
    type: LicenceType
    manager: User
    second: User
    decider: User
    holder: User
    licence: Licence

    def in_state(self, state: str, **fields) -> Licence:
        """The licence as it would stand in a state."""
        ended = {} if state in ("valid", "suspended", "pending", "dropped") else {"ended_on": "2026-06-01"}
        if state == LicenceState.PENDING:
            fields = {"trust": "C", "source": "desk", "entered_by": self.manager} | fields
        Licence.objects.filter(pk=self.licence.pk).update(state=state, **ended | fields)
        return Licence.objects.get(pk=self.licence.pk)


def another(office: Office, number: int, **fields) -> Licence:
    facts = {
        "type": office.type, "organisation": office.organisation, "holder": office.holder, "holder_name": "李小明",
        "holder_document": ID, "holder_is_person": True, "item_name": "食品小作坊登记",
        "content": {"经营场所": "武阳镇武阳西路12号"}, "case_number": f"6211252026030200000{number:02d}",
        "at": moment("2026-03-06 10:00"),
    }  # fmt: skip
    licence = issue(**facts | fields)
    print_licence(licence=licence)
    licence.refresh_from_db(fields=["file", "file_sha256"])
    return licence


@pytest.fixture
def office(db) -> Office:
    body = OrganisationFactory(credit_code="11430000006122244L", name="漳县市场监督管理局", short_name="县市场监管局")
    kind = LicenceType.objects.create(
        code="XK01", type_code="11100000000013338W011", name="食品小作坊登记证", validity_months=36,
        suspension_basis="《中华人民共和国食品安全法》第一百二十六条",
    )  # fmt: skip
    found = Office(
        organisation=body,
        type=kind,
        manager=staff_with("manage_licences", organisation=body, name="王管理"),
        second=staff_with("manage_licences", organisation=body, name="赵确认"),
        decider=staff_with("decide_licences", organisation=body, name="钱决定"),
        holder=UserFactory(id_number=ID, name="李小明"),
        licence=None,
    )
    found.licence = another(found, 16)
    return found
