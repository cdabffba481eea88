"""The admin of the lists: own bodies only, drafts only; the register of laws; guides drafted and published by two."""

import io
from datetime import date

import pytest
import tablib
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import AdminRole
from powerlist import actions
from powerlist.enums import GuideState
from powerlist.models import Law, ServiceItemVersion
from tests.factories import OrganisationFactory, UserFactory, staff_with
from tests.powerlist.people import DUTIES, PDF, STEPS, a_set, add, decided, office, published

pytestmark = pytest.mark.django_db
REVIEWED = {"valid_from": "2026-02-01", "secrecy_opinion": "不涉密"}


@pytest.fixture
def people():
    people = office(code="621125LY", short_name="县林草局")
    people.editor = staff_with("manage_guides", organisation=people.organisation)
    people.second = staff_with("manage_guides", organisation=people.organisation)
    return people


def as_(client, user):
    client.force_login(user)
    return client


def place(model, name, *args):
    return reverse(f"admin:powerlist_{model}_{name}", args=args)


@pytest.mark.parametrize("model", ["listentry", "listversion", "listchangeset", "law"])
def test_lists_open_to_those_who_work_on_them(client, people, model):
    add(people, a_set(people, title="甲批次"), name="甲项")
    Law.objects.create(title="甲法", level="1", articles=3)
    page = as_(client, people.clerk).get(place(model, "changelist"))
    assert page.status_code == 200 and "甲" in page.content.decode()
    assert as_(client, UserFactory()).get(place(model, "changelist")).status_code == 302


@pytest.mark.parametrize("model", ["listentry", "listversion", "listchangeset"])
def test_lists_take_as_many_queries_for_three_rows_as_for_one(client, people, model):
    """The menu of the admin asks for every app, so the number itself is not this app's."""
    as_(client, people.clerk)
    counts = []
    for more in (1, 2):
        for n in range(more):
            add(people, a_set(people), name=f"事项{n}")
        client.get(place(model, "changelist"))
        with CaptureQueriesContext(connection) as queries:
            client.get(place(model, "changelist"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_another_bodys_rows_are_out_of_sight(client, people):
    row = add(people, a_set(people, title="甲批次"), name="甲项")
    as_(client, office().clerk)
    assert "甲项" not in client.get(place("listversion", "changelist")).content.decode()
    for model, pk in (("listversion", row.pk), ("listentry", row.entry_id), ("listchangeset", row.change_set_id)):
        assert client.get(place(model, "change", pk)).status_code == 302


def test_a_draft_row_is_edited_and_a_published_one_is_not(client, people):
    row = add(people, a_set(people), name="甲项")
    form = {"category": "01", "name": "甲项（改）", "office": "林政股", "basis": "《森林法》第五十六条\n《条例》第二条"}
    form |= DUTIES
    as_(client, people.clerk)
    assert client.get(place("listversion", "change", row.pk)).status_code == 200
    assert client.post(place("listversion", "change", row.pk), form).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.content["basis"]) == ("甲项（改）", ["《森林法》第五十六条", "《条例》第二条"])
    assert row.history.latest("history_id").history_user_id == people.clerk.pk
    decided(people, row.change_set)
    assert client.post(place("listversion", "change", row.pk), {**form, "name": "再改"}).status_code == 403
    page = client.get(place("listversion", "change", row.pk)).content.decode()
    assert "甲项（改）" in page and 'name="_save"' not in page


def test_nobody_adds_or_deletes_here(client, people):
    row = add(people, a_set(people))
    as_(client, people.clerk)
    for model, pk in (("listentry", row.entry_id), ("listversion", row.pk), ("listchangeset", row.change_set_id)):
        assert client.get(place(model, "add")).status_code == 403
        assert client.post(place(model, "delete", pk), {"post": "yes"}).status_code == 403
        assert client.get(place(model, "change", pk)).status_code == 200


def test_the_audit_administrator_reads_histories(client, people):
    row = add(people, a_set(people), name="甲项")
    admin = UserFactory(staff=True, admin_role=AdminRole.AUDIT)
    page = as_(client, admin).get(place("listversion", "history", row.pk))
    assert page.status_code == 200 and "《中华人民共和国森林法》第五十六条" in page.content.decode()


def test_laws_are_kept_by_reviewers_with_a_reason(client, people):
    form = {"title": "甲法", "level": "1", "status": "in_force", "articles": "3", "complete": "on"}
    form |= parts("successions", [])
    assert as_(client, people.clerk).get(place("law", "add")).status_code == 403
    as_(client, people.reviewer)
    assert "请写明变更原因" in client.post(place("law", "add"), form).content.decode()
    client.post(place("law", "add"), {**form, "change_reason": "国家法律法规数据库"})
    assert Law.history.get(title="甲法").history_change_reason == "国家法律法规数据库"


def test_laws_come_and_go_as_a_table(client, people):
    law = Law.objects.create(title="甲法", level="1", articles=3)
    as_(client, people.reviewer)
    page = client.get(place("law", "export"))
    assert page.status_code == 200
    data = tablib.Dataset(headers=["标题", "效力位阶", "文号", "制定机关", "条数", "时效", "施行日期", "来源"])
    data.append(["甲法", "法律", "", "", 4, "已废止", "", ""])
    data.append(["乙条例", "行政法规", "国务院令第1号", "国务院", 9, "现行有效", "2020-01-01", ""])
    file = io.BytesIO(data.export("csv").encode("utf-8"))
    file.name = "laws.csv"
    page = client.post(place("law", "import"), {"format": "1", "import_file": file})
    form = page.context["confirm_form"]
    assert not page.context["result"].has_errors(), page.context["result"].row_errors()
    client.post(reverse("admin:powerlist_law_process_import"), form.initial)
    law.refresh_from_db()
    assert (law.articles, law.status) == (4, "repealed")
    assert Law.objects.get(title="乙条例").effective_on == date(2020, 1, 1)
    change = law.history.latest("history_id")
    assert (change.history_user_id, change.history_change_reason) == (people.reviewer.pk, "批量导入法规")


# --- guides ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def entry(people):
    row = add(people, change_set := a_set(people), name="林木采伐许可证核发", content={"steps": STEPS})
    published(people, change_set, date(2026, 1, 10))
    return row.entry


GUIDE = {
    "name": "林木采伐许可证核发",
    "serves": ["1", "2"],
    "disclosure": "public",
    "handling_way": "1",
    "level": "4",
    "body_nature": "1",
    "power_source": "1",
    "case_kind": "2",
    "legal_limit": 20,
    "legal_unit": "workday",
    "legal_article": "《森林法》第五十六条",
    "promised_limit": 7,
    "promised_unit": "workday",
    "correction_unit": "workday",
    "visits": 0,
    "conditions": "林木所有者",
    "person_theme": "130",
    "online": "on",
    "fee": "不收费",
    "consult_phone": "0932-4862277",
    "complaint_phone": "0932-4862278",
    "change_reason": "起草",
}


MATERIAL = {
    "kind": "form", "medium": "either", "copy_form": "3", "necessity": "1", "source": "10", "copies": 1, "originals": 1,
    "photocopies": 0,
}  # fmt: skip


def parts(prefix, rows):
    form = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for n, row in enumerate(rows):
        form |= {f"{prefix}-{n}-{key}": value for key, value in {"position": n + 1, **row}.items()}
    return form


def test_a_guide_is_drafted_filled_and_published_by_another(client, people, entry):
    as_(client, people.editor)
    page = client.post(place("serviceitemversion", "add"), {"entry": entry.pk, "name": ""}, follow=True)
    assert page.status_code == 200
    version = ServiceItemVersion.objects.get()
    assert (version.name, version.author) == ("林木采伐许可证核发", people.editor)
    form = {
        **GUIDE,
        **parts("materials", [{**MATERIAL, "name": "申请表", "blank_form": SimpleUploadedFile("申请表.pdf", PDF)}]),
        **parts("windows", []),
        **parts("points", [{"kind": "1", "name": "自助终端", "longitude": "104.47", "latitude": "34.84"}]),
        **parts("charges", []),
        **parts("procedures", []),
        **parts("questions", [{"question": "要多久？", "answer": "7 个工作日"}]),
    }
    change = place("serviceitemversion", "change", version.pk)
    page = client.post(change, form)
    assert "机器读不出这个文件的文字" in page.content.decode()
    form["materials-0-blank_form"] = SimpleUploadedFile("申请表.pdf", PDF)
    page = client.post(change, {**form, "no_secrets": "yes"})
    assert page.status_code == 302, page.context["errors"]
    version.refresh_from_db()
    assert version.promised_limit == 7
    assert version.points.get().geo == "geo:34.84,104.47"
    publish = reverse("admin:powerlist_serviceitemversion_publish", args=[version.pk])
    page = client.post(publish, REVIEWED)
    assert "编辑人不能发布自己写的指南" in page.content.decode()
    page = as_(client, people.second).post(publish, {"valid_from": "2026-02-01"})
    assert "保密审查意见" in page.content.decode(), "asked for, and nothing published without it"
    client.post(publish, REVIEWED)
    version.refresh_from_db()
    assert (version.state, version.publisher) == (GuideState.PUBLISHED, people.second)
    assert as_(client, people.editor).post(change, {**form, "name": "偷改"}).status_code == 403
    following = client.post(reverse("admin:powerlist_serviceitemversion_next_version", args=[version.pk]), follow=True)
    assert "内容照抄上一版" in following.content.decode()
    assert ServiceItemVersion.objects.get(number=2).materials.get().blank_form_name == "申请表.pdf"
    page = client.get(change).content.decode()
    assert "申请表.pdf" in page and "自然人" in page and "林政股" in page


def test_every_fault_of_a_guide_is_shown(client, people, entry):
    version = actions.draft_guide(
        actor=people.editor, entry=entry, name="甲", legal_limit=5, promised_limit=7, visits=1
    )
    publish = reverse("admin:powerlist_serviceitemversion_publish", args=[version.pk])
    body = as_(client, people.second).post(publish, REVIEWED).content.decode()
    for words in ("承诺时限比法定时限长", "没有写原因", "没有咨询电话", "至少要有一条常见问题"):
        assert words in body
    version.refresh_from_db()
    assert version.state == GuideState.DRAFT


def test_the_checklist_follows_what_is_typed_and_writes_nothing(client, people, entry):
    version = actions.draft_guide(
        actor=people.editor, entry=entry, name="林木采伐许可证核发", legal_limit=5, promised_limit=7
    )
    as_(client, people.editor)
    page = client.get(place("serviceitemversion", "change", version.pk)).content.decode()
    assert "承诺时限比法定时限长" in page and "还差" in page
    check = reverse("admin:powerlist_guide_check", args=[version.pk])
    names = ("materials", "windows", "points", "charges", "procedures", "fields")
    form = {**GUIDE, **{k: v for name in names for k, v in parts(name, []).items()}}
    form |= parts("questions", [{"question": "要多久？", "answer": "7 个工作日"}])
    body = client.post(check, form).content.decode()
    assert "可以发布" in body and "必须改" not in body and "没有实施编码" in body
    body = client.post(check, {**form, "complaint_phone": GUIDE["consult_phone"]}).content.decode()
    assert "还差 1 处" in body and "电话相同" in body
    version.refresh_from_db()
    assert version.consult_phone == "" and not version.questions.exists()
    assert as_(client, people.second).get(check).status_code == 404
    stranger = staff_with("manage_guides", organisation=office().organisation)
    assert as_(client, stranger).post(check, form).status_code == 404


def test_guides_of_another_body_are_out_of_sight(client, people, entry):
    version = actions.draft_guide(actor=people.editor, entry=entry, name="甲", legal_limit=5, promised_limit=5)
    stranger = staff_with("manage_guides", organisation=office().organisation)
    as_(client, stranger)
    assert client.get(place("serviceitemversion", "change", version.pk)).status_code == 302
    publish = reverse("admin:powerlist_serviceitemversion_publish", args=[version.pk])
    assert client.post(publish, REVIEWED).status_code in (403, 404)
    assert "林木" not in client.get(place("serviceitemversion", "add")).content.decode()
    version.refresh_from_db()
    assert version.state == GuideState.DRAFT


def test_buttons_of_a_row_out_of_sight_are_not_found(client, people):
    change_set = a_set(people)
    entry = add(people, change_set).entry
    stranger = staff_with("fill_lists", organisation=OrganisationFactory())
    places = [
        reverse("admin:powerlist_listentry_whole_history", args=[entry.pk]),
        reverse("admin:powerlist_listentry_public_page", args=[entry.pk]),
        reverse("admin:powerlist_listchangeset_at_the_desk", args=[change_set.pk]),
    ]
    for person, status in ((people.clerk, 302), (stranger, 404)):
        client.force_login(person)
        assert [client.get(place, follow=False).status_code for place in places] == [status] * 3
