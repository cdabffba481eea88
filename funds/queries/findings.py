"""监督检查 for the desk and the public: what is overdue first, what waits for whom, the panel and the public line."""

from datetime import date

from django.db.models import Case, Count, IntegerField, Q, Value, When

from accounts.models import Organisation, organisations_where
from core.registers import KeyPage, key_page

from ..enums import FindingKind, FindingState, Stage
from ..models import Finding, FundEntry, in_wan
from .entries import names_of, put_names

AUDITOR = "审计"
MOST = 100


def findings(user, *, state: str = "", after: str = "", before: str = "") -> KeyPage:
    """The findings in sight: those to be mended by their due day, the others the newest first."""
    rows = in_sight(user)
    if state in (FindingState.OPEN, FindingState.MENDED):
        page = key_page(rows.filter(state=state), ("due_on", "id"), after=after, before=before)
    else:
        if state in FindingState.values:
            rows = rows.filter(state=state)
        page = key_page(rows, ("found_on", "id"), after=after, before=before, newest_first=True)
    put_names(page.rows)
    return page


def in_sight(user):
    return Finding.objects.visible_to(user).select_related("entry__organisation", "found_by", "author", "publisher")


def counts(user, today: date) -> dict[str, int]:
    """How many findings in sight are in each state, and how many of the open ones are past their day."""
    rows = Finding.objects.visible_to(user)
    return rows.aggregate(
        late=Count("pk", filter=Q(state=FindingState.OPEN, due_on__lt=today)),
        **{state: Count("pk", filter=Q(state=state)) for state in FindingState.values},
    )


def waiting(user) -> list[Finding]:
    """What this person has to do: mend what is open, check what was mended; the earliest due day first."""
    rows = in_sight(user).filter(
        Q(state=FindingState.OPEN, entry__organisation__in=organisations_where(user, "fill_funds"))
        | Q(state=FindingState.MENDED, found_by__in=organisations_where(user, "inspect_funds"))
    )
    return put_names(rows.order_by("due_on", "id")[:MOST])


def mine(user):
    """The findings that wait for this person: to be mended, or to be closed."""
    return Finding.objects.filter(
        Q(state=FindingState.OPEN, entry__organisation__in=organisations_where(user, "fill_funds"))
        | Q(state=FindingState.MENDED, found_by__in=organisations_where(user, "inspect_funds"))
    )


def bodies_of(user):
    """The bodies for which this person may enter findings: 财政 and 审计 among those of the reach, its own first."""
    reach = organisations_where(user, "inspect_funds")
    own = Case(When(pk=user.organisation_id, then=Value(0)), default=Value(1), output_field=IntegerField())
    named = Q(pk=user.organisation_id) | Q(name__contains="财政") | Q(name__contains=AUDITOR)
    return Organisation.objects.filter(named, pk__in=reach).annotate(own=own).order_by("own", "code")[:20]


def funds_of(user) -> list[tuple[str, str]]:
    """(code, name) of the funds that this person may inspect."""
    rows = list(
        FundEntry.objects.filter(organisation__in=organisations_where(user, "inspect_funds"))
        .select_related("organisation")
        .order_by("organisation__sort_key", "code")[:500]
    )
    names = names_of(row.pk for row in rows)
    return [(row.code, f"{names.get(row.pk, row.code)}（{row.organisation}）") for row in rows]


def public(entry):
    """The published findings of a fund, the newest first."""
    rows = Finding.objects.filter(entry=entry, state=FindingState.CLOSED, published_at__isnull=False)
    return rows.select_related("found_by").order_by("-found_on", "-id")


def panel(entry, year: int, user) -> dict:
    """检查 on the desk page of a fund: its findings, the open ones by their due day first."""
    rows = list(
        Finding.objects.visible_to(user).filter(entry=entry).select_related("found_by").order_by("due_on", "id")
    )
    order = {FindingState.OPEN: 0, FindingState.MENDED: 1, FindingState.CLOSED: 2}
    return {
        "rows": sorted(rows, key=lambda row: order[row.state]),
        "may_find": organisations_where(user, "inspect_funds").filter(pk=entry.organisation_id).exists(),
        "code": entry.code,
    }


def life(entry, year: int, today: date) -> list[dict]:
    """The public line of 监督检查 in a year: each published finding, or that there is none."""
    found = [
        {
            "stage": Stage.INSPECTION,
            "title": f"{row.get_kind_display()}：{row.document_number}",
            "date": row.found_on,
            "address": f"/open/funds/{entry.code}/findings/",
            "state": "done",
            "due": None,
            "body": row.found_by,
            "note": "已整改销号" + (f"，涉及 {in_wan(row.amount)} 万元" if row.amount else ""),
        }
        for row in reversed(public(entry).filter(year=year))
    ]
    return found or [
        {
            "stage": Stage.INSPECTION,
            "title": "监督检查",
            "date": None,
            "address": "",
            "state": "none",
            "due": None,
            "body": None,
            "note": "没有已公开的检查发现。检查发现的问题整改销号后公开。",
        }
    ]


def kind_of(body) -> str:
    """What a body's findings are: those of an audit office 审计, of others 财政监督检查."""
    return FindingKind.AUDIT if AUDITOR in body.name else FindingKind.FINANCE
