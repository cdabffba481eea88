"""延长期限 (许可法 42): once, by the right level, its reason told, and both clocks move by it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Message
from approvals import actions
from approvals.models import Extension
from core.workflow import MoveRefused

from .factories import at

REASON = "涉及两个部门的现场核查，十个工作日内不能完成"


def extend(case, office, moment="2026-03-10 10:00", **facts):
    said = {"days": 10, "approver": "张局长", "reason": REASON}
    return actions.extend(case=case, actor=office.decider, at=at(moment), **said | facts)


def test_both_limits_move_and_the_applicant_reads_the_reason(office):
    case = office.accepted("2026-03-03 10:00")
    assert (case.promise_due, case.legal_due) == (date(2026, 3, 12), date(2026, 3, 31))
    case = extend(case, office)
    assert (case.promise_due, case.legal_due) == (date(2026, 3, 26), date(2026, 4, 15))  # 清明节 4月6日
    assert case.state == "review" and case.reason == ""
    message = Message.objects.get(recipient=office.citizen, title="办理期限已延长")
    assert "2026年3月26日" in message.text
    assert REASON in case.moves.get(move="extend").note


def test_only_once(office):
    case = extend(office.accepted(), office)
    with pytest.raises(MoveRefused, match="已经延长过一次"):
        extend(case, office, "2026-03-11 10:00")
    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.create(
            case=case,
            days=1,
            approver="张",
            reason="再延",
            extended_at=at("2026-03-11 10:00"),
            extended_by=office.decider,
        )


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"days": 11}, "最多延长10个工作日"),
        ({"days": 16, "level": "government", "document": "漳政函〔2026〕1号"}, "最多延长15个工作日"),
        ({"days": 15, "level": "government"}, "批准文件"),
        ({"days": 20, "level": "law"}, "写明条款"),
        ({"days": 0}, "最多延长"),
        ({"reason": " "}, "理由"),
        ({"approver": ""}, "负责人"),
    ],
)
def test_within_the_level_that_approves(office, facts, words):
    case = office.accepted()
    with pytest.raises(MoveRefused, match=words):
        extend(case, office, **facts)
    assert not Extension.objects.exists()
    assert not case.moves.filter(move="extend").exists()


def test_the_database_holds_the_levels(office):
    case = office.accepted()
    for facts in ({"days": 11}, {"days": 16, "level": "government"}, {"days": 30, "level": "law"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Extension.objects.create(
                case=case,
                approver="张",
                reason="因",
                extended_at=at("2026-03-11 10:00"),
                extended_by=office.decider,
                **facts,
            )


def test_another_law_gives_its_own_length(office):
    case = extend(office.accepted(), office, days=20, level="law", basis="《企业投资项目核准和备案管理条例》第十条")
    assert case.legal_due == date(2026, 4, 29)
    assert "第十条" in case.moves.get(move="extend").facts["basis"]
