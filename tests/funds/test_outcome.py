"""From the ranking to the decision: proposal, 公示, objections, 立项, what is kept for the next call."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from core.models import SecrecyReview
from core.workflow import MoveRefused
from funds import actions
from funds.enums import ApplicationState, CallState, ObjectionState
from funds.models import Application, Call, FundVersion, Objection, Seat
from funds.queries import calls, counting
from tests.factories import UserFactory

from .calls import FINE, a_call, a_fund, a_township, an_enterprise, at, passed, submitted

pytestmark = pytest.mark.django_db
D = Decimal
A = ApplicationState


def ranked_call(budget="150000.00"):
    """(fund, call, [three applications]) ranked 90, 80, 50."""
    fund = a_fund()
    call = a_call(fund, budget=D(budget))
    owners = [an_enterprise(), a_township(), an_enterprise("第三家")]
    rows = [passed(call, fund, owner, title=f"项目{n}") for n, owner in enumerate(owners)]
    for n in range(3):
        actions.save_expert(actor=fund.finance, name=f"专家{n}", employer="省农科院", user=UserFactory())
    call = actions.start_review(actor=fund.writer, call=call, at=at("2026-04-01"))
    actions.draw_experts(actor=fund.writer, call=call, witness="李四", at=at("2026-04-01"))
    for seat in Seat.objects.filter(call=call):
        for row, total in zip(rows, (90, 80, 50), strict=True):
            marks = {"c1": str(min(total, 60)), "c2": str(max(total - 60, 0))}
            actions.mark(actor=seat.expert.user, seat=seat, application=row, marks=marks)
        actions.hand_in(actor=seat.expert.user, seat=seat, at=at("2026-04-02"))
    call = actions.rank_projects(actor=fund.writer, call=call, at=at("2026-04-03"))
    return fund, call, [Application.objects.get(pk=row.pk) for row in rows]


def noticed():
    """The same on notice from Monday 2026-04-13, for five working days."""
    fund, call, rows = ranked_call()
    amounts = {rows[0].pk: D("100000.00"), rows[1].pk: D("50000.00")}
    actions.propose(actor=fund.writer, call=call, amounts=amounts, at=at("2026-04-10"))
    call = actions.post_notice(actor=fund.publisher, call=call, opinion=FINE, at=at("2026-04-13"))
    return fund, call, rows


def test_a_proposal_keeps_to_the_mark_the_budget_and_the_ranks():
    fund, call, (first, second, third) = ranked_call()
    with pytest.raises(MoveRefused, match="还没有提出立项方案"):
        actions.post_notice(actor=fund.publisher, call=call, opinion=FINE, at=at("2026-04-13"))
    for amounts, words in (
        ({third.pk: D(1)}, "低于入围分数"),
        ({first.pk: D("100000.01")}, "不能超过申请数额"),
        ({first.pk: D(100000), second.pk: D(100000)}, "请调减 5 万元"),
        ({second.pk: D(50000)}, "名次在前却没有安排"),
        ({0: D(1)}, "不在排名中"),
    ):
        with pytest.raises(MoveRefused, match=words):
            actions.propose(actor=fund.writer, call=call, amounts=amounts, at=at("2026-04-10"))
    actions.propose(actor=fund.writer, call=call, amounts={second.pk: D(1)}, reason="第一名放弃", at=at("2026-04-10"))
    actions.propose(actor=fund.writer, call=call, amounts={first.pk: D(5)}, at=at("2026-04-10"))
    found = dict(Application.objects.filter(call=call).values_list("pk", "amount_granted"))
    assert found == {first.pk: D(5), second.pk: None, third.pk: None}


def test_notice_runs_working_days_and_is_posted_by_another():
    fund, call, _ = noticed()
    assert (call.notice_from, call.notice_to) == (date(2026, 4, 13), date(2026, 4, 20))
    assert SecrecyReview.objects.get(kind="call_notice").reviewer_id == fund.publisher.pk
    with pytest.raises(MoveRefused, match="2026-04-20 才结束|公示期满"):
        actions.decide(
            actor=fund.publisher, call=call, document_number="1号", decided_on=date(2026, 4, 20), at=at("2026-04-20")
        )
    with pytest.raises(MoveRefused, match="提出立项方案的人"):
        actions.decide(
            actor=fund.writer, call=call, document_number="1号", decided_on=date(2026, 4, 21), at=at("2026-04-21")
        )


def objection(call, application=None, when=None, **other):
    facts = {"name": "赵六", "contact": "13893211111", "text": "该项目用地手续不全"} | other
    return actions.file_objection(call=call, application=application, at=when or at("2026-04-14"), **facts)


def test_objections_are_kept_secret_and_answered_before_the_decision():
    fund, call, rows = noticed()
    for when in (at("2026-04-12"), at("2026-04-21", "00:00")):
        with pytest.raises(MoveRefused, match="不在公示期"):
            objection(call, when=when)
    row = objection(call, rows[0], when=at("2026-04-20", "23:59"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, contact FROM funds_objection")
        assert not {"赵六", "13893211111"} & set(cursor.fetchone())
    decide = {"call": call, "document_number": "漳农发〔2026〕30号", "at": at("2026-04-21")}
    decide |= {"decided_on": date(2026, 4, 21)}
    with pytest.raises(MoveRefused, match="还有 1 件异议"):
        actions.decide(actor=fund.publisher, **decide)
    with pytest.raises(MoveRefused, match="提出立项方案的人"):
        actions.answer_objection(actor=fund.writer, objection=row, upheld=False, answer="属实与否", at=at("2026-04-21"))
    with pytest.raises(PermissionDenied):
        actions.answer_objection(actor=a_township(), objection=row, upheld=False, answer="不", at=at("2026-04-21"))
    with pytest.raises(MoveRefused, match="取消资格或者退回"):
        actions.answer_objection(actor=fund.publisher, objection=row, upheld=True, answer="属实", at=at("2026-04-21"))
    row = actions.answer_objection(
        actor=fund.publisher, objection=row, upheld=True, outcome="out", answer="属实", at=at("2026-04-21")
    )
    assert row.state == ObjectionState.UPHELD
    call = actions.decide(actor=fund.publisher, **decide)
    states = dict(Application.objects.filter(call=call).values_list("pk", "state"))
    assert [states[r.pk] for r in rows] == [A.REFUSED, A.FUNDED, A.KEPT]
    assert Application.objects.get(pk=rows[2].pk).outcome_reason == "得分低于入围分数 60.00"
    assert Application.objects.get(pk=rows[0].pk).amount_granted is None


def test_back_to_check_and_back_where_it_stood():
    fund, call, rows = noticed()
    row = objection(call, rows[0])
    actions.answer_objection(
        actor=fund.publisher, objection=row, upheld=True, outcome="check", answer="重新核查", at=at("2026-04-15")
    )
    decide = {"actor": fund.publisher, "call": call, "document_number": "1号", "decided_on": date(2026, 4, 21)}
    with pytest.raises(MoveRefused, match="退回审查"):
        actions.decide(at=at("2026-04-21"), **decide)
    again = Application.objects.get(pk=rows[0].pk)
    assert again.state == A.SUBMITTED
    again = actions.check_application(actor=fund.writer, application=again, move="pass", at=at("2026-04-16"))
    assert (again.state, again.amount_granted) == (A.PROPOSED, D(100000))
    assert actions.decide(at=at("2026-04-21"), **decide).state == CallState.DECIDED


def test_a_notice_taken_back_runs_anew():
    fund, call, rows = noticed()
    with pytest.raises(MoveRefused, match="理由"):
        actions.retract_notice(actor=fund.writer, call=call, reason=" ", at=at("2026-04-15"))
    actions.retract_notice(actor=fund.writer, call=call, reason="调整金额", at=at("2026-04-15"))
    actions.propose(actor=fund.writer, call=call, amounts={rows[0].pk: D(9)}, at=at("2026-04-15"))
    call = actions.post_notice(actor=fund.publisher, call=call, opinion=FINE, at=at("2026-04-16"))
    assert call.notice_to == date(2026, 4, 23)


def test_what_is_kept_enters_the_next_call_in_one_act():
    fund, call, rows = noticed()
    actions.decide(
        actor=fund.publisher, call=call, document_number="1号", decided_on=date(2026, 4, 21), at=at("2026-04-21")
    )
    period = {"year": 2027, "opens_on": date(2027, 3, 1), "closes_on": date(2027, 3, 31)}
    following = a_call(fund, **period)
    kept = rows[2].project
    row, missing = actions.carry_over(actor=kept.owner, project=kept, call=following, at=at("2027-03-05"))
    assert (row.state, missing, row.amount_asked) == (A.SUBMITTED, [], rows[2].amount_asked)
    assert row.files.get().sha256 == rows[2].files.get().sha256
    more = [{"name": "申报书", "required": True, "note": ""}, {"name": "环评批复", "required": True, "note": ""}]
    other = a_call(fund, materials=more, **period)
    row, missing = actions.carry_over(actor=kept.owner, project=kept, call=other, at=at("2027-03-05"))
    assert (row.state, missing) == (A.DRAFT, ["环评批复"])
    actions.remove_material(actor=kept.owner, file=row.files.get())
    assert rows[2].files.get().file.storage.exists(rows[2].files.get().file.name)  # shared with the earlier call
    with pytest.raises(PermissionDenied):
        actions.carry_over(actor=a_township(), project=kept, call=other, at=at("2027-03-05"))


@pytest.mark.django_db(transaction=True)
def test_two_objections_and_two_answers_at_once():
    fund, call, rows = noticed()

    def together(*acts):
        def run(act):
            try:
                return act()
            except MoveRefused:
                return None
            finally:
                connection.close()

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(run, acts))

    made = together(lambda: objection(call, rows[0]), lambda: objection(call, rows[0], name="钱七"))
    assert len({row.number for row in made}) == 2

    def answer(upheld):
        return actions.answer_objection(
            actor=fund.publisher, objection=made[0], upheld=upheld, outcome="out", answer="答复", at=at("2026-04-15")
        )

    assert together(lambda: answer(True), lambda: answer(False)).count(None) == 1
    assert Objection.objects.filter(state=ObjectionState.OPEN).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_submission_in_the_last_minute_and_the_end_of_the_check():
    """Whichever comes first: the project is in the review's check, or it is refused in words; never in between."""
    fund = a_fund()
    call = a_call(fund)
    passed(call, fund, an_enterprise())

    def late():
        try:
            return submitted(call, owner, when=at("2026-03-31", "23:59")).state
        except MoveRefused as refusal:
            return str(refusal)
        finally:
            connection.close()

    def begin():
        try:
            return actions.start_review(actor=fund.writer, call=call, at=at("2026-04-01", "00:00")).state
        except MoveRefused as refusal:
            return str(refusal)
        finally:
            connection.close()

    owner = a_township()
    with ThreadPoolExecutor(2) as pool:
        sent, begun = pool.submit(late), pool.submit(begin)
        sent, begun = sent.result(), begun.result()
    if begun == CallState.REVIEW:
        assert "不能再提交" in sent
    else:
        assert sent == A.SUBMITTED and "没有审查完" in begun
    assert Call.objects.get().state in (CallState.OPEN, CallState.REVIEW)


def test_the_line_of_a_funds_life_and_what_waits():
    fund, call, rows = noticed()
    day = date(2026, 4, 14)
    stages = [(line["stage"], line["state"], line["note"]) for line in calls.life(fund.entry, 2026, day)]
    assert stages == [
        ("call", "done", "2026-03-01 至 2026-03-31，公示中"),
        ("review", "done", "公示到 2026-04-20，可以提出异议"),
    ]
    assert calls.life(fund.entry, 2025, day) == []
    objection(call, rows[0])
    assert {line["words"]: line["n"] for line in counting.lines(calls.asked(fund.publisher, day))} == {
        "待答复的公示异议": 1
    }
    assert counting.lines(calls.asked(a_township(), day)) == []
    FundVersion.objects.filter(entry=fund.entry).update(scope="internal", scope_reason="依申请公开")
    assert calls.life(fund.entry, 2026, day) == []
    assert calls.public_calls().count() == 0
