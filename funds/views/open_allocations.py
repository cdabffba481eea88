"""A published allocation for everyone: who got how much, by which inputs, and how to compute it again."""

import csv
import io
from decimal import Decimal
from pathlib import Path

from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.workbooks.pages import neutral

from ..enums import Manner
from ..queries import allocations as queries
from ..queries.schemes import document_of, factors_of
from ..resources import SHEET, allocation_sheet

SCRIPT = Path(__file__).parents[1] / "data" / "recompute.py"
SHOWN = 300  # units drawn as a table; the downloads have all


def _published(code, number):
    row = queries.public_one(code, number)
    if row is None:
        raise Http404
    scheme = row.schemes.filter(chosen=True).order_by("pk").first() if row.manner == Manner.FACTORS else None
    return row, scheme


@require_safe
def allocation(request, code, number):
    row, scheme = _published(code, number)
    shares = list(queries.shares_of(row))
    context = {
        "row": row,
        "shares": shares[:SHOWN],
        "count": len(shares),
        "paid": sum(share.paid for share in shares),
        "scheme": scheme,
        "factors": factors_of(scheme) if scheme else [],
        "units": list(scheme.units.order_by("position")[:SHOWN]) if scheme else [],
        "clock": queries.clock_of(row.year, row.issued_on) if any(s.region for s in shares) else None,
        "bars": [(s.recipient, (s.amount / 10_000).quantize(Decimal("0.01"))) for s in shares[:30]],
        "reason": _reason(row),
    }
    return render(request, "funds/open_allocation.html", context)


def _reason(row) -> str:
    """Why this scheme was chosen, as it was said when it was."""
    move = row.moves.filter(move="choose").order_by("-id").first()
    return move.note if move else ""


@require_safe
def download(request, code, number, ending):
    """All of it as a file. The json holds, under `allocation`, what the script of recomputing reads."""
    row, scheme = _published(code, number)
    shares = list(queries.shares_of(row))
    name = f"{row.number}.{ending}"
    if ending == "json":
        response = JsonResponse(_plain(row, shares, scheme), json_dumps_params={"ensure_ascii": False, "indent": 1})
    elif ending == "xlsx":
        return FileResponse(
            io.BytesIO(allocation_sheet(row, shares, scheme)), content_type=SHEET, as_attachment=True, filename=name
        )
    else:
        response = HttpResponse(_csv(shares), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _plain(row, shares, scheme) -> dict:
    found = {
        "number": row.number,
        "fund": {"code": row.entry.code, "name": row.entry.fund, "body": str(row.entry.organisation)},
        "year": row.year,
        "title": row.title,
        "manner": row.manner,
        "total": f"{row.total:.2f}",
        "source": {"level": row.source_level, "upper_special": row.upper_special},
        "measure": {"title": row.measure.title, "document_number": row.measure.document_number},
        "document_number": row.document_number,
        "issued_on": row.issued_on.isoformat(),
        "shares": [
            {
                "recipient": s.recipient, "region": s.region, "use": s.use, "amount": f"{s.amount:.2f}",
                "paid": f"{s.paid:.2f}",
            }
            for s in shares
        ],
    }  # fmt: skip
    if scheme is not None:
        found |= {"scheme": scheme.name, "digest": scheme.digest, "allocation": document_of(scheme, row.total)}
    return found


def _csv(shares) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["序号", "接收单位", "地区", "用途或者项目", "数额（元）", "已拨付（元）"])
    for s in shares:
        cells = [s.recipient, s.region, s.use]
        writer.writerow([s.position, *map(neutral, cells), f"{s.amount:.2f}", f"{s.paid:.2f}"])
    return "\ufeff" + text.getvalue()


@require_safe
def script(request):
    """The stand-alone script with which anyone computes a published allocation again."""
    response = HttpResponse(SCRIPT.read_bytes(), content_type="text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="recompute.py"'
    return response
