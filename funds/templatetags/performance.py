"""Targets, evaluation and findings on a page. `{% load performance %}`."""

from django import template

from ..models import FundRule

register = template.Library()

# acts that no table of moves names
OTHERS = {"write": "填写", "rewrite": "修改", "open": "开始", "answer": "填写", "find": "登记"}


@register.filter
def act_label(move, labels: dict) -> str:
    """What an act is called by the table of its workflow."""
    return labels.get(move.move) or OTHERS.get(move.move, move.move)


@register.filter
def differs(value, other) -> bool:
    return value != other


@register.filter
def plain(number) -> str:
    """A decimal without an exponent and without zeros at its end."""
    return f"{number.normalize():f}"


@register.simple_tag
def grade_rule() -> str:
    """From which total on a fund has which grade, in words (FundRule)."""
    excellent, good, middle = FundRule.or_preset().grades
    return f"{excellent} 分以上优，{good} 分以上良，{middle} 分以上中，不足 {middle} 分差"
