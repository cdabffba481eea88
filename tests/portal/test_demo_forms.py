"""The forms of the demo county are good declarations, and what its cases say in them is a good answer."""

import pytest

from accounts.enums import Nature
from approvals.forms import ItemForm
from portal.management.demo.cases import ID_NUMBER
from portal.management.demo.forms import FORMS, values_of
from powerlist.kinds.form_fields import form_faults
from powerlist.models import ItemField
from tests.factories import OrganisationFactory


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMS)
def test_a_form_of_the_demo_takes_what_its_cases_say(name):
    OrganisationFactory(short_name="武阳镇", nature=Nature.TOWNSHIP)
    fields = [ItemField(**row) for row in FORMS[name][0]]
    assert form_faults(fields) == []
    assert {group["name"] for group in FORMS[name][1]} <= {field.group for field in fields}
    values = values_of(name, {"township": "武阳镇", "village": "中街村", "detail": "12号"}, ID_NUMBER)
    form = ItemForm.of(values, fields=fields)
    assert form.is_valid(), form.errors
    assert {key: value for key, value in form.values().items() if value} == values
