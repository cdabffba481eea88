"""接口令牌: given out once, never more than its account holds, taken back at once, the secret nowhere kept."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from accounts import actions
from accounts.enums import TokenEnd, TokenScope
from accounts.models import ApiToken
from accounts.permissions import reach_of_token

from .factories import OrganisationFactory, UserFactory, holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def security():
    return UserFactory(security_admin=True)


@pytest.fixture
def machine():
    """A system account that may fill the lists of its body: nobody can log in with it."""
    user = holder(OrganisationFactory(), "fill_lists")
    user.set_unusable_password()
    user.save()
    return user


def facts(machine, **changed):
    return {
        "user": machine,
        "organisation": machine.organisation,
        "scopes": ["fill_lists", "read_drafts"],
        "expires_on": timezone.localdate() + timedelta(days=90),
        "name": "林政管理系统",
        "document": "漳林函〔2026〕9号",
        **changed,
    }


def test_the_secret_is_shown_once_and_kept_nowhere(machine, security):
    token, secret = actions.issue_token(by=security, **facts(machine))
    assert secret.startswith(f"zwtk_{token.prefix}_") and len(secret) > 50
    with connection.cursor() as cursor:
        for table in ("accounts_apitoken", "accounts_historicalapitoken"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            assert secret.split("_", 2)[2] not in str(cursor.fetchall())
    assert (token.history.get().history_user_id, token.scopes) == (security.pk, ["read_drafts", "fill_lists"])


def test_only_the_security_administrator_gives_and_takes(machine, security):
    for by in (UserFactory(system_admin=True), UserFactory(audit_admin=True), machine):
        with pytest.raises(PermissionDenied):
            actions.issue_token(by=by, **facts(machine))
    token, _ = actions.issue_token(by=security, **facts(machine))
    with pytest.raises(PermissionDenied):
        actions.revoke_token(token=token, by=machine, reason="想收回")
    with pytest.raises(ValidationError, match="原因"):
        actions.revoke_token(token=token, by=security, reason=" ")


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name", " "),
        ("document", ""),
        ("scopes", []),
        ("scopes", ["everything"]),
        ("expires_on", timezone.localdate() - timedelta(days=1)),
        ("expires_on", timezone.localdate() + timedelta(days=400)),
    ],
)
def test_what_is_missing_is_said_by_field(machine, security, field, wrong):
    with pytest.raises(ValidationError) as refused:
        actions.issue_token(by=security, **facts(machine, **{field: wrong}))
    assert list(refused.value.message_dict) == [field]


def test_a_token_never_exceeds_its_account(machine, security):
    elsewhere = OrganisationFactory()
    with pytest.raises(ValidationError, match="不能超出账号"):
        actions.issue_token(by=security, **facts(machine, organisation=elsewhere))
    token, _ = actions.issue_token(by=security, **facts(machine))
    assert reach_of_token(token, TokenScope.FILL_LISTS).get() == machine.organisation
    machine.holdings.update(valid_from=timezone.localdate() - timedelta(days=9), valid_to=timezone.localdate())
    assert not reach_of_token(token, TokenScope.FILL_LISTS).exists()


def test_a_scope_that_was_not_given_reaches_nothing(machine, security):
    token, _ = actions.issue_token(by=security, **facts(machine, scopes=["read_drafts"]))
    assert reach_of_token(token, TokenScope.READ_DRAFTS).exists()
    assert not reach_of_token(token, TokenScope.FILL_LISTS).exists()


def test_an_account_that_somebody_logs_in_with_gets_none(security):
    person = holder(OrganisationFactory(), "fill_lists")
    with pytest.raises(ValidationError, match="系统账号"):
        actions.issue_token(by=security, **facts(person))


def test_no_password_for_an_account_with_a_token_at_work(machine, security):
    token, _ = actions.issue_token(by=security, **facts(machine))
    system = UserFactory(system_admin=True)
    with pytest.raises(ValidationError, match="接口令牌"):
        actions.issue_password(user=machine, by=system)
    actions.revoke_token(token=token, by=security, reason="系统下线")
    assert actions.issue_password(user=machine, by=system)


def test_a_token_ends_by_date_by_word_and_with_its_account(machine, security):
    token, _ = actions.issue_token(by=security, **facts(machine, expires_on=timezone.localdate()))
    assert not token.ended()
    assert token.ended(timezone.now() + timedelta(days=1)) == TokenEnd.EXPIRED
    actions.close_staff(user=machine, by=UserFactory(system_admin=True), reason="系统下线")
    assert ApiToken.objects.get().ended() == TokenEnd.CLOSED
    assert actions.revoke_token(token=token, by=security, reason="系统下线").ended() == TokenEnd.REVOKED


# --- in the admin ----------------------------------------------------------------------------------------------------


def form_of(machine, **changed):
    fields = facts(machine, **changed)
    return {**fields, "user": fields["user"].pk, "organisation": fields["organisation"].pk}


def test_the_security_administrator_gives_one_out_and_takes_it_back(client, machine, security):
    client.force_login(security)
    page = client.post("/admin/accounts/apitoken/add/", form_of(machine))
    token = ApiToken.objects.get()
    assert page.status_code == 200 and f"zwtk_{token.prefix}_" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    again = client.post("/admin/accounts/apitoken/add/", form_of(machine)).content.decode()  # the page loaded anew
    assert "已经给它发过" in again and token.prefix in again and ApiToken.objects.count() == 1
    shown = client.get(f"/admin/accounts/apitoken/{token.pk}/change/").content.decode()
    assert "zwtk_" not in shown and token.digest not in shown and "在用" in shown
    history = client.get(f"/admin/accounts/apitoken/{token.pk}/history/").content.decode()
    assert "漳林函〔2026〕9号" in history and token.digest not in history
    client.post(f"/admin/accounts/apitoken/{token.pk}/revoke/", {"reason": "系统下线"})
    token.refresh_from_db()
    assert token.ended() == TokenEnd.REVOKED


def test_the_form_offers_the_accounts_that_could_use_a_token(client, machine, security):
    person, idle = holder(OrganisationFactory(), "fill_lists"), UserFactory(staff=True)
    left = holder(OrganisationFactory(), "fill_lists")
    left.holdings.update(valid_to=timezone.localdate())
    for account in (idle, left):
        account.set_unusable_password()
        account.save()
    client.force_login(security)
    form = client.get("/admin/accounts/apitoken/add/").context["adminform"].form
    assert list(form.fields["user"].queryset) == [machine] and person.has_usable_password()


def test_what_the_form_refuses_stands_beside_its_field(client, machine, security):
    client.force_login(security)
    page = client.post("/admin/accounts/apitoken/add/", form_of(machine, organisation=OrganisationFactory()))
    assert "不能超出账号" in page.content.decode() and not ApiToken.objects.exists()


def test_uses_are_read_and_never_written(client, machine, security):
    token, _ = actions.issue_token(by=security, **facts(machine))
    actions.log_use(token=token, method="POST", path="/api/v1/change-sets/", status=201, address="10.0.0.8")
    token.refresh_from_db()
    assert token.last_used_at is not None and token.history.count() == 1
    client.force_login(UserFactory(audit_admin=True))
    page = client.get("/admin/accounts/tokenuse/").content.decode()
    assert "/api/v1/change-sets/" in page and "10.0.0.8" in page
    assert client.get("/admin/accounts/tokenuse/add/").status_code == 403
