"""申报通知: written by the department, published by somebody else, closed on its day. Amounts are in 元."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core import search
from core.models import Publication, Serial
from core.workflow import MoveRefused

from ..enums import ApplicationState, CallState
from ..models import Call, FundEntry, FundRule, in_wan
from ..notices import tell_applicant, tell_of_notice
from ..permissions import may_fill
from ..workflow import APPLICATIONS, CALLS
from .disclosure import PUBLICATION, disclose

TEXTS = (
    "title", "conditions", "support", "applicants", "materials", "criteria", "experts", "drop_extremes", "pass_mark",
    "budget", "opens_on", "closes_on", "notice_days", "contact", "year",
)  # fmt: skip


def locked_call(call: Call) -> Call:
    """The call, locked until the transaction ends: every act on it or on its applications begins here."""
    return Call.objects.select_for_update(of=("self",)).select_related("entry__organisation").get(pk=call.pk)


@transaction.atomic
def fire(workflow, row, name: str, *, actor, at, **facts):
    """A move whose guard knows the day of the act in the county's time (`on`); applicants are told of theirs."""
    row, entry = workflow.fire(row, name, actor=actor, at=at, on=timezone.localdate(at), **facts)
    if workflow is APPLICATIONS:
        tell_applicant(row, entry)
    elif workflow is CALLS and name == "post_notice":
        tell_of_notice(row, entry)
    return row, entry


@transaction.atomic
def write_call(*, actor, entry: FundEntry, at=None, **texts) -> Call:
    """Write a call of a fund (TEXTS); nobody outside sees it before it is published. MoveRefused for bad content."""
    at = at or timezone.now()
    if not may_fill(actor, entry):
        raise PermissionDenied("编写申报通知，由主管部门的填报人员办理。")
    texts = {name: texts[name] for name in TEXTS if name in texts}
    call = Call(number=f"SB{texts['year']}{_serial(texts['year']):03d}", entry=entry, author=actor, **texts)
    _judge(call)
    call.save()
    return call


@transaction.atomic
def rewrite_call(*, actor, call: Call, **texts) -> Call:
    """Change a call that isn't published yet; whoever changes it has written it, and can't publish it."""
    call = locked_call(call)
    if not may_fill(actor, call.entry):
        raise PermissionDenied("编写申报通知，由主管部门的填报人员办理。")
    if call.state != CallState.DRAFT:
        raise MoveRefused("申报通知已经发布，内容不能再改；期限可以在截止前凭理由改。")
    for name in TEXTS:
        if name in texts:
            setattr(call, name, texts[name])
    call.author = actor
    _judge(call)
    call.save()
    return call


@transaction.atomic
def publish_call(*, actor, call: Call, opinion: str, at=None) -> Call:
    """Publish a call with its 保密审查; from its first day on it takes applications."""
    at = at or timezone.now()
    call = locked_call(call)
    call, _ = fire(CALLS, call, "publish", actor=actor, at=at, note=opinion)
    call = disclose(actor=actor, row=call, key=call.number, opinion=opinion, at=at)
    _make_findable(call, timezone.localdate(at))
    return call


@transaction.atomic
def change_period(*, actor, call: Call, closes_on: date, reason: str, at=None) -> Call:
    """Move the last day, before it has passed, with a reason that everyone can read."""
    if not reason.strip():
        raise MoveRefused("请写明改期的理由，理由会公开。")
    at = at or timezone.now()
    before = locked_call(call).closes_on
    call, _ = fire(
        CALLS, call, "change_period", actor=actor, at=at, note=reason.strip(), closes_on=closes_on, before=before
    )
    _make_findable(call, timezone.localdate(at))
    Publication.objects.bump(PUBLICATION)
    return call


@transaction.atomic
def cancel_call(*, actor, call: Call, reason: str, at=None) -> Call:
    """Cancel a call before the review; what was submitted stays in the library."""
    at = at or timezone.now()
    call = locked_call(call)
    call, _ = fire(CALLS, call, "cancel", actor=actor, at=at, note=reason.strip(), reason=reason)
    waiting = (ApplicationState.SUBMITTED, ApplicationState.CORRECTION, ApplicationState.PASSED)
    if call.published_at is not None:
        _make_findable(call, timezone.localdate(at))
    for row in call.applications.filter(state__in=waiting).order_by("pk"):
        fire(APPLICATIONS, row, "keep", actor=actor, at=at, outcome_reason=f"本次申报取消：{reason.strip()}")
    Publication.objects.bump(PUBLICATION)
    return call


def close_calls(*, at=None) -> int:
    """Close the calls whose last day has passed; returns how many."""
    at = at or timezone.now()
    closed = 0
    for call in Call.objects.filter(state=CallState.OPEN, closes_on__lt=timezone.localdate(at)).order_by("pk"):
        try:
            fire(CALLS, call, "close", actor=None, at=at)
        except MoveRefused:  # somebody was faster
            continue
        closed += 1
    if closed:
        Publication.objects.bump(PUBLICATION)
    return closed


def _judge(call: Call) -> None:
    """What a call must say. MoveRefused names what is wrong."""
    if not call.applicants:
        raise MoveRefused("请至少选择一类申报对象。")
    if call.opens_on > call.closes_on:
        raise MoveRefused("申报截止日期早于开始日期，请核对。")
    total = sum(c["max"] for c in call.criteria)
    if total != 100:
        raise MoveRefused(f"评分标准的分值合计是 {total} 分，应当正好 100 分。")
    if len({c["name"] for c in call.criteria}) != len(call.criteria):
        raise MoveRefused("评分标准里有同名的两项，请改名或者合并。")
    if any(c["max"] <= 0 for c in call.criteria):
        raise MoveRefused("评分标准每一项的分值要大于零。")
    if len({m["name"] for m in call.materials}) != len(call.materials):
        raise MoveRefused("申报材料里有同名的两项，请改名或者合并。")
    if call.experts < (least := FundRule.or_preset().least_experts):
        raise MoveRefused(f"评审专家不少于 {least} 人。")
    if not 0 <= Decimal(call.pass_mark) <= 100:
        raise MoveRefused("入围分数要在 0 到 100 之间。")
    if not 1 <= call.notice_days <= 60:
        raise MoveRefused("公示期要在 1 到 60 个工作日之间。")
    if call.budget <= 0:
        raise MoveRefused("安排额度要大于零。")


def _serial(year: int) -> int:
    return Serial.take("fund-call", date(year, 1, 1))


def _make_findable(call: Call, today: date):
    from ..queries.entries import public_entries

    if not public_entries().filter(pk=call.entry_id).exists():
        return
    search.publish_row(
        kind="funds",
        key=f"call:{call.number}",
        address=f"/open/funds/calls/{call.number}/",
        title=call.title,
        valid_from=today,
        code=call.number,
        category="申报通知",
        organisation=str(call.entry.organisation),
        summary=_summary(call),
        body=call.conditions[:2000],
        rank=4,
    )


def _summary(call: Call) -> str:
    if call.state == CallState.CANCELLED:
        return "本次申报已取消"
    return f"{call.opens_on} 至 {call.closes_on} 申报，安排额度 {in_wan(call.budget)} 万元"
