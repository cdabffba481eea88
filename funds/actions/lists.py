"""The verbs of a year's fund list: opened, submitted, decided, published. Amounts are in 元."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.permissions import holds
from core import search
from core.history import signed
from core.models import Publication, Scope, SecrecyReview, Serial
from core.registers import ENDS, ChangeSetState, VersionState
from core.workflow import MoveRefused

from ..enums import FundForm, ListPurpose
from ..models import FundChangeSet, FundPart, FundVersion
from ..permissions import is_console
from ..queries import readiness
from ..queries.caps import meter
from ..workflow import FUND_LIST
from .disclosure import PUBLICATION

SECRECY = "fund_change_set"  # what a 保密审查 of a list is filed under
CLOSED = (ChangeSetState.WITHDRAWN, ChangeSetState.DECLINED)


@transaction.atomic
def open_list(
    *, actor, organisation, year: int, form: str = FundForm.DEPARTMENT, purpose: str = ListPurpose.YEAR,
    departments: Iterable = (), reason: str = "", at=None,
) -> FundChangeSet:  # fmt: skip
    """Start a budget year's list, or a change within it, at the body that keeps it (财政局).

    `departments` are asked to fill their own parts. MoveRefused: a second list of one year, a list that another body
    keeps, a change of a year that has no published list, or one without its reason.
    """
    at = at or timezone.now()
    if not (is_console(actor) or holds(actor, "fill_funds", organisation)):
        raise PermissionDenied("您没有编制专项资金清单的权限。")
    _may_open(organisation, year, form, purpose, reason)
    number = f"资金〔{year}〕{Serial.take('fund-list', date(year, 1, 1)):02d}号"
    kind = "" if purpose == ListPurpose.YEAR else "年中调整"
    change_set = FundChangeSet(
        number=number,
        title=f"{year}年度{FundForm(form).label}清单{kind}",
        reason=reason.strip() or f"编制{year}年度预算",
        year=year,
        form=form,
        purpose=purpose,
        organisation=organisation,
        author=actor,
    )
    signed(change_set, actor=actor, reason="建立清单", at=at).save()
    for body in departments:
        part = FundPart(change_set=change_set, organisation=body)
        signed(part, actor=actor, reason="布置填报", at=at).save()
    return change_set


def _may_open(organisation, year: int, form: str, purpose: str, reason: str) -> None:
    if not 2000 <= year <= 2100:
        raise MoveRefused(f"预算年度“{year}”不对，请填四位年份，如 2027。")
    lists = FundChangeSet.objects.filter(form=form).exclude(state__in=CLOSED)
    other = lists.exclude(organisation=organisation).select_related("organisation").order_by("-pk").first()
    if other is not None:
        raise MoveRefused(f"专项资金清单由{other.organisation}编制，您的单位在它布置的清单里填报。")
    of_year = lists.filter(year=year)
    if purpose == ListPurpose.YEAR:
        if known := of_year.filter(purpose=purpose).order_by("pk").first():
            raise MoveRefused(
                f"{year}年度的清单已经有了（{known.number}，{known.get_state_display()}），不能再建一份。"
            )
    elif not of_year.filter(purpose=ListPurpose.YEAR, state=ChangeSetState.PUBLISHED).exists():
        raise MoveRefused(f"{year}年度的清单还没有公开，直接修改年度清单即可，不用另建年中调整。")
    elif not reason.strip():
        raise MoveRefused("年中调整要写明事由和依据。")


@transaction.atomic
def submit(*, actor, change_set, at=None) -> FundChangeSet:
    """财政局 sends the list to 县政府常务会议. MoveRefused names every fund that stands in the way, and why."""
    at = at or timezone.now()
    FundChangeSet.objects.select_for_update(of=("self",)).get(pk=change_set.pk)
    done = FUND_LIST.fire(change_set, "submit", actor=actor, at=at, submitted_at=at)[0]
    if missing := readiness.lacks(done):
        raise MoveRefused("".join(lack.message for lack in missing))
    return done


@transaction.atomic
def record_decision(
    *, actor, change_set, meeting: str, decided_on: date, document_number: str, override_reason: str = "", at=None
):
    """县政府办公室 records what 县政府常务会议 decided.

    More than the caps (100 in all, 5 for a department, 1 for a single-function one: FundRule) is refused unless the
    approver's reason is recorded. Fewer than a department's least is no matter here.
    """
    at = at or timezone.now()
    if decided_on and decided_on > timezone.localdate(at):
        raise MoveRefused("审定日期还没有到，请核对。")
    over = meter(change_set).over
    if over and not override_reason.strip():
        raise MoveRefused("".join(over) + "要么退回精简，要么写明会议同意超过的理由。")
    return FUND_LIST.fire(
        change_set,
        "record_decision",
        actor=actor,
        at=at,
        meeting=meeting,
        decided_on=decided_on,
        document_number=document_number,
        override_reason=override_reason.strip() if over else "",
        recorder=actor,
    )[0]


def send_back(*, actor, change_set, note: str, at=None) -> FundChangeSet:
    """The meeting did not pass the list: it goes back to 财政局 with the reason."""
    if not note.strip():
        raise MoveRefused("请写明会议没有通过的理由，财政局要照着修改。")
    return FUND_LIST.fire(change_set, "send_back", actor=actor, note=note.strip(), at=at)[0]


@transaction.atomic
def withdraw(*, actor, change_set, at=None) -> FundChangeSet:
    """The whole draft is given up; its rows stay in the history as 未采用."""
    at = at or timezone.now()
    change_set, _ = FUND_LIST.fire(change_set, "withdraw", actor=actor, at=at)
    for version in change_set.versions.filter(state=VersionState.PROPOSED).order_by("pk"):
        version.state = VersionState.DROPPED
        signed(version, actor=actor, reason="清单撤回", at=at).save()
    return change_set


@transaction.atomic
def publish(*, actor, change_set, effective_on: date, secrecy_opinion: str, at=None) -> FundChangeSet:
    """Publish the list: its rows come into force on `effective_on` and can be found from then on.

    Who publishes answers for the 保密审查 (政府信息公开条例 17); MoveRefused without its opinion. In a change within
    the year the rows in force until then end on that day.
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
    rows = change_set.versions.filter(state=VersionState.PROPOSED)
    versions = list(rows.select_related("entry", "organisation").select_for_update(of=("self",)).order_by("pk"))
    standing = _standing(change_set, [version.entry_id for version in versions])
    for version in versions:
        before = standing.get(version.entry_id)
        if before is not None:
            _end(before, effective_on, actor, at)
        ends = version.change in ENDS
        version.state = VersionState.ENDED if ends else VersionState.PUBLISHED
        version.valid_from = effective_on
        signed(version, actor=actor, reason=f"公开：{change_set.document_number}", at=at).save()
        if ends or version.scope == Scope.INTERNAL:
            search.withdraw_row(kind="funds", key=version.entry.code, on=effective_on)
        else:
            _make_findable(version)
    Publication.objects.bump(PUBLICATION)
    return change_set


def _standing(change_set, entries: list[int]) -> dict[int, FundVersion]:
    """The rows of the same year that are in force now, by fund."""
    rows = FundVersion.objects.filter(
        entry__in=entries, year=change_set.year, state=VersionState.PUBLISHED, valid_to__isnull=True
    )
    return {row.entry_id: row for row in rows.select_for_update(of=("self",)).order_by("pk")}


def _end(version: FundVersion, on: date, actor, at) -> None:
    if on <= version.valid_from:
        raise MoveRefused(
            f"“{version.name}”的现行内容自 {version.valid_from} 起生效，调整的生效日期要晚于这一天，请核对。"
        )
    version.valid_to = on
    signed(version, actor=actor, reason="年中调整", at=at).save()


def _make_findable(version: FundVersion):
    """A fund is found by its name and its department; another year's text of the same fund takes its place."""
    search.publish_row(
        kind="funds",
        key=version.entry.code,
        address=f"/open/funds/{version.entry.code}/",
        title=version.name,
        valid_from=version.valid_from,
        code=version.entry.code,
        category="专项资金",
        organisation=str(version.organisation),
        summary=f"{version.year} 年度预算 {version.amount_wan} 万元",
        body=version.organisation.name,
        scope=version.scope,
        rank=4,
    )
