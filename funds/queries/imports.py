"""Reads for the pages of an import."""

from dataclasses import dataclass

from ..models import FundImport

LINES_A_PAGE = 100
TONES = {"refused": "error", "new": "success", "changed": "warning", "unchanged": "neutral", "missing": "neutral"}
ORDER = ("all", "refused", "new", "changed", "unchanged", "missing")
LABELS = {
    "all": "全部",
    "refused": "不能导入",
    "new": "新增",
    "changed": "有变化",
    "unchanged": "未变",
    "missing": "表格中没有",
}


@dataclass(frozen=True)
class Preview:
    """A page of a preview: tabs (name, label, count), the lines of one of them, where the pages beside it begin."""

    tabs: list[tuple[str, str, int]]
    tab: str
    lines: list[dict]
    previous: int | None
    following: int | None


def job_of(user, pk: int) -> FundImport | None:
    rows = FundImport.objects.visible_to(user).select_related("organisation", "uploaded_by")
    return rows.filter(pk=pk).order_by("pk").first()


def recent(user, size: int = 8) -> list[FundImport]:
    """The latest imports within this person's reach, without their results."""
    rows = FundImport.objects.visible_to(user).select_related("organisation", "uploaded_by").defer("result")
    return list(rows.order_by("-id")[:size])


def preview_of(job: FundImport, tab: str = "", start: int = 0) -> Preview:
    """A page of a preview from a place on; without a tab the rows that need attention first. No query."""
    counts = job.result["counts"]
    tabs = [(name, LABELS[name], counts["rows"] if name == "all" else counts.get(name, 0)) for name in ORDER]
    if tab not in ORDER:
        tab = "refused" if counts["refused"] else "all"
    rows = job.result["missing"] if tab == "missing" else job.result["lines"]
    if tab not in ("all", "missing"):
        rows = [row for row in rows if row["state"] == tab]
    start = min(max(start, 0), len(rows))
    lines = [
        {**row, "label": LABELS[row["state"]], "tone": TONES[row["state"]]}
        for row in rows[start : start + LINES_A_PAGE]
    ]
    return Preview(
        tabs, tab, lines,
        max(start - LINES_A_PAGE, 0) if start else None,
        start + LINES_A_PAGE if start + LINES_A_PAGE < len(rows) else None,
    )  # fmt: skip
