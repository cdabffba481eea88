"""What an applicant typed is kept by itself, comes back on another device, and is his alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from funds.actions import project_drafts
from funds.models import Project, ProjectDraft
from tests.factories import UserFactory

from .calls import a_fund, a_project, an_enterprise

pytestmark = pytest.mark.django_db


def test_what_was_typed_comes_back_until_it_is_saved(client):
    fund, owner = a_fund(), an_enterprise()
    where = f"?fund={fund.entry.code}"
    keep, page = reverse("funds:project_draft_new") + where, reverse("funds:project_new") + where
    client.force_login(owner)
    typed = {"title": "沙棘基地", "total_cost": "一百", "contact_mobile": "13993212345"}
    assert client.post(keep, typed).json()["at"]
    client.post(keep, typed | {"content": "种植五百亩"})
    assert ProjectDraft.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM funds_projectdraft")
        assert "13993212345" not in cursor.fetchone()[0]
    text = client.get(page).content.decode()
    assert "种植五百亩" in text and "接着上次填" in text and f'data-autosave="{keep}"' in text
    client.force_login(an_enterprise("别的公司"))
    assert "种植五百亩" not in client.get(page).content.decode()
    client.force_login(owner)
    good = typed | {"total_cost": "100", "content": "种植五百亩", "contact_name": "王小明"}
    assert client.post(page, good).status_code == 302
    assert Project.objects.get().title == "沙棘基地" and not ProjectDraft.objects.exists()


def test_a_draft_of_a_project_is_its_owners_and_goes_with_time(client):
    fund, owner = a_fund(), an_enterprise()
    project = a_project(fund, owner)
    address = reverse("funds:project_draft", args=[project.number])
    client.force_login(owner)
    assert client.post(address, {"title": "改名"}).status_code == 200
    assert "改名" in client.get(reverse("funds:project_edit", args=[project.number])).content.decode()
    for stranger in (an_enterprise("别的公司"), UserFactory()):
        client.force_login(stranger)
        assert client.post(address, {"title": "抢"}).status_code == 404
    assert client.get(address).status_code == 405
    assert project_drafts.drop_old_drafts(at=timezone.now() + timedelta(days=89)) == 0
    assert project_drafts.drop_old_drafts(at=timezone.now() + timedelta(days=91)) == 1
