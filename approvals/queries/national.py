"""办件信息库: a case with its process, materials, result and files, in the field names of the national tables."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from core.masking import mask_id_number, mask_mobile, mask_name
from core.registers import key_page

from ..enums import ApplicantKind, FileKind
from ..kinds.national import (
    BODY_DOCUMENT,
    COLUMNS,
    EVENTS,
    INTERNAL,
    OTHER_EVENT,
    PERSON_DOCUMENT,
    RESULTS,
    TABLES,
)
from ..models import Case, CaseFile, CaseMove
from ..workflow import CASE
from .counting import limit_text

PAGE = 50
# 审批报件, 过程文档, 批文; the fourth group, 证照, is the file of the licence itself.
APPLIED, PROCESS, DECISION, LICENCE = "审批报件", "过程文档", "批文", "证照"
GROUPS = (APPLIED, PROCESS, DECISION, LICENCE)
DECISIONS = ("granted", "refused", "not_accepted", "not_needed", "terminated")


def accept_fields(case: Case, accepted_by: str) -> dict:
    """The row of a case in up_pro_accept; personal fields in full."""
    version, body = case.version, case.organisation
    is_person = case.applicant_kind == ApplicantKind.PERSON
    return {
        "task_code": version.item.code,
        "local_catalog_code": version.item.entry.code,
        "task_name": case.item_name,
        "task_version": version.number,
        "project_type": version.case_kind,
        "project_name": case.item_name,
        "applyer_name": case.applicant_name,
        "applyer_type": case.applicant_kind,
        "applyer_page_type": PERSON_DOCUMENT if is_person else BODY_DOCUMENT,
        "applyer_page_code": case.applicant_document,
        "contact_mobile": case.mobile,
        "apply_date": text_of(case.received_at),
        "apply_type": case.channel,
        "org_name": body.name,
        "org_code": body.credit_code or body.code,
        "handle_user_name": accepted_by,
        "accept_date": text_of(case.accepted_at),
        "promise_date": case.promise_due.isoformat() if case.promise_due else "",
    }


def process_fields(move: CaseMove, before: CaseMove | None) -> dict:
    """The row of one act in up_pro_process; `before` is the act before it, where the step began."""
    known = CASE.by_name.get(move.move)
    case: Case = move.subject
    by_applicant = move.actor_id is not None and move.actor_id == case.applicant_id
    return {
        "process_name": known.label if known else move.move,
        "event_name": EVENTS.get(move.move, OTHER_EVENT),
        "handle_user_name": mask_name(move.actor_name) if by_applicant else move.actor_name,
        "handle_explain": move.note,
        "event_start_time": text_of(before.at if before else move.at),
        "event_end_time": text_of(move.at),
    }


def result_fields(move: CaseMove) -> dict:
    """The row of the act that ended a case in up_pro_result."""
    case: Case = move.subject
    result = getattr(case, "result", None)
    return {
        "result_date": text_of(case.closed_at or move.at),
        "result_type": RESULTS[move.move],
        "result_explain": case.reason or case.get_state_display(),
        "result_cetr_name": str(result.licence.type) if result else "",
        "result_cetr_no": result.licence.number if result else "",
        "is_delivery_results": "0",
        "handle_user_name": move.actor_name,
    }


def text_of(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S") if moment else ""


# --- the record of a case --------------------------------------------------------------------------------------------


def library_rows(user, wanted: dict):
    """Filed cases within a person's reach that the filters leave, not yet ordered."""
    rows = Case.objects.visible_to(user)
    if number := wanted.get("q"):
        rows = rows.filter(number__startswith=number)
    plain = {"body": "organisation", "channel": "channel", "state": "state"}
    plain |= {"since": "received_at__date__gte", "until": "received_at__date__lte"}
    return rows.filter(**{column: wanted[name] for name, column in plain.items() if wanted.get(name)})


def library_page(user, wanted: dict, *, after: str = "", before: str = "") -> dict:
    """One page of the library, the newest first. One query."""
    rows = library_rows(user, wanted).select_related("organisation")
    rows = rows.defer("form_data", "applicant_document", "mobile", "query_code")
    page = key_page(rows, ("id",), after=after, before=before, size=PAGE, newest_first=True)
    shown = [(case, mask_name(case.applicant_name) if case.is_person else case.applicant_name) for case in page.rows]
    return {"page": page, "rows": shown}


def with_records(cases):
    """Cases with all that their records are made of. Seven queries for a chunk of any size."""
    joined = ("organisation", "version__item__entry", "result__licence__type")
    return cases.select_related(*joined).prefetch_related("moves", "procedures", "materials__material", "files")


def record_of(case: Case, *, full: bool) -> dict[str, list[dict]]:
    """The record of a case by table, of a case as `with_records` gives it; masked unless `full`."""
    moves = sorted((m for m in case.moves.all() if m.move not in INTERNAL), key=lambda m: m.pk)
    for move in moves:
        move.subject = case
    accepted = next((m.actor_name for m in moves if m.move in ("accept", "accept_lacking", "deem_accepted")), "")
    ended = next((m for m in reversed(moves) if m.move in RESULTS), None)
    record = {
        "up_pro_accept": [_basic(case, accepted, full)],
        "up_pro_process": [process_fields(m, before) for before, m in zip([None, *moves], moves, strict=False)],
        "up_pro_special": [_special(row) for row in case.procedures.all()],
        "up_pro_material": [_material(row, case) for row in case.materials.all()],
        "up_pro_result": [result_fields(ended)] if ended else [],
        "up_pro_file": [file_fields(kept) for kept in sorted(case.files.all(), key=lambda kept: kept.pk)],
    }
    return {
        table: [{name: ({"project_no": case.number} | row).get(name, "") for name in COLUMNS[table]} for row in rows]
        for table, rows in record.items()
    }


def _basic(case: Case, accepted_by: str, full: bool) -> dict:
    row = accept_fields(case, accepted_by) | {"contact_name": case.agent_name, "state": case.get_state_display()}
    row["region_code"] = case.organisation.region_code
    if not full:
        row["contact_mobile"] = mask_mobile(row["contact_mobile"])
        row["contact_name"] = mask_name(row["contact_name"])
        if case.is_person:
            row["applyer_name"] = mask_name(row["applyer_name"])
            row["applyer_page_code"] = mask_id_number(row["applyer_page_code"])
    return row


def _special(row) -> dict:
    return {
        "special_kind": row.get_kind_display(),
        "special_basis": row.basis,
        "special_limit": limit_text(row.notified_days, row.unit),
        "special_start": row.began_on.isoformat(),
        "special_end": row.ended_on.isoformat() if row.ended_on else "",
        "special_result": row.result,
    }


def _material(row, case: Case) -> dict:
    return {
        "material_name": row.material.name,
        "receive_type": row.get_supply_display(),
        "receive_number": sum(kept.material_id == row.material_id for kept in case.files.all()),
        "verdict": row.get_verdict_display(),
    }


def group_of(kept: CaseFile) -> str:
    """审批报件 what the applicant gave, 批文 the decisions, 过程文档 everything between."""
    if kept.kind in (FileKind.MATERIAL, FileKind.CORRECTION):
        return APPLIED
    return DECISION if kept.paper in DECISIONS else PROCESS


def file_fields(kept: CaseFile) -> dict:
    return {
        "file_group": group_of(kept),
        "file_name": kept.title,
        "file_number": kept.number,
        "file_size": kept.size,
        "file_sha256": kept.sha256,
        "file_time": text_of(kept.uploaded_at),
    }


def files_by_group(case: Case, files: Iterable[CaseFile]) -> list[tuple[str, list]]:
    """The four groups of the library with their files; the licence stands in the last."""
    found: dict[str, list] = {group: [] for group in GROUPS}
    for kept in files:
        found[group_of(kept)].append(kept)
    return list(found.items())


def tables_shown(record: dict[str, list[dict]]) -> list[tuple[str, str, dict, list[list]]]:
    """(name, label, columns, rows) of each table of a record but the files."""
    shown = [name for name in TABLES if name != "up_pro_file"]
    return [(name, TABLES[name], COLUMNS[name], [list(row.values()) for row in record[name]]) for name in shown]
