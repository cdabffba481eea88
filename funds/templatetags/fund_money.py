"""Parts of the pages of money that need logic. `{% load fund_money %}`."""

from decimal import Decimal

from django import template

from ..models import in_wan

register = template.Library()
ROW, BAR, WIDTH = 62, 14, 250
TONES = {"draft": "neutral", "review": "warning", "approved": "info", "issued": "success", "withdrawn": "neutral"}


@register.filter
def wan(amount) -> str:
    """An amount in 元 as 万元, exact; nothing for None."""
    return "" if amount is None else in_wan(amount)


@register.filter
def yuan(amount) -> str:
    """An amount in 元 with its 分 and commas; nothing for None."""
    return "" if amount is None else f"{amount:,.2f}"


@register.filter
def bare(number) -> str:
    """A number without the zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def allocation_tone(state: str) -> str:
    return TONES[state]


@register.inclusion_tag("funds/_pair_chart.html")
def pair_chart(title: str, rows, left: str, right: str, unit: str = "万元", source: str = "", date=None):
    """Two bars from zero for each row, with their numbers, and the same numbers as a table. `rows`: (label, a, b)."""
    rows = [(label, a or Decimal(0), b or Decimal(0)) for label, a, b in rows]
    top = max((max(a, b) for _, a, b in rows), default=0) or 1
    bars = [
        {
            "label": label,
            "y": n * ROW,
            "first": {"number": _short(a), "width": round(float(WIDTH * a / top), 1), "y": n * ROW + 20},
            "second": {"number": _short(b), "width": round(float(WIDTH * b / top), 1), "y": n * ROW + 20 + BAR + 3},
        }
        for n, (label, a, b) in enumerate(rows)
    ]
    return {
        "title": title, "bars": bars, "height": ROW * len(bars), "left": left, "right": right, "unit": unit,
        "source": source, "date": date,
    }  # fmt: skip


def _short(number: Decimal) -> str:
    """As it stands beside a bar: two decimals at most; the table of the page has the exact amounts."""
    return bare(Decimal(number).quantize(Decimal("0.01")))
