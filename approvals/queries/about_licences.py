"""What licences ask of cases: whether one can apply about a type online, how a case about a licence stands."""

from collections.abc import Iterable

from django.utils import timezone

from licences.adapters import DECIDED, OPEN
from powerlist.models import ServiceItemVersion

from ..enums import CaseState
from ..models import Case


def types_online(types: Iterable[int]) -> set[int]:
    """Those of these licence types that an item with a guide open online yields. One query."""
    guides = ServiceItemVersion.objects.open_to_public(timezone.localdate())
    keys = list(types)
    return (
        set(guides.filter(licence_type__in=keys, online=True).values_list("licence_type", flat=True)) if keys else set()
    )


def standing_of(number: str) -> str:
    """How the case stands that asks for something about a licence: OPEN, DECIDED until it is carried out, or ""."""
    state = Case.objects.filter(number=number, concerns__isnull=False).values_list("state", flat=True).first()
    if state in (None, CaseState.DRAFT):
        return ""
    if state == CaseState.GRANTED:
        return DECIDED
    return OPEN if state in OPEN_FOR_DECISION else ""


OPEN_FOR_DECISION = (
    CaseState.RECEIVED,
    CaseState.CORRECTING,
    CaseState.REVIEW,
    CaseState.SPECIAL,
    CaseState.DECISION,
)
