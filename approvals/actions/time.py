"""What changes the count of a limit: the one extension (许可法 42), and special procedures (许可法 45)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.workdays import Unit

from ..enums import ApproverLevel, ProcedureKind
from ..models import Case, Extension, Procedure
from ..models.time import ARTICLE_45
from .acts import act


@transaction.atomic
def extend(
    *,
    case: Case,
    actor,
    days: int,
    reason: str,
    approver: str,
    level: str = ApproverLevel.AGENCY,
    document: str = "",
    basis: str = "",
    at: datetime | None = None,
) -> Case:
    """延长期限 by `days` working days, once, by the right level; the applicant is told the reason (许可法 42)."""
    at = at or timezone.now()
    said = {"days": days, "level": level, "approver": approver.strip(), "document": document.strip()}
    said["basis"] = basis.strip()
    reason = reason.strip()

    def keep(row: Case):
        Extension.objects.create(case=row, reason=reason, extended_at=at, extended_by=actor, **said)

    note = f"延长{days}个工作日：{reason}"
    return act(case, "extend", actor=actor, at=at, note=note, keep=keep, extension_reason=reason, **said)[0]


@transaction.atomic
def begin_procedure(
    *,
    case: Case,
    actor,
    kind: str,
    notified_days: int,
    document: str,
    basis: str = ARTICLE_45,
    unit: str = Unit.WORKDAY,
    performer: str = "",
    at: datetime | None = None,
) -> Case:
    """开始特别程序: the time needed is told in writing, and only what is told isn't counted (许可法 45)."""
    at = at or timezone.now()
    said = {"kind": kind, "notified_days": notified_days, "unit": unit, "document": document.strip()}
    said |= {"performer": performer.strip(), "basis": basis.strip()}

    def keep(row: Case):
        Procedure.objects.create(case=row, begun_by=actor, began_on=timezone.localdate(at), **said)

    return act(case, "begin_procedure", actor=actor, at=at, note=_in_words(said), keep=keep, **said)[0]


@transaction.atomic
def end_procedure(*, case: Case, actor, result: str, at: datetime | None = None) -> Case:
    """登记特别程序结果; the limit runs on from the next day."""
    at = at or timezone.now()
    result = result.strip()

    def keep(row: Case):
        row.procedures.filter(ended_on__isnull=True).update(
            ended_on=timezone.localdate(at), result=result, ended_by=actor
        )

    return act(case, "end_procedure", actor=actor, at=at, note=result, keep=keep, result=result)[0]


def _in_words(said: dict) -> str:
    unit = Unit(said["unit"]).label
    kinds = dict(ProcedureKind.choices)
    return f"{kinds.get(said['kind'], '')}，告知所需时间{said['notified_days']}{unit}，依据{said['basis']}"
