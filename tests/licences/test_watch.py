"""What time does: reminders, expiry, 视为准予延续, the end of a suspension. Twice changes nothing."""

from datetime import date

import pytest

from accounts.models import Message
from core.workflow import MoveRefused
from licences.actions import apply_renewal, decide, propose, watch_licences
from licences.models import Licence, LicenceAct

from .conftest import moment

NOTHING = {"resumed": 0, "expired": 0, "deemed": 0, "reminded": 0}


def watched(text: str) -> dict:
    done = watch_licences(at=moment(text))
    assert watch_licences(at=moment(text)) == NOTHING, "the second run finds nothing left"
    return {key: number for key, number in done.items() if number}


def licence() -> Licence:
    return Licence.objects.get()


def test_the_holder_is_told_sixty_and_thirty_days_before(office):
    assert watched("2029-01-04 02:00") == {}
    assert watched("2029-01-05 02:00") == {"reminded": 1}
    assert watched("2029-01-20 02:00") == {}
    assert watched("2029-02-04 02:00") == {"reminded": 1}
    told = list(Message.objects.order_by("id").values_list("title", "text"))
    assert len(told) == 2 and "2029-03-06" in told[0][0] and "2029-02-04" in told[0][1]


def test_found_late_it_is_told_once(office):
    assert watched("2029-02-20 02:00") == {"reminded": 1}


def test_the_last_day_is_a_day_of_validity(office):
    watch_licences(at=moment("2029-02-20 02:00"))
    assert watched("2029-03-06 23:00") == {}
    assert watched("2029-03-07 00:10") == {"expired": 1}
    assert (licence().state, licence().ended_on) == ("expired", date(2029, 3, 7))


def test_asked_in_time_and_undecided_it_is_deemed_renewed(office):
    apply_renewal(licence=office.licence, applied_on=date(2029, 2, 4), at=moment("2029-02-04 10:00"))
    assert watched("2029-03-07 00:10") == {"deemed": 1}
    row, act = licence(), LicenceAct.objects.get()
    assert (row.state, row.valid_to, row.deemed_on, row.version) == ("valid", date(2032, 3, 6), date(2029, 3, 7), 2)
    assert (act.state, act.decided_by) == ("deemed", None) and act.number and act.file
    assert row.moves.filter(move="deem_renewed").count() == 1
    assert watched("2032-03-07 00:10") == {"expired": 1}


def test_asked_a_day_late_it_is_not_deemed(office):
    apply_renewal(licence=office.licence, applied_on=date(2029, 2, 5), at=moment("2029-02-05 10:00"))
    assert watched("2029-03-07 00:10") == {"expired": 1}
    act = LicenceAct.objects.get()
    with pytest.raises(MoveRefused, match="已过期"):
        decide(act=act, actor=office.decider, at=moment("2029-03-08 09:00"))


def test_after_the_end_nothing_is_renewed(office):
    with pytest.raises(MoveRefused, match="届满以后"):
        apply_renewal(licence=office.licence, applied_on=date(2029, 3, 7), at=moment("2029-03-07 09:00"))


def test_a_suspension_ends_by_itself(office):
    act = propose(
        licence=office.licence, kind="suspend", ground="penalty_suspend", reason="处罚", actor=office.manager,
        facts={"penalty_number": "1号", "penalty_on": "2026-06-01", "until": "2026-07-01"},
        at=moment("2026-06-02 09:00"),
    )  # fmt: skip
    decide(act=act, actor=office.decider, at=moment("2026-06-02 10:00"))
    assert watched("2026-07-01 02:00") == {}
    assert watched("2026-07-02 02:00") == {"resumed": 1}
    assert licence().state == "valid" and licence().suspended_until is None
