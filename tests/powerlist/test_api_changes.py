"""Departments' own systems propose every kind of change, look at duties, and claim from the catalogues above."""

from datetime import date
from types import SimpleNamespace

import pytest
from rest_framework.test import APIClient

from accounts.enums import AdminRole
from core.registers import ChangeKind
from powerlist.models import (
    CatalogueDecline,
    CatalogueItem,
    ListChangeSet,
    ListEntry,
    ListMove,
    ListVersion,
    Succession,
    Suspension,
)
from tests.factories import OrganisationFactory, UserFactory, staff_with
from tests.powerlist.people import a_set, add, office, published
from tests.powerlist.test_api_writing import ROW, SETS, Caller, error_of, machine_of, token_for
from tests.powerlist.test_catalogue import BREED, COLLECTIVE, CUT, load

pytestmark = pytest.mark.django_db
K = ChangeKind


@pytest.fixture
def people():
    return office(code="621125LY", name="漳县林业和草原局", short_name="县林草局")


@pytest.fixture
def caller(people):
    security = UserFactory(staff=True, admin_role=AdminRole.SECURITY)
    return Caller(token_for(machine_of(people.organisation), security)[1])


@pytest.fixture
def entries(people):
    """Two entries in force, 甲项 and 乙项."""
    change_set = a_set(people)
    rows = [add(people, change_set, name=name) for name in ("甲项", "乙项")]
    published(people, change_set)
    return [row.entry for row in rows]


def rows_of(number):
    return f"{SETS}{number}/rows/"


@pytest.mark.parametrize("change", [K.CANCEL_ABOVE, K.DELEGATE, K.TRANSFER, K.MERGE, K.SPLIT, K.MOVE_BODY, K.SUGGEST])
def test_every_end_that_the_desk_offers(caller, entries, change):
    sent = {"change": change, "entry": entries[0].code, "ground_text": "国发〔2026〕1号"}
    if change in (K.MERGE, K.SPLIT):
        sent["successors"] = [entries[1].code]
    made = caller.create(rows_of(caller.opened()), sent)
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["change"], row["name"], row["ground_text"]) == (change, "甲项", "国发〔2026〕1号")
    assert row["successors"] == sent.get("successors", [])


def test_a_pause_and_its_end(caller, people, entries):
    pause = {"reason": "每年防火期内不办理", "months": [5, 6], "until": "2027-05-01"}
    number = caller.opened()
    made = caller.create(rows_of(number), {"change": "suspend", "entry": entries[0].code, "pause": pause})
    assert made.status_code == 201 and made.json()["pause"] == pause
    assert error_of(caller.create(rows_of(number), {"change": "resume", "entry": entries[1].code}), 409)["message"]
    published(people, ListChangeSet.objects.get(number=number), date(2026, 2, 1))
    assert Suspension.objects.get().began_on is not None
    again = caller.create(rows_of(caller.opened()), {"change": "resume", "entry": entries[0].code})
    assert (again.status_code, again.json()["change_label"]) == (201, "恢复")


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"change": "suspend"}, "pause", "原因"),
        ({"change": "suspend", "pause": {"reason": "防火", "months": [13]}}, "pause.months.0", ""),
        ({"change": "suggest"}, "ground_text", "建议函"),
        ({"change": "cancel", "name": "别名"}, "name", "要素变更"),
        ({"change": "cancel", "successors": ["X"]}, "successors", "合并"),
        ({"change": "merge", "successors": ["X"]}, "successors", "X"),
        ({"change": "amend", "pause": {"reason": "防火"}}, "pause", "暂停"),
        ({"change": "merge", "with_subs": True}, "with_subs", "取消"),
        ({"change": "add", "entry": None, "organisation": "621125ZZ"}, "organisation", "succeeds"),
        ({"change": "receive", "entry": None, "succeeds": [7]}, "succeeds", "7"),
        ({"change": "add", "entry": None, "parent": "NONE"}, "parent", "NONE"),
    ],
)
def test_what_a_change_has_no_use_for_is_refused_by_field(caller, entries, wrong, field, words):
    sent = {"entry": entries[0].code, **(ROW if wrong["change"] in ("add", "receive") else {}), **wrong}
    sent = {name: value for name, value in sent.items() if value is not None}
    error = error_of(caller.create(rows_of(caller.opened()), sent), 400)
    assert error["fields"][0]["field"] == field and words in error["fields"][0]["message"]
    assert not ListVersion.objects.open_proposals().exists() and not Suspension.objects.exists()


def test_a_split_followed_by_a_new_entry_of_another_body(caller, entries):
    other = OrganisationFactory(code="621125ZR")
    number = caller.opened()
    ended = caller.create(rows_of(number), {"change": "move_body", "entry": entries[0].code}).json()
    new = {**ROW, "change": "receive", "succeeds": [ended["id"]], "organisation": other.code}
    made = caller.create(rows_of(number), new)
    assert made.status_code == 201 and made.json()["organisation"] == other.code
    followed = Succession.objects.get()
    assert (followed.predecessor, followed.successor.code) == (entries[0], made.json()["entry"])


def test_a_sub_item_below_its_main_item_and_both_ended(caller, people, entries):
    number = caller.opened()
    made = caller.create(rows_of(number), {**ROW, "parent": entries[0].code}).json()
    assert made["parent"] == entries[0].code
    published(people, ListChangeSet.objects.get(number=number))
    ends = caller.opened()
    caller.create(rows_of(ends), {"change": "cancel", "entry": entries[0].code, "with_subs": True})
    codes = {row["entry"] for row in caller.get(rows_of(ends)).json()["results"]}
    assert codes == {entries[0].code, made["entry"]}


def test_successors_are_named_and_taken_back(caller, entries):
    number = caller.opened()
    row = caller.create(rows_of(number), {"change": "merge", "entry": entries[0].code})
    place = f"{rows_of(number)}{row.json()['id']}/successors/"
    sent = {"entry": entries[1].code}
    assert error_of(caller.post(place, sent, format="json"), 428)
    stale = error_of(caller.post(place, sent, format="json", headers={"If-Match": '"other"'}), 412)
    assert stale["current"]["etag"] == row.json()["etag"] and not Succession.objects.exists()
    match = {"If-Match": row["ETag"]}
    assert caller.post(place, sent, format="json", headers=match).json()["successors"] == [entries[1].code]
    own = caller.post(place, {"entry": entries[0].code}, format="json", headers=match)
    assert "由它自己承接" in error_of(own, 409)["message"]
    assert caller.delete(f"{place}{entries[1].code}/", headers=match).json()["successors"] == []
    assert caller.get(f"{place}{entries[1].code}/", headers=match).status_code == 405


def test_a_changed_power_opens_its_duties_and_they_are_confirmed(caller, entries):
    number = caller.opened()
    row = caller.create(rows_of(number), {"change": "amend", "entry": entries[0].code, "name": "甲项（改）"})
    assert caller.get(f"{SETS}{number}/").json()["duties_to_confirm"] == [row.json()["id"]]
    assert error_of(caller.post(f"{SETS}{number}/submit/"), 409)["code"] == "refused"
    place = f"{rows_of(number)}{row.json()['id']}/duties/"
    assert error_of(caller.post(place), 428) and error_of(caller.post(place, headers={"If-Match": '"x"'}), 412)
    assert not ListMove.objects.filter(move="confirm_duties").exists()
    assert caller.post(place, headers={"If-Match": row["ETag"]}).json()["duties_to_confirm"] == []
    assert ListMove.objects.filter(move="confirm_duties").count() == 1
    assert caller.post(f"{SETS}{number}/submit/").json()["state"] == "submitted"


# --- the catalogues above --------------------------------------------------------------------------------------------

CLAIMS = "/api/v1/catalogue/claims/"


@pytest.fixture
def catalogue(people):
    root = OrganisationFactory(county=True)
    load(SimpleNamespace(keeper=staff_with("review_lists", organisation=root)), CUT, COLLECTIVE, BREED)
    return {item.basic_code: item for item in CatalogueItem.objects.all()}


def test_items_are_read_claimed_and_declined(caller, catalogue, people):
    main, sub, breed = (catalogue[f"62016400{n}"] for n in ("1000", "1001", "2000"))
    seen = caller.get(CLAIMS).json()["results"]
    assert [(row["id"], row["entry"], row["declined"]) for row in seen] == [
        (item.pk, None, None) for item in (main, sub, breed)
    ]
    assert seen[1]["parent"] == main.pk and seen[0]["basis"]
    done = caller.create(CLAIMS, {"items": [main.pk, sub.pk]})
    assert done.status_code == 201 and len(done.json()["rows"]) == 2
    assert done["Location"].endswith(f"{SETS}{done.json()['change_sets'][0]}/")
    assert ListEntry.objects.get(item=sub).parent.item == main
    twice = caller.create(CLAIMS, {"items": [main.pk]}).json()
    assert twice["left_out"][0]["item"] == main.pk and twice["change_sets"] == []
    said = caller.create("/api/v1/catalogue/declines/", {"items": [breed.pk], "reason": "本县没有此项职能"})
    assert (said.status_code, said.json()) == (201, {"declined": 1}) and CatalogueDecline.objects.get().item == breed
    assert caller.get(f"{CLAIMS}?state=open").json()["results"] == []
    assert len(caller.get(f"{CLAIMS}?state=claimed").json()["results"]) == 2
    locked = caller.patch(
        f"{rows_of(done.json()['change_sets'][0])}{done.json()['rows'][0]['id']}/", {"name": "别名"}, format="json",
        headers={"If-Match": done.json()["rows"][0]["etag"]},
    )  # fmt: skip
    assert "以目录为准" in error_of(locked, 409)["message"]


def test_what_cannot_be_claimed_is_said(caller, catalogue):
    main = catalogue["620164001000"]
    assert "999999" in error_of(caller.create(CLAIMS, {"items": [999999]}), 400)["message"]
    assert error_of(caller.create("/api/v1/catalogue/declines/", {"items": [main.pk]}), 400)["fields"][0]["field"] == (
        "reason"
    )
    assert error_of(caller.create(CLAIMS, {"items": [main.pk], "change_set": "QD209901010001"}), 404)
    assert error_of(APIClient().get(CLAIMS), 401)


def test_the_public_reads_the_items_that_are_exercised(caller, catalogue, people, django_assert_num_queries):
    main = catalogue["620164001000"]
    open_items = APIClient()
    assert open_items.get("/api/v1/catalogue/").json()["results"] == []
    assert open_items.get(f"/api/v1/catalogue/{main.pk}/").status_code == 404
    done = caller.create(CLAIMS, {"items": [main.pk]}).json()
    row = ListVersion.objects.get()
    row.content |= {key: ROW["content"][key] for key in ("duties", "accountability")}
    row.save()
    published(people, ListChangeSet.objects.get(number=done["change_sets"][0]))
    with django_assert_num_queries(2):
        page = open_items.get("/api/v1/catalogue/?q=林木")
    assert [item["id"] for item in page.json()["results"]] == [main.pk]
    same = open_items.get("/api/v1/catalogue/?q=林木", headers={"If-None-Match": page["ETag"]})
    assert same.status_code == 304
    whole = open_items.get(f"/api/v1/catalogue/{main.pk}/").json()
    assert [entry["organisation"]["code"] for entry in whole["entries"]] == ["621125LY"]
    assert whole["citations"][0]["title"] == "中华人民共和国森林法"
