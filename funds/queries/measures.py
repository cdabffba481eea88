"""管理办法 of a fund for its pages: what is in force, what was before, what waits to be published."""

from datetime import date

from django.utils import timezone

from ..enums import DocumentState, Stage
from ..models import FundDocument, Measure


def versions(entry):
    """The published versions, the newest first."""
    return Measure.objects.filter(entry=entry, state=DocumentState.PUBLISHED).order_by("-number")


def papers(entry, **filters):
    """The other published papers of a fund, the newest first."""
    rows = FundDocument.objects.filter(entry=entry, state=DocumentState.PUBLISHED, **filters)
    return rows.order_by("-dated", "-id")


def standing(measure: Measure, on: date) -> tuple[str, str]:
    """(word, tone) of a published version on a day."""
    if measure.valid_from > on:
        return "尚未施行", "info"
    if measure.valid_to is not None and measure.valid_to <= on:
        return "已失效", "neutral"
    return "现行有效", "success"


def panel(entry, year: int, user) -> dict:
    """What the desk page of a fund shows of its papers: {in_force, drafts, versions, documents, address}."""
    today = timezone.localdate()
    rows = list(Measure.objects.visible_to(user).filter(entry=entry).order_by("-number"))
    for row in rows:
        row.standing = standing(row, today) if row.state == DocumentState.PUBLISHED else None
    documents = FundDocument.objects.visible_to(user).filter(entry=entry, year=year)
    return {
        "in_force": Measure.objects.in_force(entry, today),
        "drafts": [row for row in rows if row.state == DocumentState.DRAFT],
        "versions": rows,
        "documents": list(documents.order_by("-id")[:50]),
        "address": f"/desk/funds/{entry.code}/measures/",
    }


def life(entry, year: int, today: date) -> list[dict]:
    """The public line of 管理办法: the version in force today, those of this year, or that none is published."""
    address = f"/open/funds/{entry.code}/measures/"
    found = []
    for row in reversed(versions(entry)):
        word, _ = standing(row, today)
        if word == "现行有效" or row.valid_from.year == year:
            found.append(
                {
                    "stage": Stage.MEASURE,
                    "title": f"《{row.title.strip('《》')}》"
                    + (f"（{row.document_number}）" if row.document_number else ""),
                    "date": row.valid_from,
                    "address": address,
                    "state": "done",
                    "due": None,
                    "body": entry.organisation,
                    "note": f"{word}，{row.issued_by}制定",
                }
            )
    if not found:
        found.append(
            {
                "stage": Stage.MEASURE,
                "title": "管理办法",
                "date": None,
                "address": "",
                "state": "none",
                "due": None,
                "body": entry.organisation,
                "note": "还没有公开。先定办法、再分资金：办法公布施行以前，这项资金不能分配。",
            }
        )
    return found
