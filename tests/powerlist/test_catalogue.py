"""上级目录 and 认领: read, loaded whole with history, claimed with cells that no door may write."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from core.registers import ChangeKind, ChangeSetState, VersionState
from core.workflow import MoveRefused
from powerlist import actions, tasks
from powerlist.actions import catalogue, claims, loading
from powerlist.enums import UrgingKind
from powerlist.kinds.catalogue import fault_of
from powerlist.models import (
    CatalogueDecline,
    CatalogueEdition,
    CatalogueHint,
    CatalogueItem,
    ListEntry,
    ListVersion,
    Urging,
)
from powerlist.models.catalogue import LoadState
from powerlist.queries import catalogue as queries
from tests.factories import OrganisationFactory, staff_with
from tests.powerlist.people import DUTIES, a_set, listed, office, published
from tests.powerlist.sheets import HEADER as POWER_HEADER
from tests.powerlist.sheets import book

pytestmark = pytest.mark.django_db
K = ChangeKind
DATA = Path(__file__).parent.parent / "data"
FOREST, WILD = "《中华人民共和国森林法》第五十六条", "《中华人民共和国野生动物保护法》第二十五条"
HEADER = ["序号", "部门", "主项名称", "事项名称", "事项类型", "基本编码", "设定依据"]
CUT = ["1", "林业和草原主管部门", "", "林木采伐许可证核发", "行政许可", "620164001000", FOREST]
COLLECTIVE = [
    "2",
    "林业和草原主管部门",
    "林木采伐许可证核发",
    "林木采伐许可（集体林）",
    "行政许可",
    "620164001001",
    FOREST,
]
BREED = ["3", "林业和草原主管部门", "", "人工繁育野生动物许可", "行政许可", "620164002000", WILD]
DIRT = [
    "4",
    "乡镇人民政府",
    "",
    "宅基地用地建房审批",
    "其他行政权力",
    "621017003000",
    "《中华人民共和国土地管理法》第六十二条",
]


@pytest.fixture
def county():
    root = OrganisationFactory(county=True)
    people = office(code="621125LY", name="漳县林业和草原局", short_name="县林草局", parent=root)
    keeper = staff_with("review_lists", organisation=root)
    return SimpleNamespace(root=root, keeper=keeper, **vars(people))


def workbook(*rows, header=HEADER) -> bytes:
    return book(("目录", [["甘肃省政务服务事项基本目录"], header, *rows]))


def preview(county, *rows, whole=True, on=date(2026, 1, 1), number="甘政办发〔2026〕1号"):
    file = ContentFile(workbook(*rows), name="目录.xlsx")
    return loading.upload_catalogue(
        actor=county.keeper, file=file, level="provincial", title="甘肃省基本目录", document_number=number,
        effective_on=on, whole=whole,
    )  # fmt: skip


def load(county, *rows, **facts):
    return catalogue.apply_catalogue(actor=county.keeper, edition=preview(county, *rows, **facts))


def item(code="620164001000") -> CatalogueItem:
    return CatalogueItem.objects.get(basic_code=code)


def claimed(county, *codes):
    found = CatalogueItem.objects.filter(basic_code__in=codes).select_related("edition")
    return claims.claim(actor=county.clerk, organisation=county.organisation, items=found)


def listed_claim(county, *codes, on=date(2026, 2, 1)):
    done = claimed(county, *codes)
    for row in done.rows:
        content = {**row.content, **DUTIES}
        actions.revise(
            actor=county.clerk, version=row, category=row.category, name=row.name, office="林政股", content=content
        )
    published(county, done.change_sets[0], on)
    return {row.entry.item.basic_code: row.entry for row in done.rows}


# --- reading and loading ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("000104002000", ""),
        ("001033002000", ""),
        ("0001040020", "不是12位"),
        ("990104002000", "省级代码"),
        ("621104002000", "事项类型代码"),
    ],
)
def test_the_structure_of_a_basic_code_is_checked(code, words):
    assert (words in fault_of(code)) if words else fault_of(code) == ""


def test_a_real_list_of_another_county_is_read_whole(county):
    reading = catalogue.read_catalogue((DATA / "catalogue_guangan.xlsx").read_bytes())
    assert (len(reading.items), len(reading.refused)) == (189, 0)
    assert {item.data["department"] for item in reading.items} == {
        "区农业农村局", "区水务局", "区交通运输局", "区文广旅局", "区卫健局",
    }  # fmt: skip
    assert sum(bool(item.data["main"]) for item in reading.items) > 90


def test_an_implementation_code_gives_its_basic_code_and_faults_are_said_in_words(county):
    rows = (
        [*CUT[:5], "11450721MB155808114620164001000", FOREST],
        [*BREED[:5], "620264002000", WILD],
        [*COLLECTIVE[:5], "", FOREST],
    )
    header = [*HEADER[:5], "事项编码", "设定依据"]
    reading = catalogue.read_catalogue(workbook(*rows, header=header))
    assert reading.items[0].data["basic_code"] == "620164001000"
    words = " ".join(finding.message for finding in reading.refused)
    assert "是行政处罚的编码，事项类型填的是行政许可" in words and "是空的。请填写基本编码" in words


def test_a_catalogue_is_looked_at_and_then_applied_whole_with_history(county):
    edition = preview(county, CUT, COLLECTIVE, BREED)
    assert edition.result["counts"] == {
        "rows": 3, "new": 3, "changed": 0, "unchanged": 0, "refused": 0, "ended": 0,
    }  # fmt: skip
    assert not CatalogueItem.objects.exists()
    catalogue.apply_catalogue(actor=county.keeper, edition=edition)
    assert item("620164001001").parent == item()
    assert item().hint.organisation == county.organisation
    assert item().citations.get().title == "中华人民共和国森林法"
    second = preview(county, [*CUT[:3], "林木采伐许可", *CUT[4:]], COLLECTIVE, on=date(2026, 6, 1), number="二号")
    counts = second.result["counts"]
    assert (counts["changed"], counts["unchanged"], counts["ended"]) == (1, 1, 1)
    catalogue.apply_catalogue(actor=county.keeper, edition=second)
    assert (item().name, item("620164002000").valid_to) == ("林木采伐许可", date(2026, 6, 1))
    assert [row.name for row in item().history.order_by("history_date", "history_id")] == [
        "林木采伐许可证核发",
        "林木采伐许可",
    ]
    with pytest.raises(MoveRefused, match="已载入"):
        catalogue.apply_catalogue(actor=county.keeper, edition=second)


def test_a_part_of_a_catalogue_ends_nothing_and_refused_rows_stop_the_whole(county):
    load(county, CUT, BREED)
    load(county, DIRT, whole=False)
    assert not CatalogueItem.objects.filter(valid_to__isnull=False).exists()
    bad = preview(county, CUT, [*BREED[:5], "12", WILD], whole=False)
    with pytest.raises(MoveRefused, match="有1行不能载入"):
        catalogue.apply_catalogue(actor=county.keeper, edition=bad)
    assert CatalogueEdition.objects.get(pk=bad.pk).state == LoadState.PREVIEWED
    catalogue.apply_catalogue(actor=county.keeper, edition=bad, skip_refused=True)


def test_what_moved_since_the_preview_is_shown_again(county):
    first, second = preview(county, CUT), preview(county, CUT)
    catalogue.apply_catalogue(actor=county.keeper, edition=first)
    with pytest.raises(MoveRefused, match="又有了变化"):
        catalogue.apply_catalogue(actor=county.keeper, edition=second)
    assert CatalogueEdition.objects.get(pk=second.pk).result["counts"]["unchanged"] == 1


def test_only_the_county_reviewer_loads(county):
    with pytest.raises(PermissionDenied):
        preview(SimpleNamespace(keeper=county.reviewer), CUT)  # reviews one department


# --- claiming --------------------------------------------------------------------------------------------------------


def test_claimed_entries_take_name_category_and_basis_and_stand_as_the_catalogue_does(county):
    load(county, CUT, COLLECTIVE, BREED)
    done = claimed(county, "620164001001", "620164001000")
    assert [set_.state for set_ in done.change_sets] == [ChangeSetState.DRAFT]
    rows = {row.entry.item.basic_code: row for row in done.rows}
    assert (rows["620164001000"].name, rows["620164001000"].content["basis"]) == (CUT[3], [FOREST])
    sub = ListEntry.objects.get(item__basic_code="620164001001")
    assert (sub.parent.item.basic_code, sub.level) == ("620164001000", 2)
    again = claimed(county, "620164001000")
    assert (again.rows, len(again.left_out)) == ([], 1)


def test_an_entry_of_the_same_name_becomes_the_items_own(county):
    load(county, CUT, BREED)
    entry = listed(county, name=CUT[3])
    other = listed(county, name=BREED[3], content={"basis": ["《某条例》第一条"]})
    done = claimed(county, "620164001000", "620164002000")
    assert done.linked == [entry]
    assert [(row.entry, row.change) for row in done.rows] == [(other, K.AMEND)]
    assert done.rows[0].content["basis"] == [WILD] and done.rows[0].content["duties"]


def test_locked_cells_are_refused_by_propose_revise_import_and_interface(county, client):
    load(county, CUT)
    entry = listed_claim(county, "620164001000")["620164001000"]
    text = entry.versions.get()
    change_set = a_set(county)
    for cells, words in (({"name": "改名"}, "名称以目录为准"), ({"category": "02"}, "类别以目录为准")):
        with pytest.raises(MoveRefused, match=words):
            actions.propose(
                actor=county.clerk, change_set=change_set, change=K.AMEND, entry=entry, content=text.content,
                **{"name": text.name, "category": text.category, **cells},
            )  # fmt: skip
    row = actions.propose(
        actor=county.clerk, change_set=change_set, change=K.AMEND, entry=entry, name=None, category=None,
        office="资源股", content={**text.content, "basis": []},
    )  # fmt: skip
    assert (row.name, row.office, row.content["basis"]) == (CUT[3], "资源股", [FOREST])
    with pytest.raises(MoveRefused, match="依据以目录为准"):
        actions.revise(
            actor=county.clerk, version=row, category=row.category, name=row.name, office="",
            content={**row.content, "basis": [WILD]},
        )  # fmt: skip
    actions.drop_row(actor=county.clerk, version=row)
    line = ["1", CUT[3], "行政许可", WILD, "县林草局", "林政股", "1.受理责任", "追责", "", entry.code]
    reading = actions.read_workbook(book(("权责清单", [[*POWER_HEADER, "编码"], line])), "powers")
    with pytest.raises(actions.ImportRefused) as refused:
        actions.apply_reading(actor=county.clerk, reading=reading, kind="powers", organisation=county.organisation)
    assert "认领自省级目录 620164001000" in refused.value.preview.refused[0]["message"]


def test_the_row_form_shows_locked_cells_and_a_forged_post_changes_nothing(county, client):
    load(county, CUT)
    row = claimed(county, "620164001000").rows[0]
    client.force_login(county.clerk)
    url = reverse("powerlist:desk_row", args=[row.change_set.number, row.pk])
    form = client.get(url).context["form"]
    assert [name for name, field in form.fields.items() if field.disabled] == ["category", "name", "basis"]
    assert "来自省级目录 620164001000" in client.get(url).content.decode()
    sent = {"category": "02", "name": "改名", "basis": WILD, "office": "林政股", "seen": row.fingerprint}
    assert client.post(url, sent).status_code == 302
    saved = ListVersion.objects.get(pk=row.pk)
    assert (saved.name, saved.category, saved.content["basis"], saved.office) == (CUT[3], "01", [FOREST], "林政股")


def test_a_body_says_why_it_declines_and_a_later_claim_withdraws_it(county):
    load(county, CUT, BREED)
    with pytest.raises(MoveRefused, match="写明不认领的理由"):
        claims.decline(actor=county.clerk, organisation=county.organisation, items=[item()], reason=" ")
    claims.decline(actor=county.clerk, organisation=county.organisation, items=[item()], reason="无林")
    share = queries.shares(county.clerk)[0]
    assert (share.sums, share.percent, share.open_of("01")) == ((2, 0, 1, 1), 50, 1)
    claimed(county, "620164001000")
    assert CatalogueDecline.objects.get().withdrawn_at is not None
    with pytest.raises(MoveRefused, match="已经认领"):
        claims.decline(actor=county.clerk, organisation=county.organisation, items=[item()], reason="无林")
    assert queries.shares(county.clerk)[0].sums == (2, 1, 0, 1)


def test_one_item_of_thirteen_townships_is_one_item_and_thirteen_entries(county, client):
    bodies = [OrganisationFactory(township=True, parent=county.root, code=f"621125X{n:02d}") for n in range(13)]
    people = office(code="621125XZ", name="武阳镇人民政府", short_name="武阳镇", township=True, parent=county.root)
    load(county, DIRT)
    done = claims.claim_for_townships(actor=county.keeper, items=[item("621017003000")])
    assert len(done) == 14 and {len(one.rows) for one in done.values()} == {1}
    assert ListEntry.objects.filter(item__basic_code="621017003000").count() == 14
    assert Urging.objects.filter(kind=UrgingKind.CLAIMED).count() == 14
    with pytest.raises(MoveRefused, match="都已认领"):
        claims.claim_for_townships(actor=county.keeper, items=[item("621017003000")])
    with pytest.raises(PermissionDenied):
        claims.claim_for_townships(actor=county.clerk, items=[item("621017003000")])
    row = done[people.organisation].rows[0]
    actions.revise(
        actor=people.clerk,
        version=row,
        category=row.category,
        name=row.name,
        office="自然资源所",
        content={**row.content, **DUTIES},
    )
    published(people, done[people.organisation].change_sets[0], date(2026, 2, 1))
    other = done[bodies[0]]
    helper = staff_with("fill_lists", organisation=bodies[0])
    draft = other.rows[0]
    actions.revise(
        actor=helper,
        version=draft,
        category=draft.category,
        name=draft.name,
        office="",
        content={**draft.content, **DUTIES},
    )
    published(SimpleNamespace(**{**vars(people), "clerk": helper, **_chain(bodies[0])}), other.change_sets[0])
    page = client.get(reverse("powerlist:catalogue_item", args=[item("621017003000").pk])).content.decode()
    assert "由各乡镇实施" in page and "武阳镇" in page and str(bodies[0]) in page
    entry = client.get(f"/open/powers/{row.entry.code}/").content.decode()
    assert "这一事项由各乡镇实施" in entry and str(bodies[0]) in entry


def _chain(body):
    grants = {"reviewer": "review_lists", "jurist": "give_legality", "recorder": "record_decision"}
    found = {name: staff_with(grant, organisation=body) for name, grant in grants.items()}
    return {**found, "publisher": staff_with("review_lists", organisation=body), "organisation": body}


def test_local_entries_are_marked_once_a_catalogue_is_loaded(county, client):
    entry = listed(county, name="本地自有事项")
    assert "本地特有" not in client.get("/open/powers/").content.decode()
    load(county, CUT)
    listed_claim(county, "620164001000")
    assert client.get("/open/powers/").content.decode().count("本地特有") == 1
    assert "本地特有" in client.get(f"/open/powers/{entry.code}/").content.decode()
    client.force_login(county.clerk)
    assert client.get(reverse("powerlist:desk_entries")).content.decode().count("本地特有") == 1


def test_a_change_above_lists_the_entries_that_it_touches_and_urges_their_body(county, client):
    load(county, CUT, BREED)
    entries = listed_claim(county, "620164001000", "620164002000")
    assert not queries.touched(timezone.localdate()).exists()
    load(county, [*CUT[:3], "林木采伐许可", *CUT[4:]], on=date(2026, 6, 1), number="甘政办发〔2026〕9号")
    client.force_login(county.clerk)
    page = client.get(reverse("powerlist:catalogue_touched"))
    rows = {row.entry: row for row in page.context["page"]}
    assert set(rows) == set(entries.values())
    assert rows[entries["620164002000"]].ended
    assert rows[entries["620164001000"]].cells_apart == [("名称", CUT[3], "林木采伐许可")]
    assert Urging.objects.filter(kind=UrgingKind.CATALOGUE, settled_at__isnull=True).count() == 2
    change_set = a_set(county)
    text = entries["620164001000"].versions.get()
    actions.propose(
        actor=county.clerk, change_set=change_set, change=K.AMEND, entry=entries["620164001000"], content=text.content
    )
    published(county, change_set, date(2026, 7, 1))
    actions.urge()
    left = Urging.objects.filter(kind=UrgingKind.CATALOGUE, settled_at__isnull=True)
    assert [row.title for row in left] == [f"“{BREED[3]}”已从上级目录取消"]


def test_a_claim_is_released_by_the_reviewer_for_a_reason(county):
    load(county, CUT)
    entry = listed_claim(county, "620164001000")["620164001000"]
    with pytest.raises(PermissionDenied):
        claims.release(actor=county.clerk, entry=entry, reason="错认")
    claims.release(actor=county.reviewer, entry=entry, reason="错认")
    assert ListEntry.objects.get(pk=entry.pk).item is None


# --- pages -----------------------------------------------------------------------------------------------------------


def test_items_are_found_claimed_and_declined_at_the_desk(county, client):
    load(county, CUT, COLLECTIVE, BREED, DIRT)
    client.force_login(county.clerk)
    url = reverse("powerlist:catalogue")
    assert [row.name for row in client.get(url).context["page"]] == [CUT[3], COLLECTIVE[3], BREED[3]]
    assert [row.name for row in client.get(url, {"q": "繁育"}).context["page"]] == [BREED[3]]
    assert [row.name for row in client.get(url, {"everyone": "1", "category": "10"}).context["page"]] == [DIRT[3]]
    act = reverse("powerlist:catalogue_claim")
    body = {"organisation": county.organisation.code}
    page = client.post(act, {**body, "item": item().pk, "act": "decline"})
    assert page.status_code == 422 and "写明不认领的理由" in page.content.decode()
    client.post(act, {**body, "item": item("620164002000").pk, "act": "decline", "reason": "没有养殖场"})
    assert client.post(act, {**body, "item": [item().pk], "act": "claim"}).status_code == 302
    assert [row.name for row in client.get(url).context["page"]] == [COLLECTIVE[3]]
    assert client.post(act, {**body, "item": item().pk, "act": "townships"}).status_code == 404
    stranger = OrganisationFactory()
    assert client.get(url, {"organisation": stranger.code}).status_code == 404
    for name in ("catalogue_shares", "catalogue_touched"):
        assert client.get(reverse(f"powerlist:{name}")).status_code == 200
    assert client.get(reverse("powerlist:catalogue_load")).status_code == 404


def test_pages_take_the_same_queries_for_one_row_and_for_three(county, client):
    load(county, CUT)
    listed_claim(county, "620164001000")
    load(county, [*CUT[:3], "林木采伐许可", *CUT[4:]], number="二号", on=date(2026, 3, 1))
    client.force_login(county.clerk)

    def queries_of():
        counts = []
        for name, query in (("catalogue", "?state="), ("catalogue_touched", ""), ("catalogue_shares", "")):
            with CaptureQueriesContext(connection) as caught:
                assert client.get(reverse(f"powerlist:{name}") + query).status_code == 200
            counts.append(len(caught))
        return counts

    queries_of()
    one = queries_of()
    load(county, COLLECTIVE, BREED, whole=False)
    listed_claim(county, "620164001001", "620164002000", on=date(2026, 4, 1))
    load(county, [*BREED[:3], "繁育许可", *BREED[4:]], [*COLLECTIVE[:3], "集体林采伐", *COLLECTIVE[4:]], whole=False)
    assert queries.touched(timezone.localdate()).count() == 3
    assert queries_of() == one


def test_an_edition_is_uploaded_looked_at_and_applied_at_the_desk(county, client, django_capture_on_commit_callbacks):
    client.force_login(county.keeper)
    url = reverse("powerlist:catalogue_load")
    facts = {
        "level": "provincial",
        "title": "省目录",
        "document_number": "一号",
        "effective_on": "2026-01-01",
        "whole": "on",
    }
    page = client.post(url, {**facts, "file": ContentFile(b"nothing", name="a.xlsx")})
    assert page.status_code == 422 and not CatalogueEdition.objects.exists()
    page = client.post(url, {**facts, "file": ContentFile(workbook(CUT, BREED), name="目录.xlsx")}, follow=True)
    edition = CatalogueEdition.objects.get()
    place = reverse("powerlist:catalogue_edition", args=[edition.pk])
    moving = reverse("powerlist:catalogue_progress", args=[edition.pk])
    assert edition.state == "reading" and "<progress" in page.content.decode() and moving in page.content.decode()
    assert client.get(url).status_code == client.get(moving).status_code == 200
    tasks.read_catalogue(edition.pk)
    assert client.get(moving)["HX-Refresh"] == "true"
    assert "林木采伐许可证核发" in client.get(place).content.decode() and not CatalogueItem.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(place).status_code == 302
    assert CatalogueItem.objects.count() == 2 and "目录已载入" in client.get(place).content.decode()
    tasks.apply_catalogue(edition.pk)  # delivered twice
    assert CatalogueItem.history.count() == 2
    assert CatalogueHint.objects.get().organisation == county.organisation
    assert Organisation.objects.filter(pk=county.organisation.pk).exists()


def test_an_entry_is_put_below_its_main_item_at_the_desk(county, client):
    load(county, CUT)
    entry = listed(county, name="国有林采伐许可")
    main = listed_claim(county, "620164001000")["620164001000"]
    client.force_login(county.clerk)
    url = reverse("powerlist:entry_place", args=[entry.code])
    page = client.post(url, {"parent": main.code})
    assert page.status_code == 422 and "由县委编办调整" in page.content.decode()
    client.force_login(county.keeper)
    assert client.post(url, {"parent": "没有的编码"}).status_code == 422
    assert client.post(url, {"parent": main.code, "reason": "归并"}).status_code == 302
    assert ListEntry.objects.get(pk=entry.pk).level == 2
    assert ListVersion.objects.get(entry=entry, state=VersionState.PUBLISHED).sort_key.count(".") == 1
    page = client.get(reverse("powerlist:entry_place", args=[main.code]))
    assert "国有林采伐许可" in page.content.decode()
    assert (
        client.post(
            reverse("powerlist:entry_place", args=[main.code]), {"act": "release", "reason": "错认"}
        ).status_code
        == 302
    )
