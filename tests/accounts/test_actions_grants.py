"""The security administrator: grants, requests, and the three administrators apart."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from accounts import actions
from accounts.models import GrantRequest, OrganisationGroupPermission, User, holds

from .factories import PASSWORD, OrganisationFactory, UserFactory, holder, post

pytestmark = pytest.mark.django_db
DOCUMENT = "漳纪发〔2026〕5号"


@pytest.fixture
def security():
    return UserFactory(security_admin=True)


@pytest.fixture
def system():
    return UserFactory(system_admin=True)


@pytest.mark.parametrize("role", ["system_admin", "audit_admin", "staff"])
def test_only_the_security_administrator_grants(role):
    other, organisation = UserFactory(**{role: True}), OrganisationFactory()
    duty = post(organisation, "fill_lists")
    with pytest.raises(PermissionDenied):
        actions.grant(post=duty, permission="handle_cases", organisation=organisation, by=other)
    with pytest.raises(PermissionDenied):
        actions.revoke(grant=OrganisationGroupPermission.objects.get(), by=other, document=DOCUMENT)
    with pytest.raises(PermissionDenied):
        actions.appoint_administrator(user=UserFactory(staff=True), role="audit", by=other, document=DOCUMENT)
    with pytest.raises(PermissionDenied):
        actions.unlock(username="x", by=other, reason="本人申请")


def test_a_grant_reaches_who_holds_the_post_and_ends_when_revoked(security):
    organisation = OrganisationFactory()
    clerk = holder(organisation)
    duty = clerk.holdings.get().post
    row = actions.grant(post=duty, permission="handle_cases", organisation=organisation, by=security, document=DOCUMENT)
    assert holds(clerk, "handle_cases", organisation)
    again = actions.grant(post=duty, permission="handle_cases", organisation=organisation, by=security)
    assert again.pk == row.pk
    actions.revoke(grant=row, by=security, document="岗位调整")
    assert not holds(clerk, "handle_cases", organisation)
    last = OrganisationGroupPermission.history.first()
    assert (last.history_type, last.history_user_id, last.history_change_reason) == (
        "-",
        security.pk,
        "收回授权：岗位调整",
    )


def test_the_record_of_grants_cannot_be_rewritten(security):
    organisation = OrganisationFactory()
    actions.grant(post=post(organisation), permission="fill_lists", organisation=organisation, by=security)
    with pytest.raises(DatabaseError), transaction.atomic():
        OrganisationGroupPermission.history.all().update(history_user_id=1)


@pytest.mark.parametrize("permission", ["supervise", "audit"])
def test_oversight_is_granted_on_a_document(security, permission):
    organisation = OrganisationFactory()
    duty = post(organisation)
    with pytest.raises(ValidationError, match="依据文件"):
        actions.grant(post=duty, permission=permission, organisation=organisation, by=security)
    row = actions.grant(post=duty, permission=permission, organisation=organisation, by=security, document=DOCUMENT)
    assert row.document == DOCUMENT


def test_oversight_only_reads(security):
    organisation = OrganisationFactory()
    duty = post(organisation, "supervise")
    actions.grant(post=duty, permission="view_cases", organisation=organisation, by=security)
    for permission in ("handle_cases", "fill_lists", "review_lists", "decide_cases"):
        with pytest.raises(ValidationError, match="只能查看"):
            actions.grant(post=duty, permission=permission, organisation=organisation, by=security, document=DOCUMENT)
    acting = post(organisation, "receive_cases")
    with pytest.raises(ValidationError, match="只能查看"):
        actions.grant(post=acting, permission="audit", organisation=organisation, by=security, document=DOCUMENT)


def test_oversight_does_not_reach_a_person_who_acts_elsewhere(security):
    organisation = OrganisationFactory()
    clerk = holder(organisation, "handle_cases")
    second = holder(organisation, "view_cases").holdings.get().post
    clerk.holdings.create(post=second)
    with pytest.raises(ValidationError, match="监督岗位和办理岗位"):
        actions.grant(post=second, permission="supervise", organisation=organisation, by=security, document=DOCUMENT)


def test_an_unknown_permission_is_refused(security):
    organisation = OrganisationFactory()
    with pytest.raises(ValidationError, match="没有"):
        actions.grant(post=post(organisation), permission="add_user", organisation=organisation, by=security)


def test_a_request_grants_nothing_until_confirmed(security, system):
    organisation = OrganisationFactory()
    clerk = holder(organisation)
    wanted = {"post": clerk.holdings.get().post, "permission": "handle_cases", "organisation": organisation}
    request = actions.request_grant(**wanted, by=system, batch="花名册")
    assert actions.request_grant(**wanted, by=system, batch="花名册").pk == request.pk
    assert not holds(clerk, "handle_cases", organisation)
    with pytest.raises(PermissionDenied):
        actions.confirm_request(request=request, by=system)
    actions.confirm_request(request=request, by=security)
    assert holds(clerk, "handle_cases", organisation)
    with pytest.raises(ValidationError, match="已由"):
        actions.confirm_request(request=request, by=security)
    assert actions.request_grant(**wanted, by=system, batch="再来") is None


def test_a_refusal_says_why(security, system):
    organisation = OrganisationFactory()
    request = actions.request_grant(
        post=post(organisation), permission="fill_lists", organisation=organisation, by=system, batch="花名册"
    )
    with pytest.raises(ValidationError, match="理由"):
        actions.refuse_request(request=request, by=security, opinion=" ")
    actions.refuse_request(request=request, by=security, opinion="岗位不需要")
    assert GrantRequest.objects.get().state == "refused"
    assert not OrganisationGroupPermission.objects.exists()


def test_who_asks_does_not_confirm_even_in_the_database(system):
    organisation = OrganisationFactory()
    request = actions.request_grant(
        post=post(organisation), permission="fill_lists", organisation=organisation, by=system, batch="花名册"
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        GrantRequest.objects.filter(pk=request.pk).update(
            state="granted", decided_by=system, decided_at=request.asked_at
        )


def founders():
    return {role: (f"{role}admin", f"{role}员", PASSWORD) for role in ("system", "security", "audit")}


def test_the_first_three_administrators_are_named_once_and_apart():
    organisation = OrganisationFactory()
    one = founders() | {"audit": founders()["system"]}
    with pytest.raises(ValidationError, match="三个不同的账号"):
        actions.found_administrators(people=one, organisation=organisation)
    made = actions.found_administrators(people=founders(), organisation=organisation)
    assert {user.admin_role for user in made.values()} == {"system", "security", "audit"}
    with pytest.raises(ValidationError, match="已经有管理员"):
        actions.found_administrators(people=founders(), organisation=organisation)


def test_an_administrator_is_made_and_ended_on_a_document(security):
    clerk = UserFactory(staff=True)
    with pytest.raises(ValidationError, match="文号"):
        actions.appoint_administrator(user=clerk, role="audit", by=security, document="")
    actions.appoint_administrator(user=clerk, role="audit", by=security, document=DOCUMENT)
    with pytest.raises(ValidationError, match="不能兼任"):
        actions.appoint_administrator(user=clerk, role="system", by=security, document=DOCUMENT)
    with pytest.raises(ValidationError, match="唯一"):
        actions.appoint_administrator(user=clerk, role="", by=security, document=DOCUMENT)
    UserFactory(audit_admin=True)
    actions.appoint_administrator(user=clerk, role="", by=security, document=DOCUMENT)
    assert User.objects.get(pk=clerk.pk).admin_role == ""


def test_nobody_decides_on_themselves_nor_makes_a_post_holder_administrator(security):
    with pytest.raises(ValidationError, match="自己"):
        actions.appoint_administrator(user=security, role="", by=security, document=DOCUMENT)
    with pytest.raises(ValidationError, match="正在任岗"):
        actions.appoint_administrator(
            user=holder(OrganisationFactory(), "fill_lists"), role="audit", by=security, document=DOCUMENT
        )
    with pytest.raises(ValidationError, match="工作人员"):
        actions.appoint_administrator(user=UserFactory(), role="audit", by=security, document=DOCUMENT)
