"""What a list still lacks before it can be submitted, each thing in words that name the funds."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.registers import ENDS, VersionState

from ..enums import ListPurpose, PartState, PlanState, ProposalKind, ProposalState
from ..models import FundChangeSet, FundProposal, FundVersion, Plan

NAMED = 12


@dataclass(frozen=True)
class Lack:
    """One thing that is missing: `code` for machines, `message` for people, the rows concerned."""

    code: str
    message: str
    rows: tuple = ()


def named(rows: Iterable) -> str:
    names = [f"“{row.name}”" for row in rows]
    return "、".join(names[:NAMED]) + (f"等 {len(names)} 项" if len(names) > NAMED else "")


def proposed(change_set: FundChangeSet):
    rows = change_set.versions.filter(state=VersionState.PROPOSED).select_related("entry", "organisation", "proposal")
    return rows.order_by("organisation__sort_key", "organisation_id", "sort_key", "id")


def befores(change_set: FundChangeSet, entries: Iterable[int]) -> dict[int, FundVersion]:
    """What each fund's row is measured against: its row in force of the same year, else of the year before."""
    rows = FundVersion.objects.filter(
        entry__in=list(entries), state=VersionState.PUBLISHED, valid_to__isnull=True, year__lte=change_set.year
    )
    if change_set.purpose == ListPurpose.YEAR:
        rows = rows.filter(year__lt=change_set.year)
    found: dict[int, FundVersion] = {}
    for row in rows.select_related("organisation", "function").order_by("entry_id", "-year", "-number"):
        found.setdefault(row.entry_id, row)
    return found


def is_first(change_set: FundChangeSet) -> bool:
    """Whether this is the portal's very first list of its form: its funds were founded before there was a portal."""
    earlier = FundChangeSet.objects.filter(form=change_set.form, state="published").exclude(pk=change_set.pk)
    return not earlier.exists()


def lacks(change_set: FundChangeSet, within: set[int] | None = None) -> list[Lack]:
    """Everything that stands in the way of 报送, the gravest first; a fixed number of queries.

    `within` are the bodies of who looks: a department reads of its own rows only, not of what others draft.
    """
    rows = [row for row in proposed(change_set) if within is None or row.organisation_id in within]
    found = []
    waiting = [p for p in change_set.parts.select_related("organisation") if p.state != PartState.HANDED_IN]
    waiting = [part for part in waiting if within is None or part.organisation_id in within]
    if waiting:
        who = "、".join(str(part.organisation) for part in waiting)
        found.append(Lack("parts", f"{who}还没有报送，等部门报送后再办理，或者先催办。"))
    listed = [row for row in rows if row.change not in ENDS]
    return found + _ended(listed, change_set) + _sums(listed) + _plans(listed, change_set) + _grounds(rows, change_set)


def _ended(rows, change_set) -> list[Lack]:
    gone = [row for row in rows if has_left(row.entry, change_set.year)]
    return [Lack("ended", f"{named(gone)}已经退出，请从清单里删去。", tuple(gone))] if gone else []


def has_left(entry, year: int) -> bool:
    """Whether a fund left before a budget year began."""
    return entry.ended_on is not None and entry.ended_on < date(year, 1, 1)


def _sums(rows) -> list[Lack]:
    wrong = [row for row in rows if source_sum(row) != row.amount]
    return [Lack("sources", f"{named(wrong)}的资金来源加起来不等于预算数额，请改正。", tuple(wrong))] if wrong else []


def source_sum(row) -> Decimal:
    """What the sources add up to, in 元; a row without a split is the county's own money."""
    sources = (row.content or {}).get("sources") or []
    return sum((Decimal(source["amount"]) for source in sources), Decimal(0)) if sources else row.amount


def _plans(rows, change_set) -> list[Lack]:
    """没有经批复的绩效目标的，不得列入清单."""
    approved = Plan.objects.filter(year=change_set.year, state=PlanState.APPROVED, entry__in=[r.entry_id for r in rows])
    known = set(approved.values_list("entry_id", flat=True))
    without = [row for row in rows if row.entry_id not in known]
    if not without:
        return []
    words = f"{named(without)}还没有经财政局批复的{change_set.year}年度绩效目标，不能列入清单。请先填报绩效目标并批复。"
    return [Lack("plans", words, tuple(without))]


def _grounds(rows, change_set) -> list[Lack]:
    """A new fund, a larger amount, a fund that leaves: each needs the approval of the government."""
    if is_first(change_set):
        return []
    before, approved = befores(change_set, [row.entry_id for row in rows]), approvals(change_set, rows)
    new, larger, leaving = [], [], []
    for row in rows:
        kinds = approved[row.entry_id]
        if row.change in ENDS:
            if not {ProposalKind.CANCEL, ProposalKind.MERGE} & set(kinds):
                leaving.append(row)
        elif row.entry_id not in before:
            if not _covers(kinds.get(ProposalKind.ESTABLISH), row):
                new.append(row)
        elif row.amount > before[row.entry_id].amount and not _covers(kinds.get(ProposalKind.ENLARGE), row):
            larger.append(row)
    return [
        Lack(code, f"{named(rows)}{words}", tuple(rows))
        for code, rows, words in (
            ("new", new, "是新设的，还没有经批准的设立申请，或者数额超过批准的数额。"),
            ("larger", larger, "比上次的数额大，还没有经批准的增加额度申请，或者超过批准的数额。"),
            ("leaving", leaving, "要退出清单，还没有经批准的取消或者合并申请。"),
        )
        if rows
    ]


def _covers(proposal: FundProposal | None, row) -> bool:
    return proposal is not None and proposal.amount is not None and row.amount <= proposal.amount


def approvals(change_set: FundChangeSet, rows) -> dict[int, dict[str, FundProposal]]:
    """The approved proposals for the year by fund and kind, the latest of each."""
    found: dict[int, dict[str, FundProposal]] = defaultdict(dict)
    approved = FundProposal.objects.filter(
        entry__in=[row.entry_id for row in rows], year=change_set.year, state=ProposalState.APPROVED
    )
    for proposal in approved.order_by("id"):
        found[proposal.entry_id][proposal.kind] = proposal
    return found
