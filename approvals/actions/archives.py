"""归档: a closed case becomes a fixed package; looked at, borrowed and, when its time is over, destroyed by list."""

import hashlib
from datetime import date, datetime, timedelta

import structlog
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import holds
from core.masking import mask_name
from core.models import Serial
from core.workflow import MoveRefused

from ..enums import FINAL_STATES, DestructionState, FileKind, Retention
from ..models import (
    Archive,
    ArchiveLoan,
    ArchiveMove,
    ArchivePart,
    Case,
    CaseFile,
    CasePaper,
    DestructionLine,
    DestructionList,
)
from ..queries import archive_faults, events_of, expired_archives, fields_of, kept_until, retention_of, services_of_case
from .acts import locked

log = structlog.get_logger(__name__)

KEEPS, DESTROYS = "keep_archives", "destroy_archives"
MARKS = {Retention.PERMANENT: "Y", Retention.LONG: "D30", Retention.SHORT: "D10"}
LONGEST_LOAN = timedelta(days=90)


def _log(archive: Archive, move: str, actor, at: datetime, note: str = "", **facts) -> ArchiveMove:
    return ArchiveMove.objects.create(
        subject=archive, move=move, target="destroyed" if archive.destroyed_at else "kept", at=at, note=note,
        actor_id=actor.pk if actor else None, actor_name=actor.display_name if actor else "系统", facts=facts,
    )  # fmt: skip


def _only(actor, permission: str, organisation) -> None:
    if not holds(actor, permission, organisation):
        raise PermissionDenied("您没有办理这个单位档案的授权。")


@transaction.atomic
def archive_case(*, case: Case, actor=None, at: datetime | None = None) -> Archive:
    """归档 of a closed and complete case: volume, package, contents. Called again, it returns the same archive.

    `actor` is None for the nightly run. MoveRefused says what is lacking.
    """
    from ..documents import category_of

    at = at or timezone.now()
    case = locked(case)
    if (kept := Archive.objects.filter(case=case).first()) is not None:
        return kept
    if actor is not None:
        _only(actor, KEEPS, case.organisation)
    if faults := archive_faults(case):
        raise MoveRefused("还不能归档：" + "".join(faults))
    closed_on = timezone.localdate(case.closed_at)
    category = category_of(case, closed_on)
    retention = retention_of(case, category)
    series = f"archive:{case.organisation_id}:{retention}"
    serial = Serial.take(series, date(closed_on.year, 1, 1))
    number = f"{case.organisation.code}-{category or '00'}·{closed_on.year}-{MARKS[retention]}-{serial:05d}"
    volume = volume_of(case, number=number, retention=retention, closed_on=closed_on, at=at)
    content = _packed(volume)
    archive = Archive.objects.create(
        case=case, organisation=case.organisation, number=number, title=volume.title,
        applicant=mask_name(case.applicant_name) if case.is_person else case.applicant_name, retention=retention,
        closed_on=closed_on, expires_on=kept_until(retention, closed_on), archived_at=at, archived_by=actor,
        pages=volume.pages, level=volume.level, file=ContentFile(content, name="archive.zip"), size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), volume_sha256=hashlib.sha256(volume.pdf).hexdigest(),
    )  # fmt: skip
    ArchivePart.objects.bulk_create(
        ArchivePart(
            archive=archive, position=place, title=part.title[:200], number=part.number, maker=part.maker[:200],
            made_on=part.made_on, first_page=part.first_page, last_page=part.last_page, name=f"原件/{part.name}",
            size=len(part.original), sha256=part.sha256, note=part.note,
        )
        for place, part in enumerate(volume.parts, 1)
    )  # fmt: skip
    _log(archive, "archive", actor, at, sha256=archive.sha256, pages=archive.pages)
    return archive


def _packed(volume) -> bytes:
    from ..documents.volume import package

    return package(volume)


def volume_of(case: Case, *, number: str, retention: Retention, closed_on: date, at: datetime):
    """The volume of a case, bound: form, uploads and papers in the order in which they came, services, licence, log."""
    from ..documents.volume import Volume, bind

    applicant = case.applicant_name
    facts = [
        ("办件编号", case.number),
        ("立卷单位", case.organisation.name),
        ("申请人", applicant),
        ("办理结果", case.get_state_display()),
        ("收件日期", f"{timezone.localdate(case.received_at):%Y-%m-%d}"),
        ("办结日期", f"{closed_on:%Y-%m-%d}"),
        ("保管期限", retention.label),
        ("归档日期", f"{timezone.localdate(at):%Y-%m-%d}"),
    ]
    parts = [_form(case), *_files(case), *_services(case), *_licence(case), _course(case)]
    for place, part in enumerate(parts, 1):
        part.name = f"{place:03d}-{part.name}"
    title = f"{applicant}“{case.item_name}”办件案卷"
    return bind(Volume(number=number, title=title, facts=facts, parts=parts))


def _form(case: Case):
    from ..documents.volume import Part, day_of, pages_of_story, rows_story

    who = [("申请人", case.applicant_name), ("证件号码", case.applicant_document), ("手机号", case.mobile)]
    groups = [("", who), *fields_of(case, case.version.fields.order_by("position", "id"), masked=False)]
    pages = pages_of_story("申请表", rows_story(f"{case.item_name}申请表", groups))
    return Part("申请表", case.applicant_name, day_of(case.received_at), pages, "申请表.pdf", pages)


def _files(case: Case) -> list:
    """Uploads and papers, by the time at which each came into the case."""
    from ..documents.volume import Part, day_of, pages_of_paper, pages_of_upload

    kept = list(case.files.whole().select_related("move").order_by("id"))
    kept.sort(key=lambda row: (row.move.at if row.move_id else case.received_at, row.pk))
    parts = []
    for row in (row for row in kept if row.file):  # an infected upload has no bytes
        with row.file.open("rb") as stream:
            content = stream.read()
        if row.kind == FileKind.PAPER:
            day, maker = day_of(row.move.at), case.organisation.name
            pages, note = pages_of_paper(content), ""
            name = f"{row.title}.pdf"
        else:
            day, maker = day_of(case.corrected_at or case.received_at), case.applicant_name
            day = day if row.kind == FileKind.CORRECTION else day_of(case.received_at)
            pages, note = pages_of_upload(content, row.content_type, row.title, row.original_name)
            name = row.original_name
        parts.append(Part(row.title, maker, day, pages, name, content, number=row.number, note=note))
    return parts


def _services(case: Case) -> list:
    from ..documents.volume import Part, day_of, pages_of_story, pages_of_upload, rows_story

    parts = []
    for row in services_of_case(case):
        facts = [
            ("文书", f"{row.paper.title}（{row.paper.number}）"),
            ("送达方式", row.get_method_display() + (f"，公告{row.notice_days}日" if row.notice_days else "")),
            ("送达时间", f"{timezone.localtime(row.served_at):%Y-%m-%d %H:%M}"),
            ("视为送达之日", f"{row.effective_on:%Y-%m-%d}"),
            ("签收人", f"{row.receiver}{f'（{row.relation}）' if row.relation else ''}"),
            *[(label, value) for label, value in (("送达地点", row.place), ("邮件号", row.waybill)) if value],
            *[(label, value) for label, value in (("见证人", row.witness), ("备注", row.note)) if value],
            ("送达人", row.server_name),
        ]
        pages = pages_of_story("送达回证", rows_story("送达回证", [("", facts)]))
        day, maker = day_of(row.served_at), case.organisation.name
        parts.append(Part(f"送达回证（{row.paper.title}）", maker, day, pages, "送达回证.pdf", pages))
        if row.proof:
            with row.proof.open("rb") as stream:
                content = stream.read()
            kind = "application/pdf" if row.proof_name.lower().endswith(".pdf") else "image/jpeg"
            drawn, note = pages_of_upload(content, kind, "送达凭证", row.proof_name)
            parts.append(Part("送达凭证", maker, day, drawn, row.proof_name, content, note=note))
    return parts


def _licence(case: Case) -> list:
    from ..documents.volume import Part, pages_of_paper

    licence = getattr(getattr(case, "result", None), "licence", None)
    if licence is None or not licence.file:
        return []
    with licence.file.open("rb") as stream:
        content = stream.read()
    name, maker = licence.type.name, licence.organisation.name
    return [
        Part(name, maker, licence.issued_on, pages_of_paper(content), f"{name}.pdf", content, number=licence.number)
    ]


def _course(case: Case):
    """办理过程: every act with its time, its people and its words."""
    from ..documents.volume import Part, day_of, pages_of_story, rows_story

    events = reversed(events_of(list(case.moves.order_by("id")), for_applicant=False))
    rows = [
        (
            f"{timezone.localtime(event['at']):%Y-%m-%d %H:%M}",
            f"{event['title']}（{event['who']}）{'：' + event['note'] if event['note'] else ''}",
        )
        for event in events
    ]
    pages = pages_of_story("办理过程记录", rows_story("办理过程记录", [("", rows)]))
    return Part("办理过程记录", case.organisation.name, day_of(case.closed_at), pages, "办理过程记录.pdf", pages)


def archive_complete(*, now: datetime | None = None, days: int = 7, most: int = 500) -> int:
    """Every night: complete cases closed for `days` calendar days; one that can't be archived is logged."""
    now = now or timezone.now()
    kept = Archive.objects.filter(case=OuterRef("pk"))
    waiting = Case.objects.filter(state__in=FINAL_STATES, closed_at__lt=now - timedelta(days=days))
    done = 0
    for case in waiting.exclude(Exists(kept)).select_related("organisation", "version").order_by("closed_at")[:most]:
        if archive_faults(case):
            continue
        try:
            archive_case(case=case, at=now)
            done += 1
        except Exception:
            log.exception("archive_failed", case=case.number)
    return done


# --- reading, borrowing --------------------------------------------------------------------------------------------


def open_archive(
    *, archive: Archive, actor, reason: str = "", package: bool = False, at: datetime | None = None
) -> None:
    """A look into an archive is an act of its own; the package leaves only for a reason."""
    if package and not reason.strip():
        raise ValidationError({"reason": "请写明调阅事由，会写进档案记录。"})
    if package and archive.destroyed_at is not None:
        raise MoveRefused("案卷已经销毁，只留目录和摘要。")
    _log(archive, "download" if package else "view", actor, at or timezone.now(), reason.strip())


@transaction.atomic
def lend(
    *, archive: Archive, actor, borrower: str, purpose: str, basis: str, due_on: date, unit: str = "",
    at: datetime | None = None,
) -> ArchiveLoan:  # fmt: skip
    """借出: to whom, for what, on which paper, until when; one loan at a time."""
    at = at or timezone.now()
    _only(actor, KEEPS, archive.organisation)
    archive = Archive.objects.select_for_update(of=("self",)).get(pk=archive.pk)
    if archive.destroyed_at is not None:
        raise MoveRefused("案卷已经销毁，不能借阅。")
    if archive.loans.filter(returned_at__isnull=True).exists():
        raise MoveRefused("案卷已经借出，还没有归还。")
    today = timezone.localdate(at)
    if not today <= due_on <= today + LONGEST_LOAN:
        raise ValidationError({"due_on": f"归还期限在今天以后、{LONGEST_LOAN.days} 天以内。"})
    loan = ArchiveLoan.objects.create(
        archive=archive, borrower=borrower.strip(), unit=unit.strip(), purpose=purpose.strip(), basis=basis.strip(),
        lent_at=at, lent_by=actor, due_on=due_on,
    )  # fmt: skip
    _log(archive, "lend", actor, at, f"{borrower}：{purpose}", loan=loan.pk, due_on=due_on.isoformat())
    return loan


@transaction.atomic
def give_back(*, loan: ArchiveLoan, actor, at: datetime | None = None) -> ArchiveLoan:
    """归还."""
    at = at or timezone.now()
    loan = ArchiveLoan.objects.select_for_update(of=("self",)).select_related("archive__organisation").get(pk=loan.pk)
    _only(actor, KEEPS, loan.archive.organisation)
    if loan.returned_at is not None:
        raise MoveRefused("这次借阅已经登记归还。")
    loan.returned_at, loan.returned_to = at, actor
    loan.save(update_fields=["returned_at", "returned_to"])
    _log(loan.archive, "return", actor, at, loan.borrower, loan=loan.pk)
    return loan


# --- destruction ---------------------------------------------------------------------------------------------------


@transaction.atomic
def propose_destruction(*, organisation, archives, reason: str, actor, at: datetime | None = None) -> DestructionList:
    """提出销毁: only archives whose keeping is over, that nobody has borrowed and no other list names (档案法 31)."""
    at = at or timezone.now()
    _only(actor, KEEPS, organisation)
    if not reason.strip():
        raise ValidationError({"reason": "请写明鉴定意见：为什么没有继续保存的价值。"})
    wanted = {archive.pk for archive in archives}
    rows = list(expired_archives(actor, organisation, timezone.localdate(at)).filter(pk__in=wanted))
    if not rows or len(rows) != len(wanted):
        raise MoveRefused("清册里有没到期、已借出、已销毁或者在别的清册里的案卷，请重新选择。")
    year = timezone.localdate(at).year
    serial = Serial.take(f"destruction:{organisation.pk}", date(year, 1, 1))
    made = DestructionList.objects.create(
        number=f"{organisation.short_name}档销〔{year}〕第{serial:03d}号", organisation=organisation,
        reason=reason.strip(), proposed_by=actor, proposed_at=at,
    )  # fmt: skip
    DestructionLine.objects.bulk_create(DestructionLine(list=made, archive=row) for row in rows)
    for row in rows:
        _log(row, "propose", actor, at, made.number)
    return made


@transaction.atomic
def decide_destruction(
    *, destruction: DestructionList, actor, approve: bool, opinion: str = "", at: datetime | None = None
) -> DestructionList:
    """批准销毁 by another person: the contents go, the rows, contents lists and digests stay; or 不同意."""
    at = at or timezone.now()
    row = DestructionList.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=destruction.pk)
    _only(actor, DESTROYS, row.organisation)
    if row.state != DestructionState.PROPOSED:
        raise MoveRefused(f"这份清册已经是“{row.get_state_display()}”。")
    if actor.pk == row.proposed_by_id:
        raise MoveRefused("提出人不能批准自己的清册，请由另一位有权限的人员办理。")
    row.state = DestructionState.DONE if approve else DestructionState.REFUSED
    row.decided_by, row.decided_at, row.opinion = actor, at, opinion.strip()
    row.save()
    for line in row.lines.select_related("archive__case").order_by("pk"):
        if approve:
            _destroy(line.archive, at)
        _log(line.archive, "destroy" if approve else "keep", actor, at, row.number)
    return row


def _destroy(archive: Archive, at: datetime) -> None:
    """The package, the files, the words of the papers and the form go; what proves that they were there stays.

    The rows of the files stand as they were, with their digests: only the bytes are gone.
    """
    gone = [(archive.file.storage, archive.file.name)]
    Archive.objects.filter(pk=archive.pk).update(destroyed_at=at, file="")
    archive.destroyed_at = at
    for row in CaseFile.objects.filter(case=archive.case_id).exclude(file="").order_by("pk"):
        gone.append((row.file.storage, row.file.name))
        gone += [(one.proof.storage, one.proof.name) for one in row.services.exclude(proof="").order_by("pk")]
    CasePaper.objects.filter(file__case=archive.case_id).update(text="")
    case = archive.case
    case.form_data = "{}"
    case.save(update_fields=["form_data"])
    transaction.on_commit(lambda: [storage.delete(name) for storage, name in gone])
