"""主项 → 子项 → 业务办理项: where an entry stands, and what that asks of its main item.

The database keeps the levels, refuses circles and a fourth level (migration `catalogue_and_hierarchy`); here is what it
can't say in words, and the order of the list, in which a sub-item follows its main item.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from core.history import signed, snapshot
from core.models import Publication
from core.registers import ENDS, HANDS_ON, ChangeKind, VersionState
from core.workflow import MoveRefused

from ..kinds.checks import folded
from ..models import ListEntry, ListVersion
from ..models.lists import EntryLevel
from ..permissions import may_fill, may_review
from .codes import sort_key_of

PUBLICATION = "lists"
ALONE = HANDS_ON - {ChangeKind.DELEGATE, ChangeKind.TRANSFER}  # ends whose successors are named one by one
KEY_LENGTH = ListVersion._meta.get_field("sort_key").max_length


def alive() -> Q:
    """Texts that count: in force, or on their way and no end."""
    on_the_way = Q(state=VersionState.PROPOSED) & ~Q(change__in=ENDS)
    return Q(state=VersionState.PUBLISHED, valid_to__isnull=True) | on_the_way


def in_force(entry: ListEntry) -> bool:
    return entry.versions.filter(state=VersionState.PUBLISHED, valid_to__isnull=True).exists()


def nest(*, actor, entry, parent, reason="", at=None) -> ListEntry:
    """Put an entry below another of the same body and list, or make it a main item (no parent).

    While the entry isn't public its body's clerk may; afterwards 县委编办, for the public list changes its order.
    """
    with transaction.atomic():
        row = ListEntry.objects.select_for_update().get(pk=entry.pk)
        listed = in_force(row)
        if not (may_review(actor, row) or (may_fill(actor, row) and not listed)):
            if may_fill(actor, row):
                raise MoveRefused("这一事项已经公布，它在清单里的层级由县委编办调整，请联系县委编办。")
            raise PermissionDenied("您没有调整这个单位清单的权限。")
        if row.parent_id == (parent.pk if parent else None):
            return row
        place(row, parent, actor=actor, reason=reason, at=at)
        if listed:
            Publication.objects.bump(PUBLICATION)
    return row


def place(entry: ListEntry, parent, *, actor, reason="", at=None) -> None:
    """Write the parent and the order of the texts below; whoever calls has asked whether the actor may."""
    at = at or timezone.now()
    if parent is not None:
        parent = ListEntry.objects.select_for_update().get(pk=parent.pk)
        _check_parent(entry, parent)
    entry.parent = parent
    words = f"归入 {parent.code}" if parent else "改为主项"
    signed(entry, actor=actor, reason="：".join(filter(None, [words, reason.strip()])), at=at).save()
    entry.refresh_from_db(fields=["level"])
    keep_order([entry], actor=actor, at=at)


def _check_parent(entry: ListEntry, parent: ListEntry) -> None:
    if (parent.kind, parent.organisation_id) != (entry.kind, entry.organisation_id):
        raise MoveRefused(f"{parent.code} 是别的单位或别的清单的事项，请选本单位同一张清单里的事项。")
    above = parent
    while above is not None:
        if above.pk == entry.pk:
            raise MoveRefused(f"{parent.code} 是 {entry.code} 自己或它下面的事项，不能反过来作它的上级。")
        above = above.parent
    if parent.level + height(entry) > EntryLevel.DEALING:
        raise MoveRefused("清单只分主项、子项、业务办理项三级，这样放就多出一级了。请选更上一级的事项。")
    texts = ListVersion.objects.filter(alive())
    category = texts.filter(entry=parent).order_by("-number").values_list("category", flat=True).first()
    if category is None:
        raise MoveRefused(f"{parent.code} 不在清单里，也没有在途的批次。请先增加它，再归入子项。")
    own = texts.filter(entry=entry).order_by("-number").values_list("category", flat=True).first()
    if own is not None and own != category:
        raise MoveRefused(f"{entry.code} 与 {parent.code} 的类别不同。子项与主项应是同一类别，请核对。")


def height(entry: ListEntry) -> int:
    """How many levels an entry and what stands below it take: 1 to 3."""
    found, level = 1, list(entry.subs.values_list("pk", flat=True))
    while level:
        found += 1
        level = list(ListEntry.objects.filter(parent__in=level).values_list("pk", flat=True))
    return found


def below(entry: ListEntry) -> list[ListEntry]:
    """The entries below one, its own sub-items first."""
    found, level = [], [entry.pk]
    while level:
        rows = list(ListEntry.objects.filter(parent__in=level).order_by("id"))
        found += rows
        level = [row.pk for row in rows]
    return found


def sort_key_within(entry: ListEntry) -> str:
    """Where an entry stands in its body's category: below its main item, by the numbers of both codes."""
    chain, above = [], entry
    while above is not None:
        chain.append(sort_key_of(above.code))
        above = above.parent
    first, *rest = reversed(chain)
    return ".".join([first, *(key[-4:] if key.isdigit() else key for key in rest)])[:KEY_LENGTH]


def keep_order(entries: list[ListEntry], *, actor, at) -> None:
    """Write the order of the texts of these entries and of all below them; the order is no part of a text."""
    rows = [row for entry in entries for row in (entry, *below(entry))]
    changed = []
    for row in rows:
        key = sort_key_within(row)
        texts = ListVersion.objects.filter(entry=row).exclude(sort_key=key)
        changed += texts.values_list("pk", flat=True)
        texts.update(sort_key=key)
    if changed:
        snapshot(ListVersion.objects.filter(pk__in=changed), actor=actor, reason="随主项排列", at=at)


def part_families(keys) -> int:
    """Of entries that have moved to another body: what stands below or above one left behind becomes a main item."""
    parted = ListEntry.objects.filter(Q(pk__in=keys) | Q(parent__in=keys), parent__isnull=False)
    parted = parted.exclude(parent__organisation=F("organisation"))
    return ListEntry.objects.filter(pk__in=list(parted.values_list("pk", flat=True))).update(parent=None)


# --- a main item and what stands below it ----------------------------------------------------------------------------


def subs_in_force(entry: ListEntry) -> list[ListEntry]:
    """All below an entry that are on the list today, the deepest first."""
    rows = {row.pk: row for row in below(entry)}
    texts = ListVersion.objects.filter(entry__in=rows, state=VersionState.PUBLISHED, valid_to__isnull=True)
    listed = set(texts.values_list("entry_id", flat=True))
    return sorted((row for row in rows.values() if row.pk in listed), key=lambda row: (-row.level, row.pk))


def subs_to_end(change_set, entry, change, with_subs: bool) -> list[ListEntry]:
    """What must end with an entry in the same set: refused in words unless the person said so, or did it already."""
    if change not in ENDS:
        return []
    left = subs_in_force(entry)
    ending = change_set.versions.open_proposals().filter(change__in=ENDS, entry__in=left)
    done = set(ending.values_list("entry_id", flat=True))
    left = [row for row in left if row.pk not in done]
    if left and (not with_subs or change in ALONE):
        codes = "、".join(row.code for row in left[:5])
        how = "请先在同一批次里逐项办理。" if change in ALONE else "请先取消它们，或者选择“连同下级事项一并办理”。"
        raise MoveRefused(
            f"{entry.code} 下面还有 {len(left)} 项在清单里（{codes}{'等' if len(left) > 5 else ''}）。{how}"
        )
    return left


def check_families(change_set, *, decided: bool = False) -> None:
    """Nothing ends above entries that stay, nothing begins below one that isn't there: asked when a set is sent, and
    again (`decided`) once its rows have taken force."""
    state = {"state__in": (VersionState.PUBLISHED, VersionState.ENDED)} if decided else {"state": VersionState.PROPOSED}
    rows = change_set.versions.filter(**state)
    listed = ListVersion.objects.filter(state=VersionState.PUBLISHED, valid_to__isnull=True)
    rows = rows.filter(Q(entry__parent__isnull=False) | Q(entry__subs__isnull=False))
    kids = listed.filter(entry__parent=OuterRef("entry"))
    if not decided:
        own = change_set.versions.filter(**state)
        kids = kids.exclude(Exists(own.filter(entry=OuterRef("entry"), change__in=ENDS)))
    stuck = rows.filter(change__in=ENDS, entry__subs__isnull=False).filter(Exists(kids)).order_by("sort_key", "id")
    names = list(dict.fromkeys(stuck.values_list("name", flat=True)[:6]))
    if names:
        raise MoveRefused(f"以下主项要取消，下级事项还在清单里：{'、'.join(names[:5])}。请连同下级事项一并办理。")
    if not decided:
        return  # the main item may still come by another set
    above = listed.filter(entry=OuterRef("entry__parent"))
    orphans = rows.exclude(change__in=ENDS).filter(entry__parent__isnull=False).exclude(Exists(above))
    names = list(dict.fromkeys(orphans.order_by("sort_key", "id").values_list("name", flat=True)[:6]))
    if names:
        raise MoveRefused(f"以下事项的主项不在清单里：{'、'.join(names[:5])}。请先公布主项，或者把它们改为主项。")


# --- the column 子项 of a workbook -----------------------------------------------------------------------------------


def nest_by_name(change_set, *, actor, at) -> int:
    """Put rows whose column 子项 is filled below the entry of the same name that is no sub-item itself, where there is
    exactly one. Returns how many."""
    rows = ListVersion.objects.filter(alive(), kind=change_set.kind, organisation=change_set.organisation_id)
    touched = rows.filter(change_set=change_set)
    nested = ListEntry.objects.filter(versions__in=touched, parent__isnull=False).select_related("parent__parent")
    _order_subs(list(nested.order_by("id").distinct()), actor=actor, at=at)
    if not touched.filter(content__has_key="sub_name").exclude(content__sub_name="").exists():
        return 0
    mains: dict[tuple, set[int]] = {}
    for pk, name, category in rows.filter(
        Q(content__sub_name="") | ~Q(content__has_key="sub_name"), entry__parent__isnull=True
    ).values_list("entry_id", "name", "category"):
        mains.setdefault((folded(name), category), set()).add(pk)
    subs = rows.exclude(content__sub_name="").filter(content__has_key="sub_name", entry__parent__isnull=True)
    subs = subs.filter(entry__subs__isnull=True).order_by("entry_id", "number")
    found = {}
    for pk, name, category in subs.values_list("entry_id", "name", "category"):
        main = mains.get((folded(name), category), set()) - {pk}
        if len(main) == 1:
            found[pk] = min(main)
    entries = list(ListEntry.objects.select_for_update(of=("self",)).filter(pk__in=found).order_by("id"))
    for row in entries:
        row.parent_id = found[row.pk]
    ListEntry.objects.bulk_update(entries, ["parent"], batch_size=2000)
    done = ListEntry.objects.filter(pk__in=found).select_related("parent")
    snapshot(ListEntry.objects.filter(pk__in=found), actor=actor, reason=f"归入同名主项：{change_set.reason}", at=at)
    _order_subs(list(done.order_by("id")), actor=actor, at=at)
    return len(found)


def _order_subs(entries: list[ListEntry], *, actor, at) -> None:
    """The order of many leaves at once."""
    keys = {row.pk: sort_key_within(row) for row in entries}
    texts = []
    for text in ListVersion.objects.filter(entry__in=keys).only("id", "entry_id", "sort_key").order_by("id"):
        if text.sort_key != keys[text.entry_id]:
            text.sort_key = keys[text.entry_id]
            texts.append(text)
    ListVersion.objects.bulk_update(texts, ["sort_key"], batch_size=1000)
    snapshot(ListVersion.objects.filter(pk__in=[t.pk for t in texts]), actor=actor, reason="随主项排列", at=at)
