"""The account of an applicant: it stays while a case is open, and its copy of data holds the cases."""

import json

import pytest

from accounts.models import User
from tests.accounts.factories import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def password(office):
    office.citizen.set_password(PASSWORD)
    office.citizen.save()


def test_an_account_with_an_open_case_is_not_closed(office, client):
    office.submit()
    client.force_login(office.citizen)
    page = client.post("/me/profile/close/", {"sure": "on", "password": PASSWORD}).content.decode()
    assert "您还有 1 件申请正在办理" in page and User.objects.get(pk=office.citizen.pk).is_active


def test_an_account_whose_cases_are_closed_may_be_closed(office, client):
    office.withdrawn()
    client.force_login(office.citizen)
    client.post("/me/profile/close/", {"sure": "on", "password": PASSWORD})
    assert not User.objects.get(pk=office.citizen.pk).is_active


def test_the_copy_of_ones_data_holds_ones_own_cases(office, client):
    case = office.submit()
    client.force_login(office.citizen)
    (row,) = json.loads(client.post("/me/profile/data/").content)["办件"]
    assert row["办件编号"] == case.number and row["申请内容"]["shop"] == "老李豆腐坊"
    client.force_login(office.window)
    assert json.loads(client.post("/me/profile/data/").content)["办件"] == []
