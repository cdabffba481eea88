"""The counts beside the filters agree with the texts, whatever writes them and on any day."""

from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.registers import ChangeKind
from powerlist import actions
from powerlist.enums import Category, ListKind
from powerlist.models import ListCount, ListVersion
from powerlist.queries import counts
from powerlist.queries.levels import nested

from .people import a_set, add, office, published

pytestmark = pytest.mark.django_db
DAYS = [date(2025, 12, 31), date(2026, 1, 10), date(2026, 2, 9), date(2026, 2, 10), date(2026, 6, 1)]


def told(on) -> Counter:
    return Counter({(body, category): n for body, category, n in counts.in_force(ListKind.POWERS, on)[0]})


def read(on) -> Counter:
    rows = ListVersion.objects.in_force(on).filter(kind=ListKind.POWERS)
    return Counter(rows.order_by().values_list("organisation_id", "category"))


def test_counts_agree_with_the_texts_on_every_day():
    one, other = office(), office()
    first = a_set(one)
    kept, gone = add(one, first), add(one, first, name="林地占用审核", category=Category.CONFIRMATION)
    published(one, first, date(2026, 1, 10))
    second = a_set(other)
    add(other, second, name="食品经营许可")
    published(other, second, date(2026, 2, 10))
    third = a_set(one)
    add(one, third, name="木材运输许可")
    for version, change in ((kept, ChangeKind.AMEND), (gone, ChangeKind.CANCEL)):
        version.refresh_from_db()
        actions.propose(
            actor=one.clerk, change_set=third, change=change, entry=version.entry, category=version.category,
            name=f"{version.name}（新）", office=version.office, content=version.content,
        )  # fmt: skip
    published(one, third, date(2026, 2, 10))
    assert [sum(told(day).values()) for day in DAYS] == [0, 2, 2, 3, 3]
    for day in DAYS:
        assert told(day) == read(day)
    assert counts.in_force(ListKind.POWERS, DAYS[0])[1] is None
    assert counts.in_force(ListKind.POWERS, DAYS[2])[1] == date(2026, 1, 10)
    assert counts.in_force(ListKind.POWERS, DAYS[4])[1] == date(2026, 2, 10)


def test_texts_that_move_to_another_body_are_counted_there():
    people, heir = office(), office()
    change_set = a_set(people)
    add(people, change_set)
    assert not ListCount.objects.exists()  # a proposal is no text in force
    published(people, change_set, date(2026, 1, 10))
    ListVersion.objects.update(organisation=heir.organisation)
    assert counts.in_force(ListKind.POWERS, DAYS[4])[0] == [(heir.organisation.pk, "01", 1)]
    assert told(DAYS[4]) == read(DAYS[4])
    empty = a_set(people)
    add(people, empty, name="食品经营许可").delete()
    assert told(DAYS[4]) == read(DAYS[4])


OTHERS = """
    SELECT i.indexrelid::regclass::text FROM pg_index i
    WHERE i.indrelid = 'powerlist_listversion'::regclass AND i.indexrelid <> 'listversion_sub_named'::regclass
      AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""


def test_texts_that_name_a_sub_item_are_found_by_their_index():
    """Read in other words than the index's, the counts of levels would read every text of the list."""
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        nested(ListKind.POWERS, DAYS[4])
        cursor.execute(OTHERS)  # of an empty table any index is as good; the test is whether this one may be used
        for (other,) in cursor.fetchall():
            cursor.execute(f'DROP INDEX "{other}"')
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off")
        cursor.execute(f"EXPLAIN {next(q['sql'] for q in asked.captured_queries if 'sub_name' in q['sql'])}")
        assert "listversion_sub_named" in str(cursor.fetchall())
