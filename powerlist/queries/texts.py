"""A text beside the one before it."""

from core.registers import ENDS, VersionState, diff

from ..enums import Disclosure
from ..models import ListVersion

READABLE = (VersionState.PUBLISHED, VersionState.ENDED)


def with_predecessors(versions: list[ListVersion], *, public: bool = False) -> list[ListVersion]:
    """Give each row the published text before it as `before` (None for a new entry) and what differs as `changed`;
    `public` leaves out what staff alone see, texts before that aren't open among it."""
    earlier: dict[int, list[ListVersion]] = {}
    rows = ListVersion.objects.filter(entry__in=[v.entry_id for v in versions], state__in=READABLE)
    for row in rows.select_related("organisation").order_by("entry_id", "-number"):
        earlier.setdefault(row.entry_id, []).append(row)
    for version in versions:
        before = next((v for v in earlier.get(version.entry_id, []) if v.number < version.number), None)
        version.before = None if public and before and before.disclosure != Disclosure.PUBLIC else before
        amended = version.before is not None and version.change not in ENDS
        version.changed = changed_cells(version.before, version, public=public) if amended else []
    return versions


def changed_cells(before: ListVersion, after: ListVersion, *, public: bool = False) -> list[tuple[str, str, str]]:
    """The cells in which two texts differ: (label, before, after)."""
    if public:
        return diff(before.public_cells, after.public_cells, after.public_labels)
    return diff(before.cells, after.cells, after.labels)


def words_of(value) -> str:
    """A cell of a text as plain words: a line for each of several values."""
    return "\n".join(map(str, value)) if isinstance(value, (list, tuple)) else "" if value is None else str(value)
