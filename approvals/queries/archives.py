"""What an archive needs before it can be closed, and the pages of the archive."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from licences.models import Licence

from ..enums import FINAL_STATES, PaperKind, Retention
from ..models import Archive, Case, CaseLicence, RetentionRule
from .papers import PaperRow, missing_labels, papers_missing, papers_of

GRANTED_STATES = ("delivered",)
BY_HAND = ("hand_over", "sign_for", "parcel_signed")  # the licence reached its holder, and the decision with it
YEARS = {Retention.LONG: 30, Retention.SHORT: 10}


def archive_faults(case: Case, rows: list[PaperRow] | None = None, missing: list[str] | None = None) -> list[str]:
    """Why the case can't be archived yet, in words; empty when it can."""
    if case.state not in FINAL_STATES or case.closed_at is None:
        return ["本件还没有办结。"]
    rows = papers_of(case) if rows is None else rows
    missing = missing_labels(papers_missing(case)) if missing is None else missing
    found = [f"还没有做好：{label}。" for label in missing]
    found += [f"还没有做好：{row.licence.type.name}。" for row in _licences_awaited(case)]
    found += [f"没有盖章：{row.file.title}（{row.file.number}）。" for row in rows if _lacks_seal(row)]
    waiting = [row for row in rows if row.waits]
    if any(row.file.paper == PaperKind.GRANTED for row in waiting) and case.moves.filter(move__in=BY_HAND).exists():
        waiting = [row for row in waiting if row.file.paper != PaperKind.GRANTED]  # handed over with the licence
    return found + [f"没有送达记录：{row.file.title}（{row.file.number}）。" for row in waiting]


def _licences_awaited(case: Case):
    """The licences that the case yielded whose file is still being printed."""
    awaited = Licence.objects.awaiting_file().filter(pk=OuterRef("licence"))
    return CaseLicence.objects.filter(Exists(awaited), case=case).select_related("licence__type").order_by("pk")


def _lacks_seal(row: PaperRow) -> bool:
    return row.sheet is None or (bool(row.sheet.template.seal) and row.sheet.seal_use_id is None)


def retention_of(case: Case, category: str) -> Retention:
    """How long the case is kept: by the rule of its item, of its category, of the rest; 30 years when there is none."""
    rules = list(RetentionRule.objects.filter(Q(item=case.version.item_id) | Q(item__isnull=True)).order_by("pk"))
    fitting = [rule for rule in rules if rule.item_id or rule.category in ("", category)]
    rule = max(fitting, key=lambda rule: (rule.item_id is not None, rule.category != ""), default=None)
    if rule is None:
        return Retention.LONG
    return Retention(rule.granted if case.state in GRANTED_STATES else rule.ended)


def kept_until(retention: Retention, closed_on: date) -> date | None:
    """The last day of keeping: so many years from the first of January after the case was closed; None for 永久."""
    return date(closed_on.year + YEARS[retention], 12, 31) if retention in YEARS else None


def archives_found(user, *, words: str = "", retention: str = "", state: str = "", on: date | None = None):
    """The archives that the person keeps, by words of number, title or case, by period, by state."""
    rows = Archive.objects.visible_to(user).select_related("organisation", "case")
    if words:
        rows = rows.filter(Q(number__icontains=words) | Q(title__icontains=words) | Q(case__number__startswith=words))
    if retention in Retention.values:
        rows = rows.filter(retention=retention)
    if state == "expired":
        rows = rows.filter(expires_on__lt=on, destroyed_at__isnull=True)
    elif state == "lent":
        rows = rows.filter(pk__in=Archive.objects.filter(loans__returned_at__isnull=True, loans__isnull=False))
    elif state == "destroyed":
        rows = rows.filter(destroyed_at__isnull=False)
    return rows


def expired_archives(user, organisation, on: date):
    """What may be proposed for destruction: expired, not lent, not destroyed, on no list that waits."""
    return (
        Archive.objects.visible_to(user)
        .filter(organisation=organisation, expires_on__lt=on, destroyed_at__isnull=True)
        .exclude(loans__returned_at__isnull=True, loans__isnull=False)
        .exclude(destructions__list__state="proposed")
        .order_by("expires_on", "id")
    )
