"""The parts of the design system that need logic. `{% load portal %}`; all are shown on /styleguide/.

Parts without logic are templates in templates/components/. Every tag takes explicit arguments and reads no context,
except `page_link` and `chips`, which read the address of the request.
"""

from datetime import datetime
from difflib import SequenceMatcher

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, mark_safe

register = template.Library()

UNIT_WORDS = {"workday": "个工作日", "natural": "日", "month": "个月"}
TONES = {"info", "success", "warning", "error", "neutral"}
MESSAGE_ICONS = {"success": "check", "warning": "alert", "error": "stop", "debug": "info", "info": "info"}

# A lamp is a word, a shape and a colour; the shape alone tells it apart on a grey print.
LAMPS = {
    "grey": ("未开始", "ring"),
    "green": ("时限内", "dot"),
    "yellow": ("预警", "triangle"),
    "yellow_card": ("黄牌", "card"),
    "red": ("超期", "diamond"),
    "red_card": ("红牌", "card"),
    "paused": ("暂停计时", "bars"),
    "done": ("已办结", "check"),
}
SHAPES = {
    "ring": '<circle cx="8" cy="8" r="5" fill="none" stroke-width="2.5" class="shape-line"/>',
    "dot": '<circle cx="8" cy="8" r="6" class="shape-fill"/>',
    "triangle": '<path d="M8 1.5 15.2 14H.8z" class="shape-fill"/>',
    "diamond": '<path d="M8 .8 15.2 8 8 15.2.8 8z" class="shape-fill"/>',
    "card": '<rect x="3" y="1" width="10" height="14" rx="1.5" class="shape-fill"/>',
    "bars": '<path d="M4 2h3v12H4zM9 2h3v12H9z" class="shape-fill"/>',
    "check": '<path d="m2 8.5 4 4 8-9" fill="none" stroke-width="2.5" class="shape-line"/>',
}


@register.simple_tag
def icon(name: str, title: str = ""):
    """A line icon of static/img/icons.svg. Without a title it is decoration and hidden from readers of the screen."""
    if not name:
        return ""
    address = f"{static('img/icons.svg')}#{name}"
    if title:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}" viewBox="0 0 24 24"><use href="{}"></use></svg>',
            title,
            address,
        )
    return format_html('<svg class="icon" aria-hidden="true" viewBox="0 0 24 24"><use href="{}"></use></svg>', address)


@register.filter
def message_icon(level: str) -> str:
    """The icon of a message level (django.contrib.messages level_tag)."""
    return MESSAGE_ICONS.get(level, "info")


@register.simple_tag
def badge(text, tone: str = "neutral"):
    """A word in a quiet frame: a state, a category. Tones: info, success, warning, error, neutral."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"badge: tone {tone!r} is none of {sorted(TONES)}")
    return format_html('<span class="badge {}">{}</span>', tone, text)


@register.simple_tag
def lamp(level: str, text: str = ""):
    """A lamp of supervision: colour, shape and word. `text` replaces the standard word."""
    word, shape = LAMPS[str(level)]
    return format_html(
        '<span class="lamp {}"><svg viewBox="0 0 16 16" aria-hidden="true">{}</svg>{}</span>',
        str(level).replace("_", "-"),
        mark_safe(SHAPES[shape]),  # noqa: S308 - a constant of this module
        text or word,
    )


@register.simple_tag
def days_left(days, unit: str = "个工作日", due=None):
    """Words for a signed number of days to a limit: 还剩 9 个工作日, 今天到期, 已超 2 个工作日. None gives nothing.

    A limit that passed on the eve of a day off is late by no working day yet; with `due` that is said as 期限已过.
    """
    if days is None:
        return ""
    days = int(days)
    if days < 0:
        return format_html('<span class="days-left late">已超 <b>{}</b> {}</span>', -days, unit)
    if days == 0 and due is not None and due < timezone.localdate():
        return mark_safe('<span class="days-left late">期限已过</span>')
    if days == 0:
        return mark_safe('<span class="days-left today">今天到期</span>')
    tone = "soon" if days <= 2 else "calm"
    return format_html('<span class="days-left {}">还剩 <b>{}</b> {}</span>', tone, days, unit)


@register.inclusion_tag("components/fact_strip.html")
def fact_strip(facts):
    """The few facts that decide: a list of (label, value) or (label, value, unit). Empty values are left out."""
    rows = [(fact[0], fact[1], fact[2] if len(fact) > 2 else "") for fact in facts]
    return {"facts": [row for row in rows if row[1] not in (None, "")]}


@register.inclusion_tag("components/step_line.html")
def step_line(steps, label: str = "办理进度"):
    """Where a matter stands. `steps`: dicts or objects with label, state (done, current, todo, stopped) and note."""
    words = {"done": "已完成", "current": "正在进行", "todo": "未开始", "stopped": "已中止"}
    return {
        "steps": [(_get(s, "label"), _get(s, "state"), words[_get(s, "state")], _get(s, "note")) for s in steps],
        "label": label,
    }


@register.inclusion_tag("components/timeline.html")
def timeline(events):
    """What happened, in the order given. `events`: dicts or objects with at, title, who, note, tone."""
    names = ("at", "title", "who", "note", "tone")
    return {"events": [{name: _get(event, name) for name in names} for event in events]}


@register.inclusion_tag("components/day_count.html")
def day_count(days, due=None, today=None, summary: str = "逐日计算"):
    """The explained clock. `days`: core.workdays.Day(date, counted, why) in order; each counted, or not and why."""
    number, rows = 0, []
    for day in days:
        number += 1 if day.counted else 0
        rows.append(
            {
                "date": day.date,
                "counted": day.counted,
                "why": day.why,
                "number": number if day.counted else None,
                "is_due": due is not None and day.date == due,
                "is_today": today is not None and day.date == today,
            }
        )
    lead = range(rows[0]["date"].weekday()) if rows else range(0)
    return {"rows": rows, "lead": lead, "counted": number, "skipped": len(rows) - number, "summary": summary}


@register.inclusion_tag("components/pager.html")
def pager(first="", previous="", following="", note=""):
    """First, previous and next by key; an empty address leaves that step out. `note` says what is on show."""
    return {"first": first, "previous": previous, "following": following, "note": note}


@register.inclusion_tag("components/side_by_side.html")
def side_by_side(rows, before: str = "修改前", after: str = "修改后"):
    """Two texts beside each other, what differs marked. `rows`: (label, old, new); unchanged rows are folded."""
    changed = [
        (label, *_marked(str(old or ""), str(new or ""))) for label, old, new in rows if (old or "") != (new or "")
    ]
    same = [(label, new) for label, old, new in rows if (old or "") == (new or "")]
    return {"changed": changed, "same": same, "before": before, "after": after}


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(title: str, rows, unit: str = "", source: str = "", date=None):
    """Bars from zero with their numbers, and the same numbers as a table. `rows`: (label, number)."""
    rows = [(label, number) for label, number in rows]
    top = max((number for _, number in rows), default=0) or 1
    bars = [
        {"label": label, "number": number, "width": round(280 * number / top, 1), "y": 48 * n, "text_y": 48 * n + 15}
        for n, (label, number) in enumerate(rows)
    ]
    return {"title": title, "bars": bars, "height": 48 * len(bars), "unit": unit, "source": source, "date": date}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form):
    """All errors of a submitted form at its top, each a link to its field. Shows nothing when there are none."""
    if not form.is_bound or form.is_valid():
        return {"general": [], "items": [], "count": 0}
    items = [(form[name], errors[0]) for name, errors in form.errors.items() if name in form.fields]
    general = list(form.non_field_errors())
    return {"general": general, "items": items, "count": len(items) + len(general)}


@register.simple_block_tag
def notice(content, tone: str = "info", title: str = ""):
    """A bar that says something the reader must know: info, success, warning, error."""
    head = format_html("<strong>{}</strong>", title) if title else ""
    return format_html('<div class="notice {}">{}<div>{}{}</div></div>', tone, icon(MESSAGE_ICONS[tone]), head, content)


@register.simple_block_tag
def empty_state(content, title: str, icon_name: str = "inbox"):
    """What a list says when it holds nothing: what that means, and what to do next."""
    return format_html(
        '<div class="empty-state">{}<p class="empty-title">{}</p><div>{}</div></div>', icon(icon_name), title, content
    )


@register.simple_block_tag
def confirm(content, label: str, tone: str = "plain", open: bool = False):
    """A dialog without script: a button that opens what must be read or filled before the act."""
    return format_html(
        '<details class="confirm {}"{}><summary class="button {}">{}</summary>'
        '<div class="confirm-body">{}</div></details>',
        tone,
        mark_safe(" open") if open else "",
        tone,
        label,
        content,
    )


@register.simple_tag(takes_context=True)
def page_link(context, **changes):
    """The address of this page with query parameters changed; None or an empty text drops one. Paging starts anew."""
    query = context["request"].GET.copy()
    for key in ("after", "before"):
        if key not in changes:
            query.pop(key, None)
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = value
    return f"?{query.urlencode()}" if query else context["request"].path


@register.inclusion_tag("components/chips.html", takes_context=True)
def chips(context, chosen, clear: str = ""):
    """The filters in force, each removable. `chosen`: (parameter, label, words). `clear` is the address without any."""
    return {
        "chips": [(label, words, page_link(context, **{name: None})) for name, label, words in chosen],
        "clear": clear,
    }


@register.filter
def limit_in(number, unit: str) -> str:
    """A limit as people read it, by its unit (core.workdays.Unit): 20 个工作日, 60 日, 3 个月."""
    return f"{number} {UNIT_WORDS[str(unit)]}"


@register.filter
def capped(number, limit: int = 1000) -> str:
    """A count as people see it: 1000+ beyond the limit."""
    return f"{limit}+" if number is not None and int(number) >= int(limit) else str(number)


@register.filter
def optional_field(bound_field) -> bool:
    """Whether a form field may stay empty; optional fields say so in their label."""
    return not bound_field.field.required


@register.filter
def widget_kind(bound_field) -> str:
    """How a field is laid out: group (several inputs), checkbox, file, or line."""
    widget = bound_field.field.widget
    if getattr(widget, "input_type", "") == "checkbox" and not bound_field.use_fieldset:
        return "checkbox"
    if bound_field.use_fieldset:
        return "group"
    return "file" if getattr(widget, "input_type", "") == "file" else "line"


@register.filter
def field_target(bound_field) -> str:
    """The id that a link to a field leads to."""
    return f"{bound_field.auto_id}_group" if bound_field.use_fieldset else bound_field.id_for_label


@register.filter
def moment(value) -> str:
    """A day as 2026年12月18日, a point in time with its minutes, in local time."""
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{value.year}年{value.month}月{value.day}日 {value:%H:%M}"
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


@register.filter
def unlocalised(number) -> str:
    """A number as an attribute of a drawing: no grouping, a point for the fraction."""
    return f"{number:g}"


@register.filter
def beside_bar(width) -> str:
    """Where the number at the end of a bar stands."""
    return f"{width + 8:g}"


def _get(thing, name: str):
    return thing.get(name, "") if isinstance(thing, dict) else getattr(thing, name, "")


def _marked(old: str, new: str):
    """Both texts with their differing stretches in <del> and <ins>."""
    left, right = [], []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            left.append(format_html("{}", old[a:b]))
            right.append(format_html("{}", new[c:d]))
        else:
            left.append(format_html("<del>{}</del>", old[a:b]) if b > a else "")
            right.append(format_html("<ins>{}</ins>", new[c:d]) if d > c else "")
    return mark_safe("".join(left)), mark_safe("".join(right))  # noqa: S308 - every piece went through format_html
