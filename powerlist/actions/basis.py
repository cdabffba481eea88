"""The legal bases of a text as rows: each citation read, judged by the register of laws, and linked to its law."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from ..citations import CreationRules, read_cell
from ..models import Citation, CreationRule, Law, ListVersion
from .reference import shipped_rules
from .writing import write_citations


def creation_rules() -> CreationRules:
    """Who may create which power: the table, or what the product brings while the table is empty."""
    columns = ("category", "matter", "level", "provincial", "months", "article")
    rows = list(CreationRule.objects.order_by("id").values(*columns, "active"))
    return CreationRules.from_rows([row for row in rows if row["active"]] if rows else shipped_rules())


def cite(versions: Iterable[ListVersion], *, on: date | None = None) -> int:
    """Read the bases of these texts anew, judged as of a day (today); returns how many citations they hold."""
    versions = list(versions)
    Citation.objects.filter(version__in=versions).delete()
    read = [
        (v.pk, v.category, v.name, [c for line in v.content.get("basis") or () for c in read_cell(line)])
        for v in versions
    ]
    if not any(citations for *_, citations in read):
        return 0
    on = on or timezone.localdate()
    return write_citations(read, Law.objects.index(on), creation_rules(), on)
