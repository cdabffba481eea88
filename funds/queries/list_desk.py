"""Reads for the desk pages of a year's list."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from accounts.models import Organisation, organisations_where
from core.registers import ENDS, VersionState, diff
from powerlist.models import Law

from ..enums import FundForm
from ..kinds import LABELS, cells_of
from ..models import FUND_PERMISSIONS, FundChangeSet, FundEntry, FundVersion, in_wan
from . import readiness
from .entries import put_names
from .performance import grades

LIVE = (VersionState.PROPOSED, VersionState.PUBLISHED, VersionState.ENDED)


@dataclass
class Block:
    """A department's rows in a list; `total` in 元 is their sum. The door adds what may be done with it."""

    organisation: object
    rows: list
    part: object
    total: Decimal
    open: bool  # the pages of its funds are in this person's reach
    editable: bool = False
    handing: bool = False
    returning: object = None  # the form by which the part is returned

    @property
    def total_wan(self) -> str:
        return in_wan(self.total)


def list_of(user, pk: int) -> FundChangeSet | None:
    rows = FundChangeSet.objects.visible_to(user).select_related("organisation", "author", "recorder", "reviewer")
    return rows.filter(pk=pk).order_by("pk").first()


def keepers(user):
    """The bodies for which this person may keep lists: 财政局, whose posts review the funds."""
    reviewing = Organisation.objects.filter(
        posts__group__organisationgrouppermission__permission__codename="review_funds"
    ).values("pk")
    return organisations_where(user, "fill_funds").filter(pk__in=reviewing).current().order_by("sort_key", "code")


def is_keeper(user, change_set: FundChangeSet) -> bool:
    return organisations_where(user, "fill_funds", "review_funds").filter(pk=change_set.organisation_id).exists()


def departments():
    """The bodies that may have funds."""
    return Organisation.objects.current().departments().order_by("sort_key", "code")


def with_funds(year: int) -> list[int]:
    """The departments that had a fund in the latest list before a year."""
    rows = FundVersion.objects.filter(state=VersionState.PUBLISHED, valid_to__isnull=True, year__lt=year)
    last = rows.order_by("-year").values_list("year", flat=True).first()
    return list(rows.filter(year=last).order_by().values_list("organisation_id", flat=True).distinct()) if last else []


def blocks(change_set: FundChangeSet, user) -> list[Block]:
    """The rows of a list by department, each with what differs from before, its warnings, the last
    evaluation; seven queries.

    A department sees its own rows, the keeper and those who look at the whole list see all.
    """
    rows = FundVersion.objects.filter(change_set=change_set, state__in=LIVE).visible_to(user)
    rows = list(
        rows.select_related("entry", "organisation", "function", "proposal").order_by(
            "organisation__sort_key", "organisation_id", "sort_key", "id"
        )
    )
    before = readiness.befores(change_set, [row.entry_id for row in rows])
    laws = Law.objects.index()
    marks = grades([row.entry_id for row in rows], change_set.year)
    for row in rows:
        row.mark = marks.get(row.entry_id)
        earlier = before.get(row.entry_id)
        row.before = earlier
        row.changes = diff(cells_of(earlier), cells_of(row), LABELS) if earlier else []
        row.warnings = warnings(row, laws)
    sight = set(organisations_where(user, *FUND_PERMISSIONS).values_list("pk", flat=True))
    whole = change_set.organisation_id in sight
    parts = change_set.parts.select_related("organisation", "handed_in_by")
    by_body = {part.organisation_id: part for part in parts if whole or part.organisation_id in sight}
    bodies = {part.organisation_id: part.organisation for part in by_body.values()}
    bodies |= {row.organisation_id: row.organisation for row in rows}
    return [
        Block(
            body,
            mine := [row for row in rows if row.organisation_id == pk],
            by_body.get(pk),
            sum((row.amount for row in mine if row.change not in ENDS), Decimal(0)),
            pk in sight,
        )
        for pk, body in sorted(bodies.items(), key=lambda pair: (pair[1].sort_key, pair[0]))
    ]


def warnings(row: FundVersion, laws=None) -> list[str]:
    """What is worth saying of a row: its bases, and what it lacks."""
    laws = laws or Law.objects.index()
    said = []
    for text in row.content.get("basis") or []:
        judged = laws.check(text)
        if judged.verdict != "ok":
            said.append(judged.message)
    if not row.content.get("basis"):
        said.append("没有写设立依据。")
    if not row.function_id:
        said.append("没有选功能分类科目。")
    if not row.evaluate_on:
        said.append("没有写应评估日期。")
    return said


def bases(row: FundVersion) -> list[tuple[str, int | None, str]]:
    """(the basis as written, the law of the register or None, what is wrong with it)."""
    return law_lines(row.content.get("basis") or [])


def law_lines(texts: list[str]) -> list[tuple[str, int | None, str]]:
    """The same of bases however they are kept."""
    laws, found = Law.objects.index(), []
    for text in texts:
        judged = laws.check(text)
        found.append((text, judged.law_id, "" if judged.verdict == "ok" else judged.message))
    return found


def row_of(user, change_set: FundChangeSet, pk: int) -> FundVersion | None:
    rows = FundVersion.objects.filter(change_set=change_set, state=VersionState.PROPOSED).visible_to(user)
    rows = rows.select_related("entry", "organisation", "function", "change_set")
    return rows.filter(pk=pk).order_by("pk").first()


def amendable(user, change_set: FundChangeSet) -> list[FundVersion]:
    """The rows in force that a change within the year may still take in."""
    taken = change_set.versions.filter(state=VersionState.PROPOSED).values("entry")
    rows = FundVersion.objects.filter(
        year=change_set.year, form=change_set.form, state=VersionState.PUBLISHED, valid_to__isnull=True
    )
    return list(
        rows.visible_to(user).exclude(entry__in=taken).select_related("entry", "organisation")
        .order_by("organisation__sort_key", "organisation_id", "sort_key", "id")
    )  # fmt: skip


def founded(user, change_set: FundChangeSet) -> list[FundEntry]:
    """Funds whose founding was approved for the year and that stand on no list; a row of a list that was withdrawn
    or sent back for good doesn't count. Each has its name in `fund`."""
    rows = FundEntry.objects.visible_to(user).filter(
        proposals__kind="establish", proposals__state="approved", proposals__year=change_set.year
    )
    rows = rows.exclude(versions__state__in=LIVE).select_related("organisation").order_by("code")
    return put_names(rows, lambda entry: entry)


def sizes(change_sets) -> dict[int, tuple[int, Decimal]]:
    """How many funds each list holds, and their sum in 元. One query."""
    rows = FundVersion.objects.filter(change_set__in=[row.pk for row in change_sets], state__in=LIVE)
    counted = (
        rows.order_by()
        .values_list("change_set_id")
        .annotate(n=Count("pk"), total=Sum("amount", filter=~Q(change__in=ENDS)))
    )
    return {pk: (n, total or Decimal(0)) for pk, n, total in counted}


def exported(body: Organisation, on) -> tuple[list[FundVersion], str]:
    """(the rows in force on a day of the list of that day's year, its form): a department's own, or the keeper's all.

    The county's own body and the one that keeps the list have the whole of it.
    """
    lists = FundChangeSet.objects.filter(year=on.year, state="published").order_by("-pk")
    kept = lists.filter(Q(organisation=body) | Q(organisation__parent=body)).exists()
    rows = FundVersion.objects.for_year(on.year, on)
    rows = list(rows if kept else rows.filter(organisation=body))
    return rows, rows[0].form if rows else FundForm.DEPARTMENT
