"""Public periods of consultation as everyone reads them."""

from datetime import date

from core.registers import KeyPage, VersionState, key_page

from ..enums import Disclosure, HearingState
from ..models import Consultation, ListVersion, ReviewOpinion
from .texts import with_predecessors


def consultations(today: date, *, after: str = "", before: str = "", size: int = 20) -> KeyPage:
    """The periods that have begun, the latest end first, each with `is_on`."""
    rows = Consultation.objects.filter(starts_on__lte=today).select_related("change_set__organisation")
    page = key_page(rows, ("ends_on", "id"), after=after, before=before, size=size, newest_first=True)
    for row in page:
        row.is_on = row.is_open(today)
    return page


def consultation(pk: int, today: date) -> Consultation | None:
    rows = Consultation.objects.filter(pk=pk, starts_on__lte=today).select_related("change_set__organisation")
    return rows.order_by("id").first()


def rows_of(found: Consultation, *, after: str = "", before: str = "", size: int = 20) -> KeyPage:
    """The draft changes, each with `changed`: what the public may see of them."""
    rows = choices_of(found).select_related("entry", "organisation")
    page = key_page(rows, ("sort_key", "id"), after=after, before=before, size=size)
    with_predecessors(page.rows, public=True)
    return page


def choices_of(found: Consultation):
    """The rows of which an opinion may speak: those that the public will read."""
    rows = ListVersion.objects.filter(change_set=found.change_set_id, disclosure=Disclosure.PUBLIC)
    return rows.exclude(state=VersionState.DROPPED)


def opinions_of(found: Consultation) -> list[ReviewOpinion]:
    """The opinions of the period that somebody has cleared, in the order in which they came."""
    shown = found.opinions.filter(state=HearingState.SHOWN).select_related("version", "organisation")
    return list(shown.order_by("id")[:200])
