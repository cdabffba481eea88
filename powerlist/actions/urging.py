"""督促: steps past their limit, texts whose basis has changed, entries out of use.

兰州市权责清单管理暂行办法 第十五条.
Urging lists and reminds; it never changes a list. The same matter is urged once; what is done is settled.
"""

from datetime import date

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import Concat
from django.utils import timezone

from core import workdays
from core.registers import ChangeSetState, VersionState

from ..enums import LawStatus, UrgingKind
from ..kinds import KINDS
from ..models import Citation, EntryUse, KindSetting, Law, ListChangeSet, ListVersion, Urging
from ..models.paths import STEP_LABELS
from ..queries.catalogue import touched
from ..queries.standing import idle_entries

ENDED = (ChangeSetState.PUBLISHED, ChangeSetState.CLOSED, ChangeSetState.DECLINED, ChangeSetState.WITHDRAWN)


def urge(*, on: date | None = None, at=None) -> dict[str, int]:
    """Every night: urge what is late, settle what is done. How many are new, by kind."""
    at = at or timezone.now()
    on = on or timezone.localdate(at)
    with transaction.atomic():
        found = {
            UrgingKind.STEP: _steps(on),
            UrgingKind.UPDATE: _updates(on),
            UrgingKind.IDLE: _idle(on),
        }
        urge_catalogue(on=on, at=at)
        return {str(kind): _write(kind, rows, at) for kind, rows in found.items()}


def urge_catalogue(*, on: date, at) -> int:
    """Urge the bodies whose entries differ from the catalogue above, or whose item ended there; settle what is done."""
    waiting = Urging.objects.filter(kind=UrgingKind.CLAIMED, settled_at__isnull=True)
    drafts = ListChangeSet.objects.filter(state=ChangeSetState.DRAFT)
    drafts = drafts.annotate(key=Concat(Value("claimed:"), "number"))
    waiting.exclude(key__in=drafts.values("key")).update(settled_at=at)
    rows = touched(on).select_related("entry__item__edition", "organisation").order_by("organisation_id", "id")
    found = []
    for row in rows:
        item = row.entry.item
        ended = item.valid_to is not None and item.valid_to <= on
        found.append(
            Urging(
                key=f"catalogue:{row.entry_id}:{item.edition_id}",
                organisation_id=row.organisation_id,
                permission="fill_lists",
                title=f"“{row.name[:120]}”{'已从上级目录取消' if ended else '与上级目录不一致'}",
                text=f"《{item.edition.title}》（{item.edition.document_number}）"
                + ("取消了这一事项，请提出对应取消。" if ended else "改了名称、类别或依据，请提出要素变更。"),
                address=f"/desk/lists/entries/{row.entry.code}/change/",
            )
        )
    return _write(UrgingKind.CATALOGUE, found, at)


def count_use(*, used: dict[int, tuple[int, date | None]], on: date) -> int:
    """Write how often entries were used, by entry: (cases, day of the last). Called by the app that counts cases."""
    rows = [EntryUse(entry_id=pk, cases=n, last_case_on=last, counted_on=on) for pk, (n, last) in used.items()]
    EntryUse.objects.bulk_create(
        rows, 2000, update_conflicts=True, unique_fields=["entry"],
        update_fields=["cases", "last_case_on", "counted_on"],
    )  # fmt: skip
    return len(rows)


def _write(kind: str, rows: list[Urging], at) -> int:
    """Add what isn't urged yet; settle the open ones that are no more."""
    keys = {row.key for row in rows}
    known = set(Urging.objects.filter(kind=kind, key__in=keys).values_list("key", flat=True))
    new = [row for row in rows if row.key not in known]
    for row in new:
        row.kind, row.created_at = kind, at
    Urging.objects.bulk_create(new, 2000, ignore_conflicts=True)
    Urging.objects.filter(kind=kind, settled_at__isnull=True).exclude(key__in=keys).update(settled_at=at)
    Urging.objects.filter(kind=kind, key__in=keys, settled_at__isnull=False).update(settled_at=None)
    return len(new)


def _steps(on: date) -> list[Urging]:
    """Sets that wait longer than the step of their path allows."""
    late = ListChangeSet.objects.filter(due_on__lt=on).exclude(state__in=ENDED).exclude(waits_for="")
    return [
        Urging(
            key=f"step:{row.number}:{row.state}:{row.round}",
            organisation_id=row.organisation_id,
            permission=row.waits_for,
            title=f"“{row.title}”已超过办理期限",
            text=f"{STEP_LABELS[ChangeSetState(row.state)]}应在 {row.due_on:%Y-%m-%d} 前办结，请尽快办理。",
            address=f"/desk/lists/{row.number}/",
        )
        for row in late.order_by("id")
    ]


def _updates(on: date) -> list[Urging]:
    """Texts in force that rest on a law which has been changed or repealed, when the department has been silent.

    For how many working days it may be, the county says for each kind of list (KindSetting), else the declaration.
    """
    laws = Law.objects.exclude(status=LawStatus.IN_FORCE).order_by("id")
    calendar = workdays.calendar()
    limits = {kind.key: kind.update_days for kind in KINDS.values()}
    limits |= dict(KindSetting.objects.values_list("kind", "update_days"))
    changed, late = {}, {}
    for law in laws:
        since = law.history.filter(status=law.status).order_by("history_date").values_list("history_date", flat=True)
        begun = timezone.localdate(since[0]) if since else law.effective_on
        if begun and begun < on:
            changed[law.pk] = (law, begun)
            for days in set(limits.values()):
                late[law.pk, days] = workdays.due(begun, days, calendar=calendar, provisional=True) < on
    pending = ListVersion.objects.open_proposals().filter(entry=OuterRef("version__entry"))
    cited = Citation.objects.filter(
        law__in=changed, version__state=VersionState.PUBLISHED, version__valid_to__isnull=True
    )
    rows = cited.exclude(Exists(pending)).select_related("version", "version__entry").order_by("version_id", "position")
    found = {}
    for row in rows:
        law, begun = changed[row.law_id]
        days = limits.get(row.version.kind, 0)
        if row.version.valid_from >= begun or not late.get((law.pk, days)):
            continue
        key = f"update:{row.version.entry_id}:{law.pk}:{law.status}"
        found[key] = Urging(
            key=key,
            organisation_id=row.version.organisation_id,
            permission="fill_lists",
            title=f"“{row.version.name}”的依据已变，请提出调整",
            text=f"《{law.title}》{law.get_status_display()}，{days} 个工作日内没有提出调整。请核对后变更或取消。",
            address=f"/desk/lists/entries/{row.version.entry.code}/change/",
        )
    return list(found.values())


def _idle(on: date) -> list[Urging]:
    """Entries without a case in three years: to be looked at, never suspended by the machine."""
    rows = idle_entries(on).annotate(year=F("entry__use__counted_on__year"))
    return [
        Urging(
            key=f"idle:{row.entry_id}:{row.year}",
            organisation_id=row.organisation_id,
            permission="fill_lists",
            title=f"“{row.name}”三年未发生办件",
            text="请核对是否需要暂停行使或取消；仍需保留的，不用办理。",
            address=f"/desk/lists/entries/{row.entry.code}/change/",
        )
        for row in rows.order_by("organisation_id", "sort_key", "id")
    ]
