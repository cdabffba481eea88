"""拨付: shares that were issued are paid by batch, never above the share; a wrong payment is met by its opposite."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone

from accounts.permissions import holds
from core.models import Publication
from core.workflow import MoveRefused

from ..enums import AllocationState
from ..models import Allocation, Payment, Share
from .disclosure import PUBLICATION


def may_pay(user, allocation) -> bool:
    """The department in charge and 财政局 register payments."""
    body = allocation.entry.organisation
    return holds(user, "fill_funds", body) or holds(user, "review_funds", body)


@transaction.atomic
def pay(
    *, actor, allocation, amounts: Mapping[int, Decimal], paid_on: date, voucher: str, at=None
) -> list[Payment]:  # fmt: skip
    """Register one batch: `amounts` in 元 by the id of the share. All of it or nothing; MoveRefused in words."""
    at = at or timezone.now()
    allocation = Allocation.objects.select_for_update(of=("self",)).select_related("entry").get(pk=allocation.pk)
    if not may_pay(actor, allocation):
        raise PermissionDenied("您没有登记这项资金拨付的权限。")
    if allocation.state != AllocationState.ISSUED:
        raise MoveRefused("还没有下达，下达之后再拨付。")
    if not voucher.strip():
        raise MoveRefused("请填写凭证号。")
    if paid_on > timezone.localdate(at):
        raise MoveRefused("拨付日期不能晚于今天。")
    if paid_on < allocation.issued_on:
        raise MoveRefused(f"拨付日期不能早于下达日期 {allocation.issued_on:%Y-%m-%d}。")
    amounts = {share: amount for share, amount in amounts.items() if amount}
    if not amounts:
        raise MoveRefused("没有填写任何数额。")
    shares = list(Share.objects.select_for_update().filter(allocation=allocation, pk__in=amounts).order_by("position"))
    if len(shares) != len(amounts):
        raise MoveRefused("有的明细不属于这个分配方案。请刷新后再填。")
    payments = Payment.objects.filter(share__allocation=allocation).order_by()
    paid = dict(payments.values_list("share").annotate(n=Sum("amount")))
    for share in shares:
        amount, left = amounts[share.pk], share.amount - paid.get(share.pk, Decimal(0))
        if amount < 0:
            raise MoveRefused(f"{share.recipient}的数额是负数。登记错了的，用“冲销”更正。")
        if amount != amount.quantize(Decimal("0.01")):
            raise MoveRefused(f"{share.recipient}的数额请精确到分。")
        if amount > left:
            raise MoveRefused(
                f"{share.recipient}分得 {share.amount:,.2f} 元，只剩 {left:,.2f} 元未拨，不能再拨 {amount:,.2f} 元。"
            )
    if again := _registered(payments, amounts, voucher):
        raise MoveRefused(f"凭证“{voucher.strip()}”的这笔拨付已经在第 {again} 批登记过，不重复登记。请核对凭证号。")
    batch = (payments.aggregate(n=Max("batch"))["n"] or 0) + 1
    made = Payment.objects.bulk_create(
        [
            Payment(
                share=share, batch=batch, paid_on=paid_on, amount=amounts[share.pk], voucher=voucher.strip(),
                made_at=at, made_by_id=actor.pk, made_by_name=actor.display_name,
            )
            for share in shares
        ]
    )  # fmt: skip
    Publication.objects.bump(PUBLICATION)
    return made


def _registered(payments, amounts: Mapping[int, Decimal], voucher: str) -> int | None:
    """The batch in which a voucher has paid one of these shares already, if it wasn't reversed: a form sent twice."""
    rows = payments.filter(voucher=voucher.strip(), share__in=amounts, reverses=None)
    rows = rows.exclude(pk__in=payments.exclude(reverses=None).values("reverses"))
    return rows.values_list("batch", flat=True).first()


@transaction.atomic
def reverse(*, actor, payment, paid_on: date, voucher: str, at=None) -> Payment:
    """冲销 a payment by its opposite; once."""
    at = at or timezone.now()
    share = Share.objects.select_for_update(of=("self",)).get(pk=payment.share_id)
    allocation = Allocation.objects.select_related("entry").get(pk=share.allocation_id)
    if not may_pay(actor, allocation):
        raise PermissionDenied("您没有登记这项资金拨付的权限。")
    if payment.reverses_id is not None:
        raise MoveRefused("这一笔本身是冲销，不能再冲销。")
    if Payment.objects.filter(reverses=payment).exists():
        raise MoveRefused("这一笔已经冲销过了。")
    if not voucher.strip():
        raise MoveRefused("请填写凭证号。")
    if not payment.paid_on <= paid_on <= timezone.localdate(at):
        raise MoveRefused("冲销日期应在拨付日期和今天之间。")
    row = Payment.objects.create(
        share=share, batch=payment.batch, paid_on=paid_on, amount=-payment.amount, voucher=voucher.strip(),
        reverses=payment, made_at=at, made_by_id=actor.pk, made_by_name=actor.display_name,
    )  # fmt: skip
    Publication.objects.bump(PUBLICATION)
    return row
