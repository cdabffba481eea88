"""监督检查: found, mended by the department, checked and closed by the finder, then public."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.permissions import holds
from core.models import Serial
from core.workflow import MoveRefused

from ..enums import FindingState
from ..models import Finding, FindingMove
from ..workflow.findings import FINDING
from .disclosure import disclose, filed


@transaction.atomic
def find(
    *, actor, entry, year: int, kind: str, found_by, document_number: str, found_on: date, text: str, demand: str,
    due_on: date, amount=None, at=None,
) -> Finding:  # fmt: skip
    """Enter a problem found by 财政局 or 审计局. `amount` in 元, None when no money is concerned."""
    at = at or timezone.now()
    if not holds(actor, "inspect_funds", found_by) or not holds(actor, "inspect_funds", entry.organisation):
        raise PermissionDenied("您没有登记监督检查发现的权限。")
    if due_on < found_on:
        raise MoveRefused("整改期限不能早于发现日期。")
    day = timezone.localdate(at)
    number = f"JC{day.year}{Serial.take('fund-finding', date(day.year, 1, 1)):04d}"  # one after the other
    same = Finding.objects.filter(entry=entry, year=year, document_number=document_number, text=text.strip())
    if (twin := same.order_by("pk").first()) is not None:
        raise MoveRefused(f"这个问题已经登记过（{twin.number}），不用再登记。")
    row = Finding.objects.create(
        number=number, entry=entry, year=year, kind=kind, found_by=found_by, document_number=document_number,
        found_on=found_on, text=text.strip(), demand=demand.strip(), due_on=due_on, amount=amount, author=actor,
    )  # fmt: skip
    FindingMove.objects.create(
        subject=row, move="find", target=row.state, actor_id=actor.pk, actor_name=actor.display_name, at=at,
        facts={"document_number": document_number, "due_on": due_on.isoformat()},
    )  # fmt: skip
    return row


@transaction.atomic
def mend(*, actor, finding, mending: str, upload, at=None) -> Finding:
    """The department reports what it did, with the proof as a file (ValidationError when it is no document)."""
    at = at or timezone.now()
    proof = filed(upload) if upload else {"file": None, "file_name": ""}
    return FINDING.fire(
        finding, "mend", actor=actor, at=at, mending=mending.strip(), proof=proof["file"],
        proof_name=proof["file_name"], mended_at=at, verdict="",
    )[0]  # fmt: skip


def put_off(*, actor, finding, due_on: date, reason: str, at=None) -> Finding:
    return FINDING.fire(finding, "put_off", actor=actor, at=at, due_on=due_on, reason=reason, note=reason)[0]


def send_back_mending(*, actor, finding, verdict: str, at=None) -> Finding:
    return FINDING.fire(finding, "send_back", actor=actor, at=at, verdict=verdict, note=verdict)[0]


def close(*, actor, finding, verdict: str, at=None) -> Finding:
    at = at or timezone.now()
    return FINDING.fire(finding, "close", actor=actor, at=at, verdict=verdict, note=verdict, closed_at=at)[0]


@transaction.atomic
def publish(*, actor, finding, opinion: str, at=None) -> Finding:
    """公开 of a closed finding by somebody else than who entered it. MoveRefused before it is closed."""
    row = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    if row.state != FindingState.CLOSED:
        raise MoveRefused("整改核查销号以后才能公开。")
    return disclose(actor=actor, row=row, key=row.number, opinion=opinion, at=at)
