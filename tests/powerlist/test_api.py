"""The open data: without login, as of a day, by key, with ETags, and nothing that isn't published."""

import os
from datetime import date

import pytest
import yaml
from django.core.management import call_command

from core.registers import ChangeKind
from powerlist import actions
from powerlist.enums import Category, StepKind
from tests.factories import staff_with
from tests.powerlist.people import a_set, add, decided, office, published

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
    "query", ["as_of=2026-13-01", "as_of=x", "limit=0", "limit=9999", "kind=nothing", "category=99"]
)
def test_what_cannot_be_read_is_said(client, query):
    answer = client.get(f"/api/v1/entries/?{query}")
    assert answer.status_code == 400 and list(answer.json())[0] == query.split("=")[0]


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
    with django_assert_num_queries(4):
        rows = got(client, f"/api/v1/changes/{number}/")["results"]
    assert (rows[0]["change"], rows[0]["before"]) == ("add", None)


@pytest.mark.parametrize("count", [1, 3])
def test_guides_take_a_fixed_number_of_queries(client, people, count, django_assert_num_queries):
    editor = staff_with("manage_guides", organisation=people.organisation)
    for entry in listed(people, [f"许可{n}" for n in range(count)]):
        version = actions.draft_guide(
            actor=editor,
            entry=entry,
            name="办许可",
            legal_limit=20,
            promised_limit=7,
            conditions="甲",
            legal_theme="095",
            consult_phone="0932-1",
            complaint_phone="0932-2",
            parts={
                "steps": [{"kind": kind} for kind in StepKind.values],
                "questions": [{"question": "问", "answer": "答"}],
            },
        )
        actions.publish_guide(actor=people.reviewer, version=version, valid_from=date(2026, 2, 1))
    with django_assert_num_queries(5):
        answer = got(client, "/api/v1/guides/")
    assert len(answer["results"]) == count and len(answer["results"][0]["steps"]) == 5
    code = answer["results"][0]["code"]
    assert got(client, f"/api/v1/guides/{code}/")["promised_limit"] == 7
    assert client.get(f"/api/v1/guides/{code}/?as_of=2026-01-31").status_code == 404


def test_lists_count_themselves(client, people):
    listed(people, ["甲", "乙"])
    assert [(row["kind"], row["count"]) for row in got(client, "/api/v1/lists/")] == [
        ("powers", 2),
        ("public_services", 0),
    ]


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
