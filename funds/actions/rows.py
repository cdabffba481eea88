"""Rows of a list in draft: added, changed, dropped, carried forward from the year before. Amounts are in 元."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.permissions import holds
from core.history import signed
from core.models import Scope, Serial
from core.registers import ChangeKind, ChangeSetState, VersionState
from core.workflow import MoveRefused

from ..enums import ListPurpose, PartState, ProposalKind, ProposalState, SourceLevel
from ..kinds import empty_content, wan
from ..models import FundChangeSet, FundEntry, FundProposal, FundRule, FundVersion
from ..permissions import is_console
from ..queries import readiness
from .parts import note

TYPED = ("name", "amount", "function", "founded_year", "ends_on", "evaluate_on", "manner", "scope", "scope_reason")


def may_edit(user, change_set: FundChangeSet, organisation) -> bool:
    """财政局 edits its whole list while it is in draft; a department its own rows until it has handed them in."""
    if change_set.state != ChangeSetState.DRAFT:
        return False
    if is_console(user) or holds(user, "fill_funds", change_set.organisation):
        return True
    open_part = change_set.parts.filter(organisation=organisation).exclude(state=PartState.HANDED_IN)
    return holds(user, "fill_funds", organisation) and open_part.exists()


def _locked(actor, change_set, organisation) -> FundChangeSet:
    change_set = FundChangeSet.objects.select_for_update(of=("self",)).get(pk=change_set.pk)
    if change_set.state != ChangeSetState.DRAFT:
        raise MoveRefused(f"这份清单现在是“{change_set.get_state_display()}”，不能再改。")
    if not may_edit(actor, change_set, organisation):
        part = change_set.parts.filter(organisation=organisation).order_by("pk").first()
        if part is not None and holds(actor, "fill_funds", organisation):
            raise MoveRefused("您的部门已经报送，不能再改。确需修改的，请县财政局退回。")
        raise PermissionDenied("您没有填报这个部门专项资金的权限。")
    return change_set


def checked(facts: dict) -> dict:
    """The columns and content of a row, or MoveRefused in words: what must hold of every row however it comes."""
    facts = {**facts, "content": {**empty_content(), **facts.get("content", {})}}
    amount = Decimal(facts["amount"])
    if amount < 0:
        raise MoveRefused(f"“{facts['name']}”的数额是负数，请核对。")
    if amount != amount.quantize(Decimal("0.01")):
        raise MoveRefused(f"“{facts['name']}”的数额精确到分，万元以下最多六位小数。")
    facts["amount"] = amount.quantize(Decimal("0.01"))
    if facts.get("scope") == Scope.INTERNAL and not facts.get("scope_reason", "").strip():
        raise MoveRefused("不公开的，请写明理由和依据。")
    facts["content"]["sources"] = _sources(facts["content"].get("sources") or [], facts["amount"], facts["name"])
    return facts


def _sources(rows: list[dict], amount: Decimal, name: str) -> list[dict]:
    """The split by level, adding up to the amount; without one all of it is the county's own."""
    rows = [row for row in rows if Decimal(row.get("amount") or 0)]
    if not rows:
        return [{"level": str(SourceLevel.COUNTY), "amount": str(amount)}] if amount else []
    total = sum((Decimal(row["amount"]) for row in rows), Decimal(0))
    if any(Decimal(row["amount"]) < 0 for row in rows):
        raise MoveRefused(f"“{name}”的资金来源里有负数，请核对。")
    if total != amount:
        raise MoveRefused(
            f"“{name}”的资金来源合计 {wan(total)}，预算数额是 {wan(amount)}，相差 {wan(abs(total - amount))}。请核对。"
        )
    return [{key: str(value) for key, value in row.items() if value not in ("", None)} for row in rows]


def _next_place(change_set) -> str:
    """Behind the rows that the list has."""
    return f"{int(change_set.versions.aggregate(last=Max('sort_key'))['last'] or 0) + 1:05d}"


def new_entry(*, actor, organisation, year: int, at, reason: str = "列入清单") -> FundEntry:
    """A fund's identity; its code holds the year of its founding and its department's own."""
    number = Serial.take(f"fund:{year}", date(year, 1, 1))
    entry = FundEntry(code=f"F{year}-{organisation.code}-{number:03d}", organisation=organisation)
    signed(entry, actor=actor, reason=reason, at=at).save()
    return entry


def _write(*, actor, change_set, entry, organisation, change, facts, reason, at) -> FundVersion:
    last = entry.versions.aggregate(last=Max("number"))["last"] or 0
    if entry.versions.filter(state=VersionState.PROPOSED).exists():
        raise MoveRefused(f"“{facts['name']}”在另一批清单里还没有办完，不能同时修改。")
    version = FundVersion(
        entry=entry, change_set=change_set, organisation=organisation, year=change_set.year, form=change_set.form,
        change=change, number=last + 1, sort_key=_next_place(change_set),
        content=facts["content"], **{key: facts[key] for key in TYPED if key in facts},
        proposal=_proposal_of(entry, change_set.year),
    )  # fmt: skip
    signed(version, actor=actor, reason=reason, at=at).save()
    return version


def _proposal_of(entry, year: int) -> FundProposal | None:
    """The approval on which a row rests."""
    kinds = (ProposalKind.ESTABLISH, ProposalKind.ENLARGE, ProposalKind.CANCEL, ProposalKind.MERGE)
    rows = FundProposal.objects.filter(entry=entry, year=year, kind__in=kinds, state=ProposalState.APPROVED)
    return rows.order_by("-id").first()


@transaction.atomic
def add_row(*, actor, change_set, organisation, entry: FundEntry | None = None, at=None, **facts) -> FundVersion:
    """A fund into a list in draft: a new one, or `entry` that an approved proposal founded or that stood before.

    `facts` are name, amount (元), function, founded_year, ends_on, evaluate_on, manner, scope, scope_reason, content.
    """
    at = at or timezone.now()
    change_set, facts = _locked(actor, change_set, organisation), checked(facts)
    if change_set.versions.filter(organisation=organisation, name=facts["name"], state="proposed").exists():
        raise MoveRefused(f"{organisation}在这份清单里已经有“{facts['name']}”，请不要重复填报。")
    if entry is not None and readiness.has_left(entry, change_set.year):
        raise MoveRefused(f"“{facts['name']}”已经退出，不能再列入清单。")
    change = ChangeKind.AMEND if entry is not None and entry.versions.exists() else ChangeKind.ADD
    entry = entry or new_entry(actor=actor, organisation=organisation, year=change_set.year, at=at)
    return _write(
        actor=actor, change_set=change_set, entry=entry, organisation=organisation, change=change, facts=facts,
        reason="列入清单", at=at,
    )  # fmt: skip


@transaction.atomic
def add_funds(*, actor, change_set: FundChangeSet, rows: Iterable[tuple], at=None) -> list[FundVersion]:
    """Put (organisation, project name, amount in 元) rows into a list in draft, in their order."""
    return [
        add_row(actor=actor, change_set=change_set, organisation=organisation, name=name, amount=Decimal(amount), at=at)
        for organisation, name, amount in rows
    ]


@transaction.atomic
def change_row(*, actor, version: FundVersion, at=None, **facts) -> FundVersion:
    """Change a row of a list in draft; what isn't given stays."""
    at = at or timezone.now()
    _locked(actor, version.change_set, version.organisation)
    version = FundVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if version.state != VersionState.PROPOSED:
        raise MoveRefused("这一行已经不在填报中，不能再改。")
    kept = {key: getattr(version, key) for key in TYPED}
    content = {**version.content, **facts.pop("content", {})}
    facts = checked({**kept, **facts, "content": content})
    for key in TYPED:
        setattr(version, key, facts[key])
    version.content, version.proposal = facts["content"], _proposal_of(version.entry, version.year)
    signed(version, actor=actor, reason="修改", at=at).save()
    return version


@transaction.atomic
def drop_row(*, actor, version: FundVersion, at=None) -> FundVersion:
    """Take a row out of a list in draft; it stays in the history as 未采用."""
    at = at or timezone.now()
    _locked(actor, version.change_set, version.organisation)
    version = FundVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if version.state != VersionState.PROPOSED:
        raise MoveRefused("这一行已经不在填报中，不用再删。")
    version.state = VersionState.DROPPED
    signed(version, actor=actor, reason="从清单中删去", at=at).save()
    return version


@transaction.atomic
def restore_row(*, actor, version: FundVersion, at=None) -> FundVersion:
    """Put a row that was taken out of this draft back into it."""
    at = at or timezone.now()
    _locked(actor, version.change_set, version.organisation)
    version = FundVersion.objects.select_for_update(of=("self",)).select_related("entry").get(pk=version.pk)
    if version.state != VersionState.DROPPED or version.entry.versions.filter(state=VersionState.PROPOSED).exists():
        raise MoveRefused(f"“{version.name}”不能恢复，请重新填报。")
    version.state = VersionState.PROPOSED
    signed(version, actor=actor, reason="恢复", at=at).save()
    return version


@transaction.atomic
def end_row(*, actor, change_set, entry: FundEntry, at=None) -> FundVersion:
    """In a change within the year: the fund leaves the list (its exit must be approved before 报送)."""
    at = at or timezone.now()
    if change_set.purpose != ListPurpose.CHANGE:
        raise MoveRefused("年度清单里不用写退出的资金，不列入即可。")
    before = readiness.befores(change_set, [entry.pk]).get(entry.pk)
    if before is None or before.year != change_set.year:
        raise MoveRefused("这项资金不在现行清单里，不用退出。")
    _locked(actor, change_set, before.organisation)
    return _write(
        actor=actor, change_set=change_set, entry=entry, organisation=before.organisation,
        change=ChangeKind.CANCEL, facts=_facts_of(before), reason="退出清单", at=at,
    )  # fmt: skip


def _facts_of(row: FundVersion) -> dict:
    return {**{key: getattr(row, key) for key in TYPED}, "content": row.content}


@transaction.atomic
def amend_row(*, actor, change_set, entry: FundEntry, at=None) -> FundVersion:
    """In a change within the year: take the row in force into the set, to be changed there."""
    at = at or timezone.now()
    before = readiness.befores(change_set, [entry.pk]).get(entry.pk)
    if change_set.purpose != ListPurpose.CHANGE or before is None or before.year != change_set.year:
        raise MoveRefused("这项资金不在现行清单里，不能调整。")
    _locked(actor, change_set, before.organisation)
    return _write(
        actor=actor, change_set=change_set, entry=entry, organisation=before.organisation, change=ChangeKind.AMEND,
        facts=_facts_of(before), reason="年中调整", at=at,
    )  # fmt: skip


@transaction.atomic
def carry_forward(*, actor, change_set: FundChangeSet, organisation=None, at=None):
    """Take last year's rows into this year's draft in one act: (rows written, [(name, why it was left out)]).

    A fund that has left, whose time is over or that is already in the list stays out. What was approved at its last
    evaluation (a new end, a later evaluation) is carried with it.
    """
    at = at or timezone.now()
    if change_set.purpose != ListPurpose.YEAR:
        raise MoveRefused("只有年度清单可以沿用上年。")
    change_set = _locked(actor, change_set, organisation or change_set.organisation)
    last = FundVersion.objects.filter(form=change_set.form, year__lt=change_set.year, state=VersionState.PUBLISHED)
    year = last.aggregate(year=Max("year"))["year"]
    if year is None:
        raise MoveRefused("还没有以前年度的清单可以沿用，请逐项填报或者从 Excel 导入。")
    rows = last.filter(year=year, valid_to__isnull=True).select_related("entry", "organisation")
    rows = rows.filter(organisation=organisation) if organisation else rows
    present = dict(FundVersion.objects.filter(state=VersionState.PROPOSED).values_list("entry_id", "change_set_id"))
    written, left_out = [], []
    for row in rows.order_by("organisation__sort_key", "organisation_id", "sort_key", "id"):
        why = _left_out(row, change_set, present)
        if why:
            left_out.append((row.name, why))
            continue
        written.append(
            _write(
                actor=actor,
                change_set=change_set,
                entry=row.entry,
                organisation=row.organisation,
                change=ChangeKind.AMEND,
                facts=as_carried(row),
                reason=f"沿用{year}年度",
                at=at,
            )  # fmt: skip
        )
    whose = f"{organisation}的" if organisation else ""
    note(change_set, actor=actor, move="carry_forward", words=f"沿用{year}年度清单{whose}{len(written)}项", at=at,
         left_out=[list(pair) for pair in left_out])  # fmt: skip
    return written, left_out


def _left_out(row: FundVersion, change_set, present) -> str:
    if readiness.has_left(row.entry, change_set.year):
        return "已经退出"
    if row.ends_on and row.ends_on < date(change_set.year, 1, 1):
        return f"执行期限到 {row.ends_on} 为止，需要延续的先评估"
    if row.entry_id in present:
        return "已在这份清单里" if present[row.entry_id] == change_set.pk else "在另一批清单里还没有办完"
    return ""


def as_carried(row: FundVersion) -> dict:
    """The row as its last evaluation left it: kept or adjusted, its new end, its next evaluation (FundRule)."""
    facts = _facts_of(row)
    kinds = (ProposalKind.KEEP, ProposalKind.ADJUST)
    done = FundProposal.objects.filter(entry_id=row.entry_id, kind__in=kinds, state=ProposalState.APPROVED)
    last = done.order_by("-decided_on", "-id").first()
    if last is not None:
        facts["ends_on"] = last.ends_on or facts["ends_on"]
        due = facts["evaluate_on"]
        if due and due <= last.decided_on:
            facts["evaluate_on"] = date(last.decided_on.year + FundRule.or_preset().evaluation_years, 12, 31)
    return facts
