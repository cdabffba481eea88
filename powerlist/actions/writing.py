"""Writing thousands of rows of a change set at once, by COPY, with their history.

Everything happens in the caller's transaction: entries, versions, citations and the history of the first two stand or
fall together.
"""

from __future__ import annotations

import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import connection

from core.bulk import among
from core.history import snapshot
from core.registers import ChangeKind

from ..citations import Citation as ReadCitation
from ..citations import CreationRules, Judgement, LawIndex, level_of, matter_of
from ..enums import Category, CitationRole
from ..kinds import KINDS
from ..models import Citation, ListEntry, ListVersion
from .codes import sort_key_of, take_codes

_SPECIAL = re.compile("[\\\\\t\n\r\0]")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": ""})


def _cell(value) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES) if _SPECIAL.search(value) else value
    return str(value)


def copy_rows(model, fields: Sequence[str], rows: Iterable[Sequence]) -> int:
    """COPY rows into a model's table; `fields` are attribute names. Returns how many."""
    columns = [model._meta.get_field(name).column for name in fields]
    buffer, count = io.StringIO(), 0
    for row in rows:
        buffer.write("\t".join(map(_cell, row)))
        buffer.write("\n")
        count += 1
    buffer.seek(0)
    quoted = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{model._meta.db_table}" ({quoted}) FROM STDIN', buffer)
    return count


def take_ids(model, count: int) -> list[int]:
    """The next `count` keys of a model's table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def write_entries(
    *, organisation, kind: str, categories: Sequence[str], actor, reason: str, at
) -> list[tuple[int, str]]:
    """New entries in the given order, coded by body and category: (key, code) of each."""
    counts: dict[str, int] = defaultdict(int)
    for category in categories:
        counts[category] += 1
    stem = KINDS[kind].stem
    codes = {of: iter(take_codes(organisation, stem(of), count)) for of, count in sorted(counts.items())}
    made = [
        (pk, next(codes[category]))
        for pk, category in zip(take_ids(ListEntry, len(categories)), categories, strict=True)
    ]
    copy_rows(
        ListEntry,
        ("id", "code", "created_at", "kind", "organisation"),
        ((pk, code, at.isoformat(), kind, organisation.pk) for pk, code in made),
    )
    if made:
        keys = [pk for pk, _ in made]
        snapshot(
            ListEntry.objects.filter(pk__in=among(keys)),
            actor=actor, reason=reason, kind="+", at=at,
        )  # fmt: skip
    return made


def write_versions(*, change_set, rows: Sequence[tuple], actor, at) -> list[int]:
    """Proposed versions of (entry key, code, number, change, cells): written, recorded, their keys in order."""
    keys = take_ids(ListVersion, len(rows))
    fields = [(field.key, field.empty) for field in KINDS[change_set.kind].fields]
    moment = at.isoformat()
    dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

    def lines():
        for pk, (entry, code, number, change, cells) in zip(keys, rows, strict=True):
            content = {key: cells.get(key) or empty for key, empty in fields}
            yield (
                pk, number, "proposed", str(change), dump(content), None, None, moment, entry, change_set.pk,
                change_set.kind, change_set.organisation_id, cells["category"], cells["name"], cells["office"],
                sort_key_of(code),
            )  # fmt: skip

    copy_rows(
        ListVersion,
        ("id", "number", "state", "change", "content", "valid_from", "valid_to", "created_at", "entry", "change_set",
         "kind", "organisation", "category", "name", "office", "sort_key"),
        lines(),
    )  # fmt: skip
    for change in sorted({ChangeKind(row[3]) for row in rows}):
        snapshot(
            ListVersion.objects.filter(change_set=change_set, change=change),
            actor=actor, reason=f"{change.label}：{change_set.reason}", kind="+", at=at,
        )  # fmt: skip
    return keys


def write_citations(
    rows: Iterable[tuple[int, str, str, Sequence[ReadCitation]]],
    laws: LawIndex,
    rules: CreationRules,
    on: date | None = None,
) -> int:
    """The citations of (version key, category, name, bases as read), judged by the register of laws as `laws` has it
    on a day; each marked 设定依据 or 实施依据 by the rules of creation."""
    fields = ("version", "position", "law", "title", "article", "text", "verdict", "document", "level", "role",
              "article_no", "articles", "clauses")  # fmt: skip
    limits = {name: Citation._meta.get_field(name).max_length for name in ("title", "article", "text", "document")}
    dump = json.JSONEncoder(separators=(",", ":")).encode
    roles: dict[tuple, str] = {}

    def lines():
        for version, category, name, citations in rows:
            for position, citation in enumerate(citations, 1):
                found: Judgement = laws.judge(citation)
                level = level_of(citation, found)
                key = (category, matter_of(name) if category == Category.COERCION else "", level, found.law_id)
                if key not in roles:
                    roles[key] = role_of(rules.founds(category, name, level, found.law, on))
                articles = citation.articles
                yield (
                    version, position, found.law_id, (found.title or citation.document)[: limits["title"]],
                    citation.article[: limits["article"]], citation.text[: limits["text"]], str(found.verdict),
                    citation.document[: limits["document"]], level, roles[key],
                    int(articles[0].split("-")[0]) if articles else 0,
                    "{" + ",".join(articles) + "}", dump(citation.clauses),
                )  # fmt: skip

    return copy_rows(Citation, fields, lines())


def role_of(founds: bool | None) -> str:
    """What a basis is to its power, when that can be told."""
    return {True: CitationRole.CREATING.value, False: CitationRole.IMPLEMENTING.value}.get(founds, "")
