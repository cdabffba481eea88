"""The desk's home of the funds: what waits for this person, the clocks, the lists on their way, the funds in sight."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import organisations_where
from accounts.permissions import permissions_held
from core.registers import KeyPage, VersionState, key_page
from powerlist.enums import UrgingKind
from powerlist.models import Urging

from ..enums import PartState, ProposalState
from ..models import FUND_PERMISSIONS, FundChangeSet, FundPart, FundProposal, FundRule, FundVersion
from . import allocations, assessments, calls, clocks, counting, publication, reminded


def works_on_funds(user) -> bool:
    return bool(permissions_held(user) & set(FUND_PERMISSIONS))


def lists_of(user, size: int = 10) -> list[FundChangeSet]:
    """The lists in sight, the newest first."""
    return list(FundChangeSet.objects.visible_to(user).select_related("organisation").order_by("-year", "-id")[:size])


def funds_in_sight(user, *, year: int | None = None, after: str = "", before: str = "") -> KeyPage:
    """The published rows of a year in force, of the bodies in reach."""
    bodies = organisations_where(user, *FUND_PERMISSIONS)
    rows = FundVersion.objects.filter(state=VersionState.PUBLISHED, valid_to__isnull=True, organisation__in=bodies)
    if year is not None:
        rows = rows.filter(year=year)
    rows = rows.select_related("entry", "organisation")
    return key_page(rows, ("year", "organisation_id", "sort_key", "id"), after=after, before=before)


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for this person: what, whose, where it is done."""

    title: str
    about: str
    address: str


def counted(user, today: date, rule: FundRule) -> list[Waiting]:
    """How much waits for this person in the rooms of calls, allocations, targets and findings; only what there is.

    Two queries.
    """
    found = counting.lines([*calls.asked(user, today), *allocations.asked(user), *reminded.asked(user)])
    duties = {"words": "监控和评价到期应报", "n": len(assessments.owed(user, today, rule))}
    found += [duties | {"address": "/desk/funds/assessments/"}] if duties["n"] else []
    return [Waiting(line["words"], f"{line['n']} 件", line["address"]) for line in found]


def waiting(user) -> list[Waiting]:
    """What waits for this person: parts to fill, lists and proposals to decide; three queries."""
    fills, reviews, records = (
        organisations_where(user, name) for name in ("fill_funds", "review_funds", "record_decision")
    )
    found = []
    parts = FundPart.objects.filter(organisation__in=fills, change_set__state="draft").exclude(
        state=PartState.HANDED_IN
    )
    for part in parts.select_related("change_set", "organisation").order_by("-pk")[:20]:
        words = "财政局退回，请修改" if part.state == PartState.RETURNED else "等您的部门填报、报送"
        found.append(Waiting(part.change_set.title, words, f"/desk/funds/lists/{part.change_set_id}/"))
    lists = FundChangeSet.objects.filter(
        Q(state="decision", organisation__in=records) | Q(state="decided", organisation__in=reviews)
    )
    for row in lists.exclude(author=user).order_by("-pk")[:20]:
        words = "等记录县政府常务会议的审定" if row.state == "decision" else "已审定，等公开"
        found.append(Waiting(row.title, words, f"/desk/funds/lists/{row.pk}/"))
    asked = FundProposal.objects.filter(
        Q(state=ProposalState.REVIEW, organisation__in=reviews)
        | Q(state=ProposalState.DECISION, organisation__in=records)
    )
    for row in asked.exclude(author=user).order_by("-pk")[:20]:
        title = f"{row.get_kind_display()}：{row.name}"
        found.append(Waiting(title, row.get_state_display(), f"/desk/funds/proposals/{row.number}/"))
    return found


def told(user, size: int = 10) -> list[Urging]:
    """What was told to this person's bodies and posts and isn't done yet, the newest first."""
    rows = Urging.objects.open_to(user, FUND_PERMISSIONS).filter(kind=UrgingKind.FUNDS)
    return list(rows.order_by("-id")[:size])


def bodies_of(user) -> set[int]:
    """The bodies where this person works on funds."""
    return set(organisations_where(user, *FUND_PERMISSIONS).values_list("pk", flat=True))


def running(bodies: set[int], today: date, rule: FundRule) -> list[clocks.Clock]:
    """The clocks of some bodies that are not done, those that burn first."""
    rows = [clock for clock in clocks.clocks(today, ours=rule) if clock.done is None]
    return sorted((c for c in rows if c.body is not None and c.body.pk in bodies), key=lambda clock: clock.due)


def overdue(bodies: set[int], today: date, rule: FundRule) -> list[publication.Owed]:
    """What should be public by now at some bodies and isn't, the longest due first."""
    return [row for row in publication.overdue(today, rule=rule) if row.body.pk in bodies] if bodies else []
