"""Parts of the list pages that need logic. `{% load lists %}`."""

from django import template
from django.utils.html import format_html

register = template.Library()

# What the check said of a citation when it was read: words and tone for the public.
VERDICTS = {
    "ok": ("已核对", "success"),
    "short_title": ("名称为简称", "warning"),
    "arabic": ("条号用了数字", "warning"),
    "title_unknown": ("法规库未收录", "neutral"),
    "article_missing": ("条款待核", "error"),
    "repealed": ("已废止", "error"),
    "unreadable": ("未能识别", "neutral"),
}


@register.simple_tag
def verdict_badge(citation):
    """The verdict on a citation; a law repealed since it was read says so."""
    code = "repealed" if citation.law is not None and citation.law.status == "repealed" else citation.verdict
    words, tone = VERDICTS.get(code, (code, "neutral"))
    return format_html('<span class="badge {}">{}</span>', tone, words)


@register.filter
def change_tone(change: str) -> str:
    """The tone of a kind of change: added, amended, cancelled."""
    return {"add": "success", "amend": "info", "cancel": "error"}.get(change, "neutral")


def _address(request, **changes) -> str:
    query = request.GET.copy()
    for name in ("after", "before", *changes):
        query.pop(name, None)
    for name, value in changes.items():
        if value:
            query[name] = value
    return f"?{query.urlencode()}" if query else request.path


@register.simple_tag(takes_context=True)
def filter_link(context, name: str, value: str) -> str:
    """The address of this list with one filter set, or without it; paging starts anew."""
    return _address(context["request"], **{name: value})


@register.inclusion_tag("components/pager.html", takes_context=True)
def key_pager(context, page, note: str = ""):
    """First, previous and next of a core.registers.KeyPage."""
    request = context["request"]
    return {
        "first": _address(request) if page.previous else "",
        "previous": _address(request, before=page.previous) if page.previous else "",
        "following": _address(request, after=page.next) if page.next else "",
        "note": note,
    }


@register.filter
def state_tone(state: str) -> str:
    """The tone of a change set's state."""
    return {"published": "success", "withdrawn": "neutral", "draft": "neutral"}.get(state, "info")


@register.filter
def filled_cells(version) -> list[tuple[str, str]]:
    """The cells of a text that hold something, as (label, words)."""
    cells = version.cells
    return [
        (label, "\n".join(cells[key]) if isinstance(cells[key], list) else cells[key])
        for key, label in version.labels.items()
        if cells.get(key)
    ]
