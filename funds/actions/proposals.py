"""The verbs of proposals: a fund is founded, enlarged, kept, adjusted, merged, cancelled. Amounts are in 元."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.permissions import holds
from core.history import signed
from core.models import Serial
from core.registers import VersionState
from core.workflow import MoveRefused

from ..enums import ProposalKind as K
from ..models import FundProposal
from ..queries import proposals as queries
from ..workflow import FUND_PROPOSAL
from ..workflow.lists import GROUNDED
from .disclosure import filed
from .exits import leave_the_list
from .rows import new_entry

COLUMNS = ("name", "amount", "ends_on", "basis_kind", "basis", "reason", "findings", "override_reason", "into", "year")
MONEY = (K.ESTABLISH, K.ENLARGE)


@transaction.atomic
def draft_proposal(*, actor, organisation, kind: str, year: int, entry=None, upload=None, at=None, **facts):
    """Write an application. `facts` are the columns that its kind asks for; `upload` is its paper.

    PermissionDenied without the grant; MoveRefused in words; ValidationError for a file that isn't one.
    """
    at = at or timezone.now()
    if not holds(actor, "fill_funds", organisation):
        raise PermissionDenied("您没有为这个部门提出申请的权限。")
    if entry is not None:
        if entry.organisation_id != organisation.pk:
            raise MoveRefused("这项资金不归这个部门主管，请核对。")
        busy = FundProposal.objects.filter(entry=entry, kind=kind, year=year, state__in=queries.OPEN)
        if busy.exists():
            raise MoveRefused("同一事项已有一份申请在办，不用再提。")
        row = queries.standing(entry)
        facts["name"] = facts.get("name") or (row.name if row else entry.code)
    number = f"P{year}-{Serial.take(f'fund-proposal:{year}', date(year, 1, 1)):03d}"  # one after the other
    if kind == K.ESTABLISH and (twin := _twin(organisation, year, facts)):
        raise MoveRefused(f"{facts['name'].strip()}的设立申请已有一份在办（{twin.number}），不用再提。")
    proposal = FundProposal(number=number, kind=kind, year=year, organisation=organisation, entry=entry, author=actor,
                            **_clean(facts))  # fmt: skip
    if upload is not None:
        kept = filed(upload)
        proposal.file, proposal.file_name = kept["file"], kept["file_name"]
    _check_shape(proposal)
    proposal.save()
    return proposal


def _twin(organisation, year: int, facts: dict) -> FundProposal | None:
    """The application on its way that would found the same fund: a form sent twice."""
    rows = FundProposal.objects.filter(kind=K.ESTABLISH, organisation=organisation, year=year, state__in=queries.OPEN)
    return rows.filter(name=facts.get("name", "").strip()).order_by("pk").first()


def _clean(facts: dict) -> dict:
    return {key: value for key, value in facts.items() if key in COLUMNS and value is not None}


def _check_shape(proposal: FundProposal) -> None:
    if proposal.kind != K.ESTABLISH and proposal.entry is None:
        raise MoveRefused("请选择是哪一项资金。")
    if proposal.kind in MONEY and not (proposal.amount and proposal.amount > 0):
        raise MoveRefused("请填写申请的年度预算数额，要大于零。")
    if proposal.kind == K.MERGE:
        if proposal.into is None:
            raise MoveRefused("请选择并入哪一项资金。")
        if proposal.into_id == proposal.entry_id:
            raise MoveRefused("不能并入自己，请另选一项资金。")
    if proposal.kind == K.ESTABLISH and not proposal.name.strip():
        raise MoveRefused("请填写资金名称。")


@transaction.atomic
def change_proposal(*, actor, proposal: FundProposal, upload=None, **facts) -> FundProposal:
    """Change an application while it is in draft."""
    proposal = FundProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if not holds(actor, "fill_funds", proposal.organisation):
        raise PermissionDenied("您没有修改这份申请的权限。")
    if proposal.state != "draft":
        raise MoveRefused(f"这份申请现在是“{proposal.get_state_display()}”，不能再改。")
    for key, value in _clean(facts).items():
        setattr(proposal, key, value)
    if upload is not None:
        kept = filed(upload)
        proposal.file, proposal.file_name = kept["file"], kept["file_name"]
    proposal.author = actor  # who wrote it last answers for it
    _check_shape(proposal)
    proposal.save()
    return proposal


@transaction.atomic
def submit_proposal(*, actor, proposal: FundProposal, at=None) -> FundProposal:
    """The department asks 财政局. MoveRefused says what its kind still lacks."""
    at = at or timezone.now()
    done = FUND_PROPOSAL.fire(proposal, "submit", actor=actor, at=at)[0]
    _check_shape(done)
    if done.kind in MONEY and (why := queries.basis_fault(done.basis_kind, done.basis, timezone.localdate(at))):
        raise MoveRefused(why)
    if not done.reason.strip():
        raise MoveRefused("请写明理由。")
    if done.kind in queries.OUTCOMES and not done.findings.strip():
        raise MoveRefused("请写明评估情况：绩效、支出进度、是否还需要。")
    if done.kind == K.ENLARGE:
        row = queries.standing(done.entry)
        if row is not None and done.amount <= row.amount:
            raise MoveRefused(f"现在的预算是 {row.amount_wan} 万元，申请的数额没有增加，请核对。")
    if queries.needs_override(done):
        raise MoveRefused("这项资金上次绩效评价为“差”，不能增加额度；确需增加的，请写明“仍增加的理由”。")
    return done


@transaction.atomic
def review_proposal(*, actor, proposal, review_opinion: str, at=None) -> FundProposal:
    """财政局 agrees; the application goes to the government."""
    return FUND_PROPOSAL.fire(
        proposal, "review", actor=actor, at=at, note=review_opinion, review_opinion=review_opinion, reviewer=actor
    )[0]


def send_back_proposal(*, actor, proposal, review_opinion: str, at=None) -> FundProposal:
    return FUND_PROPOSAL.fire(
        proposal, "send_back", actor=actor, at=at, note=review_opinion, review_opinion=review_opinion
    )[0]


def withdraw_proposal(*, actor, proposal, at=None) -> FundProposal:
    return FUND_PROPOSAL.fire(proposal, "withdraw", actor=actor, at=at)[0]


@transaction.atomic
def approve_proposal(*, actor, proposal, meeting: str, decided_on: date, document_number: str, at=None):
    """县政府办公室 records the approval, and what follows from it.

    A founded fund gets its identity (its row in the list is filled by its department); a cancelled or merged one ends
    with the year before, or on the day of the approval when its year has begun: then this year's list is changed by
    the same act (`exits`), and only its publication is left to do.
    """
    at = at or timezone.now()
    done = _decide("approve", actor, proposal, meeting, decided_on, document_number, at)
    if done.kind == K.ESTABLISH and done.entry is None:
        done.entry = new_entry(actor=actor, organisation=done.organisation, year=done.year, at=at, reason="批准设立")
        done.save(update_fields=["entry"])
    if done.kind in (K.CANCEL, K.MERGE):
        entry = type(done.entry).objects.select_for_update(of=("self",)).get(pk=done.entry_id)
        entry.ended_on = date(done.year - 1, 12, 31) if decided_on.year < done.year else decided_on
        entry.merged_into = done.into
        signed(entry, actor=actor, reason=f"{done.get_kind_display()}：{document_number}", at=at).save()
        leave_the_list(actor=actor, proposal=done, at=at)
    open_rows = done.entry.versions.filter(state=VersionState.PROPOSED, year=done.year)
    for row in open_rows.select_for_update(of=("self",)).order_by("pk"):
        row.proposal = done if done.kind in MONEY else row.proposal
        signed(row, actor=actor, reason=GROUNDED, at=at).save()
    return done


def decline_proposal(*, actor, proposal, meeting: str, decided_on: date, document_number: str, at=None):
    return _decide("decline", actor, proposal, meeting, decided_on, document_number, at or timezone.now())


def _decide(move, actor, proposal, meeting, decided_on, document_number, at) -> FundProposal:
    if decided_on > timezone.localdate(at):
        raise MoveRefused("审批日期还没有到，请核对。")
    return FUND_PROPOSAL.fire(
        proposal, move, actor=actor, at=at, meeting=meeting, decided_on=decided_on, document_number=document_number,
        recorder=actor,
    )[0]  # fmt: skip
