"""Acts as rows of the national tables (字段名 as in up_pro_accept, up_pro_process, up_pro_result)."""

import uuid

from django.db.models import Count

from approvals.kinds.national import INTERNAL, RESULTS
from approvals.models import CaseMove
from approvals.queries.national import accept_fields, process_fields, result_fields, text_of
from core.masking import encrypt

from .enums import Table
from .kinds import ENCRYPTED
from .models import Parcel, Receipt

SPACE = uuid.UUID("3f0d2b8e-7c1a-4a52-9d6e-621125000000")


def rows_of(move: CaseMove, before: CaseMove | None) -> list[tuple[str, dict]]:
    """The rows that an act fills. `before` is the act before it on the same case, where the step began."""
    if move.move in INTERNAL:
        return []
    rows = [(Table.PROCESS, process_fields(move, before))]
    if move.move in ("accept", "deem_accepted"):
        rows.append((Table.ACCEPT, accept_fields(move.subject, move.actor_name)))
    if move.move in RESULTS:
        rows.append((Table.RESULT, result_fields(move)))
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
        "cd_time": text_of(move.at),
    }


def _sealed(fields: dict) -> dict:
    """Personal fields encrypted (个人信息保护法 51); the receiver is given the key apart from the data."""
    return {name: encrypt(value) if name in ENCRYPTED and value else value for name, value in fields.items()}
