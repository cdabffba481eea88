"""The verbs of a year's fund list. Amounts are in 元."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from core import search
from core.history import signed
from core.models import Publication, SecrecyReview, Serial
from core.registers import VersionState

from ..enums import FundForm
from ..models import FundChangeSet, FundEntry, FundVersion
from ..workflow import FUND_LIST
from .disclosure import PUBLICATION

SECRECY = "fund_change_set"  # what a 保密审查 of a list is filed under


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
def publish(*, actor, change_set, effective_on: date, secrecy_opinion: str, at=None) -> FundChangeSet:
    """Publish the year's list: its versions come into force on `effective_on` and can be found from then on.

    Who publishes answers for the 保密审查 (政府信息公开条例 17); MoveRefused without its opinion.
    """
    at = at or timezone.now()
    change_set, _ = FUND_LIST.fire(
        change_set, "publish", actor=actor, at=at, note=secrecy_opinion, reviewer=actor, published_at=at,
        effective_on=effective_on,
    )  # fmt: skip
    SecrecyReview.record(
        kind=SECRECY, key=change_set.number, opinion=secrecy_opinion, reviewer=actor, authors=[change_set.author_id],
        at=at,
    )  # fmt: skip
    versions = change_set.versions.select_related("entry", "organisation").select_for_update(of=("self",))
    for version in versions.order_by("pk"):
        version.state = VersionState.PUBLISHED
        version.valid_from = effective_on
        signed(version, actor=actor, reason=f"公开：{change_set.document_number}").save()
        _make_findable(version)
    Publication.objects.bump(PUBLICATION)
    return change_set


def _make_findable(version: FundVersion):
    """A fund is found by its name and its department; another year's text of the same fund takes its place."""
    search.publish_row(
        kind="funds",
        key=version.entry.code,
        address=f"/open/funds/?year={version.year}",
        title=version.name,
        valid_from=version.valid_from,
        code=version.entry.code,
        category="专项资金",
        organisation=str(version.organisation),
        summary=f"{version.year} 年度预算 {version.amount_wan} 万元",
        body=version.organisation.name,
        rank=4,
    )
