"""行政审批: the guides in force, and one with all that an applicant must know (许可法 30; GB/T 36114-2018)."""

from django.db.models import Count, F, Q
from django.http import Http404, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.registers import number_of
from core.workdays import Unit

from ..enums import Audience, LegalTheme, PersonTheme
from ..models import ListVersion, ServiceItemVersion

PAGE = 20
THEMES = {Audience.PERSON: ("person_theme", PersonTheme), Audience.LEGAL: ("legal_theme", LegalTheme)}
UNITS = {Unit.WORKDAY: "个工作日", Unit.NATURAL: "日", Unit.MONTH: "个月"}


@require_safe
def item_list(request):
    """The guides in force by name. Filters: audience, theme (of an audience), organisation, online; `after` a key."""
    today = timezone.localdate()
    chosen = {name: request.GET.get(name, "") for name in ("audience", "theme", "organisation", "online")}
    if chosen["audience"] not in THEMES:
        chosen["audience"] = chosen["theme"] = ""
    every = ServiceItemVersion.objects.open_to_public(today)
    rows = _filtered(every, chosen)
    page, following = _page(rows, request.GET.get("after", ""))
    context = {
        "today": today,
        "page": page,
        "count": rows.count(),
        "first": _link(chosen) if request.GET.get("after") else "",
        "following": _link(chosen, after=following) if following else "",
        "audiences": [
            (value, label, _link(chosen, audience=value, theme=""))
            for value, label in Audience.choices
            if value in THEMES
        ],
        "themes": _themes(every, chosen),
        "organisations": _organisations(every, chosen),
        "online_link": _link(chosen, online="" if chosen["online"] else "1"),
        "chosen": chosen,
    }
    context["chips"] = _chips(context)
    return render(request, "powerlist/item_list.html", context)


@require_safe
def guide(request, code):
    """The guide in force of an item; an item without one is not found."""
    today = timezone.localdate()
    version = (
        ServiceItemVersion.objects.open_to_public(today)
        .select_related("item__entry", "item__organisation", "licence_type")
        .prefetch_related("materials", "steps", "questions")
        .filter(item__code=code)
        .order_by("-number")
        .first()
    )
    if version is None:
        raise Http404
    listed = (
        ListVersion.objects.in_force(today)
        .filter(entry=version.item.entry)
        .prefetch_related("citations__law")
        .order_by("-number")
        .first()
    )
    context = {
        "version": version,
        "listed": listed,
        "citations": list(listed.citations.all()) if listed else [],
        "facts": _facts(version),
        "materials": list(version.materials.all()),
        "steps": list(version.steps.all()),
        "questions": list(version.questions.all()),
        "promise": limit_words(version.promised_limit, version.promised_unit),
        "legal": limit_words(version.legal_limit, version.legal_unit),
        "free": version.fee.strip() in ("", "不收费", "无", "免费"),
    }
    return render(request, "powerlist/guide.html", context)


def limit_words(number: int, unit: str) -> str:
    """A limit as people read it: 20 个工作日, 60 日, 3 个月; 当场办结 for none."""
    return f"{number} {UNITS[Unit(unit)]}" if number else "当场办结"


def _facts(version) -> list[tuple]:
    promised, legal = version.promised_limit, version.legal_limit
    return [
        ("法定时限", legal or "当场", UNITS[Unit(version.legal_unit)] if legal else ""),
        ("承诺时限", promised or "当场", UNITS[Unit(version.promised_unit)] if promised else ""),
        ("到现场", version.visits, "次"),
        ("收费", version.fee if len(version.fee) <= 8 else "按标准收费", ""),
    ]


def _filtered(rows, chosen):
    if chosen["audience"]:
        rows = rows.filter(audience__in=[chosen["audience"], Audience.BOTH])
        if chosen["theme"]:
            rows = rows.filter(**{THEMES[chosen["audience"]][0]: chosen["theme"]})
    if chosen["organisation"]:
        rows = rows.filter(item__organisation__code=chosen["organisation"])
    return rows.filter(online=True) if chosen["online"] else rows


def _page(rows, after: str):
    """One page by name and id; `after` is the id of the last row of the page before."""
    if (key := number_of(after)) is not None:
        last = ServiceItemVersion.objects.filter(pk=key).values_list("name", "id").first()
        if last:
            rows = rows.filter(Q(name__gt=last[0]) | Q(name=last[0], id__gt=last[1]))
    page = list(rows.select_related("item__organisation").order_by("name", "id")[: PAGE + 1])
    return page[:PAGE], (page[PAGE - 1].pk if len(page) > PAGE else None)


def _themes(every, chosen) -> list[tuple]:
    """The themes of the chosen audience with their counts; none before an audience is chosen."""
    if not chosen["audience"]:
        return []
    field, labels = THEMES[chosen["audience"]]
    rows = _filtered(every, {**chosen, "theme": ""}).exclude(**{field: ""})
    counts = rows.order_by(field).values_list(field).annotate(count=Count("id"))
    names = dict(labels.choices)
    return [(code, names.get(code, code), count, _link(chosen, theme=code)) for code, count in counts]


def _organisations(every, chosen) -> list[tuple]:
    counts = (
        _filtered(every, {**chosen, "organisation": ""})
        .values(code=F("item__organisation__code"), body=F("item__organisation__short_name"))
        .annotate(count=Count("id"))
        .order_by("item__organisation__sort_key", "item__organisation__code")
    )
    return [(row["code"], row["body"], row["count"], _link(chosen, organisation=row["code"])) for row in counts]


def _chips(context) -> list[tuple]:
    chosen = context["chosen"]
    names = {
        "audience": {value: label for value, label, _ in context["audiences"]},
        "theme": {row[0]: row[1] for row in context["themes"]},
        "organisation": {row[0]: row[1] for row in context["organisations"]},
        "online": {"1": "可网办"},
    }
    labels = {"audience": "服务对象", "theme": "主题", "organisation": "单位", "online": "办理方式"}
    return [(name, labels[name], names[name].get(value, value)) for name, value in chosen.items() if value]


def _link(chosen: dict, **changes) -> str:
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in {**chosen, **changes}.items() if value})
    return f"?{query.urlencode()}" if query else "?"
