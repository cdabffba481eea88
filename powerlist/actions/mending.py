"""Mending rows of an upload beside its file, one row at a time and never over a colleague's head."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import holds
from core.workbooks import Refused
from core.workflow import MoveRefused

from ..enums import ImportState, LineState
from ..kinds import KINDS
from ..models import ImportJob, ImportLine, ImportMend
from . import mends
from .imports import judge, send_job, show_preview


class MendedBefore(MoveRefused):
    """A colleague mended the row while this person was at it; `current` is the colleague's mend."""

    def __init__(self, current: ImportMend):
        super().__init__(
            f"您打开之后，{current.actor_name}已经{current.get_kind_display()}了这一行。"
            "请对照下面两份内容，改好后再保存。"
        )
        self.current = current


def mend_row(*, actor, line: ImportLine, cells: dict, touched: list[str], seen: int, at=None) -> ImportJob:
    """Other cells for a row of a file that stays as it is; the whole file is judged anew.

    `cells`: name, category, office, code, content; of 附件2 and 附件7 `values`, the texts by column. `touched`: the
    fields that the person changed; `seen`: the number of the row's last mend that the person was shown, 0 for none.
    Raises MendedBefore, MoveRefused.
    """
    return _do(actor, line, ImportMend.Kind.MEND, seen, at, cells=cells, touched=touched)


def omit_row(*, actor, line: ImportLine, reason: str, seen: int, at=None) -> ImportJob:
    """Leave one row of a file out of the import, with the reason."""
    if not reason.strip():
        raise MoveRefused("请写明为什么略去这一行：会记入批次的办理经过。")
    return _do(actor, line, ImportMend.Kind.OMIT, seen, at, reason=reason.strip()[:200])


def restore_row(*, actor, line: ImportLine, seen: int, at=None) -> ImportJob:
    """The row of the file as it stands there counts again."""
    return _do(actor, line, ImportMend.Kind.RESTORE, seen, at)


def _do(actor, line: ImportLine, kind: str, seen: int, at, **facts) -> ImportJob:
    if not holds(actor, "fill_lists", line.job.organisation):
        raise PermissionDenied("您没有填报这个单位清单的权限。")
    if line.state == LineState.MISSING:
        raise MoveRefused("这一项不在表格里，没有可改的行。")
    at = at or timezone.now()
    with transaction.atomic():
        job = ImportJob.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=line.job_id)
        if job.state != ImportState.PREVIEWED:
            raise MoveRefused(f"这次导入现在是“{job.get_state_display()}”，不能再改行。请刷新后再看。")
        last = job.mended.filter(sheet=line.sheet, row=line.row).order_by("-number").first()
        if last is not None and last.number != seen:
            raise MendedBefore(last)
        if kind == ImportMend.Kind.RESTORE and (last is None or last.kind == ImportMend.Kind.RESTORE):
            return job
        if kind == ImportMend.Kind.MEND and job.kind not in KINDS:
            facts["cells"] = mends.sealed(line, facts["cells"], last)
        ImportMend.objects.create(
            job=job, sheet=line.sheet, row=line.row, number=seen + 1, kind=kind, actor=actor,
            actor_name=actor.display_name, at=at, **facts,
        )  # fmt: skip
        job.mends += 1
        job.save(update_fields=["mends"])
        return _judge_anew(job, at)


def _judge_anew(job: ImportJob, at) -> ImportJob:
    """At once, or by the worker where the file is long."""
    if job.total > settings.IMPORT_MEND_AT_ONCE:
        job.state = ImportState.READING
        job.save(update_fields=["state"])
        transaction.on_commit(lambda: send_job("read_import", job.pk))
        return job
    try:
        return show_preview(job, judge(job), at)
    except Refused as refused:
        raise MoveRefused(refused.message) from None
