"""Issuing a licence and its later versions: identifier, number, verification code, and the PDF that carries them.

The row and its numbers are made in the act, its file after commit by a task: `print_licence`, once for a version.
"""

import hashlib
import secrets
from datetime import date, datetime

import structlog
from celery import current_app
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.actions import SealMissing, apply_seal, face_of, seal_of
from accounts.enums import SealKind
from core.identifiers import mod_11_10, mod_37_36
from core.models import Publication, Serial
from core.workdays import add_months

from ..models import Licence, LicenceMove, LicenceType, LicenceVersion

ROOT = "1.2.156.3005.2"
PUBLICATION = "licences"
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without look-alikes
PRINTED_AT_ONCE = 200  # so many files a round make up for a worker that died

log = structlog.get_logger(__name__)


@transaction.atomic
def issue(
    *,
    type: LicenceType,
    organisation,
    holder,
    holder_name: str,
    holder_document: str,
    holder_is_person: bool,
    item_name: str,
    content: dict,
    case_number: str,
    at: datetime | None = None,
    actor=None,
) -> Licence:
    """Issue the licence of a decision (许可法 39), once for a case and type: asked again, it returns the same one.

    `holder` is the account of its holder or the key of it, None for somebody without one.

    Its file is printed and sealed after commit; until then `licence.awaits_file`. Raises accounts.actions.SealMissing
    where the body has no seal that is good: nothing is issued that couldn't be sealed.
    """
    at = at or timezone.now()
    day = timezone.localdate(at)
    known = Licence.objects.filter(case_number=case_number, type=type).first() if case_number else None
    if known is not None:
        return known
    seal_of(organisation, SealKind.LICENSING)
    serial = Serial.take("licence", date(day.year, 1, 1))
    licence = Licence(
        type=type,
        organisation=organisation,
        holder_id=getattr(holder, "pk", holder),
        identifier=identifier(type.type_code, organisation.credit_code or organisation.code, f"{day.year}{serial:07d}"),
        number=licence_number(day.year, serial),
        verification_code=new_verification_code(),
        holder_name=holder_name,
        holder_document=holder_document,
        holder_is_person=holder_is_person,
        item_name=item_name,
        content=content,
        case_number=case_number,
        issued_on=day,
        valid_from=day,
        valid_to=add_months(day, type.validity_months) if type.validity_months else None,
    )
    licence.save()
    log_entry(licence, "issue", actor=actor, at=at, facts={"case": case_number})
    Publication.objects.bump(PUBLICATION)
    transaction.on_commit(lambda: _send_print(licence.pk), robust=True)
    return licence


def _send_print(pk: int) -> None:
    current_app.signature("licences.print_licence", args=(pk,)).apply_async(retry=False)


@transaction.atomic
def print_licence(*, licence: Licence, at: datetime | None = None) -> Licence:
    """Print and seal the file of a licence that was issued here. Called again, it changes nothing.

    OSError while the seal service doesn't answer, accounts.actions.SealMissing: it is printed later.
    """
    row = Licence.objects.select_for_update(of=("self",)).select_related("type", "organisation").get(pk=licence.pk)
    if row.awaits_file:
        at = at or timezone.now()
        _print(row, None, at)
        row.save(update_fields=["file", "file_sha256"])
        log_entry(row, "print", actor=None, at=at, facts={"version": row.version, "sha256": row.file_sha256})
    return row


def print_pending(*, at: datetime | None = None) -> int:
    """Print what a worker that died left unprinted; returns how many. One that can't be printed keeps none waiting."""
    printed = 0
    for licence in Licence.objects.awaiting_file().order_by("id")[:PRINTED_AT_ONCE]:
        try:
            print_licence(licence=licence, at=at)
            printed += 1
        except SealMissing as lacking:
            log.warning("seal_missing", licence=licence.number, why=str(lacking))
        except Exception:
            log.exception("print_failed", licence=licence.number)
    return printed


def archive(licence: Licence, at: datetime) -> LicenceVersion:
    """Keep the text of a licence as it stands, before a change or renewal replaces it; a file not yet printed is."""
    if licence.awaits_file:
        printed = print_licence(licence=licence, at=at)
        licence.file, licence.file_sha256 = printed.file.name, printed.file_sha256
    return LicenceVersion.objects.create(
        licence=licence,
        number=licence.version,
        identifier=licence.identifier,
        holder_name=licence.holder_name,
        item_name=licence.item_name,
        content=licence.content,
        valid_from=licence.valid_from,
        valid_to=licence.valid_to,
        file=licence.file.name,
        file_sha256=licence.file_sha256,
        ended_at=at,
    )


def next_version(licence: Licence, at: datetime) -> dict:
    """Version and identifier of the text that follows: the serial stays, the version rises (GB/T 36904).

    A licence that was entered from paper gets its identifier with the first version printed here.
    """
    version, parts = licence.version + 1, licence.identifier.removeprefix(f"{ROOT}.").split(".")
    if len(parts) == 5:
        raised = identifier(parts[0], parts[1], parts[2], version)
    else:
        body, year = licence.organisation, timezone.localdate(at).year
        serial = f"{year}{Serial.take('licence', date(year, 1, 1)):07d}"
        raised = identifier(licence.type.type_code, body.credit_code or body.code, serial, version)
    return {"version": version, "identifier": raised}


def reprint(licence: Licence, *, actor, at: datetime) -> None:
    """Print the licence as it stands now; the file before belongs to its own version."""
    _print(licence, actor, at)
    licence.save(update_fields=["file", "file_sha256"])


def _print(licence: Licence, actor, at: datetime) -> None:
    from ..documents import render_licence  # loads reportlab

    pdf = sealed(
        licence.organisation, lambda face: render_licence(licence, face), actor=actor, at=at, reason="颁发证照",
        key=f"licence:{licence.number}:{licence.version}", title=licence.type.name, number=licence.number,
    )  # fmt: skip
    licence.file_sha256 = hashlib.sha256(pdf).hexdigest()
    licence.file.save(f"{licence.number}.pdf", ContentFile(pdf), save=False)


def sealed(organisation, render, *, key: str, title: str, number: str, reason: str, actor, at: datetime) -> bytes:
    """The paper that `render(face)` makes, under the body's electronic licensing seal; the use of it is on record.

    Raises accounts.actions.SealMissing where the body has none, OSError while the seal service doesn't answer: nothing
    is issued unsealed then.
    """
    seal = seal_of(organisation, SealKind.LICENSING)
    pdf, _ = apply_seal(
        seal=seal, pdf=render(face_of(seal)), key=key, title=title, number=number, reason=reason, actor=actor, at=at
    )
    return pdf


def log_entry(licence: Licence, move: str, *, actor, at: datetime, note: str = "", facts: dict | None = None):
    """The log row by which a licence or its file comes on file."""
    return LicenceMove.objects.create(
        subject=licence,
        at=at,
        move=move,
        source=licence.state if move == "print" else "",
        target=licence.state,
        actor_id=actor.pk if actor else None,
        actor_name=actor.display_name if actor else "系统",
        note=note,
        facts=facts or {},
    )


def new_verification_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(16))


def identifier(type_code: str, issuer: str, serial: str, version: int = 1) -> str:
    """电子证照标识 (GB/T 36904-2018): root, type, issuer, serial, version, and the check character MOD 37,36.

    The check runs over type, issuer, serial and version, without dots and without the root.
    """
    parts = [type_code, "".join(c for c in issuer.upper() if c.isalnum()), serial, f"{version:03d}"]
    return ".".join([ROOT, *parts, mod_37_36("".join(parts))])


def licence_number(year: int, serial: int) -> str:
    """证照编号: region, year, a six-digit serial of the year, check digit MOD 11,10."""
    body = f"{settings.COUNTY['code']}{year}{serial:06d}"
    return body + mod_11_10(body)
