"""检举控告: sealed for 纪委监委 in the moment of its arrival, handed over at once, never readable here."""

import base64
import secrets
from datetime import datetime

import structlog
from celery import current_app
from django.db import transaction
from django.utils import timezone

from core.files import shown_name
from core.identifiers import mod_11_10
from core.masking import blind_index
from core.models import Serial
from core.workflow import MoveRefused
from powerlist.models.editions import LETTERS

from ..adapters import commission, print_of, seal
from ..models import Accusation, AccusationDelivery, Complaint
from ..workflow import COMPLAINTS
from .complaints import saved

log = structlog.get_logger(__name__)

TASK = "supervision.hand_over"
CLOSED = "检举控告的加密通道还没有开通，请拨打 12388 或者直接向县纪委监委反映。"


def accuse(
    *, text: str, accused: str, person: str = "", contact: str = "", uploads: tuple = (), at: datetime | None = None
) -> tuple[Accusation, str]:
    """Seal and keep an accusation: (its row, its query code, which is kept nowhere). MoveRefused without a key.

    Who sends it isn't asked here: no account, no address, no name reaches the row.
    """
    content = {"被反映人": accused, "内容": text, "反映人": person, "联系方式": contact, "来源": "网上检举"}
    return _sealed(content | {"附件": [_packed(upload.name, upload.read()) for upload, _ in uploads]}, at)


@transaction.atomic
def hand_over_complaint(*, actor, complaint: Complaint, reason: str, at: datetime | None = None) -> Complaint:
    """移送: what turned out to be an accusation is sealed whole, and its words and files leave the portal."""
    at = at or timezone.now()
    row, _ = COMPLAINTS.fire(complaint, "hand_over", actor=actor, at=at, worded=bool(reason.strip()), closed_at=at)
    content = {
        "被反映人": f"{row.accused_body or ''} {row.accused_name}".strip(),
        "内容": row.text,
        "反映人": row.person,
        "联系方式": row.contact,
        "来源": f"投诉举报 {row.number} 移送：{reason.strip()}",
        "附件": [],
    }
    kept = list(row.files.order_by("pk"))
    for file in kept:
        with file.file.open("rb") as opened:
            content["附件"].append(_packed(file.name, opened.read()))
    accusation, _ = _sealed(content, at)
    for file in kept:
        file.delete()
        transaction.on_commit(lambda f=file.file: f.storage.delete(f.name), robust=True)
    row.text = row.accused_name = row.answer = row.person = row.contact = ""
    row.representatives, row.accused_body, row.complainant, row.case = [], None, None, None
    row.reason = f"已于 {timezone.localtime(at):%Y-%m-%d %H:%M} 加密移送县纪委监委，移送编号 {accusation.number}。"
    return saved(row)


def _packed(name: str, data: bytes) -> dict:
    return {"名称": shown_name(name), "内容": base64.b64encode(data).decode()}


def _sealed(content: dict, at: datetime | None) -> tuple[Accusation, str]:
    at = at or timezone.now()
    key = commission().public_key()
    if not key:
        raise MoveRefused(CLOSED)
    day = timezone.localdate(at)
    code = "".join(secrets.choice(LETTERS) for _ in range(8))
    with transaction.atomic():
        body = f"{day:%Y%m%d}{Serial.take('accusation', day):05d}"
        number = f"JB{body}{mod_11_10(body)}"
        row = Accusation.objects.create(
            number=number,
            code_index=blind_index(f"{number}:{code}"),
            received_at=at,
            sealed=seal(number, content | {"编号": number, "收到时间": at.isoformat()}, key),
            key_print=print_of(key),
        )
        transaction.on_commit(lambda: current_app.signature(TASK).apply_async(retry=False), robust=True)
    return row, code


def hand_over(*, at: datetime | None = None) -> int:
    """Carry what hasn't reached the commission yet; returns how many did now. Carrying twice is carrying once."""
    carrier, done = commission(), 0
    for pk in Accusation.objects.filter(delivery__isnull=True).order_by("pk").values_list("pk", flat=True)[:100]:
        with transaction.atomic():
            row = Accusation.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
            if row is None or AccusationDelivery.objects.filter(accusation=row).exists():
                continue
            try:
                receipt = carrier.carry(row.number, bytes(row.sealed))
            except OSError as error:
                log.error("accusation_not_handed_over", number=row.number, error=type(error).__name__)
                break
            AccusationDelivery.objects.create(accusation=row, at=at or timezone.now(), receipt=receipt)
            done += 1
    return done
