"""Parts of the list pages that need logic. `{% load lists %}`."""

from django import template
from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html

from core.registers import ENDS, KEEPS_TEXT

from ..enums import CitationRole, LawStatus, ListKind
from ..kinds import Field, FieldType
from ..permissions import held
from ..queries import completeness
from ..queries.standing import standing_of

register = template.Library()
CARD_BODIES = 5  # on the start of the admin

# What the check said of a citation when it was read: words and tone for the public.
VERDICTS = {
    "ok": ("已核对", "success"),
    "short_title": ("名称为简称", "warning"),
    "arabic": ("条号用了数字", "warning"),
    "title_unknown": ("法规库未收录", "neutral"),
    "article_missing": ("条款待核", "error"),
    "repealed": ("已废止", "error"),
    "unreadable": ("未能识别", "neutral"),
    "verified": ("已核对纸质文件", "info"),
}


@register.simple_tag
def verdict_badge(citation, on=None):
    """The verdict on a citation as of a day (today): a law repealed since it was read says so, one repealed later
    than that day doesn't."""
    on, code = on or timezone.localdate(), citation.verdict
    if citation.law is not None:
        holds = citation.law.holds_on(on)
        code = "repealed" if not holds else "ok" if code == "repealed" else code
    words, tone = VERDICTS.get(code, (code, "neutral"))
    return format_html('<span class="badge {}">{}</span>', tone, words)


@register.simple_tag
def citation_link(citation):
    """A citation as the cell wrote it, its law linked to the register's page. Wants `citation.law` selected."""
    if not citation.law_id:
        return citation.text
    start, end = citation.text.find("《"), citation.text.rfind("》")
    named = citation.text[start : end + 1] if 0 <= start < end else ""
    if not named or named.count("《") > 1 and citation.law.title not in named:
        return format_html('<a href="{}">{}</a>', citation.get_absolute_url(), citation.text)
    head, tail = citation.text[:start], citation.text[end + 1 :]
    return format_html('{}<a href="{}">{}</a>{}', head, citation.get_absolute_url(), named, tail)


@register.simple_tag
def role_badge(citation):
    """Whether a basis creates the power or says how it is carried out; nothing where that isn't known."""
    if not citation.role:
        return ""
    tone = "info" if citation.role == CitationRole.CREATING else "neutral"
    return format_html('<span class="badge {}">{}</span>', tone, citation.get_role_display())


@register.simple_tag
def law_standing(law, on=None):
    """(words, tone) of a law's time of force on a day (today)."""
    if not law.holds_on(on or timezone.localdate()):
        return "已废止", "error"
    return ("已被修改", "warning") if law.status == LawStatus.AMENDED else ("现行有效", "success")


@register.filter
def change_tone(change: str) -> str:
    """The tone of a kind of change: added, amended, cancelled."""
    tones = {"add": "success", "receive": "success", "resume": "success", "amend": "info", "suspend": "warning"}
    return "error" if change in ENDS else tones.get(change, "neutral")


@register.filter
def verdict_tone(verdict: str) -> str:
    """The tone of a reviewer's verdict on a row."""
    return {"pass": "success", "revise": "warning", "reject": "error"}.get(verdict, "neutral")


@register.filter
def ends_entry(version) -> bool:
    """Whether the row ends its entry."""
    return version.change in ENDS


@register.filter
def unended(sentence: str) -> str:
    """A sentence without its full stop, for a place where more follows."""
    return sentence.rstrip().rstrip("。；;.")


@register.filter
def keeps_text(version) -> bool:
    """Whether the row repeats the text in force."""
    return version.change in KEEPS_TEXT


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
    return {
        "published": "success",
        "closed": "success",
        "withdrawn": "neutral",
        "declined": "neutral",
        "draft": "neutral",
    }.get(state, "info")


@register.filter
def filled_cells(version) -> list[tuple[str, str]]:
    """The cells of a text that hold something, as (label, HTML), for staff."""
    cells, fields = version.cells, version.declared.by_key
    return [
        (label, cell_html(fields[key], version.content.get(key)) if key in fields else cells[key])
        for key, label in version.labels.items()
        if cells.get(key)
    ]


@register.filter
def cell(field: Field, value) -> str:
    """A value as the public reads it: rows as a table, anything else as text."""
    return cell_html(field, value, public=True)


@register.filter
def cell_text(version, key: str) -> str:
    """One public cell of a text in plain words."""
    lines = version.public_cells.get(key, "")
    return "\n".join(lines) if isinstance(lines, list) else lines


def cell_html(field: Field, value, *, public: bool = False) -> str:
    """Rows with more than their main column as a table, anything else as text with its line breaks."""
    rows = field.rows(value) if field.type == FieldType.ROWS else []
    columns = field.shown_columns(rows, public=public)
    if not rows or len(columns) < 2:
        return linebreaksbr(field.text(value, public=public))
    return render_to_string(
        "powerlist/_rows.html",
        {
            "label": field.label,
            "columns": columns,
            "rows": [[(c, c.shown(row.get(c.key))) for c in columns] for row in rows],
        },
    )


OVERLAP_TONES = {"open": "info", "confirmed": "warning", "dismissed": "neutral", "gone": "neutral"}


@register.filter
def overlap_tone(state: str) -> str:
    """The tone of the badge of a pair's state."""
    return OVERLAP_TONES[str(state)]


@register.simple_tag
def completeness_meter(meter):
    """A share as a bar with its number; wants `percent`."""
    return format_html(
        '<span class="completeness-meter"><meter min="0" max="100" low="50" high="90" optimum="100" value="{0}">{0}%'
        "</meter> <b>{0}%</b></span>",
        meter.percent,
    )


@register.inclusion_tag("powerlist/_completeness_card.html")
def completeness_card(user):
    """The meters of the bodies whose lists this person fills, for the start of the admin; nothing for others."""
    if "fill_lists" not in held(user):
        return {"meters": []}
    return {"meters": completeness.meters(user, ListKind.POWERS, timezone.localdate())[:CARD_BODIES]}


@register.filter
def public_facts(version) -> list[tuple[str, str]]:
    """The cells of a text that hold something and may leave the house, as (label, words)."""
    cells = version.public_cells
    return [
        (label, "\n".join(map(str, cells[key])) if isinstance(cells[key], list) else cells[key])
        for key, label in version.public_labels.items()
        if cells.get(key)
    ]


@register.inclusion_tag("powerlist/_standing.html")
def entry_standing(entry, on):
    """What stands beside an entry on a day: suspended since when and why, what followed it, what it followed."""
    return {"standing": standing_of(entry, on), "on": on}


@register.filter
def reform_tone(state: str) -> str:
    """The tone of the badge of an act of 机构改革."""
    return {"draft": "info", "decided": "warning", "applied": "success"}.get(state, "neutral")
