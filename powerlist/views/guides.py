"""行政审批: the guides in force, and one with all that an applicant must know (许可法 30; GB/T 36114-2018)."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, F, Q
from django.http import Http404, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.actions import note_view
from core.files import private_response
from core.registers import number_of

from ..documents import steps_of
from ..enums import Audience, LegalTheme, PersonTheme
from ..models import ServiceItemVersion
from ..queries import desk
from ..queries.guides import file_of, guide_page, public_guides

PAGE = 20
THEMES = {Audience.PERSON: ("person_theme", PersonTheme), Audience.LEGAL: ("legal_theme", LegalTheme)}


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
    """The guide in force of an item; an item without one, or with one that isn't open to all, is not found."""
    today = timezone.localdate()
    version = _open_guide(code, today)
    context = {**guide_page(version, today), "files": f"/items/{code}/files/", "of_case": None}
    return render(request, "powerlist/guide.html", context)


@require_safe
def guide_file(request, code, what, pk):
    """空白表格, 示例样表, 结果样本 or 裁量基准 of a guide that anyone may read."""
    file, name = file_of(_open_guide(code, timezone.localdate()), what, pk)
    if not file or not file.storage.exists(file.name):
        raise Http404
    return private_response(file, name, inline=True)


@login_required
@never_cache
@require_safe
def preview(request, pk):
    """A guide as the public will read it, before it is published: for those who keep the guides of its body."""
    version = _kept(request, pk)
    files = reverse("powerlist:guide_preview", args=[version.pk]) + "files/"
    context = {**guide_page(version, timezone.localdate()), "files": files, "of_case": None, "preview": True}
    return render(request, "powerlist/guide.html", context)


@login_required
@never_cache
@require_safe
def preview_file(request, pk, what, part):
    """A form, sample or paper of a guide that isn't published yet."""
    file, name = file_of(_kept(request, pk), what, part)
    if not file or not file.storage.exists(file.name):
        raise Http404
    return private_response(file, name, inline=True)


def _kept(request, pk):
    rows = ServiceItemVersion.objects.visible_to(request.user)
    rows = rows.select_related("item__entry", "item__organisation", "licence_type")
    version = rows.filter(pk=pk).order_by("id").first()
    if version is None:
        raise Http404
    return version


@login_required
@never_cache
@require_safe
def internal_flow(request, code):
    """内部流程图 of an entry, with posts, persons and 廉政风险点: for those who work on the lists of its body."""
    entry = desk.entry(request.user, code)
    if entry is None:
        raise Http404
    texts = entry.versions.in_force(timezone.localdate()).order_by("id")
    text = texts.first() or entry.versions.order_by("-number").first()
    note_view(request, "内部流程图", f"list_entry:{entry.code}")
    return render(request, "powerlist/desk_flow.html", {"entry": entry, "text": text, "steps": steps_of(text)})


def _open_guide(code, on):
    rows = public_guides(on).select_related("item__entry", "item__organisation", "licence_type")
    version = rows.filter(item__code=code).order_by("-number").first()
    if version is None:
        raise Http404
    return version


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
