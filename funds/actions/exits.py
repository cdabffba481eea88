"""A fund that was merged or cancelled within the year leaves that year's list by the very decision (预算法实施条例 10).

The government has decided: there is nothing left to submit and to decide, the change of the list waits for 公开 alone.
"""

from datetime import date

from django.db.models import Max
from django.utils import timezone

from core.history import signed
from core.models import Serial
from core.registers import ChangeKind, ChangeSetState, VersionState
from core.workflow import MoveRefused

from ..enums import ListPurpose
from ..models import FundChangeSet, FundProposal, FundVersion
from ..queries.entries import name_of
from ..workflow import FUND_LIST
from .rows import TYPED


def leave_the_list(*, actor, proposal: FundProposal, at=None) -> FundChangeSet | None:
    """The change of this year's list that an approved merger or exit makes; None when no list of the year has the fund.

    A row of the fund in another draft is taken out of it; MoveRefused while such a list is with the meeting.
    """
    at = at or timezone.now()
    ended_on = proposal.entry.__class__.objects.values_list("ended_on", flat=True).get(pk=proposal.entry_id)
    standing = _standing(proposal.entry_id, ended_on)
    if standing is None:
        return None
    _clear_drafts(actor, proposal, at)
    change_set = _change_set(proposal, standing, at)
    last = proposal.entry.versions.aggregate(last=Max("number"))["last"]
    row = FundVersion(
        entry=proposal.entry, change_set=change_set, organisation=standing.organisation, year=standing.year,
        form=standing.form, change=ChangeKind.CANCEL, number=last + 1, sort_key="00001", content=standing.content,
        proposal=proposal, **{key: getattr(standing, key) for key in TYPED},
    )  # fmt: skip
    signed(row, actor=actor, reason=f"{proposal.get_kind_display()}：{proposal.document_number}", at=at).save()
    FUND_LIST.fire(
        change_set, "take_decision", actor=None, at=at, note=proposal.number, meeting=proposal.meeting,
        decided_on=proposal.decided_on, document_number=proposal.document_number, recorder=actor, submitted_at=at,
    )  # fmt: skip
    return change_set


def _standing(entry: int, ended_on: date) -> FundVersion | None:
    """The fund's row in force on the list that it has to leave: of the year in which it ends if that year had begun,
    or of the year after when that list is published already. MoveRefused when it would have to leave both."""
    rows = FundVersion.objects.filter(
        entry=entry, year__gte=ended_on.year, state=VersionState.PUBLISHED, valid_to__isnull=True
    )
    if ended_on == date(ended_on.year, 12, 31):
        rows = rows.exclude(year=ended_on.year)
    rows = list(rows.select_related("organisation", "change_set__organisation").order_by("year", "pk"))
    if len(rows) > 1:
        later = rows[-1].year
        raise MoveRefused(
            f"“{rows[0].name}”也列在已公布的{later}年度清单里。请退回申请，改为从 {later} 年度起退出，再记录批准。"
        )
    return rows[0] if rows else None


def _clear_drafts(actor, proposal: FundProposal, at) -> None:
    open_rows = proposal.entry.versions.filter(state=VersionState.PROPOSED).select_related("change_set")
    for row in open_rows.select_for_update(of=("self",)).order_by("pk"):
        if row.change_set.state != ChangeSetState.DRAFT:
            raise MoveRefused(
                f"“{row.name}”正在“{row.change_set.title}”（{row.change_set.number}）里报送审定或者等待公开。"
                "请先把那份清单办结或者退回，再记录合并或取消的批准。"
            )
        row.state = VersionState.DROPPED
        signed(row, actor=actor, reason=f"已批准{proposal.get_kind_display()}，从草稿中删去", at=at).save()


def _change_set(proposal: FundProposal, standing: FundVersion, at) -> FundChangeSet:
    """A change within the year at the body that keeps the list; whoever asked for the exit is its author."""
    keeper, year = standing.change_set.organisation, standing.year
    into = f"，并入“{name_of(proposal.into)}”" if proposal.into else ""
    change_set = FundChangeSet(
        number=f"资金〔{year}〕{Serial.take('fund-list', date(year, 1, 1)):02d}号",
        title=f"{year}年度{standing.get_form_display()}清单年中调整",
        reason=f"“{standing.name}”{proposal.get_kind_display()}{into}，{proposal.meeting}批准（{proposal.document_number}）",
        year=year, form=standing.form, purpose=ListPurpose.CHANGE, organisation=keeper, author=proposal.author,
    )  # fmt: skip
    signed(change_set, actor=proposal.author, reason=f"{proposal.number}批准后由系统建立", at=at).save()
    return change_set
