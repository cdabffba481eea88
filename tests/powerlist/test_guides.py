"""A guide is published by a second person, for a published entry, and only when it keeps the rules."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from core.workflow import MoveRefused
from powerlist import actions
from powerlist.enums import CaseKind, GuideState, StepKind
from powerlist.models import ServiceItemVersion
from tests.factories import staff_with
from tests.powerlist.people import a_set, add, office, published

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 1)
GOOD = {
    "name": "林木采伐许可证核发",
    "legal_limit": 20,
    "promised_limit": 7,
    "conditions": "林木所有者",
    "person_theme": "130",
    "consult_phone": "0932-4862277",
    "complaint_phone": "0932-4862278",
}
PARTS = {
    "steps": [{"kind": kind, "limit": 1} for kind in StepKind.values],
    "materials": [{"name": "申请表"}],
    "questions": [{"question": "要多久？", "answer": "7 个工作日"}],
}


@pytest.fixture
def people():
    people = office(code="621125LY")
    people.editor = staff_with("manage_guides", organisation=people.organisation)
    people.second = staff_with("manage_guides", organisation=people.organisation)
    row = add(people, change_set := a_set(people))
    published(people, change_set, date(2026, 1, 10))
    people.entry = row.entry
    return people


def draft(people, parts=None, **fields):
    return actions.draft_guide(
        actor=people.editor, entry=people.entry, parts={**PARTS, **(parts or {})}, **{**GOOD, **fields}
    )


def publish(people, version, valid_from=DAY, actor=None):
    return actions.publish_guide(actor=actor or people.second, version=version, valid_from=valid_from)


def test_a_good_guide_is_published(people):
    version = publish(people, draft(people))
    assert (version.state, version.item.code) == (GuideState.PUBLISHED, f"{people.entry.code}-01")
    assert list(ServiceItemVersion.objects.in_force(DAY)) == [version]


@pytest.mark.parametrize(
    ("fields", "parts", "words"),
    [
        ({"promised_limit": 21}, {}, "承诺时限比法定时限长"),
        ({"promised_limit": 29, "promised_unit": "natural"}, {}, "承诺时限比法定时限长"),
        ({"visits": 1}, {}, "没有写原因"),
        ({"complaint_phone": "0932-4862277"}, {}, "电话相同"),
        ({"complaint_phone": ""}, {}, "没有监督投诉电话"),
        ({"consult_phone": ""}, {}, "没有咨询电话"),
        ({"fee": "每证 10 元"}, {}, "收费没有依据"),
        ({"conditions": " "}, {}, "没有受理条件"),
        ({"person_theme": ""}, {}, "没有主题"),
        ({"audience": "legal"}, {}, "没有主题"),
        ({"case_kind": CaseKind.IMMEDIATE}, {}, "即办件"),
        ({}, {"steps": PARTS["steps"][:4]}, "缺少环节“送达”"),
        ({}, {"questions": []}, "至少要有一条常见问题"),
    ],
)
def test_each_fault_is_named_with_its_remedy(people, fields, parts, words):
    version = draft(people, parts=parts, **fields)
    with pytest.raises(actions.GuideRefused, match=words) as caught:
        publish(people, version)
    assert len(caught.value.faults) == 1 and "：" in caught.value.faults[0]


def test_28_natural_days_fit_into_20_working_days(people):
    assert publish(people, draft(people, promised_limit=28, promised_unit="natural")).state == GuideState.PUBLISHED


def test_no_guide_before_its_entry_is_in_force(people):
    with pytest.raises(actions.GuideRefused, match="还没有公布"):
        publish(people, draft(people), date(2026, 1, 9))


def test_who_wrote_it_does_not_publish_it(people):
    with pytest.raises(MoveRefused, match="编辑人不能发布自己写的指南"):
        publish(people, draft(people), actor=people.editor)


def test_another_department_may_neither_draft_nor_publish(people):
    other = office()
    stranger = staff_with("manage_guides", organisation=other.organisation)
    with pytest.raises(PermissionDenied):
        actions.draft_guide(actor=stranger, entry=people.entry, **GOOD)
    with pytest.raises(PermissionDenied):
        publish(people, draft(people), actor=stranger)


def test_the_next_version_copies_the_last_and_ends_it(people):
    first = publish(people, draft(people))
    second = actions.draft_guide(actor=people.editor, item=first.item, promised_limit=5)
    assert (second.number, second.conditions, second.steps.count()) == (2, "林木所有者", 5)
    with pytest.raises(MoveRefused, match="已有一份编辑中"):
        actions.draft_guide(actor=people.editor, item=first.item)
    with pytest.raises(MoveRefused, match="必须更晚"):
        publish(people, second, DAY)
    publish(people, second, date(2026, 3, 1))
    first.refresh_from_db()
    assert first.valid_to == date(2026, 3, 1)
    assert ServiceItemVersion.history.filter(id=first.pk).latest("history_id").history_change_reason == "被第 2 版替代"
