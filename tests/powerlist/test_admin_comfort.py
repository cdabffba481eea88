"""The admin of the lists for clerks: own bodies alone, many rows at once, filters under a name, nobody overwritten."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.registers import ChangeKind, VersionState
from powerlist import actions
from powerlist.enums import Category
from powerlist.models import ListChangeSet, ListVersion, SavedFilter
from powerlist.queries import bulk
from tests.factories import staff_with
from tests.powerlist.people import a_set, add, office, published

pytestmark = pytest.mark.django_db
MANY = "/admin/powerlist/listversion/many/"
MODELS = ("listentry", "listversion", "listchangeset")
NEW = {"title": "承办机构调整", "reason": "机构改革", "change_set": ""}


def place(model, name, *args):
    return reverse(f"admin:powerlist_{model}_{name}", args=args)


@pytest.fixture
def people():
    return office(code="621125LY", short_name="县林草局")


@pytest.fixture
def clerk(client, people):
    client.force_login(people.clerk)
    return people.clerk


def listed(people, names=("甲项", "乙项"), on=date(2026, 1, 10), **fields):
    change_set = a_set(people)
    rows = [add(people, change_set, name=name, **fields) for name in names]
    published(people, change_set, on)
    return [row.entry for row in rows]


# --- own rows alone --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_every_view_of_a_list_shows_own_rows_alone(client, people, model):
    mine = add(people, a_set(people, title="本单位的批次"), name="本单位的事项")
    client.force_login((stranger := office(short_name="县水务局")).clerk)
    theirs = add(stranger, a_set(stranger, title="别家的批次"), name="别家的事项")
    keys = {"listentry": "entry_id", "listversion": "pk", "listchangeset": "change_set_id"}
    own, other = (getattr(row, keys[model]) for row in (theirs, mine))
    pages = [
        place(model, "changelist"),
        f"{place(model, 'changelist')}?q={mine.entry.code}",
        f"{place(model, 'changelist')}?organisation__id__exact={people.organisation.pk}",
    ]
    for page in pages:
        body = client.get(page, follow=True).content.decode()
        assert "本单位的" not in body and f"{mine.entry.code}</a>" not in body
    for view in ("change", "history"):
        assert client.get(place(model, view, own)).status_code == 200
        assert client.get(place(model, view, other)).status_code == 302
    assert client.post(place(model, "delete", other), {"post": "yes"}).status_code in (302, 403)
    assert ListVersion.objects.filter(pk=mine.pk).exists()


def test_no_choice_of_another_field_shows_another_bodys_rows(client, people, clerk):
    """Autocomplete answers for pages that use it; the lists are searched by none, so that it is refused."""
    for model in MODELS:
        answer = client.get(
            "/admin/autocomplete/", {"app_label": "powerlist", "model_name": model, "field_name": "organisation"}
        )
        assert answer.status_code in (403, 404)


def test_nothing_is_exported_from_here_but_laws(client, clerk):
    from django.urls import NoReverseMatch

    for model in MODELS:
        with pytest.raises(NoReverseMatch):
            place(model, "export")


# --- two clerks, one row ---------------------------------------------------------------------------------------------


def test_of_two_clerks_the_second_sees_what_the_first_saved_and_decides(client, people, clerk):
    row = add(people, a_set(people), name="甲项")
    address = place("listversion", "change", row.pk)
    seen = client.get(address).context["adminform"].form["seen"].initial
    mine = {"category": "01", "name": "我改的", "office": "林政股", "basis": "《森林法》第五十六条", "seen": seen}
    other = staff_with("fill_lists", organisation=people.organisation)
    client.force_login(other)
    assert client.post(address, {**mine, "name": "同事改的", "office": "草原股"}).status_code == 302
    client.force_login(people.clerk)
    page = client.post(address, mine)
    body = page.content.decode()
    assert page.status_code == 200 and "已被别人改过" in body and "同事改的" in body and "草原股" in body
    assert ListVersion.objects.get().name == "同事改的"
    again = page.context["adminform"].form["seen"].value()
    assert again != seen and client.post(address, {**mine, "seen": again}).status_code == 302
    assert ListVersion.objects.get().name == "我改的"


def test_a_refused_row_is_not_said_to_be_saved(client, people, clerk):
    row = add(people, a_set(people), name="甲项")
    form = {"category": "01", "name": "甲项", "office": "林政股", "basis": "没有写法规名称的依据"}
    page = client.post(place("listversion", "change", row.pk), {**form, "name": "改"}, follow=True)
    told = [str(message) for message in page.context["messages"]]
    row.refresh_from_db()
    assert told and (row.name == "改") == any("成功" in text for text in told)


# --- many at once ----------------------------------------------------------------------------------------------------


def many(client, entries, **fields):
    form = {"entries": ",".join(str(e.pk) for e in entries), "mode": "set", **NEW, **fields}
    return client.post(MANY, form)


def apply(client, entries, **fields):
    preview = many(client, entries, preview="1", **fields)
    assert preview.status_code == 200, preview.context["form"].errors
    return many(client, entries, apply="1", seen=preview.context["plan"].digest, **fields)


def test_many_rows_are_previewed_and_become_one_draft(client, people, clerk):
    entries = listed(people)
    selected = list(ListVersion.objects.values_list("pk", flat=True))
    page = client.post(
        place("listversion", "changelist"), {"action": "change_many", "_selected_action": selected, "index": 0}
    )
    assert page.status_code == 200 and page.context["count"] == 2
    preview = many(client, entries, field="office", value="行政审批服务股", preview="1")
    body = preview.content.decode()
    assert "<del>林政股</del>" in body and "<ins>行政审批服务股</ins>" in body
    assert ListChangeSet.objects.count() == 1
    done = apply(client, entries, field="office", value="行政审批服务股")
    change_set = ListChangeSet.objects.get(title="承办机构调整")
    assert done["Location"] == reverse("powerlist:desk_change_set", args=[change_set.number])
    rows = change_set.versions.order_by("sort_key")
    assert [(row.name, row.office, row.change, row.state) for row in rows] == [
        ("甲项", "行政审批服务股", "amend", "proposed"),
        ("乙项", "行政审批服务股", "amend", "proposed"),
    ]
    assert set(ListVersion.objects.filter(state=VersionState.PUBLISHED).values_list("office", flat=True)) == {"林政股"}


def test_words_are_replaced_in_texts_bases_and_rows(client, people, clerk):
    duties = [{"stage": "受理", "content": "县林业局受理"}, {"stage": "决定", "content": "作出决定"}]
    entries = listed(people, ["林业局甲项"], content={"duties": duties})
    replace = {"mode": "replace", "find": "林业局", "value": "林草局"}
    apply(client, entries, field="duties", **replace)
    row = ListVersion.objects.get(state=VersionState.PROPOSED)
    assert row.content["duties"][0]["content"] == "县林草局受理" and row.content["duties"][1]["content"] == "作出决定"
    draft = {"change_set": str(row.change_set.pk)}
    apply(client, entries, field="basis", mode="replace", find="五十六", value="五十五", **draft)
    apply(client, entries, field="name", **replace, **draft)
    apply(client, entries, field="category", category="02", **draft)
    row.refresh_from_db()
    assert (row.content["basis"], row.name, row.category) == (
        ["《中华人民共和国森林法》第五十五条"],
        "林草局甲项",
        Category.PENALTY,
    )
    assert ListVersion.objects.filter(state=VersionState.PROPOSED).count() == 1


def test_what_is_left_out_is_said(client, people, clerk):
    entries = listed(people, ["甲项", "乙项", "丙项"])
    add(people, a_set(people), change=ChangeKind.AMEND, entry=entries[0], name="甲改")
    plan = many(client, entries, field="office", value="林政股", preview="1").context["plan"]
    assert [row.refused[:4] for row in plan.rows] == ["批次 Q", "没有变化", "没有变化"] and not plan.changing
    assert (
        "没有需要修改"
        in many(client, entries, field="office", value="林政股", apply="1", seen=plan.digest).content.decode()
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"field": "duties", "value": "整栏"}, "只能查找替换"),
        ({"field": "category", "category": "02", "mode": "replace", "find": "0"}, "从类别中选一个"),
        ({"field": "office", "value": "股" * 101}, "上限"),
        ({"field": "name", "value": ""}, "名称是空的"),
    ],
)
def test_what_cannot_be_is_refused_row_by_row(client, people, clerk, fields, words):
    plan = many(client, listed(people, ["甲项"]), preview="1", **fields).context["plan"]
    assert words in plan.rows[0].refused


def test_the_form_says_what_is_missing(client, people, clerk):
    entries = listed(people, ["甲项"])
    page = many(client, entries, field="office", mode="replace", title="", reason="", preview="1")
    assert page.status_code == 422 and set(page.context["form"].errors) == {"find", "title", "reason"}
    assert many(client, entries, field="colour", preview="1").status_code == 422
    for category in ({}, {"category": "99"}):
        page = many(client, entries, field="category", preview="1", **category)
        assert page.status_code == 422 and set(page.context["form"].errors) == {"category"}
    row = many(client, entries, field="category", category="02", preview="1").context["plan"].rows[0]
    assert row.after == "行政处罚" and "行政处罚</option>" in page.content.decode()


def test_a_row_that_moved_since_the_preview_stops_all(client, people, clerk):
    entries = listed(people)
    preview = many(client, entries, field="office", value="新股", preview="1").context["plan"].digest
    add(people, a_set(people), change=ChangeKind.AMEND, entry=entries[0], name="同事先提了")
    page = many(client, entries, field="office", value="新股", apply="1", seen=preview)
    assert page.status_code == 422 and "预览之后" in page.content.decode()
    assert not ListVersion.objects.filter(office="新股").exists()
    assert not ListChangeSet.objects.filter(title="承办机构调整").exists()


def test_another_bodys_rows_are_never_changed(client, people):
    entries = listed(people)
    client.force_login(office(short_name="县水务局").clerk)
    for step in ({"preview": "1"}, {"apply": "1", "seen": "x"}):
        page = many(client, entries, field="office", value="夺走", **step)
        assert page.status_code == 302
    client.force_login(people.reviewer)
    assert many(client, entries, field="office", value="夺走", apply="1").status_code == 403
    assert client.get(MANY).status_code == 403
    assert not ListVersion.objects.filter(office="夺走").exists()


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_costs_the_same_for_many(people, count, django_assert_num_queries):
    entries = listed(people, [f"事项{n}" for n in range(count)])
    edit = bulk.Edit("office", "set", "新股")
    with django_assert_num_queries(1):
        plan = bulk.plan(entries=[e.pk for e in entries], edit=edit, change_set=None, fillable={people.organisation.pk})
        assert len(plan.changing) == count and plan.digest


def test_two_ticked_rows_are_set_beside_each_other(client, people, clerk):
    entries = listed(people)
    selected = list(ListVersion.objects.order_by("id").values_list("pk", flat=True))
    form = {"action": "set_beside", "_selected_action": selected, "index": 0}
    page = client.post(place("listversion", "changelist"), form)
    assert page.status_code == 302 and entries[0].code in page["Location"]
    assert (
        "两项"
        in client.post(
            place("listversion", "changelist"), {**form, "_selected_action": selected[:1]}, follow=True
        ).content.decode()
    )


# --- filters under a name --------------------------------------------------------------------------------------------


def save(client, name="我的许可", query="category=01&p=2", **fields):
    return client.post("/admin/powerlist/listversion/filters/save/", {"name": name, "query": query, **fields})


def test_a_filter_is_kept_used_shared_and_given_up(client, people, clerk):
    page = save(client)
    assert page["Location"].endswith("?category=01")
    assert "我的许可" in client.get(place("listversion", "changelist")).content.decode()
    assert "我的许可" not in client.get(place("listentry", "changelist")).content.decode()
    save(client, query="category=02", shared="1")
    saved = SavedFilter.objects.get()
    assert (saved.query, saved.shared) == ("category=02", True)
    client.force_login(staff_with("fill_lists", organisation=people.organisation))
    assert "我的许可" in client.get(place("listversion", "changelist")).content.decode()
    drop = f"/admin/powerlist/listversion/filters/{saved.pk}/drop/"
    assert client.post(drop).status_code == 404
    client.force_login(office().clerk)
    assert "我的许可" not in client.get(place("listversion", "changelist")).content.decode()
    client.force_login(people.clerk)
    client.post(drop)
    assert not SavedFilter.objects.exists()


def test_a_private_filter_is_nobody_elses(client, people, clerk):
    save(client, name="只给自己")
    assert "只给自己" in client.get(place("listversion", "changelist")).content.decode()
    client.force_login(staff_with("fill_lists", organisation=people.organisation))
    assert "只给自己" not in client.get(place("listversion", "changelist")).content.decode()


@pytest.mark.parametrize(
    ("name", "query"), [("", "category=01"), ("甲", ""), ("甲", "p=3"), ("甲" * 31, "category=01")]
)
def test_what_cannot_be_kept_is_said(client, clerk, name, query):
    save(client, name=name, query=query)
    assert not SavedFilter.objects.exists()


def test_a_name_is_no_markup_and_the_list_costs_the_same(client, clerk):
    counts = []
    for n in range(3):
        save(client, name=f"<script>{n}", query='category=01&q="><script>')
        client.get(place("listversion", "changelist"))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(place("listversion", "changelist")).content.decode()
        counts.append(len(queries))
        assert "<script>0" not in page and '"><script>' not in page
    assert counts[0] == counts[2]


# --- history ---------------------------------------------------------------------------------------------------------


def test_the_history_of_a_text_reads_as_a_person_reads(client, people, clerk):
    row = add(people, a_set(people), name="甲项", content={"duties": [{"stage": "受理", "content": "公示材料"}]})
    content = {**row.content, "duties": [{"stage": "受理", "content": "一次性告知"}]}
    actions.revise(actor=clerk, version=row, category="01", name="甲项", office="草原股", content=content)
    body = client.get(place("listversion", "history", row.pk)).content.decode()
    for words in ("承办机构", "林政股", "草原股", "责任事项", "受理：公示材料", "受理：一次性告知", clerk.name):
        assert words in body
    assert "stage" not in body and "{&#x27;" not in body
    entry = client.get(place("listentry", "history", row.entry_id)).content.decode()
    assert "受理：一次性告知" in entry and "草原股" in entry
