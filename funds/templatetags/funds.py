"""Money on the pages of the funds. `{% load funds %}`."""

from decimal import Decimal

from django import template

from ..models import in_wan

register = template.Library()


@register.filter
def wan(amount) -> str:
    """An amount in 元 as 万元, exact."""
    return in_wan(Decimal(amount or 0))
