"""Targets, evaluation and findings on a page. `{% load performance %}`."""

from django import template

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
