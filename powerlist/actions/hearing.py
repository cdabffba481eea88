"""Hearing experts, departments and the public on a change set, and answering each of them."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import holds
from core.history import signed
from core.registers import ChangeSetState
from core.workflow import MoveRefused

from ..enums import HeardFrom, HearingState
from ..models import Consultation, ListChangeSet, ReviewOpinion
from ..workflow import LIST_CHANGES

MOST_TEXT = 2000  # characters of one opinion
HEARD_IN = (ChangeSetState.SUBMITTED, ChangeSetState.LEGALITY, ChangeSetState.OPINIONS)


def open_consultation(*, actor, change_set, ends_on, words="", title="", starts_on=None, at=None) -> Consultation:
    """公开征求意见 from a day to a day, both included."""
    at = at or timezone.now()
    with transaction.atomic():
        row = _hearing(actor, change_set)
        starts_on = starts_on or timezone.localdate(at)
        if ends_on < starts_on:
            raise MoveRefused("截止日期不能早于开始日期，请改后再发起。")
        if row.consultations.filter(ends_on__gte=starts_on).exists():
            raise MoveRefused("这一批次的公开征求意见还没有截止，不用再发起一次。")
        title = title.strip() or f"关于“{row.title}”公开征求意见"
        return Consultation.objects.create(
            change_set=row, title=title[:200], words=words.strip(), starts_on=starts_on, ends_on=ends_on,
            opened_by=actor, opened_at=at,
        )  # fmt: skip


def record_heard(*, actor, change_set, kind, text, name="", organisation=None, version=None, at=None) -> ReviewOpinion:
    """Put on record what an expert or a department said; theirs are shown without further ado."""
    with transaction.atomic():
        row = _hearing(actor, change_set)
        if kind == HeardFrom.PUBLIC:
            raise MoveRefused("公众意见由公众在征求意见页面提出，不能代填。")
        if kind == HeardFrom.DEPARTMENT and organisation is None:
            raise MoveRefused("请选择是哪个部门的意见。")
        if kind == HeardFrom.EXPERT and not name.strip():
            raise MoveRefused("请填写专家的姓名或身份。")
        return _opinion(
            row, text, at, kind=kind, name=name.strip(), organisation=organisation, version=version,
            recorded_by=actor, state=HearingState.SHOWN,
        )  # fmt: skip


def hear_public(*, consultation, text, name="", contact="", version=None, at=None) -> ReviewOpinion:
    """Anyone's opinion within the period; it is shown once somebody has read it. Name and contact are optional."""
    at = at or timezone.now()
    with transaction.atomic():
        if not consultation.is_open(timezone.localdate(at)):
            raise MoveRefused("这次征求意见已经截止，不能再提交。您可以在互动交流栏目提出建议。")
        row = ListChangeSet.objects.select_for_update(of=("self",)).get(pk=consultation.change_set_id)
        return _opinion(
            row, text, at, kind=HeardFrom.PUBLIC, consultation=consultation, name=name.strip()[:60],
            contact=contact.strip()[:100], version=version,
        )  # fmt: skip


def _opinion(change_set, text, at, **fields) -> ReviewOpinion:
    at = at or timezone.now()
    text = text.strip()
    if not text:
        raise MoveRefused("请写下意见后再提交。")
    if len(text) > MOST_TEXT:
        raise MoveRefused(f"意见最多 {MOST_TEXT} 字，现在有 {len(text)} 字，请缩短后再提交。")
    version = fields.get("version")
    if version is not None and version.change_set_id != change_set.pk:
        raise MoveRefused("这一项不在这个批次里，请重新选择。")
    row = ReviewOpinion(change_set=change_set, text=text, at=at, **fields)
    signed(row, actor=fields.get("recorded_by"), reason="收到意见", at=at).save()
    return row


def answer_heard(*, actor, opinion, adopted, answer, at=None) -> ReviewOpinion:
    """采纳 or 不采纳, with the reason; published when the period is over."""
    at = at or timezone.now()
    with transaction.atomic():
        _hearing(actor, opinion.change_set)
        row = ReviewOpinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
        if not answer.strip():
            raise MoveRefused("请写明采纳或不采纳的理由：征求意见截止后会一并公开。")
        if row.adopted is not None and row.answered_by_id != actor.pk:
            raise MoveRefused("这条意见刚由另一位工作人员答复，请刷新后再看。")
        row.adopted, row.answer, row.answered_by, row.answered_at = bool(adopted), answer.strip(), actor, at
        signed(row, actor=actor, reason="采纳" if adopted else "不采纳", at=at).save()
    return row


def moderate_heard(*, actor, opinion, shown, at=None) -> ReviewOpinion:
    """Show a public opinion, or keep it from the page (it is answered all the same)."""
    with transaction.atomic():
        if not holds(actor, "review_lists", opinion.change_set.organisation):
            raise PermissionDenied("您没有审核公众意见的权限。")
        row = ReviewOpinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
        row.state = HearingState.SHOWN if shown else HearingState.HIDDEN
        signed(row, actor=actor, reason="审核公众意见", at=at or timezone.now()).save()
    return row


def _hearing(actor, change_set) -> ListChangeSet:
    """The locked set, when this person hears opinions on it now."""
    row = ListChangeSet.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=change_set.pk)
    if not holds(actor, row.permission_at(ChangeSetState.OPINIONS), row.organisation):
        raise PermissionDenied("您没有办理这个单位清单意见征求的权限。")
    if row.state not in HEARD_IN:
        raise MoveRefused(f"这一批次现在是“{row.get_state_display()}”，不能再征求或答复意见。")
    if why := LIST_CHANGES["close_opinions"].bar(row, actor):
        raise MoveRefused(why)
    return row
