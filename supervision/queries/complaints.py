"""Complaints as who complained, who hears them and who watches see them."""

import secrets
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Organisation, OrganisationGroupPermission, User, organisations_where
from approvals.models import Case
from core import workdays
from core.masking import mask_mobile, mask_name
from core.registers import KeyPage, key_page
from powerlist.models import ListEntry

from ..enums import ComplaintState
from ..models import Accusation, Complaint, ComplaintRule, Rating
from ..workflow import COMPLAINTS

S = ComplaintState
PAGE = 20
BESIDE_THE_TABLE = {"lodge": "收到投诉"}
PUBLIC_STEPS = (
    "lodge",
    "accept",
    "decline",
    "join",
    "hand_over",
    "assign",
    "extend",
    "check",
    "reopen",
    "settle",
    "lapse",
)
BODIES = ("office", "unit", "accused_body", "joint")


def rules() -> list[ComplaintRule]:
    return list(ComplaintRule.objects.order_by("id"))


def case_of(number: str) -> Case | None:
    """The filed case of a number; whether there is one is told to nobody."""
    return Case.objects.exclude(state="draft").filter(number__iexact=number.strip()).order_by("pk").first()


def entry_of(code: str) -> ListEntry | None:
    return ListEntry.objects.filter(code__iexact=code.strip()).order_by("pk").first()


def looked_up(number: str, code: str) -> Complaint | None:
    """The complaint of a number, when the code is its own."""
    rows = Complaint.objects.select_related("head", *BODIES).filter(number=number)
    found = rows.order_by("id").first()
    right = secrets.compare_digest((found.query_code if found else secrets.token_hex(4)).encode(), code.encode())
    return found if found is not None and right else None


def accusation_of(number: str, code: str) -> Accusation | None:
    """When an accusation came and went, for who holds its code; the envelope isn't even read."""
    rows = Accusation.objects.by_code(number, code).defer("sealed")
    return rows.order_by("id").first()


def told_of(row: Complaint) -> dict:
    """What the complainant sees: where it stands, until when, and the answer once it was checked."""
    main = row.main
    checked = main.checked_at is not None or main.state == S.CLOSED
    return {
        "complaint": row,
        "main": main,
        "answer": main.answer if checked and main.state in (S.CHECKED, S.CLOSED) else "",
        "files": list(main.files.filter(of_answer=True)) if checked else [],
        "events": events_of(main, public=True),
        "may_word": row.state == S.CHECKED,
        "final": row.reopened_at is not None,
    }


def events_of(row: Complaint, *, public: bool = False) -> list[dict]:
    """Every act for the timeline, the newest first; for the complainant the steps alone, without names and notes."""
    found = []
    for move in row.moves.order_by("-id"):
        if public and move.move not in PUBLIC_STEPS:
            continue
        title = BESIDE_THE_TABLE.get(move.move) or COMPLAINTS[move.move].label
        tone = "bad" if move.move in ("decline", "send_back", "reopen") else ""
        note = move.note if not public or move.move == "extend" else ""
        who = "" if public else move.actor_name
        found.append({"at": move.at, "title": title, "who": who, "note": note, "tone": tone})
    return found


# --- the desk ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tab:
    name: str
    label: str
    count: int


def turn_of(user) -> Q:
    """Those whose next act is this person's."""
    hearing = Q(
        office__in=organisations_where(user, "check_complaints"), state__in=[S.RECEIVED, S.ACCEPTED, S.ANSWERED]
    )
    handling = Q(unit__in=organisations_where(user, "handle_complaints"), state=S.ASSIGNED)
    return hearing | (handling & (Q(handler=None) | Q(handler=user)))


def desk(user, tab: str, today: date, *, after: str = "", before: str = "") -> tuple[list[Tab], str, KeyPage]:
    """A page of those in sight under a tab, what burns first, and the counts of all tabs. Two queries."""
    seen = Complaint.objects.visible_to(user)
    by_tab = {
        "mine": ("等我办", turn_of(user)),
        "late": ("已超期", Q(burns_on__lt=today)),
        "open": ("在办", Q(burns_on__isnull=False)),
        "done": ("已答复、已办结", Q(burns_on__isnull=True)),
    }
    ids = seen.values("pk")
    rows = Complaint.objects.filter(pk__in=ids)
    counts = rows.aggregate(**{name: Count("pk", filter=condition) for name, (_, condition) in by_tab.items()})
    tab = tab if tab in by_tab else "mine"
    rows = rows.filter(by_tab[tab][1]).select_related(*BODIES, "handler").defer("person", "contact", "representatives")
    order, newest = (("id",), True) if tab == "done" else (("burns_on", "id"), False)
    page = key_page(rows, order, after=after, before=before, newest_first=newest, size=PAGE)
    return [Tab(name, label, counts[name]) for name, (label, _) in by_tab.items()], tab, page


def complaint(user, number: str) -> Complaint | None:
    rows = Complaint.objects.filter(pk__in=Complaint.objects.visible_to(user).filter(number=number).values("pk"))
    return rows.select_related(*BODIES, "handler", "head", "case", "entry", "entered_by").order_by("id").first()


def left_of(row: Complaint, today: date, calendar) -> int | None:
    """Working days left of the limit that runs, negative when late; None when none runs."""
    if row.burns_on is None:
        return None
    return workdays.remaining(today, row.burns_on, calendar=calendar, provisional=True)


def masked(row: Complaint) -> tuple[str, str]:
    """(name, telephone) as the desk shows them at first."""
    return mask_name(row.person), mask_mobile(row.contact)


def sees_complaints(user) -> bool:
    return organisations_where(user, "check_complaints", "lead_complaints", "handle_complaints").exists()


def may_enter(user) -> bool:
    """Who types a complaint in for who came or called: the window, and who hears complaints."""
    return organisations_where(user, "receive_cases", "check_complaints").exists()


def units_for(row: Complaint):
    """The bodies that may be given it: where somebody handles complaints, and not the accused one."""
    held = OrganisationGroupPermission.objects.filter(permission__codename="handle_complaints")
    rows = Organisation.objects.filter(pk__in=held.values("content_object_id"))
    return rows.exclude(pk=row.accused_body_id or 0).order_by("sort_key", "code")


def handlers_for(row: Complaint):
    """The people who may be named: those who handle complaints today, without the accused one."""
    held = OrganisationGroupPermission.objects.filter(
        permission__codename="handle_complaints", group__post__holdings__valid_to__isnull=True
    ).exclude(content_object_id=row.accused_body_id or 0)
    rows = User.objects.filter(pk__in=held.values("group__post__holdings__user_id"), is_active=True)
    if row.accused_name:
        rows = rows.exclude(name=row.accused_name)
    return rows.select_related("organisation").order_by("organisation__sort_key", "name", "pk")


# --- who watches ---------------------------------------------------------------------------------------------------


def watched(user, chosen: dict, today: date, *, after: str = "", before: str = "") -> KeyPage:
    """The supervisor's list, the newest first, by its filters. One query a page."""
    rows = Complaint.objects.watched_by(user).select_related("office", "unit", "accused_body")
    for name in ("kind", "state"):
        if chosen[name]:
            rows = rows.filter(**{name: chosen[name]})
    if chosen["office"]:
        rows = rows.filter(office__code=chosen["office"])
    if chosen["late"]:
        rows = rows.filter(burns_on__lt=today)
    return key_page(rows, ("id",), after=after, before=before, newest_first=True, size=PAGE)


def tally(user, today: date) -> dict[str, int]:
    """Open, late, answered and closed ones, and those found true. One query."""
    return (
        Complaint.objects.watched_by(user)
        .order_by()
        .aggregate(
            all=Count("pk"),
            open=Count("pk", filter=Q(burns_on__isnull=False)),
            late=Count("pk", filter=Q(burns_on__lt=today)),
            true=Count("pk", filter=Q(finding__in=["true", "partly"])),
            reopened=Count("pk", filter=Q(reopened_at__isnull=False)),
        )
    )


def offices_of(user) -> list[Organisation]:
    heard = Complaint.objects.watched_by(user).order_by().values("office")
    return list(Organisation.objects.filter(pk__in=heard).order_by("sort_key", "code"))


def mine(user, *, after: str = "", before: str = "") -> KeyPage:
    """A citizen's own, the newest first."""
    rows = Complaint.objects.of_person(user).select_related("head", "office", "accused_body")
    return key_page(rows, ("id",), after=after, before=before, newest_first=True, size=PAGE)


def data_of(user) -> list[dict]:
    """The person's own complaints and ratings, as a copy to take away (个人信息保护法 45)."""
    found = [
        {
            "编号": row.number,
            "类型": row.get_kind_display(),
            "时间": f"{timezone.localtime(row.received_at):%Y-%m-%d %H:%M}",
            "内容": row.text,
            "状态": row.get_state_display(),
        }
        for row in Complaint.objects.of_person(user).order_by("-id")
    ]
    rated = Rating.objects.filter(rater=user).select_related("case").order_by("-id")
    return found + [
        {
            "类型": "评价",
            "办件": row.case.number,
            "满意度": row.get_satisfaction_display(),
            "内容": row.comment,
            "时间": f"{timezone.localtime(row.rated_at):%Y-%m-%d %H:%M}",
        }
        for row in rated
    ]
