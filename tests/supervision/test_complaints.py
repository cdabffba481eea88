"""投诉举报: routed past the accused, heard within its limits, answered, checked, and once heard anew."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.queries import data_of
from core.masking import rotate
from core.workflow import MoveRefused
from supervision import actions
from supervision.models import Complaint, ComplaintAnswer, ComplaintMove
from supervision.queries.complaint_clocks import complaint_clocks
from supervision.workflow import COMPLAINTS
from tests.approvals.factories import at
from tests.factories import OrganisationFactory, staff_with

from .complaints import hearing

pytestmark = pytest.mark.django_db
MONDAY = at("2026-03-02 10:00")


@pytest.fixture
def people(db):
    return hearing()


def test_the_limits_of_each_kind_are_counted_by_its_law(people):
    row = people.lodged(MONDAY)
    assert (row.accept_due, row.burns_on, row.finish_due) == (date(2026, 3, 5), date(2026, 3, 5), None)
    row = actions.accept_complaint(actor=people.hearer, complaint=row, at=at("2026-03-04 09:00"))
    assert row.burns_on == row.finish_due == date(2026, 3, 18)
    row = actions.extend_complaint(actor=people.lead, complaint=row, reason="要到现场核实", at=at("2026-03-18 17:00"))
    assert row.finish_due == date(2026, 3, 25)
    petition = people.lodged(MONDAY, kind="petition")
    assert petition.accept_due == date(2026, 3, 17)
    petition = actions.accept_complaint(actor=people.hearer, complaint=petition, at=at("2026-03-04 09:00"))
    assert petition.finish_due == date(2026, 5, 6)  # 60 days end on 3 May, a holiday: the next working day
    accept, finish = complaint_clocks(petition)
    assert (accept.ended, finish.limit_text, finish.days[0].why) == (date(2026, 3, 4), "60日", "第1日")


def test_a_limit_set_anew_is_for_those_that_come_after(people):
    from supervision.models import ComplaintRule

    old = people.lodged(MONDAY)
    ComplaintRule.objects.filter(kind="efficiency").update(accept_days=1)
    assert actions.project_complaints() == 0
    assert people.lodged(MONDAY).accept_due == date(2026, 3, 3)
    assert Complaint.objects.get(pk=old.pk).accept_due == date(2026, 3, 5)


def test_from_receipt_to_the_word_of_who_complained(people):
    row = people.checked(MONDAY)
    assert row.state == "checked" and row.burns_on is None
    row = actions.give_word(complaint=row, satisfaction=2)
    assert (row.state, row.satisfaction) == ("closed", 2)
    with pytest.raises(MoveRefused):
        actions.give_word(complaint=row, satisfaction=1)
    names = list(row.moves.values_list("move", flat=True))
    assert names == ["lodge", "accept", "assign", "answer", "check", "settle"]


def test_who_is_dissatisfied_is_heard_once_more_by_somebody_else(people):
    row = people.checked(MONDAY)
    with pytest.raises(MoveRefused, match="不满意"):
        actions.give_word(complaint=row, satisfaction=2, again=True)
    row = actions.give_word(complaint=row, satisfaction=5, again=True, at=at("2026-03-09 10:00"))
    assert (row.state, row.finish_due) == ("accepted", date(2026, 3, 23))
    with pytest.raises(MoveRefused, match="换一位"):
        actions.assign_complaint(actor=people.hearer, complaint=row, unit=people.unit, handler=people.handler)
    other = staff_with("handle_complaints", organisation=people.unit, name="承办丁")
    row = actions.assign_complaint(actor=people.hearer, complaint=row, unit=people.unit, handler=other)
    row = actions.answer_complaint(actor=other, complaint=row, answer="重新查过", finding="partly")
    row = actions.check_complaint(actor=people.hearer, complaint=row)
    with pytest.raises(MoveRefused, match="重新办理过一次"):
        actions.give_word(complaint=row, satisfaction=5, again=True)
    assert [a.text for a in ComplaintAnswer.objects.order_by("id")] == ["已改进", "重新查过"]


def test_silence_closes_it_and_is_no_satisfaction(people):
    row = people.checked(MONDAY)
    assert row.word_until == date(2026, 3, 17)
    assert actions.close_silent(at=at("2026-03-17 23:00")) == 0
    assert actions.close_silent(at=at("2026-03-18 00:20")) == 1
    row.refresh_from_db()
    assert (row.state, row.satisfaction) == ("closed", None)


def test_the_accused_body_neither_hears_nor_handles(people):
    row = people.lodged(accused_body=people.office)
    assert row.office != people.office
    assert not Complaint.objects.visible_to(people.hearer).exists()
    row = actions.accept_complaint(actor=people.hearer, complaint=people.lodged())
    with pytest.raises(MoveRefused, match="回避"):
        actions.assign_complaint(actor=people.hearer, complaint=row, unit=people.accused, handler=people.handler)
    for field in ("office", "unit", "joint"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Complaint.objects.filter(pk=row.pk).update(**{field: people.accused})


def test_the_accused_person_sees_nothing_and_may_do_nothing(people):
    row = people.lodged(accused_body=None, accused_name=people.hearer.name)
    assert not Complaint.objects.visible_to(people.hearer).exists()
    assert COMPLAINTS.open_to(people.hearer, row)[0].name == "transfer"  # he may but hand it on
    with pytest.raises(MoveRefused, match="回避"):
        actions.accept_complaint(actor=people.hearer, complaint=row)
    named = people.lodged(accused_body=None, accused_name=people.handler.name)
    named = actions.accept_complaint(actor=people.hearer, complaint=named)
    with pytest.raises(MoveRefused, match="回避"):
        actions.assign_complaint(actor=people.hearer, complaint=named, unit=people.unit, handler=people.handler)


def test_who_acted_on_the_case_keeps_out(people, office):
    row = people.lodged(accused_body=None, case=office.accepted())
    assert row.accused_body == office.organisation
    Complaint.objects.filter(pk=row.pk).update(accused_body=None, office=office.organisation)
    from guardian.shortcuts import assign_perm

    assign_perm("accounts.check_complaints", office.window.holdings.get().post.group, office.organisation)
    assert not Complaint.objects.visible_to(office.window).exists()


def test_a_restricted_one_is_seen_by_its_handler_alone(people):
    colleague = staff_with("handle_complaints", organisation=people.unit)
    row = people.assigned()
    assert row.restricted
    assert list(Complaint.objects.visible_to(people.handler)) == [row]
    assert not Complaint.objects.visible_to(colleague).exists()
    with pytest.raises(PermissionDenied):
        actions.answer_complaint(actor=colleague, complaint=row, answer="我来答", finding="true")
    open_one = people.assigned(kind="petition")
    assert open_one in Complaint.objects.visible_to(colleague)
    plain = actions.accept_complaint(actor=people.hearer, complaint=people.lodged())
    with pytest.raises(MoveRefused, match="指定一位"):
        actions.assign_complaint(actor=people.hearer, complaint=plain, unit=people.unit)


def test_what_was_written_lies_encrypted_and_in_no_log(people):
    secret = "主任收了五千元"
    row = people.assigned(text=secret, person="赵有才", contact="13800138000", accused_name="钱主任", people=3,
                          representatives=("赵有才",))  # fmt: skip
    actions.answer_complaint(actor=people.handler, complaint=row, answer="已退还五千元", finding="true")
    with connection.cursor() as cursor:
        for table in ("complaint", "complaintmove", "complaintanswer"):
            cursor.execute(f"SELECT t::text FROM supervision_{table} t")
            kept = "".join(text for (text,) in cursor.fetchall())
            for words in (secret, "赵有才", "13800138000", "钱主任", "五千元"):
                assert words not in kept
        cursor.execute("SELECT coalesce(string_agg(m::text, ''), '') FROM accounts_message m")
        assert "五千元" not in cursor.fetchone()[0]


def test_a_group_names_at_most_five(people):
    names = [f"代表{n}" for n in range(6)]
    with pytest.raises(MoveRefused, match="不超过 5 人"):
        people.lodged(people=20, representatives=names)
    with pytest.raises(MoveRefused, match="代表的姓名"):
        people.lodged(people=20)
    assert people.lodged(people=20, representatives=names[:5]).is_group


def test_the_same_matter_is_heard_once_within_the_limit_of_the_first(people):
    first, second = people.lodged(MONDAY), people.lodged(at("2026-03-03 10:00"))
    with pytest.raises(MoveRefused, match="先收到的"):
        actions.join_complaint(actor=people.hearer, complaint=first, head=second)
    second = actions.join_complaint(actor=people.hearer, complaint=second, head=first)
    assert (second.state, second.burns_on, second.main) == ("linked", None, first)
    with pytest.raises(MoveRefused, match="主件"):
        actions.accept_complaint(actor=people.hearer, complaint=second)


def test_lists_are_heard_by_two_bodies(people):
    row = people.lodged(kind="lists")
    jurist = staff_with("check_complaints", organisation=people.unit, name="法制己")
    assert row.joint == people.unit and row in Complaint.objects.visible_to(jurist)
    row = actions.accept_complaint(actor=people.hearer, complaint=row)
    row = actions.advise_complaint(actor=jurist, complaint=row, opinion="依据已废止，应予调整")
    assert row.moves.last().note == "依据已废止，应予调整"


def test_the_handler_neither_checks_himself_nor_extends_his_own_time(people):
    from guardian.shortcuts import assign_perm

    group = people.handler.holdings.get().post.group
    for permission in ("check_complaints", "lead_complaints"):
        assign_perm(f"accounts.{permission}", group, people.office)
    row = people.assigned(MONDAY)
    with pytest.raises(MoveRefused, match="另一位负责人"):
        actions.extend_complaint(actor=people.handler, complaint=row, reason="来不及", at=MONDAY)
    row = actions.answer_complaint(actor=people.handler, complaint=row, answer="已改进", finding="true", at=MONDAY)
    with pytest.raises(MoveRefused, match="另一位工作人员核查"):
        actions.check_complaint(actor=people.handler, complaint=row)
    row = actions.send_back_complaint(actor=people.hearer, complaint=row, reason="没有说整改结果")
    assert row.state == "assigned" and row.burns_on == row.finish_due


def test_an_extension_comes_once_and_before_the_end(people):
    row = people.assigned(MONDAY)
    with pytest.raises(MoveRefused, match="期限已过"):
        actions.extend_complaint(actor=people.lead, complaint=row, reason="补查", at=at("2026-04-01 10:00"))
    row = actions.extend_complaint(actor=people.lead, complaint=row, reason="补查", at=at("2026-03-05 10:00"))
    with pytest.raises(MoveRefused, match="不能再延"):
        actions.extend_complaint(actor=people.lead, complaint=row, reason="再补查", at=at("2026-03-06 10:00"))


def test_log_and_answers_stand_and_keys_rotate(people):
    people.answered()
    for change in (
        lambda: ComplaintMove.objects.update(note="改"),
        lambda: ComplaintAnswer.objects.update(finding="untrue"),
        lambda: ComplaintAnswer.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert rotate(ComplaintAnswer) == 1 and ComplaintAnswer.objects.get().text == "已改进"
    assert rotate(Complaint) == 1


def test_a_person_takes_away_what_is_kept(people):
    row = people.lodged(complainant=people.citizen)
    assert data_of(people.citizen)["投诉和评价"][0]["编号"] == row.number


@pytest.mark.parametrize("state", COMPLAINTS.states.values)
def test_every_move_out_of_every_state_is_in_the_table_or_refused(people, state):
    row = people.lodged()
    facts = {"state": state, "unit": people.unit, "handler": people.handler, "accepted_at": MONDAY}
    if state in ("declined", "closed", "handed"):
        facts["closed_at"] = MONDAY
    if state == "linked":
        facts["head"] = people.lodged()
    Complaint.objects.filter(pk=row.pk).update(**facts)
    row.refresh_from_db()
    stranger = staff_with(
        "check_complaints", "lead_complaints", "handle_complaints", organisation=OrganisationFactory()
    )
    for chosen in COMPLAINTS.moves:
        if not chosen.system:
            with pytest.raises(PermissionDenied):
                COMPLAINTS.fire(row, chosen.name, actor=stranger, worded=True)
        if state not in chosen.sources:
            actor = None if chosen.system else {"extend": people.lead, "answer": people.handler}.get(
                chosen.name, people.hearer
            )  # fmt: skip
            if chosen.name != "advise":
                with pytest.raises(MoveRefused, match="这一件现在是"):
                    COMPLAINTS.fire(row, chosen.name, actor=actor)
