"""A guide is published by a second person, for a published entry, and only when it keeps the rules."""

import re
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from core.models import SecrecyReview
from core.registers import ChangeKind
from core.workflow import MoveRefused
from powerlist import actions
from powerlist.enums import CaseKind, GuideState
from powerlist.kinds.guide_codes import implementation_fault, suggested
from powerlist.models import ServiceItemVersion
from powerlist.queries.guide_rules import RULES, check_guide
from tests.factories import staff_with
from tests.powerlist.people import STEPS, a_set, add, office, published

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
PARTS = {"materials": [{"name": "申请表"}], "questions": [{"question": "要多久？", "answer": "7 个工作日"}]}
CREDIT = "116211250139900157"
CODE = f"{CREDIT}4620112001000"
POINT = {"kind": "2", "name": "武阳镇代办员", "offers": "代交材料", "longitude": "104.472", "latitude": "34.848"}
CHARGE = {"name": "工本费", "standard": "每证 10 元", "basis": "《条例》第一条"}


@pytest.fixture
def people():
    people = office(code="621125LY", credit_code=CREDIT)
    people.editor = staff_with("manage_guides", organisation=people.organisation)
    people.second = staff_with("manage_guides", organisation=people.organisation)
    row = add(people, change_set := a_set(people), content={"steps": STEPS})
    published(people, change_set, date(2026, 1, 10))
    people.entry = row.entry
    return people


def draft(people, parts=None, **fields):
    return actions.draft_guide(
        actor=people.editor, entry=people.entry, parts={**PARTS, **(parts or {})}, **{**GOOD, **fields}
    )


def publish(people, version, valid_from=DAY, actor=None, secrecy_opinion="不涉密，可以公开"):
    return actions.publish_guide(
        actor=actor or people.second, version=version, valid_from=valid_from, secrecy_opinion=secrecy_opinion
    )


def test_a_good_guide_is_published(people):
    version = publish(people, draft(people))
    assert (version.state, version.item.code) == (GuideState.PUBLISHED, f"{people.entry.code}-01")
    assert list(ServiceItemVersion.objects.in_force(DAY)) == [version]
    review = SecrecyReview.objects.get(kind="guide")
    assert (review.key, review.reviewer_id) == (f"{version.item.code}-v1", people.second.pk)


def test_no_guide_is_published_without_a_secrecy_review(people):
    version = draft(people)
    with pytest.raises(MoveRefused, match="保密审查"):
        publish(people, version, secrecy_opinion=" ")
    version.refresh_from_db()
    assert version.state == GuideState.DRAFT and not SecrecyReview.objects.filter(kind="guide").exists()


HARD = [
    ("form", {}, {"fields": [{"key": "a", "label": "方式", "kind": "choice"}]}, "至少要有两个选项"),
    ("flow", {}, {"flow_steps": [{"name": "初审"}]}, "要有而且只有一个“审批”环节"),
    ("promise_over_legal", {"promised_limit": 21}, {}, "承诺时限比法定时限长"),
    ("promise_over_legal", {"promised_limit": 29, "promised_unit": "natural"}, {}, "承诺时限比法定时限长"),
    ("immediate_with_limit", {"case_kind": CaseKind.IMMEDIATE}, {}, "即办件"),
    ("promised_without_limit", {"promised_limit": 0}, {}, "改为即办件"),
    ("result_kind_differs", {"result_name": "采伐许可证", "result_kind": "paper"}, {}, "出证办结"),
    ("result_kind_differs", {"result_name": "准予采伐的批复", "result_kind": "licence"}, {}, "审批办结"),
    ("visits_without_reason", {"visits": 1}, {}, "没有写原因"),
    ("visits_without_reason", {"visits": 1, "visits_reason": "无"}, {}, "没有写原因"),
    ("reason_without_visits", {"visits_reason": "现场签字"}, {}, "次数是 0"),
    ("no_way_without_visit", {"online": False}, {}, "材料可邮寄"),
    ("online_with_visits", {"online_depth": ["5", "6"], "visits": 1, "visits_reason": "签字"}, {}, "全程网办"),
    ("charge_incomplete", {"fee": "每证 10 元", "online_payment": False}, {}, "逐项写明"),
    ("charge_incomplete", {"fee": "收费", "online_payment": True}, {"charges": [{**CHARGE, "basis": ""}]}, "逐项写明"),
    ("payment_unsaid", {"fee": "每证 10 元"}, {"charges": [CHARGE]}, "网上支付"),
    ("payment_of_nothing", {"online_payment": True}, {}, "不收费"),
    ("payment_of_nothing", {}, {"charges": [CHARGE]}, "删去收费项目"),
    ("four_at_once", {"four_ways": ["1"]}, {}, "不是即办件"),
    ("four_online", {"four_ways": ["2"], "online": False, "mail_materials": True}, {}, "没有勾“网上办理”"),
    ("four_nearby", {"four_ways": ["3"]}, {}, "就近的去处"),
    ("four_once", {"four_ways": ["4"], "visits": 2, "visits_reason": "核对原件"}, {}, "超过 1 次"),
    ("sign_on_offline", {"single_sign_on": True, "online": False, "mail_materials": True}, {}, "单点登录"),
    ("reduction_unsaid", {"levy_reducible": True}, {}, "减免的情形"),
    ("discretion_nowhere", {"discretion_title": "《裁量基准》"}, {}, "没有地方可看"),
    ("no_consult_phone", {"consult_phone": ""}, {}, "没有咨询电话"),
    ("no_complaint_phone", {"complaint_phone": ""}, {}, "没有监督投诉电话"),
    ("phones_equal", {"complaint_phone": "0932-4862277"}, {}, "电话相同"),
    ("phone_unreadable", {"consult_phone": "4862277"}, {}, "带区号"),
    ("no_theme", {"person_theme": ""}, {}, "没有主题"),
    ("no_theme", {"serves": ["2"], "person_theme": ""}, {}, "没有主题"),
    ("theme_of_others", {"serves": ["1"], "legal_theme": "095"}, {}, "只选个人主题"),
    ("theme_of_others", {"serves": ["2"], "legal_theme": "095"}, {}, "只选法人主题"),
    ("no_questions", {}, {"questions": []}, "至少要有一条常见问题"),
    ("no_conditions", {"conditions": " "}, {}, "没有受理条件"),
    ("code_wrong", {"basic_code": "62010"}, {}, "12 位数字"),
    ("code_wrong", {"basic_code": "620212001000"}, {}, "是行政处罚"),
    ("code_wrong", {"basic_code": "990112001000"}, {}, "目录区划"),
    ("code_wrong", {"implementation_code": CODE[:-1]}, {}, "31 位"),
    ("code_wrong", {"implementation_code": "1" + CODE[1:17] + "0" + CODE[18:]}, {}, "统一社会信用代码"),
    ("code_wrong", {"implementation_code": CODE, "level": "3"}, {}, "行使层级"),
    ("code_wrong", {"implementation_code": CODE, "basic_code": "620112002000"}, {}, "后 12 位"),
    ("code_wrong", {"implementation_code": CODE, "handling_code": f"{CODE}00"}, {}, "33 位"),
]
GOOD_EDGES = [
    ({"promised_limit": 0, "case_kind": CaseKind.IMMEDIATE}, {}),
    ({"result_name": "采伐许可证", "result_kind": "licence"}, {}),
    ({"visits": 0, "visits_reason": "无"}, {}),
    ({"online": False, "mail_materials": True}, {}),
    ({"online_depth": ["5", "6"]}, {}),
    ({"fee": "每证 10 元", "online_payment": False}, {"charges": [CHARGE]}),
    ({"complaint_phone": "12345"}, {}),
    ({"four_ways": ["1"], "case_kind": CaseKind.IMMEDIATE, "promised_limit": 0}, {}),
    ({"four_ways": ["2", "3", "4"]}, {"points": [POINT]}),
    ({"four_ways": ["3"], "area": "4"}, {}),
    ({"serves": ["2"], "person_theme": "", "legal_theme": "095"}, {}),
    ({"basic_code": "620112001000", "implementation_code": CODE, "handling_code": f"{CODE}01"}, {}),
]
SOFT = [
    ("name_differs", {"name": "采伐"}, {}),
    ("no_sample", {"result_name": "采伐许可证"}, {}),
    ("no_result_kind", {"result_name": "采伐许可证"}, {}),
    ("no_code", {}, {}),
    ("many_visits", {"visits": 2, "visits_reason": "核对原件"}, {}),
    ("no_window", {}, {}),
    ("no_materials", {}, {"materials": []}),
    ("serves_nobody", {}, {}),
]


@pytest.mark.parametrize(("code", "fields", "parts", "words"), HARD)
def test_each_fault_is_named_with_its_remedy(people, code, fields, parts, words):
    version = draft(people, parts=parts, **fields)
    found = [fault for fault in check_guide(version, DAY) if fault.hard]
    assert [fault.code for fault in found] == [code] and words in found[0].message
    assert "请" in found[0].message or "：" in found[0].message
    with pytest.raises(actions.GuideRefused, match=re.escape(words)):
        publish(people, version)


@pytest.mark.parametrize(("fields", "parts"), GOOD_EDGES)
def test_what_keeps_the_rules_has_no_hard_fault(people, fields, parts):
    assert [fault for fault in check_guide(draft(people, parts=parts, **fields), DAY) if fault.hard] == []


@pytest.mark.parametrize(("code", "fields", "parts"), SOFT)
def test_soft_faults_warn_and_let_through(people, code, fields, parts):
    version = draft(people, parts=parts, **fields)
    assert code in [fault.code for fault in check_guide(version, DAY) if not fault.hard]
    assert publish(people, version).state == GuideState.PUBLISHED


def test_every_rule_is_tested_and_says_its_field():
    tested = {row[0] for row in HARD} | {row[0] for row in SOFT}
    elsewhere = {"entry_not_in_force", "stages_missing", "code_taken", "more_open_than_entry"}
    elsewhere |= {"levy_unsaid", "penalty_unsaid", "no_discretion"}
    assert tested | elsewhere == {rule.code for rule in RULES}
    fields = {field.name for field in ServiceItemVersion._meta.get_fields()}
    assert {rule.field for rule in RULES} <= fields


def test_the_steps_of_the_entry_are_judged(people):
    change_set = a_set(people)
    content = {"steps": STEPS[:4]}
    row = add(people, change_set, change=ChangeKind.AMEND, entry=people.entry, content=content)
    published(people, change_set, date(2026, 1, 20))
    version = draft(people)
    (fault,) = [fault for fault in check_guide(version, DAY) if fault.hard]
    assert fault.code == "stages_missing" and "“送达”" in fault.message and row.content["steps"][0]["stage"] == "受理"


@pytest.mark.parametrize(
    ("category", "missing", "said"),
    [
        ("04", ["levy_unsaid"], {"levy_kind": "行政事业性收费", "levy_standard": "每吨 0.95 元"}),
        ("02", ["penalty_unsaid", "no_discretion"],
         {"penalty_kinds": ["1", "2"], "penalty_range": "一万元以上五万元以下罚款", "discretion_title": "《裁量基准》",
          "discretion_address": "https://www.example.gov.cn/cailiang/"}),
    ],
)  # fmt: skip
def test_a_levy_says_its_standard_and_a_penalty_its_range_and_discretion(people, category, missing, said):
    row = add(people, change_set := a_set(people), category=category, name="征收或者处罚", content={"steps": STEPS})
    published(people, change_set, date(2026, 1, 10))
    bare = actions.draft_guide(actor=people.editor, entry=row.entry, **{**GOOD, "name": "征收或者处罚"})
    told = {"levy_unsaid", "penalty_unsaid", "no_discretion"}
    assert [f.code for f in check_guide(bare, DAY) if f.code in told] == missing
    for name, value in said.items():
        setattr(bare, name, value)
    assert not [f.code for f in check_guide(bare, DAY) if f.code in told]


def test_half_a_place_is_refused_by_the_database(people):
    with pytest.raises(IntegrityError):
        draft(people, parts={"points": [{"name": "终端", "latitude": "34.8"}]})


def test_a_code_of_another_item_is_refused(people):
    codes = {"basic_code": "620112001000", "implementation_code": CODE, "handling_code": f"{CODE}01"}
    publish(people, draft(people, **codes))
    second = draft(people, **codes)
    assert "code_taken" in [fault.code for fault in check_guide(second, DAY)]
    second.handling_code = f"{CODE}02"
    assert "code_taken" not in [fault.code for fault in check_guide(second, DAY)]


def test_codes_are_suggested_from_body_level_and_basic_code():
    found = suggested(credit_code=CREDIT, level="4", basic="620112001000", serial=3)
    assert found == {"implementation_code": CODE, "handling_code": f"{CODE}03"}
    assert suggested(credit_code="x", level="4", basic="620112001000") == {}
    real = "11450721MB155808114000104002000"  # a live item of another county
    assert implementation_fault(real, credit_code="", level="4", basic="000104002000") == ""


def test_no_guide_for_an_entry_that_was_never_published_or_has_ended(people):
    row = add(people, a_set(people), name="未公布事项")
    with pytest.raises(MoveRefused, match="还没有公布或者已经取消"):
        actions.draft_guide(actor=people.editor, entry=row.entry, **GOOD)


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
    assert (second.number, second.conditions, second.materials.count()) == (2, "林木所有者", 1)
    with pytest.raises(MoveRefused, match="已有一份编辑中"):
        actions.draft_guide(actor=people.editor, item=first.item)
    with pytest.raises(MoveRefused, match="必须更晚"):
        publish(people, second, DAY)
    publish(people, second, date(2026, 3, 1))
    first.refresh_from_db()
    assert first.valid_to == date(2026, 3, 1)
    assert ServiceItemVersion.history.filter(id=first.pk).latest("history_id").history_change_reason == "被第 2 版替代"
