"""管理办法 and the other papers of a fund: filed by one, published by another, withdrawn while nobody has seen them."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.permissions import holds
from core.history import signed
from core.workflow import MoveRefused

from ..enums import DocumentState, Stage
from ..models import FundDocument, FundEntry, Measure
from .disclosure import disclose, filed


@transaction.atomic
def file_measure(
    *, actor, entry: FundEntry, title: str, document_number: str, dated: date, issued_by: str, valid_from: date,
    upload, changes: str = "", at=None,
) -> Measure:  # fmt: skip
    """Put a version of a fund's 管理办法 on file; nobody sees it before somebody else publishes it.

    ValidationError for a file that isn't taken; MoveRefused: a version not yet published stands before it, dates out of
    order, a later version that doesn't say what it changes.
    """
    entry = _own(actor, entry)
    last = entry.measures.order_by("-number").first()
    if last is not None and last.state == DocumentState.DRAFT:
        raise MoveRefused(f"第 {last.number} 版还没有公开。请先公开或者作废它，再登记新的一版。")
    if valid_from < dated:
        raise MoveRefused("施行日期不能早于成文日期，请核对后再登记。")
    former = entry.measures.filter(state=DocumentState.PUBLISHED, valid_to__isnull=True).first()
    if former is not None and not changes.strip():
        raise MoveRefused("这是修订版，请写明修订了什么内容。")
    _after(former, valid_from)
    measure = Measure(
        entry=entry, number=(last.number if last else 0) + 1, title=title.strip(),
        document_number=document_number.strip(),
        dated=dated, issued_by=issued_by.strip(), valid_from=valid_from, changes=changes.strip(), author=actor,
        **filed(upload),
    )  # fmt: skip
    signed(measure, actor=actor, reason="登记管理办法", at=at).save()
    return measure


@transaction.atomic
def publish_measure(*, actor, measure: Measure, opinion: str, at=None) -> Measure:
    """Publish a version; the former one ends on the day on which this one begins, with no gap and no overlap.

    Dates are half-open: `valid_to` is the first day on which the former version no longer holds.
    """
    at = at or timezone.now()
    entry = FundEntry.objects.select_for_update(of=("self",)).get(pk=measure.entry_id)
    measure = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    _is_draft(measure)
    former = entry.measures.select_for_update(of=("self",)).filter(state=DocumentState.PUBLISHED, valid_to__isnull=True)
    former = former.exclude(pk=measure.pk).first()
    _after(former, measure.valid_from)
    if former is not None:
        former.valid_to = measure.valid_from
        signed(former, actor=actor, reason=f"第 {measure.number} 版施行", at=at).save()
    return disclose(actor=actor, row=measure, key=f"{entry.code}:measure:{measure.number}", opinion=opinion, at=at)


def withdraw_measure(*, actor, measure: Measure, reason: str, at=None) -> Measure:
    """Withdraw a version that nobody outside has seen; its number stays used."""
    return _withdraw(Measure, measure, actor, reason, at)


@transaction.atomic
def file_document(
    *, actor, entry: FundEntry, year: int, stage: str, title: str, dated: date, upload, document_number: str = "",
    about: str = "", at=None,
) -> FundDocument:  # fmt: skip
    """Put another paper of a fund's stage in a year on file."""
    entry = _own(actor, entry)
    document = FundDocument(
        entry=entry, year=year, stage=Stage(stage), title=title.strip(), document_number=document_number.strip(),
        dated=dated, about=about, author=actor, **filed(upload),
    )  # fmt: skip
    signed(document, actor=actor, reason="登记文件", at=at).save()
    return document


@transaction.atomic
def publish_document(*, actor, document: FundDocument, opinion: str, at=None) -> FundDocument:
    document = FundDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    _is_draft(document)
    key = f"{document.entry.code}:document:{document.pk}"
    return disclose(actor=actor, row=document, key=key, opinion=opinion, at=at)


def withdraw_document(*, actor, document: FundDocument, reason: str, at=None) -> FundDocument:
    return _withdraw(FundDocument, document, actor, reason, at)


def _own(actor, entry: FundEntry) -> FundEntry:
    """The locked fund, when the actor fills for its department."""
    entry = FundEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if not holds(actor, "fill_funds", entry.organisation):
        raise PermissionDenied("登记这项资金的文件，由主管部门的填报人员办理。")
    return entry


def _after(former: Measure | None, valid_from: date) -> None:
    if former is not None and valid_from <= former.valid_from:
        raise MoveRefused(
            f"施行日期要晚于现行版本（第 {former.number} 版，{former.valid_from:%Y-%m-%d} 起施行），请核对。"
        )


def _is_draft(row) -> None:
    if row.state != DocumentState.DRAFT:
        raise MoveRefused(f"这份文件现在是“{row.get_state_display()}”，可能刚有人办理过。请刷新后再看。")


@transaction.atomic
def _withdraw(model, row, actor, reason: str, at):
    row = model.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not holds(actor, "fill_funds", row.body):
        raise PermissionDenied("作废这份文件，由主管部门的填报人员办理。")
    _is_draft(row)
    if not reason.strip():
        raise MoveRefused("请写明作废的理由。")
    row.state = DocumentState.WITHDRAWN
    signed(row, actor=actor, reason=f"作废：{reason.strip()}", at=at).save()
    return row
