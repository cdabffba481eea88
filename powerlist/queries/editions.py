"""Printed editions as everyone finds them, and the day from which a table of changes counts."""

from datetime import date

from django.db.models import Max

from core.registers import KeyPage, key_page

from ..enums import EditionState
from ..models import Edition

PAGE_SIZE = 20


def made():
    return Edition.objects.filter(state=EditionState.MADE).select_related("organisation")


def of_code(code: str) -> Edition | None:
    """The edition of a code as it was typed: dashes, blanks and small letters are forgiven."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    if len(plain) != 12:
        return None
    rows = Edition.objects.select_related("organisation", "made_by")
    return rows.filter(code=plain).order_by("id").first()


def numbered(*, after: str = "", before: str = "") -> KeyPage:
    """The editions printed for the record, the newest first."""
    return key_page(made().exclude(number=""), ("id",), after=after, before=before, newest_first=True, size=PAGE_SIZE)


def latest(count: int = 3) -> list[Edition]:
    return list(made().exclude(number="").order_by("-id")[:count])


def base_day(kind: str, on: date) -> tuple[date, bool]:
    """(the day from which changes are counted, whether an edition gives it).

    The day of the last numbered edition of the whole list before `on`; without one, the first of January.
    """
    rows = made().exclude(number="").filter(kind=kind, organisation=None, on__lt=on)
    last = rows.aggregate(last=Max("on"))["last"]
    return (last, True) if last else (date(on.year, 1, 1), False)
