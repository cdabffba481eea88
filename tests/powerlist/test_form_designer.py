"""The designer of application forms: for clerks of the body, in a draft, judged as it is written."""

from datetime import date
from urllib.parse import unquote

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from core.workflow import MoveRefused
from powerlist import actions
from powerlist.actions import form_design as design
from powerlist.enums import GuideState
from powerlist.kinds.form_fields import form_faults
from powerlist.kinds.form_templates import TEMPLATES
from powerlist.models import ItemField, ServiceItemVersion
from tests.approvals.factories import VersionFactory
from tests.factories import staff_with

pytestmark = pytest.mark.django_db
ROWS = [
    {"key": "shop", "label": "店名", "group": "甲"},
    {"key": "rented", "label": "租的吗", "kind": "yes_no", "group": "甲"},
    {"key": "until", "label": "租到", "kind": "date", "group": "乙", "when_key": "rented", "when_test": "is",
     "when_value": "是"},
]  # fmt: skip
BASE = {"required": "on", "columns-TOTAL_FORMS": "0", "columns-INITIAL_FORMS": "0"}


@pytest.fixture
def version():
    return VersionFactory(state=GuideState.DRAFT, parts={"fields": ROWS, "materials": []})


@pytest.fixture
def editor(version):
    return staff_with("manage_guides", organisation=version.item.organisation)


@pytest.fixture
def clerk(client, editor):
    client.force_login(editor)
    return client


def page(version, name="", *args):
    return reverse(f"admin:powerlist_form{name}", args=[version.pk, *args])


def keys(version) -> list[str]:
    return list(version.fields.order_by("position").values_list("key", flat=True))


def test_the_form_is_read_as_rows_with_what_is_wrong(clerk, version):
    ItemField.objects.create(version=version, key="bad", label="坏的", kind="choice", position=9, group="乙")
    text = clerk.get(page(version)).content.decode()
    for shown in ("第 1 页", "店名", "“租的吗”是“是”时填写", "至少要有两个选项", "有 1 处要改", "第二十九条"):
        assert shown in text


def test_a_field_is_added_with_a_key_of_its_own(clerk, version, editor):
    assert "现有的页：甲、乙" in clerk.get(page(version, "_add") + "?page=甲").content.decode()
    answer = clerk.post(page(version, "_add"), BASE | {"label": "面积", "kind": "number", "group": "甲", "least": "5"})
    row = version.fields.get(label="面积")
    assert answer.url == f"{page(version)}#field-{row.pk}"
    assert (row.key, row.least, keys(version)) == ("f1", 5, ["shop", "rented", "f1", "until"])
    assert version.history.first().history_user_id == editor.pk  # who designs is an author, and doesn't publish
    more = BASE | {"label": "又一栏", "kind": "text", "group": "丙", "another": "1"}
    assert unquote(clerk.post(page(version, "_add"), more).url) == f"{page(version, '_add')}?page=丙"


def test_a_table_with_columns_and_a_licence_as_source(clerk, version):
    code = version.licence_type.code
    table = BASE | {
        "label": "人员", "kind": "table", "group": "甲", "columns-TOTAL_FORMS": "3",
        "columns-0-label": "姓名", "columns-0-kind": "text",
        "columns-1-label": "岗位", "columns-1-kind": "choice", "columns-1-options": "店长、销售",
        "columns-1-optional": "on",
    }  # fmt: skip
    clerk.post(page(version, "_add"), table)
    row = version.fields.get(label="人员")
    assert row.columns == [
        {"key": "c1", "label": "姓名", "kind": "text", "required": True},
        {"key": "c2", "label": "岗位", "kind": "choice", "required": False, "options": ["店长", "销售"]},
    ]
    shown = clerk.get(page(version, "_field", row.pk)).content.decode()
    assert 'value="店长、销售"' in shown
    held = BASE | {
        "label": "范围", "kind": "text", "group": "甲", "source_kind": "licence", "licence_type": code,
        "licence_fact": "有效期至", "skip_held": "on",
    }  # fmt: skip
    clerk.post(page(version, "_add"), held)
    row = version.fields.get(label="范围")
    assert (row.source, row.skip_held) == (f"licence:{code}.valid_to", True)
    assert 'value="有效期至"' in clerk.get(page(version, "_field", row.pk)).content.decode()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"kind": "choice", "options": "只有一个"}, "至少要有两个选项"),
        ({"kind": "table"}, "表格至少要有一列"),
        ({"when_key": "rented", "when_test": "is", "when_value": "也许"}, "没有“也许”这个选项"),
        ({"when_key": "until", "when_test": "filled", "key": "rented"}, "用了两次"),
        ({"source_kind": "licence"}, "从证照带入的，请选证照"),
        ({"label": ""}, "请写标签"),
    ],
)
def test_what_is_wrong_is_told_at_saving_and_nothing_is_kept(clerk, version, facts, said):
    answer = clerk.post(page(version, "_add"), BASE | {"label": "新的", "kind": "text", "group": "甲"} | facts)
    assert answer.status_code == 200 and said in answer.content.decode()
    assert keys(version) == ["shop", "rented", "until"]


def test_a_circle_of_conditions_is_refused_and_conditions_follow_a_new_key(version, editor):
    rented = version.fields.get(key="rented")
    with pytest.raises(design.FormRefused, match="绕成了一圈"):
        design.save_field(
            actor=editor, version=version, field=rented, values={"when_key": "until", "when_test": "filled"}
        )
    rented.refresh_from_db()
    assert rented.when_key == ""
    design.save_field(actor=editor, version=version, field=rented, values={"key": "is_rented"})
    assert version.fields.get(key="until").when_key == "is_rented"


def test_fields_and_pages_move_and_go(clerk, version):
    def act(**data):
        return clerk.post(page(version, "_act"), data, follow=True).content.decode()

    pk = {row.key: row.pk for row in version.fields.all()}
    act(act="down", field=pk["shop"])
    assert keys(version) == ["rented", "shop", "until"]
    act(act="down", field=pk["shop"])  # at the end of its page
    assert keys(version) == ["rented", "shop", "until"]
    act(act="up", page="乙")
    assert keys(version) == ["until", "rented", "shop"]
    assert "“租到”的显示条件要看“租的吗”" in act(act="delete", field=pk["rented"])
    assert "已删除“租到”" in act(act="delete", field=pk["until"])
    assert keys(version) == ["rented", "shop"]
    assert "已经被删除" in act(act="up", field=pk["until"])
    assert clerk.get(page(version, "_act")).status_code == 404


def test_a_page_has_a_name_and_help(clerk, version):
    clerk.post(page(version, "_page") + "?name=乙", {"new_name": "租赁", "help": "照合同填。"})
    assert set(version.fields.values_list("group", flat=True)) == {"甲", "租赁"}
    assert version.field_groups.get().help == "照合同填。"
    assert clerk.get(page(version, "_page") + "?name=没有").status_code == 404


def test_fields_are_copied_from_a_template_and_from_another_guide(clerk, version):
    clerk.post(page(version, "_copy"), {"template": "premises"})
    assert keys(version)[-4:] == ["area", "rented_2", "lease_until", "lease"]
    assert version.fields.get(key="lease").when_key == "rented_2"
    other = VersionFactory()
    clerk.post(page(version, "_copy"), {"version": str(other.pk)})
    assert version.fields.filter(label="作坊名称", key="shop_2").exists()
    assert "请在两项里选一项" in clerk.post(page(version, "_copy"), {}).content.decode()
    hidden = VersionFactory(state=GuideState.DRAFT)
    refused = clerk.post(page(version, "_copy"), {"version": str(hidden.pk)})
    assert refused.status_code == 200  # another body's draft isn't offered


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_templates_are_good_declarations(name):
    assert form_faults([ItemField(**row) for row in TEMPLATES[name][1]]) == []


def test_a_published_form_stays(version, editor):
    field = version.fields.first()
    ServiceItemVersion.objects.filter(pk=version.pk).update(state=GuideState.PUBLISHED, valid_from=date(2020, 1, 1))
    with pytest.raises(MoveRefused, match="已经发布"):
        design.save_field(actor=editor, version=version, field=field, values={"label": "改"})
    with pytest.raises(DatabaseError), transaction.atomic():
        ItemField.objects.filter(pk=field.pk).update(label="改")
    following = actions.draft_guide(actor=editor, item=version.item)
    assert keys(following) == keys(version)  # the next version begins with the form of the last


def test_others_neither_see_nor_change_it(client, version):
    stranger = staff_with("manage_guides", organisation=VersionFactory().item.organisation)
    client.force_login(stranger)
    for name in ("", "_add", "_copy", "_preview"):
        assert client.get(page(version, name)).status_code == 404
    assert client.get(reverse("form_preview", args=[version.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        design.save_field(actor=stranger, version=version, values={"label": "x", "group": "甲"})
    client.force_login(staff_with("review_lists", organisation=version.item.organisation))
    assert client.get(page(version)).status_code == 200 and client.get(page(version, "_add")).status_code == 404


def test_the_preview_is_the_citizens_page_in_a_frame_of_this_site_alone(clerk, version):
    assert reverse("form_preview", args=[version.pk]) in clerk.get(page(version, "_preview")).content.decode()
    answer = clerk.get(reverse("form_preview", args=[version.pk]))
    text = answer.content.decode()
    assert "填的内容不会保存" in text and "店名" in text and "csrfmiddlewaretoken" not in text.split("data-asks")[1]
    assert answer["X-Frame-Options"] == "SAMEORIGIN" and "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    second = clerk.get(reverse("form_preview", args=[version.pk]), {"step": "2"}).content.decode()
    assert "租到" in second  # its condition stands on another page: the preview shows it
    assert clerk.get(reverse("form_preview", args=[version.pk]), {"step": "9"}).status_code == 404
    version.fields.all().delete()
    assert "申请表还是空的" in clerk.get(reverse("form_preview", args=[version.pk])).content.decode()
