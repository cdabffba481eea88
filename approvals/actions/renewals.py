"""延续、变更、补证、注销 of a licence by a case (许可法 49, 50, 70), and 视为准予延续.

What the case grants is done to the licence that it concerns: a renewal raises its version, no second one is issued.
"""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from core.workflow import MoveRefused
from licences import actions as licences
from licences.actions.watch import deem_renewed as deem_licence
from licences.enums import ActState
from licences.models import Licence
from licences.workflow import last_day_to_ask_renewal, why_not_ask
from powerlist.models import ServiceItemVersion

from ..enums import CaseState, Purpose
from ..kinds.purposes import ACT_OF
from ..models import Case
from ..queries.answers import licence_content
from ..queries.counting import undecided_renewal
from .acts import act, locked
from .drafts import draft_of, save_draft

log = structlog.get_logger(__name__)


def guide_of(licence: Licence, on) -> ServiceItemVersion | None:
    """The guide under which one applies about a licence online: of the body that issued it, else the first."""
    rows = ServiceItemVersion.objects.open_to_public(on).filter(licence_type=licence.type_id, online=True)
    rows = rows.select_related("item__organisation").order_by("pk")
    return rows.filter(item__organisation=licence.organisation_id).first() or rows.first()


@transaction.atomic
def begin_application(*, actor, licence: Licence, purpose: str, at: datetime | None = None) -> Case:
    """A draft for 变更, 延续, 补证 or 注销 of an own licence, filled with what was said in the application for it.

    A draft that lies there already keeps its answers and takes on this purpose. MoveRefused says why it can't be.
    """
    at = at or timezone.now()
    day, purpose = timezone.localdate(at), Purpose(purpose)
    version = guide_of(licence, day)
    if version is None:
        raise MoveRefused(f"{licence.type}的事项现在不能网上申请，请到{licence.organisation}窗口办理。")
    if purpose not in ACT_OF:
        raise MoveRefused("请选择延续、变更、补证或者注销。")
    if why := why_not_ask(licence, ACT_OF[purpose], day):
        raise MoveRefused(why)
    form = {} if draft_of(actor, version) else _form_before(licence, actor, version)
    case = save_draft(actor=actor, version=version, form=form, at=at)
    case.purpose, case.concerns = purpose, licence
    case.save(update_fields=["purpose", "concerns"])
    return case


@transaction.atomic
def apply_anew(*, case: Case, actor) -> Case:
    """Take the draft back to an application for a licence of its own; the answers stay."""
    row = locked(case)
    if row.state != CaseState.DRAFT or row.applicant_id != actor.pk:
        raise MoveRefused("已经提交的申请不能改申请类型；需要改的请撤回后重新申请。")
    row.purpose, row.concerns = Purpose.NEW, None
    row.save(update_fields=["purpose", "concerns"])
    return row


def _form_before(licence: Licence, actor, version) -> dict:
    """What the same person said when applying for the licence, as far as today's guide still asks for it."""
    before = (
        Case.objects.of_applicant(actor).filter(number=licence.case_number).first() if licence.case_number else None
    )
    if before is None:
        return {}
    keys = set(version.fields.order_by("pk").values_list("key", flat=True))
    return {key: value for key, value in before.form.items() if key in keys}


# --- filing ----------------------------------------------------------------------------------------------------------


def settle_purpose(case: Case, at: datetime) -> dict:
    """At filing: what the case asks about its licence fits both; the facts of the act. MoveRefused in words."""
    if case.purpose == Purpose.NEW:
        return {}
    licence, day = case.concerns, timezone.localdate(at)
    if licence is None:
        raise MoveRefused(f"请选择要{case.get_purpose_display()}的证照。")
    if case.applicant_index != licence.holder_index and case.applicant_id != licence.holder_id:
        raise MoveRefused("这份证照不是申请人的，请核对证照编号和证件号码。")
    if case.version.licence_type_id != licence.type_id:
        raise MoveRefused(f"“{case.item_name}”办的不是{licence.type}，请从这份证照的事项申请。")
    if why := why_not_ask(licence, ACT_OF[Purpose(case.purpose)], day):
        raise MoveRefused(why)
    other = Case.objects.open().filter(concerns=licence).exclude(pk=case.pk).first()
    if other is not None:
        words = f"{other.get_purpose_display()}（办件 {other.number}）"
        raise MoveRefused(f"这份证照的{words}正在办理，办结以后才能再申请。")
    if case.purpose == Purpose.RENEW and day <= last_day_to_ask_renewal(licence):
        return {"renewal_due": licence.valid_to}
    return {}


def open_application(case: Case, at: datetime) -> None:
    """After filing: the licence knows what is asked for about it. In the transaction of the act."""
    if case.purpose != Purpose.NEW:
        purpose = Purpose(case.purpose)
        licences.apply_act(
            licence=case.concerns, kind=ACT_OF[purpose], applied_on=timezone.localdate(case.received_at),
            case_number=case.number, changes=_changes(case) if purpose == Purpose.CHANGE else None, at=at,
        )  # fmt: skip


def _changes(case: Case) -> dict:
    """The new text of a changed licence: what of holder and matter differs from the one that it bears."""
    licence, content = case.concerns, case.concerns.content | licence_content(case)
    name = {"holder_name": case.applicant_name} if case.applicant_name != licence.holder_name else {}
    return name | ({"content": content} if content != licence.content else {})


# --- what the decision does ------------------------------------------------------------------------------------------


def carry_out(case: Case, at: datetime) -> Licence:
    """Do to the licence what the case granted, once; in the transaction of the delivery."""
    return licences.carry_out(
        case_number=case.number, opinion=case.reason, decider=case.decider,
        changes=_changes(case) if case.purpose == Purpose.CHANGE else None, at=at,
    )  # fmt: skip


# --- 视为准予延续 --------------------------------------------------------------------------------------------------


@transaction.atomic
def deem_renewed(*, case: Case, at: datetime | None = None) -> Case:
    """视为准予延续: asked for in time and undecided when the licence ended (许可法 50 ¶2).

    The licence goes on for its next term; the decision is still owed, and can't be a refusal any more.
    """
    at = at or timezone.now()
    row = locked(case)
    if not undecided_renewal(row, timezone.localdate(at)):
        raise MoveRefused("没有按时申请、届满时还没有决定的延续申请。")
    asked = licences.act_of(row.number)
    if asked is not None and asked.state == ActState.PROPOSED:
        deem_licence(act=asked, at=at)
    facts = {"renewal_deemed_on": row.renewal_due + timedelta(days=1), "day": timezone.localdate(at)}
    return act(row, "deem_renewed", actor=None, at=at, **facts)[0]


@transaction.atomic
def lapse_renewal(*, case: Case, at: datetime | None = None) -> Case:
    """The licence ended while the applicant was to correct: nothing was left undecided, so nothing is deemed."""
    at = at or timezone.now()
    row, _ = act(case, "lapse_renewal", actor=None, at=at, day=timezone.localdate(at), renewal_due=None)
    licences.close_application(case_number=row.number, reason="有效期届满时申请人还没有补正", at=at)
    return row


def watch_renewals(*, at: datetime | None = None) -> dict[str, int]:
    """Every night, before the licences that ended are closed: renewals undecided on the last day."""
    at = at or timezone.now()
    done = {"deemed": 0, "lapsed": 0}
    rows = Case.objects.open().filter(
        renewal_due__lt=timezone.localdate(at), renewal_deemed_on__isnull=True, decided_at__isnull=True
    )
    for case in rows.with_clock_rows().order_by("pk"):
        deemed = undecided_renewal(case, timezone.localdate(at))
        try:
            (deem_renewed if deemed else lapse_renewal)(case=case, at=at)
        except Exception:  # one that can't be done must not keep those behind it waiting
            log.exception("renewal_watch_failed", case=case.number)
        else:
            done["deemed" if deemed else "lapsed"] += 1
    return done
