"""责任模板: shipped for all ten categories with citations that hold, and filled into a form only where it is empty."""

import pytest

from powerlist.actions import load_duty_templates, load_laws
from powerlist.citations import Verdict, read_cell
from powerlist.enums import Category
from powerlist.models import DutyTemplate, Law
from tests.powerlist.people import a_set, office

pytestmark = pytest.mark.django_db


def test_every_category_has_one_and_its_citations_hold():
    load_laws()
    assert load_duty_templates() == 10 and load_duty_templates() == 0
    laws = Law.objects.index()
    for template in DutyTemplate.objects.all():
        rows = template.rows
        assert len(rows["duties"]) >= 4 and len(rows["accountability"]) >= 5
        assert all(row.get("stage") for row in rows["duties"]), template
        for row in [*rows["duties"], *rows["accountability"]]:
            if row.get("basis", "").startswith("《"):
                for citation in read_cell(row["basis"]):
                    assert laws.judge(citation).verdict == Verdict.OK, (template, row)


def test_the_button_fills_empty_duties_and_saves_nothing(client):
    people = office(code="621125LY", short_name="县林草局")
    load_duty_templates()
    change_set = a_set(people)
    client.force_login(people.clerk)
    address = f"/desk/lists/{change_set.number}/rows/new/"
    typed = {"category": Category.LICENSING, "name": "林木采伐许可", "template": "1"}
    typed |= {"accountability-0-situation": "自己写的情形"}
    typed |= {"change": "receive", "ground": "received", "ground_text": "甘政发〔2026〕8号", "parent": "62-1"}
    page = client.post(address, typed)
    text = page.content.decode()
    assert page.status_code == 200 and "林木采伐许可" in text and "公示依法应当提交的材料" in text
    assert "自己写的情形" in text and "对符合法定条件的申请不予受理" not in text
    assert '<option value="receive" selected>' in text and '<option value="received" selected>' in text
    assert "甘政发〔2026〕8号" in text and 'value="62-1"' in text
    assert change_set.versions.count() == 0
