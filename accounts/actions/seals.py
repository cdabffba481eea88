"""Electronic seals: made and ended by who keeps them; each use is one row (国务院关于在线政务服务的若干规定 9)."""

import hashlib
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from core.history import signed

from ..adapters import seal_service
from ..enums import SealKind
from ..models import Organisation, Seal, SealUse, holds

LONGEST = 5  # years
FIRST_OF_DEMO = date(2020, 1, 1)


class SealMissing(Exception):
    """The body has no seal that is good today; the message says which, for the log and for the page of the case."""


def _only_keeper(by, organisation) -> None:
    if not holds(by, "keep_seals", organisation):
        raise PermissionDenied("电子印章由有“保管电子印章”授权的人员办理。")


def check_seal(*, organisation, kind: str, valid_from: date, valid_to: date, keeper) -> None:
    """Whether such a seal may be made. ValidationError by field."""
    errors = {}
    if valid_from > valid_to:
        errors["valid_to"] = "有效期的最后一天在启用日期之前，请核对。"
    elif valid_to.year - valid_from.year > LONGEST:
        errors["valid_to"] = f"电子印章的有效期最长 {LONGEST} 年。"
    elif (
        Seal.objects.good_on(max(valid_from, timezone.localdate()))
        .filter(organisation=organisation, kind=kind)
        .exists()
    ):
        errors["kind"] = f"{organisation}已有在用的{SealKind(kind).label}，要换新的，请先停用旧的。"
    if not holds(keeper, "keep_seals", organisation):
        errors["keeper"] = f"保管人要有{organisation}“保管电子印章”的授权。"
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def make_seal(
    *,
    organisation: Organisation,
    kind: str,
    valid_from: date,
    valid_to: date,
    keeper,
    document: str,
    by,
    name: str = "",
) -> Seal:
    """刻制: the service makes the seal's key and certificate; the row says whose it is and on which paper."""
    _only_keeper(by, organisation)
    check_seal(organisation=organisation, kind=kind, valid_from=valid_from, valid_to=valid_to, keeper=keeper)
    return _make(organisation, kind, valid_from, valid_to, keeper, document, by, name)


def _make(organisation, kind, valid_from, valid_to, keeper, document, by, name="") -> Seal:
    service = seal_service()
    name = name.strip() or organisation.name
    enrolled = service.enrol(f"{name}{SealKind(kind).label}", first=valid_from, last=valid_to)
    seal = Seal(
        organisation=organisation,
        kind=kind,
        name=name,
        service=f"{type(service).__module__}.{type(service).__qualname__}",
        legal=service.legal,
        valid_from=valid_from,
        valid_to=valid_to,
        keeper=keeper,
        document=document,
        **vars(enrolled),
    )
    signed(seal, actor=by, reason=document).save()
    return seal


@transaction.atomic
def revoke_seal(*, seal: Seal, reason: str, by, on: date | None = None) -> Seal:
    """停用: from that day (today) on nothing is sealed with it; what it sealed before stays good."""
    _only_keeper(by, seal.organisation)
    row = Seal.objects.select_for_update().get(pk=seal.pk)
    if row.revoked_on is not None:
        raise ValidationError(f"这枚印章已于 {row.revoked_on:%Y-%m-%d} 停用。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明停用原因。"})
    row.revoked_on, row.revoked_reason = on or timezone.localdate(), reason.strip()
    signed(row, actor=by, reason=reason).save()
    return row


def seal_of(organisation: Organisation, kind: str) -> Seal:
    """The body's seal that is good today. SealMissing when there is none.

    Where seals have no legal effect (no official service is configured) a body that never had one is given one, so that
    the demonstration shows sealed papers everywhere.
    """
    today = timezone.localdate()
    found = Seal.objects.of_body(organisation, kind, today)
    return _seal_made_now(organisation, kind, today) if found is None else found


@transaction.atomic
def _seal_made_now(organisation: Organisation, kind: str, today: date) -> Seal:
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if seal_service().legal or Seal.objects.filter(organisation=organisation).exists():
        found = Seal.objects.of_body(organisation, kind, today)
        if found is None:
            raise SealMissing(
                f"{organisation.name}没有有效的{SealKind(kind).label}，文书不能盖章。请保管人启用新的印章。"
            )
        return found
    return _make(organisation, kind, FIRST_OF_DEMO, date(today.year + LONGEST, 12, 31), None, "演示用，自动生成", None)


def apply_seal(
    *, seal: Seal, pdf: bytes, key: str, title: str, number: str, reason: str, actor=None, at: datetime | None = None
) -> tuple[bytes, SealUse]:
    """用印: the sealed file and the row of the use. `key` names the paper: a second use for it is refused.

    Call it inside the transaction that keeps the file. OSError when the service doesn't answer.
    """
    service = seal_service(seal.service)
    sealed = service.sign(
        pdf, seal.key_name, certificate=seal.certificate, chain=seal.chain, name=str(seal), reason=reason
    )
    use = SealUse.objects.create(
        seal=seal,
        at=at or timezone.now(),
        actor_id=actor.pk if actor else None,
        actor_name=actor.display_name if actor else "系统",
        key=key,
        title=title,
        number=number,
        digest=hashlib.sha256(sealed).hexdigest(),
    )
    return sealed, use


def face_of(seal: Seal):
    """What the seal looks like on paper, as core.papers.sheets draws it."""
    from core.papers.sheets import SealFace  # loads reportlab

    service = seal_service(seal.service)
    under = "" if seal.kind == SealKind.OFFICIAL else seal.get_kind_display()
    return SealFace(seal.name, under, service.caption, service.picture(seal.key_name))
