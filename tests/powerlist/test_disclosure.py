"""公开范围: what isn't 向社会公开 leaves the house by no door, and what is closed today is closed for all its days."""

from datetime import date

import pytest
from django.core.cache import cache

from core.models import SearchRow
from core.registers import ChangeKind
from core.search import search
from core.workflow import MoveRefused
from powerlist import actions
from powerlist.enums import Disclosure
from powerlist.models import ListVersion
from powerlist.queries import public
from tests.factories import UserFactory, staff_with
from tests.powerlist.people import STEPS, a_set, add, office, published

pytestmark = pytest.mark.django_db
OPEN, SECRET = "林木采伐许可证核发", "古树名木移植核查"
FIRST, LATER = date(2026, 1, 10), date(2026, 2, 10)


@pytest.fixture
def people():
    cache.clear()
    return office(code="621125LY")


def publish_rows(people, *rows, on=FIRST):
    change_set = a_set(people)
    for row in rows:
        row["content"] = {"steps": STEPS, **row.get("content", {})}
    made = [add(people, change_set, **row) for row in rows]
    published(people, change_set, on)
    return [row.entry for row in made]


def the_guide(people, entry, name, **fields):
    writer = staff_with("manage_guides", organisation=people.organisation)
    version = actions.draft_guide(
        actor=writer,
        entry=entry,
        name=name,
        legal_limit=20,
        promised_limit=7,
        conditions="林木所有者",
        person_theme="130",
        consult_phone="0932-4862277",
        complaint_phone="0932-4862278",
        parts={"questions": [{"question": "多久？", "answer": "7 日"}]},
        **fields,
    )
    return actions.publish_guide(actor=people.reviewer, version=version, valid_from=FIRST, secrecy_opinion="不涉密")


DOORS = (
    "/open/powers/",
    "/open/powers/?as_of=2026-01-15",
    "/open/powers/?q=古树",
    "/open/duties/",
    "/open/changes/",
    "/open/powers/export.csv",
    "/open/powers/export.json",
    "/open/powers/export.csv?as_of=2026-01-15",
    "/items/",
    "/search/?q=古树",
    "/sitemap/",
    "/",
    "/api/v1/entries/",
    "/api/v1/entries/?as_of=2026-01-15",
    "/api/v1/entries/?q=古树",
    "/api/v1/changes/",
    "/api/v1/guides/",
    "/api/v1/guides/?as_of=2026-01-15",
)


def text_of(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode()


@pytest.mark.parametrize(
    ("word", "how"), [("applicant", "later"), ("internal", "from_the_start"), ("不予公开", "later")]
)
def test_a_closed_entry_leaves_by_no_door(client, people, word, how):
    start = {"openness": word} if how == "from_the_start" else {}
    shown, hidden = publish_rows(people, {"name": OPEN}, {"name": SECRET, "content": start})
    the_guide(people, shown, OPEN)
    item = the_guide(people, hidden, SECRET).item
    if how == "later":
        assert SECRET in client.get("/open/powers/").content.decode()
        assert SECRET in client.get("/items/").content.decode()
        text = hidden.versions.get()
        close = {
            "change": ChangeKind.AMEND,
            "entry": hidden,
            "name": SECRET,
            "content": {**text.content, "openness": word},
        }
        publish_rows(people, close, on=LATER)
    for address in DOORS:
        response = client.get(address)
        assert response.status_code == 200, address
        text = text_of(response)
        assert SECRET not in text.replace('value="古树"', ""), address
    sets = [row.change_set.number for row in hidden.versions.select_related("change_set")]
    for number in sets:
        assert SECRET not in text_of(client.get(f"/open/changes/{number}/"))
        assert SECRET not in text_of(client.get(f"/api/v1/changes/{number}/"))
    for path in (
        f"/open/powers/{hidden.code}/",
        f"/open/powers/{hidden.code}/v1/",
        f"/open/powers/{hidden.code}/?as_of=2026-01-15",
        f"/api/v1/entries/{hidden.code}/",
        f"/api/v1/entries/{hidden.code}/versions/1/",
        f"/items/{item.code}/",
        f"/api/v1/guides/{item.code}/",
    ):
        assert client.get(path).status_code == 404, path
    client.force_login(UserFactory())
    assert client.get(f"/items/{item.code}/apply/").status_code == 404
    client.logout()
    assert OPEN in text_of(client.get("/open/powers/")) and OPEN in text_of(client.get("/items/"))
    assert [row.title for row in search("古树", on=LATER).rows] == []
    assert public.sums("powers", LATER).total == 1


@pytest.mark.parametrize("word", [Disclosure.APPLICANT, Disclosure.INTERNAL])
def test_a_guide_that_was_closed_is_closed_for_all_its_days(client, people, word):
    """The page of a past day led to a guide that is not found, and the API gave the guide of that day."""
    (entry,) = publish_rows(people, {"name": OPEN})
    first = the_guide(people, entry, OPEN)
    code, past = first.item.code, "?as_of=2026-01-15"
    assert f"/items/{code}/" in text_of(client.get(f"/open/powers/{entry.code}/{past}"))
    writer = staff_with("manage_guides", organisation=people.organisation)
    later = actions.draft_guide(actor=writer, item=first.item, disclosure=word)
    actions.publish_guide(actor=people.reviewer, version=later, valid_from=LATER, secrecy_opinion="不涉密")
    assert f"/items/{code}/" not in text_of(client.get(f"/open/powers/{entry.code}/{past}"))
    assert code not in text_of(client.get(f"/api/v1/guides/{past}"))
    assert client.get(f"/api/v1/guides/{code}/{past}").status_code == 404


def test_an_opened_entry_is_found_again(client, people):
    (entry,) = publish_rows(people, {"name": SECRET, "content": {"openness": "部门内部公开"}})
    code = the_guide(people, entry, SECRET).item.code
    assert client.get(f"/items/{code}/").status_code == 404 and not SearchRow.objects.filter(scope="public").exists()
    change = {"change": ChangeKind.AMEND, "entry": entry, "name": SECRET, "content": {"openness": "向社会公开"}}
    publish_rows(people, change, on=LATER)
    assert client.get(f"/items/{code}/").status_code == 200
    page = client.get(f"/open/powers/{entry.code}/")
    assert page.status_code == 200 and f"/open/powers/{entry.code}/v1/" not in page.content.decode()
    assert client.get(f"/open/powers/{entry.code}/v1/").status_code == 404


def test_a_guide_may_be_more_closed_than_its_entry(client, people):
    (entry,) = publish_rows(people, {"name": OPEN})
    guide = the_guide(people, entry, SECRET, disclosure=Disclosure.APPLICANT)
    assert client.get(f"/items/{guide.item.code}/").status_code == 404
    assert client.get(f"/api/v1/guides/{guide.item.code}/").status_code == 404
    assert SECRET not in client.get(f"/open/powers/{entry.code}/").content.decode()
    assert not SearchRow.objects.filter(kind="guide").exists()


def test_a_guide_ends_with_its_entry(client, people):
    (entry,) = publish_rows(people, {"name": OPEN})
    guide = the_guide(people, entry, OPEN)
    publish_rows(people, {"change": ChangeKind.CANCEL, "entry": entry, "name": OPEN}, on=LATER)
    guide.refresh_from_db()
    assert guide.valid_to == LATER and client.get(f"/items/{guide.item.code}/").status_code == 404
    assert "清单事项取消" in guide.history.latest("history_id").history_change_reason
    assert search("林木", on=LATER).rows == [] and search("林木", on=FIRST).rows != []


def test_the_word_of_the_form_becomes_the_scope(people):
    words = {
        "": "public",
        "向社会公开": "public",
        "applicant": "applicant",
        "部门内部公开": "internal",
        "不予公开": "none",
    }
    publish_rows(people, *({"name": f"事项{n}", "content": {"openness": word}} for n, word in enumerate(words)))
    assert list(ListVersion.objects.order_by("id").values_list("disclosure", flat=True)) == list(words.values())
    with pytest.raises(MoveRefused, match="请选向社会公开、向申请人公开"):
        publish_rows(people, {"name": "别的", "content": {"openness": "看情况"}})


def test_a_word_that_nobody_declared_closes_the_text(people):
    (entry,) = publish_rows(people, {"name": OPEN})
    text = entry.versions.get()
    text.pk, text.number, text.state, text.valid_from = None, 2, "proposed", None
    text.content = {**text.content, "openness": "看情况"}
    text.save()
    assert ListVersion.objects.get(number=2).disclosure == Disclosure.NONE
