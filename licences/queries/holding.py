"""What an application may reuse (免交): licences in force of a holder, at a level of trust that suffices.

Contract for approvals. None of these asks who reads: the caller has the holder's own application in hand.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils import timezone

from core.masking import blind_index

from ..enums import HIDDEN, LicenceState, Trust
from ..models import Licence, LicenceAct

# What the holder uploaded (D) is never enough alone: a person has to compare it with the original.
ENOUGH = (Trust.ISSUED, Trust.SYSTEM, Trust.TYPED)


def usable_for(type_codes: Iterable[str], holder_index: str, on: date | None = None):
    """Licences of these types (LicenceType.code or the 21-character type_code) that stand in for a material on a day.

    `holder_index` is `core.masking.blind_index` of the ID number or credit code. In force on the day (today), of trust
    A, B or confirmed C; the most trusted and newest first. One query; nothing for an empty index.
    """
    codes = [code for code in type_codes if code]
    if not holder_index or not codes:
        return Licence.objects.none()
    rows = Licence.objects.valid_on(on or timezone.localdate()).filter(
        Q(type__code__in=codes) | Q(type__type_code__in=codes), holder_index=holder_index, trust__in=ENOUGH
    )
    return rows.select_related("type", "organisation").order_by("trust", "-issued_on", "-id")


def on_file_for(type_codes: Iterable[str], holder_index: str):
    """Everything of these types that a holder has on file, whatever its state, for who asks why it can't be used."""
    codes = [code for code in type_codes if code]
    if not holder_index or not codes:
        return Licence.objects.none()
    rows = Licence.objects.filter(Q(type__code__in=codes) | Q(type__type_code__in=codes), holder_index=holder_index)
    return rows.exclude(state__in=HIDDEN).select_related("type", "organisation").order_by("trust", "-issued_on", "-id")


def why_unusable(licence: Licence, on: date) -> str:
    """Why a licence on file can't stand in for a material on a day, in words; nothing when it can."""
    if licence.trust not in ENOUGH:
        return "是自行上传的，工作人员要核对原件，请上传材料"
    if licence.state != LicenceState.VALID:
        since = f"（{licence.ended_on:%Y-%m-%d} 起）" if licence.ended_on else ""
        return f"{licence.get_state_display()}{since}，不能免交"
    if licence.valid_to is not None and licence.valid_to < on:
        return f"有效期到 {licence.valid_to:%Y-%m-%d}，已经届满，不能免交"
    return f"{licence.valid_from:%Y-%m-%d} 才生效，现在不能免交" if licence.valid_from > on else ""


def of_subject(document: str):
    """Everything on file of a person or body, by ID number or credit code, whatever its state; for staff's reads."""
    index = blind_index(document)
    rows = Licence.objects.filter(holder_index=index) if index else Licence.objects.none()
    return rows.exclude(state__in=HIDDEN).select_related("type", "organisation").order_by("-issued_on", "-id")


def of_case(number: str) -> Licence | None:
    """The licence that a case yielded, changed or renewed."""
    if not number:
        return None
    found = Licence.objects.filter(case_number=number).order_by("-pk").first()
    if found is None:
        act = LicenceAct.objects.filter(case_number=number).select_related("licence").order_by("-pk").first()
        found = act.licence if act is not None else None
    return found
