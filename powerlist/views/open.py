"""阳光政务: the lists as everyone reads them, on any day."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ..enums import ListKind
from ..kinds import Field, public_kinds
from ..models import ListVersion
from ..queries import editions, facets, opinions, public
from ..queries.texts import changed_cells

OPINIONS_SHOWN = 3
# shown in their own way: with the laws, as a flow chart, above with the facts, with the offices that answer
APART = ("basis", "steps", "time_limit", "supervision")
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)
UNIT_WORDS = {"workday": "个工作日", "natural": "日", "month": "个月"}
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


DUTIES = Shelf(
    ListKind.POWERS.value,
    "/open/duties/",
    "责任清单",
    "与权力一一对应：每一项权力该怎么履行，没有履行好怎样追责。法定职责必须为。",
    duties=True,
)


def shelves() -> dict[str, Shelf]:
    """The public lists by the word of their address: all that declare a shelf, and the powers read as duties."""
    found = {}
    for kind in public_kinds():
        found[kind.shelf.slug] = Shelf(kind.key, kind.shelf.path, kind.shelf.title, kind.shelf.lead)
        if kind.key == ListKind.POWERS:
            found["duties"] = DUTIES
    return found


def shelf_of(word: str) -> Shelf:
    found = shelves().get(word)
    if found is None:
        raise Http404
    return found


class ShelfConverter:
    """The word of a public list in an address; any other word is somebody else's address."""

    regex = "[a-z][a-z-]{1,30}"

    def to_python(self, value: str) -> str:
        if value not in shelves():
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return value


def limit_in(number: int, unit: str) -> str:
    """A limit as people read it."""
    return f"{number} {UNIT_WORDS[str(unit)]}"


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
        name: value if (value := request.GET.get(name, "")) in labels else ""
        for name, labels in facets.labels_of(kind).items()
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
    sums = {kind.key: public.sums(kind.key, today) for kind in public_kinds()}
    return render(
        request,
        "powerlist/open_overview.html",
        {
            "shelves": [
                (shelf, sums[shelf.kind].total, sums[shelf.kind].changed_on)
                for shelf in shelves().values()
                if sums[shelf.kind].total or shelf.kind in ListKind.values  # the founding ones always
            ],
            "today": today,
            "bars": sums[ListKind.POWERS].by_category(),
            "changes": public.latest_changes(),
            "editions": editions.latest(),
            "places": _places(),
            "bodies": len(sums[ListKind.POWERS].organisations),
        },
    )


# what else is open to everyone, by the name of its page; one that isn't built isn't shown
PLACES = (
    ("powerlist:summary", "行政权力总表", "各单位十类职权各有多少项，比上次增减多少"),
    ("funds:list", "专项资金清单", "每一笔专项资金，从管理办法到绩效评价"),
    ("powerlist:laws", "法规库", "每一条依据的全文名称、文号和时效"),
    ("powerlist:consultations", "征求意见", "正在公开征求意见的清单调整"),
    ("powerlist:editions", "清单印本与核对", "编号印本下载，凭验证码核对真伪"),
    ("powerlist:opinions", "意见答复", "凭留言编号和查询码查答复"),
    ("powerlist:api_docs", "开放数据接口", "清单、变更、指南，程序可以直接读取"),
)


def _places() -> list[tuple[str, str, str]]:
    """(address, label, words) of the pages that are there."""
    found = []
    for name, label, words in PLACES:
        try:
            found.append((reverse(name), label, words))
        except NoReverseMatch:
            continue
    return found


@require_safe
def listing(request, shelf):
    """A list of a day, filtered; twenty rows a page. A day that can't be read is 404, with words and today's list."""
    shelf = shelf_of(shelf)
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
            chips.append((name, label, facets.labels_of(filters.kind)[name][value]))
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
    shelf = shelf_of(shelf)
    on, readable = day_asked(request)
    number = int(number) if number else None
    found = public.public_entry(shelf.kind, code, on=on, number=number)
    if found is None:
        raise Http404
    version = found.version
    shown = opinions.shown_on(found.entry, OPINIONS_SHOWN)
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
            "url": request.build_absolute_uri(f"{shelf.path}{code}/v{version.number}/"),
            "as_of": "" if on == timezone.localdate() else on.isoformat(),
            "opinions": shown[:OPINIONS_SHOWN],
            "more_opinions": len(shown) > OPINIONS_SHOWN,
            "supervision": _supervision(found, opinions.rules()),
            "guide_limits": _limits(found),
            "facts": [
                *([("类别", version.get_category_display())] if version.category else []),
                ("实施主体", str(version.organisation)),
                *([(version.declared.office_label, version.office)] if version.declared.office_label else []),
                ("编码", found.entry.code),
                ("本版生效", f"{version.valid_from:%Y-%m-%d}"),
            ],
            "changed": changed_cells(found.before, version, public=True) if found.before else [],
            "cells": own_cells(version),
            "basis_label": next((f.label for f in version.declared.fields if f.key == "basis"), ""),
        },
        status=200 if readable else 404,
    )


def _limits(found) -> list[str]:
    """办结时限 as the guides promise it, each once; without a guide what the text itself says."""
    own = found.version.public_content.get("time_limit")
    promised = list(
        dict.fromkeys(
            f"法定 {limit_in(g.legal_limit, g.legal_unit)}，承诺 {limit_in(g.promised_limit, g.promised_unit)}"
            for g in found.guides
        )
    )
    return promised or ([own] if own else [])


def _supervision(found, rules) -> list[tuple[str, str]]:
    """监督方式: what the text says, the telephones of the body and its guides, then the offices that answer."""
    body = found.version.organisation
    own = found.version.public_content.get("supervision")
    ways = [("本事项", own)] if own else []
    ways += [(body.name, body.phone)] if body.phone else []
    ways += [("办事投诉电话", phone) for phone in dict.fromkeys(g.complaint_phone for g in found.guides) if phone]
    offices = {}
    for rule in rules:
        kept = offices.setdefault(rule.get_office_display(), [])
        kept += [way for way in (rule.phone, rule.mailbox) if way and way not in kept]
    ways += [(office, "，".join(found) or settings.COUNTY["phone"]) for office, found in offices.items()]
    return ways


def own_cells(version: ListVersion) -> list[tuple[Field, object]]:
    """The kind's own public fields that hold something, the basis apart: (field, value)."""
    content = version.public_content
    return [
        (field, content[field.key])
        for field in version.declared.fields
        if field.key not in APART and content.get(field.key) not in (None, "", [])
    ]


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
