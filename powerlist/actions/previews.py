"""The rows of a preview as the database keeps them, and the clerk's own workbook with what was found beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from django.conf import settings
from django.db.models import Q

from core.workbooks import Finding, Reason, annotate, open_book

from ..enums import LineState
from ..models import ImportJob, ImportLine
from .comparing import Preview
from .writing import copy_rows

OWN = ("sheet", "row", "state", "name", "code")  # columns of their own
FIELDS = ("job", "position", *OWN, "warned", "mended", "facts")


def keep_lines(job: ImportJob, preview: Preview) -> None:
    """Put the rows of a preview in the place of the earlier ones."""
    ImportLine.objects.filter(job=job).delete()
    copy_rows(ImportLine, FIELDS, _rows(job, preview))


def _rows(job: ImportJob, preview: Preview) -> Iterator[tuple]:
    dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for position, line in enumerate(preview.lines, 1):
        facts = {key: value for key, value in asdict(line).items() if value and key not in OWN}
        yield (
            job.pk, position, line.sheet, line.row, line.state, line.name, line.code, bool(line.warnings),
            bool(line.mend) and line.state != LineState.OMITTED, dump(facts),
        )  # fmt: skip
    for position, row in enumerate(preview.missing, len(preview.lines) + 1):
        facts = {"category": row["category"]}
        yield job.pk, position, "", 0, "missing", row["name"], row["code"], False, False, dump(facts)


def annotated_file(*, job: ImportJob) -> bytes:
    """The clerk's own workbook with every fault written beside its row."""
    with job.file.open("rb") as file:
        data = file.read()
    book = open_book(data, max_rows=settings.WORKBOOK_MAX_ROWS)
    errors, warnings = [], list(job.result.get("warnings", []))
    told = job.lines.filter(Q(state__in=(LineState.REFUSED, LineState.OMITTED)) | Q(warned=True) | Q(mended=True))
    for line in told.order_by("position").iterator(2000):
        errors += line.facts.get("errors", ())
        warnings += line.facts.get("warnings", ())
        if mend := line.facts.get("mend"):
            what = "已略去" if line.state == LineState.OMITTED else "已在网上改正，文件里还是原来的内容"
            warnings.append({"sheet": line.sheet, "row": line.row, "code": "omitted", "message": f"{mend['by']}{what}"})
    return annotate(data, book, _findings(errors), _findings(warnings))


def _findings(rows: list[dict]):
    return [Finding(row["sheet"], row["row"], Reason(row["code"]), row["message"]) for row in rows]
