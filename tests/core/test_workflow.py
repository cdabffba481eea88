"""The kernel: one way to make a legal move, and of two who try at once one wins."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from core.workflow import MoveRefused, Workflow, move, nobody
from funds.actions import add_funds, open_list
from funds.models import FundChangeSet, FundMove
from funds.workflow import FUND_LIST
from tests.factories import OrganisationFactory, UserFactory, staff_with


@pytest.fixture
def listed(db):
    finance = OrganisationFactory()
    clerk = staff_with("fill_funds", organisation=finance)
    change_set = open_list(actor=clerk, organisation=finance, year=2026)
    add_funds(actor=clerk, change_set=change_set, rows=[(finance, "甲项目", "1")])
    return clerk, change_set


def test_a_move_writes_state_facts_log_and_history(listed):
    clerk, change_set = listed
    row, entry = FUND_LIST.fire(change_set, "submit", actor=clerk, note="请审定")
    assert (row.state, entry.source, entry.target) == ("decision", "draft", "decision")
    assert (entry.actor_id, entry.note) == (clerk.pk, "请审定")
    latest = FundChangeSet.history.filter(id=change_set.pk).latest()
    assert (latest.state, latest.history_user_id, latest.history_change_reason) == (
        "decision",
        clerk.pk,
        "报送审定：请审定",
    )


def test_a_stranger_is_denied_and_nothing_is_written(listed):
    _, change_set = listed
    with pytest.raises(PermissionDenied):
        FUND_LIST.fire(change_set, "submit", actor=UserFactory())
    change_set.refresh_from_db()
    assert change_set.state == "draft" and not FundMove.objects.exists()


def test_a_stale_row_is_refused_in_words(listed):
    clerk, change_set = listed
    stale = FundChangeSet.objects.get(pk=change_set.pk)
    FUND_LIST.fire(change_set, "submit", actor=clerk)
    with pytest.raises(MoveRefused, match="待审定"):
        FUND_LIST.fire(stale, "submit", actor=clerk)


def test_buttons_of_a_page_are_the_moves_open_to_the_person(listed):
    clerk, change_set = listed
    assert [m.name for m in FUND_LIST.open_to(clerk, change_set)] == ["submit", "withdraw"]
    assert FUND_LIST.open_to(UserFactory(), change_set) == []


def test_a_system_move_is_not_for_people(listed):
    clerk, change_set = listed
    flow = Workflow(log=FundMove, moves=(move("lapse", "失效", "draft", "withdrawn", nobody, system=True),))
    with pytest.raises(PermissionDenied):
        flow.fire(change_set, "lapse", actor=clerk)
    row, entry = flow.fire(change_set, "lapse", actor=None)
    assert row.state == "withdrawn" and entry.actor_name == "系统"


def test_what_bars_a_person_hides_the_button_and_is_told_when_tried(listed):
    clerk, change_set = listed
    barred = move("close", "办结", "draft", "withdrawn", lambda u, o: True, bar=lambda o, u: "您不能办结自己的件。")
    flow = Workflow(log=FundMove, moves=(barred,))
    assert flow.open_to(clerk, change_set) == []
    with pytest.raises(MoveRefused, match="不能办结自己的件"):
        flow.fire(change_set, "close", actor=clerk)


def test_two_moves_of_one_name_are_refused():
    pair = (move("a", "甲", "x", "y", nobody), move("a", "乙", "y", "x", nobody))
    with pytest.raises(ValueError):
        Workflow(moves=pair, log=FundMove)


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_at_once_one_wins_and_the_other_is_told(listed):
    clerk, change_set = listed
    barrier, outcomes = threading.Barrier(2), []

    def act():
        try:
            barrier.wait(timeout=10)
            FUND_LIST.fire(change_set, "submit", actor=clerk)
            outcomes.append("won")
        except MoveRefused:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["told", "won"]
    assert FundMove.objects.filter(subject=change_set).count() == 1
