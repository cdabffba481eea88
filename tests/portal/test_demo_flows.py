"""The flows of the demo county stand: their templates are there, their conditions look at fields of their forms."""

import pytest

from portal.management.demo.flows import PESTICIDES, RESTRICTED, TEMPLATES
from portal.management.demo.forms import FORMS
from powerlist.enums import Category
from powerlist.kinds.flow_templates import rows_of_template
from powerlist.kinds.flows import FlowFacts, check_flow
from powerlist.models import FlowStep, ItemField

OF_THE_WAY = ("end", "way", "promise", "clock")


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_flow_of_the_demo_has_a_way_through_within_its_promise(name):
    options = {"promised": 8, "unit": "workday", "category": Category.LICENSING, "stages": [], "posts": {}}
    rows = [FlowStep(**row) for row in rows_of_template(TEMPLATES[name], **options)]
    if name == PESTICIDES:
        for key, value in RESTRICTED.items():
            setattr(next(row for row in rows if row.kind == "countersign"), key, value)
    fields = tuple(ItemField(**row) for row in FORMS[name][0])
    checks = check_flow(rows, FlowFacts(promised=8, unit="workday", category=Category.LICENSING, fields=fields))
    assert [check.faults for check in checks if check.code in OF_THE_WAY] == [()] * len(OF_THE_WAY)
