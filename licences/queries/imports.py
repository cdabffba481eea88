"""Reads for the pages of an import of licences on file."""

from core.registers import key_page

from ..enums import ImportState, LineState
from ..models import LicenceImport

PAGE = 100
RUNNING = (ImportState.UPLOADED, ImportState.APPLYING)
TONES = {
    LineState.REFUSED: "error",
    LineState.NEW: "success",
    LineState.CHANGED: "warning",
    LineState.UNCHANGED: "neutral",
}


def recent(user, size: int = 20) -> list[LicenceImport]:
    """The latest imports within this person's reach."""
    rows = LicenceImport.objects.visible_to(user).select_related("organisation", "uploaded_by", "type")
    return list(rows.order_by("-id")[:size])


def preview(job: LicenceImport, *, tab: str = "", after: str = "", before: str = "") -> dict:
    """A page of the rows of one tab; without one, what can't be imported when there is any. One query."""
    counts = job.counts
    tabs = [("all", "全部", counts.get("rows", 0))]
    tabs += [(state.value, state.label, counts.get(state.value, 0)) for state in LineState]
    if tab not in {key for key, _, _ in tabs}:
        tab = LineState.REFUSED if counts.get("refused") else "all"
    rows = job.lines.all() if tab == "all" else job.lines.filter(state=tab)
    page = key_page(rows.defer("cells").select_related("licence"), ("row", "id"), after=after, before=before, size=PAGE)
    lines = [(line, TONES[line.state]) for line in page.rows]
    return {"tabs": tabs, "tab": tab, "page": page, "lines": lines}
