"""What other bodies ask of mine: the list by due day, and what is needed of the case to answer, masked."""

from datetime import date

from django.utils import timezone

from core import workdays
from core.registers import key_page
from powerlist.models import ItemField

from ..models import Consultation
from .answers import fields_of
from .pages import case_files, masked_applicant

PAGE = 25


def asked_page(user, today: date, *, done: bool = False, after: str = "", before: str = "") -> dict:
    """The opinions asked of the reader's bodies, what is due first on top; `done` are those answered or withdrawn.

    Three queries, whatever the number of rows.
    """
    mine = Consultation.objects.visible_to(user)
    rows = mine.exclude(answered_at__isnull=True, withdrawn_at__isnull=True) if done else mine.open()
    rows = rows.select_related("organisation", "case__organisation")
    order = ("id",) if done else ("due_on", "id")
    page = key_page(rows, order, after=after, before=before, size=PAGE, newest_first=done)
    calendar = workdays.calendar()
    return {
        "rows": [_row(row, today, calendar) for row in page.rows],
        "page": page,
        "done": done,
        "waiting": mine.open().count(),
    }


def _row(row: Consultation, today: date, calendar) -> dict:
    left = workdays.remaining(today, row.due_on, calendar=calendar, provisional=True)
    return {"row": row, "left": left, "late": row.is_late(today), "came_late": came_late(row)}


def came_late(row: Consultation) -> bool:
    """Answered after its day."""
    return row.answered_at is not None and timezone.localdate(row.answered_at) > row.due_on


def asked_case(row: Consultation) -> dict:
    """What the body that is asked sees of the case: the form, masked, and what is attached, as long as it is asked."""
    case = row.case
    if row.answered_at is not None or row.withdrawn_at is not None:
        return {"groups": [], "materials": [], "applicant": masked_applicant(case)}
    files = list(row.attached.uploads().order_by("id"))
    fields = ItemField.objects.filter(version=case.version_id).order_by("position", "id")
    found = case_files(files)
    return {
        "groups": fields_of(case, fields, masked=True, files=files),
        "materials": [*found["materials"], *found["corrections"]],
        "applicant": masked_applicant(case),
    }
