"""Opinions as their writer, everyone, and those who answer them see them."""

import secrets
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from accounts.models import organisations_where
from core.masking import mask_mobile, mask_name
from core.registers import KeyPage, key_page

from ..enums import OpinionOffice, OpinionState
from ..models import ListEntry, Opinion, OpinionMove, OpinionRule
from ..workflow import OPINIONS

PAGE_SIZE = 20
BESIDE_THE_TABLE = {"leave": "收到留言"}


@dataclass(frozen=True)
class Tab:
    name: str
    label: str
    count: int


def shown_on(entry: ListEntry, count: int = 3) -> list[Opinion]:
    """The latest answered opinions on an entry, and one more where there are more."""
    return list(entry.opinions.shown().order_by("-answered_at", "-id")[: count + 1])


def page_of(entry: ListEntry, *, after: str = "", before: str = "") -> KeyPage:
    rows = entry.opinions.shown()
    return key_page(rows, ("answered_at", "id"), after=after, before=before, newest_first=True, size=PAGE_SIZE)


def looked_up(number: str, code: str) -> Opinion | None:
    """The opinion of a number, when the code is its own."""
    rows = Opinion.objects.select_related("entry", "organisation").filter(number=number.upper())
    found = rows.order_by("id").first()
    right = secrets.compare_digest((found.query_code if found else secrets.token_hex(4)).encode(), code.encode())
    return found if found is not None and right else None


def rules() -> list[OpinionRule]:
    return list(OpinionRule.objects.order_by("id"))


# --- the desk --------------------------------------------------------------------------------------------------------


def answers(user) -> Q:
    """Those whose answer this person gives."""
    review = Q(office=OpinionOffice.REVIEW, organisation__in=organisations_where(user, "review_lists"))
    return review | Q(office=OpinionOffice.LEGALITY, organisation__in=organisations_where(user, "give_legality"))


def desk(user, tab: str, today: date, *, after: str = "", before: str = "") -> tuple[list[Tab], KeyPage]:
    """A page of the opinions in sight under a tab, what burns first, and the counts of all tabs. Two queries."""
    seen, mine = Opinion.objects.visible_to(user), answers(user)
    by_tab = {
        "mine": ("等我答复", Q(state=OpinionState.RECEIVED) & mine),
        "late": ("已超期", Q(state=OpinionState.RECEIVED, due_on__lt=today)),
        "open": ("全部待答复", Q(state=OpinionState.RECEIVED)),
        "answered": ("已答复", Q(state=OpinionState.ANSWERED)),
    }
    counts = seen.aggregate(**{name: Count("pk", filter=condition) for name, (_, condition) in by_tab.items()})
    tab = tab if tab in by_tab else "mine"
    rows = seen.filter(by_tab[tab][1]).select_related("entry", "version", "organisation").defer("person", "contact")
    order, newest = (("answered_at", "id"), True) if tab == "answered" else (("due_on", "id"), False)
    page = key_page(rows, order, after=after, before=before, newest_first=newest, size=PAGE_SIZE)
    return [Tab(name, label, counts[name]) for name, (label, _) in by_tab.items()], page


def opinion(user, number: str) -> Opinion | None:
    rows = Opinion.objects.visible_to(user).filter(number=number)
    return rows.select_related("entry", "version", "organisation", "answered_by").order_by("id").first()


def sees_opinions(user) -> bool:
    return organisations_where(user, "review_lists", "give_legality", "audit").exists()


def events_of(row: Opinion) -> list[dict]:
    """Every act on it for the timeline, the newest first."""
    return [
        {
            "at": move.at,
            "title": BESIDE_THE_TABLE.get(move.move) or OPINIONS[move.move].label,
            "who": move.actor_name,
            "note": move.note,
            "tone": "bad" if move.move == "withhold" else "",
        }
        for move in OpinionMove.objects.filter(subject=row).order_by("-id")
    ]


def masked(row: Opinion) -> tuple[str, str]:
    """(name, contact) as the desk shows them at first."""
    contact = row.contact
    if "@" in contact:
        contact = f"{contact[:1]}***@{contact.rsplit('@', 1)[1]}"
    return mask_name(row.person), contact if "@" in contact else mask_mobile(contact)
