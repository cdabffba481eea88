"""阳光政务 · 专项资金: the list of a budget year for everyone, and its figures."""

from datetime import date

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.registers import number_of
from powerlist.views.open import FIRST_DAY, LAST_DAY, bad_day

from ..models import in_wan
from ..queries import allocations, figures, shown

BARS = 15


def filters_of(request, year: int) -> tuple[shown.Filters, bool]:
    """The filters of the address, and whether its day could be read. Values that nothing has count as none."""
    on, readable = _day(request)
    known = {
        name: value if (value := request.GET.get(name, "")) in labels else "" for name, labels in shown.LABELS.items()
    }
    sort = request.GET.get("sort", "")
    return (
        shown.Filters(
            year=year,
            on=on,
            department=request.GET.get("department", "")[:30],
            text=request.GET.get("q", "").strip()[:100],
            sort=sort if sort in shown.ORDERS else "",
            **known,
        ),
        readable,
    )


def _day(request) -> tuple[date | None, bool]:
    """(the day of `?as_of=`, None for the list as it stands; whether it could be read)."""
    asked = request.GET.get("as_of", "").strip()
    if not asked:
        return None, True
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return None, False
    return (day, True) if FIRST_DAY <= day <= LAST_DAY else (None, False)


def year_of(request) -> tuple[int | None, list[int]]:
    """(the year asked for, without one the newest with a list; all years). 404 for a year without a list."""
    known, asked = shown.years_shown(), request.GET.get("year", "")
    year = number_of(asked) if asked else (known[0] if known else None)
    if asked and year not in known:
        raise Http404
    return year, known


@require_safe
def fund_list(request):
    """The list of a year, filtered; as it stands, or as it stood on a day."""
    year, known = year_of(request)
    if year is None:
        return render(request, "funds/list.html", {"listed": None, "years": known})
    filters, readable = filters_of(request, year)
    if not readable:
        return bad_day(request, "as_of", f"/open/funds/?year={year}")
    listed = shown.shown(filters, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "listed": listed,
        "filters": filters,
        "years": known,
        "facts": _facts(listed),
        "chosen": _chosen(listed),
        "kept": [(name, words) for name in (*shown.NAMES, "sort") if (words := getattr(filters, name))],
        "sorts": list(shown.ORDER_LABELS.items()),
        "groups": _by_department(listed),
        "captions": shown.CAPTIONS | {"grade": f"{year - 1} 年绩效"},
        "chart_title": f"{year} 年度专项资金预算，按主管部门" + ("（符合条件的项目）" if filters.narrows else ""),
        "bars": figures.top([(row.label, row.amount) for row in listed.departments if _counts(listed, row)], BARS),
        "query": request.GET.urlencode(),
        "as_of": filters.on.isoformat() if filters.on else "",
        "today": timezone.localdate(),
    }
    return render(request, "funds/list.html", context)


def _counts(listed, row) -> bool:
    """Whether a department's rows are among those shown: with one chosen, only its own."""
    return not listed.filters.department or row.chosen


def _facts(listed) -> list[tuple]:
    share = allocations.factor_share(listed.filters.year)
    first = next((row for row in listed.lists if row.purpose == "year"), None)
    return [
        ("项目", listed.count, "项"),
        ("预算合计", listed.total_wan, "万元"),
        ("主管部门", sum(1 for row in listed.departments if _counts(listed, row)), "个"),
        ("按因素法分配", share, "%"),
        ("审定文号", first.document_number if first else ""),
    ]


def _chosen(listed) -> list[tuple]:
    filters = listed.filters
    found = [("q", "词", filters.text)] if filters.words else []
    for name in shown.NAMES:
        label = next((facet.label for facet in listed.facets[name] if facet.chosen), "")
        if getattr(filters, name):
            caption = f"{filters.year - 1} 年绩效" if name == "grade" else shown.CAPTIONS[name]
            found.append((name, caption, label or getattr(filters, name)))
    return found + ([("as_of", "日期", filters.on.isoformat())] if filters.on else [])


def _by_department(listed) -> list[dict]:
    """The rows of the page under their departments; number and sum are of all rows of it that the filters leave."""
    if listed.filters.sort:
        return [{"label": "", "rows": listed.page.rows}]
    known, found = {row.value: row for row in listed.departments}, []
    for row in listed.page:
        body = row.organisation
        if not found or found[-1]["body"] != body.pk:
            facet = known[body.code]
            found.append({"body": body.pk, "label": body.name, "facet": facet, "wan": in_wan(facet.amount), "rows": []})
        found[-1]["rows"].append(row)
    return found


@require_safe
def charts(request):
    """The years beside each other, and one year's plan beside what was spent, by department."""
    year, known = year_of(request)
    if year is None:
        return render(request, "funds/open_figures.html", {"years": known})
    found, manners = figures.of_year(year), allocations.by_manner(year)
    context = {
        "years": known,
        "year": year,
        "by_year": figures.by_year(known),
        "found": found,
        "manners": manners,
        "share": allocations.share_of(manners),
    }
    context["year_bars"] = [(f"{row.year} 年", row.wan) for row in context["by_year"]]
    context["spent_bars"] = [
        bar
        for row in found.departments[:BARS]
        for bar in ((f"{row.name}　计划", row.planned_wan), (f"{row.name}　实际", row.executed_wan))
    ]
    return render(request, "funds/open_figures.html", context)
