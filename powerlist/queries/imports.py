"""Reads for the pages of an import."""

from dataclasses import dataclass

from ..kinds import category_choices
from ..models import ImportJob

LINES_A_PAGE = 50
STATES = (
    ("refused", "不能导入", "error"),
    ("new", "新增", "success"),
    ("changed", "变更", "warning"),
    ("unchanged", "未变", "neutral"),
)
COUNTS = {"new": "added", "changed": "changed", "unchanged": "unchanged", "refused": "refused", "missing": "removed"}


@dataclass(frozen=True)
class Tab:
    name: str
    label: str
    count: int


@dataclass(frozen=True)
class Preview:
    """One page of a job's preview: tabs with counts, the lines of one of them."""

    tabs: list[Tab]
    tab: str
    lines: list[dict]
    missing: list[dict]
    previous: int | None
    next: int | None


def recent_jobs(user, size: int = 20) -> list[ImportJob]:
    """The latest imports within this person's reach, without their long results."""
    jobs = ImportJob.objects.visible_to(user).select_related("organisation", "uploaded_by", "change_set")
    return list(jobs.defer("result").order_by("-id")[:size])


def job_of(user, key) -> ImportJob | None:
    """A job within this person's reach."""
    jobs = ImportJob.objects.visible_to(user).select_related("organisation", "change_set")
    return jobs.filter(key=key).order_by("id").first()


def preview_of(job: ImportJob, tab: str = "", start: int = 0) -> Preview:
    """A page of a preview. Without a tab: the rows that need attention first."""
    counts = job.result["counts"]
    tabs = [Tab("all", "全部", counts["rows"])]
    tabs += [Tab(name, label, counts[COUNTS[name]]) for name, label, _ in STATES]
    tabs.append(Tab("missing", "表格中没有", counts["removed"]))
    if tab not in {t.name for t in tabs}:
        tab = "refused" if counts["refused"] else "all"
    if tab == "missing":
        rows = job.result.get("missing", [])
    else:
        rows = [line for line in job.result["lines"] if tab in ("all", line["state"])]
    start = max(0, start - start % LINES_A_PAGE)
    page = rows[start : start + LINES_A_PAGE]
    later = start + LINES_A_PAGE
    return Preview(
        tabs=tabs,
        tab=tab,
        lines=[_shown(line) for line in page] if tab != "missing" else [],
        missing=[_named(row) for row in page] if tab == "missing" else [],
        previous=start - LINES_A_PAGE if start else None,
        next=later if later < len(rows) else None,
    )


_LABELS = {name: (label, tone) for name, label, tone in STATES}


def _shown(line: dict) -> dict:
    label, tone = _LABELS[line["state"]]
    empty = {"basis": [], "errors": [], "warnings": [], "changes": [], "note": "", "code": "", "name": ""}
    return {**empty, **_named(line), "state_label": label, "tone": tone}


def _named(row: dict) -> dict:
    category = row.get("category", "")
    return {**row, "category": dict(category_choices()).get(category, "")}


def left_out(job: ImportJob) -> list[dict]:
    """The refused lines, to be named beside the decision to leave them out."""
    return [{"name": "", **line} for line in job.result["lines"] if line["state"] == "refused"]
