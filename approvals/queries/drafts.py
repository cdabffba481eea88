"""Drafts: what a newer guide changes of one, and until when it lives."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from core.workdays import add_months
from powerlist.enums import FieldKind

from ..models import Draft
from .answers import shown_value

MONTHS = 3
NOTICE = timedelta(days=14)  # so long before its end the person is told
SHAPES = {
    FieldKind.CHOICES: "list",
    FieldKind.TABLE: "rows",
    FieldKind.ADDRESS: "address",
    FieldKind.LICENCE: "licence",
    FieldKind.FILE: "file",
}


@dataclass(frozen=True)
class FormChanges:
    """What a newer form means for what was typed: labels of new fields, what is asked no more, what goes on."""

    new: tuple[str, ...]
    gone: tuple[tuple[str, str], ...]
    values: dict

    def __bool__(self):
        return bool(self.new or self.gone)


def form_changes(before: Iterable, after: Iterable, values: Mapping) -> FormChanges:
    """`before` and `after` are the fields of two versions. A field keeps its value by its key while the kind fits."""
    old, now = {row.key: row for row in before}, {row.key: row for row in after}
    fits = {key for key in now if key in old and SHAPES.get(old[key].kind) == SHAPES.get(now[key].kind)}
    gone = [
        (row.label, str(shown_value(row, values.get(key)))) for key, row in old.items() if key not in fits
    ]  # fmt: skip
    return FormChanges(
        new=tuple(row.label for key, row in now.items() if key not in fits),
        gone=tuple((label, text) for label, text in gone if text),
        values={key: value for key, value in values.items() if key in fits},
    )


def expires_on(draft: Draft) -> date:
    """The day on which a draft is deleted: three months after its last save, two weeks after the person was told."""
    end = add_months(timezone.localdate(draft.saved_at), MONTHS)
    if draft.told_at is None:
        return end
    return max(end, timezone.localdate(draft.told_at) + NOTICE)
