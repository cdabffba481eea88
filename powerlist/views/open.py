"""阳光政务: the lists as everyone reads them, on any day."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.registers import diff

from ..enums import ListKind
from ..models import ListVersion
from ..queries import facets, public

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)
CHIP_LABELS = {"category": "类别", "audience": "对象", "person_theme": "个人主题", "legal_theme": "法人主题"}
KEPT = ("department", "category", "audience", "person_theme", "legal_theme", "sort")  # beside the words and the day


@dataclass(frozen=True)
class Shelf:
    """One public list: its kind, where it stands, what it is called and what it says of itself."""

    kind: str
    path: str
    title: str
    lead: str
    duties: bool = False


SHELVES = {
    "powers": Shelf(
        ListKind.POWERS,
        "/open/powers/",
        "权力清单",
        "县政府部门依法能办的事都在这里：每一项有名称、类别、依据和承办机构。法无授权不可为。",
    ),
    "duties": Shelf(
        ListKind.POWERS,
        "/open/duties/",
        "责任清单",
        "与权力一一对应：每一项权力该怎么履行，没有履行好怎样追责。法定职责必须为。",
        duties=True,
    ),
    "services": Shelf(
        ListKind.PUBLIC_SERVICES,
        "/open/services/",
        "公共服务事项清单",
        "部门和乡镇为群众提供的服务：内容是什么，找谁，打哪个电话。",
    ),
}


def day_asked(request, name: str = "as_of", default: date | None = None) -> tuple[date, bool]:
    """(the day of `?as_of=`, whether it could be read); today, or `default`, when none is given."""
    default = default or timezone.localdate()
    asked = request.GET.get(name, "").strip()
    if not asked:
        return default, True
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return default, False
    return (day, True) if FIRST_DAY <= day <= LAST_DAY else (default, False)


def bad_day(request, name: str, back: str):
    """404 in words: the day of the address can't be read."""
    asked = request.GET.get(name, "")[:40]
    return render(request, "powerlist/open_bad_day.html", {"asked": asked, "back": back}, status=404)


def filters_of(request, kind: str) -> tuple[facets.Filters, bool]:
    """The filters of the address, and whether its day could be read. Values that nothing has count as none."""
    on, readable = day_asked(request)
    known = {
        name: value if (value := request.GET.get(name, "")) in labels else "" for name, labels in facets.LABELS.items()
    }
    sort = request.GET.get("sort", "")
    return (
        facets.Filters(
            kind=kind,
            on=on,
            department=request.GET.get("department", "")[:30],
            text=request.GET.get("q", "").strip()[:100],
            sort=sort if sort in facets.SORTS else "",
            **known,
        ),
        readable,
    )


@require_safe
def overview(request):
    """阳光政务: what is open here, as of which day."""
    today = timezone.localdate()
    sums = {kind: public.sums(kind, today) for kind in ListKind.values}
    return render(
        request,
        "powerlist/open_overview.html",
        {
            "shelves": [(shelf, sums[shelf.kind].total, sums[shelf.kind].changed_on) for shelf in SHELVES.values()],
            "today": today,
            "bars": sums[ListKind.POWERS].by_category(),
            "changes": public.latest_changes(),
            "bodies": len(sums[ListKind.POWERS].organisations),
        },
    )


@require_safe
def listing(request, shelf):
    """A list of a day, filtered; twenty rows a page. A day that can't be read is 404, with words and today's list."""
    shelf = SHELVES[shelf]
    filters, readable = filters_of(request, shelf.kind)
    listed = public.public_list(filters, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    today = timezone.localdate()
    return render(
        request,
        "powerlist/open_list.html",
        {
            "shelf": shelf,
            "listed": listed,
            "filters": filters,
            "chosen": _chosen(listed),
            "kept": [(name, words) for name in KEPT if (words := getattr(filters, name))],
            "sorts": list(facets.SORT_LABELS.items()),
            "readable": readable,
            "is_today": filters.on == today,
            "is_future": filters.on > today,
            "asked": request.GET.get("as_of", ""),
            "as_of": "" if filters.on == today else filters.on.isoformat(),
            "query": _query(request),
        },
        status=200 if readable else 404,
    )


def _chosen(listed) -> list[tuple[str, str, str]]:
    """The filters in force as chips: (parameter, label, words)."""
    filters = listed.filters
    chips = []
    if filters.text:
        chips.append(("q", "关键词", f"“{filters.text}”"))
    if filters.department:
        name = listed.department.short_name if listed.department else filters.department
        chips.append(("department", "单位", name))
    for name, label in CHIP_LABELS.items():
        if value := getattr(filters, name):
            chips.append((name, label, facets.LABELS[name][value]))
    if filters.on != timezone.localdate():
        chips.append(("as_of", "日期", f"{filters.on:%Y-%m-%d} 的文本"))
    return chips


def _query(request) -> str:
    """The filters alone, for the links to downloads."""
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    return f"?{query.urlencode()}" if query else ""


@require_safe
def entry(request, shelf, code, number=None):
    """An entry on a day, or one of its texts by number; both addresses last."""
    shelf = SHELVES[shelf]
    on, readable = day_asked(request)
    number = int(number) if number else None
    found = public.public_entry(shelf.kind, code, on=on, number=number)
    if found is None:
        raise Http404
    version = found.version
    return render(
        request,
        "powerlist/open_entry.html",
        {
            "shelf": shelf,
            "found": found,
            "version": version,
            "on": on,
            "readable": readable,
            "is_today": on == timezone.localdate(),
            "number": number,
            "facts": [
                ("类别", version.get_category_display()),
                ("实施主体", str(version.organisation)),
                ("承办机构", version.office),
                ("编码", found.entry.code),
                ("本版生效", f"{version.valid_from:%Y-%m-%d}"),
            ],
            "changed": _changed(found.before, version),
            "cells": _cells(version),
        },
    )


def _changed(before: ListVersion | None, version: ListVersion) -> list[tuple[str, str, str]]:
    return diff(before.cells, version.cells, version.labels) if before else []


def _cells(version: ListVersion) -> list[tuple[str, str]]:
    """The kind's own columns that hold something, the basis apart."""
    cells = version.cells
    own = ("sub_name", "content", "duties", "accountability", "tier", "standard", "phone", "remark")
    return [(version.labels[key], cells[key]) for key in own if cells.get(key)]


@require_safe
def gazette(request):
    """变更公告: every published change set, the newest first."""
    page = public.gazette(after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return render(request, "powerlist/open_changes.html", {"page": page})


@require_safe
def change(request, number):
    """One published change set: what changed, by which paper, from which day."""
    change_set = public.published_change_set(number)
    if change_set is None:
        raise Http404
    page = public.changes_of(change_set, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return render(
        request,
        "powerlist/open_change.html",
        {
            "change_set": change_set,
            "page": page,
            "facts": [
                ("单位", str(change_set.organisation)),
                ("审定", change_set.meeting),
                ("文号", change_set.document_number),
                ("生效", f"{change_set.effective_on:%Y-%m-%d}"),
                ("公布", f"{timezone.localtime(change_set.published_at):%Y-%m-%d}"),
            ],
        },
    )
