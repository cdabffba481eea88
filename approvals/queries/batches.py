"""What the desk offers beside its rows: views kept under a name, and what of a list would be acted on at once."""

from datetime import date

from core import workdays
from core.registers import key_page
from powerlist.models import SavedFilter

from ..enums import LineResult
from ..models import Case, CaseBatch
from ..workflow import CASE
from .desk import DeskFilter, _filtered, _narrowed

DESK = "approvals.desk"  # the page under which the desk's views are kept
PAGE = 100
TONES = {LineResult.DONE: "success", LineResult.REFUSED: "error", LineResult.WAITING: "neutral"}


def saved_views(user) -> list[SavedFilter]:
    """The views of the desk that a person kept, and those that colleagues of the same body share. One query."""
    return list(SavedFilter.objects.visible_to(user).filter(page=DESK).select_related("user").order_by("name", "id"))


def cases_of_list(user, wanted: DeskFilter, today: date):
    """Every case of a list of the desk, what burns first on top."""
    narrowed = _narrowed(user, wanted, today, workdays.calendar())
    return _filtered(Case.objects.visible_to(user).filter(narrowed), wanted).order_by("burns_on", "id")


def fitting(cases, move: str) -> tuple[list[Case], list[Case]]:
    """(those whose state allows the act now, the others), of rows already fetched."""
    sources = CASE[move].sources
    return [case for case in cases if case.state in sources], [case for case in cases if case.state not in sources]


def batch_page(batch: CaseBatch, *, tab: str = "", after: str = "", before: str = "") -> dict:
    """The lines of a batch, refused ones by themselves. Two queries."""
    lines = batch.lines.select_related("case__organisation").defer(
        "case__form_data", "case__applicant_document", "case__mobile", "case__query_code"
    )
    if tab in LineResult.values:
        lines = lines.filter(result=tab)
    page = key_page(lines, ("id",), after=after, before=before, size=PAGE)
    counts = dict.fromkeys(LineResult.values, 0)
    for result in batch.lines.order_by().values_list("result", flat=True):
        counts[result] += 1
    tabs = [("", "全部", sum(counts.values()))] + [(one.value, one.label, counts[one]) for one in LineResult]
    return {"page": page, "lines": [(line, TONES[line.result]) for line in page.rows], "tabs": tabs, "tab": tab}
