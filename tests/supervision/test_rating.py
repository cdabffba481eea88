"""好差评: by the applicant alone, of a finished case, once."""

import pytest
from django.db import DatabaseError, transaction

from approvals import actions as acts
from approvals.models import Case
from core.workflow import MoveRefused
from supervision.actions import rate
from supervision.models import Rating
from tests.approvals.factories import at
from tests.factories import UserFactory


@pytest.fixture
def finished(office):
    case = acts.review(case=office.accepted(), actor=office.handler, opinion="符合", at=at("2026-03-05 09:00"))
    return acts.refuse(case=case, actor=office.decider, reason="场所不符合要求", at=at("2026-03-06 09:00"))


def test_rated_once(office, finished):
    rating = rate(actor=office.citizen, case=finished, satisfaction=4, comment=" 等得久 ")
    assert (rating.organisation, rating.comment, rating.get_satisfaction_display()) == (
        office.organisation,
        "等得久",
        "不满意",
    )
    with pytest.raises(MoveRefused, match="只能评价一次"):
        rate(actor=office.citizen, case=finished, satisfaction=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Rating.objects.update(satisfaction=1)


def test_nobody_else_rates(office, finished):
    for stranger in (UserFactory(), office.decider):
        with pytest.raises(MoveRefused, match="本人"):
            rate(actor=stranger, case=finished, satisfaction=1)


def test_nobody_of_the_rated_body_rates_it(office, finished):
    Case.objects.filter(pk=finished.pk).update(applicant=office.window)
    with pytest.raises(MoveRefused, match="任职"):
        rate(actor=office.window, case=finished, satisfaction=1)


def test_not_before_the_end(office):
    with pytest.raises(MoveRefused, match="办结后"):
        rate(actor=office.citizen, case=office.accepted(), satisfaction=1)


@pytest.mark.parametrize("satisfaction", [0, 6])
def test_five_levels_and_no_other(office, finished, satisfaction):
    with pytest.raises(MoveRefused, match="五个等级"):
        rate(actor=office.citizen, case=finished, satisfaction=satisfaction)


def test_the_form_chooses_nothing_beforehand_and_shows_the_rating_afterwards(client, office, finished):
    address = f"/me/cases/{finished.number}/rate/"
    client.force_login(office.citizen)
    assert "checked" not in client.get(address).content.decode()
    page = client.post(address, {"satisfaction": "", "comment": "窗口态度好"}).content.decode()
    assert "请选择一个等级" in page and "窗口态度好" in page
    assert client.post(address, {"satisfaction": "2", "comment": "窗口态度好"}).status_code == 302
    page = client.get(address).content.decode()
    assert "您的评价" in page and "窗口态度好" in page and '<button class="button primary"' not in page
    page = client.post(address, {"satisfaction": "1"}).content.decode()
    assert Rating.objects.get().satisfaction == 2


def test_another_persons_case_is_out_of_sight(client, office, finished):
    client.force_login(UserFactory())
    assert client.get(f"/me/cases/{finished.number}/rate/").status_code == 404


def test_an_open_case_says_when_it_can_be_rated(client, office):
    client.force_login(office.citizen)
    page = client.get(f"/me/cases/{office.accepted().number}/rate/").content.decode()
    assert "还不能评价" in page
