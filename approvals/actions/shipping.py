"""邮寄送达: where to, sent, signed for or come back.

许可法 44 gives ten working days to issue and deliver. What is posted is delivered on the day on which it was signed for
(民事诉讼法 2023, 91), so the clock runs on until then: sending it does not stop it.
"""

import re
from datetime import datetime

import structlog
from django.db import transaction
from django.utils import timezone

from core.identifiers import check_mobile
from core.workflow import MoveRefused

from ..adapters import ParcelEvent, courier
from ..enums import CaseState, DeliveryWay, ParcelState
from ..models import Case, MailAddress, Shipment, ShipmentEvent
from .acts import act, locked

log = structlog.get_logger(__name__)

WAYBILL = re.compile(r"[0-9A-Z]{8,40}")
ASKED_AT_ONCE = 200


def choose_delivery(case: Case, *, way: str, receiver: str = "", phone: str = "", address: str = "") -> None:
    """How the applicant wants the paper; in the transaction of the filing. ValidationError for a wrong phone."""
    if not way:
        return
    if way == DeliveryWay.COURIER:
        if not case.version.mail_results:
            raise MoveRefused("这个事项的结果不能邮寄，请选择到窗口领取。")
        if not (receiver.strip() and address.strip()):
            raise MoveRefused("邮寄的要填写收件人和地址。")
        facts = {"receiver": receiver.strip(), "phone": check_mobile(phone.strip()), "address": address.strip()}
        MailAddress.objects.update_or_create(case=case, defaults=facts)
    case.delivery_way = DeliveryWay(way)
    case.save(update_fields=["delivery_way"])


def ship(*, case: Case, actor, waybill: str, carrier: str = "", at: datetime | None = None) -> Case:
    """寄出. The clock of delivery runs on until it is signed for."""
    at = at or timezone.now()
    waybill, carrier = waybill.strip().upper(), carrier.strip() or courier().name
    if not WAYBILL.fullmatch(waybill):
        raise MoveRefused("运单号是 8 位以上的数字和字母，请对照面单核对。")
    if Shipment.objects.filter(waybill=waybill).exists():
        raise MoveRefused("这个运单号已经登记过，请对照面单核对。")

    def keep(row: Case) -> None:
        Shipment.objects.create(case=row, carrier=carrier, waybill=waybill, sent_at=at, sent_by=actor)

    return act(case, "ship", actor=actor, at=at, note=f"{carrier} {waybill}", keep=keep, waybill=waybill)[0]


def sign_for(*, case: Case, actor=None, signer: str, signed_at: datetime, at: datetime | None = None) -> Case:
    """签收: by the carrier's word (no actor) or by a clerk with the 回执; the day on it is the day of delivery."""
    at = at or timezone.now()

    def keep(row: Case) -> None:
        Shipment.objects.filter(case=row).update(state=ParcelState.SIGNED, signed_at=signed_at, signer=signer.strip())

    name = "sign_for" if actor is not None else "parcel_signed"
    facts = {"signer": signer.strip(), "signed_at": signed_at, "now": at, "closed_at": signed_at}
    return act(case, name, actor=actor, at=at, note=f"签收人：{signer.strip()}", keep=keep, **facts)[0]


def mail_returned(*, case: Case, actor=None, reason: str, at: datetime | None = None) -> Case:
    """退回: the applicant is told and fetches the paper at the window."""
    at = at or timezone.now()

    def keep(row: Case) -> None:
        Shipment.objects.filter(case=row).update(
            state=ParcelState.RETURNED, returned_at=at, reason=reason.strip()[:300]
        )

    name = "mail_returned" if actor is not None else "parcel_returned"
    facts = {"reason": reason.strip(), "delivery_way": DeliveryWay.WINDOW}
    return act(case, name, actor=actor, at=at, note=reason.strip(), keep=keep, **facts)[0]


def track_shipments(*, at: datetime | None = None) -> dict[str, int]:
    """Ask the carrier of each parcel on its way; what it says is written once. Returns how many came to an end."""
    at, done, carrier = at or timezone.now(), {"asked": 0, "signed": 0, "returned": 0}, courier()
    rows = Shipment.objects.filter(state=ParcelState.SENT).order_by("asked_at", "id")
    for shipment in rows.select_related("case")[:ASKED_AT_ONCE]:
        try:
            outcome = _heard(shipment, carrier.track(shipment.waybill), at)
        except Exception:  # one parcel that can't be asked of must not keep the others waiting
            log.exception("track_failed", waybill=shipment.waybill)
            continue
        done["asked"] += 1
        if outcome:
            done[outcome] += 1
    return done


@transaction.atomic
def _heard(shipment: Shipment, events: list[ParcelEvent], at: datetime) -> str:
    case = locked(shipment.case)
    row = Shipment.objects.select_for_update(of=("self",)).get(pk=shipment.pk)
    if row.state != ParcelState.SENT or case.state != CaseState.MADE:
        return ""
    known = [event for event in events if event.at <= at]
    ShipmentEvent.objects.bulk_create(
        [ShipmentEvent(shipment=row, at=event.at, words=event.words, place=event.place) for event in known],
        ignore_conflicts=True,
    )
    row.asked_at = at
    row.save(update_fields=["asked_at"])
    last = next((e for e in sorted(known, key=lambda e: e.at, reverse=True) if e.outcome), None)
    if last is None:
        return ""
    if last.outcome == ParcelState.SIGNED:
        sign_for(case=case, signer=last.words[:100], signed_at=max(last.at, row.sent_at), at=at)
    else:
        mail_returned(case=case, reason=last.words, at=at)
    return last.outcome
