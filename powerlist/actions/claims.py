"""认领: a body takes items of a catalogue above onto its list; 不认领 with a reason; all townships in one act.

Claiming puts rows into a draft through `propose`: the review path, the publication and the history are those of every
other change. The link to the item stands from then on; it says what is locked (`actions.locks`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.enums import Nature
from accounts.models import Organisation
from core.history import signed
from core.registers import ChangeKind, VersionState
from core.workflow import MoveRefused

from ..enums import Category, ChangeGround, ListKind, UrgingKind
from ..kinds.checks import folded
from ..models import CatalogueDecline, CatalogueItem, ListChangeSet, ListEntry, ListVersion, Urging
from ..permissions import may_fill, may_review
from .catalogue import keeps_catalogue
from .change_sets import opened, propose
from .locks import locked_of
from .nesting import alive, place

MOST = 200  # items of one act at a page
REASON = "认领上级目录事项"


@dataclass
class Claimed:
    """What a claim did: rows by change set, entries that were the same already and only linked, what was left out."""

    change_sets: list[ListChangeSet] = field(default_factory=list)
    rows: list[ListVersion] = field(default_factory=list)
    linked: list[ListEntry] = field(default_factory=list)
    left_out: list[tuple[CatalogueItem, str]] = field(default_factory=list)


def kind_of(item: CatalogueItem) -> str:
    """The list on which an item stands."""
    return str(ListKind.PUBLIC_SERVICES if item.category == Category.PUBLIC_SERVICE else ListKind.POWERS)


def claim(*, actor, organisation, items: Iterable[CatalogueItem], change_set=None, at=None) -> Claimed:
    """Claim items for a body, into the given draft or new ones (one for each list). Raises MoveRefused in words.

    An entry of the same name and category that isn't claimed yet becomes the item's: amended where its text differs.
    What is claimed already is left out; a sub-item stands below its main item once both are claimed.
    """
    if not may_fill(actor, ListChangeSet(organisation=organisation, author=actor)):
        raise PermissionDenied("您没有填报这个单位清单的权限。")
    return _claim(actor, organisation, list(items), change_set, at or timezone.now(), trusted=False)


def claim_for_townships(*, actor, items: Iterable[CatalogueItem], at=None) -> dict[Organisation, Claimed]:
    """One item, all townships: a change set in draft for each, and its clerks urged to fill it and send it."""
    items = list(items)
    if not keeps_catalogue(actor):
        raise PermissionDenied("为各乡镇统一认领由县委编办办理，您没有这项权限。")
    at, done = at or timezone.now(), {}
    with transaction.atomic():
        for body in Organisation.objects.current().filter(nature=Nature.TOWNSHIP).order_by("sort_key", "code"):
            claimed = _claim(actor, body, items, None, at, trusted=True)
            if claimed.rows or claimed.linked:
                done[body] = claimed
                _urge(body, claimed, at)
        if not done:
            raise MoveRefused("各乡镇都已认领所选事项，不用再办。")
    return done


def _urge(body, claimed: Claimed, at) -> None:
    for change_set in claimed.change_sets:
        Urging.objects.get_or_create(
            key=f"claimed:{change_set.number}",
            defaults={
                "kind": UrgingKind.CLAIMED, "organisation": body, "permission": "fill_lists", "created_at": at,
                "title": f"县委编办已为您单位认领 {len(claimed.rows)} 项，请补填后报送",
                "text": "名称、类别和依据取自上级目录；承办机构、责任事项、办理环节和时限请按本单位情况填写。",
                "address": f"/desk/lists/{change_set.number}/",
            },
        )  # fmt: skip


def _claim(actor, organisation, items, change_set, at, *, trusted: bool) -> Claimed:
    if not items:
        raise MoveRefused("请先勾选要认领的事项。")
    if len(items) > MOST:
        raise MoveRefused(f"一次最多认领 {MOST} 项，您选了 {len(items)} 项。请分几次办理。")
    today, done = timezone.localdate(at), Claimed()
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)  # two claims of one body follow each other
        known = _entries(organisation, items)
        sets = {change_set.kind: change_set} if change_set is not None else {}
        for item in sorted(items, key=lambda item: (item.parent_id is not None, item.pk)):
            entry = known.get(item.pk)
            if item.valid_from > today or (item.valid_to and item.valid_to <= today):
                done.left_out.append((item, "目录已取消或者还没有施行"))
            elif entry is not None and entry.is_alive:
                done.left_out.append((item, f"已认领（{entry.code}）"))
            else:
                _claim_one(actor, organisation, item, entry, sets, done, at, trusted)
        _nest(actor, organisation, at)
        done.change_sets = [row for row in sets.values() if any(v.change_set_id == row.pk for v in done.rows)]
        CatalogueDecline.objects.filter(
            organisation=organisation, withdrawn_at__isnull=True, item__in=[i.pk for i in items]
        ).exclude(item__in=[item.pk for item, _ in done.left_out]).update(withdrawn_at=at)
    return done


def _entries(organisation, items) -> dict[int, ListEntry]:
    """The body's entries of these items, each with `is_alive`; others of the same name that aren't claimed stand in."""
    rows = ListEntry.objects.filter(organisation=organisation, item__in=items).order_by("id")
    texts = ListVersion.objects.filter(alive(), organisation=organisation)
    live = set(texts.filter(entry__item__in=items).values_list("entry_id", flat=True))
    found = {}
    for entry in rows:
        entry.is_alive = entry.pk in live
        found[entry.item_id] = entry
    free = texts.filter(entry__item__isnull=True, kind__in={kind_of(item) for item in items})
    free = free.filter(state=VersionState.PUBLISHED, category__in={item.category for item in items})
    by_name: dict[tuple, list[int]] = {}
    for pk, kind, name, category in free.values_list("entry_id", "kind", "name", "category").order_by("entry_id"):
        by_name.setdefault((kind, folded(name), category), []).append(pk)
    for item in items:
        same = by_name.get((kind_of(item), folded(item.name), item.category), [])
        if item.pk not in found and len(same) == 1:
            entry = ListEntry.objects.get(pk=same[0])
            entry.is_alive = False
            found[item.pk] = entry
    return found


def _claim_one(actor, organisation, item, entry, sets, done, at, trusted) -> None:
    current = None
    if entry is not None:
        current = entry.versions.filter(state=VersionState.PUBLISHED, valid_to__isnull=True).order_by("id").first()
        pending = entry.versions.open_proposals().select_related("change_set").order_by("id").first()
        if pending is not None:
            done.left_out.append((item, f"同名事项在批次 {pending.change_set.number} 中有未办结的变更"))
            return
        if entry.item_id is None:
            entry.item = item
            signed(entry, actor=actor, reason=f"认领自{item.source}", at=at).save()
        if current is not None and not differs(entry, current):
            done.linked.append(entry)
            return
    kind = kind_of(item)
    if kind not in sets:
        sets[kind] = opened(
            actor=actor, organisation=organisation, kind=kind, ground=ChangeGround.RECEIVED, at=at,
            title=f"{organisation.short_name or organisation.name}{REASON}",
            reason=f"按《{item.edition.title}》（{item.edition.document_number}）{REASON}",
        )  # fmt: skip
    kept = {"office": current.office, "content": dict(current.content)} if current else {"content": {}}
    kept["content"].pop("basis", None) if item.basis else None
    row = propose(
        actor=actor, change_set=sets[kind], entry=entry, item=item if entry is None else None,
        change=ChangeKind.AMEND if current else ChangeKind.ADD, category=item.category, name=item.name,
        ground_text=item.edition.document_number, trusted=trusted, at=at, **kept,
    )  # fmt: skip
    done.rows.append(row)


def differs(entry: ListEntry, text: ListVersion) -> bool:
    """Whether a text isn't what the item says in the locked cells."""
    own = {"name": text.name, "category": text.category, "basis": list(text.content.get("basis") or [])}
    return any(own[key] != value for key, value in locked_of(entry, entry.kind).items())


def _nest(actor, organisation, at) -> None:
    """Claimed sub-items below the claimed main item of the same list, where they stand nowhere yet."""
    loose = ListEntry.objects.filter(
        organisation=organisation, parent__isnull=True, item__parent__isnull=False, item__parent__entries__isnull=False
    ).filter(item__parent__entries__organisation=organisation)
    for entry in loose.select_related("item").order_by("id").distinct():
        mains = ListEntry.objects.filter(organisation=organisation, kind=entry.kind, item=entry.item.parent_id)
        main = mains.filter(versions__in=ListVersion.objects.filter(alive())).order_by("id").first()
        if main is not None:
            place(entry, main, actor=actor, reason="随上级目录", at=at)


def decline(*, actor, organisation, items: Iterable[CatalogueItem], reason: str, at=None) -> int:
    """不认领 of items by a body, for a reason. Returns how many. Refused in words for what is claimed already."""
    items, reason = list(items), reason.strip()
    if not may_fill(actor, ListChangeSet(organisation=organisation, author=actor)):
        raise PermissionDenied("您没有填报这个单位清单的权限。")
    if not items:
        raise MoveRefused("请先勾选不认领的事项。")
    if not reason:
        raise MoveRefused("请写明不认领的理由，如“本县没有海域，无此项职能”。")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        taken = ListVersion.objects.filter(alive(), organisation=organisation, entry__item__in=items)
        names = list(dict.fromkeys(taken.order_by("id").values_list("entry__item__name", flat=True)[:5]))
        if names:
            raise MoveRefused(f"这些事项已经认领：{'、'.join(names)}。不再实施的，请走取消的程序。")
        known = CatalogueDecline.objects.filter(organisation=organisation, withdrawn_at__isnull=True, item__in=items)
        known = set(known.values_list("item_id", flat=True))
        new = [item for item in items if item.pk not in known]
        for item in new:
            row = CatalogueDecline(
                item=item, organisation=organisation, reason=reason[:300], by=actor, at=at or timezone.now()
            )
            signed(row, actor=actor, reason=f"不认领：{reason}"[:300], at=at).save()
    return len(new)


def release(*, actor, entry, reason: str, at=None) -> ListEntry:
    """解除认领: the entry becomes the body's own again (本地特有); 县委编办 alone may, for a reason."""
    if not may_review(actor, entry):
        raise PermissionDenied("解除认领由县委编办办理，您没有这项权限。")
    if not reason.strip():
        raise MoveRefused("请写明解除认领的理由。")
    with transaction.atomic():
        row = ListEntry.objects.select_for_update().get(pk=entry.pk)
        if row.item_id is None:
            raise MoveRefused("这一事项没有认领上级目录。")
        row.item = None
        signed(row, actor=actor, reason=f"解除认领：{reason.strip()}", at=at).save()
    return row
