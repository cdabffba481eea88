"""Acceptance (许可法 32): a word within five working days, everything to correct told at once, or accepted by law."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.workflow import MoveRefused

from ..models import Case, Correction
from .acts import act, locked


@transaction.atomic
def accept(*, case: Case, actor, at: datetime | None = None, note: str = "") -> Case:
    """受理. After a correction the clock starts on the day when all of it came in (许可法 32(5)).

    When the five working days have passed without a word, the law has accepted the case on its receipt: the clerk's
    acceptance then only writes that down (许可法 32(4)).
    """
    at = at or timezone.now()
    row = locked(case)
    deemed = _has_lapsed(row, at)
    accepted_at = (row.corrected_at or row.received_at) if deemed else (row.corrected_at or at)
    return act(row, "accept", actor=actor, at=at, note=note, accepted_at=accepted_at, deemed=deemed)[0]


@transaction.atomic
def ask_correction(*, case: Case, actor, items: list[str], at: datetime | None = None) -> Case:
    """一次性告知: everything that must be corrected, once. Refused when the five working days have passed."""
    at = at or timezone.now()
    items = [item.strip() for item in items if item.strip()]
    row = locked(case)
    _refuse_when_lapsed(row, at, "要求补正")
    row, _ = act(row, "ask_correction", actor=actor, at=at, items=items)
    Correction.objects.create(case=row, items=items, issued_at=at, issued_by=actor)
    return row


@transaction.atomic
def not_accept(*, case: Case, actor, reason: str, at: datetime | None = None) -> Case:
    """不予受理, in writing and with its reason. Refused when the five working days have passed."""
    at = at or timezone.now()
    row = locked(case)
    _refuse_when_lapsed(row, at, "不予受理")
    return act(row, "not_accept", actor=actor, at=at, note=reason, reason=reason.strip(), closed_at=at)[0]


@transaction.atomic
def deem_accepted(*, case: Case, at: datetime | None = None) -> Case:
    """视为受理: five working days after receipt have passed without a word; accepted retroactively from receipt."""
    at = at or timezone.now()
    row = locked(case)
    if not _has_lapsed(row, at):
        raise MoveRefused("受理期限还没有届满，不能视为受理。")
    since = row.corrected_at or row.received_at
    return act(row, "deem_accepted", actor=None, at=at, accepted_at=since, deemed=True)[0]


def _has_lapsed(case: Case, at: datetime) -> bool:
    if case.notice_due is None or case.provisional:
        return False
    return timezone.localdate(at) > case.notice_due


def _refuse_when_lapsed(case: Case, at: datetime, what: str) -> None:
    if case.state == "received" and _has_lapsed(case, at):
        raise MoveRefused(
            f"不能{what}：收到材料已过5个工作日（{case.notice_due:%Y-%m-%d} 届满）没有告知，"
            "依法自收到材料之日起即为受理（许可法第三十二条第一款第四项）。请点“受理”。"
        )
