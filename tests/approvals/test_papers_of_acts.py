"""Each act's own paper says what the act said, in the words of its article."""

from datetime import date

import pytest

from approvals import actions
from tests.factories import OrganisationFactory, staff_with

from .factories import at
from .factories import office as office_with
from .test_materials import PARTS, lacking


def words(case, move: str) -> str:
    paper = actions.make_paper(move=case.moves.get(move=move))
    assert "{" not in paper.sheet.text and "None" not in paper.sheet.text
    return paper.sheet.text


def test_extension_and_special_procedure_tell_their_time(office):
    case = actions.begin_procedure(
        case=office.accepted(), actor=office.handler, kind="testing", notified_days=3, document="委托书1号",
        at=at("2026-03-05 10:00"),
    )  # fmt: skip
    said = words(case, "begin_procedure")
    assert "程序：检测" in said and "所需时间：3个工作日" in said and "第四十五条" in said
    case = actions.extend(
        case=office.accepted(), actor=office.decider, days=10, approver="张局长", reason="案情复杂",
        at=at("2026-03-10 10:00"),
    )  # fmt: skip
    said = words(case, "extend")
    assert "经张局长批准，延长10个工作日" in said and "理由：案情复杂" in said


def test_a_letter_for_an_opinion_goes_to_the_bodies_asked(office):
    body = OrganisationFactory(name="漳县消防救援大队")
    case = actions.ask_opinion(
        case=office.accepted(), actor=office.handler, organisations=[body], question="消防条件是否符合",
        due_on=date(2026, 3, 9), at=at("2026-03-04 09:00"),
    )  # fmt: skip
    said = words(case, "ask_opinion")
    assert "漳县消防救援大队：" in said and "消防条件是否符合" in said and "2026年3月9日 前书面回复" in said


def test_a_hearing_has_its_three_papers(office):
    chair = staff_with("handle_cases", organisation=office.organisation, name="王主持")
    case = actions.tell_hearing(
        case=office.accepted(),
        actor=office.handler,
        ground="47",
        parties="申请人、相邻经营户",
        at=at("2026-03-04 09:00"),
    )
    assert "相邻经营户" in words(case, "tell_hearing")
    case = actions.answer_hearing(case=case, actor=office.handler, asked_on=date(2026, 3, 6), at=at("2026-03-06 09:00"))
    case = actions.notify_hearing(
        case=case, actor=office.handler, held_at=at("2026-03-18 09:00"), place="二楼会议室", chair=chair,
        at=at("2026-03-10 11:00"),
    )  # fmt: skip
    said = words(case, "notify_hearing")
    assert "时间：2026年3月18日 09:00" in said and "地点：二楼会议室" in said and "主持人：王主持" in said


@pytest.mark.parametrize(
    ("made", "move", "expected"),
    [
        ("withdrawn", "withdraw", "以后可以重新申请"),
        ("not_accepted", "not_accept", "60日内"),
        ("correcting", "ask_correction", "1. 身份证照片不清楚，请重新上传"),
    ],
)
def test_papers_of_turning_away(office, made, move, expected):
    assert expected in words(getattr(office, made)(), move)


@pytest.mark.django_db
def test_what_is_lacking_and_until_when_stands_in_the_notice():
    desk = office_with(parts=PARTS)
    said = words(lacking(desk), "accept_lacking")
    assert "1. 场所平面图" in said and "请在 2026年3月9日 前补齐" in said
