"""One search over everything published: exact for every length, one and two characters included.

The text of a row is normalised here (NFKC, small letters) and stored; the database makes the grams of one and two
characters from the stored text. A word is found by its grams and checked again in the text. Hits come in tiers (code,
name, synonym, basis), each read in the stored order (rank, id); the count stops at MOST_COUNTED.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core import checks
from django.db import connections, transaction
from django.db.models import Q

from core.models import Publication, Scope, SearchRow

MOST_COUNTED = 1000
MOST_WORDS = 8
MOST_LETTERS = 100
PUBLICATION = "search"
ENCODING_ID, SEES_ID = "core.E001", "core.E002"
TIERS = ("code", "name", "synonyms", "body")
GRAMS = ("code_grams", "name_grams", "synonym_grams", "body_grams")


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
    shown = (letter for letter in text if letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cf", "Cs"))
    return " ".join("".join(shown).split())


def words_of(text: str) -> list[str]:
    """The words of a query; all of them must be found."""
    return list(dict.fromkeys(normalise(text[:MOST_LETTERS]).split()))[:MOST_WORDS]


def grams(word: str) -> list[str]:
    """The neighbours of a word in pairs, or its one character; the database makes the same of the text."""
    return sorted({word[i : i + 2] for i in range(len(word) - 1)}) or [word]


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
    Publication.objects.bump(PUBLICATION)
    return row


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
    from pypinyin import Style, lazy_pinyin  # its tables take 50 MB: only processes that publish carry them

    return ["".join(lazy_pinyin(chinese, style=Style.FIRST_LETTER)), "".join(lazy_pinyin(chinese[:12]))]


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
    rows = in_force(on, kinds=kinds, scope=scope, organisation=organisation)
    tier, rank, pk = _read_key(after)
    found: list[tuple[int, SearchRow]] = []
    while tier < len(TIERS) and len(found) <= limit:
        hits = rows.filter(_tier(words, tier))
        if pk:
            hits = hits.filter(Q(rank__gt=rank) | Q(rank=rank, id__gt=pk))
        hits = hits.defer(*GRAMS, "body").order_by("rank", "id")
        found += [(tier, row) for row in hits[: limit + 1 - len(found)]]
        tier, rank, pk = tier + 1, 0, 0
    count = rows.filter(_holds(words, range(len(TIERS)))).order_by()[: MOST_COUNTED + 1].count()
    more = found[limit - 1] if len(found) > limit else None
    return Page(
        [row for _, row in found[:limit]],
        f"{more[0]}.{more[1].rank}.{more[1].pk}" if more else None,
        min(count, MOST_COUNTED),
        count > MOST_COUNTED,
    )


def matching(text: str, *, on: date, kinds: Iterable[str] = (), scope: str = Scope.PUBLIC):
    """The rows in force on a day that hold every word, unordered: the condition of a list that filters by a text."""
    return in_force(on, kinds=kinds, scope=scope).filter(_holds(words_of(text), range(len(TIERS))))


def in_force(on: date, *, kinds: Iterable[str] = (), scope: str = Scope.PUBLIC, organisation: str = ""):
    rows = SearchRow.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on, scope=scope)
    if kinds := list(kinds):
        rows = rows.filter(kind__in=kinds)
    return rows.filter(organisation=organisation) if organisation else rows


def _tier(words: list[str], tier: int) -> Q:
    """The hits of one tier: every word stands in the columns up to it, not every one in the columns before it."""
    columns = range(tier if len(words) == 1 else 0, tier + 1)
    hits = _holds(words, columns)
    return hits & ~_in_text(words, range(tier)) if tier else hits


def _holds(words: list[str], columns: range) -> Q:
    """Every word stands in one of these columns: found by the index, then checked in the text itself."""
    by_index = Q()
    for word in words:
        somewhere = Q()
        for column in columns:
            somewhere |= Q(**{f"{GRAMS[column]}__contains": grams(word)})
        by_index &= somewhere
    long = [word for word in words if len(word) > 2]  # a gram of one or two characters is the word itself
    return by_index & _in_text(long, columns)


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
