"""A text looked for in a public list, each page at the cost of that page.

As many hits as are counted (MOST_COUNTED) are found by the index of the search, and the page is one of these. Of more
hits, as common words have, the list walks its own order and checks each row's text until the page is full. The walk is
given up after as many rows as the text is thought to have hits: where these lie far apart, the index has the word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils import timezone

from core import search
from core.registers import KeyPage, from_key, key_page

SHORTEST_WALK = 4_000  # rows
COUNTED = 1_000  # rows of a list that are walked to count the hits among them
# So many hits among so many ordered rows; fewer than that, then NULL if there are rows further on (asked only then).
HELD = """
    (SELECT walked.id FROM ({rows}) AS walked(id, entry_id) CROSS JOIN LATERAL (
        SELECT 1 FROM powerlist_listentry e JOIN ({texts}) AS s ON s.key = e.code WHERE e.id = walked.entry_id LIMIT 1
    ) AS held LIMIT {limit:d})
    UNION ALL (SELECT NULL FROM ({further}) AS further) LIMIT {limit:d}
"""


@dataclass(frozen=True)
class Sought:
    """What is looked for, in the texts of one kind of list on one day; `rows` are such texts, with other filters."""

    text: str
    kind: str
    on: date

    def among(self, rows):
        """Those of `rows` that hold the words, by the index."""
        found = search.matching(self.text, on=self.on, kinds=[self.kind]).order_by()
        return rows.filter(entry__code__in=found.values("key"))

    def few(self) -> list[str] | None:
        """The codes of all entries of the list whose texts hold the words; None when these are many.

        Many are more than MOST_COUNTED; of a common word on a day long past, more than the head of the list tells.
        """
        most = search.MOST_COUNTED + 1
        if not search.is_common(self.text):
            codes = search.matching(self.text, on=self.on, kinds=[self.kind]).order_by().values_list("key", flat=True)
            codes = list(codes[:most])
            return codes if len(codes) < most else None
        if self.is_past:
            return None
        if search.counted(self.text, on=self.on, kinds=[self.kind]) == most:
            return None
        return list(search.matching(self.text, on=self.on, kinds=[self.kind]).order_by().values_list("key", flat=True))

    @property
    def is_past(self) -> bool:
        """Of a day long past few rows are in force: the index, which knows no days, would read all the others."""
        return self.on < timezone.localdate()

    def page(self, rows, order: Sequence[str], *, after: str, before: str, size: int, newest_first: bool) -> KeyPage:
        """A page of the many among `rows` that hold the words, as `key_page` gives it."""
        ahead, _, backwards = from_key(rows, order, after=after, before=before, newest_first=newest_first)
        keys = self._walked(ahead, size + 1)
        if keys is not None and len(keys) <= size and backwards:  # back in the head of the list: the first page
            after = before = ""
            keys = self._walked(from_key(rows, order, newest_first=newest_first)[0], size + 1)
        found = self.among(rows) if keys is None else rows.filter(pk__in=keys)
        return key_page(found, order, after=after, before=before, size=size, newest_first=newest_first)

    def count(self, ordered) -> tuple[int, bool]:
        """(how many of the first ordered rows hold the words, whether there may be more further on)."""
        most = search.MOST_COUNTED + 1
        keys, more = self._hits(ordered, COUNTED, most)
        return len(keys), more

    def _walked(self, ordered, limit: int) -> list[int] | None:
        """The keys of the first hits among ordered rows; None when the walk ended before it met so many."""
        longest = max(SHORTEST_WALK, search.expected(self.text))
        keys, more = self._hits(ordered, longest, limit)
        return None if more else keys

    def _hits(self, ordered, longest: int, limit: int) -> tuple[list[int], bool]:
        """The keys of the first hits among so many ordered rows, met one after another; and whether, with fewer hits
        than asked for, there are rows further on. One query."""
        plain = ordered.select_related(None)
        parts = {
            "rows": plain.values_list("pk", "entry_id")[:longest],
            "texts": search.held(self.text, on=self.on, kind=self.kind).values_list("key"),
            "further": plain.values_list("pk")[longest : longest + 1],
        }
        sql, given = {}, []
        for name, part in parts.items():
            sql[name], values = part.query.sql_with_params()
            given += values
        with connection.cursor() as cursor:
            cursor.execute(HELD.format(**sql, limit=limit), given)
            keys = [key for (key,) in cursor.fetchall()]
        return [key for key in keys if key is not None], None in keys
