"""Acts as rows of the national tables (字段名 as in up_pro_accept, up_pro_process, up_pro_result)."""

import uuid
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from approvals.enums import ApplicantKind
from approvals.models import Case, CaseMove
from approvals.workflow import CASE
from core.masking import encrypt, mask_name

from .enums import Table
from .kinds import BODY_DOCUMENT, ENCRYPTED, EVENTS, INTERNAL, OTHER_EVENT, PERSON_DOCUMENT, RESULTS
from .models import Parcel, Receipt

SPACE = uuid.UUID("3f0d2b8e-7c1a-4a52-9d6e-621125000000")


def rows_of(move: CaseMove, before: CaseMove | None) -> list[tuple[str, dict]]:
    """The rows that an act fills. `before` is the act before it on the same case, where the step began."""
    if move.move in INTERNAL:
        return []
    rows = [(Table.PROCESS, _process(move, before))]
    if move.move in ("accept", "deem_accepted"):
        rows.append((Table.ACCEPT, _accept(move)))
    if move.move in RESULTS:
        rows.append((Table.RESULT, _result(move)))
    return [(table, _sealed(fields | _common(move, table))) for table, fields in rows]


def counts() -> dict[str, int]:
    """Parcels that wait, were accepted and were refused."""
    by_answer = dict(Receipt.objects.order_by().values_list("accepted").annotate(Count("id")))
    return {
        "waiting": Parcel.objects.waiting().count(),
        "sent": by_answer.get(True, 0),
        "refused": by_answer.get(False, 0),
    }


def _common(move: CaseMove, table: str) -> dict:
    return {
        "row_guid": str(uuid.uuid5(SPACE, f"{table}:{move.pk}")),
        "project_no": move.subject.number,
        "region_code": move.subject.organisation.region_code,
        "cd_operation": "I",
        "cd_time": _text(move.at),
    }


def _accept(move: CaseMove) -> dict:
    case: Case = move.subject
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
        "apply_date": _text(case.received_at),
        "apply_type": case.channel,
        "org_name": body.name,
        "org_code": body.credit_code or body.code,
        "handle_user_name": move.actor_name,
        "accept_date": _text(case.accepted_at),
        "promise_date": case.promise_due.isoformat() if case.promise_due else "",
    }


def _process(move: CaseMove, before: CaseMove | None) -> dict:
    known = CASE.by_name.get(move.move)
    case: Case = move.subject
    by_applicant = move.actor_id is not None and move.actor_id == case.applicant_id
    return {
        "process_name": known.label if known else move.move,
        "event_name": EVENTS.get(move.move, OTHER_EVENT),
        "handle_user_name": mask_name(move.actor_name) if by_applicant else move.actor_name,
        "handle_explain": move.note,
        "event_start_time": _text(before.at if before else move.at),
        "event_end_time": _text(move.at),
    }


def _result(move: CaseMove) -> dict:
    case: Case = move.subject
    result = getattr(case, "result", None)
    return {
        "result_date": _text(case.closed_at or move.at),
        "result_type": RESULTS[move.move],
        "result_explain": case.reason or case.get_state_display(),
        "result_cetr_name": str(result.licence.type) if result else "",
        "result_cetr_no": result.licence.number if result else "",
        "is_delivery_results": "0",
        "handle_user_name": move.actor_name,
    }


def _sealed(fields: dict) -> dict:
    """Personal fields encrypted (个人信息保护法 51); the receiver is given the key apart from the data."""
    return {name: encrypt(value) if name in ENCRYPTED and value else value for name, value in fields.items()}


def _text(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S") if moment else ""
