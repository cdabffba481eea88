"""存量证照 by workbook: read by the worker, looked at row by row, written whole or not at all, C confirmed as a whole.

The uploaded file is gone once it is read; its rows are kept encrypted. Every step may run twice and does its work once.
"""

import hashlib
import re
from datetime import date, datetime, timedelta

import structlog
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.permissions import holds
from core.files import shown_name
from core.masking import blind_index, mask_name
from core.models import Publication, Serial
from core.workbooks import Column, Form, Item, Refused, read
from core.workflow import MoveRefused

from ..enums import ENDED, HIDDEN, ImportState, LicenceState, LineState, Source, Trust
from ..models import Licence, LicenceImport, LicenceImportLine, LicenceMove, LicenceType
from .issuing import PUBLICATION, licence_number, new_verification_code
from .stock import differences, document_of, enter, known_originals

log = structlog.get_logger(__name__)

CHUNK = 500
STALE = timedelta(minutes=2)
WRITABLE = [state for state in LicenceState if state not in HIDDEN]
STATES = {state.label.removeprefix("已"): state.value for state in WRITABLE}
DAY = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})(?:日|号)?(?:\s.*)?")
FOR_EVER = ("长期", "永久", "长期有效", "无期限")

STOCK = Form(
    kind="licences",
    name="《存量证照登记表》",
    columns=(
        Column("serial", "序号", ("编号",), width=6),
        Column("original_number", "证照编号", ("证件编号", "证号", "许可证号", "证书编号", "许可证编号", "证照号码"),
               width=24),
        Column("holder_name", "持证主体", ("持证人", "姓名", "单位名称", "持证单位", "持有人", "名称"), width=24),
        Column("holder_document", "证件号码", ("身份证号", "身份证号码", "公民身份号码", "统一社会信用代码", "信用代码",
                                             "持证主体证件号码"), width=24),
        Column("issuer_name", "颁发机关", ("发证机关", "发证单位", "颁发单位"), width=24),
        Column("item_name", "许可事项", ("许可内容", "经营范围", "许可范围"), width=30),
        Column("issued_on", "颁发日期", ("发证日期", "签发日期"), width=14),
        Column("valid_from", "有效期自", ("有效期起", "生效日期", "有效期开始", "起始日期"), width=14),
        Column("valid_to", "有效期至", ("有效期止", "截止日期", "到期日期", "有效期限"), width=14),
        Column("state", "状态", ("证照状态",), width=10),
        Column("identifier", "电子证照标识", width=40),
    ),
    required=("original_number", "holder_name", "holder_document"),
    titles=("证照",),
    name_key="holder_name",
)  # fmt: skip


def upload(
    *, actor, organisation, type: LicenceType, trust: str, file, source_name: str = "", at: datetime | None = None
) -> LicenceImport:
    """Keep an uploaded workbook and let the worker read it; nothing is written on any licence."""
    if not holds(actor, "manage_licences", organisation):
        raise PermissionDenied("您没有管理这个单位证照的权限。")
    if trust not in (Trust.SYSTEM, Trust.TYPED):
        raise MoveRefused("表格导入的证照，可信等级只能是 B 或者 C。")
    if file.size > settings.WORKBOOK_MAX_BYTES:
        most = settings.WORKBOOK_MAX_BYTES // (1024 * 1024)
        raise MoveRefused(f"文件超过了{most}兆的上限。请拆成几个文件，再分别上传。")
    data, name = file.read(), shown_name(file.name or "存量证照.xlsx")
    job = LicenceImport(
        organisation=organisation,
        type=type,
        trust=trust,
        source_name=source_name.strip(),
        uploaded_by=actor,
        filename=name[-200:],
        sha256=hashlib.sha256(data).hexdigest(),
        created_at=at or timezone.now(),
    )
    with transaction.atomic():
        job.file.save(name, ContentFile(data), save=False)
        job.save()
        _send("licences.tasks.read_import", job.pk)
    return job


def _send(task: str, pk: int) -> None:
    transaction.on_commit(lambda: current_app.signature(task, args=(pk,)).apply_async(retry=False), robust=True)


def progress_of(job: LicenceImport) -> tuple[int, int]:
    """(rows done, of how many); zeros while nothing is known."""
    return cache.get(f"licences:import:{job.pk}") or (job.done, job.total)


def _progress(pk: int, done: int, total: int) -> None:
    cache.set(f"licences:import:{pk}", (done, total), 600)


# --- reading ---------------------------------------------------------------------------------------------------------


def read_job(*, job_id: int) -> None:
    """Read the workbook into lines, each judged. A job that was read already stays as it is."""
    with transaction.atomic():
        rows = LicenceImport.objects.select_for_update(of=("self",))
        job = rows.select_related("type", "organisation").get(pk=job_id)
        if job.state != ImportState.UPLOADED:
            return
        try:
            with job.file.open("rb") as file:
                reading = read(
                    file.read(), STOCK, among=(STOCK,), max_rows=settings.WORKBOOK_MAX_ROWS,
                    progress=lambda done, total: _progress(job.pk, done, total),
                )  # fmt: skip
        except Refused as refused:
            job.state, job.error = ImportState.REFUSED, refused.message
        else:
            _keep(job, reading)
        name, storage = job.file.name, job.file.storage
        job.file = ""
        job.finished_at = timezone.now()
        job.save()
        transaction.on_commit(lambda: storage.delete(name))


def _keep(job: LicenceImport, reading) -> None:
    numbers = [item.get("original_number") for item in reading.items]
    known = known_originals(job.type, job.organisation, numbers)
    lines, met = [], set()
    for item in reading.items:
        line = _line(job, item, known, met)
        lines.append(line)
    LicenceImportLine.objects.bulk_create(lines, CHUNK)
    job.warnings = [f.message for f in (*reading.warnings, *(f for sheet in reading.sheets for f in sheet.warnings))]
    job.counts = {"rows": len(lines)} | {
        state.value: sum(1 for line in lines if line.state == state) for state in LineState
    }
    job.total = job.done = len(lines)
    job.state = ImportState.READ


def _line(job, item: Item, known: dict, met: set) -> LicenceImportLine:
    line = LicenceImportLine(job=job, row=item.row, state=LineState.NEW)
    line.errors = [e.message for e in item.errors]
    line.warnings = [w.message for w in item.warnings]
    cells = _cells(job, item, line.errors, line.warnings)
    person = cells.get("holder_is_person", True)
    name = item.get("holder_name").strip()
    line.name = (mask_name(name) if person else name)[:200]
    number = cells.get("original_number", "")
    if number and number in met:
        line.errors.append(f"证照编号在这张表里出现了两次：第{item.row}行又出现一次。请只留一行。")
    met.add(number)
    if line.errors:
        line.state = LineState.REFUSED
        return line
    line.cells = cells
    found = known.get(blind_index(number))
    if found is not None:
        line.licence, line.state = found, _compared(found, cells, job.trust, line.errors)
    return line


def _compared(licence: Licence, cells: dict, trust: str, errors: list) -> LineState:
    if trust == Trust.TYPED and licence.trust != Trust.TYPED:
        errors.append("这份证照由颁发机关的系统提供，不能按纸质证照改写。")
        return LineState.REFUSED
    changed = differences(licence, facts_of(cells)) or (trust != Trust.TYPED and cells["state"] != licence.state)
    if changed and licence.state == LicenceState.PENDING:
        errors.append("这份证照已经录入，还没有确认；有误的请确认人退回后重新录入。")
        return LineState.REFUSED
    return LineState.CHANGED if changed else LineState.UNCHANGED


def _cells(job, item: Item, errors: list, warnings: list) -> dict:
    """The row as it would be written, in plain JSON; what is wrong goes to `errors` in words."""
    cells = {"original_number": item.get("original_number").strip(), "holder_name": item.get("holder_name").strip()}
    if not cells["original_number"]:
        errors.append(f"第{item.row}行没有证照编号，请填写。")
    try:
        cells["holder_document"], cells["holder_is_person"] = document_of(item.get("holder_document"))
    except ValidationError as wrong:
        errors.append(f"第{item.row}行{wrong.messages[0]}")
    days = {name: _day(item, name, errors) for name in ("issued_on", "valid_from", "valid_to")}
    start = days["valid_from"] or days["issued_on"]
    if start is None and not errors:
        errors.append(f"第{item.row}行没有颁发日期，也没有有效期自，请至少填一个。")
    if start and days["valid_to"] and days["valid_to"] <= start:
        errors.append(f"第{item.row}行有效期至{days['valid_to']}不在有效期自{start}之后，请核对。")
    if start:
        cells |= {"valid_from": start.isoformat(), "issued_on": (days["issued_on"] or start).isoformat()}
        cells["valid_to"] = days["valid_to"].isoformat() if days["valid_to"] else None
    issuer = item.get("issuer_name").strip()
    own = issuer in ("", job.organisation.name, job.organisation.short_name)
    cells |= {"issuer_name": "" if own else issuer, "item_name": item.get("item_name").strip()}
    cells |= {"identifier": item.get("identifier").strip(), "details": dict(item.extra) or None}
    cells["state"] = _state(item, errors)
    if cells["state"] == LicenceState.VALID and days["valid_to"] and days["valid_to"] < timezone.localdate():
        warnings.append(f"第{item.row}行有效期已过，写入后会记为已过期。")
    return cells


def _day(item: Item, name: str, errors: list) -> date | None:
    text = item.get(name).strip()
    if not text or text in FOR_EVER:
        return None
    found = DAY.fullmatch(text)
    try:
        return date(*(int(part) for part in found.groups()))
    except (AttributeError, ValueError):
        errors.append(f"第{item.row}行{STOCK.column(name).header}“{text}”不是日期。请写成 2026-03-01。")
        return None


def _state(item: Item, errors: list) -> str:
    text = item.get("state").strip().removeprefix("已")
    if not text or text in ("正常", "有效", "在用"):
        return LicenceState.VALID
    if text in STATES:
        return STATES[text]
    errors.append(f"第{item.row}行状态“{text}”不认识。可以写：{'、'.join(STATES)}。")
    return LicenceState.VALID


def facts_of(cells: dict) -> dict:
    """The cells of a line as the fields of a licence."""
    facts = dict(cells)
    facts.pop("state", None)
    facts.pop("original_number", None)
    for name in ("issued_on", "valid_from", "valid_to"):
        facts[name] = date.fromisoformat(facts[name]) if facts.get(name) else None
    return facts


# --- writing ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def apply(*, actor, job: LicenceImport) -> LicenceImport:
    """Let the worker write the whole. MoveRefused while a row can't be written: nothing is done by halves."""
    if not holds(actor, "manage_licences", job.organisation):
        raise PermissionDenied("您没有管理这个单位证照的权限。")
    job = LicenceImport.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if job.state in (ImportState.APPLYING, ImportState.APPLIED, ImportState.CONFIRMED):
        return job
    if job.state != ImportState.READ:
        raise MoveRefused(f"这次导入{job.get_state_display()}，不能写入。")
    if job.counts.get("refused"):
        raise MoveRefused(f"有{job.counts['refused']}行不能导入。请改正表格后重新上传，没有写入任何内容。")
    if not job.counts.get("new", 0) + job.counts.get("changed", 0):
        raise MoveRefused("表格内容与在册的一致，没有要写入的。")
    job.state = ImportState.APPLYING
    job.save(update_fields=["state"])
    _send("licences.tasks.apply_import", job.pk)
    return job


def apply_job(*, job_id: int, at: datetime | None = None) -> None:
    """Write every line in one transaction. What moved since the preview refuses the whole; it is read anew then."""
    at = at or timezone.now()
    with transaction.atomic():
        rows = LicenceImport.objects.select_for_update(of=("self",))
        job = rows.select_related("type", "organisation", "uploaded_by").get(pk=job_id)
        if job.state != ImportState.APPLYING:
            return
        lines = list(job.lines.filter(state__in=[LineState.NEW, LineState.CHANGED]).order_by("row", "id"))
        try:
            with transaction.atomic():
                _write(job, lines, at)
        except (MoveRefused, ValidationError) as refused:
            words = refused.messages[0] if isinstance(refused, ValidationError) else str(refused)
            job.state, job.error = ImportState.REFUSED, f"预览以后在册的内容又有变化，没有写入任何内容：{words}"
        else:
            job.state = ImportState.APPLIED
            Publication.objects.bump(PUBLICATION)
        job.finished_at = at
        job.save(update_fields=["state", "error", "finished_at"])


def _write(job, lines, at) -> None:
    fresh = [line for line in lines if line.state == LineState.NEW]
    known = known_originals(job.type, job.organisation, [line.cells["original_number"] for line in fresh])
    if known:
        raise MoveRefused(f"有{len(known)}份已经由别人先录入，请重新上传核对。")
    for place in range(0, len(fresh), CHUNK):
        _create(job, fresh[place : place + CHUNK], at)
        _progress(job.pk, min(place + CHUNK, len(fresh)), len(lines))
    for place, line in enumerate((line for line in lines if line.state == LineState.CHANGED), 1):
        enter(
            actor=job.uploaded_by, type=job.type, organisation=job.organisation, trust=job.trust, source=Source.EXCEL,
            source_name=job.source_name, original_number=line.cells["original_number"], state=line.cells["state"],
            at=at,
            **{k: v for k, v in facts_of(line.cells).items() if k != "holder_is_person"},
        )  # fmt: skip
        if place % 50 == 0:
            _progress(job.pk, len(fresh) + place, len(lines))


def _serials(day: date, count: int) -> int:
    """The first of so many running numbers; the row of the series stays locked until the transaction ends."""
    first = Serial.take("licence", date(day.year, 1, 1))
    Serial.objects.filter(series="licence", day=date(day.year, 1, 1)).update(last=F("last") + count - 1)
    return first


def _create(job, lines, at) -> None:
    """New licences of a chunk of lines, with their log rows, in four statements."""
    day, typed = timezone.localdate(at), job.trust == Trust.TYPED
    licences, serial = [], _serials(day, len(lines))
    for place, line in enumerate(lines):
        facts, state = facts_of(line.cells), line.cells["state"]
        licence = Licence(
            type=job.type,
            organisation=job.organisation,
            number=licence_number(day.year, serial + place),
            verification_code=new_verification_code(),
            original_number=line.cells["original_number"],
            original_index=blind_index(line.cells["original_number"]),
            holder_index=blind_index(facts["holder_document"]),
            trust=job.trust,
            source=Source.EXCEL,
            source_name=job.source_name,
            state=LicenceState.PENDING if typed else state,
            entered_by=job.uploaded_by if typed else None,
            ended_on=day if not typed and state in ENDED else None,
            **facts,
        )
        licences.append(licence)
    Licence.objects.bulk_create(licences)
    LicenceMove.objects.bulk_create(
        LicenceMove(
            subject=licence, at=at, move="register", target=licence.state, actor_id=job.uploaded_by_id,
            actor_name=job.uploaded_by.display_name,
            facts={"source": Source.EXCEL, "trust": job.trust, "import": job.pk},
        )
        for licence in licences
    )  # fmt: skip
    for line, licence in zip(lines, licences, strict=True):
        line.licence = licence
    LicenceImportLine.objects.bulk_update(lines, ["licence"])


@transaction.atomic
def confirm_import(*, actor, job: LicenceImport, at: datetime | None = None) -> LicenceImport:
    """The second person compared the rows with the originals: all of them may be reused (C)."""
    at = at or timezone.now()
    if not holds(actor, "manage_licences", job.organisation):
        raise PermissionDenied("您没有管理这个单位证照的权限。")
    job = LicenceImport.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if job.trust != Trust.TYPED or job.state != ImportState.APPLIED:
        raise MoveRefused(f"这次导入{job.get_state_display()}，不需要确认。")
    if job.uploaded_by_id == actor.pk:
        raise MoveRefused("录入人不能同时确认，请由另一位工作人员对照原件确认。")
    rows = Licence.objects.select_for_update(of=("self",)).filter(
        import_lines__job=job, state=LicenceState.PENDING, entered_by=job.uploaded_by_id
    )
    if actor.id_index:
        rows = rows.exclude(holder_index=actor.id_index)  # 回避: the own one is left to a third person
    found = list(rows.order_by("pk").values_list("pk", flat=True))
    Licence.objects.filter(pk__in=found).update(state=LicenceState.VALID, confirmed_by=actor, confirmed_at=at)
    LicenceMove.objects.bulk_create(
        [
            LicenceMove(
                subject_id=pk, at=at, move="confirm", source=LicenceState.PENDING, target=LicenceState.VALID,
                actor_id=actor.pk, actor_name=actor.display_name, facts={"import": job.pk},
            )
            for pk in found
        ],
        CHUNK,
    )  # fmt: skip
    job.state, job.confirmed_by, job.confirmed_at = ImportState.CONFIRMED, actor, at
    job.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    return job


def resume_imports(*, now: datetime | None = None) -> int:
    """Imports whose worker died, or whose task never left, are sent again."""
    before = (now or timezone.now()) - STALE
    jobs = LicenceImport.objects.filter(created_at__lt=before, state__in=[ImportState.UPLOADED, ImportState.APPLYING])
    sent = 0
    for job in jobs.order_by("pk"):
        task = "read_import" if job.state == ImportState.UPLOADED else "apply_import"
        with transaction.atomic():
            _send(f"licences.tasks.{task}", job.pk)
        sent += 1
    return sent
