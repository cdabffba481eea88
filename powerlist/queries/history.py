"""Everything that ever happened to an entry, as a person reads it: who, when, why, before → after."""

from dataclasses import dataclass
from datetime import datetime

from accounts.queries import changes_of
from core.registers import VersionState, diff

from ..kinds import KINDS
from ..models import ListEntry, ListMove, ListVersion
from .desk import title_of

FACTS = {
    "meeting": "审定会议",
    "decided_on": "审定日期",
    "document_number": "文号",
    "effective_on": "生效日期",
    "scan_name": "扫描件",
    "scan_sha256": "扫描件摘要（SHA-256）",
    "secrecy_opinion": "保密审查意见",
}


@dataclass(frozen=True)
class Event:
    """One thing that happened. `cells` are (label, before, after); `number` is that of the text concerned."""

    at: datetime
    who: str
    title: str
    why: str
    cells: list[tuple[str, str, str]]
    number: int | None = None
    change_set: str = ""
    kind: str = "text"
    order: int = 0


def history_of(entry: ListEntry) -> list[Event]:
    """Every change of the entry, of its texts and of the change sets that carried them, the newest first.

    The same number of queries however long the history.
    """
    versions = list(entry.versions.select_related("change_set").order_by("number"))
    events = _entry_events(entry) + _text_events(entry, versions) + _moves(versions)
    return sorted(events, key=lambda e: (e.at, e.order), reverse=True)


def _entry_events(entry: ListEntry) -> list[Event]:
    records = list(ListEntry.history.filter(id=entry.pk).order_by("-history_id"))
    return [
        Event(change.at, change.who, f"{change.act}事项", change.why, change.cells, kind="entry")
        for change in changes_of(records)
    ]


def _text_events(entry: ListEntry, versions: list[ListVersion]) -> list[Event]:
    """Changes of the texts; a new text is set beside the published one that it would replace."""
    by_id = {version.pk: version for version in versions}
    records = list(ListVersion.history.filter(id__in=by_id).order_by("-id", "-history_id"))
    events = []
    for record, change in zip(records, changes_of(records, labels={"content": KINDS[entry.kind].by_key}), strict=True):
        version, cells = by_id[record.id], change.cells
        title = f"第 {version.number} 版：{change.act}"
        if record.history_type == "+":
            before = _text_before(version, versions)
            cells = diff(_cells(before) if before else {}, _cells(record), version.labels)
            title = f"第 {version.number} 版：拟{version.get_change_display()}"
        elif record.state != VersionState.PROPOSED:
            title = f"第 {version.number} 版：{record.get_state_display()}"
            if record.state == VersionState.PUBLISHED and record.valid_to:
                title = f"第 {version.number} 版：失效"
        events.append(
            Event(
                change.at,
                change.who,
                title,
                change.why,
                cells,
                version.number,
                version.change_set.number,
                order=record.history_id,
            )
        )
    return events


def _text_before(version: ListVersion, versions: list[ListVersion]):
    readable = (VersionState.PUBLISHED, VersionState.ENDED)
    return next((v for v in reversed(versions) if v.number < version.number and v.state in readable), None)


def _cells(text) -> dict:
    """The cells of a text or of its history row."""
    if isinstance(text, ListVersion):
        return text.cells
    return KINDS[text.kind].cells(name=text.name, category=text.category, office=text.office, content=text.content)


def _facts(move: ListMove) -> list[tuple[str, str, str]]:
    """What an act put on record, without what its note says already."""
    found = ((label, str(move.facts.get(key) or "")) for key, label in FACTS.items())
    return [(label, "", value) for label, value in found if value and value != move.note]


def _moves(versions: list[ListVersion]) -> list[Event]:
    """The acts on the change sets that carried the texts, with the papers of the decision."""
    numbers = {version.change_set_id: version for version in versions}
    moves = ListMove.objects.filter(subject__in=numbers).order_by("-id")
    return [
        Event(
            move.at,
            move.actor_name,
            title_of(move),
            move.note,
            _facts(move),
            numbers[move.subject_id].number,
            numbers[move.subject_id].change_set.number,
            kind="move",
        )
        for move in moves
    ]
