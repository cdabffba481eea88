"""A text in a public list gives the same rows by either way, page by page, as a scan of the list gives."""

import itertools
from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from core import search
from core.models import Publication, SearchRow
from powerlist.enums import Category, ListKind
from powerlist.models import ListChangeSet, ListEntry, ListVersion
from powerlist.queries import finding
from powerlist.queries.facets import SORTS, Filters
from powerlist.queries.public import public_list
from tests.factories import OrganisationFactory, UserFactory
from tests.powerlist.people import a_set, add, office, published

pytestmark = pytest.mark.django_db
DAY, TODAY = date(2026, 1, 10), timezone.localdate()
NAMES = ("林木采伐许可证核发", "木材运输证核发", "毁林罚款", "草原征占用许可", "占用林地审核")
ROWS = 240


@pytest.fixture(autouse=True)
def listed():
    """A list of two bodies and two categories, written at once; some texts have ended by today."""
    bodies = [OrganisationFactory(code=f"621125{code}", sort_key=code) for code in ("LY", "NY")]
    change_set = ListChangeSet.objects.create(
        number="T-1", title="试", reason="试", kind=ListKind.POWERS, organisation=bodies[0], author=UserFactory()
    )
    entries = ListEntry.objects.bulk_create(
        ListEntry(code=f"6211250{n:04d}", kind=ListKind.POWERS, organisation=bodies[n % 2]) for n in range(ROWS)
    )
    versions = [
        ListVersion(
            entry=entry, change_set=change_set, kind=ListKind.POWERS, organisation=entry.organisation,
            state="published", category=Category.LICENSING if n % 3 else Category.PENALTY, name=NAMES[n % 5],
            sort_key=f"{n % 40:05d}",
            valid_from=DAY, valid_to=date(2026, 3, 1) if n % 11 == 0 else None,
        )
        for n, entry in enumerate(entries)
    ]  # fmt: skip
    ListVersion.objects.bulk_create(versions)
    SearchRow.objects.bulk_create(
        SearchRow(
            kind="powers", key=v.entry.code, address="/", title=v.name, valid_from=DAY, valid_to=v.valid_to,
            **search.text_columns(title=v.name, code=v.entry.code, body="《森林法》第五条" if n % 4 else "《草原法》"),
        )
        for n, v in enumerate(versions)
    )  # fmt: skip
    Publication.objects.bump("lists")


@pytest.fixture(params=["few", "walked", "walked and given up"])
def way(request, monkeypatch):
    """Every way to the hits: as the few that are counted, by a walk, and by a walk too short for them."""
    if request.param != "few":
        monkeypatch.setattr(search, "MOST_COUNTED", 5)
        monkeypatch.setattr(search, "MANY", 0)
        monkeypatch.setattr(finding, "SHORTEST_WALK", 4_000 if request.param == "walked" else 45)
        monkeypatch.setattr(search, "expected", lambda text: 1)
        monkeypatch.setattr(search, "is_common", lambda text: True)


def scan(filters: Filters) -> list[int]:
    """Every row of the list, looked at one by one."""
    order, newest_first = SORTS[filters.sort]
    texts = {row.key: f"{row.code}\n{row.name}\n{row.synonyms}\n{row.body}" for row in SearchRow.objects.order_by("id")}
    rows = ListVersion.objects.in_force(filters.on).select_related("entry", "organisation")
    found = [
        row
        for row in rows.order_by(*order)
        if all(word in texts[row.entry.code] for word in filters.words)
        and filters.category in ("", row.category)
        and filters.department in ("", row.organisation.code)
    ]
    return [row.pk for row in (reversed(found) if newest_first else found)]


def keys(filters: Filters, **place) -> list[int]:
    return [row.pk for row in public_list(filters, size=17, **place).page]


OTHERS = [{}, {"department": "621125NY"}, {"category": "02", "sort": "newest"}, {"sort": "category"}]


@pytest.mark.parametrize("on", [date(2026, 2, 1), TODAY])
def test_every_page_is_that_of_a_scan(way, on):
    for text, others in itertools.product(("许可", "林 核发", "62112500", "没有"), OTHERS):
        filters = Filters("powers", on, text=text, **others)
        expected, seen, after = scan(filters), [], ""
        while True:
            page = public_list(filters, size=17, after=after).page
            seen += [row.pk for row in page]
            if not page.next:
                break
            after = page.next
        assert seen == expected, filters
        if len(expected) > 40:  # and the way back: from the last page, and into the head
            last = len(page.rows)
            assert keys(filters, before=page.previous) == expected[-last - 17 : -last]
            second = public_list(filters, size=17, after=public_list(filters, size=17).page.next).page
            assert keys(filters, before=second.previous) == expected[:17]


def test_the_number_of_hits_is_told_as_far_as_it_is_known(monkeypatch):
    filters = Filters("powers", DAY, text="许可")
    whole, part = len(scan(filters)), len(scan(Filters("powers", DAY, text="许可", department="621125NY")))
    assert public_list(filters).total_shown == str(whole)
    assert sum(facet.count for facet in public_list(filters).departments) == whole
    monkeypatch.setattr(search, "MOST_COUNTED", 20)
    many = public_list(filters)
    assert many.total_shown == "20+"
    assert [facet.count for facet in many.departments] == [None, None]
    assert public_list(Filters("powers", DAY, text="许可", department="621125NY")).total_shown == "20+"
    narrow = Filters("powers", DAY, text="运输", department="621125NY", category="02")
    assert public_list(narrow).total_shown == str(len(scan(narrow)))
    monkeypatch.setattr(finding, "COUNTED", 10)
    assert public_list(narrow).total_shown == str(len(scan(narrow)))  # the page itself shows them all
    assert public_list(Filters("powers", DAY, text="许可", department="621125NY"), size=9).total_shown == "9+"
    assert part > 20


def test_the_page_of_a_common_word_shows_no_counts(client, monkeypatch):
    monkeypatch.setattr(search, "MOST_COUNTED", 20)
    page = client.get("/open/powers/?q=许可&as_of=2026-02-01").content.decode()
    assert "共 <b>20+</b> 项" in page
    assert 'class="count"' not in page


def test_after_thousands_of_texts_the_database_counts_anew(django_capture_on_commit_callbacks, monkeypatch):
    monkeypatch.setattr("powerlist.actions.publication.BULK", 1)
    people = office()
    add(people, change_set := a_set(people), name="取水许可")
    add(people, change_set, name="河道采砂许可")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM pg_statistic WHERE starelid = 'powerlist_listversion'::regclass")
    with django_capture_on_commit_callbacks(execute=True):
        published(people, change_set)
        assert search.search("河道采砂", on=DAY).count == 1  # at once, before the index has taken it in
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stats WHERE tablename = 'powerlist_listversion'")
        assert cursor.fetchone()[0] > 10
        cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [search.INDEX])
        assert cursor.fetchone() == (0,)  # nothing was left to take in
