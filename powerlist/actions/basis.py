"""The legal bases of a text as rows: each citation read, judged by the register of laws, and linked to its law."""

from collections.abc import Iterable

from ..citations import read_cell
from ..models import Citation, Law, ListVersion
from .writing import write_citations


def cite(versions: Iterable[ListVersion]) -> int:
    """Read the bases of these texts anew; returns how many citations they hold."""
    versions = list(versions)
    Citation.objects.filter(version__in=versions).delete()
    read = [(v.pk, [c for line in v.content.get("basis") or () for c in read_cell(line)]) for v in versions]
    return write_citations(read, Law.objects.index()) if any(citations for _, citations in read) else 0
