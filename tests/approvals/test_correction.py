"""一次性告知 (许可法 32(4), (5)): everything at once, once; the clock starts when all of it has come in."""

import pytest

from approvals import actions
from approvals.models import Correction
from core.workflow import MoveRefused

from .factories import at, pdf


def test_everything_is_told_once_and_the_body_waits(office):
    case = office.correcting("2026-03-04 10:00")
    assert case.state == "correcting" and case.correction.items == ["身份证照片不清楚，请重新上传"]
    assert (case.burns_on, case.watch_on) == (None, None)


def test_an_empty_list_is_refused(office):
    with pytest.raises(MoveRefused, match="逐条"):
        actions.ask_correction(case=office.submit(), actor=office.window, items=[" "], at=at("2026-03-03 10:00"))
    assert not Correction.objects.exists()


def test_a_second_notice_is_refused(office):
    case = office.correcting()
    case = actions.correct(
        case=case, actor=office.citizen, files=[(office.material, pdf("新.pdf"))], at=at("2026-03-09 09:00")
    )
    with pytest.raises(MoveRefused, match="不能再次"):
        actions.ask_correction(case=case, actor=office.window, items=["还要一份"], at=at("2026-03-10 09:00"))


def test_the_five_days_begin_anew_and_the_limit_runs_from_the_day_all_came_in(office):
    case = office.correcting("2026-03-04 10:00")
    case = actions.correct(
        case=case, actor=office.citizen, files=[(office.material, pdf("新.pdf"))], at=at("2026-03-18 09:00")
    )
    assert (case.state, case.notice_due.isoformat()) == ("received", "2026-03-25")
    assert case.correction.answered_at == at("2026-03-18 09:00")
    assert case.files.filter(kind="correction").count() == 1
    case = actions.accept(case=case, actor=office.window, at=at("2026-03-20 09:00"))
    assert case.accepted_at == at("2026-03-18 09:00")
    assert case.promise_due.isoformat() == "2026-03-27"


def test_an_empty_correction_is_no_correction(office):
    case = office.correcting()
    with pytest.raises(MoveRefused, match="还没有补正"):
        actions.correct(case=case, actor=office.citizen, form=office.form, at=at("2026-03-09 09:00"))
    changed = office.form | {"shop": "老李豆制品坊"}
    case = actions.correct(case=case, actor=office.citizen, form=changed, at=at("2026-03-09 09:00"))
    assert case.form["shop"] == "老李豆制品坊"


def test_after_the_five_days_no_correction_can_be_asked(office):
    case = office.submit("2026-03-02 09:30")
    with pytest.raises(MoveRefused, match="即为受理"):
        actions.ask_correction(case=case, actor=office.window, items=["补照片"], at=at("2026-03-10 09:00"))
    actions.ask_correction(case=case, actor=office.window, items=["补照片"], at=at("2026-03-09 17:00"))


def test_what_was_filed_at_first_can_not_be_taken_back_in_a_correction(client, office):
    case = office.correcting()
    filed = case.files.get()
    client.force_login(office.citizen)
    page = client.post(f"/me/cases/{case.number}/correct/", {"remove": str(filed.pk), "save": "1"})
    assert page.status_code < 500 and case.files.filter(pk=filed.pk).exists()
