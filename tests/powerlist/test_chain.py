"""The review chain: paths as data, verdicts row by row, what the meeting ruled, entry as decided, what follows what."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.models import SecrecyReview
from core.registers import ChangeKind, ChangeSetState, VersionState
from core.workflow import MoveRefused
from powerlist import actions
from powerlist.enums import Aspect, Category, HeardFrom, Verdict
from powerlist.models import (
    KindSetting,
    ListMove,
    ListVersion,
    ReviewPath,
    ReviewStep,
    RowOutcome,
    RowVerdict,
)
from powerlist.views.desk import steps_of
from powerlist.workflow import LIST_CHANGES
from tests.factories import OrganisationFactory, staff_with
from tests.powerlist.people import WALK, a_set, add, change, decide, decided, listed, office, published, to

pytestmark = pytest.mark.django_db
S, K = ChangeSetState, ChangeKind


@pytest.fixture
def people():
    return office(code="621125LY")


def judge(person, row, aspect, verdict, opinion="意见", **fields):
    return actions.give_verdict(actor=person, version=row, aspect=aspect, verdict=verdict, opinion=opinion, **fields)


# --- paths -----------------------------------------------------------------------------------------------------------

PATHS = {
    K.AMEND: ["draft", "submitted", "legality", "final", "decided"],
    K.SUSPEND: ["draft", "submitted", "decided"],
    K.SUGGEST: ["draft", "submitted", "legality", "letter"],
    K.CANCEL: [
        "draft", "submitted", "legality", "opinions", "feedback", "decision", "entry", "final", "decided",
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", PATHS)
def test_a_set_takes_the_path_of_its_change(people, kind):
    entry = listed(people)
    fields = {"pause": {"reason": "季节性"}} if kind == K.SUSPEND else {}
    if kind == K.AMEND:
        row = add(people, a_set(people), change=kind, entry=entry, name="新名称")
    else:
        row = change(people, kind, entry, **fields)
    if kind == K.AMEND:
        actions.confirm_duties(actor=people.clerk, change_set=row.change_set)
    sent = actions.submit(actor=people.clerk, change_set=row.change_set)
    assert [step["state"] for step in sent.steps] == PATHS[kind]


def test_the_strictest_row_decides_and_the_path_stays_as_it_was(people):
    first = listed(people, name="甲")
    change_set = a_set(people)
    change(people, K.SUSPEND, first, change_set, pause={"reason": "季节性"})
    add(people, change_set, name="乙")
    actions.load_paths()
    sent = actions.submit(actor=people.clerk, change_set=change_set)
    assert sent.path["key"] == "government" and sent.waits_for == "review_lists" and sent.due_on
    ReviewStep.objects.filter(path__key="government", state__in=("opinions", "feedback")).delete()
    passed = actions.pass_review(actor=people.reviewer, change_set=sent, opinion="同意")
    assert actions.pass_legality(actor=people.jurist, change_set=passed, opinion="同意").state == S.OPINIONS
    other = a_set(people)
    add(people, other, name="丙")
    row = to(people, other, S.LEGALITY)
    assert actions.pass_legality(actor=people.jurist, change_set=row, opinion="同意").state == S.DECISION


def test_the_county_may_lay_down_its_own_path_for_one_list(people):
    assert actions.load_paths() > 0 and actions.load_paths() == 0
    path = ReviewPath.objects.create(key="services", name="公共服务", kind="public_services", changes=["add"], rank=25)
    for position, state in enumerate(("draft", "submitted", "decided"), 1):
        ReviewStep.objects.create(path=path, position=position, state=state, limit=3, unit="workday")
    change_set = a_set(people, kind="public_services")
    add(people, change_set, name="免费技术指导", category=Category.PUBLIC_SERVICE)
    sent = actions.submit(actor=people.clerk, change_set=change_set)
    assert (sent.path["key"], sent.state_after()) == ("services", "decided")
    ReviewPath.objects.filter(key="services").update(changes=["cancel"])
    ReviewPath.objects.filter(key="government").update(enabled=False)
    add(people, other := a_set(people, kind="public_services"), name="乙", category=Category.PUBLIC_SERVICE)
    with pytest.raises(MoveRefused, match="还没有规定“增加”走哪条审核路径"):
        actions.submit(actor=people.clerk, change_set=other)


def test_the_path_says_whether_a_decision_needs_its_scan(client, people):
    actions.load_paths()
    ReviewStep.objects.filter(path__key="government", state="decision").update(needs="")
    add(people, change_set := a_set(people))
    to(people, change_set, S.DECISION)
    add(people, strict := a_set(people), name="乙")
    facts = {"record_decision-meeting": "县政府第3次常务会议", "record_decision-document_number": "漳政发〔2026〕3号"}
    facts |= {"record_decision-decided_on": "2026-01-10", "record_decision-effective_on": "2026-01-10"}
    client.force_login(people.recorder)
    client.post(f"/desk/lists/{change_set.number}/record_decision/", facts)
    change_set.refresh_from_db()
    assert change_set.state == S.ENTRY and not change_set.scan
    ReviewStep.objects.filter(path__key="government", state="decision").update(needs="paper")
    to(people, strict, S.DECISION)
    page = client.post(f"/desk/lists/{strict.number}/record_decision/", facts)
    assert page.status_code == 422
    facts = {"meeting": "会", "document_number": "1号", "decided_on": date(2026, 1, 10)}
    with pytest.raises(MoveRefused, match="扫描件"):
        actions.record_decision(
            actor=people.recorder, change_set=strict, scan=None, effective_on=date(2026, 1, 10), **facts
        )


def test_every_state_and_move_that_the_table_does_not_join_is_refused(people):
    add(people, change_set := a_set(people))
    refused = 0
    for state in S:
        type(change_set).objects.filter(pk=change_set.pk).update(
            state=state, decided_on=date(2026, 1, 1), document_number="1", published_at=timezone.now()
        )
        for move in LIST_CHANGES.moves:
            if state not in move.sources:
                person = {"fill_lists": people.clerk, "record_decision": people.recorder}
                change_set.refresh_from_db()
                actor = staff_of(people, move, change_set) or person["fill_lists"]
                with pytest.raises((MoveRefused, PermissionDenied)):
                    LIST_CHANGES.fire(change_set, move.name, actor=actor)
                refused += 1
    assert refused == len(S) * len(LIST_CHANGES.moves) - sum(len(m.sources) for m in LIST_CHANGES.moves)


def staff_of(people, move, change_set):
    found = (people.clerk, people.reviewer, people.jurist, people.recorder)
    return next((person for person in found if move.allowed(person, change_set)), None)


def test_the_shipped_paths_ask_for_nothing_that_the_table_does_not_know():
    from powerlist.actions.paths import shipped_paths

    forward = {(s, t) for m in LIST_CHANGES.moves if not m.danger for s in m.sources for t in m.targets}
    for path in shipped_paths():
        states = [step["state"] for step in path["steps"]]
        assert {(a, b) for a, b in zip(states, states[1:], strict=False)} <= forward, path["key"]


# --- verdicts --------------------------------------------------------------------------------------------------------


def test_each_row_is_judged_by_named_people_in_three_aspects(people):
    change_set = a_set(people)
    kept, refused = (add(people, change_set, name=name) for name in ("留下的", "不通过的"))
    actions.submit(actor=people.clerk, change_set=change_set)
    judge(people.reviewer, kept, Aspect.REASON, Verdict.PASS, "合理")
    actions.pass_review(actor=people.reviewer, change_set=change_set, opinion="同意")
    judge(people.jurist, refused, Aspect.LEGALITY, Verdict.REJECT, "没有上位法依据")
    done = actions.pass_legality(actor=people.jurist, change_set=change_set, opinion="其余合法")
    given = {(v.aspect, v.verdict, v.judge_id, v.opinion) for v in RowVerdict.objects.filter(version=kept)}
    assert given == {
        ("reason", "pass", people.reviewer.pk, "合理"),
        ("necessity", "pass", people.reviewer.pk, "同意"),
        ("legality", "pass", people.jurist.pk, "其余合法"),
    }
    refused.refresh_from_db()
    assert (refused.state, done.state) == (VersionState.DROPPED, S.OPINIONS)
    assert refused.outcome.reason == "合法性审查不通过：没有上位法依据"
    assert RowVerdict.history.filter(version=kept).count() == 3


def test_a_set_of_which_nothing_passes_is_returned_not_passed(people):
    row = add(people, change_set := a_set(people))
    actions.submit(actor=people.clerk, change_set=change_set)
    judge(people.reviewer, row, Aspect.NECESSITY, Verdict.REJECT)
    with pytest.raises(MoveRefused, match="没有一项通过"):
        actions.pass_review(actor=people.reviewer, change_set=change_set, opinion="同意")
    assert not RowVerdict.objects.filter(aspect=Aspect.REASON).exists(), "what was filled in is undone"


def test_a_verdict_on_a_text_that_changed_meanwhile_is_refused(people):
    row = add(people, change_set := a_set(people))
    actions.submit(actor=people.clerk, change_set=change_set)
    with pytest.raises(actions.RowChanged):
        judge(people.reviewer, row, Aspect.REASON, Verdict.PASS, seen="0123456789abcdef")
    judge(people.reviewer, row, Aspect.REASON, Verdict.PASS, seen=row.fingerprint)


def test_the_second_of_two_reviewers_of_a_row_is_told_who_was_first(people):
    row = add(people, change_set := a_set(people))
    actions.submit(actor=people.clerk, change_set=change_set)
    judge(people.reviewer, row, Aspect.REASON, Verdict.PASS)
    with pytest.raises(MoveRefused, match=f"{people.reviewer.name}.*合理性给出“通过”"):
        judge(people.publisher, row, Aspect.REASON, Verdict.REJECT)
    judge(people.reviewer, row, Aspect.REASON, Verdict.REVISE)
    assert RowVerdict.objects.get(version=row, aspect="reason").verdict == Verdict.REVISE


def test_nobody_judges_the_own_rows_nor_both_sides(people):
    both = staff_with("fill_lists", "review_lists", "give_legality", organisation=people.organisation)
    row = add(people, change_set := a_set(people))
    actions.submit(actor=people.clerk, change_set=change_set)
    with pytest.raises(PermissionDenied):
        judge(people.clerk, row, Aspect.REASON, Verdict.PASS)
    with pytest.raises(MoveRefused, match="不能写合法性结论"):
        judge(both, row, Aspect.LEGALITY, Verdict.PASS)
    judge(both, row, Aspect.REASON, Verdict.PASS)
    actions.pass_review(actor=people.reviewer, change_set=change_set, opinion="同意")
    with pytest.raises(MoveRefused, match="初审人不能同时出具合法性意见"):
        judge(both, row, Aspect.LEGALITY, Verdict.PASS)
    own = add(type(people)(**{**vars(people), "clerk": both}), other := a_set(people), name="自己写的")
    actions.submit(actor=people.clerk, change_set=other)
    with pytest.raises(MoveRefused, match="填报人不能审核"):
        judge(both, own, Aspect.REASON, Verdict.PASS)


def test_a_remark_on_one_cell_waits_for_the_department(people):
    row = add(people, change_set := a_set(people))
    with pytest.raises(PermissionDenied):
        actions.remark(actor=people.reviewer, version=row, cell="name", text="太早")
    actions.submit(actor=people.clerk, change_set=change_set)
    with pytest.raises(MoveRefused, match="哪一栏"):
        actions.remark(actor=people.reviewer, version=row, cell="nothing", text="x")
    said = actions.remark(actor=people.reviewer, version=row, cell="basis", text="补第三款")
    actions.return_review(actor=people.reviewer, change_set=change_set, opinion="见栏目意见")
    assert (said.cell_label, said.round) == ("实施依据", 1)


# --- opinions, feedback ----------------------------------------------------------------------------------------------


def test_opinions_are_answered_before_the_set_goes_on(people):
    row = add(people, change_set := a_set(people))
    to(people, change_set, S.OPINIONS)
    said = actions.record_heard(
        actor=people.reviewer, change_set=change_set, kind=HeardFrom.EXPERT, name="李教授", text="名称要改", version=row
    )
    today = timezone.localdate()
    period = actions.open_consultation(actor=people.reviewer, change_set=change_set, ends_on=today)
    heard = actions.hear_public(consultation=period, text="支持")
    with pytest.raises(MoveRefused, match="截止后再送"):
        actions.close_opinions(actor=people.reviewer, change_set=change_set, opinion="已征求")
    type(period).objects.filter(pk=period.pk).update(starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 2))
    period.refresh_from_db()
    with pytest.raises(MoveRefused, match="已经截止"):
        actions.hear_public(consultation=period, text="晚了")
    with pytest.raises(MoveRefused, match="还有 2 条意见没有答复"):
        actions.close_opinions(actor=people.reviewer, change_set=change_set, opinion="已征求")
    with pytest.raises(MoveRefused, match="理由"):
        actions.answer_heard(actor=people.reviewer, opinion=said, adopted=True, answer=" ")
    actions.answer_heard(actor=people.reviewer, opinion=said, adopted=False, answer="与法律用语一致，不改")
    actions.answer_heard(actor=people.reviewer, opinion=heard, adopted=True, answer="谢谢")
    with pytest.raises(MoveRefused, match="另一位"):
        actions.answer_heard(actor=people.publisher, opinion=said, adopted=True, answer="我来")
    done = actions.close_opinions(actor=people.reviewer, change_set=change_set, opinion="已征求")
    assert done.state == S.FEEDBACK
    with pytest.raises(MoveRefused, match="不能再征求"):
        actions.record_heard(actor=people.reviewer, change_set=change_set, kind="expert", name="王", text="x")


def test_what_passes_once_mended_is_mended_before_the_department_confirms(people):
    change_set = a_set(people)
    row, other = add(people, change_set, name="要改的"), add(people, change_set, name="不用改的")
    actions.submit(actor=people.clerk, change_set=change_set)
    judge(people.reviewer, row, Aspect.REASON, Verdict.REVISE, "名称写全")
    actions.pass_review(actor=people.reviewer, change_set=change_set, opinion="同意")
    actions.pass_legality(actor=people.jurist, change_set=change_set, opinion="同意")
    actions.close_opinions(actor=people.reviewer, change_set=change_set, opinion="已征求")
    with pytest.raises(MoveRefused, match="还没有修改：要改的"):
        actions.confirm_feedback(actor=people.clerk, change_set=change_set)
    cells = {"category": row.category, "office": row.office, "content": row.content}
    with pytest.raises(MoveRefused, match="核实时不能再改"):
        actions.revise(actor=people.clerk, version=other, name="乱改", **cells)
    actions.revise(actor=people.clerk, version=row, name="改好的", **cells)
    assert actions.confirm_feedback(actor=people.clerk, change_set=change_set).state == S.DECISION


def test_a_department_that_objects_is_heard_in_a_new_round(people):
    add(people, change_set := a_set(people))
    to(people, change_set, S.FEEDBACK)
    back = actions.object_feedback(actor=people.clerk, change_set=change_set, opinion="与三定不符")
    assert (back.state, back.round, back.reviewer_id) == (S.SUBMITTED, 2, None)
    assert actions.pass_review(actor=people.publisher, change_set=back, opinion="复审通过").state == S.LEGALITY


def test_on_a_path_without_feedback_what_must_be_mended_goes_back(people):
    row = add(people, a_set(people), change=K.AMEND, entry=listed(people), name="新名称")
    to(people, row.change_set, S.LEGALITY)
    judge(people.jurist, row, Aspect.LEGALITY, Verdict.REVISE)
    with pytest.raises(MoveRefused, match="没有部门核实环节"):
        actions.pass_legality(actor=people.jurist, change_set=row.change_set, opinion="同意")


# --- decision, entry, final ------------------------------------------------------------------------------------------


def test_the_meeting_takes_some_rows_and_what_is_entered_must_be_what_was_decided(people):
    change_set = a_set(people)
    kept, out = add(people, change_set, name="留下的"), add(people, change_set, name="不要的")
    row = to(people, change_set, S.DECISION)
    with pytest.raises(MoveRefused, match="不采用的理由"):
        actions.rule_row(actor=people.recorder, version=out, taken=False)
    actions.rule_row(actor=people.recorder, version=out, taken=False, reason="由市级行使")
    actions.rule_row(actor=people.recorder, version=kept, taken=True, cell="name", text="审定的名称")
    decide(people, row)
    out.refresh_from_db()
    assert (out.state, out.outcome.reason) == (VersionState.DROPPED, "由市级行使")
    with pytest.raises(MoveRefused, match="“留下的”的项目名称，审定为“审定的名称”，录入为“留下的”"):
        actions.enter(actor=people.clerk, change_set=change_set)
    cells = {"category": kept.category, "office": kept.office, "content": kept.content}
    actions.revise(actor=people.clerk, version=kept, name="审定的名称", **cells)
    actions.enter(actor=people.clerk, change_set=change_set)
    ListVersion.objects.filter(pk=kept.pk).update(office="后来改的股")
    with pytest.raises(MoveRefused, match="录入的内容与审定的不一致"):
        actions.pass_final(actor=people.reviewer, change_set=change_set, opinion="一致")
    back = actions.return_final(actor=people.reviewer, change_set=change_set, opinion="承办机构不对")
    assert back.state == S.ENTRY
    actions.revise(actor=people.clerk, version=kept, name="审定的名称", **cells)
    actions.enter(actor=people.clerk, change_set=change_set)
    actions.pass_final(actor=people.reviewer, change_set=change_set, opinion="一致")
    actions.publish(actor=people.publisher, change_set=change_set, secrecy_opinion="不涉密")
    assert [v.name for v in ListVersion.objects.in_force(date(2026, 2, 1))] == ["审定的名称"]
    assert SecrecyReview.objects.get(kind="list_change_set").reviewer_id == people.publisher.pk


def test_a_set_of_which_the_meeting_takes_nothing_is_declined(people):
    row = add(people, change_set := a_set(people))
    to(people, change_set, S.DECISION)
    actions.rule_row(actor=people.recorder, version=row, taken=False, reason="暂不设立")
    with pytest.raises(MoveRefused, match="未予审定"):
        decide(people, change_set)
    assert actions.decline(actor=people.recorder, change_set=change_set, opinion="暂不设立").state == S.DECLINED
    row.refresh_from_db()
    assert row.state == VersionState.DROPPED


def test_where_the_office_decides_the_system_numbers_the_opinion(people):
    rows = [add(people, a_set(people), change=K.AMEND, entry=listed(people, name=n), name=f"{n}改") for n in "甲乙"]
    numbers = [decided(people, row.change_set, date(2026, 3, 1)).document_number for row in rows]
    year = timezone.localdate().year
    assert numbers == [f"漳编办审〔{year}〕{n}号" for n in (1, 2)]


def test_an_internal_list_takes_force_when_it_is_confirmed(people, monkeypatch):
    from powerlist.kinds import KINDS

    monkeypatch.setattr(type(KINDS["powers"]), "is_public", False)
    add(people, change_set := a_set(people))
    sent = actions.submit(actor=people.clerk, change_set=change_set)
    assert sent.path["key"] == "internal"
    with pytest.raises(MoveRefused, match="内部清单请用“确认”"):
        actions.pass_review(actor=people.reviewer, change_set=sent, opinion="同意")
    done = actions.confirm(actor=people.reviewer, change_set=sent, opinion="属实")
    assert done.state == S.PUBLISHED and "编办审" in done.document_number
    assert ListVersion.objects.in_force(timezone.localdate()).count() == 1


def test_the_walk_knows_every_state_that_somebody_acts_in():
    ends = {S.DRAFT, S.DECIDED, S.LETTER, S.PUBLISHED, S.CLOSED, S.DECLINED, S.WITHDRAWN}
    assert set(WALK) == set(S) - ends


def test_the_log_names_every_act(people):
    add(people, change_set := a_set(people))
    published(people, change_set)
    assert list(ListMove.objects.filter(subject=change_set).values_list("move", flat=True)) == [
        "open", "submit", "pass_review", "pass_legality", "close_opinions", "confirm_feedback", "record_decision",
        "enter", "pass_final", "publish",
    ]  # fmt: skip
    assert RowOutcome.objects.filter(version__change_set=change_set, taken=True).count() == 1


def test_the_bodies_of_the_steps_are_those_that_the_county_set_for_the_list(people):
    lead, approver = OrganisationFactory(short_name="县委农办"), OrganisationFactory(short_name="县政府常务会")
    KindSetting.objects.create(kind="powers", lead=lead, approver=approver, update_days=20)
    change_set = a_set(people)
    add(people, change_set)
    sent = actions.submit(actor=people.clerk, change_set=change_set)
    bodies = {step["state"]: step["body"] for step in sent.steps}
    assert (bodies["submitted"], bodies["final"], bodies["decision"]) == ("县委农办", "县委农办", "县政府常务会")
    assert (bodies["draft"], bodies["legality"]) == ("部门", "县司法局、县委编办")
    assert steps_of(sent)[1]["note"] == "县委农办"
