"""The registers of calls, projects, allocations and experts in the administration: read, never written, in reach."""

import pytest
from django.urls import reverse

from funds import actions
from tests.factories import UserFactory, staff_with

from .calls import a_call, a_fund, an_enterprise, submitted

pytestmark = pytest.mark.django_db


def test_calls_projects_and_experts_are_read_in_reach_and_changed_by_acts_alone(client):
    fund, other = a_fund(), a_fund("别的资金")
    call, far = a_call(fund), a_call(other)
    row = submitted(call, an_enterprise())
    expert = actions.save_expert(actor=fund.finance, name="专家甲", employer="省农科院", user=UserFactory())
    client.force_login(fund.finance)
    for model, obj in (("call", call), ("project", row.project), ("application", row), ("expert", expert)):
        assert client.get(reverse(f"admin:funds_{model}_changelist")).status_code == 200
        page = client.get(reverse(f"admin:funds_{model}_change", args=[obj.pk]))
        assert page.status_code == 200 and 'name="_save"' not in page.content.decode()
        assert client.post(reverse(f"admin:funds_{model}_change", args=[obj.pk]), {"name": "改"}).status_code == 403
        assert client.get(reverse(f"admin:funds_{model}_add")).status_code == 403
    text = client.get(reverse("admin:funds_project_change", args=[row.project.pk])).content.decode()
    assert row.project.contact_mobile not in text and row.project.contact_name not in text
    assert far.number not in client.get(reverse("admin:funds_call_changelist")).content.decode()
    assert client.get(reverse("admin:funds_call_change", args=[far.pk])).status_code in (302, 403, 404)
    client.force_login(staff_with("fill_funds", organisation=other.office))
    assert client.get(reverse("admin:funds_application_changelist")).status_code == 403
    assert client.get(reverse("admin:funds_expert_changelist")).status_code == 403
