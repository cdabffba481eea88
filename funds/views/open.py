"""阳光政务 · 专项资金: the list of a budget year for everyone."""

from django.http import Http404
from django.shortcuts import render

from core.registers import number_of

from .. import queries
from ..models import in_wan


def fund_list(request):
    """The published list of a year (the newest without `?year=`); a year without a list is 404."""
    known = queries.years()
    asked = request.GET.get("year", "")
    year = number_of(asked) or (known[0] if known else None)
    if year is None or (known and year not in known):
        if asked:
            raise Http404
        return render(request, "funds/list.html", {"page": None, "years": known})
    page = queries.year_list(year)
    facts = [
        ("项目", page.count, "项"),
        ("预算合计", in_wan(page.total), "万元"),
        ("主管部门", len(page.departments), "个"),
        ("审定", page.change_set.document_number),
    ]
    context = {
        "page": page,
        "years": known,
        "facts": facts,
        "chart_title": f"{page.year} 年度专项资金预算，按主管部门",
        "bars": [(d.organisation.short_name, (d.total / 10_000).normalize()) for d in page.departments],
    }
    return render(request, "funds/list.html", context)
