"""分配: opened under a 管理办法 in force, checked by 财政局, issued with its document. Amounts are in 元.

Nothing is allocated before a published 管理办法 is in force, and never more than the year's budget: both are judged
with the fund's row locked, and the database refuses an allocation without its 管理办法 and shares that miss the total.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.permissions import holds
from core.models import Scope, Serial
from core.registers import VersionState
from core.workflow import MoveRefused

from ..enums import AllocationState, ApplicationState, CallState, Manner, SourceLevel
from ..models import Allocation, AllocationMove, Application, FundEntry, FundVersion, Measure, Share, in_wan
from ..queries.money import money
from ..workflow.allocations import ALLOCATION
from .disclosure import disclose

S = AllocationState
PERSONAL = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")  # an identity number, a mobile number
LARGEST = Decimal(10) ** 16
NO_MEASURE = "这项资金没有已公开、正在施行的管理办法，不能分配资金（先定办法、再分资金）。请先公开管理办法。"


class NoMeasure(MoveRefused):
    """There is no published 管理办法 in force; the page links to where one is published."""


@dataclass(frozen=True)
class ShareRow:
    """One recipient's part as it is entered."""

    recipient: str
    use: str
    amount: Decimal
    region: str = ""
    organisation: object = None
    application: object = None


def locked(entry) -> FundEntry:
    """The fund, locked: whatever changes its money takes this lock first."""
    return FundEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)


@transaction.atomic
def open_allocation(
    *, actor, entry, year: int, title: str, manner: str, total: Decimal, call=None,
    source_level: str = SourceLevel.COUNTY, upper_special: str = "", at=None,
) -> Allocation:  # fmt: skip
    """Begin an allocation. PermissionDenied without the grant; MoveRefused in words, NoMeasure without a 管理办法."""
    at = at or timezone.now()
    if not holds(actor, "fill_funds", entry.organisation):
        raise PermissionDenied("您没有分配这项资金的权限。")
    entry = locked(entry)
    measure = Measure.objects.in_force(entry, timezone.localdate(at))
    if measure is None:
        raise NoMeasure(NO_MEASURE)
    if entry.ended_on and entry.ended_on <= timezone.localdate(at):
        raise MoveRefused(f"这项资金已于 {entry.ended_on:%Y-%m-%d} 退出，不能再分配。")
    facts = _checked(
        entry, year, title=title, manner=manner, total=total, call=call, source_level=source_level,
        upper_special=upper_special,
    )  # fmt: skip
    twin = Allocation.objects.filter(entry=entry, year=year, title=facts["title"]).exclude(state=S.WITHDRAWN).first()
    if twin is not None:  # the entry is locked: of two that are sent at once the second is told
        raise MoveRefused(f"“{twin.title}”已经建立过（{twin.number}），不用再建；确是另一批的，请换个标题。")
    number = f"FP{year}{Serial.take('fund-allocation', date(year, 1, 1)):04d}"
    row = Allocation.objects.create(number=number, entry=entry, year=year, measure=measure, author=actor, **facts)
    AllocationMove.objects.create(
        subject=row, move="open", source="", target=row.state, actor_id=actor.pk, actor_name=actor.display_name,
        note=f"依据《{measure.title}》", at=at, facts={"total": str(total), "measure": measure.pk},
    )  # fmt: skip
    return row


def _checked(entry, year: int, *, title, manner, total, call, source_level, upper_special) -> dict:
    """The fields of an allocation, judged together."""
    if not title.strip():
        raise MoveRefused("请填写标题。")
    _check_amount(total, "分配总额")
    if total == 0:
        raise MoveRefused("分配总额应大于 0。")
    if not FundVersion.objects.filter(entry=entry, year=year, state=VersionState.PUBLISHED).exists():
        raise MoveRefused(f"这项资金不在 {year} 年度已公布的清单里，不能分配。请核对年度。")
    if manner == Manner.PROJECT:
        if call is None or call.entry_id != entry.pk or call.year != year:
            raise MoveRefused("按项目法分配的，请选择这项资金本年度的申报通知。")
        if call.state != CallState.DECIDED:
            raise MoveRefused(f"申报通知 {call.number} 还没有确定立项项目，确定之后再分配。")
    elif call is not None:
        raise MoveRefused("只有项目法才对应申报通知。")
    upper_special = upper_special.strip()
    if source_level != SourceLevel.COUNTY and not upper_special:
        raise MoveRefused("上级资金请写明对应的上级专项和文号。")
    if source_level == SourceLevel.COUNTY and upper_special:
        raise MoveRefused("县级资金不填上级专项。资金来自上级的，请改选资金来源。")
    return {
        "title": title.strip(), "manner": manner, "total": total, "call": call, "source_level": source_level,
        "upper_special": upper_special,
    }  # fmt: skip


def _check_amount(amount: Decimal, what: str):
    if not amount.is_finite() or amount < 0:
        raise MoveRefused(f"{what}不能是负数，请核对。")
    if amount >= LARGEST:
        raise MoveRefused(f"{what}过大，请核对单位（这里按元填写）。")
    if amount != amount.quantize(Decimal("0.01")):
        raise MoveRefused(f"{what}请精确到分（两位小数）。")


@transaction.atomic
def edit_allocation(*, actor, allocation, title: str, total: Decimal, source_level: str, upper_special: str, at=None):
    """Change what an allocation in draft says; a new total undoes what was computed for the old one."""
    before = Allocation.objects.select_for_update().get(pk=allocation.pk)
    facts = _checked(
        before.entry, before.year, title=title, manner=before.manner, total=total, call=before.call,
        source_level=source_level, upper_special=upper_special,
    )  # fmt: skip
    row, _ = ALLOCATION.fire(allocation, "edit", actor=actor, at=at, **facts)
    if total != before.total and row.manner == Manner.FACTORS:
        row.schemes.update(chosen=False, computed_at=None, digest="")
        row.shares.all().delete()
    return row


@transaction.atomic
def put_shares(*, actor, allocation, rows: Iterable[ShareRow], at=None) -> Allocation:
    """Set the shares of an allocation in draft (据实据效): all of them anew, in their order."""
    rows = list(rows)
    if allocation.manner != Manner.FACT:
        raise MoveRefused("这个分配方案的明细由项目或者因素得出，不能直接填写。")
    if not rows:
        raise MoveRefused("还没有一行明细，请至少填写一行。")
    for number, share in enumerate(rows, start=1):
        if not share.recipient.strip() or not share.use.strip():
            raise MoveRefused(f"第 {number} 行请填写接收单位和用途。")
        if PERSONAL.search(f"{share.recipient} {share.use} {share.region}"):
            raise MoveRefused(f"第 {number} 行写了身份证号或者手机号。明细会公开，请删去；发给个人的写发放单位。")
        _check_amount(share.amount, f"第 {number} 行的数额")
    return _written(actor, allocation, rows, f"填写明细 {len(rows)} 行", at)


@transaction.atomic
def take_projects(*, actor, allocation, at=None) -> Allocation:
    """The shares of an allocation by project: every funded application of its call, at the amount granted."""
    if allocation.manner != Manner.PROJECT:
        raise MoveRefused("只有项目法才由申报的项目得出明细。")
    funded = Application.objects.filter(call=allocation.call_id, state=ApplicationState.FUNDED)
    funded = funded.select_related("project", "project__organisation", "project__township").order_by("rank", "id")
    taken = Share.objects.filter(application__in=funded).exclude(allocation=allocation)
    taken = set(taken.exclude(allocation__state=S.WITHDRAWN).values_list("application_id", flat=True))
    rows = [
        ShareRow(
            recipient=a.project.applicant_name,
            use=a.project.title,
            amount=a.amount_granted,
            region=a.project.township.short_name if a.project.township else "",
            organisation=a.project.organisation,
            application=a,
        )
        for a in funded
        if a.pk not in taken
    ]
    if not rows:
        raise MoveRefused("这次申报没有还未分配的立项项目。")
    return _written(actor, allocation, rows, f"由申报的立项项目得出明细 {len(rows)} 行", at)


def _written(actor, allocation, rows: list[ShareRow], note: str, at) -> Allocation:
    row, _ = ALLOCATION.fire(allocation, "edit", actor=actor, at=at, note=note)
    replace_shares(row, rows)
    return row


def replace_shares(allocation: Allocation, rows: list[ShareRow]):
    """Write the shares anew; the allocation's row is locked by whoever calls."""
    allocation.shares.all().delete()
    Share.objects.bulk_create(
        [
            Share(
                allocation=allocation, position=number, recipient=row.recipient.strip(), use=row.use.strip(),
                amount=row.amount, region=row.region.strip(), organisation=row.organisation,
                application=row.application,
            )
            for number, row in enumerate(rows, start=1)
        ],
        2000,
    )  # fmt: skip


def _check_shares(allocation):
    """The shares are whole and sum to the total, exactly."""
    if allocation.manner == Manner.FACTORS and not allocation.schemes.filter(chosen=True).exists():
        raise MoveRefused("还没有采用因素方案。请先测算，再采用一个方案。")
    together = allocation.shares.aggregate(n=Sum("amount"))["n"]
    if together is None:
        raise MoveRefused("还没有分配明细，请先填写或者测算。")
    if together != allocation.total:
        apart = allocation.total - together
        words = f"还差 {apart:,.2f} 元" if apart > 0 else f"多出 {-apart:,.2f} 元"
        raise MoveRefused(
            f"明细合计 {together:,.2f} 元，与分配总额 {allocation.total:,.2f} 元不一致，{words}。请改正后再办。"
        )


def _check_budget(allocation):
    """Approved and issued allocations of the year never come above its budget; the fund is locked by the caller."""
    known = money(allocation.entry, allocation.year)
    own = allocation.total if allocation.state == S.APPROVED else Decimal(0)  # counted already
    free = known.budget - known.allocated + own
    if allocation.total > free:
        raise MoveRefused(
            f"{allocation.year} 年度预算 {in_wan(known.budget)} 万元，已分配 {in_wan(known.allocated - own)} 万元，"
            f"只剩 {in_wan(free)} 万元，不够分配 {in_wan(allocation.total)} 万元。"
            "请调减总额，或者先办理预算调整、调剂。"
        )


@transaction.atomic
def submit_allocation(*, actor, allocation, at=None) -> Allocation:
    """报送审核. MoveRefused when the shares don't sum to the total, or the budget doesn't suffice."""
    locked(allocation.entry)
    row = Allocation.objects.select_for_update(of=("self",)).select_related("entry").get(pk=allocation.pk)
    if row.state == S.DRAFT:
        _check_shares(row)
        _check_budget(row)
    return ALLOCATION.fire(row, "submit", actor=actor, at=at)[0]


@transaction.atomic
def send_back_allocation(*, actor, allocation, reason: str, at=None) -> Allocation:
    return ALLOCATION.fire(allocation, "send_back", actor=actor, at=at, note=reason, reason=reason)[0]


@transaction.atomic
def withdraw_allocation(*, actor, allocation, reason: str, at=None) -> Allocation:
    return ALLOCATION.fire(allocation, "withdraw", actor=actor, at=at, note=reason, reason=reason)[0]


@transaction.atomic
def approve_allocation(*, actor, allocation, opinion: str = "", at=None) -> Allocation:
    """审核通过 by 财政局: from now on the money counts as allocated."""
    locked(allocation.entry)
    row = Allocation.objects.select_for_update(of=("self",)).select_related("entry").get(pk=allocation.pk)
    if row.state == S.REVIEW:
        _check_shares(row)
        _check_budget(row)
    return ALLOCATION.fire(row, "approve", actor=actor, at=at, note=opinion, reviewer=actor)[0]


@transaction.atomic
def issue_allocation(*, actor, allocation, document_number: str, issued_on: date, at=None) -> Allocation:
    """下达 with its 指标文号; not before its approval by day, not after today."""
    at = at or timezone.now()
    locked(allocation.entry)
    row = Allocation.objects.select_for_update(of=("self",)).select_related("entry", "measure").get(pk=allocation.pk)
    if row.state == S.APPROVED:
        _check_budget(row)
        if issued_on > timezone.localdate(at):
            raise MoveRefused("下达日期不能晚于今天。")
        if row.measure.valid_from > issued_on:
            raise MoveRefused("下达日期早于管理办法的施行日期，请核对。")
    return ALLOCATION.fire(
        row, "issue", actor=actor, at=at, note=document_number, document_number=document_number.strip(),
        issued_on=issued_on,
    )[0]  # fmt: skip


@transaction.atomic
def disclose_allocation(*, actor, allocation, opinion: str, at=None) -> Allocation:
    """公开 what was issued. What stands on the list as internal stays inside."""
    row = Allocation.objects.select_related("entry").get(pk=allocation.pk)
    if row.state != S.ISSUED:
        raise MoveRefused("还没有下达，下达之后再公开。")
    if FundVersion.objects.filter(
        entry=row.entry, year=row.year, state=VersionState.PUBLISHED, valid_to__isnull=True
    ).exclude(scope=Scope.PUBLIC).exists():  # fmt: skip
        raise MoveRefused("这项资金在清单上是“内部”，它的分配不公开。")
    return disclose(actor=actor, row=row, key=row.number, opinion=opinion, at=at)
