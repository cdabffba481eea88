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
    "renewal_days": "30",
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


def test_types_come_from_a_workbook_and_a_bad_row_is_told(editor):
    from tablib import Dataset

    from licences.resources import LicenceTypeResource

    head = ["类型编码", "证照名称", "种类", "证照类型代码", "送达方式", "有效期（月）", "延续申请提前天数", "结果公开"]
    good = ["HKB", "居民户口簿", "证明", "11100000000013127D004", "电子送达", "", "30", "否"]
    bad = ["X", "某证", "执照", "11100000000013127D005", "电子送达", "", "30", "是"]
    refused = LicenceTypeResource().import_data(Dataset(good, bad, headers=head), dry_run=True, user=editor)
    assert refused.rows[0].import_type == "new" and (refused.has_errors() or refused.has_validation_errors())
    done = LicenceTypeResource().import_data(Dataset(good, headers=head), dry_run=False, user=editor)
    assert not done.has_errors()
    kept = LicenceType.objects.get(code="HKB")
    assert (kept.is_public, kept.renewable, kept.kind) == (False, True, "certificate")
    assert kept.history.latest().history_user_id == editor.pk
