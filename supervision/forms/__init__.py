"""What people type on the pages of supervision."""

from .pages import FilterForm, RatingForm
from .rules import DecideRuleForm, RuleForm

__all__ = ["DecideRuleForm", "FilterForm", "RatingForm", "RuleForm"]
