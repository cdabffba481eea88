"""The open data: without login, as of a day, by key, with ETags, and nothing that isn't published."""

import os
from datetime import date

import pytest
import yaml
from django.core.management import call_command

from accounts.enums import Nature
from core.registers import ChangeKind
from powerlist import actions
from powerlist.enums import Category
from powerlist.kinds import public_kinds
from powerlist.models import Law, ServiceItem, ServiceItemVersion
from tests.factories import staff_with
from tests.powerlist.people import STEPS, a_set, add, decided, office, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return office(code="621125LY", short_name="县林草局")


def listed(people, names, on=date(2026, 1, 10), **fields):
    change_set = a_set(people)
    rows = [add(people, change_set, name=name, **fields) for name in names]
    published(people, change_set, on)
    return [row.entry for row in rows]


def got(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.mark.parametrize("count", [1, 3])
def test_entries_take_a_fixed_number_of_queries(client, people, count, django_assert_num_queries):
    listed(people, [f"事项{n}" for n in range(count)])
    with django_assert_num_queries(2):
        assert len(got(client, "/api/v1/entries/")["results"]) == count


def test_entries_of_a_day_filtered(client, people):
    listed(people, ["采伐许可"])
    listed(people, ["毁林罚款"], category=Category.PENALTY, on=date(2026, 3, 1))
    names = lambda query: [row["name"] for row in got(client, f"/api/v1/entries/?{query}")["results"]]  # noqa: E731
    assert names("as_of=2026-02-01") == ["采伐许可"]
    assert names("as_of=2026-03-01") == ["采伐许可", "毁林罚款"]
    assert names("category=02") == ["毁林罚款"]
    assert names("q=采伐") == ["采伐许可"]
    assert names("organisation=nowhere") == []
    assert names("as_of=2025-12-31") == []


def test_entries_by_township_object_theme_and_date_of_change(client, people):
    township = office(code="621125T1", short_name="贵清山镇", nature=Nature.TOWNSHIP)
    (entry,) = listed(people, ["采伐许可"])
    listed(township, ["镇里的事"], on=date(2026, 3, 1))
    editor = staff_with("manage_guides", organisation=people.organisation)
    item = ServiceItem.objects.create(entry=entry, organisation=people.organisation, code="SS-1")
    ServiceItemVersion.objects.create(
        item=item, name="办许可", audience="legal", legal_theme="095", legal_limit=20, promised_limit=7,
        state="published", valid_from=date(2026, 2, 1), author=people.clerk, publisher=editor,
    )  # fmt: skip
    names = lambda query: [row["name"] for row in got(client, f"/api/v1/entries/?{query}")["results"]]  # noqa: E731
    assert names("township=621125T1") == ["镇里的事"]
    assert names("township=621125LY") == names("township=621125T1&organisation=621125LY") == []
    assert names("object=legal") == names("legal_theme=095") == ["采伐许可"]
    assert names("object=person") == names("legal_theme=005") == names("person_theme=095") == []
    assert names("changed_since=2026-02-01") == ["镇里的事"]


def test_what_the_lists_rest_on(client, people, django_assert_num_queries):
    Law.objects.create(title="乙法", level="1", articles=9, effective_on=date(2020, 1, 1))
    old = Law.objects.create(title="甲法", level="1", articles=3, status="repealed")
    Law.objects.create(title="丙条例", level="2")
    with django_assert_num_queries(3):
        assert [law["title"] for law in got(client, "/api/v1/laws/")["results"]] == ["乙法", "甲法", "丙条例"]
    assert [law["title"] for law in got(client, "/api/v1/laws/?level=2")["results"]] == ["丙条例"]
    assert [law["title"] for law in got(client, "/api/v1/laws/?status=repealed&q=甲")["results"]] == ["甲法"]
    place = f"/api/v1/laws/{old.pk}/"
    etag = client.get(place)["ETag"]
    assert client.get(place, headers={"if-none-match": etag}).status_code == 304
    old.articles = 4
    old.save()
    assert client.get(place, headers={"if-none-match": etag}).json()["articles"] == 4
    assert client.get("/api/v1/laws/999999/").status_code == 404
    bodies = got(client, "/api/v1/organisations/")["results"]
    assert [body["short_name"] for body in bodies] == ["县林草局"]
    assert got(client, "/api/v1/organisations/?as_of=1999-01-01")["results"] == []
    sets = {row["name"]: row["codes"] for row in got(client, "/api/v1/codes/")}
    assert {"code": "06", "label": "行政监督"} in sets["categories"] and len(sets["person_themes"]) > 20


def test_all_texts_of_an_entry_and_changes_since_a_day(client, people):
    (entry,) = listed(people, ["旧名称"])
    add(people, change_set := a_set(people), change=ChangeKind.AMEND, entry=entry, name="新名称")
    published(people, change_set, date(2026, 3, 1))
    texts = got(client, f"/api/v1/entries/{entry.code}/versions/")["results"]
    assert [(text["number"], text["name"], text["valid_to"]) for text in texts] == [
        (2, "新名称", None),
        (1, "旧名称", "2026-03-01"),
    ]
    assert client.get("/api/v1/entries/nothing/versions/").status_code == 404
    assert len(got(client, "/api/v1/changes/?organisation=621125LY&kind=powers")["results"]) == 2
    assert got(client, "/api/v1/changes/?organisation=nowhere")["results"] == []
    assert got(client, "/api/v1/changes/?since=2999-01-01")["results"] == []


def test_internal_columns_never_leave(client, people):
    steps = [{"stage": "受理", "body": "窗口", "person": "王五", "risk": "故意拖延"}]
    (entry,) = listed(people, ["采伐许可"], content={"steps": steps})
    number = got(client, "/api/v1/changes/")["results"][0]["number"]
    for path in ("entries/", f"entries/{entry.code}/", f"entries/{entry.code}/versions/", f"changes/{number}/"):
        body = client.get(f"/api/v1/{path}").content.decode()
        assert "窗口" in body and "王五" not in body and "故意拖延" not in body


def test_every_refusal_has_one_shape(client, settings):
    for path, status, code in (
        ("/api/v1/entries/nothing/", 404, "not_found"),
        ("/api/v1/nowhere/", 404, "not_found"),
        ("/api/v1/entries/?q=%00", 400, "bad_request"),
        ("/api/v1/lists/?as_of=x", 400, "invalid"),
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
        assert answer.json()["error"]["message"]
    settings.API_RATES = {**settings.API_RATES, "read": "2/min"}
    answers = [client.get("/api/v1/codes/") for _ in range(4)]
    assert answers[-1].status_code == 429 and int(answers[-1]["Retry-After"]) > 0


def test_pages_by_key(client, people):
    listed(people, [f"事项{n}" for n in range(5)])
    seen, path = [], "/api/v1/entries/?limit=2"
    while path:
        answer = got(client, path)
        seen += [row["name"] for row in answer["results"]]
        path = answer["next"]
    assert seen == [f"事项{n}" for n in range(5)]
    assert [r["name"] for r in got(client, answer["previous"])["results"]] == ["事项2", "事项3"]


@pytest.mark.parametrize(
    "query",
    [
        "as_of=2026-13-01",
        "as_of=x",
        "limit=0",
        "limit=9999",
        "kind=nothing",
        "category=99",
        "object=x",
        "changed_since=1",
    ],
)
def test_what_cannot_be_read_is_said(client, query):
    answer = client.get(f"/api/v1/entries/?{query}")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, "invalid")
    assert [fault["field"] for fault in error["fields"]] == [query.split("=")[0]]


def test_an_entry_on_a_day_and_by_version(client, people):
    (entry,) = listed(people, ["旧名称"])
    add(people, change_set := a_set(people), change=ChangeKind.AMEND, entry=entry, name="新名称")
    published(people, change_set, date(2026, 3, 1))
    place = f"/api/v1/entries/{entry.code}/"
    assert got(client, f"{place}?as_of=2026-02-01")["text"]["name"] == "旧名称"
    answer = got(client, place)
    assert (answer["text"]["name"], answer["versions"], answer["in_force"]) == ("新名称", [2, 1], True)
    assert answer["citations"][0]["text"] == "《中华人民共和国森林法》第五十六条"
    assert got(client, f"{place}versions/1/")["text"]["name"] == "旧名称"
    assert client.get(f"{place}versions/9/").status_code == 404
    assert client.get("/api/v1/entries/nothing/").status_code == 404


def test_nothing_unpublished_is_answered(client, people):
    (entry,) = listed(people, ["现行名称"])
    add(people, change_set := a_set(people), change=ChangeKind.AMEND, entry=entry, name="拟议名称")
    decided(people, change_set, date(2026, 3, 1))
    for path in ("entries/", f"entries/{entry.code}/", "changes/", "lists/"):
        assert "拟议名称" not in client.get(f"/api/v1/{path}").content.decode()
    assert client.get(f"/api/v1/changes/{change_set.number}/").status_code == 404


def test_asking_again_costs_one_query_until_the_next_publication(client, people, django_assert_num_queries):
    listed(people, ["甲"])
    etag = client.get("/api/v1/entries/")["ETag"]
    with django_assert_num_queries(1):
        again = client.get("/api/v1/entries/", headers={"if-none-match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert client.get("/api/v1/entries/?limit=3", headers={"if-none-match": etag}).status_code == 200
    listed(people, ["乙"], on=date(2026, 2, 1))
    assert client.get("/api/v1/entries/", headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_changes_take_a_fixed_number_of_queries(client, people, count, django_assert_num_queries):
    for n in range(count):
        listed(people, [f"事项{n}"], on=date(2026, 1, n + 1))
    with django_assert_num_queries(3):
        answer = got(client, "/api/v1/changes/")
    assert len(answer["results"]) == count
    number = answer["results"][0]["number"]
    with django_assert_num_queries(6):
        rows = got(client, f"/api/v1/changes/{number}/")["results"]
    assert (rows[0]["change"], rows[0]["before"]) == ("add", None)


@pytest.mark.parametrize("count", [1, 3])
def test_guides_take_a_fixed_number_of_queries(client, people, count, django_assert_num_queries):
    editor = staff_with("manage_guides", organisation=people.organisation)
    for entry in listed(people, [f"许可{n}" for n in range(count)], content={"steps": STEPS}):
        version = actions.draft_guide(
            actor=editor,
            entry=entry,
            name="办许可",
            legal_limit=20,
            promised_limit=7,
            conditions="甲",
            legal_theme="095",
            consult_phone="0932-4862277",
            complaint_phone="12345",
            parts={"questions": [{"question": "问", "answer": "答"}]},
        )
        actions.publish_guide(
            actor=people.reviewer, version=version, valid_from=date(2026, 2, 1), secrecy_opinion="不涉密"
        )
    with django_assert_num_queries(9):
        answer = got(client, "/api/v1/guides/")
    assert len(answer["results"]) == count and len(answer["results"][0]["steps"]) == 5
    assert "post" not in answer["results"][0]["steps"][0] and "吃拿卡要" not in str(answer)
    code = answer["results"][0]["code"]
    assert got(client, f"/api/v1/guides/{code}/")["promised_limit"] == 7
    assert client.get(f"/api/v1/guides/{code}/?as_of=2026-01-31").status_code == 404


def test_lists_count_themselves(client, people):
    listed(people, ["甲", "乙"])
    counts = {row["kind"]: row["count"] for row in got(client, "/api/v1/lists/")}
    assert set(counts) == {kind.key for kind in public_kinds()}
    assert (counts.pop("powers"), sum(counts.values())) == (2, 0)


def test_the_schema_describes_every_address(client, people):
    schema = yaml.safe_load(client.get("/api/v1/schema/").content)
    assert {"/api/v1/entries/", "/api/v1/entries/{code}/", "/api/v1/guides/{code}/"} <= set(schema["paths"])
    page = client.get("/api/docs/").content.decode()
    assert "某日有效的清单事项" in page and "/api/v1/changes/{number}/" in page
    for name in got(client, "/api/v1/"):
        assert client.get(f"/api/v1/{name}/").status_code == 200


def test_nobody_writes_here(client):
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)("/api/v1/entries/").status_code == 405


def test_the_schema_is_valid():
    call_command("spectacular", validate=True, fail_on_warn=True, file=os.devnull)
