"""变更、延续、暂扣、恢复、撤销、撤回、吊销、注销: proposed with its ground by one person, decided by another, on paper.

Each is one transaction with one log row. The holder is told, and the register shows it, after commit.
"""

import hashlib
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from core.models import Publication, Serial
from core.workflow import MoveRefused

from .. import notices
from ..enums import ActKind, ActState, Trust
from ..kinds import BY_APPLICATION
from ..models import Licence, LicenceAct
from ..workflow import LICENCE, Asked, open_act, refuse_unlawful, term_after
from .issuing import PUBLICATION, archive, next_version, reprint, sealed

ENDS = (ActKind.REVOKE, ActKind.WITHDRAW, ActKind.PENALISE, ActKind.CANCEL)


@transaction.atomic
def propose(
    *,
    licence: Licence,
    kind: str,
    ground: str,
    reason: str,
    actor,
    facts: dict | None = None,
    applied_on: date | None = None,
    case_number: str = "",
    at: datetime | None = None,
) -> LicenceAct:
    """Propose an act on a licence; nothing about it changes. MoveRefused says what the article still asks for.

    `facts` are plain JSON (days as ISO text) under the names of kinds.FACTS; of a change also `changes`.
    """
    at = at or timezone.now()
    facts = {key: value for key, value in (facts or {}).items() if value not in ("", None)}
    row, _ = LICENCE.fire(
        licence, "propose", actor=actor, at=at, note=reason, kind=kind, by=ground, reason=reason, asked=Asked(facts),
        applied_on=applied_on, on=timezone.localdate(at),
    )  # fmt: skip
    return _opened(row, kind, ground, reason, actor, facts, applied_on, case_number, at)


@transaction.atomic
def apply_renewal(
    *, licence: Licence, applied_on: date, case_number: str = "", reason: str = "", at: datetime | None = None
) -> LicenceAct:
    """The holder asks for renewal (许可法 50). Asked in time and undecided at the end, it is deemed granted.

    Called again for the same case it returns the same act. MoveRefused when it can't be renewed any more.
    """
    at = at or timezone.now()
    known = LicenceAct.objects.filter(licence=licence, kind=ActKind.RENEW, case_number=case_number)
    if case_number and (act := known.order_by("-pk").first()) is not None:
        return act
    reason = reason or "持证人申请延续"
    row = Licence.objects.select_for_update(of=("self",)).get(pk=licence.pk)
    if (waiting := open_act(row)) is not None:
        raise MoveRefused(f"“{waiting.get_kind_display()}”正在办理，决定以后才能申请延续。")
    refuse_unlawful(row, kind="renew", ground="renew", facts={}, applied_on=applied_on, on=timezone.localdate(at))
    row, _ = LICENCE.fire(row, "apply_renewal", actor=None, at=at, note=reason, case=case_number, applied_on=applied_on)
    return _opened(row, ActKind.RENEW, "renew", reason, None, {}, applied_on, case_number, at)


def _opened(licence, kind, ground, reason, actor, facts, applied_on, case_number, at) -> LicenceAct:
    return LicenceAct.objects.create(
        licence=licence,
        kind=kind,
        ground=ground,
        reason=reason.strip(),
        facts=facts,
        applied_on=applied_on,
        case_number=case_number,
        proposed_by=actor,
        proposed_at=at,
    )


@transaction.atomic
def take_back(*, act: LicenceAct, actor, reason: str = "", at: datetime | None = None) -> LicenceAct:
    """The proposer takes the proposal back; the licence stays as it is."""
    act = _locked(act)
    LICENCE.fire(act.licence, "take_back", actor=actor, at=at, note=reason, act=act)
    act.state = ActState.DROPPED
    act.save(update_fields=["state"])
    return act


@transaction.atomic
def decline(*, act: LicenceAct, actor, opinion: str, at: datetime | None = None) -> LicenceAct:
    """Not granted. Who asked for a change or renewal gets a decision with reasons and remedies (许可法 38)."""
    at = at or timezone.now()
    act = _locked(act)
    LICENCE.fire(act.licence, "decline", actor=actor, at=at, note=opinion, reason=opinion, act=act)
    act.state, act.decided_by, act.decided_at, act.opinion = ActState.REFUSED, actor, at, opinion.strip()
    _write_paper(act)
    act.save()
    if act.kind in BY_APPLICATION:
        notices.told(act)
    return act


@transaction.atomic
def decide(*, act: LicenceAct, actor, opinion: str = "", valid_to: date | None = None, at: datetime | None = None):
    """Decide the act: the state changes, the paper is written, a change or renewal prints the next version.

    `valid_to` is the end that a renewal gives; without it the term of the type. Raises MoveRefused, PermissionDenied.
    """
    at = at or timezone.now()
    act = _locked(act)
    licence = act.licence
    if act.state != ActState.PROPOSED:
        raise MoveRefused(f"这一事项现在是“{act.get_state_display()}”，可能刚有人办理过。请刷新后再看。")
    facts = _effects(act, licence, at, valid_to)
    if act.kind in BY_APPLICATION:
        archive(licence, at)
        facts |= next_version(licence, at) | {"trust": Trust.ISSUED}
    row, _ = LICENCE.fire(
        licence, act.kind, actor=actor, at=at, note=opinion, act=act, on=timezone.localdate(at), **facts
    )
    for name, value in _changes(act).items():
        setattr(row, name, value)
    if act.kind in BY_APPLICATION:
        row.save()
        reprint(row, actor=actor, at=at)
    act.state, act.decided_by, act.decided_at, act.opinion = ActState.DECIDED, actor, at, opinion.strip()
    act.licence = row
    _write_paper(act)
    act.save()
    Publication.objects.bump(PUBLICATION)
    notices.told(act)
    return act


def _effects(act: LicenceAct, licence: Licence, at: datetime, valid_to: date | None) -> dict:
    """What the act writes on the licence besides its state."""
    day, facts = timezone.localdate(at), act.facts or {}
    if act.kind in ENDS:
        return {"ended_on": licence.ended_on or day, "ground": act.ground, "suspended_until": None}
    if act.kind == ActKind.SUSPEND:
        return {"suspended_until": date.fromisoformat(facts["until"])}
    if act.kind == ActKind.RESUME:
        return {"suspended_until": None}
    if act.kind == ActKind.RENEW:
        return renewed(licence, valid_to)
    return {}


def _changes(act: LicenceAct) -> dict:
    """The new text of a change: personal, so it is written on the row and not in the log."""
    return (act.facts or {}).get("changes", {}) if act.kind == ActKind.CHANGE else {}


def renewed(licence: Licence, valid_to: date | None = None) -> dict:
    """What a renewal writes: the next term, and that reminders begin anew."""
    ends = term_after(licence, valid_to)
    if ends <= licence.valid_to:
        raise MoveRefused("延续后的有效期应当比现在的长，请核对。")
    return {"valid_to": ends, "reminded": None, "deemed_on": None}


def _locked(act: LicenceAct) -> LicenceAct:
    """The act with its licence as they are now, held until the transaction ends: the licence first, as everywhere."""
    Licence.objects.select_for_update(of=("self",)).get(pk=act.licence_id)
    rows = LicenceAct.objects.select_for_update(of=("self",))
    return rows.select_related("licence__type", "licence__organisation").get(pk=act.pk)


def _write_paper(act: LicenceAct) -> None:
    """Number the paper of an act, print and seal it, before the act is saved as decided: after that it stands."""
    from ..documents import paper_number, paper_title, render_act  # loads reportlab

    year = timezone.localdate(act.decided_at).year
    serial = Serial.take(f"licence-act:{act.kind}:{act.licence.organisation_id}", date(year, 1, 1))
    act.number = paper_number(act, year, serial)
    pdf = sealed(
        act.licence.organisation, lambda face: render_act(act, face), actor=act.decided_by, at=act.decided_at,
        reason="作出决定", key=f"licence-act:{act.pk}", title=paper_title(act), number=act.number,
    )  # fmt: skip
    act.file_sha256 = hashlib.sha256(pdf).hexdigest()
    act.file.save(f"{act.pk}.pdf", ContentFile(pdf), save=False)
