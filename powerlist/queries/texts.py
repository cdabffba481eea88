"""A text beside the one before it."""

from core.registers import ChangeKind, VersionState, diff

from ..models import ListVersion

READABLE = (VersionState.PUBLISHED, VersionState.ENDED)


def with_predecessors(versions: list[ListVersion]) -> list[ListVersion]:
    """Give each row the published text before it as `before` (None for a new entry) and what differs as `changed`."""
    earlier: dict[int, list[ListVersion]] = {}
    rows = ListVersion.objects.filter(entry__in=[v.entry_id for v in versions], state__in=READABLE)
    for row in rows.order_by("entry_id", "-number"):
        earlier.setdefault(row.entry_id, []).append(row)
    for version in versions:
        version.before = next((v for v in earlier.get(version.entry_id, []) if v.number < version.number), None)
        amended = version.before is not None and version.change != ChangeKind.CANCEL
        version.changed = diff(version.before.cells, version.cells, version.labels) if amended else []
    return versions


def words_of(value) -> str:
    """A cell as plain text: a line for each of several values, the columns of a row one after the other."""
    if isinstance(value, dict):
        return "，".join(words_of(part) for part in value.values() if part not in (None, "", []))
    if isinstance(value, (list, tuple)):
        return "\n".join(words_of(part) for part in value)
    return "" if value is None else str(value)
