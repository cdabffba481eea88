"""What a holder applies for about a licence by a case: opened when it is filed, carried out when the case grants it.

The decision is the case's, with its own paper and decider: the licence follows it by a move of the portal's, so that it
doesn't hang on who holds which post later. One act a case; called again, each of these changes nothing.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from core.models import Publication
from core.workflow import MoveRefused

from ..enums import ActKind, ActState, Trust
from ..kinds import OF_HOLDERS
from ..models import Licence, LicenceAct
from ..workflow import LICENCE, Asked, open_act, refuse_unlawful, why_not_ask
from .acts import _locked, _opened, apply_renewal, renewed
from .issuing import PUBLICATION, archive, next_version, reprint


@transaction.atomic
def apply_act(
    *, licence: Licence, kind: str, applied_on: date, case_number: str, changes: dict | None = None,
    at: datetime | None = None,
) -> LicenceAct:  # fmt: skip
    """The holder asks by a case for 变更, 延续, 补证 or 注销. MoveRefused says why it can't be asked for.

    `changes` are the new texts of a change: holder_name, item_name, content.
    """
    at = at or timezone.now()
    if (known := act_of(case_number)) is not None:
        return known
    if why := why_not_ask(licence, kind, timezone.localdate(at)):
        raise MoveRefused(why)
    if (waiting := open_act(licence)) is not None:
        raise MoveRefused(f"“{waiting.get_kind_display()}”正在办理，决定以后才能申请{ActKind(kind).label}。")
    if kind == ActKind.RENEW:
        return apply_renewal(licence=licence, applied_on=applied_on, case_number=case_number, at=at)
    row = Licence.objects.select_for_update(of=("self",)).get(pk=licence.pk)
    facts, ground = {"changes": changes or {}} if kind == ActKind.CHANGE else {}, OF_HOLDERS[ActKind(kind)]
    reason = f"持证人申请{ActKind(kind).label}"
    refuse_unlawful(row, kind=kind, ground=ground, facts=facts, applied_on=applied_on, on=timezone.localdate(at))
    row, _ = LICENCE.fire(
        row, "apply_act", actor=None, at=at, note=reason, case=case_number, asked=Asked(facts), applied_on=applied_on
    )
    return _opened(row, kind, ground, reason, None, facts, applied_on, case_number, at)


@transaction.atomic
def carry_out(
    *, case_number: str, opinion: str, decider, changes: dict | None = None, at: datetime | None = None
) -> Licence:
    """Do to the licence what the case granted: the next version with the old text kept, or 注销.

    A renewal that the law has deemed granted meanwhile is confirmed: the term stays, the mark goes. `changes` replace
    those of the application, as corrected since. Raises MoveRefused when the licence has ended.
    """
    at = at or timezone.now()
    act = _locked(act_of(case_number))
    if act.state not in (ActState.PROPOSED, ActState.DEEMED):
        return act.licence
    licence, kind, day = act.licence, ActKind(act.kind), timezone.localdate(at)
    facts: dict = {"case": case_number}
    if kind == ActKind.CANCEL:
        facts |= {"ended_on": day, "ground": act.ground, "suspended_until": None}
    else:
        archive(licence, at)
        facts |= next_version(licence, at) | {"trust": Trust.ISSUED}
    if kind == ActKind.RENEW:
        facts |= {"deemed_on": None} if act.state == ActState.DEEMED else renewed(licence)
    note = f"办件 {case_number}，决定人{decider.name}"
    row, _ = LICENCE.fire(licence, f"{kind}_granted", actor=None, at=at, note=note, **facts)
    if kind == ActKind.CHANGE:
        for name, value in ((changes or {}) or (act.facts or {}).get("changes", {})).items():
            setattr(row, name, value)
        row.save()
    if kind != ActKind.CANCEL:
        reprint(row, actor=None, at=at)
    if act.state == ActState.PROPOSED:
        act.facts = {"changes": changes} if changes else act.facts
        act.state, act.decided_by, act.decided_at = ActState.DECIDED, decider, at
        act.opinion, act.number, act.licence = opinion.strip(), f"办件{case_number}", row
        act.save()
    Publication.objects.bump(PUBLICATION)
    return row


@transaction.atomic
def close_application(*, case_number: str, reason: str, at: datetime | None = None) -> None:
    """The case ended without a grant: what was asked for about the licence is asked for no more."""
    if (act := act_of(case_number)) is None:
        return
    act = _locked(act)
    if act.state != ActState.PROPOSED:
        return
    LICENCE.fire(act.licence, "application_closed", actor=None, at=at, note=reason, case=case_number)
    act.state, act.opinion = ActState.DROPPED, reason
    act.save(update_fields=["state", "opinion"])


def act_of(case_number: str) -> LicenceAct | None:
    """The act that came by this case."""
    rows = LicenceAct.objects.filter(case_number=case_number).select_related("licence__type", "licence__organisation")
    return rows.order_by("-pk").first() if case_number else None
