"""One search over everything published: exact for every length, one and two characters included.

The text of a row is normalised here (NFKC, small letters) and stored; the database indexes the grams of one and two
characters of the stored text. A word is found by its grams and checked again in the text. Hits come in tiers (code,
name, synonym, basis), each in the stored order (rank, id); the count stops at MOST_COUNTED.

A common word is met soon by walking the stored order; a rare one is found by the index, all at once; a common word that
is met late, because only long titles have it, is found by the index rank by rank. Which is which is read off the
database's own statistics and, where these take a common phrase for a rare one, off the first MANY hits themselves: the
answer is the same, only its time differs.
"""

import math
import re
import time
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.contrib.postgres.fields.array import ArrayContains
from django.core import checks
from django.db import connection, connections, transaction
from django.db.models import F, Q

from core.models import Grams, LongGrams, Publication, Scope, SearchRow

MOST_COUNTED = 1000
MOST_WORDS = 8
MOST_LETTERS = 100
PUBLICATION = "search"
ENCODING_ID, SEES_ID = "core.E001", "core.E002"
TIERS = ("code", "name", "synonyms", "body")
GRAMS = (LongGrams, Grams, LongGrams, Grams)  # of each tier's column, in the order of the index
INDEX = "core_search_grams"
LONG = 4
MOST_GRAMS = 4  # the rarest of a word that go to the index; the text itself is checked anyway
NARROWS = 0.2  # a gram that more rows than this share have narrows nothing; words so common are counted without index
MANY = 3_000  # hits that are still sorted whole
MOST_KNOWN = 1_000  # grams of which the database keeps statistics; with fewer, it knows them all
WALK = 1_000  # rows of the stored order that are walked for a common word


@dataclass(frozen=True)
class Page:
    """Hits of one page. `after` opens the next page, None on the last; `count` stops at MOST_COUNTED (`capped`)."""

    rows: list[SearchRow]
    after: str | None
    count: int
    capped: bool

    @property
    def count_shown(self) -> str:
        return f"{MOST_COUNTED}+" if self.capped else str(self.count)


def normalise(text: str) -> str:
    """NFKC, small letters, single spaces; what no font shows is dropped."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text or "").lower())
    if not text.isprintable():  # most texts are: only then each letter is looked at
        hidden = ("Cc", "Cf", "Cs")
        text = "".join(letter for letter in text if letter.isspace() or unicodedata.category(letter) not in hidden)
    return " ".join(text.split())


def words_of(text: str) -> list[str]:
    """The words of a query; all of them must be found."""
    return list(dict.fromkeys(normalise(text[:MOST_LETTERS]).split()))[:MOST_WORDS]


def grams(word: str, column: int = 1) -> list[str]:
    """The neighbours of a word in pairs (in fours where the column has them), or its one character."""
    size = LONG if GRAMS[column] is LongGrams and len(word) >= LONG else 2
    return sorted({word[i : i + size] for i in range(len(word) - size + 1)}) or [word]


# --- writing ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def publish_row(
    *,
    kind: str,
    key: str,
    address: str,
    title: str,
    valid_from: date,
    valid_to: date | None = None,
    code: str = "",
    synonyms: Iterable[str] = (),
    body: str = "",
    category: str = "",
    organisation: str = "",
    summary: str = "",
    scope: str = Scope.PUBLIC,
    rank: int = 0,
) -> SearchRow:
    """Make a thing findable from `valid_from` on; call it in the transaction that publishes the thing.

    The row of the same key that was in force until then ends on that day; a row that begins later ends this one.
    `rank` orders kinds (0 first); shorter titles come first within it.
    """
    others = SearchRow.objects.select_for_update().filter(kind=kind, key=key).order_by("valid_from")
    for other in others:
        if other.valid_from < valid_from and (other.valid_to is None or other.valid_to > valid_from):
            SearchRow.objects.filter(pk=other.pk).update(valid_to=valid_from)
        if other.valid_from > valid_from and (valid_to is None or valid_to > other.valid_from):
            valid_to = other.valid_from
    fields = {
        "address": address,
        "title": title,
        "category": category,
        "organisation": organisation,
        "summary": summary,
        "scope": scope,
        "valid_to": valid_to,
    } | text_columns(title=title, code=code, synonyms=synonyms, body=body, rank=rank)
    row, _ = SearchRow.objects.update_or_create(kind=kind, key=key, valid_from=valid_from, defaults=fields)
    settle()
    Publication.objects.bump(PUBLICATION)
    return row


def settle() -> None:
    """Fold what was written into the index in one go; until then every search reads it row by row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [INDEX])


def expect_many() -> None:
    """Before thousands of rows: let the index gather them all, to be folded in by one `settle`."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL gin_pending_list_limit = '512MB'; SET LOCAL work_mem = '64MB'")


def text_columns(*, title: str, code: str = "", synonyms: Iterable[str] = (), body: str = "", rank: int = 0) -> dict:
    """The normalised columns of a row; bulk imports use it to write many rows at once."""
    return {
        "code": normalise(code),
        "name": normalise(title),
        "synonyms": "\n".join(filter(None, [*map(normalise, synonyms), *pinyin_of(title)])),
        "body": normalise(body),
        "rank": rank * 10_000 + min(len(title), 9_999),
    }


def pinyin_of(title: str) -> list[str]:
    """A title as people type it without Chinese: spjyxk, and in full (shipinjingyingxuke) for its first twelve."""
    chinese = "".join(re.findall(r"[\u4e00-\u9fff]", title))
    if len(chinese) < 2:
        return []
    from pypinyin.seg.mmseg import seg  # its tables take 50 MB: only processes that publish carry them

    syllables = [syllable for phrase in seg.cut(chinese) for syllable in _syllables(phrase)]
    return ["".join(syllable[0] for syllable in syllables), "".join(syllables[:12])]


@lru_cache(maxsize=20_000)
def _syllables(phrase: str) -> list[str]:
    """The syllables of a phrase as the tables know it; the same few thousand phrases make up all titles."""
    from pypinyin import lazy_pinyin

    return lazy_pinyin(phrase)


@transaction.atomic
def withdraw_row(*, kind: str, key: str, on: date) -> int:
    """The thing can't be found from `on` on; rows that would begin later go. Returns the number of rows touched."""
    rows = SearchRow.objects.filter(kind=kind, key=key)
    gone, _ = rows.filter(valid_from__gte=on).delete()
    ended = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on)).update(valid_to=on)
    if gone or ended:
        Publication.objects.bump(PUBLICATION)
    return gone + ended


# --- reading ---------------------------------------------------------------------------------------------------------


def search(
    text: str,
    *,
    on: date,
    kinds: Iterable[str] = (),
    limit: int = 20,
    after: str | None = None,
    scope: str = Scope.PUBLIC,
    organisation: str = "",
) -> Page:
    """The rows in force on a day that hold every word of the text. No words, no hits.

    `after` is the `after` of the page before; anything else that can't be read begins at the first page.
    """
    words = words_of(text)
    if not words:
        return Page([], None, 0, False)
    asked = Asked(words, in_force(on, kinds=kinds, scope=scope, organisation=organisation))
    tier, rank, pk = _read_key(after)
    found: list[tuple[int, int, int]] = []
    while tier < len(TIERS) and len(found) <= limit:
        hits = asked.hits(tier, rank, pk, limit + 1 - len(found))
        found += [(tier, *hit) for hit in hits]
        tier, rank, pk = tier + 1, 0, 0
    count = len(found) if not after and len(found) <= limit else asked.count()
    more = found[limit - 1] if len(found) > limit else None
    shown = SearchRow.objects.defer("body").in_bulk([key for *_, key in found[:limit]])
    return Page(
        [shown[key] for *_, key in found[:limit] if key in shown],
        ".".join(map(str, more)) if more else None,
        min(count, MOST_COUNTED),
        count > MOST_COUNTED,
    )


# The ranks one after another, as many as are needed; the index holds the rank beside the grams.
BY_RANK = """
    WITH RECURSIVE ranks(rank) AS (
        (SELECT rank FROM core_searchrow WHERE rank >= %s ORDER BY rank LIMIT 1)
        UNION ALL
        SELECT (SELECT s.rank FROM core_searchrow s WHERE s.rank > ranks.rank ORDER BY s.rank LIMIT 1)
        FROM ranks WHERE ranks.rank IS NOT NULL
    )
    SELECT hits.rank, hits.id FROM ranks CROSS JOIN LATERAL (
        {query} AND "core_searchrow"."rank" = ranks.rank AND (ranks.rank > %s OR "core_searchrow"."id" > %s)
        ORDER BY "core_searchrow"."id" + 0 LIMIT {limit:d}
    ) AS hits(rank, id)
    WHERE ranks.rank IS NOT NULL LIMIT {limit:d}
"""


@dataclass(frozen=True)
class Asked:
    """One question: its words, and the rows among which they are looked for."""

    words: list[str]
    rows: object

    def hits(self, tier: int, rank: int, pk: int, limit: int) -> list[tuple[int, int]]:
        """(rank, id) of the first hits of a tier after a place in the stored order."""
        hits = self.rows.filter(_tier(self.words, tier))
        if COMMON.expected(self.words, range(tier + 1)) <= MANY:
            found = self._few(hits, rank, pk)
            if len(found) <= MANY:
                return sorted(found)[:limit]
        walked = self._walk(tier, rank, pk, limit)
        return walked if len(walked) == limit else self._by_rank(hits, rank, pk, limit)

    def _few(self, hits, rank: int, pk: int) -> list[tuple[int, int]]:
        """All hits after a place in no order, when they are MANY at most; else MANY + 1 of them."""
        if pk:
            hits = hits.filter(Q(rank__gt=rank) | Q(rank=rank, id__gt=pk))
        return list(hits.order_by().values_list("rank", "id")[: MANY + 1])

    def _walk(self, tier: int, rank: int, pk: int, limit: int) -> list[tuple[int, int]]:
        """The first hits among the next WALK rows of the stored order."""
        inner = "SELECT * FROM core_searchrow WHERE (rank, id) > (%s, %s) ORDER BY rank, id LIMIT %s"
        return self._within(inner, [rank, pk, WALK], _text_of_tier(self.words, tier), limit)

    def count(self) -> int:
        """How many rows hold the words, at most MOST_COUNTED + 1."""
        most, every = MOST_COUNTED + 1, range(len(TIERS))
        expected = COMMON.expected(self.words, every)
        if expected > MANY and expected > COMMON.rows * NARROWS:
            return self.rows.filter(_in_text(self.words, every)).order_by()[:most].count()
        rows = self.rows.filter(_holds(self.words, every))
        if expected > MANY:
            return len(self._by_rank(rows, 0, 0, most))
        return rows.order_by()[:most].count()

    def _by_rank(self, rows, rank: int, pk: int, limit: int) -> list[tuple[int, int]]:
        """The first of some rows, by the index of each rank in turn: as of a common word that long titles have."""
        query, params = self._plain(rows)
        with connections[rows.db].cursor() as cursor:
            cursor.execute(BY_RANK.format(query=query, limit=limit), [rank, *params, rank, pk])
            return cursor.fetchall()

    @staticmethod
    def _plain(rows) -> tuple[str, tuple]:
        """The question as SQL: rank and id of the rows, in no order."""
        return rows.order_by().values_list("rank", "id").query.sql_with_params()

    def _within(self, inner: str, numbers: list[int], texts: Q, limit: int) -> list[tuple[int, int]]:
        """The first hits among some rows of the table, in their order."""
        query, params = self._plain(self.rows.filter(texts))
        head, tail = query.split(' FROM "core_searchrow" ', 1)
        with connections[self.rows.db].cursor() as cursor:
            cursor.execute(f'{head} FROM ({inner}) AS "core_searchrow" {tail} LIMIT {limit:d}', [*numbers, *params])
            return cursor.fetchall()


def matching(text: str, *, on: date, kinds: Iterable[str] = (), scope: str = Scope.PUBLIC):
    """The rows in force on a day that hold every word, unordered: the condition of a list that filters by a text."""
    return in_force(on, kinds=kinds, scope=scope).filter(_holds(words_of(text), range(len(TIERS))))


def is_common(text: str) -> bool:
    """Whether so many rows hold the words that a list meets them sooner by walking its own order."""
    return expected(text) > MANY


def expected(text: str) -> int:
    """About how many rows hold every word, by the statistics."""
    return int(COMMON.expected(words_of(text), range(len(TIERS))))


def counted(text: str, *, on: date, kinds: Iterable[str] = (), scope: str = Scope.PUBLIC) -> int:
    """How many rows in force hold every word, at most MOST_COUNTED + 1."""
    return Asked(words_of(text), in_force(on, kinds=kinds, scope=scope)).count()


def held(text: str, *, on: date, kind: str, scope: str = Scope.PUBLIC):
    """The rows in force of one kind that hold every word, by their text alone: a list that walks its own order checks
    its rows against them by key."""
    return in_force(on, kinds=[kind], scope=scope).filter(_in_text(words_of(text), range(len(TIERS)))).order_by()


def in_force(on: date, *, kinds: Iterable[str] = (), scope: str = Scope.PUBLIC, organisation: str = ""):
    rows = SearchRow.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on, scope=scope)
    if kinds := list(kinds):
        rows = rows.filter(kind__in=kinds)
    return rows.filter(organisation=organisation) if organisation else rows


def _tier(words: list[str], tier: int) -> Q:
    """The hits of one tier: every word stands in the columns up to it, not every one in the columns before it."""
    return _holds(words, _columns(words, tier)) & _not_before(words, tier)


def _text_of_tier(words: list[str], tier: int) -> Q:
    return _in_text(words, _columns(words, tier)) & _not_before(words, tier)


def _columns(words: list[str], tier: int) -> range:
    return range(tier if len(words) == 1 else 0, tier + 1)


def _not_before(words: list[str], tier: int) -> Q:
    return ~_in_text(words, range(tier)) if tier else Q()


def _holds(words: list[str], columns: range) -> Q:
    """Every word stands in one of these columns: found by the index, then checked in the text itself."""
    by_index = Q()
    for word in words:
        somewhere = Q()
        for column in columns:
            chosen = COMMON.rarest(grams(word, column), column)
            somewhere |= Q(ArrayContains(GRAMS[column](F(TIERS[column])), chosen))
        by_index &= somewhere
    return by_index & _in_text(words, columns)


def _in_text(words: list[str], columns: range) -> Q:
    condition = Q()
    for word in words:
        somewhere = Q()
        for column in columns:
            somewhere |= Q(**{f"{TIERS[column]}__contains": word})
        condition &= somewhere
    return condition


def _read_key(after: str | None) -> tuple[int, int, int]:
    match = re.fullmatch(r"([0-3])\.(\d{1,9})\.(\d{1,18})", after or "", re.ASCII)
    return tuple(map(int, match.groups())) if match else (0, 0, 0)


# --- what is common ---


@dataclass
class Common:
    """How common each gram is, by the statistics that the database keeps of the index (read anew every ten minutes).

    They choose a way to the answer, never the answer.
    """

    KEPT_SECONDS = 600
    read_at: float | None = None
    rows: float = 0
    shares: list[dict[str, float]] = field(default_factory=lambda: [{} for _ in TIERS])
    floors: list[float] = field(default_factory=lambda: [0.0 for _ in TIERS])

    def share(self, gram: str, column: int) -> float:
        """The share of all rows that have the gram, at most."""
        return self.shares[column].get(gram, self.floors[column])

    def rarest(self, found: list[str], column: int) -> list[str]:
        self._read()
        ordered = sorted(found, key=lambda gram: self.share(gram, column))[:MOST_GRAMS]
        return ordered[:1] + [gram for gram in ordered[1:] if self.share(gram, column) < NARROWS]

    def expected(self, words: list[str], columns: range) -> float:
        """About how many rows hold all the words in these columns.

        The grams of a phrase come together more often than by chance and less often than always: the mean (geometric)
        of what its rarest gram allows and of what chance would give.
        """
        self._read()
        if not self.rows:
            return 0
        return self.rows * min(1.0, *(sum(self._chance(word, column) for column in columns) for word in words))

    def _chance(self, word: str, column: int) -> float:
        shares = [self.share(gram, column) for gram in grams(word, column)]
        return math.sqrt(min(shares) * math.prod(shares))

    def _read(self) -> None:
        if self.read_at is not None and time.monotonic() - self.read_at < self.KEPT_SECONDS:
            return
        with connection.cursor() as cursor:
            cursor.execute(STATISTICS, [INDEX])
            found = cursor.fetchall()
        self.read_at = time.monotonic()
        self.rows = max((rows for *_, rows in found), default=0)
        for column, grams_known, shares, _ in found:
            known = dict(zip(grams_known or (), shares or (), strict=False))
            self.shares[column - 1] = known
            self.floors[column - 1] = min(known.values()) if len(known) >= MOST_KNOWN else 0.0


STATISTICS = """
    SELECT a.attnum, s.most_common_elems::text::text[], s.most_common_elem_freqs, t.reltuples
    FROM pg_class i
    JOIN pg_index x ON x.indexrelid = i.oid JOIN pg_class t ON t.oid = x.indrelid
    JOIN pg_attribute a ON a.attrelid = i.oid
    JOIN pg_stats s ON s.tablename = i.relname AND s.attname = a.attname AND s.schemaname = current_schema()
    WHERE i.relname = %s AND i.relnamespace = current_schema()::regnamespace
    ORDER BY a.attnum
"""
COMMON = Common()


# --- the database can see Chinese ------------------------------------------------------------------------------------


@checks.register(checks.Tags.database)
def check_database(databases=None, **_):
    """Refuse a database that isn't UTF8 or takes no Chinese character for a letter: it would find nothing."""
    errors = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute(r"SELECT current_setting('server_encoding'), '企' ~ '\w'")
            encoding, sees = cursor.fetchone()
        if encoding != "UTF8":
            errors.append(checks.Error(f"database {alias} is {encoding}, not UTF8", id=ENCODING_ID))
        if not sees:
            hint = "initdb -E UTF8 --locale-provider=builtin --locale=C.UTF-8"
            errors.append(checks.Error(f"database {alias} takes no Chinese character for a letter", hint, id=SEES_ID))
    return errors
