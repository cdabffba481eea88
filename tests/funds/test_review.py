"""专家评审: a draw that anyone can repeat, who is barred, scores that nobody sees before all are in, the ranking."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from core.workflow import MoveRefused
from funds import actions
from funds.enums import ApplicationState, CallState, SeatState
from funds.models import Application, Draw, Score, Seat
from funds.queries import drawing, experts
from tests.factories import UserFactory

from .calls import a_call, a_fund, a_township, an_enterprise, at, passed, pdf, submitted

pytestmark = pytest.mark.django_db
D = Decimal
LATER = at("2026-04-02")


def an_expert(finance, name, employer="省农科院", **other):
    other.setdefault("user", UserFactory())
    return actions.save_expert(actor=finance, name=name, employer=employer, fields=["种植"], **other)


@pytest.fixture
def reviewing():
    """(fund, call in review with two projects, its panel of three drawn out of five)"""
    fund = a_fund()
    call = a_call(fund)
    rows = [passed(call, fund, an_enterprise(), title="沙棘"), passed(call, fund, a_township(), title="药材")]
    for n in range(5):
        an_expert(fund.finance, f"专家{n}")
    call = actions.start_review(actor=fund.writer, call=call, at=at("2026-04-01"))
    actions.draw_experts(actor=fund.writer, call=call, witness="县纪委监委 李四", at=at("2026-04-01"))
    return fund, call, rows


def marked(call, rows, *totals_of_each):
    """Every seat marks every project: totals_of_each[seat][project], handed in."""
    for seat, totals in zip(Seat.objects.filter(call=call, state="drawn").order_by("pk"), totals_of_each, strict=True):
        for row, total in zip(rows, totals, strict=True):
            marks = {"c1": str(min(total, 60)), "c2": str(max(total - 60, 0))}
            actions.mark(actor=seat.expert.user, seat=seat, application=row, marks=marks)
        actions.hand_in(actor=seat.expert.user, seat=seat, at=LATER)


def test_the_published_seed_and_pool_give_the_same_panel(reviewing):
    _, call, _ = reviewing
    draw = Draw.objects.get()
    assert len(draw.seed) == 32 and draw.wanted == 3 and draw.witness == "县纪委监委 李四"
    assert drawing.drawn(draw.pool, draw.seed, draw.wanted) == draw.drawn
    assert drawing.drawn(reversed(draw.pool), draw.seed, draw.wanted) == draw.drawn  # the order of the pool is nothing
    assert set(call.seats.values_list("expert_id", flat=True)) == set(draw.drawn)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Draw.objects.update(seed="0")


def test_the_draw_as_it_is_published():
    """A fixed example: what the page says in words gives this panel with sha256sum."""
    assert drawing.drawn(range(1, 8), "abc", 3) == [3, 2, 4]
    assert drawing.digest_of("abc", 1) == "bfcf0b9cbe9d8208b2cddd9a01c31a9a60698a106a0e4fc1664233a15f16acec"


@given(st.sets(st.integers(1, 10_000), min_size=1, max_size=40), st.text("0123456789abcdef", min_size=8), st.data())
def test_a_draw_is_a_part_of_the_pool_and_grows_with_the_seats(pool, seed, data):
    wanted = data.draw(st.integers(0, len(pool)))
    chosen = drawing.drawn(pool, seed, wanted)
    assert len(chosen) == len(set(chosen)) == wanted and set(chosen) <= pool
    assert drawing.drawn(pool, seed, len(pool))[:wanted] == chosen


def test_who_is_barred_and_who_may_witness():
    fund = a_fund()
    call = a_call(fund)
    enterprise, township = an_enterprise("漳县药业有限公司"), a_township()
    for owner in (enterprise, township):
        passed(call, fund, owner)
    finance = fund.finance
    wrong = [
        an_expert(finance, "甲", user=enterprise),
        an_expert(finance, "乙", employer="漳县药业 有限公司"),
        an_expert(finance, "丙", organisation=township.organisation),
        an_expert(finance, "丁", organisation=fund.office),
        an_expert(finance, "戊", employer=fund.office.name),
    ]
    good = [an_expert(finance, f"专家{n}") for n in range(2)]
    an_expert(finance, "出库的", active=False)
    reasons = experts.barred(call)
    assert set(reasons) == {expert.pk for expert in wrong}
    assert reasons[wrong[0].pk] == "本人申报了项目" and reasons[wrong[3].pk] == "在资金主管部门工作"
    call = actions.start_review(actor=fund.writer, call=call, at=at("2026-04-01"))
    draw = {"actor": fund.writer, "call": call, "at": at("2026-04-01")}
    with pytest.raises(MoveRefused, match="只有 2 人，不够 3 人"):
        actions.draw_experts(witness="李四", **draw)
    good.append(an_expert(finance, "专家2"))
    with pytest.raises(MoveRefused, match="监督人"):
        actions.draw_experts(witness=" ", **draw)
    with pytest.raises(MoveRefused, match="不能自己监督"):
        actions.draw_experts(witness=f"局里 {fund.writer.name}", **draw)
    made = actions.draw_experts(witness="李四", **draw)
    assert sorted(made.drawn) == sorted(expert.pk for expert in good)
    assert {row["expert"] for row in made.excluded} == set(reasons)
    with pytest.raises(MoveRefused, match="已经抽满"):
        actions.draw_experts(witness="李四", reason="再来一次", **draw)
    with pytest.raises(PermissionDenied):
        actions.save_expert(actor=fund.writer, name="自己人", employer="县局")


def test_only_the_free_seats_are_drawn_anew(reviewing):
    fund, call, _ = reviewing
    first = Draw.objects.get()
    seat = call.seats.order_by("pk")[0]
    actions.release_expert(actor=fund.writer, seat=seat, state=SeatState.ABSENT, reason="出差", at=LATER)
    with pytest.raises(MoveRefused, match="事由"):
        actions.draw_experts(actor=fund.writer, call=call, witness="李四", at=LATER)
    second = actions.draw_experts(actor=fund.writer, call=call, witness="李四", reason="一人出差", at=LATER)
    assert second.wanted == len(second.drawn) == 1 and second.seed != first.seed
    assert not set(second.pool) & set(first.drawn) and seat.expert_id not in second.pool
    assert experts.sitting(call).count() == 3
    with pytest.raises(MoveRefused, match="不能退出"):
        actions.release_expert(actor=fund.writer, seat=seat, state=SeatState.ABSENT, reason="又", at=LATER)


def test_marks_stay_within_their_maximum_and_are_the_experts_own(reviewing):
    fund, call, rows = reviewing
    seat, other = call.seats.order_by("pk")[:2]
    mine = {"actor": seat.expert.user, "seat": seat, "application": rows[0]}
    for marks, words in (
        ({"c1": "61", "c2": "1"}, "满分 60 分"),
        ({"c1": "-1", "c2": "1"}, "满分 60 分"),
        ({"c1": "五十", "c2": "1"}, "还没有打分"),
        ({"c1": "NaN", "c2": "1"}, "满分 60 分"),
        ({"c1": "10"}, "可行性"),
        ({"c1": "1.25", "c2": "1"}, "一位小数"),
    ):
        with pytest.raises(MoveRefused, match=words):
            actions.mark(marks=marks, **mine)
    with pytest.raises(PermissionDenied):
        actions.mark(actor=other.expert.user, seat=seat, application=rows[0], marks={"c1": "1", "c2": "1"})
    assert actions.mark(marks={"c1": "50.5", "c2": "30"}, **mine).total == D("80.5")
    with pytest.raises(MoveRefused, match="药材"):
        actions.hand_in(actor=seat.expert.user, seat=seat, at=LATER)
    actions.mark(actor=seat.expert.user, seat=seat, application=rows[1], marks={"c1": "50", "c2": "30"})
    assert actions.hand_in(actor=seat.expert.user, seat=seat, at=LATER).state == SeatState.DONE
    with pytest.raises(MoveRefused, match="不能再改"):
        actions.mark(marks={"c1": "60", "c2": "40"}, **mine)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Score.objects.update(total=100)


def test_recusal_of_one_project_and_the_least_panel(reviewing):
    fund, call, rows = reviewing
    seat = call.seats.order_by("pk")[0]
    with pytest.raises(MoveRefused, match="只剩 2 位"):
        actions.recuse(actor=seat.expert.user, seat=seat, application=rows[0], reason="亲属", at=LATER)
    with pytest.raises(PermissionDenied):
        actions.recuse(actor=an_enterprise("别家"), seat=seat, application=rows[0], reason="亲属", at=LATER)


def test_a_signed_paper_is_typed_by_somebody_else_than_the_applicant(reviewing):
    fund, call, rows = reviewing
    seat = call.seats.order_by("pk")[0]
    paper = {"seat": seat, "application": rows[0], "marks": {"c1": "40", "c2": "30"}, "at": LATER}
    with pytest.raises(PermissionDenied):
        actions.enter_paper(actor=rows[0].project.owner, scan=pdf("表.pdf"), **paper)
    unread = pdf("表.pdf")
    unread.unvouched = True  # portal.middleware.NoStateSecrets: a scan, and the box isn't ticked
    with pytest.raises(ValidationError, match="确认不含国家秘密"):
        actions.enter_paper(actor=fund.writer, scan=unread, **paper)
    actions.enter_paper(actor=fund.writer, scan=pdf("表.pdf"), **paper)
    with pytest.raises(MoveRefused, match="不能再改"):
        actions.enter_paper(actor=fund.writer, scan=pdf("表.pdf"), **paper)
    move = call.moves.filter(move="hand_in").get()
    assert set(move.facts) == {"seat", "application", "on"}  # no points in the log


def test_ranking_needs_all_scores_and_shares_ranks(reviewing):
    fund, call, rows = reviewing
    assert experts.missing_scores(call) == 6
    with pytest.raises(MoveRefused, match="还有 6 份"):
        actions.rank_projects(actor=fund.writer, call=call, at=LATER)
    marked(call, rows, (80, 70), (70, 80), (75, 75))
    assert experts.scores_of(call) == []
    call = actions.rank_projects(actor=fund.writer, call=call, at=LATER)
    assert len(experts.scores_of(call)) == 6
    found = Application.objects.filter(call=call).values_list("state", "score", "rank")
    assert set(found) == {(ApplicationState.RANKED, D("75.00"), 1)}


@pytest.mark.parametrize(
    "totals, drop, expected",
    [
        ([60, 70, 80, 90, 100], True, "80.00"),
        ([0, 70, 80, 90, 100], True, "80.00"),
        ([0, 70, 80, 90, 100], False, "68.00"),
        ([0, 70, 80, 90], True, "60.00"),  # two would be left: all count
        ([70, 71, 71], True, "70.67"),
    ],
)
def test_mean(totals, drop, expected):
    assert drawing.mean([D(t) for t in totals], drop) == D(expected)


def test_equals_share_a_rank_in_the_stated_order():
    rows = drawing.ranking([(1, D(80), 3), (2, D(90), 9), (3, D(80), 1), (4, D(70), 0)])
    assert [(r.key, r.rank) for r in rows] == [(2, 1), (3, 2), (1, 2), (4, 4)]


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 50)), max_size=30), st.integers(0, 500))
def test_the_suggestion_stays_within_budget_and_above_the_mark(rows, budget):
    rows = sorted(((n, D(score), D(asked)) for n, (score, asked) in enumerate(rows)), key=lambda row: -row[1])
    found = drawing.suggested(rows, D(60), D(budget))
    assert sum(found.values(), D(0)) <= budget
    assert all(score >= 60 for key, score, _ in rows if key in found)


@pytest.mark.django_db(transaction=True)
def test_two_draws_at_once_make_one_panel():
    fund = a_fund()
    call = a_call(fund)
    passed(call, fund, an_enterprise())
    for n in range(8):
        an_expert(fund.finance, f"专家{n}")
    call = actions.start_review(actor=fund.writer, call=call, at=at("2026-04-01"))

    def draw(actor):
        try:
            actions.draw_experts(actor=actor, call=call, witness="李四", at=LATER)
        except MoveRefused:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(draw, [fund.writer, fund.publisher]))
    assert done.count("refused") == 1 and Draw.objects.count() == 1 and Seat.objects.count() == 3


def test_the_review_begins_when_all_is_checked_and_the_period_is_over():
    fund = a_fund()
    call = a_call(fund)
    submitted(call, an_enterprise())
    with pytest.raises(MoveRefused, match="2026-03-31 才截止"):
        actions.start_review(actor=fund.writer, call=call, at=at("2026-03-31", "23:59"))
    with pytest.raises(MoveRefused, match="还有 1 个项目没有审查完"):
        actions.start_review(actor=fund.writer, call=call, at=at("2026-04-01"))
    call.refresh_from_db()
    assert call.state == CallState.OPEN


def test_a_recused_expert_leaves_one_project_to_the_others():
    fund = a_fund()
    call = a_call(fund, experts=4)
    rows = [passed(call, fund, an_enterprise(), title="沙棘"), passed(call, fund, a_township(), title="药材")]
    for n in range(4):
        an_expert(fund.finance, f"专家{n}")
    call = actions.start_review(actor=fund.writer, call=call, at=at("2026-04-01"))
    actions.draw_experts(actor=fund.writer, call=call, witness="李四", at=at("2026-04-01"))
    seats = list(call.seats.order_by("pk"))
    own = seats[0].expert.user
    actions.recuse(actor=own, seat=seats[0], application=rows[0], reason="与申报人是亲属", at=LATER)
    with pytest.raises(MoveRefused, match="回避这个项目"):
        actions.mark(actor=own, seat=seats[0], application=rows[0], marks={"c1": "60", "c2": "40"})
    with pytest.raises(MoveRefused, match="只剩 2 位"):
        actions.recuse(actor=fund.writer, seat=seats[1], application=rows[0], reason="亲属", at=LATER)
    for seat in seats:
        for row in rows[1:] if seat == seats[0] else rows:
            actions.mark(actor=seat.expert.user, seat=seat, application=row, marks={"c1": "50", "c2": "20"})
        actions.hand_in(actor=seat.expert.user, seat=seat, at=LATER)
    assert experts.missing_scores(call) == 0
    actions.rank_projects(actor=fund.writer, call=call, at=LATER)
    assert Score.objects.filter(application=rows[0]).count() == 3
    assert set(Application.objects.filter(call=call).values_list("score", "rank")) == {(D("70.00"), 1)}
