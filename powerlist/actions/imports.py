"""Importing a workbook: uploaded, read and compared, looked at by the clerk, written as one change set.

Never a partial import: rows refused are left out only when the person says so, and the change set's log names them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

import structlog
from celery import signature
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.enums import UserKind
from accounts.models import User, holds
from core.bulk import collector_at_rest
from core.files import shown_name
from core.registers import ChangeKind
from core.workbooks import Reading, Refused, open_book
from core.workflow import MoveRefused

from ..enums import ChangeGround, ImportState
from ..kinds import KINDS
from ..models import CreationRule, ImportJob, Law, ListChangeSet, ListMove
from . import mends
from .change_sets import open_change_set, opened
from .comparing import CHANGED, NEW, REFUSED, Preview, Progress, compare, read_workbook
from .contacts import compare_roster, replace_roster, roster_of
from .nesting import nest_by_name
from .previews import keep_lines
from .summary import compare_summary
from .writing import write_citations, write_entries, write_versions

log = structlog.get_logger(__name__)

UNREADABLE = (
    "这份表格读到一半出了意外，没有写入任何内容。请把内容复制到新的 .xlsx 工作簿再上传；仍不行的，请联系系统管理员。"
)
CONSOLE = "console"  # the account in whose name the command line writes
PROGRESS_SECONDS = 90  # without a sign of life for so long, a job is taken up again
OPEN_STATES = (ImportState.UPLOADED, ImportState.READING, ImportState.APPLYING)


class ImportRefused(MoveRefused):
    """Nothing was written; `code` is for machines, `preview` says how each row stands, when it came so far."""

    def __init__(self, code: str, message: str, preview: Preview | None = None):
        super().__init__(message)
        self.code = code
        self.message = message
        self.preview = preview


@dataclass(frozen=True)
class Applied:
    """What an import did. `change_set` is None when there was nothing to write."""

    preview: Preview
    change_set: ListChangeSet | None
    removals: int = 0


def console_user() -> User:
    """Who the history names when a workbook comes by the command line: nobody can log in as it."""
    user, made = User.objects.get_or_create(
        username=CONSOLE, defaults={"name": "命令行", "kind": UserKind.STAFF, "is_active": False}
    )
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


# --- writing -----------------------------------------------------------------------------------------------------


@collector_at_rest()
def apply_reading(
    *,
    actor,
    reading: Reading,
    kind: str,
    organisation,
    filename: str = "",
    title: str = "",
    reason: str = "",
    ground: str = ChangeGround.OTHER,
    skip_refused: bool = False,
    remove_missing: bool = False,
    expected: str = "",
    progress: Progress | None = None,
    at=None,
) -> Applied:
    """Write a workbook already read as one change set in draft: new texts, changed ones and, when `remove_missing`,
    the end of what the file lacks.

    `skip_refused` leaves refused rows out and names them in the log. `expected` is the digest of the preview that the
    person saw. Raises ImportRefused when rows are refused, or the list moved since; PermissionDenied without the grant.
    """
    at, tell = at or timezone.now(), progress or (lambda stage, done, total: None)
    with transaction.atomic():
        _lock_list("details" if kind == "summary" else kind, organisation)
        preview = compare_form(reading, kind=kind, organisation=organisation, progress=progress)
        if expected and expected != preview.digest:
            raise ImportRefused("list_moved", "您预览之后，清单又有了变化。已按现在的清单重新核对，请看过后再确认。")
        if preview.count(REFUSED) and not skip_refused:
            raise ImportRefused(
                "rows_refused",
                f"有{preview.count(REFUSED)}行不能导入，没有写入任何内容。"
                "请改正表格后重新上传，或者确认略去这些行后再导入。",
                preview,
            )
        if kind == "contacts":
            return _apply_roster(actor, preview, organisation, reason, filename, at)
        kind = preview.kind
        rows = _rows_to_write(preview, remove_missing)
        if not rows:
            return Applied(preview, None)
        change_set = _open(
            actor=actor,
            organisation=organisation,
            kind=kind,
            title=title.strip() or f"{organisation.short_name}{KINDS[kind].label}表格导入",
            reason=reason.strip() or f"按表格《{shown_name(filename)}》更新{KINDS[kind].label}",
            ground=ground,
            at=at,
        )
        removals = _write(preview, rows, change_set, actor, at, tell)
        nest_by_name(change_set, actor=actor, at=at)
        _log(actor, change_set, preview, filename, removals, at)
    return Applied(preview, change_set, removals)


@collector_at_rest()
def compare_form(reading: Reading, *, kind: str, organisation, progress: Progress | None = None) -> Preview:
    """What a workbook of any form would change; 附件2 changes 附件3, 附件7 the roster."""
    if kind == "summary":
        return compare_summary(reading, organisation=organisation, progress=progress)
    if kind == "contacts":
        return compare_roster(reading, organisation=organisation, progress=progress)
    return compare(reading, kind=kind, organisation=organisation, progress=progress)


def _apply_roster(actor, preview: Preview, organisation, reason: str, filename: str, at) -> Applied:
    people = [person for person in preview.cells if person is not None]
    reason = reason.strip() or f"按表格《{shown_name(filename)}》更新名单"
    trusted = actor.username == CONSOLE
    replace_roster(actor=actor, organisation=organisation, people=people, reason=reason, trusted=trusted, at=at)
    return Applied(preview, None, len(preview.missing))


def _lock_list(kind: str, organisation) -> None:
    """One import of a body's list at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"import:{kind}:{organisation.pk}"])


def _open(*, actor, **facts) -> ListChangeSet:
    """Who has the command line has the database: the console's own account needs no post."""
    return opened(actor=actor, **facts) if actor.username == CONSOLE else open_change_set(actor=actor, **facts)


def _rows_to_write(preview: Preview, remove_missing: bool) -> list[tuple]:
    """(line's place or None, entry, code, number, change, cells), in the order of the file."""
    rows = []
    for place, line in enumerate(preview.lines):
        text, cells = preview.matches[place], preview.cells[place]
        if line.state == NEW:
            found = (text.entry_id, text.code, text.number + 1) if text else (None, "", 1)
            rows.append((place, *found, ChangeKind.ADD, cells))
        elif line.state == CHANGED:
            rows.append((place, text.entry_id, text.code, text.number + 1, ChangeKind.AMEND, cells))
    if remove_missing:
        rows += [(None, t.entry_id, t.code, t.number + 1, ChangeKind.CANCEL, t.cells) for t in preview.gone]
    return rows


def _write(preview: Preview, rows: list[tuple], change_set, actor, at, tell: Progress) -> int:
    total = len(rows)
    tell("write", 0, total)
    fresh = [row[5]["category"] for row in rows if row[1] is None]
    made = iter(
        write_entries(
            organisation=change_set.organisation,
            kind=change_set.kind,
            categories=fresh,
            actor=actor,
            reason=f"增加：{change_set.reason}",
            at=at,
        )
    )
    tell("write", total // 3, total)
    whole = []
    for _place, entry, code, number, change, cells in rows:
        if entry is None:
            entry, code = next(made)
        whole.append((entry, code, number, change, cells))
    keys = write_versions(change_set=change_set, rows=whole, actor=actor, at=at)
    tell("write", total * 2 // 3, total)
    cited = (
        (key, row[5]["category"], row[5]["name"], preview.items[row[0]].data.get("citations", ()))
        for key, row in zip(keys, rows, strict=True)
        if row[0] is not None
    )
    day = timezone.localtime(at).date()
    write_citations(cited, Law.objects.index(day), CreationRule.objects.rules(), day)
    tell("write", total, total)
    return sum(1 for row in rows if row[0] is None)


def _log(actor, change_set, preview: Preview, filename: str, removals: int, at) -> None:
    left_out = [
        {"sheet": line.sheet, "row": line.row, "name": line.name, "codes": sorted({e["code"] for e in line.errors})}
        for line in preview.lines
        if line.state == REFUSED
    ]
    by_hand = mends.said(preview.lines)
    note = f"按表格导入{preview.count(NEW) + preview.count(CHANGED)}项"
    if removals:
        note += f"，提请取消{removals}项"
    if left_out:
        named = "、".join(f"第{row['row']}行{mends.in_short(row['name'])}" for row in left_out[:20])
        note += f"；略去不能导入的{len(left_out)}行：{named}{'等' if len(left_out) > 20 else ''}"
    note += mends.in_words(by_hand)
    ListMove.objects.create(
        subject=change_set,
        move="import",
        source=change_set.state,
        target=change_set.state,
        actor_id=actor.pk,
        actor_name=actor.display_name,
        note=note,
        at=at,
        facts={
            "file": shown_name(filename),
            "counts": preview.counts,
            "removals": removals,
            "left_out": left_out,
            **by_hand,
        },
    )


# --- a job: what the clerk uploads, looks at, confirms ---------------------------------------------------------------


def upload_workbook(*, actor, organisation, kind: str, file) -> ImportJob:
    """Keep an uploaded workbook and start reading it after commit. Raises ImportRefused in words."""
    if not holds(actor, "fill_lists", organisation):
        raise PermissionDenied("您没有填报这个单位清单的权限。")
    if file.size > settings.WORKBOOK_MAX_BYTES:
        most = settings.WORKBOOK_MAX_BYTES // (1024 * 1024)
        raise ImportRefused(
            "too_large", f"文件有{file.size / 1024 / 1024:.1f}兆，超过了{most}兆的上限。请拆成几个文件，再分别上传。"
        )
    data = file.read()
    try:
        open_book(data, max_rows=settings.WORKBOOK_MAX_ROWS)
    except Refused as refused:
        raise ImportRefused(refused.code, refused.message) from None
    name = shown_name(file.name or "表格.xlsx")
    with transaction.atomic():
        job = ImportJob(
            kind=kind,
            organisation=organisation,
            uploaded_by=actor,
            filename=name[-200:],
            sha256=hashlib.sha256(data).hexdigest(),
        )
        job.file.save(name, ContentFile(data), save=False)
        job.save()
        transaction.on_commit(lambda: send_job("read_import", job.pk))
    return job


def read_job(*, job_id: int, at=None) -> ImportJob | None:
    """Read and compare a job's file; the preview goes to `result`. Runs again harmlessly after a worker's death."""
    job = _take(job_id, (ImportState.UPLOADED, ImportState.READING), ImportState.READING)
    if job is None:
        return None
    try:
        preview = judge(job, progress=_teller(job.pk))
    except Refused as refused:
        return _finish(job, ImportState.REFUSED, at, error=refused.message)
    except (DatabaseError, OSError):
        raise  # the machine's fault, not the file's: the job is taken up again
    except Exception:  # a file that nobody foresaw must not be read again for ever
        log.exception("import_failed", job=job.pk)
        return _finish(job, ImportState.REFUSED, at, error=UNREADABLE)
    return show_preview(job, preview, at)


def judge(job: ImportJob, *, progress: Progress | None = None) -> Preview:
    """A job's file, with what people mended beside it, against the list as it stands. Raises Refused."""
    with job.file.open("rb") as file:
        reading = read_workbook(file.read(), job.kind, mended=mends.of_job(job), progress=progress)
    return compare_form(reading, kind=job.kind, organisation=job.organisation, progress=progress)


def show_preview(job: ImportJob, preview: Preview, at=None, error: str = "") -> ImportJob:
    """Keep a preview for the clerk to look at, row by row."""
    total = len(preview.lines)
    with transaction.atomic():
        keep_lines(job, preview)
        return _finish(
            job, ImportState.PREVIEWED, at, result=preview.as_json(), error=error, done=total, total=total
        )  # fmt: skip


def confirm_job(
    *, actor, job, title, reason, ground=ChangeGround.OTHER, skip_refused=False, remove_missing=False, seen=None
):
    """The clerk's decision on a preview; the writing starts after commit. Sent twice, it counts once.

    `seen` is the number of mends (ImportJob.mends) that the person was shown; refused when a colleague mended since.
    """
    if not holds(actor, "fill_lists", job.organisation):
        raise PermissionDenied("您没有填报这个单位清单的权限。")
    if not (title.strip() or job.kind == "contacts") or not reason.strip():
        raise ImportRefused("reason_missing", "请填写批次的标题和变更事由：公布时会一并公开。")
    with transaction.atomic():
        job = ImportJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if job.state in (ImportState.APPLYING, ImportState.APPLIED):
            return job
        if job.state != ImportState.PREVIEWED:
            raise ImportRefused("not_ready", f"这次导入现在是“{job.get_state_display()}”，不能确认。")
        if seen is not None and seen != job.mends:
            raise ImportRefused(
                "mended_since", "您打开之后，有同事改过这份表格的行。请看过现在的核对结果，再确认写入。"
            )
        counts = job.result["counts"]
        if counts["refused"] and not skip_refused:
            raise ImportRefused(
                "rows_refused",
                f"有{counts['refused']}行不能导入。请改正表格后重新上传；要略去这些行，请勾选“略去不能导入的行”。",
            )
        remove_missing = remove_missing or job.kind == "contacts"  # a roster is replaced whole
        if not counts["added"] + counts["changed"] + (counts["removed"] if remove_missing else 0):
            raise ImportRefused("nothing_to_write", "表格内容与现行清单一致，没有需要写入的。")
        job.state = ImportState.APPLYING
        job.done, job.total = 0, counts["added"] + counts["changed"]
        job.result["decision"] = {
            "actor": actor.pk,
            "title": title.strip(),
            "reason": reason.strip(),
            "ground": str(ground),
            "skip_refused": bool(skip_refused),
            "remove_missing": bool(remove_missing),
        }
        job.save(update_fields=["state", "done", "total", "result"])
        transaction.on_commit(lambda: send_job("apply_import", job.pk))
    return job


def apply_job(*, job_id: int, at=None) -> ImportJob | None:
    """Write what was confirmed, once: the job's row is locked and turns 已写入 in the same transaction."""
    waiting = ImportJob.objects.filter(pk=job_id, state=ImportState.APPLYING).select_related("organisation").first()
    if waiting is None:
        return None
    tell = _teller(waiting.pk)
    tell("read", 0, waiting.total)
    with waiting.file.open("rb") as file:
        reading = read_workbook(file.read(), waiting.kind, mended=mends.of_job(waiting), progress=tell)
    roster = waiting.kind == "contacts"
    try:
        with transaction.atomic():
            job = ImportJob.objects.select_for_update(of=("self",)).get(pk=job_id)
            if job.state != ImportState.APPLYING:
                return job
            decision = dict(job.result["decision"])
            before = roster_of(waiting.organisation) if roster else None
            applied = apply_reading(
                actor=User.objects.get(pk=decision.pop("actor")),
                reading=reading,
                kind=job.kind,
                organisation=waiting.organisation,
                filename=job.filename,
                expected=job.result["digest"],
                progress=tell,
                at=at,
                **decision,
            )
            kept = {}
            if roster:
                kept["rosters"] = {"before": before, "after": roster_of(waiting.organisation)}
                _forget_file(job)
            return _finish(job, ImportState.APPLIED, at, change_set=applied.change_set, done=job.total, **kept)
    except MoveRefused as refused:
        return _look_again(waiting, str(refused), at)
    except PermissionDenied as denied:  # the post ended between preview and writing
        return _look_again(waiting, str(denied), at)


def _forget_file(job: ImportJob) -> None:
    """A roster's file holds mobile numbers in plain text: once it is written, it goes (个人信息保护法 47)."""
    storage, name = job.file.storage, job.file.name
    job.file = ""
    job.save(update_fields=["file"])
    transaction.on_commit(lambda: storage.delete(name))


def _look_again(job: ImportJob, why: str, at) -> ImportJob:
    """The list moved, or the grant ended, between preview and writing: show the clerk how it stands now."""
    return show_preview(job, judge(job), at, why)


def _take(job_id: int, sources: tuple, state: str) -> ImportJob | None:
    if not ImportJob.objects.filter(pk=job_id, state__in=sources).update(state=state):
        return None
    return ImportJob.objects.select_related("organisation").get(pk=job_id)


def _finish(job: ImportJob, state: str, at, **facts) -> ImportJob:
    job.state, job.finished_at = state, at or timezone.now()
    facts.setdefault("error", "")
    for name, value in facts.items():
        setattr(job, name, value)
    job.save(update_fields=["state", "finished_at", *facts])
    transaction.on_commit(lambda: cache.delete(progress_key(job.pk)))
    return job


def progress_key(job_id: int) -> str:
    return f"import:{job_id}:progress"


def _teller(job_id: int) -> Progress:
    """Progress of a job, kept in the cache: it must be seen from outside the job's transaction."""

    def tell(stage: str, done: int, total: int) -> None:
        cache.set(progress_key(job_id), {"stage": stage, "done": done, "total": total}, PROGRESS_SECONDS)

    return tell


def progress_of(job: ImportJob) -> dict:
    """`{"stage", "done", "total"}` of a running job; empty when nobody has given a sign of life lately."""
    return cache.get(progress_key(job.pk)) or {}


def resume_jobs(*, at=None) -> int:
    """Send jobs again whose worker died: open ones without a sign of life. Returns how many."""
    at = at or timezone.now()
    old = at - timedelta(seconds=PROGRESS_SECONDS)
    count = 0
    for job in ImportJob.objects.filter(state__in=OPEN_STATES, created_at__lt=old).order_by("id"):
        if cache.get(progress_key(job.pk)) is None:
            _teller(job.pk)("read", 0, job.total)
            send_job("apply_import" if job.state == ImportState.APPLYING else "read_import", job.pk)
            count += 1
    return count


def send_job(task: str, job_id: int) -> None:
    """Hand a job to the worker by the task's name: tasks stand above actions."""
    _teller(job_id)("read", 0, 0)
    signature(f"powerlist.tasks.{task}", args=[job_id]).apply_async()
