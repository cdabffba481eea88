"""待寄出, 在途, 退回: what a body sends by courier, and one parcel as its receiver follows it."""

from datetime import date

from accounts.models import organisations_where
from core.masking import mask_address, mask_mobile, mask_name
from core.registers import key_page

from ..enums import CaseState, DeliveryWay, ParcelState
from ..models import Case, MailAddress, Shipment

PAGE = 50
TABS = {"": "待寄出", "sent": "在途", "returned": "退回，等窗口领取"}


def to_mail(user):
    """The cases whose paper waits to be sent, of the bodies at which the person receives cases. Fails closed."""
    rows = Case.objects.filter(organisation__in=organisations_where(user, "receive_cases"), state=CaseState.MADE)
    return rows.filter(delivery_way=DeliveryWay.COURIER, shipment__isnull=True)


def shipments_page(user, *, tab: str, after: str, before: str, today: date) -> dict:
    """One page under a tab with the counts of all. Five queries."""
    tab = tab if tab in TABS else ""
    waiting = to_mail(user)
    mine = Shipment.objects.filter(case__organisation__in=organisations_where(user, "receive_cases"))
    made = {"sent": mine.filter(state=ParcelState.SENT)}
    made["returned"] = mine.filter(state=ParcelState.RETURNED, case__state=CaseState.MADE)
    counts = {"": waiting.count(), **{name: rows.count() for name, rows in made.items()}}
    if tab:
        rows, order = made[tab].select_related("case__organisation", "case__mail_address"), ("sent_at", "id")
    else:
        rows, order = waiting.select_related("organisation", "mail_address"), ("delivery_due", "id")
    page = key_page(rows, order, after=after, before=before, size=PAGE)
    return {
        "tabs": [(name, label, counts[name]) for name, label in TABS.items()],
        "tab": tab,
        "page": page,
        "rows": [_row(row.case, row, today) if tab else _row(row, None, today) for row in page.rows],
    }


def _row(case: Case, shipment: Shipment | None, today: date) -> dict:
    place = case.mail_address
    return {
        "case": case,
        "shipment": shipment,
        "receiver": mask_name(place.receiver),
        "phone": mask_mobile(place.phone),
        "address": mask_address(place.address),
        "late": case.delivery_due is not None and case.delivery_due < today,
    }


def slips_for(user, numbers: list[str]) -> list[MailAddress]:
    """The addresses, in full, of what waits to be sent; whoever calls logs who read them."""
    rows = MailAddress.objects.filter(case__in=to_mail(user).filter(number__in=numbers))
    return list(rows.select_related("case__organisation").order_by("case__delivery_due", "pk"))


def parcel_of(case: Case) -> Shipment | None:
    """The parcel of a case with its events, the newest on top. Two queries, one for a case without."""
    if not case.delivery_way:
        return None
    return Shipment.objects.filter(case=case).prefetch_related("events").first()


def way_of(parcel: Shipment) -> list[dict]:
    """The timeline of a parcel, the newest on top."""
    signed = [(parcel.signed_at, f"{parcel.signer} 签收", "")] if parcel.signed_at else []
    said = [(event.at, event.words, event.place) for event in parcel.events.all()]
    found = [*signed, *said, (parcel.sent_at, f"{parcel.carrier}已收寄", "")]
    return [{"at": at, "title": words, "who": place, "note": "", "tone": ""} for at, words, place in found]
