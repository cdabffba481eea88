"""The verbs of a year's fund list. Amounts are in 元."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from core.history import signed
from core.models import Serial
from core.registers import VersionState

from .enums import FundForm
from .models import FundChangeSet, FundEntry, FundVersion
from .workflow import FUND_LIST


@transaction.atomic
def open_list(*, actor, organisation, year: int, form: str = FundForm.DEPARTMENT, at=None) -> FundChangeSet:
    """Start a budget year's list at the body that keeps it (财政局)."""
    at = at or timezone.now()
    number = f"资金〔{year}〕{Serial.take('fund-list', date(year, 1, 1)):02d}号"
    change_set = FundChangeSet(
        number=number,
        title=f"{year}年度{FundForm(form).label}清单",
        reason=f"编制{year}年度预算",
        year=year,
        form=form,
        organisation=organisation,
        author=actor,
    )
    signed(change_set, actor=actor, reason="建立清单").save()
    return change_set


@transaction.atomic
def add_funds(*, actor, change_set: FundChangeSet, rows: Iterable[tuple]) -> list[FundVersion]:
    """Put (organisation, project name, amount in 元) rows into a list in draft, in their order."""
    added = []
    for position, (organisation, name, amount) in enumerate(rows, start=change_set.versions.count() + 1):
        entry = FundEntry(code=f"F{change_set.year}-{organisation.code}-{position:03d}", organisation=organisation)
        signed(entry, actor=actor, reason="列入清单").save()
        version = FundVersion(
            entry=entry,
            change_set=change_set,
            organisation=organisation,
            year=change_set.year,
            name=name,
            amount=Decimal(amount),
            sort_key=f"{position:05d}",
        )
        signed(version, actor=actor, reason="列入清单").save()
        added.append(version)
    return added


def submit(*, actor, change_set, at=None) -> FundChangeSet:
    at = at or timezone.now()
    return FUND_LIST.fire(change_set, "submit", actor=actor, at=at, submitted_at=at)[0]


def record_decision(*, actor, change_set, meeting: str, decided_on: date, document_number: str, at=None):
    return FUND_LIST.fire(
        change_set,
        "record_decision",
        actor=actor,
        at=at,
        meeting=meeting,
        decided_on=decided_on,
        document_number=document_number,
        recorder=actor,
    )[0]


@transaction.atomic
def publish(*, actor, change_set, effective_on: date, at=None) -> FundChangeSet:
    """Publish the year's list: its versions come into force on `effective_on`."""
    at = at or timezone.now()
    change_set, _ = FUND_LIST.fire(
        change_set, "publish", actor=actor, at=at, reviewer=actor, published_at=at, effective_on=effective_on
    )
    for version in change_set.versions.select_for_update().order_by("pk"):
        version.state = VersionState.PUBLISHED
        version.valid_from = effective_on
        signed(version, actor=actor, reason=f"公开：{change_set.document_number}").save()
    return change_set
