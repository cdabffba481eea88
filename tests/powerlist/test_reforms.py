"""机构改革 in one act: bodies, entries, guides, posts and search change together, once; codes and history stay."""

import io
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Organisation, OrganisationGroupPermission
from core import search
from core.models import SecrecyReview
from core.workflow import MoveRefused
from powerlist import actions
from powerlist.models import FormerName, ListChangeSet, ListEntry, ListVersion, Reform, ServiceItem
from powerlist.queries import desk
from powerlist.queries.reforms import plan_of
from tests.factories import OrganisationFactory, staff_with
from tests.powerlist.people import a_set, add, listed, office, scan

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 1)
BEFORE = ON - timedelta(days=1)
OPINION = "不涉及国家秘密，可以公开"


@pytest.fixture
def county():
    return OrganisationFactory(code="621125", short_name="漳县", nature="government")


@pytest.fixture
def people(county):
    """The office of the old body, and 审改办 and 县政府办公室 with grants over the whole county."""
    people = office(code="621125HB", name="漳县环境保护局", short_name="县环保局", parent=county)
    people.drafter = staff_with("review_lists", organisation=county)
    people.applier = staff_with("review_lists", organisation=county)
    people.secretary = staff_with("record_decision", organisation=county)
    people.heir = OrganisationFactory(code="621125LY", name="漳县林业和草原局", short_name="县林草局", parent=county)
    people.heir_clerk = staff_with("fill_lists", organisation=people.heir)
    return people


def act(people, *lines, **fields):
    row = actions.draft_reform(
        actor=people.drafter, **{"title": "县级机构改革", "reason": "机构改革方案", "effective_on": ON, **fields}
    )
    for line in lines:
        actions.add_line(actor=people.drafter, reform=row, **{"source": people.organisation, **line})
    return row


def decided(people, row):
    facts = {"document_number": "漳政发〔2026〕50号", "decided_on": date(2026, 5, 20), "scan": scan()}
    return actions.record_reform(actor=people.secretary, reform=row, **facts)


def applied(people, row):
    return actions.apply_reform(actor=people.applier, reform=decided(people, row), secrecy_opinion=OPINION)


def text_on(entry, day):
    return ListVersion.objects.in_force(day).get(entry=entry)


# --- 职能划转 --------------------------------------------------------------------------------------------------------


def test_a_transfer_moves_the_chosen_entries_with_code_and_history(client, people):
    goes = listed(people, name="甲项", office="环评股")
    stays = listed(people, name="乙项", office="监测股")
    item = ServiceItem.objects.create(entry=goes, organisation=people.organisation, code="SS-1")
    applied(people, act(people, {"kind": "transfer", "target": people.heir, "office": "环评股"}))
    goes.refresh_from_db()
    item.refresh_from_db()
    assert (goes.organisation, item.organisation) == (people.heir, people.heir)
    assert (text_on(goes, BEFORE).organisation, text_on(goes, ON).organisation) == (people.organisation, people.heir)
    assert text_on(stays, ON).organisation == people.organisation
    new = text_on(goes, ON)
    assert (new.number, new.name, new.content) == (2, "甲项", text_on(goes, BEFORE).content)
    change_set = new.change_set
    facts = (change_set.state, change_set.document_number, change_set.organisation)
    assert facts == ("published", "漳政发〔2026〕50号", people.heir)
    assert change_set.path["key"] == "government", "the path of 主体变更"
    assert new.citations.count() == text_on(goes, BEFORE).citations.count() == 1
    page = client.get(f"/open/powers/{goes.code}/").content.decode()
    assert "原由县环保局行使" in page and "漳政发〔2026〕50号" in page and "县林草局" in page
    assert "实施主体由县环保局变更为县林草局" in client.get(f"/open/changes/{change_set.number}/").content.decode()
    assert "县环保局" in client.get(f"/open/powers/?as_of={BEFORE}&q=甲项").content.decode()
    assert search.search("甲项", on=ON).rows[0].organisation == "县林草局"
    assert search.search("甲项", on=BEFORE).rows[0].organisation == "县环保局"
    reviews = SecrecyReview.objects.filter(reviewer_id=people.applier.pk)
    assert set(reviews.values_list("kind", flat=True)) == {"reform", "list_change_set"}


def test_who_fills_for_the_old_body_no_longer_sees_what_moved_and_the_heir_does(client, people):
    entry = listed(people, name="甲项")
    assert desk.entry(people.clerk, entry.code) and desk.entry(people.heir_clerk, entry.code) is None
    applied(people, act(people, {"kind": "transfer", "target": people.heir}))
    assert desk.entry(people.clerk, entry.code) is None and desk.entry(people.heir_clerk, entry.code) is not None
    client.force_login(people.clerk)
    assert client.get(f"/desk/lists/entries/{entry.code}/change/").status_code == 404
    assert "甲项" not in client.get("/desk/lists/entries/").content.decode()


def test_an_act_is_applied_once_by_a_third_person_on_its_day(people):
    entry = listed(people)
    row = act(people, {"kind": "transfer", "target": people.heir})
    with pytest.raises(PermissionDenied):
        actions.record_reform(actor=people.clerk, reform=row, document_number="1号", decided_on=ON, scan=scan())
    with pytest.raises(MoveRefused, match="不能执行"):
        actions.apply_reform(actor=people.applier, reform=row, secrecy_opinion=OPINION)
    row = decided(people, row)
    with pytest.raises(MoveRefused, match="起草人和记录人"):
        actions.apply_reform(actor=people.drafter, reform=row, secrecy_opinion=OPINION)
    for stranger in (people.clerk, people.reviewer):
        with pytest.raises(PermissionDenied):
            actions.apply_reform(actor=stranger, reform=row, secrecy_opinion=OPINION)
    with pytest.raises(MoveRefused, match="保密审查"):
        actions.apply_reform(actor=people.applier, reform=row, secrecy_opinion=" ")
    early = timezone.make_aware(datetime(2026, 5, 31, 12))  # noqa: DTZ001
    with pytest.raises(MoveRefused, match="2026-06-01 起执行"):
        actions.apply_reform(actor=people.applier, reform=row, secrecy_opinion=OPINION, at=early)
    assert entry.versions.count() == 1, "nothing was written by what was refused"
    actions.apply_reform(actor=people.applier, reform=row, secrecy_opinion=OPINION)
    with pytest.raises(MoveRefused, match="只执行一次"):
        actions.apply_reform(actor=people.applier, reform=row, secrecy_opinion=OPINION)
    assert entry.versions.count() == 2 and ListChangeSet.objects.filter(title="县级机构改革").count() == 1


def test_what_stands_in_the_way_is_named_and_nothing_is_written(people):
    entry = listed(people, name="甲项")
    add(people, a_set(people), change="amend", entry=entry, name="甲改")
    row = decided(people, act(people, {"kind": "transfer", "target": people.heir}))
    assert "未办结" in plan_of(row).conflicts[0]
    with pytest.raises(MoveRefused, match="甲改.*未办结"):
        actions.apply_reform(actor=people.applier, reform=row, secrecy_opinion=OPINION)
    entry.refresh_from_db()
    assert entry.organisation == people.organisation


# --- 更名 ------------------------------------------------------------------------------------------------------------


def test_a_rename_keeps_the_code_and_the_past_keeps_the_name(client, people):
    entry = listed(people, name="甲项")
    new = {"new_name": "漳县生态环境局", "new_short_name": "县生态环境局"}
    applied(people, act(people, {"kind": "rename", **new}))
    body = Organisation.objects.get(pk=people.organisation.pk)
    assert (body.code, body.name, body.short_name, body.valid_to) == ("621125HB", *new.values(), None)
    assert FormerName.objects.get().short_name == "县环保局"
    now, then = (client.get(f"/open/powers/?as_of={day}").content.decode() for day in (ON, BEFORE))
    assert "<li>县生态环境局</li>" in now and "<li>县环保局</li>" in then
    page = client.get(f"/open/powers/{entry.code}/").content.decode()
    assert "原由县环保局行使" in page and "县生态环境局" in page
    assert "县环保局" in client.get(f"/open/powers/{entry.code}/?as_of={BEFORE}").content.decode()
    assert search.search("甲项", on=ON).rows[0].organisation == "县生态环境局"
    assert text_on(entry, ON).ground_text.startswith("实施主体更名：县环保局改为县生态环境局")
    assert desk.entry(people.clerk, entry.code) is not None, "the people of the body stay where they were"


def test_every_page_file_and_answer_of_a_past_day_bears_the_name_of_that_day(client, people):
    entry = listed(people, name="甲项")
    new = {"new_name": "漳县生态环境局", "new_short_name": "县生态环境局"}
    applied(people, act(people, {"kind": "rename", **new}))
    number = ListChangeSet.objects.order_by("id").first().number
    code, day = "621125HB", f"as_of={BEFORE}"
    doors = (  # what is read, and whether it bears the full name
        (f"/open/powers/?{day}", False),
        (f"/open/powers/?{day}&department={code}", False),
        (f"/open/powers/{entry.code}/?{day}", False),
        (f"/open/powers/export.csv?{day}", False),
        (f"/open/powers/export.json?{day}", False),
        (f"/open/powers/export.xlsx?{day}", False),
        (f"/open/powers/export.xlsx?{day}&department={code}", True),  # the official form
        (f"/open/summary/?{day}&since=2026-01-01", False),
        (f"/open/changes/{number}/", False),
        (f"/api/v1/entries/?{day}", False),
        (f"/api/v1/entries/{entry.code}/?{day}", False),
        (f"/api/v1/organisations/?{day}", True),
        (f"/api/v1/changes/{number}/", False),
    )
    for door, full in doors:
        text = read(client, door)
        assert ("漳县环境保护局" if full else "县环保局") in text, door
        assert "生态环境局" not in text, door
    for door in ("/open/powers/export.json", "/open/powers/export.xlsx", "/api/v1/entries/", "/api/v1/organisations/"):
        text = read(client, f"{door}?as_of={ON}")
        assert "环保局" not in text and "环境保护局" not in text, door
    both = read(client, f"/open/powers/compare/export.xlsx?from={BEFORE}&to={ON}")
    assert "县环保局" in both and "县生态环境局" in both and "实施主体" in both


def read(client, address: str) -> str:
    """An answer as text, the cells of a workbook among it."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if data[:2] != b"PK":
        return data.decode()
    book = load_workbook(io.BytesIO(data))
    return "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row if cell)


# --- 分设, 合并 ------------------------------------------------------------------------------------------------------


def test_a_split_ends_the_body_and_sets_up_new_ones(people):
    first, second = listed(people, name="甲项", office="环评股"), listed(people, name="乙项", office="监测股")
    one = {"kind": "split", "new_code": "621125X1", "new_name": "漳县一局", "new_short_name": "县一局"}
    two = {"kind": "split", "new_code": "621125X2", "new_name": "漳县二局", "new_short_name": "县二局"}
    row = act(people, {**one, "office": "环评股"})
    with pytest.raises(MoveRefused, match="还有 1 项没有去向"):
        decided(people, row)
    actions.add_line(actor=people.drafter, reform=row, source=people.organisation, **two)
    applied(people, row)
    assert [str(text_on(entry, ON).organisation) for entry in (first, second)] == ["县一局", "县二局"]
    old, new = Organisation.objects.get(code="621125HB"), Organisation.objects.get(code="621125X1")
    assert (old.valid_to, new.valid_from, new.parent) == (ON, ON, old.parent)
    assert old not in Organisation.objects.current(ON) and old in Organisation.objects.current(BEFORE)
    people.clerk.refresh_from_db()
    assert people.clerk.organisation == new, "people go with the first heir"
    assert desk.entry(people.clerk, first.code) is not None and desk.entry(people.clerk, second.code) is None
    assert not OrganisationGroupPermission.objects.filter(content_object=old).exists()


def test_a_merge_brings_two_bodies_into_a_new_one(people, county):
    other = office(code="621125SL", name="漳县水利局", short_name="县水利局", parent=county)
    entries = [listed(people, name="甲项"), listed(other, name="乙项")]
    new = {"kind": "merge", "new_code": "621125HS", "new_name": "漳县环境水利局", "new_short_name": "县环境水利局"}
    applied(people, act(people, new, {**new, "source": other.organisation}))
    heir = Organisation.objects.get(code="621125HS")
    assert {text_on(entry, ON).organisation for entry in entries} == {heir}
    assert set(ListEntry.objects.values_list("code", flat=True)) == {entry.code for entry in entries}
    assert ListChangeSet.objects.filter(organisation=heir).count() == 1, "one published set for each body and list"
    for clerk in (people.clerk, other.clerk):
        assert all(desk.entry(clerk, entry.code) is not None for entry in entries)
    assert heir.posts.count() == len(set(heir.posts.values_list("name", flat=True))) > 6


def test_bodies_that_an_act_ends_take_over_nothing_in_it(people):
    listed(people, name="甲项")
    there = {"kind": "merge", "target": people.heir}
    back = {"kind": "merge", "source": people.heir, "target": people.organisation}
    for lines, words in (
        ((there, back), "县林草局在这次改革中撤销，不能承接县环保局的事项"),
        ((there, {**there, "target": people.organisation.parent}), "县环保局整体更名或者合并写了不止一行"),
    ):
        with pytest.raises(MoveRefused, match=words):
            decided(people, act(people, *lines))
    assert people.organisation.valid_to is None


def test_an_act_whose_lines_can_never_be_applied_is_not_recorded(people):
    listed(people, name="甲项")
    taken = {"new_code": people.heir.code, "new_name": "漳县重码局", "new_short_name": "县重码局"}
    with pytest.raises(MoveRefused, match="已被使用"):
        decided(people, act(people, {"kind": "merge", **taken}))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"kind": "rename"}, "新的全称和简称"),
        ({"kind": "transfer"}, "请选择承接单位"),
        ({"kind": "merge", "office": "甲股", "target": "heir"}, "不用选类别"),
        ({"kind": "transfer", "target": "self"}, "不能是原单位自己"),
    ],
)
def test_a_line_that_says_too_little_or_too_much_is_refused_in_words(people, line, words):
    if "target" in line:
        line = {**line, "target": people.heir if line["target"] == "heir" else people.organisation}
    with pytest.raises(MoveRefused, match=words):
        act(people, line)


# --- the pages -------------------------------------------------------------------------------------------------------


def test_the_whole_way_through_the_pages(client, people):
    entry = listed(people, name="甲项")
    client.force_login(people.drafter)
    form = {"title": "职能划转", "reason": "改革方案", "effective_on": "2026-06-01", "cases_go": "heir"}
    assert client.post("/desk/lists/reforms/new/", form).status_code == 302
    row = Reform.objects.get()
    place = f"/desk/lists/reforms/{row.number}/"
    line = {"kind": "transfer", "source": people.organisation.pk, "target": people.heir.pk}
    assert client.post(f"{place}lines/", {**line, "target": ""}).status_code == 409
    page = client.post(f"{place}lines/", line, follow=True).content.decode()
    assert "甲项" in page and entry.code in page and "县环保局 → 县林草局" in page and "岗位" in page
    client.force_login(people.secretary)
    document = {
        "document_number": "漳政发〔2026〕50号",
        "decided_on": "2026-05-20",
        "scan": scan(),
        "no_secrets": "yes",
    }
    assert client.post(f"{place}document/", document).status_code == 302
    client.force_login(people.applier)
    assert "执行并公布" in client.get(place).content.decode()
    page = client.post(f"{place}apply/", {"secrecy_opinion": OPINION}, follow=True).content.decode()
    assert "已执行" in page and ListChangeSet.objects.get(title="职能划转").number in page
    assert client.post(f"{place}apply/", {"secrecy_opinion": OPINION}).status_code == 409
    paper = client.get(f"{place}scan/")
    assert paper.status_code == 200
    paper.close()


def test_an_act_is_out_of_sight_for_others(client, people):
    listed(people)
    row = act(people, {"kind": "transfer", "target": people.heir})
    place = f"/desk/lists/reforms/{row.number}/"
    for stranger in (people.clerk, people.heir_clerk):
        client.force_login(stranger)
        assert client.get(place).status_code == 404
        assert client.post(f"{place}withdraw/").status_code == 404
        assert client.get("/desk/lists/reforms/new/").status_code == 404


def test_the_page_of_an_act_takes_a_fixed_number_of_queries(client, people, django_assert_max_num_queries):
    for n in range(3):
        listed(people, name=f"事项{n}")
    row = act(people, {"kind": "transfer", "target": people.heir})
    client.force_login(people.drafter)
    client.get(f"/desk/lists/reforms/{row.number}/")
    with django_assert_max_num_queries(40):
        assert "事项2" in client.get(f"/desk/lists/reforms/{row.number}/").content.decode()
