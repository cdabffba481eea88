"""Reads for the pages of an import."""

from dataclasses import dataclass

from django.db.models import Q

from ..enums import LineState
from ..kinds import category_choices
from ..models import ImportJob, ImportLine, ImportMend

LINES_A_PAGE = 50
NAMED = 100  # rows left out that the decision names
TONES = {
    LineState.REFUSED: "error",
    LineState.NEW: "success",
    LineState.CHANGED: "warning",
    LineState.UNCHANGED: "neutral",
    LineState.OMITTED: "neutral",
    LineState.MISSING: "neutral",
}
COUNTS = {"new": "added", "changed": "changed", "unchanged": "unchanged", "refused": "refused", "missing": "removed"}
ALWAYS = ("all", "refused", "new", "changed", "unchanged", "missing")  # the others show when they hold something


@dataclass(frozen=True)
class Tab:
    name: str
    label: str
    count: int


@dataclass(frozen=True)
class Preview:
    """One page of a job's preview: tabs with counts, the lines of one of them; `previous` and `next` are places.

    `sheets`: the file has rows in more than one sheet, so that the number of a row alone says nothing.
    """

    tabs: list[Tab]
    tab: str
    lines: list[dict]
    missing: list[dict]
    previous: int | None
    next: int | None
    sheets: bool = False


def recent_jobs(user, size: int = 20) -> list[ImportJob]:
    """The latest imports within this person's reach, without their results."""
    jobs = ImportJob.objects.visible_to(user).select_related("organisation", "uploaded_by", "change_set")
    return list(jobs.defer("result").order_by("-id")[:size])


def job_of(user, key) -> ImportJob | None:
    """A job within this person's reach."""
    jobs = ImportJob.objects.visible_to(user).select_related("organisation", "change_set", "uploaded_by")
    return jobs.filter(key=key).order_by("id").first()


def tabs_of(counts: dict) -> list[Tab]:
    """What the rows can be filtered by, with counts."""
    labels = {"all": "全部", **dict(LineState.choices), "warned": "有提示", "mended": "已改正"}
    order = ("all", "refused", "warned", "new", "changed", "unchanged", "mended", "omitted", "missing")
    found = [
        Tab(name, labels[name], counts.get(COUNTS.get(name, "rows" if name == "all" else name), 0)) for name in order
    ]
    return [tab for tab in found if tab.count or tab.name in ALWAYS]


def _rows_of(job: ImportJob, tab: str):
    rows = job.lines.exclude(state=LineState.MISSING) if tab == "all" else job.lines.all()
    if tab == "warned":
        return rows.filter(warned=True)
    if tab == "mended":
        return rows.filter(mended=True)
    return rows if tab == "all" else rows.filter(state=tab)


def preview_of(job: ImportJob, tab: str = "", start: int = 0) -> Preview:
    """A page of a preview from a place on; without a tab, the rows that need attention first.

    Three queries, four behind the first page, however long the file is.
    """
    counts = job.result["counts"]
    tabs = tabs_of(counts)
    if tab not in {t.name for t in tabs}:
        tab = "refused" if counts["refused"] else "all"
    start = min(max(0, start), 10**8)
    rows = _rows_of(job, tab)
    page = list(rows.filter(position__gte=start).order_by("position")[: LINES_A_PAGE + 1])
    before = rows.filter(position__lt=start).order_by("-position") if start > 1 else rows.none()
    earlier = list(before.values_list("position", flat=True)[:LINES_A_PAGE])
    shown = [_shown(line) for line in page[:LINES_A_PAGE]]
    return Preview(
        tabs=tabs,
        tab=tab,
        lines=shown if tab != "missing" else [],
        missing=shown if tab == "missing" else [],
        previous=earlier[-1] if earlier else None,
        next=page[LINES_A_PAGE].position if len(page) > LINES_A_PAGE else None,
        sheets=tab != "missing" and bool(page) and several_sheets(job, page[0].sheet),
    )


def several_sheets(job: ImportJob, sheet: str) -> bool:
    """Whether rows of the file stand in another sheet than this one."""
    return job.lines.exclude(Q(sheet=sheet) | Q(state=LineState.MISSING)).exists()


def _shown(line: ImportLine) -> dict:
    empty = {"basis": [], "errors": [], "warnings": [], "changes": [], "note": "", "mend": None}
    facts = {key: value for key, value in line.facts.items() if key != "cells"}
    return {
        **empty,
        **facts,
        "place": line.position,
        "sheet": line.sheet,
        "row": line.row,
        "state": line.state,
        "name": line.name,
        "code": line.code,
        "category": dict(category_choices()).get(facts.get("category", ""), ""),
        "state_label": LineState(line.state).label,
        "tone": TONES[line.state],
        "open": bool(line.warned or facts.get("mend") or line.state == LineState.REFUSED),
    }


def left_out(job: ImportJob) -> list[ImportLine]:
    """The first refused lines, to be named beside the decision to leave them out."""
    return list(
        job.lines.filter(state=LineState.REFUSED).order_by("position").only("position", "sheet", "row", "name")[:NAMED]
    )


# --- one row -----------------------------------------------------------------------------------------------------


def line_of(job: ImportJob, place: int) -> ImportLine | None:
    """A row of a file by its place in the preview; what the file lacks is no row."""
    rows = job.lines.filter(position=place).exclude(state=LineState.MISSING)
    line = rows.order_by("id").first()
    if line is not None:
        line.job = job
    return line


def shown_line(line: ImportLine) -> dict:
    return _shown(line)


def acts_on(line: ImportLine) -> list[ImportMend]:
    """Everything that was done to a row, the newest first."""
    return list(line.job.mended.filter(sheet=line.sheet, row=line.row).order_by("-number"))


def mends_of(job: ImportJob, size: int = 50) -> list[ImportMend]:
    """What was mended in the whole file, the newest first."""
    return list(job.mended.order_by("-id")[:size])


def neighbours(line: ImportLine) -> dict[str, int | None]:
    """The places of the refused rows before and after this one; warned ones where none is refused."""
    found: dict[str, int | None] = {"before": None, "after": None}
    for faulty in (Q(state=LineState.REFUSED), Q(warned=True)):
        rows = line.job.lines.filter(faulty)
        for name, near, order in (
            ("before", Q(position__lt=line.position), "-position"),
            ("after", Q(position__gt=line.position), "position"),
        ):
            if found[name] is None:
                found[name] = rows.filter(near).order_by(order).values_list("position", flat=True).first()
        if any(found.values()):
            break
    return found


def was_mended(mend: ImportMend | None) -> bool:
    """Whether what a person did to a row still holds."""
    return mend is not None and mend.kind != ImportMend.Kind.RESTORE
