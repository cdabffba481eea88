"""The system administrator: staff, posts, appointments. Holding dates end grants."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import actions
from accounts.models import Holding, User, holds

from .factories import OrganisationFactory, UserFactory, holder, post

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def system():
    return UserFactory(system_admin=True)


@pytest.mark.parametrize("role", ["security_admin", "audit_admin", "staff"])
def test_only_the_system_administrator_keeps_people(role):
    other = UserFactory(**{role: True})
    organisation = OrganisationFactory()
    for act in (
        lambda: actions.create_staff(username="zhangsan", name="张三", organisation=organisation, by=other),
        lambda: actions.create_post(organisation=organisation, name="收件", by=other),
        lambda: actions.appoint(user=UserFactory(staff=True), post=post(), by=other),
        lambda: actions.issue_password(user=UserFactory(staff=True), by=other),
        lambda: actions.save_recorded(row=organisation, by=other, reason="改名"),
        lambda: actions.close_staff(user=UserFactory(staff=True), by=other, reason="调离"),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_holding_gives_its_grants_from_its_first_day_to_the_day_before_its_last(system):
    organisation = OrganisationFactory()
    clerk, duty = UserFactory(staff=True), post(organisation, "receive_cases")
    tomorrow = TODAY() + timedelta(days=1)
    holding = actions.appoint(user=clerk, post=duty, by=system, valid_from=tomorrow)
    assert not holds(clerk, "receive_cases", organisation)
    Holding.objects.filter(pk=holding.pk).update(valid_from=TODAY() - timedelta(days=5))
    assert holds(clerk, "receive_cases", organisation)
    actions.dismiss(holding=holding, by=system, document="漳人社〔2026〕3号")
    assert not holds(clerk, "receive_cases", organisation)
    assert holding.history.first().history_change_reason == "免职：漳人社〔2026〕3号"


def test_a_grant_covers_the_children_and_no_neighbour(system):
    county = OrganisationFactory()
    child, stranger = OrganisationFactory(parent=county), OrganisationFactory()
    reviewer = holder(OrganisationFactory(), "review_lists", at=county)
    assert holds(reviewer, "review_lists", child) and not holds(reviewer, "review_lists", stranger)
    assert not holds(reviewer, "fill_lists", child)


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_an_administrator_holds_no_post(system, role):
    administrator, duty = UserFactory(**{role: True}), post(None, "handle_cases")
    with pytest.raises(ValidationError, match="三员不办理业务"):
        actions.appoint(user=administrator, post=duty, by=system)
    with pytest.raises(IntegrityError), transaction.atomic():
        Holding.objects.create(user=administrator, post=duty)


def test_the_database_refuses_an_administrator_who_holds_a_post():
    clerk = holder(OrganisationFactory(), "handle_cases")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=clerk.pk).update(admin_role="system")


def test_grants_of_an_administrator_count_for_nothing():
    organisation = OrganisationFactory()
    clerk = holder(organisation, "handle_cases")
    clerk.admin_role = "audit"  # as if the guards of the database had been passed by
    assert not holds(clerk, "handle_cases", organisation)


def test_a_citizen_holds_no_post(system):
    with pytest.raises(ValidationError, match="工作人员账号"):
        actions.appoint(user=UserFactory(), post=post(), by=system)


def test_whoever_watches_does_not_act(system):
    organisation = OrganisationFactory()
    watcher = holder(organisation, "supervise")
    with pytest.raises(ValidationError, match="监督岗位和办理岗位"):
        actions.appoint(user=watcher, post=post(organisation, "handle_cases"), by=system)
    clerk = holder(organisation, "handle_cases")
    with pytest.raises(ValidationError, match="监督岗位和办理岗位"):
        actions.appoint(user=clerk, post=post(organisation, "audit"), by=system)


def test_a_stopped_account_loses_its_posts_and_its_way_in(system):
    organisation = OrganisationFactory()
    clerk = holder(organisation, "handle_cases")
    actions.close_staff(user=clerk, by=system, reason="退休")
    clerk.refresh_from_db()
    assert not clerk.is_active and not clerk.has_usable_password()
    assert not holds(clerk, "handle_cases", organisation)
    assert clerk.holdings.get().valid_to == TODAY()


def test_an_account_name_is_used_once(system):
    organisation = OrganisationFactory()
    UserFactory(staff=True, username="zhangsan")
    with pytest.raises(ValidationError, match="已经有人用了"):
        actions.create_staff(username="ZhangSan", name="张三", organisation=organisation, by=system)


def test_an_initial_password_works_once_it_is_issued_and_is_marked_as_initial(system):
    made = actions.create_staff(username="zhangsan", name="张三", organisation=OrganisationFactory(), by=system)
    assert not made.has_usable_password()
    password = actions.issue_password(user=made, by=system)
    made.refresh_from_db()
    assert made.check_password(password) and made.password_changed_at is None and len(password) == 12


def test_a_post_that_ends_and_starts_again_is_two_holdings(system):
    clerk, duty = UserFactory(staff=True), post(None, "fill_lists")
    first = actions.appoint(user=clerk, post=duty, by=system)
    with pytest.raises(ValidationError, match="已经在任"):
        actions.appoint(user=clerk, post=duty, by=system)
    actions.dismiss(holding=first, by=system)
    with pytest.raises(ValidationError, match="已经结束"):
        actions.dismiss(holding=first, by=system)
    actions.appoint(user=clerk, post=duty, by=system)
    assert clerk.holdings.count() == 2
