"""What people type on the pages of supervision."""

from .cards import AppealCardForm, ExemptionForm, JudgeAppealForm, ReplyCardForm, WithdrawCardForm
from .orders import NothingForm, OrderForm, OrderOpinionForm, OrderReplyForm
from .pages import FilterForm, RatingForm
from .rules import DecideRuleForm, RuleForm

__all__ = [
    "AppealCardForm",
    "DecideRuleForm",
    "ExemptionForm",
    "FilterForm",
    "JudgeAppealForm",
    "NothingForm",
    "OrderForm",
    "OrderOpinionForm",
    "OrderReplyForm",
    "RatingForm",
    "ReplyCardForm",
    "RuleForm",
    "WithdrawCardForm",
]
