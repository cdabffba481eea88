"""办件结果 for everybody: what was decided, and how long each item really takes, with open data of both."""

from urllib.parse import quote

from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from .. import resources
from ..queries import results as queries

CHUNK = 1000
KINDS = {
    "csv": (resources.as_csv, "text/csv; charset=utf-8"),
    "json": (resources.as_json, "application/json; charset=utf-8"),
}


@require_safe
def results(request):
    """The fields of ResultFilters, `?after=` and `?before=`."""
    filters = queries.ResultFilters.from_query(request.GET)
    found = queries.results_page(filters, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return render(request, "approvals/results.html", found)


@require_safe
def statistics(request):
    today = timezone.localdate()
    found = queries.statistics_page(today, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return render(request, "approvals/result_statistics.html", found)


@require_safe
def download_results(request, ending):
    """All of the results that the filters leave, streamed."""
    rows = queries.chosen_results(queries.ResultFilters.from_query(request.GET)).order_by("-decided_on", "-id")
    cells = (resources.result_cells(row) for row in rows.iterator(chunk_size=CHUNK))
    return _file(ending, resources.RESULT_COLUMNS, cells, "办件结果")


@require_safe
def download_statistics(request, ending):
    today = timezone.localdate()
    rows = queries.with_taken(list(queries.statistics_rows(today).order_by("name", "id")), today)
    cells = (resources.statistic_cells(*row) for row in rows)
    return _file(ending, resources.STATISTIC_COLUMNS, cells, "办理用时统计")


def _file(ending: str, columns: dict, cells, title: str) -> StreamingHttpResponse:
    lines, kind = KINDS[ending]
    response = StreamingHttpResponse(lines(columns, cells), content_type=kind)
    name = quote(f"{title}_{timezone.localdate():%Y-%m-%d}.{ending}")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response
