"""Steps of the review (流程环节): frozen at acceptance, done in order by their posts, counted by the step clock."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.enums import HoldingKind
from accounts.models import Holding
from approvals import actions
from approvals.enums import ClockKind, TaskOutcome
from approvals.models import Case, CaseTask, Procedure, current
from approvals.queries import clocks, running
from approvals.queries.counting import step_clock_of
from core import workdays
from core.workflow import MoveRefused
from powerlist.actions import guides
from powerlist.enums import StepKind
from powerlist.models import FlowStep
from supervision.actions import load_rules, sweep
from tests.factories import OrganisationFactory, staff_with

from .factories import VersionFactory, at, office

pytestmark = pytest.mark.django_db
K = StepKind
WHEN_RENTED = {"when_key": "shop", "when_test": "contains", "when_value": "租"}


class Room:
    """A body whose guide has a flow: 初审; 现场勘验 beside 会签 (this where the shop is rented); 复审; 审批; 制证."""

    def __init__(self, rows=None):
        bare = office(state="draft")
        bare.version.delete()
        self.body = bare.organisation
        self.first = self.clerk("初审员")
        self.second = self.clerk("复审员")
        self.lawyer = self.clerk("法规员")
        self.head = staff_with("decide_cases", "view_cases", organisation=self.body, name="分管领导")
        posts = {name: post_of(getattr(self, name)) for name in ("first", "second", "lawyer", "head")}
        rows = rows or [
            ("初审", K.FIRST, "first", 2, {}),
            ("现场勘验", K.ON_SITE, "first", 3, {"group": 1}),
            ("会签", K.COUNTERSIGN, "lawyer", 1, {"group": 1, **WHEN_RENTED}),
            ("复审", K.SECOND, "second", 1, {}),
            ("审批", K.APPROVAL, "head", 1, {}),
            ("制证", K.MAKING, "first", 1, {}),
        ]
        steps = [{"name": n, "kind": k, "post": posts[p], "limit": days, **more} for n, k, p, days, more in rows]
        self.version = VersionFactory(item=bare.version.item, parts={"flow_steps": steps})
        bare.version, bare.handler, bare.decider = self.version, self.second, self.head
        self.desk = bare

    def clerk(self, name):
        return staff_with("handle_cases", "view_cases", organisation=self.body, name=name)

    def accepted(self, shop="老李豆腐坊", moment="2026-03-03 10:00"):
        form = {**self.desk.form, "shop": shop}
        return self.desk.accepted(moment, form=form)

    def task(self, case, name):
        return next(row for row in current(case.tasks.all()) if row.step.name == name)

    def do(self, case, name, actor, moment, outcome=TaskOutcome.PASSED):
        done = {"outcome": outcome, "opinion": f"{name}看过，属实", "at": at(moment)}
        return actions.step_done(case=case, actor=actor, task=self.task(case, name), **done)

    def reviewed(self):
        """Every step before the decision done, and handed to who decides."""
        case = self.accepted()
        self.do(case, "初审", self.first, "2026-03-04 10:00")
        self.do(case, "现场勘验", self.first, "2026-03-05 10:00")
        self.do(case, "复审", self.second, "2026-03-05 15:00")
        return actions.review(case=case, actor=self.second, opinion="符合条件", at=at("2026-03-05 16:00"))


def post_of(person):
    return person.holdings.get().post


def names(case, **what):
    return [row.step.name for row in current(case.tasks.filter(**what))]


def opened(case):
    return names(case, opened_at__isnull=False, done_at__isnull=True)


@pytest.fixture
def room(db):
    return Room()


def test_acceptance_freezes_the_steps_opens_the_first_and_leaves_out_what_its_condition_leaves_out(room):
    case = room.accepted()
    assert names(case) == ["初审", "现场勘验", "会签", "复审", "审批", "制证"]
    assert opened(case) == ["初审"]
    assert room.task(case, "会签").outcome == TaskOutcome.SKIPPED
    assert room.task(room.accepted(shop="租来的铺子"), "会签").outcome == ""


def test_a_case_without_flow_rows_behaves_as_ever(office, django_assert_num_queries):
    filed = office.submit()
    with CaptureQueriesContext(connection) as asked:
        case = actions.accept(case=filed, actor=office.window, at=at("2026-03-03 10:00"))
    assert sum("flowstep" in query["sql"] or "casetask" in query["sql"] for query in asked) == 1
    assert not case.has_flow and not case.tasks.exists()
    with django_assert_num_queries(0):
        from approvals.permissions import may_step

        assert not may_step(office.handler, case)
    assert actions.review(case=case, actor=office.handler, opinion="符合").state == "decision"


def test_steps_are_done_in_their_order_parallel_ones_in_any(room):
    case = room.accepted(shop="租来的铺子")
    with pytest.raises(MoveRefused, match="还没有轮到“复审”"):
        room.do(case, "复审", room.second, "2026-03-04 09:00")
    room.do(case, "初审", room.first, "2026-03-04 10:00")
    assert opened(case) == ["现场勘验", "会签"]
    room.do(case, "会签", room.lawyer, "2026-03-04 11:00")
    assert opened(case) == ["现场勘验"]
    room.do(case, "现场勘验", room.first, "2026-03-05 10:00", TaskOutcome.FAILED)
    assert opened(case) == ["复审"]
    assert room.task(case, "现场勘验").outcome == TaskOutcome.FAILED


def test_only_who_holds_the_post_does_a_step_and_a_substitute_is_marked(room):
    case = room.accepted()
    with pytest.raises(PermissionDenied):  # no step of the lawyer's is open
        room.do(case, "初审", room.lawyer, "2026-03-04 10:00")
    case = room.accepted(shop="租来的铺子")
    room.do(case, "初审", room.first, "2026-03-04 10:00")
    with pytest.raises(MoveRefused, match="您今天不在这个岗位上"):
        room.do(case, "现场勘验", room.lawyer, "2026-03-04 11:00")
    Holding.objects.create(
        user=room.lawyer, post=post_of(room.first), kind=HoldingKind.SUBSTITUTE, valid_from=date(2020, 1, 1)
    )
    room.do(case, "现场勘验", room.lawyer, "2026-03-04 11:00")
    assert room.task(case, "现场勘验").substitute
    assert not room.task(case, "初审").substitute
    post_of_first = room.first.holdings.get()
    post_of_first.valid_to = date(2026, 3, 1)
    post_of_first.save()
    with pytest.raises(PermissionDenied):
        room.do(room.accepted(moment="2026-03-03 11:00"), "初审", room.first, "2026-03-04 10:00")


def test_who_keeps_away_and_who_had_the_first_look_do_no_step(room):
    case = room.accepted()
    actions.recuse(case=case, actor=room.head, person=room.first, at=at("2026-03-03 11:00"))
    with pytest.raises(MoveRefused, match="回避"):
        room.do(case, "初审", room.first, "2026-03-04 10:00")
    case = room.accepted(moment="2026-03-03 12:00")
    Holding.objects.create(user=room.first, post=post_of(room.second), kind="B", valid_from=date(2020, 1, 1))
    room.do(case, "初审", room.first, "2026-03-04 10:00")
    room.do(case, "现场勘验", room.first, "2026-03-04 11:00")
    with pytest.raises(MoveRefused, match="复审要由另一个人"):
        room.do(case, "复审", room.first, "2026-03-04 12:00")


@pytest.mark.parametrize(("outcome", "opinion", "words"), [("", "看过", "请选通过"), ("passed", " ", "审查意见")])
def test_a_step_wants_an_outcome_and_an_opinion(room, outcome, opinion, words):
    case = room.accepted()
    task = room.task(case, "初审")
    with pytest.raises(MoveRefused, match=words):
        actions.step_done(case=case, actor=room.first, task=task, outcome=outcome, opinion=opinion)


def test_two_clerks_at_once_do_a_step_once(room):
    case = room.accepted()
    task = room.task(case, "初审")
    Holding.objects.create(user=room.second, post=post_of(room.first), kind="B", valid_from=date(2020, 1, 1))
    room.do(case, "初审", room.first, "2026-03-04 10:00")
    said = {"outcome": "passed", "opinion": "属实", "at": at("2026-03-04 10:01")}
    with pytest.raises((MoveRefused, PermissionDenied)):
        actions.step_done(case=case, actor=room.second, task=task, **said)
    assert case.moves.filter(move="step_done").count() == 1


def test_it_goes_to_decision_only_when_every_step_is_done(room):
    case = room.accepted()
    room.do(case, "初审", room.first, "2026-03-04 10:00")
    with pytest.raises(MoveRefused, match="“现场勘验”“复审”还没有办完"):
        actions.review(case=case, actor=room.second, opinion="符合", at=at("2026-03-04 11:00"))


def test_the_decision_is_of_the_post_of_approval_and_ends_its_step(room):
    case = room.reviewed()
    assert opened(case) == ["审批"]
    other = staff_with("decide_cases", "view_cases", organisation=room.body)
    with pytest.raises(MoveRefused, match="“审批”由"):
        actions.grant(case=case, actor=other, at=at("2026-03-06 10:00"))
    case = actions.grant(case=case, actor=room.head, reason="准予", at=at("2026-03-06 10:00"))
    approval = room.task(case, "审批")
    assert (approval.by_id, approval.outcome, approval.opinion) == (room.head.pk, TaskOutcome.PASSED, "准予")
    assert opened(case) == ["制证"]
    case = actions.issue_licence(case=case, at=at("2026-03-09 10:00"))
    assert opened(case) == [] and room.task(case, "制证").outcome == TaskOutcome.PASSED


def test_who_reviewed_in_a_step_does_not_decide(room):
    Holding.objects.create(user=room.first, post=post_of(room.head), kind="B", valid_from=date(2020, 1, 1))
    case = room.reviewed()
    with pytest.raises(MoveRefused, match="初审或者复审"):
        actions.grant(case=case, actor=room.first, at=at("2026-03-06 10:00"))


def test_what_is_sent_back_reopens_the_steps_that_it_names_and_keeps_what_was_done(room):
    case = room.reviewed()
    site = room.task(case, "现场勘验")
    case = actions.send_back(
        case=case, actor=room.head, opinion="照片不清楚", steps=[site.pk], at=at("2026-03-06 10:00")
    )
    assert opened(case) == ["现场勘验"]
    again = room.task(case, "现场勘验")
    assert (again.round, again.done_at) == (2, None)
    assert CaseTask.objects.get(pk=site.pk).outcome == TaskOutcome.PASSED
    returned = CaseTask.objects.get(case=case, step__kind=K.APPROVAL, round=1)
    assert (returned.outcome, returned.opinion) == (TaskOutcome.RETURNED, "照片不清楚")
    with pytest.raises(MoveRefused, match="现场勘验"):
        actions.review(case=case, actor=room.second, opinion="符合", at=at("2026-03-06 11:00"))
    room.do(case, "现场勘验", room.first, "2026-03-09 10:00")
    case = actions.review(case=case, actor=room.second, opinion="符合", at=at("2026-03-09 11:00"))
    assert opened(case) == ["审批"]


def test_what_is_not_done_can_not_be_sent_back(room):
    case = room.reviewed()
    for name in ("会签", "审批", "制证"):
        with pytest.raises(MoveRefused, match="只能退回"):
            actions.send_back(case=case, actor=room.head, opinion="重看", steps=[room.task(case, name).pk])


def test_a_case_that_ends_leaves_no_step_open(room):
    case = room.accepted()
    case = actions.withdraw(case=case, actor=room.desk.citizen, at=at("2026-03-04 10:00"))
    assert not case.tasks.filter(done_at__isnull=True).exists()
    assert room.task(case, "初审").outcome == TaskOutcome.CLOSED


def test_a_case_that_the_law_accepts_has_its_steps_from_that_act_on(room):
    case = room.desk.submit()
    case = actions.deem_accepted(case=case, at=at("2026-03-10 00:30"))
    assert case.deemed and opened(case) == ["初审"]
    assert room.task(case, "初审").opened_at == at("2026-03-10 00:30")


def test_where_the_body_of_a_post_has_ended_the_heir_goes_on(room):
    case = room.accepted()
    heir = OrganisationFactory(name="县新局")
    clerk = staff_with("handle_cases", "view_cases", organisation=heir)
    Case.objects.filter(pk=case.pk).update(organisation=heir)
    case.refresh_from_db()
    with pytest.raises(PermissionDenied):
        room.do(case, "初审", clerk, "2026-03-04 10:00")
    room.body.valid_to = date(2026, 3, 1)
    room.body.save()
    room.do(case, "初审", clerk, "2026-03-04 10:00")
    assert opened(case) == ["现场勘验"]


def test_a_flow_published_in_the_middle_leaves_running_cases_on_theirs(room):
    case = room.accepted()
    draft = guides.draft_guide(actor=staff_with("manage_guides", organisation=room.body), item=room.version.item)
    assert [row.name for row in draft.flow_steps.all()] == names(case)  # copied with the guide
    draft.flow_steps.filter(kind__in=(K.ON_SITE, K.COUNTERSIGN)).delete()
    room.do(case, "初审", room.first, "2026-03-04 10:00")
    assert opened(case) == ["现场勘验"]


def test_the_database_keeps_a_done_step_as_it_was(room):
    case = room.accepted()
    room.do(case, "初审", room.first, "2026-03-04 10:00")
    done = CaseTask.objects.filter(case=case, done_at__isnull=False)
    for change in (lambda: done.update(opinion="别的"), lambda: done.delete()):
        with pytest.raises(DatabaseError, match="step"), transaction.atomic():
            change()


# --- the clock -------------------------------------------------------------------------------------------------------


def step_clock(case, name):
    return next(clock for clock in clocks(case) if clock.kind == ClockKind.STEP and f"“{name}”" in clock.subject)


def test_the_step_clock_burns_first_and_is_written_to_case_and_step(room):
    case = room.accepted()  # Tuesday; two working days for 初审, seven for the promise
    assert case.burns_on == date(2026, 3, 5) == room.task(case, "初审").due
    assert [clock.kind for clock in running(case, clocks(case))] == ["promise", "legal", "step"]
    case = room.do(case, "初审", room.first, "2026-03-04 10:00")
    assert room.task(case, "现场勘验").due == case.burns_on == date(2026, 3, 9)
    clock = step_clock(case, "初审")
    assert clock.ended == date(2026, 3, 4) and not clock.is_late(date(2026, 4, 1))
    assert [day.why for day in clock.days] == ["第1个工作日", "第2个工作日"]


def test_the_applicant_sees_no_step_clock(room):
    assert ClockKind.STEP not in [clock.kind for clock in clocks(room.accepted(), steps=False)]


def test_a_special_procedure_pauses_the_step(room):
    case = room.accepted()
    said = {"kind": "experts", "notified_days": 5, "document": "漳审〔2026〕1号"}
    case = actions.begin_procedure(case=case, actor=room.second, at=at("2026-03-03 15:00"), **said)
    assert step_clock(case, "初审").due == date(2026, 3, 12)  # told until 10 March; 11 and 12 count
    room.do(case, "初审", room.first, "2026-03-04 10:00")  # what stands beside it goes on
    assert opened(case) == ["现场勘验"]


def by_hand(start, limit, pauses, calendar):
    """The due day counted one day after the other."""
    day, left = start, limit
    while left:
        day += timedelta(days=1)
        paused = any(first <= day <= last for first, last in pauses)
        left -= not paused and not calendar.day_off(day, provisional=True)
    return day


@pytest.mark.parametrize("opened_on", ["2026-03-31", "2026-04-03", "2026-04-29", "2026-09-30"])
@pytest.mark.parametrize("told", [0, 3])
def test_the_step_clock_is_what_one_counts_by_hand(opened_on, told):
    """Across 清明, 劳动节 and 国庆, with and without a special procedure in it."""
    start, calendar = date.fromisoformat(opened_on), workdays.calendar()
    pauses = [(start + timedelta(days=1), by_hand(start, told, [], calendar))] if told else []
    told_of = Procedure(began_on=start, notified_days=told, basis="许可法第四十五条", kind="testing")
    case = SimpleNamespace(procedures=SimpleNamespace(all=lambda: [told_of] if told else []))
    for limit in (1, 2, 5, 10):
        task = CaseTask(pk=1, opened_at=at(f"{opened_on} 10:00"), step=FlowStep(name="初审", limit=limit))
        clock = step_clock_of(task, case, calendar)
        assert clock.due == by_hand(start, limit, pauses, calendar)
        assert sum(day.counted for day in clock.days) == limit


def test_supervision_gives_a_card_for_a_late_step_though_the_promise_is_kept(room):
    load_rules()
    case = room.accepted()  # 初审 until 5 March, the promise until 12 March
    sweep(now=at("2026-03-06 20:00"))
    alert = case.alerts.get()
    assert (alert.clock, alert.rule.code, alert.due) == (ClockKind.STEP, "T4", date(2026, 3, 5))
    assert "“初审”环节时限2个工作日" in alert.explanation
