"""The guide's page and its files for everyone; the internal flow chart for staff of the body alone."""

from datetime import date

import pytest
from django.core.files.base import ContentFile

from tests.approvals.factories import VersionFactory
from tests.factories import UserFactory, staff_with
from tests.powerlist.people import PDF, STEPS, a_set, add, office, published

pytestmark = pytest.mark.django_db


FORM = {"name": "申请表", "blank_form": ContentFile(PDF, "申请表.pdf"), "blank_form_name": "申请表.pdf"}


def test_the_page_tells_what_who_where_what_to_bring_how_long_and_what_it_costs(client):
    version = VersionFactory(
        fee="按标准收费", online_payment=True, serves=["1", "2"], implementation_code="1" * 31,
        parts={
            "windows": [{"name": "市监窗口", "address": "政务大厅一楼", "transit": "乘 1 路车"}],
            "charges": [{"name": "工本费", "standard": "10 元", "basis": "《条例》第一条"}],
            "procedures": [{"name": "专家评审", "limit": 15}],
        },
    )  # fmt: skip
    page = client.get(f"/items/{version.item.code}/").content.decode().partition('id="conditions"')[2]
    words = (
        "谁能办",
        "自然人、企业法人",
        "在哪办",
        "乘 1 路车",
        "带什么",
        "怎么办",
        "多久办好",
        "专家评审",
        "工本费",
        "1" * 31,
    )
    places = [page.find(word) for word in words]
    assert -1 not in places and places == sorted(places)
    assert "审查岗" not in page  # a post is not for the public


def test_a_form_to_fill_in_is_given_to_everyone_and_goes_with_the_guide(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    version = VersionFactory(parts={"materials": [FORM]})
    material = version.materials.get()
    address = f"/items/{version.item.code}/files/form/{material.pk}/"
    assert address in client.get(f"/items/{version.item.code}/").content.decode()
    response = client.get(address)
    assert b"".join(response.streaming_content) == PDF and response["Content-Type"] == "application/pdf"
    assert client.get(f"/items/{version.item.code}/files/sample/{material.pk}/").status_code == 404
    other = VersionFactory()
    assert client.get(f"/items/{other.item.code}/files/form/{material.pk}/").status_code == 404
    closed = VersionFactory(parts={"materials": [FORM]}, disclosure="internal")
    address = f"/items/{closed.item.code}/files/form/{closed.materials.get().pk}/"
    assert client.get(address).status_code == 404


def test_the_internal_chart_is_for_staff_of_the_body(client):
    people = office(code="621125LY")
    row = add(people, change_set := a_set(people), content={"steps": STEPS})
    published(people, change_set, date(2026, 1, 10))
    address = f"/desk/lists/entries/{row.entry.code}/flow/"
    assert client.get(address).status_code == 302
    client.force_login(people.clerk)
    page = client.get(address).content.decode()
    assert "廉政风险点（低风险）" in page and "经办岗" in page and "吃拿卡要" in page
    public = client.get(f"/open/powers/{row.entry.code}/").content.decode()
    assert "经办岗" not in public and "吃拿卡要" not in public
    stranger = staff_with("fill_lists", organisation=office().organisation)
    for user in (stranger, UserFactory()):
        client.force_login(user)
        assert client.get(address).status_code == 404
