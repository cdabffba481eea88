"""存量证照: licences of other authorities (or this one's old ones) come on file, with source and level of trust.

B comes from the authority's own system (workbook exported from it, or the interface); C is typed from paper by one
person and confirmed by a second; D is uploaded by the holder and never enough alone.
"""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.permissions import holds
from core.files import check_upload
from core.identifiers import check_id_number, check_uscc
from core.masking import blind_index
from core.models import Publication, Serial
from core.workflow import MoveRefused

from ..enums import ENDED, LicenceState, Source, Trust
from ..models import Licence, LicenceType, holder_index_of
from ..workflow import LICENCE, REPORTS
from .issuing import PUBLICATION, licence_number, log_entry, new_verification_code

# What an authority reports of a licence; compared to know whether anything changed.
REPORTED = (
    "holder_name",
    "holder_document",
    "holder_is_person",
    "item_name",
    "identifier",
    "issuer_name",
    "issued_on",
    "valid_from",
    "valid_to",
    "details",
)
NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


def document_of(text: str) -> tuple[str, bool]:
    """(the number as kept, whether it is a natural person's). ValidationError in words when it is neither kind."""
    number = "".join(text.split()).upper()
    if len(number) == 18 and number[:2].isdigit() and number[6:14].isdigit() and number[:17].isdigit():
        try:
            return check_id_number(number), True
        except ValidationError as wrong:
            try:
                return check_uscc(number), False
            except ValidationError:
                raise wrong from None
    return check_uscc(number), False


def known_originals(kind: LicenceType, organisation, numbers) -> dict[str, Licence]:
    """What is on file of a body under these original numbers, by their index. One query."""
    indexes = {blind_index(number) for number in numbers} - {""}
    rows = Licence.objects.filter(type=kind, organisation=organisation, original_index__in=indexes)
    rows = rows.exclude(state=LicenceState.DROPPED).select_related("type", "organisation")
    return {row.original_index: row for row in rows.order_by("pk")}


def differences(licence: Licence, facts: dict) -> list[str]:
    """The names of the fields in which a licence on file differs from what is reported."""
    return [name for name in REPORTED if name in facts and getattr(licence, name) != facts[name]]


@transaction.atomic
def enter(
    *,
    actor,
    type: LicenceType,
    organisation,
    original_number: str,
    holder_name: str,
    holder_document: str,
    valid_from: date,
    trust: str = Trust.TYPED,
    source: str = Source.DESK,
    source_name: str = "",
    state: str = LicenceState.VALID,
    at: datetime | None = None,
    known: Licence | None = None,
    **facts,
) -> tuple[Licence, str]:
    """Bring one licence on file, or what has changed of it: (licence, new | changed | unchanged).

    It is known by type, body and original number. C waits for its second person; B is taken as reported, with the state
    that the authority reports. Raises PermissionDenied, MoveRefused, ValidationError.
    """
    if not holds(actor, "manage_licences", organisation):
        raise PermissionDenied("您没有管理这个单位证照的权限。")
    at = at or timezone.now()
    document, is_person = document_of(holder_document)
    facts |= {
        "holder_name": holder_name.strip(),
        "holder_document": document,
        "holder_is_person": is_person,
        "valid_from": valid_from,
    }
    facts.setdefault("issued_on", valid_from)
    if facts.get("valid_to") and facts["valid_to"] <= valid_from:
        raise ValidationError("有效期至应当在有效期自之后。", code="dates")
    if known is None:
        known = known_originals(type, organisation, [original_number]).get(blind_index(original_number))
    if known is not None:
        return _updated(known, facts, trust, state, actor, at)
    day = timezone.localdate(at)
    licence = Licence(
        type=type,
        organisation=organisation,
        number=licence_number(day.year, Serial.take("licence", date(day.year, 1, 1))),
        verification_code=new_verification_code(),
        original_number=original_number.strip(),
        trust=trust,
        source=source,
        source_name=source_name,
        state=LicenceState.PENDING if trust == Trust.TYPED else state,
        entered_by=actor if trust == Trust.TYPED else None,
        ended_on=_ended_on(state, day, facts) if trust != Trust.TYPED else None,
        **facts,
    )
    licence.save()
    log_entry(licence, "register", actor=actor, at=at, facts={"source": source, "trust": trust, "name": source_name})
    Publication.objects.bump(PUBLICATION)
    return licence, NEW


def _ended_on(state: str, day: date, facts: dict) -> date | None:
    if state not in ENDED:
        return None
    until = facts.get("valid_to")
    return until + timedelta(days=1) if state == LicenceState.EXPIRED and until else day


def _updated(licence: Licence, facts: dict, trust: str, state: str, actor, at) -> tuple[Licence, str]:
    changed = differences(licence, facts)
    if licence.trust == Trust.TYPED and trust == Trust.TYPED:
        if not changed:
            return licence, UNCHANGED
        if licence.state == LicenceState.PENDING:
            raise MoveRefused("这份证照已经录入，还没有确认；有误的请确认人退回后重新录入。")
        row, _ = LICENCE.fire(
            licence, "retype", actor=actor, at=at, entered_by=actor, confirmed_by=None, confirmed_at=None,
            ended_on=None, ground="", changed=changed,
        )  # fmt: skip
        return _written(row, changed, facts), CHANGED
    if trust == Trust.TYPED:
        raise MoveRefused("这份证照由颁发机关的系统提供，不能按纸质证照改写。")
    if licence.trust == Trust.TYPED:
        changed.append("trust")
        facts = facts | {"trust": trust}
    moved = state != licence.state and licence.state != LicenceState.PENDING
    if changed:
        licence, _ = LICENCE.fire(licence, "refresh", actor=actor, at=at, changed=changed)
        licence = _written(licence, changed, facts)
    if moved:
        ended = licence.ended_on or _ended_on(state, timezone.localdate(at), facts) if state in ENDED else None
        licence, _ = LICENCE.fire(licence, REPORTS[state], actor=actor, at=at, ended_on=ended)
    if changed or moved:
        Publication.objects.bump(PUBLICATION)
    return licence, CHANGED if changed or moved else UNCHANGED


def _written(licence: Licence, names: list[str], facts: dict) -> Licence:
    """The new text on the locked row; the log names what changed and holds none of it, for it is personal."""
    for name in names:
        setattr(licence, name, facts[name])
    licence.save()
    return licence


@transaction.atomic
def confirm(*, licence: Licence, actor, at: datetime | None = None) -> Licence:
    """The second person compared the entry with the original: it may now be reused (C)."""
    at = at or timezone.now()
    row, _ = LICENCE.fire(licence, "confirm", actor=actor, at=at, confirmed_by=actor, confirmed_at=at)
    return row


@transaction.atomic
def reject(*, licence: Licence, actor, reason: str, at: datetime | None = None) -> Licence:
    """The second person found the entry wrong: it is out, and may be typed anew."""
    row, _ = LICENCE.fire(licence, "reject", actor=actor, at=at, note=reason, reason=reason)
    return row


@transaction.atomic
def upload_own(
    *,
    holder,
    type: LicenceType,
    original_number: str,
    valid_from: date,
    file,
    valid_to: date | None = None,
    issuer_name: str = "",
    organisation,
    at: datetime | None = None,
) -> Licence:
    """D: the holder puts an own licence into the wallet. It helps to fill forms and is never enough alone."""
    at, day = at or timezone.now(), timezone.localdate(at)
    index = holder_index_of(holder)
    if not index:
        raise MoveRefused("账号里没有身份证号码或者统一社会信用代码，请先在“账号与资料”中补全。")
    if valid_to is not None and valid_to <= valid_from:
        raise ValidationError("有效期至应当在有效期自之后。", code="dates")
    mine = Licence.objects.filter(type=type, holder_index=index, original_index=blind_index(original_number))
    if mine.exclude(state=LicenceState.DROPPED).exists():
        raise MoveRefused("这份证照已经在您的证照里，不用再上传。")
    found = check_upload(file, allowed=("pdf", "jpg", "png"))
    legal = holder.kind == "legal_person"
    licence = Licence(
        type=type,
        organisation=organisation,
        holder=holder,
        number=licence_number(day.year, Serial.take("licence", date(day.year, 1, 1))),
        verification_code=new_verification_code(),
        original_number=original_number.strip(),
        trust=Trust.UPLOADED,
        source=Source.HOLDER,
        holder_name=holder.legal_name if legal else holder.name,
        holder_document=holder.credit_code if legal else holder.id_number,
        holder_is_person=not legal,
        issuer_name=issuer_name.strip(),
        issued_on=valid_from,
        valid_from=valid_from,
        valid_to=valid_to,
        file_sha256=found.sha256,
    )
    licence.file.save(f"{licence.number}.{found.extension}", ContentFile(file.read()), save=False)
    licence.save()
    log_entry(licence, "upload", actor=holder, at=at, facts={"sha256": found.sha256})
    return licence
