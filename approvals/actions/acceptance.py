"""Acceptance (许可法 32): a word within five working days, everything to correct told at once, or accepted by law."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from core import workdays
from core.workflow import MoveRefused

from ..enums import CaseState, NotAcceptedGround, Supply
from ..models import Case, Correction
from .acts import act, act_on, locked
from .materials import refuse_unless_lacking_well


@transaction.atomic
def accept(*, case: Case, actor, at: datetime | None = None, note: str = "") -> Case:
    """受理. After a correction the clock starts on the day when all of it came in (许可法 32(5)).

    When the five working days have passed without a word, the law has accepted the case on its receipt: the clerk's
    acceptance then only writes that down (许可法 32(4)).
    """
    at = at or timezone.now()
    row = locked(case)
    deemed = _has_lapsed(row, at)
    if row.state == CaseState.RECEIVED and not deemed and row.materials.filter(supply=Supply.LACKING).exists():
        raise MoveRefused("有承诺以后补交的材料：核对主要材料后请点“容缺受理”。")
    accepted_at = (row.corrected_at or row.received_at) if deemed else (row.corrected_at or at)
    return act_on(row, "accept", actor=actor, at=at, note=note, accepted_at=accepted_at, deemed=deemed)[0]


@transaction.atomic
def accept_lacking(*, case: Case, actor, at: datetime | None = None, note: str = "") -> Case:
    """容缺受理: the main materials are there, for the rest the applicant's written promise; the clock starts now."""
    at = at or timezone.now()
    row = locked(case)
    accepted_at = row.corrected_at or at
    facts = {"accepted_at": accepted_at, "lacking": True}
    if row.state == CaseState.RECEIVED:
        facts["missing"], facts["until"] = refuse_unless_lacking_well(row, accepted_at)
    return act_on(row, "accept_lacking", actor=actor, at=at, note=note, **facts)[0]


@transaction.atomic
def ask_correction(*, case: Case, actor, items: list[str], at: datetime | None = None) -> Case:
    """一次性告知: everything that must be corrected, once. Refused when the five working days have passed."""
    at = at or timezone.now()
    items = [item.strip() for item in items if item.strip()]
    row = locked(case)
    _refuse_when_lapsed(row, at, "要求补正")
    row, _ = act_on(row, "ask_correction", actor=actor, at=at, items=items)
    Correction.objects.create(case=row, items=items, issued_at=at, issued_by=actor)
    return row


@transaction.atomic
def correct_on_spot(*, case: Case, actor, changes: list[str], at: datetime | None = None) -> Case:
    """当场更正: the applicant mends on the spot what can be mended; no notice, the five days run on (许可法 32(3))."""
    changes = [change.strip() for change in changes if change.strip()]
    note = "\n".join(changes)
    return act(case, "correct_on_spot", actor=actor, at=at or timezone.now(), note=note, changes=changes)[0]


@transaction.atomic
def tell_not_needed(*, case: Case, actor, reason: str, at: datetime | None = None) -> Case:
    """告知不受理: the matter needs no licence by law (许可法 32(1)). Refused when the five working days have passed."""
    return _turned_away(case, "tell_not_needed", "告知不受理", actor, reason, at)


@transaction.atomic
def not_accept(
    *,
    case: Case,
    actor,
    reason: str,
    ground: str = NotAcceptedGround.BY_LAW,
    agency: str = "",
    at: datetime | None = None,
) -> Case:
    """不予受理, in writing, with its reason and the right agency where this one isn't (许可法 32(2)).

    Refused when the five working days have passed.
    """
    return _turned_away(case, "not_accept", "不予受理", actor, reason, at, ground=ground, agency=agency.strip())


@transaction.atomic
def void(*, case: Case, actor, reason: str, at: datetime | None = None) -> Case:
    """登记作废: what a counter registered twice or wrongly; the number stays used."""
    at = at or timezone.now()
    return act(case, "void", actor=actor, at=at, note=reason, reason=reason.strip(), closed_at=at)[0]


@transaction.atomic
def warn_termination(*, case: Case, actor, warned_until: date, at: datetime | None = None) -> Case:
    """终止前告知: until when to correct and what follows, by the item's own cited rule.

    The day may not lie before the end of the time that the rule gives (units of the guide).
    """
    at = at or timezone.now()
    row = locked(case)
    version = row.version
    if version.correction_limit is not None and row.state == CaseState.CORRECTING:
        since = timezone.localdate(row.correction.issued_at)
        options = {"calendar": workdays.calendar(), "provisional": True}
        earliest = workdays.due(since, version.correction_limit, version.correction_unit, **options)
        if warned_until < earliest:
            raise MoveRefused(f"按{version.correction_basis}，补正期限到 {earliest:%Y-%m-%d}，告知的日期不能比它早。")
    note = f"最迟 {warned_until:%Y-%m-%d} 补正；逾期不补正的，依据{version.correction_basis}终止办理"
    return act_on(row, "warn_termination", actor=actor, at=at, note=note, warned_until=warned_until)[0]


@transaction.atomic
def terminate(*, case: Case, actor, reason: str, at: datetime | None = None) -> Case:
    """终止办理: by a person, after the notice has run out, by the item's own cited rule."""
    at = at or timezone.now()
    facts = {"reason": reason.strip(), "closed_at": at, "day": timezone.localdate(at)}
    return act(case, "terminate", actor=actor, at=at, note=reason, **facts)[0]


@transaction.atomic
def deem_accepted(*, case: Case, at: datetime | None = None) -> Case:
    """视为受理: five working days after receipt have passed without a word; accepted retroactively from receipt."""
    at = at or timezone.now()
    row = locked(case)
    if not _has_lapsed(row, at):
        raise MoveRefused("受理期限还没有届满，不能视为受理。")
    since = row.corrected_at or row.received_at
    return act_on(row, "deem_accepted", actor=None, at=at, accepted_at=since, deemed=True)[0]


def _has_lapsed(case: Case, at: datetime) -> bool:
    if case.notice_due is None or case.provisional:
        return False
    return timezone.localdate(at) > case.notice_due


def _turned_away(case: Case, move: str, words: str, actor, reason: str, at: datetime | None, **facts) -> Case:
    at = at or timezone.now()
    row = locked(case)
    _refuse_when_lapsed(row, at, words)
    return act_on(row, move, actor=actor, at=at, note=reason, reason=reason.strip(), closed_at=at, **facts)[0]


def _refuse_when_lapsed(case: Case, at: datetime, what: str) -> None:
    if case.state == "received" and _has_lapsed(case, at):
        raise MoveRefused(
            f"不能{what}：收到材料已过5个工作日（{case.notice_due:%Y-%m-%d} 届满）没有告知，"
            "依法自收到材料之日起即为受理（许可法第三十二条第一款第四项）。请点“受理”。"
        )
