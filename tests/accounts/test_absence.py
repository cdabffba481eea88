"""不在岗委托: a colleague holds the post for the days of absence, and every act in another's place says so."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts import actions
from accounts.models import Holding, holds, own_posts_only
from approvals import actions as approvals
from tests.approvals.factories import office as an_office
from tests.factories import OrganisationFactory, UserFactory, staff_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db):
    return an_office()


def away(office, substitute, days=3, start=0, **changes):
    today = timezone.localdate()
    facts = {"actor": office.window, "post": office.window.holdings.get().post, "substitute": substitute}
    facts |= {"valid_from": today + timedelta(days=start), "last_day": today + timedelta(days=days), "reason": "出差"}
    return actions.delegate(**facts | changes)


def colleague(office, *permissions):
    person = staff_with(*(permissions or ("view_cases",)), organisation=office.organisation, name="替班丁")
    person.organisation = office.organisation
    person.save()
    return person


def test_the_act_of_a_substitute_says_for_whom(office):
    person = colleague(office)
    case = office.submit()
    with pytest.raises(PermissionDenied):
        approvals.accept(case=case, actor=person)
    away(office, person)
    approvals.accept(case=case, actor=type(person).objects.get(pk=person.pk))
    move = case.moves.get(move="accept")
    assert move.facts["stands_for"] == "窗口甲"
    from approvals.queries import events_of

    assert events_of([move], for_applicant=False)[0]["who"].endswith("替班丁（代 窗口甲）")
    assert "代" not in events_of([move], for_applicant=True)[0]["who"], "towards the applicant it is the body that acts"


def test_what_ones_own_post_allows_bears_no_mark(office):
    person = colleague(office, "view_cases", "receive_cases")
    away(office, person)
    case = approvals.accept(case=office.submit(), actor=type(person).objects.get(pk=person.pk))
    assert "stands_for" not in case.moves.get(move="accept").facts


def test_it_begins_and_ends_by_itself_and_sooner(office):
    person = colleague(office)
    holding = away(office, person, start=1)
    assert not holds(person, "receive_cases", office.organisation), "from tomorrow on"
    Holding.objects.filter(pk=holding.pk).update(valid_from=timezone.localdate())
    assert holds(person, "receive_cases", office.organisation)
    with own_posts_only():
        assert not holds(person, "receive_cases", office.organisation)
    actions.end_delegation(actor=office.window, holding=holding)
    assert not holds(person, "receive_cases", office.organisation)
    with pytest.raises(PermissionDenied):
        actions.end_delegation(actor=person, holding=holding)


def test_who_may_not_stand_in_and_for_what(office):
    person, stranger = colleague(office), UserFactory(staff=True, organisation=OrganisationFactory())
    today = timezone.localdate()
    with pytest.raises(ValidationError, match="本单位"):
        away(office, stranger)
    with pytest.raises(ValidationError, match="本单位"):
        away(office, office.window)
    with pytest.raises(ValidationError, match="60 天"):
        away(office, person, days=61)
    with pytest.raises(ValidationError, match="早于今天"):
        away(office, person, valid_from=today - timedelta(days=1))
    with pytest.raises(ValidationError, match="原因"):
        away(office, person, reason=" ")
    away(office, person)
    with pytest.raises(ValidationError, match="已经在这个岗位"):
        away(office, person)
    with pytest.raises(ValidationError, match="不任"):
        away(office, office.handler, actor=person), "what is held in place of another isn't handed on"
    watcher = staff_with("supervise", organisation=office.organisation)
    watcher.organisation = office.organisation
    with pytest.raises(ValidationError, match="监督"):
        away(office, person, actor=watcher, post=watcher.holdings.get().post)


def test_the_page(client, office):
    person = colleague(office)
    office.window.organisation = office.organisation
    office.window.save()
    client.force_login(office.window)
    page = client.get("/desk/absence/").content.decode()
    assert "替班丁" in page
    today = timezone.localdate()
    sent = {"post": office.window.holdings.get().post_id, "substitute": person.pk, "valid_from": today,
            "last_day": today - timedelta(days=1), "reason": "出差"}  # fmt: skip
    answer = client.post("/desk/absence/", sent)
    assert answer.status_code == 422 and "不能早于开始日期" in answer.content.decode()
    assert client.post("/desk/absence/", sent | {"last_day": today}).status_code == 302
    assert "代办中" in client.get("/desk/absence/").content.decode()
    holding = Holding.objects.get(stands_for=office.window)
    client.force_login(person)
    assert "代 窗口甲" in client.get("/desk/absence/").content.decode()
    assert client.post(f"/desk/absence/{holding.pk}/back/").status_code == 404
    client.force_login(office.window)
    client.post(f"/desk/absence/{holding.pk}/back/")
    assert not holds(person, "receive_cases", office.organisation)
    client.force_login(office.citizen)
    assert client.get("/desk/absence/").status_code == 403
