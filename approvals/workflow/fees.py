"""The moves of money on a case: they change no stage and no day."""

from core.workflow import STAYS, move, nobody

from ..enums import UNDER_REVIEW
from ..enums import CaseState as S
from ..permissions import may_decide, may_work
from .guards import is_free

OWED = (*UNDER_REVIEW, S.GRANTED, S.MADE)
SETTLED = (*OWED, S.DELIVERED, S.REFUSED, S.WITHDRAWN, S.TERMINATED)

FEE_MOVES = (
    move("ask_fee", "通知缴款", OWED, STAYS, may_work, bar=is_free, article="许可法第五十九条",
         effect="按办事指南公布的标准开缴款通知书"),
    move("pay_fee", "登记缴款", SETTLED, STAYS, may_work, bar=is_free, article="许可法第五十九条",
         effect="登记财政票据号"),
    move("fee_paid", "已缴款", SETTLED, STAYS, nobody, article="许可法第五十九条", system=True),
    move("exempt_fee", "减免", OWED, STAYS, may_decide, bar=is_free, article="办事指南公布的减免依据",
         effect="写明依据和情形，这一笔不再收取"),
    move("refund_fee", "退款", SETTLED, STAYS, may_decide, bar=is_free, effect="全额退还，写明原因"),
)  # fmt: skip
