"""延续、变更、补证、注销 by a case, and 视为准予延续 (许可法 49, 50, 70): one licence, its versions, one red card."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from approvals import actions
from approvals.enums import CaseState, ClockKind, Purpose
from approvals.forms.window import CounterForm
from approvals.models import Case, Counter, Hall
from approvals.queries import clocks, undecided_renewal
from core import workdays
from core.workflow import MoveRefused
from licences.actions import watch_licences
from licences.enums import ActState, LicenceState
from licences.models import Licence, LicenceAct
from licences.workflow import last_day_to_ask_renewal
from supervision.actions import load_rules, sweep
from supervision.models import Alert

from .factories import at, pdf

END = date(2026, 4, 10)  # a Friday


@pytest.fixture
def held(office) -> Licence:
    """The citizen's licence of this item; it ends on 2026-04-10, so renewal is asked for in time until 03-11."""
    licence = office.delivered().result.licence
    Licence.objects.filter(pk=licence.pk).update(valid_from=date(2023, 4, 10), valid_to=END)
    return Licence.objects.get(pk=licence.pk)


def filed(office, licence, moment="2026-03-09 09:30", *, purpose=Purpose.RENEW, form=None) -> Case:
    actions.begin_application(actor=office.citizen, licence=licence, purpose=purpose, at=at(moment))
    draft = Case.objects.get(state=CaseState.DRAFT)
    return actions.submit_case(
        actor=office.citizen, version=office.version, form=form or office.form, files=[(office.material, pdf())],
        submission_key=draft.submission_key, at=at(moment),
    )  # fmt: skip


def decided(office, case, name="grant", moment="2026-03-16 10:00", **facts) -> Case:
    case = actions.accept(case=case, actor=office.window, at=at("2026-03-10 10:00"))
    case = actions.review(case=case, actor=office.handler, opinion="符合", at=at("2026-03-12 10:00"))
    return getattr(actions, name)(case=case, actor=office.decider, at=at(moment), **facts)


def test_a_granted_renewal_raises_the_version_and_issues_no_second_licence(office, held):
    case = decided(office, filed(office, held))
    assert case.renewal_due == END
    done = actions.issue_licence(case=case, at=at("2026-03-16 10:05"))
    actions.issue_licence(case=case, at=at("2026-03-16 10:06"))
    licence = Licence.objects.get()
    assert (done.state, done.result.licence) == (CaseState.DELIVERED, licence)
    assert (licence.version, licence.valid_to, licence.number) == (2, date(2029, 4, 10), held.number)
    old = licence.versions.get()
    assert (
        (old.valid_to, bool(old.file)) == (END, True)
        and licence.file != old.file
        and licence.identifier.split(".")[-2] == "002"
    )
    act = LicenceAct.objects.get()
    assert (act.state, act.case_number, act.decided_by) == (ActState.DECIDED, case.number, office.decider)
    assert licence.case_links.count() == 2


def test_undecided_on_its_last_day_it_is_deemed_renewed_once_with_one_red_card(office, held):
    load_rules()
    case = actions.accept(case=filed(office, held), actor=office.window, at=at("2026-03-10 10:00"))
    sweep(now=at("2026-04-10 23:50"))
    cards = Alert.objects.filter(clock=ClockKind.RENEWAL, level="3")
    assert not cards.exists() and Alert.objects.get(clock=ClockKind.RENEWAL).level == "1"
    assert watch_licences(at=at("2026-04-11 00:01"))["expired"] == 0, "the case has it in hand"
    assert sweep(now=at("2026-04-11 00:05"))["red"] == 1
    assert sweep(now=at("2026-04-11 00:10"))["red"] == 0
    assert actions.watch_renewals(at=at("2026-04-11 00:20")) == {"deemed": 0, "lapsed": 0}
    case.refresh_from_db()
    licence = Licence.objects.get()
    assert (case.state, case.renewal_deemed_on) == (CaseState.REVIEW, date(2026, 4, 11))
    assert (licence.state, licence.version, licence.valid_to) == ("valid", 2, date(2029, 4, 10))
    assert licence.deemed_on == date(2026, 4, 11) and case.moves.filter(move="deem_renewed").count() == 1
    card = cards.get()
    assert "视为准予延续" in card.explanation and card.due == END


def test_the_nightly_watch_deems_what_no_sweep_has_seen(office, held):
    case = filed(office, held)
    assert actions.watch_renewals(at=at("2026-04-10 23:59")) == {"deemed": 0, "lapsed": 0}
    assert actions.watch_renewals(at=at("2026-04-11 00:05")) == {"deemed": 1, "lapsed": 0}
    case.refresh_from_db()
    assert case.renewal_deemed_on == date(2026, 4, 11) and Licence.objects.get().is_valid_on(date(2026, 4, 11))


def test_the_later_decision_still_happens_and_can_not_be_a_refusal(office, held):
    case = actions.accept(case=filed(office, held), actor=office.window, at=at("2026-03-10 10:00"))
    actions.deem_renewed(case=case, at=at("2026-04-11 00:05"))
    case = actions.review(case=case, actor=office.handler, opinion="符合", at=at("2026-04-13 10:00"))
    with pytest.raises(MoveRefused, match="第六十九条"):
        actions.refuse(case=case, actor=office.decider, reason="不符合", at=at("2026-04-14 10:00"))
    case = actions.grant(case=case, actor=office.decider, at=at("2026-04-14 10:00"))
    case = actions.issue_licence(case=case, at=at("2026-04-14 10:05"))
    licence = Licence.objects.get()
    assert (case.state, licence.deemed_on, licence.version) == (CaseState.DELIVERED, None, 3)
    assert licence.valid_to == date(2029, 4, 10), "the term that the law gave stands"


def test_filed_a_day_late_it_is_not_deemed_and_ends(office, held):
    load_rules()
    case = actions.accept(case=filed(office, held, "2026-03-12 09:30"), actor=office.window, at=at("2026-03-13 10:00"))
    assert case.renewal_due is None
    assert actions.watch_renewals(at=at("2026-04-11 00:05")) == {"deemed": 0, "lapsed": 0}
    assert watch_licences(at=at("2026-04-11 00:12"))["expired"] == 1
    case = actions.review(case=case, actor=office.handler, opinion="符合", at=at("2026-04-13 10:00"))
    with pytest.raises(MoveRefused, match="已过期"):
        actions.grant(case=case, actor=office.decider, at=at("2026-04-14 10:00"))
    sweep(now=at("2026-04-14 10:00"))
    assert not Alert.objects.filter(clock=ClockKind.RENEWAL).exists()


def test_what_the_applicant_did_not_correct_is_not_deemed(office, held):
    case = filed(office, held)
    actions.ask_correction(case=case, actor=office.window, items=["照片"], at=at("2026-03-10 10:00"))
    assert actions.watch_renewals(at=at("2026-04-11 00:05")) == {"deemed": 0, "lapsed": 1}
    assert actions.watch_renewals(at=at("2026-04-11 00:06")) == {"deemed": 0, "lapsed": 0}
    assert watch_licences(at=at("2026-04-11 00:12"))["expired"] == 1
    assert LicenceAct.objects.get().state == ActState.DROPPED


def test_decided_in_time_and_printed_later_it_neither_ends_nor_is_deemed(office, held):
    case = decided(office, filed(office, held), moment="2026-04-10 17:00")
    assert actions.watch_renewals(at=at("2026-04-11 00:05")) == {"deemed": 0, "lapsed": 0}
    assert watch_licences(at=at("2026-04-11 00:12"))["expired"] == 0
    actions.issue_licence(case=case, at=at("2026-04-11 08:00"))
    licence = Licence.objects.get()
    assert (licence.state, licence.deemed_on, licence.valid_to) == ("valid", None, date(2029, 4, 10))


def test_a_change_keeps_the_old_text_and_says_the_new_one(office, held):
    form = office.form | {"shop": "老李豆腐坊二店"}
    case = decided(office, filed(office, held, purpose=Purpose.CHANGE, form=form))
    actions.issue_licence(case=case, at=at("2026-03-16 10:05"))
    licence = Licence.objects.get()
    assert licence.content["作坊名称"] == "老李豆腐坊二店" and licence.valid_to == END
    assert licence.versions.get().content["作坊名称"] == "老李豆腐坊"


def test_a_change_that_changes_nothing_is_refused_in_words(office, held):
    with pytest.raises(MoveRefused, match="至少有一处"):
        filed(office, held, purpose=Purpose.CHANGE)


def test_a_lost_licence_is_issued_anew_and_a_given_up_one_cancelled(office, held):
    case = decided(office, filed(office, held, purpose=Purpose.REISSUE))
    actions.issue_licence(case=case, at=at("2026-03-16 10:05"))
    assert Licence.objects.get().version == 2
    office.version.licence_type.handover = "window"
    office.version.licence_type.save()
    case = filed(office, Licence.objects.get(), purpose=Purpose.CANCEL)
    case = decided(office, case)
    done = actions.issue_licence(case=case, at=at("2026-03-16 11:00"))
    licence = Licence.objects.get()
    assert (done.state, licence.state, licence.ground) == (CaseState.DELIVERED, LicenceState.CANCELLED, "given_up")
    assert licence.ended_on == date(2026, 3, 16)


def test_refused_or_withdrawn_the_licence_is_free_again(office, held):
    decided(office, filed(office, held), "refuse", reason="不符合条件")
    assert LicenceAct.objects.get().state == ActState.DROPPED
    case = filed(office, held)
    actions.withdraw(case=case, actor=office.citizen, at=at("2026-03-10 10:00"))
    assert set(LicenceAct.objects.values_list("state", flat=True)) == {ActState.DROPPED}
    assert filed(office, held).state == CaseState.RECEIVED


def test_one_licence_has_one_open_case(office, held):
    case = filed(office, held)
    with pytest.raises(MoveRefused, match="正在办理"):
        filed(office, held, purpose=Purpose.CANCEL)
    other = Case.objects.get(state=CaseState.DRAFT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=other.pk).update(
            state="received", received_at=case.received_at, purpose="5", concerns=held
        )


def test_nobody_applies_about_the_licence_of_somebody_else(office, held):
    Licence.objects.filter(pk=held.pk).update(holder=office.window, holder_index="x")
    with pytest.raises(MoveRefused, match="不是申请人的"):
        filed(office, held)
    assert LicenceAct.objects.count() == 0


@pytest.mark.parametrize(("state", "words"), [("expired", "新办"), ("revoked", "已撤销"), ("suspended", "恢复效力")])
def test_a_licence_that_has_ended_is_refused_in_words(office, held, state, words):
    ended = {} if state == "suspended" else {"ended_on": END}
    Licence.objects.filter(pk=held.pk).update(state=state, **ended)
    with pytest.raises(MoveRefused, match=words):
        actions.begin_application(
            actor=office.citizen, licence=Licence.objects.get(), purpose=Purpose.CHANGE, at=at("2026-03-09 09:30")
        )


def test_a_draft_brings_what_was_said_for_the_licence_and_may_be_taken_back_to_new(office, held):
    draft = actions.begin_application(
        actor=office.citizen, licence=held, purpose=Purpose.RENEW, at=at("2026-03-09 09:30")
    )
    assert draft.form["shop"] == "老李豆腐坊" and draft.concerns == held
    draft = actions.apply_anew(case=draft, actor=office.citizen)
    assert (draft.purpose, draft.concerns) == (Purpose.NEW, None) and draft.form["shop"] == "老李豆腐坊"


def test_a_counter_files_the_same(office, held):
    hall = Hall.objects.create(code="h", name="大厅", organisation=office.organisation, address="一楼")
    counter = Counter.objects.create(hall=hall, number="1", name="窗口", comprehensive=True)
    case = actions.file_at_counter(
        actor=office.window, counter=counter, version=office.version, form=office.form,
        applicant={"applicant_kind": "1", "applicant_name": "李小明", "applicant_document": office.citizen.id_number,
                   "mobile": "", "purpose": Purpose.RENEW, "concerns": held},
        files=[(office.material, pdf())], submission_key=uuid.uuid4(), at=at("2026-03-09 09:30"),
    )  # fmt: skip
    assert (case.renewal_due, LicenceAct.objects.get().case_number) == (END, case.number)


# --- the pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def ending(office):
    """The citizen's licence of this item, which ends in 45 days."""
    licence = office.delivered().result.licence
    Licence.objects.update(valid_to=timezone.localdate() + timedelta(days=45))
    return Licence.objects.get(pk=licence.pk)


def page(client, address, status=200) -> str:
    found = client.get(address)
    assert found.status_code == status
    return found.content.decode()


def test_the_wallet_leads_to_the_application_and_the_pages_say_what_it_is_about(client, office, ending):
    client.force_login(office.citizen)
    address = f"/me/licences/{ending.number}/apply/renew/"
    assert address in page(client, "/me/licences/") and address in page(client, f"/me/licences/{ending.number}/")
    assert not Case.objects.filter(state="draft").exists() and page(client, address, 302) == ""
    code = office.version.item.code
    assert client.post(address).url == f"/items/{code}/apply/"
    said = page(client, f"/items/{code}/apply/")
    assert "延续申请" in said and ending.number in said and "老李豆腐坊" in said
    assert client.post(f"/items/{code}/apply/anew/").status_code == 302
    assert "延续申请" not in page(client, f"/items/{code}/apply/")


def test_too_late_it_is_said_and_ended_nothing_is_offered(client, office, ending):
    client.force_login(office.citizen)
    Licence.objects.update(valid_to=timezone.localdate() + timedelta(days=10))
    said = page(client, f"/me/licences/{ending.number}/")
    assert "延续申请期限" in said and "不能视为准予延续" in said and "apply/renew/" in said
    Licence.objects.update(state="expired", ended_on=timezone.localdate())
    assert "/apply/" not in page(client, f"/me/licences/{ending.number}/")
    client.post(f"/me/licences/{ending.number}/apply/renew/")
    assert not Case.objects.filter(state="draft").exists()


def test_nobody_begins_about_the_licence_of_somebody_else(client, office, ending):
    client.force_login(office.window)
    assert client.post(f"/me/licences/{ending.number}/apply/renew/").status_code == 404
    client.force_login(office.citizen)
    assert client.post(f"/me/licences/{ending.number}/apply/steal/").status_code == 404


def test_the_form_of_the_counter_finds_the_licence_of_who_stands_there(office, ending):
    sent = {"applicant_kind": "1", "applicant_name": "李小明", "applicant_document": office.citizen.id_number,
            "copies": "0", "confirmed": "on", "purpose": "3", "licence": ending.number}  # fmt: skip
    kind = office.version.licence_type_id
    form = CounterForm({f"who-{name}": text for name, text in sent.items()}, licence_type=kind)
    assert form.is_valid() and form.applicant()["concerns"] == ending
    sent["applicant_document"] = "621125199003078517"
    form = CounterForm({f"who-{name}": text for name, text in sent.items()}, licence_type=kind)
    assert not form.is_valid() and "没有查到" in str(form.errors["licence"])


DAYS = st.dates(date(2025, 9, 1), date(2026, 12, 31))  # round a year's end, with its made-up working days


@given(end=DAYS, filed_on=DAYS, decided_after=st.one_of(st.none(), st.integers(0, 120)), today=DAYS)
def test_deemed_exactly_when_asked_thirty_days_before_and_undecided_after_the_last(end, filed_on, decided_after, today):
    kind = Licence._meta.get_field("type").related_model(renewal_days=30)
    licence = Licence(type=kind, valid_to=end)
    decided_on = None if decided_after is None else filed_on + timedelta(days=decided_after)
    moment = lambda day: at(f"{day} 10:00")  # noqa: E731
    in_time = filed_on <= last_day_to_ask_renewal(licence)
    case = Case(
        purpose="3", state="review", received_at=moment(filed_on), accepted_at=moment(filed_on),
        renewal_due=end if in_time else None,
        decided_at=moment(decided_on) if decided_on and decided_on <= today else None,
    )  # fmt: skip
    by_hand = (end - filed_on).days >= 30 and today > end and (decided_on is None or decided_on > today)
    assert undecided_renewal(case, today) == by_hand


@pytest.mark.parametrize("end", [date(2026, 5, 9), date(2026, 10, 1), date(2026, 4, 11), date(2026, 12, 31)])
def test_the_clock_of_a_renewal_ends_with_the_licence_on_whatever_day(office, held, end):
    """A made-up working Saturday, a feast, a Saturday, the year's last day: a term isn't put off by days off."""
    Licence.objects.filter(pk=held.pk).update(valid_to=end)
    case = filed(office, Licence.objects.get())
    clock = next(c for c in clocks(Case.objects.with_clock_rows().get(pk=case.pk)) if c.kind == ClockKind.RENEWAL)
    assert (clock.due, len(clock.days)) == (end, (end - date(2026, 3, 9)).days)
    assert clock.days[-1].date == end and workdays.calendar() is not None
