"""A department's part of a list in draft: handed in by the department, returned by 财政局 with its reason."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.permissions import holds
from core.history import signed
from core.registers import ChangeSetState
from core.workflow import MoveRefused

from ..enums import PartState
from ..models import FundChangeSet, FundMove, FundPart


def note(change_set: FundChangeSet, *, actor, move: str, words: str, at, **facts) -> FundMove:
    """What was done within a list, in the list's own log: it stays in the state in which it is."""
    return FundMove.objects.create(
        subject=change_set, move=move, source=change_set.state, target=change_set.state, actor_id=actor.pk,
        actor_name=actor.display_name, note=words, at=at, facts=facts,
    )  # fmt: skip


def _locked(part: FundPart) -> FundPart:
    part = FundPart.objects.select_for_update(of=("self",)).select_related("change_set", "organisation").get(pk=part.pk)
    if part.change_set.state != ChangeSetState.DRAFT:
        raise MoveRefused(f"这份清单现在是“{part.change_set.get_state_display()}”，不能再改。")
    return part


@transaction.atomic
def hand_in_part(*, actor, part: FundPart, at=None) -> FundPart:
    """The department hands its rows to 财政局; it may not change them until the part is returned."""
    at = at or timezone.now()
    part = _locked(part)
    if not holds(actor, "fill_funds", part.organisation):
        raise PermissionDenied("您没有报送这个部门清单的权限。")
    if part.state == PartState.HANDED_IN:
        raise MoveRefused("这个部门已经报送，不用再报。")
    part.state, part.handed_in_at, part.handed_in_by, part.return_reason = PartState.HANDED_IN, at, actor, ""
    signed(part, actor=actor, reason="报送财政局", at=at).save()
    count = part.change_set.versions.filter(organisation=part.organisation, state="proposed").count()
    words = f"{part.organisation}报送{count}项" if count else f"{part.organisation}报送：本年度没有专项资金"
    note(part.change_set, actor=actor, move="hand_in", words=words, at=at, part=part.pk)
    return part


@transaction.atomic
def return_part(*, actor, part: FundPart, reason: str, at=None) -> FundPart:
    """财政局 gives a part back to its department. MoveRefused without a reason."""
    at = at or timezone.now()
    part = _locked(part)
    keeper = part.change_set.organisation
    if not (holds(actor, "review_funds", keeper) or holds(actor, "fill_funds", keeper)):
        raise PermissionDenied("您没有退回部门清单的权限。")
    if part.state != PartState.HANDED_IN:
        raise MoveRefused("这个部门还没有报送，不用退回。")
    if not reason.strip():
        raise MoveRefused("请写明退回的理由，部门要照着修改。")
    part.state, part.return_reason = PartState.RETURNED, reason.strip()
    signed(part, actor=actor, reason=f"退回：{reason.strip()}"[:100], at=at).save()
    note(part.change_set, actor=actor, move="return_part", words=f"退回{part.organisation}：{reason.strip()}", at=at)
    return part


@transaction.atomic
def add_part(*, actor, change_set: FundChangeSet, organisation, at=None) -> FundPart:
    """One more department fills this list; 财政局 asks it."""
    at = at or timezone.now()
    change_set = FundChangeSet.objects.select_for_update(of=("self",)).get(pk=change_set.pk)
    if not holds(actor, "fill_funds", change_set.organisation):
        raise PermissionDenied("您没有布置填报的权限。")
    if change_set.state != ChangeSetState.DRAFT:
        raise MoveRefused("清单已经报送，不能再增加填报部门。")
    if change_set.parts.filter(organisation=organisation).exists():
        raise MoveRefused(f"{organisation}已经在填报部门里。")
    part = FundPart(change_set=change_set, organisation=organisation)
    signed(part, actor=actor, reason="布置填报", at=at).save()
    return part
