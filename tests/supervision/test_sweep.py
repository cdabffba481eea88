"""The sweep: each reminder and card once, on its day, judged by the days of the acts."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Holding, Message, Organisation
from approvals import actions as acts
from approvals.models import Case
from core import workdays
from core.workdays import Calendar
from supervision.actions import sweep, sweeping
from supervision.enums import Level
from supervision.models import Alert
from tests.approvals.factories import at
from tests.approvals.factories import office as an_office
from tests.factories import OrganisationFactory, staff_with

from .conftest import decided

FIGURES = ("reminders", "yellow", "red", "escalated")


def figures(result):
    return tuple(result[name] for name in FIGURES)


def sweep_days(first: str, last: str):
    """Sweep every morning; the days on which something was given, with the figures."""
    day, end, given = date.fromisoformat(first), date.fromisoformat(last), {}
    while day <= end:
        found = figures(sweep(now=at(f"{day} 08:00")))
        if any(found):
            given[day.isoformat()] = found
        day += timedelta(days=1)
    return given


def test_a_case_left_lying_gets_a_reminder_a_yellow_and_a_red_card_each_once(office):
    case = office.accepted()
    assert (case.promise_due, case.legal_due) == (date(2026, 3, 12), date(2026, 3, 31))
    assert sweep_days("2026-03-03", "2026-05-01") == {
        "2026-03-11": (1, 0, 0, 0),
        "2026-03-13": (0, 1, 0, 0),
        "2026-04-01": (0, 0, 1, 1),
    }
    reminder, yellow, red = Alert.objects.order_by("id")
    assert [a.get_level_display() for a in (reminder, yellow, red)] == ["预警", "黄牌", "红牌"]
    assert (yellow.due, yellow.late_days, red.due, red.late_days) == (date(2026, 3, 12), 1, date(2026, 3, 31), 1)
    assert [d["date"] for d in yellow.days][::9] == ["2026-03-04", "2026-03-13"]
    assert yellow.days[-1]["why"].startswith("超过期限第1个工作日")
    assert sum(d["counted"] for d in red.days) == 21
    assert "应于2026年3月12日前按承诺作出决定" in yellow.explanation
    case.refresh_from_db()
    assert case.watch_on is None


def test_a_sweep_that_comes_late_gives_both_cards_and_no_reminder(office):
    office.accepted()
    assert figures(sweep(now=at("2026-04-20 08:00"))) == (0, 1, 1, 1)
    assert Alert.objects.get(level=Level.RED).late_days == 13  # 清明节 4月6日 is off
    assert figures(sweep(now=at("2026-04-20 08:05"))) == (0, 0, 0, 0)


def test_nothing_is_due_and_nothing_is_examined(office):
    office.accepted()
    assert sweep(now=at("2026-03-03 12:00"))["examined"] == 1
    result = sweep(now=at("2026-03-03 12:05"))
    assert result["examined"] == 0
    assert set(result) == {"now", "examined", "reminders", "yellow", "red", "escalated", "seconds"}


def test_the_last_moment_of_the_due_day_is_in_time(office):
    office.accepted()
    assert figures(sweep(now=at("2026-03-12 23:59"))) == (1, 0, 0, 0)
    assert figures(sweep(now=at("2026-03-13 00:00"))) == (0, 1, 0, 0)


def test_a_case_finished_late_between_two_sweeps_still_gets_its_card(office):
    case = acts.review(case=office.accepted(), actor=office.handler, opinion="符合", at=at("2026-03-16 09:00"))
    acts.refuse(case=case, actor=office.decider, reason="场所不符合要求", at=at("2026-03-16 11:00"))
    assert figures(sweep(now=at("2026-03-20 08:00"))) == (0, 1, 0, 0)
    alert = Alert.objects.get()
    assert (alert.late_days, alert.days[-1]["date"]) == (2, "2026-03-16")
    assert "2026年3月16日才办，超期2个工作日" in alert.explanation
    case.refresh_from_db()
    assert case.watch_on is None


def test_a_case_finished_in_time_is_never_late_afterwards(office):
    case = acts.review(case=office.accepted(), actor=office.handler, opinion="符合", at=at("2026-03-10 09:00"))
    acts.refuse(case=case, actor=office.decider, reason="场所不符合要求", at=at("2026-03-12 17:00"))
    assert figures(sweep(now=at("2026-06-01 08:00"))) == (0, 0, 0, 0)
    assert figures(sweep(now=at("2026-03-20 08:00"), everything=True)) == (0, 0, 0, 0)


def test_no_word_in_five_days_accepts_by_law_and_gives_the_card_of_late_acceptance(office):
    case = office.submit("2026-03-02 09:30")
    # the promise counts from the receipt too and ends on 3月11日, so that its reminder comes with the card
    assert sweep_days("2026-03-02", "2026-03-10") == {"2026-03-06": (1, 0, 0, 0), "2026-03-10": (1, 1, 0, 0)}
    case.refresh_from_db()
    assert (case.state, case.deemed) == ("review", True)
    card = Alert.objects.get(level=Level.YELLOW)
    assert (card.clock, card.rule.code, card.late_days) == ("notice", "T1", 1)
    assert "逾期没有告知，依法自收到材料之日起视为受理" in card.explanation
    assert sweep_days("2026-03-11", "2026-04-10") == {"2026-03-12": (0, 1, 0, 0), "2026-03-31": (0, 0, 1, 1)}


def test_a_clerk_who_accepts_after_the_limit_doesnt_escape_the_card(office):
    acts.accept(case=office.submit("2026-03-02 09:30"), actor=office.window, at=at("2026-03-10 08:30"))
    assert figures(sweep(now=at("2026-03-10 09:00"))) == (1, 1, 0, 0)  # the promise ends on 3月11日: its reminder too
    assert Alert.objects.get(level=Level.YELLOW).clock == "notice"


def test_while_the_applicant_corrects_no_clock_burns(office):
    office.correcting()
    assert sweep_days("2026-03-04", "2026-04-30") == {}


def test_a_licence_not_delivered_in_ten_days_is_a_red_card(office):
    case = office.granted()  # nothing commits here, so that the licence isn't issued
    assert case.state == "granted"
    given = sweep_days("2026-03-06", "2026-04-10")
    assert given == {"2026-03-18": (1, 0, 0, 0), "2026-03-21": (0, 0, 1, 0)}  # the limit ended on Friday
    red = Alert.objects.get(level=Level.RED)
    assert (red.rule.code, red.late_days) == ("T7", 0)
    assert red.explanation.endswith("已过期限。")


def test_promise_as_long_as_the_law_gives_the_red_card_alone(rules):
    an_office(promised_limit=20).accepted()
    given = sweep_days("2026-03-03", "2026-04-20")
    assert list(given.values()) == [(1, 0, 0, 0), (0, 0, 1, 0)]


def test_decided_on_the_spot_means_the_same_working_day(rules):
    an_office(promised_limit=0, legal_limit=1).accepted()
    assert sweep_days("2026-03-03", "2026-03-10") == {"2026-03-04": (0, 1, 0, 0), "2026-03-05": (0, 0, 1, 1)}


def test_no_card_on_a_provisional_date(office, monkeypatch):
    ends = Calendar(first=date(2015, 1, 1), last=date(2026, 3, 10))
    monkeypatch.setattr(workdays, "calendar", lambda: ends)
    case = office.accepted()
    assert case.provisional
    assert sweep(now=at("2026-03-03 12:00"))["examined"] == 1  # looked at, and found to be uncertain
    assert sweep_days("2026-03-03", "2026-04-30") == {}
    monkeypatch.undo()
    acts.recompute_clocks()
    assert figures(sweep(now=at("2026-05-06 08:00"))) == (0, 1, 1, 1)


def test_an_application_isnt_deemed_accepted_on_a_provisional_date(office, monkeypatch):
    monkeypatch.setattr(workdays, "calendar", lambda: Calendar(first=date(2015, 1, 1), last=date(2026, 3, 4)))
    case = office.submit("2026-03-02 09:30")
    assert sweep_days("2026-03-02", "2026-04-30") == {}
    case.refresh_from_db()
    assert case.state == "received"


def test_a_threshold_is_a_row(rules):
    decided("T2", params={"share": 90})  # 榆林: the yellow card at nine tenths of the promise
    decided("R2", enabled=False)
    an_office(promised_limit=10).accepted()
    assert list(sweep_days("2026-03-03", "2026-03-31")) == ["2026-03-16"]


def test_the_handler_the_lead_and_before_acceptance_the_window_are_told_once(office):
    case = office.submit("2026-03-02 09:30")
    sweep(now=at("2026-03-06 08:00"))
    told = Message.objects.filter(number=case.number, title__startswith="预警").order_by("recipient__name")
    assert sorted(m.recipient.name for m in told) == sorted([office.window.name, office.decider.name])
    assert case.applicant_name not in told[0].text
    sweep(now=at("2026-03-06 08:05"))
    assert told.count() == 2


def test_where_another_body_decides_its_people_are_told(office):
    county = OrganisationFactory(county=True)
    Organisation.objects.filter(pk=office.organisation.pk).update(parent=county)
    Holding.objects.filter(user=office.decider).update(valid_to=date(2026, 1, 1))
    approver = staff_with("decide_cases", organisation=county, name="审批局长")
    office.accepted()
    sweep(now=at("2026-03-13 08:00"))
    told = Message.objects.filter(title__startswith="黄牌").values_list("recipient__name", flat=True)
    assert sorted(told) == sorted([approver.name, office.window.name])


def test_the_database_gives_an_alert_once_and_never_changes_it(office):
    office.accepted()
    sweep(now=at("2026-03-13 08:00"))
    alert = Alert.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(late_days=0)
    with pytest.raises(DatabaseError), transaction.atomic():
        alert.delete()


def test_one_case_that_cant_be_read_doesnt_end_the_watch(client, office, supervisor, monkeypatch):
    broken, sound = office.accepted(), office.accepted()
    honest = sweeping.clocks

    def clocks(case, calendar):
        if case.pk == broken.pk:
            raise ValueError("a limit that is none")
        return honest(case, calendar)

    monkeypatch.setattr(sweeping, "clocks", clocks)
    assert figures(sweep(now=at("2026-03-13 08:00"))) == (0, 1, 0, 0)
    assert Alert.objects.get().case == sound
    sweep()
    client.force_login(supervisor)
    assert "1 件没有查成" in client.get("/supervision/").content.decode()
    monkeypatch.undo()
    assert figures(sweep(now=at("2026-03-13 08:05"))) == (0, 1, 0, 0)
    assert list(Alert.objects.filter(case=broken).values_list("level", flat=True)) == [Level.YELLOW]


def test_the_nightly_sweep_finds_what_a_wrong_projection_hides(office):
    case = office.accepted()
    Case.objects.filter(pk=case.pk).update(watch_on=None)
    assert figures(sweep(now=at("2026-03-13 08:00"))) == (0, 0, 0, 0)
    assert figures(sweep(now=at("2026-03-13 08:00"), everything=True)) == (0, 1, 0, 0)


def test_queries_dont_grow_with_the_cases(office, django_assert_num_queries):
    office.accepted()
    with django_assert_num_queries(19):
        sweep(now=at("2026-03-13 08:00"))
    for _ in range(3):
        office.accepted()
    with django_assert_num_queries(19):
        sweep(now=at("2026-03-13 08:00"))
