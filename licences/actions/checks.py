"""核验: looking into the authenticity of a licence is an act on record, with its result."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.permissions import is_staff_member

from ..enums import HIDDEN, CheckMethod, CheckResult, LicenceState, Trust
from ..models import Licence, LicenceCheck


@transaction.atomic
def check(
    *,
    licence: Licence,
    actor,
    method: str,
    result: str,
    note: str = "",
    case_number: str = "",
    at: datetime | None = None,
) -> LicenceCheck:
    """A person looked into a licence (at the issuer, on the original, by letter). The row is what a material points to.

    The caller fetched the licence within the reader's reach, or for a case that the reader handles.
    """
    if not is_staff_member(actor):
        raise PermissionDenied("核验由工作人员办理。")
    return LicenceCheck.objects.create(
        licence=licence,
        at=at or timezone.now(),
        actor=actor,
        actor_name=actor.display_name,
        method=CheckMethod(method),
        result=CheckResult(result),
        note=note.strip()[:500],
        case_number=case_number,
    )


@transaction.atomic
def check_on_file(*, licence: Licence, actor=None, case_number: str = "", at: datetime | None = None) -> LicenceCheck:
    """Compare with the library as it stands now; without `actor` the portal itself does, as when a case is filed.

    What only its holder vouches for, or what awaits its second person, is never found genuine by that.
    """
    at = at or timezone.now()
    row = Licence.objects.select_related("type").get(pk=licence.pk)
    result, note = found_on_file(row, at)
    return LicenceCheck.objects.create(
        licence=row,
        at=at,
        actor=actor,
        actor_name=actor.display_name if actor is not None else "系统",
        method=CheckMethod.LIBRARY,
        result=result,
        note=note,
        case_number=case_number,
    )


def found_on_file(licence: Licence, at: datetime) -> tuple[CheckResult, str]:
    """What the library says of a licence at a moment, with its reason."""
    if licence.trust == Trust.UPLOADED:
        return CheckResult.UNCLEAR, "持证人自行上传，须核对原件"
    if licence.state in HIDDEN:
        return CheckResult.UNCLEAR, "录入后还没有经第二人确认"
    if licence.is_valid_on(timezone.localdate(at)):
        return CheckResult.GENUINE, f"可信等级{licence.get_trust_display()}"
    if licence.state == LicenceState.VALID:
        return CheckResult.NOT_VALID, "不在有效期内"
    return CheckResult.NOT_VALID, licence.get_state_display()
