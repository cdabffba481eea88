"""Rules are rows with history: loaded once, set by the system administrator with a reason, read by supervisors."""

import pytest
from django.urls import reverse

from approvals.models import Case
from supervision.actions import load_rules, sweep
from supervision.models import Rule
from tests.approvals.factories import at
from tests.factories import UserFactory


def test_loading_again_adds_nothing_and_keeps_what_the_county_changed(rules):
    Rule.objects.filter(code="T2").update(share=90)
    history = Rule.history.count()
    assert load_rules() == 0
    assert Rule.objects.get(code="T2").share == 90
    assert Rule.history.count() == history == 8


@pytest.fixture
def administrator(db):
    return UserFactory(staff=True, admin_role="system")


def test_a_changed_threshold_keeps_its_reason_and_looks_at_open_cases_anew(client, office, administrator):
    case = office.accepted()
    sweep(now=at("2026-03-06 08:00"))
    client.force_login(administrator)
    rule = Rule.objects.get(code="R2")
    form = {"name": rule.name, "clock": "promise", "level": "1", "before_days": 1, "share": 30, "basis": rule.basis}
    address = reverse("admin:supervision_rule_change", args=[rule.pk])
    assert "变更原因" in client.post(address, form).content.decode()
    response = client.post(address, form | {"enabled": "on", "change_reason": "县监发〔2026〕3号"})
    assert response.status_code == 302
    rule.refresh_from_db()
    last = rule.history.first()
    assert (rule.share, last.history_change_reason, last.history_user_id) == (30, "县监发〔2026〕3号", administrator.pk)
    Case.objects.filter(pk=case.pk).update(watch_on="2026-03-06")  # today of the test lies later
    assert sweep(now=at("2026-03-06 08:05"))["reminders"] == 1


def test_a_share_beyond_the_whole_is_refused(client, rules, administrator):
    client.force_login(administrator)
    rule = Rule.objects.get(code="R2")
    form = {"name": rule.name, "clock": "promise", "level": "1", "before_days": 1, "share": 120, "basis": rule.basis}
    page = client.post(reverse("admin:supervision_rule_change", args=[rule.pk]), form | {"change_reason": "试"})
    assert page.status_code == 200
    assert Rule.objects.get(code="R2").share == 80


def test_supervisors_read_the_rules_and_others_dont(client, supervisor, office):
    address = reverse("admin:supervision_rule_changelist")
    client.force_login(supervisor)
    assert "受理超时" in client.get(address).content.decode()
    rule = Rule.objects.get(code="T1")
    assert client.post(reverse("admin:supervision_rule_change", args=[rule.pk]), {"name": "x"}).status_code == 403
    client.force_login(office.decider)
    assert client.get(address).status_code == 403
