"""The public register of licences: filters, pages by key, one licence, downloads of what the filters leave."""

from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from .. import resources
from ..models import Licence
from ..queries import register as queries

MOST_XLSX = 20_000
CHUNK = 1000


@require_safe
def register(request):
    """`?q=` (number, or the beginning of a body's name), `?type=`, `?body=`, `?state=`, `?after=`, `?before=`."""
    filters = queries.Filters.from_query(request.GET)
    found = queries.register(filters, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return render(request, "licences/register.html", found)


@require_safe
def licence(request, number):
    row = get_object_or_404(Licence.objects.public().select_related("type", "organisation"), number=number)
    context = {"row": queries.row_of(row), "licence": row, "acts": queries.acts_shown(row)}
    return render(request, "licences/register_licence.html", context)


@require_safe
def download(request, ending):
    """All of the rows that the filters leave; of a workbook the newest 20,000."""
    rows = queries.chosen(queries.Filters.from_query(request.GET)).order_by("-issued_on", "-id")
    today = timezone.localdate()
    if ending == "xlsx":
        found = (queries.row_of(row) for row in rows[:MOST_XLSX])
        data = resources.as_xlsx(found, f"行政许可结果（{today:%Y-%m-%d} 下载）")
        response = HttpResponse(data, content_type=resources.SHEET)
    else:
        found = (queries.row_of(row) for row in rows.iterator(chunk_size=CHUNK))
        lines, kind = {
            "csv": (resources.as_csv, "text/csv; charset=utf-8"),
            "json": (resources.as_json, "application/json; charset=utf-8"),
        }[ending]
        response = StreamingHttpResponse(lines(found), content_type=kind)
    name = f"行政许可结果_{today:%Y-%m-%d}.{ending}"
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
