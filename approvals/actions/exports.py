"""办件信息库 and 权力运行信息 as files: asked for with a purpose, made by the worker row by row, kept for a week.

A job taken up again after its worker died begins anew and replaces nothing that anybody could have fetched.
"""

import csv
import json
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path

import structlog
from celery import current_app
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actions import log_view
from accounts.permissions import organisations_where
from core.workbooks import neutral
from core.workflow import MoveRefused

from ..enums import JobState, RegisterKind
from ..kinds.national import COLUMNS, TABLES
from ..models import CaseFile, RegisterExport
from ..queries.exercises import register_rows
from ..queries.national import LICENCE, group_of, library_rows, record_of, with_records

log = structlog.get_logger(__name__)

ENDINGS = {"xlsx": "Excel", "csv": "CSV（压缩包）", "jsonl": "JSON Lines"}
CHUNK = 200
STALE = timedelta(minutes=3)
KEPT = timedelta(days=7)
MOST_SHEET = 100_000  # of a workbook; a sheet ends at 1,048,576 rows and a case has many acts
MOST_WITH_FILES = 500
EXERCISE_COLUMNS = {
    "organisation": "行使单位",
    "power_code": "职权编码",
    "power_name": "职权名称",
    "category": "类别",
    "standing": "清单状态",
    "number": "案号、文书号",
    "step": "环节",
    "outcome": "结果",
    "happened_on": "日期",
    "post": "岗位",
    "actor": "办理人",
    "party": "行政相对人",
    "amount": "金额（元）",
    "source": "来源",
    "withdrawn": "已撤销登记",
}


def reach_in_full(user):
    """The bodies whose personal data a person may export."""
    return organisations_where(user, "export_cases")


@transaction.atomic
def ask_export(
    *,
    actor,
    kind: str,
    ending: str,
    query: dict,
    full: bool = False,
    with_files: bool = False,
    purpose: str = "",
    request=None,
    at: datetime | None = None,
) -> RegisterExport:
    """Queue an export of what the filters leave. In full, or with the files, only by right and with a purpose."""
    full = full or with_files
    if full and not reach_in_full(actor).exists():
        raise PermissionDenied("您没有导出个人信息的授权，可以导出遮盖后的内容。")
    if full and len(purpose.strip()) < 4:
        raise MoveRefused("含个人信息的导出，请写明用途，不少于 4 个字，如“年度档案移交”。")
    job = RegisterExport(
        asked_by=actor, kind=kind, ending=ending, full=full, with_files=with_files, purpose=purpose.strip()[:200],
        query={name: value.isoformat() if isinstance(value, date) else value for name, value in query.items()},
        created_at=at or timezone.now(),
    )  # fmt: skip
    job.total = rows_of(job).count()
    if with_files and job.total > MOST_WITH_FILES:
        raise MoveRefused(f"连同文件一次最多导出 {MOST_WITH_FILES} 件，现在选了 {job.total} 件。请缩小范围。")
    if ending == "xlsx" and job.total > MOST_SHEET:
        raise MoveRefused(f"Excel 一次最多 {MOST_SHEET} 件，现在选了 {job.total} 件。请选 CSV，或者缩小范围。")
    job.save()
    if full:
        words = f"导出{job.get_kind_display()}（含个人信息）{job.total}件"
        log_view(actor, words, f"export:{job.pk}", job.purpose, request)
    transaction.on_commit(lambda: _send(job.pk), robust=True)
    return job


def _send(pk: int) -> None:
    current_app.signature("approvals.make_export", args=(pk,)).apply_async(retry=False)


def rows_of(job: RegisterExport):
    """What the job exports, by the rights that its person has now."""
    wanted = {name: date.fromisoformat(v) if name in ("since", "until") else v for name, v in job.query.items()}
    found = library_rows if job.kind == RegisterKind.CASES else register_rows
    rows = found(job.asked_by, wanted)
    return rows.filter(organisation__in=reach_in_full(job.asked_by)) if job.full else rows


def make_export(*, pk: int, now: datetime | None = None) -> bool:
    """Make the file of a job; whether this call did. One that is done, or at which another worker is, is left alone."""
    now = now or timezone.now()
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, beaten_at__lt=now - STALE)
    if not RegisterExport.objects.filter(free, pk=pk).update(state=JobState.RUNNING, beaten_at=now, done=0):
        return False
    job = RegisterExport.objects.select_related("asked_by").get(pk=pk)
    try:
        with tempfile.TemporaryDirectory() as folder:
            path, name = _written(job, Path(folder))
            with path.open("rb") as made:
                job.file.save(name, File(made), save=False)
            job.size = path.stat().st_size
        job.filename = name
    except Exception as fault:  # the person is told; the log has the trace
        log.exception("export_failed", export=pk)
        RegisterExport.objects.filter(pk=pk).update(
            state=JobState.FAILED, error=f"没有导出成功（{type(fault).__name__}），请重试。", finished_at=timezone.now()
        )
        return False
    job.state, job.finished_at, job.done = JobState.DONE, timezone.now(), job.total
    job.save()
    return True


def _written(job: RegisterExport, folder: Path) -> tuple[Path, str]:
    tables = COLUMNS if job.kind == RegisterKind.CASES else {"power_exercise": EXERCISE_COLUMNS}
    ending = {"csv": "zip"}.get(job.ending, job.ending)
    title = f"{job.get_kind_display()}_{timezone.localdate():%Y-%m-%d}"
    path = folder / f"{title}.{ending}"
    writer = {"xlsx": _as_sheets, "csv": _as_csv, "jsonl": _as_lines}[job.ending]
    writer(path, tables, _records(job))
    if job.with_files:
        return _with_files(job, path, folder / f"{title}_连同文件.zip"), f"{title}_连同文件.zip"
    return path, path.name


def _records(job: RegisterExport) -> Iterator[dict[str, list[dict]]]:
    """The records of a job, a chunk of keys at a time; each chunk is a sign of life."""
    rows, last, done = rows_of(job), 0, 0
    while True:
        chunk = list(_loaded(job, rows.filter(pk__gt=last).order_by("pk"))[:CHUNK])
        if not chunk:
            return
        for row in chunk:
            yield record_of(row, full=job.full) if job.kind == RegisterKind.CASES else _exercise(row, job.full)
        last, done = chunk[-1].pk, done + len(chunk)
        RegisterExport.objects.filter(pk=job.pk).update(done=done, beaten_at=timezone.now())


def _loaded(job: RegisterExport, rows):
    if job.kind == RegisterKind.CASES:
        return with_records(rows)
    return rows.select_related("organisation", "entry", "version", "case", "withdrawal")


def _exercise(row, full: bool) -> dict[str, list[dict]]:
    party = row.shown_party
    if full:
        party = row.case.applicant_name if row.case_id else row.party
    values = (
        row.organisation.name, row.entry.code, row.version.name if row.version else "", row.get_category_display(),
        row.get_standing_display(), row.number, row.step, row.get_outcome_display(), row.happened_on.isoformat(),
        row.post_name, row.actor_name, party, str(row.amount) if row.amount is not None else "",
        row.get_source_display(), "是" if getattr(row, "withdrawal", None) is not None else "",
    )  # fmt: skip
    return {"power_exercise": [dict(zip(EXERCISE_COLUMNS, values, strict=True))]}


def _as_lines(path: Path, tables: dict, records) -> None:
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def _as_csv(path: Path, tables: dict, records) -> None:
    """One CSV a table in one package; the columns bear their national names and, below, their labels."""
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        writers = {}
        for table, columns in tables.items():
            file = stack.enter_context((Path(folder) / f"{table}.csv").open("w", encoding="utf-8-sig", newline=""))
            writers[table] = csv.writer(file)
            writers[table].writerow(columns)
            writers[table].writerow(columns.values())
        for record in records:
            for table, rows in record.items():
                writers[table].writerows([neutral(str(value)) for value in row.values()] for row in rows)
        stack.close()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for table in tables:
                package.write(Path(folder) / f"{table}.csv", f"{table}.csv")


def _as_sheets(path: Path, tables: dict, records) -> None:
    from openpyxl import Workbook  # heavy, and this is the only place that needs it

    book = Workbook(write_only=True)
    sheets = {}
    for table, columns in tables.items():
        sheets[table] = book.create_sheet(TABLES.get(table, "权力运行信息")[:31])
        sheets[table].append(list(columns))
        sheets[table].append(list(columns.values()))
    for record in records:
        for table, rows in record.items():
            for row in rows:
                sheets[table].append([neutral(str(value)) for value in row.values()])
    book.save(path)


def _with_files(job: RegisterExport, data: Path, path: Path) -> Path:
    """The data with every file of its cases that left quarantine: number / group / file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:
        package.write(data, data.name)
        for case in rows_of(job).select_related("result__licence").order_by("pk"):
            for kept in CaseFile.objects.filter(case=case).order_by("pk"):
                if kept.is_served and kept.file:
                    name = f"{kept.pk}_{kept.title}{Path(kept.original_name).suffix or '.pdf'}".replace("/", "_")
                    _add(package, f"{case.number}/{group_of(kept)}/{name}", kept.file)
            licence = getattr(getattr(case, "result", None), "licence", None)
            if licence is not None and licence.file:
                _add(package, f"{case.number}/{LICENCE}/{licence.number}.pdf", licence.file)
    return path


def _add(package: zipfile.ZipFile, name: str, file) -> None:
    with file.open("rb") as source, package.open(name, "w") as target:
        while block := source.read(1 << 20):
            target.write(block)


def tend_exports(*, now: datetime | None = None) -> dict[str, int]:
    """Take up jobs whose worker died or whose task never left; forget files whose week is over."""
    now = now or timezone.now()
    late = Q(state=JobState.QUEUED, created_at__lt=now - STALE) | Q(state=JobState.RUNNING, beaten_at__lt=now - STALE)
    pending = list(RegisterExport.objects.filter(late).order_by("pk").values_list("pk", flat=True))
    for pk in pending:
        _send(pk)
    over = RegisterExport.objects.filter(finished_at__lt=now - KEPT).exclude(file="")
    forgotten = 0
    for job in over.order_by("pk"):
        job.file.delete(save=False)
        RegisterExport.objects.filter(pk=job.pk).update(file="")
        forgotten += 1
    return {"resumed": len(pending), "forgotten": forgotten}
