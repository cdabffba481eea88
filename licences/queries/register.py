"""The public register: results of licensing are open to everyone (许可法 40, 条例 20), natural persons masked."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from accounts.models import Organisation
from core.registers import key_page

from ..enums import SHOWN_STATES, ActState
from ..kinds import GROUNDS
from ..models import Licence, LicenceAct, LicenceType
from .pages import PAGE, TONES, holder_of

SHOWN_ACTS = (ActState.DECIDED, ActState.DEEMED)


@dataclass(frozen=True)
class Filters:
    number: str = ""
    type: str = ""
    body: str = ""
    state: str = ""

    @classmethod
    def from_query(cls, query) -> "Filters":
        state = query.get("state", "")
        return cls(
            number=query.get("q", "").strip()[:60],
            type=query.get("type", "")[:30],
            body=query.get("body", "")[:30],
            state=state if state in dict(SHOWN_STATES) else "",
        )


@dataclass(frozen=True)
class Row:
    """One result as the public sees it: no number of a person, a natural person masked."""

    licence: Licence
    holder: str
    ground: str
    article: str
    tone: str


def row_of(licence: Licence) -> Row:
    ground = GROUNDS.get(licence.ground)
    return Row(
        licence=licence,
        holder=holder_of(licence),
        ground=ground.label if ground else "",
        article=ground.article if ground else "",
        tone=TONES.get(licence.state, "error"),
    )


def chosen(filters: Filters):
    """The rows that the filters leave."""
    rows = Licence.objects.public()
    if filters.number:
        body_name = Q(holder_is_person=False, holder_name__startswith=filters.number)
        rows = rows.filter(Q(number__startswith=filters.number) | body_name)
    if filters.type:
        rows = rows.filter(type__code=filters.type)
    if filters.body:
        rows = rows.filter(organisation__code=filters.body)
    if filters.state:
        rows = rows.filter(state=filters.state)
    return rows.select_related("type", "organisation").defer("holder_document", "original_number", "details")


def register(filters: Filters, *, after: str = "", before: str = "") -> dict:
    """One page and what the filters offer. Three queries."""
    page = key_page(chosen(filters), ("issued_on", "id"), after=after, before=before, size=PAGE, newest_first=True)
    issued = Licence.objects.filter(organisation=OuterRef("pk"), trust__in=["A", "B"])
    bodies = Organisation.objects.filter(Exists(issued)).order_by("sort_key", "code")
    return {
        "rows": [row_of(licence) for licence in page.rows],
        "page": page,
        "filters": filters,
        "types": list(LicenceType.objects.filter(is_public=True).order_by("name").values_list("code", "name")),
        "bodies": list(bodies.values_list("code", "short_name")),
        "states": SHOWN_STATES,
        "endings": (("xlsx", "Excel"), ("csv", "CSV"), ("json", "JSON")),
    }


def acts_shown(licence: Licence) -> list[dict]:
    """The decided acts on a licence: ground, article, number and date; the reasons are the holder's own. One query."""
    rows = LicenceAct.objects.filter(licence=licence, state__in=SHOWN_ACTS).only(
        "kind", "ground", "state", "number", "decided_at", "licence_id"
    )
    return [{"act": act, "ground": GROUNDS[act.ground]} for act in rows.order_by("-id")]
