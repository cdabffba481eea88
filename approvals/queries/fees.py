"""What a case costs by its guide, and what of it is asked, paid, exempted or given back."""

from decimal import Decimal

from django.db.models import Exists, OuterRef

from powerlist.models import ItemCharge

from ..enums import FeeState
from ..models import Case, CaseFee

SETTLED = (FeeState.PAID, FeeState.EXEMPT)


def fees_of(case: Case) -> dict:
    """The fees of a case, and the charges of its guide still to ask for. Two queries, none if free."""
    if case.version.is_free:
        return {"fees": [], "charges": [], "unpaid": []}
    fees = list(case.fees.select_related("charge", "settled_by").order_by("id"))
    asked = {fee.charge_id: fee for fee in fees}
    charges = list(case.version.charges.order_by("position", "id"))
    return {
        "fees": fees,
        "charges": [row for row in charges if row.pk not in asked],
        "unpaid": [row.name for row in charges if row.pay_first and not _settled(asked.get(row.pk))],
    }


def awaiting_payment() -> Exists:
    """Of cases: those with a charge that must be settled before the licence, and isn't."""
    settled = CaseFee.objects.filter(case=OuterRef(OuterRef("pk")), charge=OuterRef("pk"), state__in=SETTLED)
    return Exists(ItemCharge.objects.filter(~Exists(settled), version=OuterRef("version"), pay_first=True))


def amount_of(charge: ItemCharge, quantity: Decimal) -> Decimal:
    """The standard's unit price times what is counted, to the cent."""
    return (charge.amount * quantity).quantize(Decimal("0.01"))


def _settled(fee) -> bool:
    return fee is not None and fee.state in SETTLED
