"""Licence types in the admin: for those who maintain guides, with a reason and history; nobody deletes one."""

import pytest
from django.urls import reverse

from licences.models import LicenceType
from tests.factories import OrganisationFactory, UserFactory, staff_with

TYPE = {
    "name": "食品小作坊登记证",
    "code": "XK01",
    "kind": "licence",
    "handover": "online",
    "type_code": "11100000000013338W011",
    "validity_months": "36",
    "change_reason": "漳审发〔2026〕1号",
}


@pytest.fixture
def editor(client, db):
    person = staff_with("manage_guides", organisation=OrganisationFactory())
    client.force_login(person)
    return person


def test_a_type_is_added_with_its_reason(client, editor):
    response = client.post(reverse("admin:licences_licencetype_add"), TYPE)
    assert response.status_code == 302
    kept = LicenceType.objects.get()
    last = kept.history.latest()
    assert (last.history_change_reason, last.history_user_id) == ("漳审发〔2026〕1号", editor.pk)
    assert client.get(reverse("admin:licences_licencetype_changelist")).status_code == 200
    assert client.post(reverse("admin:licences_licencetype_delete", args=[kept.pk])).status_code == 403


def test_others_do_not_see_it(client, db):
    for person in (
        staff_with("handle_cases", organisation=OrganisationFactory()),
        UserFactory(staff=True, admin_role="system"),
    ):
        client.force_login(person)
        assert client.get(reverse("admin:licences_licencetype_changelist")).status_code == 403


def test_neither_cases_nor_issued_licences_are_in_the_admin():
    from django.contrib import admin

    assert {model._meta.label for model in admin.site._registry} & {"approvals.Case", "licences.Licence"} == set()
