"""Taking an import back: in one act within a day, or by a change set that brings the earlier texts back."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core.registers import BEGINS, ENDS, ChangeKind, ChangeSetState, VersionState
from core.workflow import MoveRefused

from ..enums import ChangeGround, ImportState
from ..models import CreationRule, ImportJob, Law, ListChangeSet, ListMove, ListVersion
from ..models.imports import why_kept
from ..permissions import may_fill
from ..queries.texts import with_predecessors
from .basis import read_bases
from .change_sets import drop_rows, open_change_set
from .paths import fire
from .writing import write_citations, write_versions

NAMED = 20


def take_back(*, actor, change_set, note="", at=None) -> ListChangeSet:
    """Undo the import that made this change set: its rows become 未采用, their entries are free, the set is withdrawn.

    Refused in words when the day is over (settings.IMPORT_UNDO_HOURS), when somebody judged it, or when rows were
    edited or added since (named). Whoever fills the body's lists may do it.
    """
    at = at or timezone.now()
    with transaction.atomic():
        row = ListChangeSet.objects.select_for_update(of=("self",)).get(pk=change_set.pk)
        if not may_fill(actor, row):
            raise PermissionDenied("您没有填报这个单位清单的权限。")
        if why := why_kept(row, at):
            raise MoveRefused(why)
        done = fire(row, "take_back", actor=actor, at=at, note=note)
        drop_rows(done, done.versions.open_proposals(), actor=actor, reason="撤销导入", at=at)
        ImportJob.objects.filter(change_set=done).update(state=ImportState.UNDONE, undone_at=at)
    return done


def counter_set(*, actor, change_set, at=None) -> ListChangeSet:
    """A draft that restores what a published import replaced: the texts before it, and the end of what it added.

    Entries that changed again since, or that are on their way, are left out and named in the log. Raises MoveRefused
    when nothing is left to restore.
    """
    at = at or timezone.now()
    with transaction.atomic():
        row = ListChangeSet.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=change_set.pk)
        if not may_fill(actor, row):
            raise PermissionDenied("您没有填报这个单位清单的权限。")
        if row.state != ChangeSetState.PUBLISHED:
            raise MoveRefused("这一批次还没有公布，不用恢复：请用“撤销导入”或“撤回批次”。")
        rows, skipped = _restoring(row)
        if not rows:
            raise MoveRefused("没有可以恢复的事项：公布之后又有了变化，或者正在别的批次里办理。")
        made = open_change_set(
            actor=actor, organisation=row.organisation, kind=row.kind, title=f"恢复《{row.title}》之前的内容"[:200],
            reason=f"批次 {row.number} 的导入有误，恢复原来的内容", ground=ChangeGround.OTHER, at=at,
        )  # fmt: skip
        _write(made, rows, actor, at)
        named = "、".join(skipped[:NAMED])
        left = f"；另有{len(skipped)}项已有新的变化，没有列入：{named}{'等' if len(skipped) > NAMED else ''}"
        ListMove.objects.create(
            subject=made, move="counter", source=made.state, target=made.state, actor_id=actor.pk,
            actor_name=actor.display_name, at=at, note=f"恢复{len(rows)}项{left if skipped else ''}",
            facts={"restores": row.number, "rows": len(rows), "skipped": skipped},
        )  # fmt: skip
    return made


def _restoring(change_set) -> tuple[list[tuple[ListVersion, str, ListVersion]], list[str]]:
    """(what was published, the change that undoes it, the text that change carries), and the codes left out."""
    states = (VersionState.PUBLISHED, VersionState.ENDED)
    published = change_set.versions.filter(state__in=states).select_related("entry").order_by("sort_key", "id")
    published = with_predecessors(list(published))
    entries = [version.entry_id for version in published]
    others = ListVersion.objects.filter(entry__in=entries)
    current = dict(
        others.filter(state=VersionState.PUBLISHED, valid_to__isnull=True).order_by("id").values_list("entry_id", "id")
    )
    busy = set(others.open_proposals().order_by("id").values_list("entry_id", flat=True))
    rows, skipped = [], []
    for version in published:
        standing = current.get(version.entry_id)
        ended = version.change in ENDS
        if version.entry_id in busy or standing != (None if ended else version.pk):
            skipped.append(version.entry.code)
        elif version.change in BEGINS:
            rows.append((version, ChangeKind.CANCEL, version))
        elif version.before is not None:
            rows.append((version, ChangeKind.ADD if ended else ChangeKind.AMEND, version.before))
        else:
            skipped.append(version.entry.code)
    return rows, skipped


def _write(change_set, rows, actor, at) -> None:
    numbers: dict[int, int] = {}
    entries = [version.entry_id for version, *_ in rows]
    for entry, number in ListVersion.objects.filter(entry__in=entries).order_by().values_list("entry_id", "number"):
        numbers[entry] = max(number, numbers.get(entry, 0))
    whole = [
        (
            version.entry_id, version.entry.code, numbers[version.entry_id] + 1, change,
            {**text.content, "name": text.name, "category": text.category, "office": text.office},
        )
        for version, change, text in rows
    ]  # fmt: skip
    keys = write_versions(change_set=change_set, rows=whole, actor=actor, at=at)
    cited = (
        (key, text.category, text.name, read_bases(text))
        for key, (_, change, text) in zip(keys, rows, strict=True)
        if change not in ENDS
    )
    day = timezone.localtime(at).date()
    write_citations(cited, Law.objects.index(day), CreationRule.objects.rules(), day)
