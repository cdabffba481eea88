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


def test_the_page_tells_where_to_go_nearby_who_helps_what_is_levied_and_how_it_is_punished(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    version = VersionFactory(
        four_ways=["2", "3"], single_sign_on=True, levy_kind="行政事业性收费", levy_standard="每吨 0.95 元",
        penalty_kinds=["2"], penalty_range="一万元以下", discretion_title="《裁量基准》",
        discretion=ContentFile(PDF, "裁量基准.pdf"), discretion_name="裁量基准.pdf",
        parts={"points": [{"kind": "2", "name": "武阳镇代办员", "longitude": "104.4720", "latitude": "34.848"}]},
    )  # fmt: skip
    page = client.get(f"/items/{version.item.code}/").content.decode()
    for words in (
        "就近办",
        "单点登录",
        "武阳镇代办员",
        "东经 104.472°",
        'href="geo:34.848,104.472"',
        "每吨 0.95 元",
        "罚款、没收",
    ):
        assert words in page, words
    file = f"/items/{version.item.code}/files/discretion/0/"
    assert file in page and b"".join(client.get(file).streaming_content) == PDF
    guide = client.get(f"/api/v1/guides/{version.item.code}/").json()
    assert guide["points"][0]["longitude"] in ("104.472000", 104.472) and guide["four_ways"] == ["2", "3"]
    assert client.get(f"/items/{VersionFactory().item.code}/files/discretion/0/").status_code == 404


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


def test_a_draft_is_looked_at_by_its_keepers_before_it_is_published(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    version = VersionFactory(parts={"materials": [FORM]}, state="draft", name="还没发布的指南", online=True)
    address = f"/desk/guides/{version.pk}/"
    file = f"{address}files/form/{version.materials.get().pk}/"
    assert client.get(address).status_code == 302
    client.force_login(staff_with("manage_guides", organisation=version.item.organisation))
    page = client.get(address).content.decode()
    assert "还没发布的指南" in page and file in page and "现在只有本单位管理指南的人能看到" in page
    assert "在线申请</a>" not in page and b"".join(client.get(file).streaming_content) == PDF
    client.force_login(staff_with("manage_guides", organisation=office().organisation))
    assert client.get(address).status_code == client.get(file).status_code == 404
    assert client.get(f"/items/{version.item.code}/").status_code == 404


def test_the_history_says_codes_in_words(client):
    version = VersionFactory(serves=["1", "2"], penalty_kinds=[])
    client.force_login(staff_with("manage_guides", organisation=version.item.organisation))
    page = client.get(f"/admin/powerlist/serviceitemversion/{version.pk}/history/").content.decode()
    assert "自然人、企业法人" in page and "[&#x27;" not in page and "[]" not in page
