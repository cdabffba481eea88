"""A change set on its way: opened, filled, sent, judged, decided (兰州市权责清单动态管理办法 第九至十一条)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core.history import signed, snapshot
from core.models import Serial
from core.registers import BEGINS, KEEPS_TEXT, ChangeKind, ChangeSetState, VersionState
from core.workflow import MoveRefused

from ..enums import ChangeGround, Verdict
from ..kinds import KINDS, FieldRefused
from ..models import Campaign, ListChangeSet, ListEntry, ListMove, ListVersion, RowOutcome, RowVerdict
from ..permissions import may_fill
from .basis import check_bases, cite
from .codes import take_codes
from .locks import take_locked
from .nesting import check_families, place, sort_key_within, subs_to_end
from .paths import fire, path_for
from .standing import check_pause, propose_pause, succeed


class RowChanged(Exception):
    """Somebody else changed the row while this person was editing; `current` is the row as it stands now."""

    def __init__(self, current):
        super().__init__("您打开之后，这一行已被别人改过。请对照下面两份内容，改好后再保存。")
        self.current = current


def open_change_set(*, actor, organisation, kind, title, reason, ground=ChangeGround.OTHER, at=None) -> ListChangeSet:
    """Open a change set of one body and one list. `ground` is the legal case, `reason` says it in words."""
    if not title.strip() or not reason.strip():
        raise MoveRefused("请填写批次的标题和变更事由：公布时会一并公开。")
    _allow(actor, ListChangeSet(organisation=organisation, author=actor))
    return opened(actor=actor, organisation=organisation, kind=kind, title=title, reason=reason, ground=ground, at=at)


def opened(*, actor, organisation, kind, title, reason, ground=ChangeGround.OTHER, at=None) -> ListChangeSet:
    """A change set in draft with its first row in the log; whoever calls has asked whether the actor may."""
    at = at or timezone.now()
    with transaction.atomic():
        day = timezone.localtime(at).date()
        row = ListChangeSet(
            number=f"QD{day:%Y%m%d}{Serial.take('list_change_set', day):04d}",
            title=title.strip(),
            reason=reason.strip(),
            ground=ground,
            kind=kind,
            organisation=organisation,
            author=actor,
            campaign=Campaign.objects.running_for(organisation, kind, day),
        )
        signed(row, actor=actor, reason="建立批次", at=at).save()
        ListMove.objects.create(
            subject=row,
            move="open",
            target=row.state,
            actor_id=actor.pk,
            actor_name=actor.display_name,
            note=row.reason,
            at=at,
            facts={"ground": str(ground)},
        )
    return row


def propose(
    *,
    actor,
    change_set,
    change,
    entry=None,
    category=None,
    name=None,
    office="",
    content=None,
    code=None,
    ground="",
    ground_text="",
    successors=(),
    succeeds=(),
    organisation=None,
    pause=None,
    item=None,
    parent=None,
    with_subs=False,
    trusted=False,
    at=None,
) -> ListVersion:
    """Put one row into a change set: a new entry, another text of one, its end, its suspension or resumption.

    A row that ends or suspends an entry repeats the text in force; adding an entry that ended restores it. `ground`
    and `ground_text` are the row's own legal case and paper, those of the set where none are given. `successors` are
    the entries that follow an ended one; `succeeds` the rows of this set that a new entry follows: with them it may
    belong to another `organisation`. `pause` says why and how long an entry is suspended (reason, months, until).
    `item` of a catalogue above locks name, category and basis; `parent` is the main item of a new entry; `with_subs`
    ends what stands below with an entry. `trusted`: the caller has asked whether the actor may. Raises MoveRefused in
    words.
    """
    at = at or timezone.now()
    with transaction.atomic():
        change_set = open_draft(actor, change_set, trusted=trusted)
        body = _body_of_row(change_set, organisation, succeeds)
        if entry is None:
            if change not in BEGINS:
                raise MoveRefused("变更或取消须指明是哪一项，请先在清单中找到它。")
            category = item.category if item else category
            entry = _new_entry(actor, change_set, body, category, code, at, item)
            if parent is not None:
                place(entry, parent, actor=actor, at=at)
        else:
            entry = ListEntry.objects.select_for_update().get(pk=entry.pk)
        current = _check_open(change_set, change, entry, body)
        check_pause(change, entry, pause)
        for sub in subs_to_end(change_set, entry, change, with_subs):
            propose(
                actor=actor, change_set=change_set, change=change, entry=sub, ground=ground, ground_text=ground_text,
                trusted=trusted, at=at,
            )  # fmt: skip
        if change in KEEPS_TEXT:
            category, name, office, content = current.category, current.name, current.office, current.content
        else:
            name, category, content = take_locked(entry, name=name, category=category, content=content)
        row = ListVersion(
            entry=entry,
            change_set=change_set,
            kind=entry.kind,
            organisation_id=entry.organisation_id,
            number=(entry.versions.aggregate(last=Max("number"))["last"] or 0) + 1,
            change=change,
            category=KINDS[entry.kind].category_of(category),
            name=(name or "").strip(),
            office=(office or "").strip(),
            content=_clean_content(entry.kind, content),
            sort_key=sort_key_within(entry),
            ground=ground or change_set.ground,
            ground_text=ground_text.strip(),
        )
        _check_name(row)
        if change not in KEEPS_TEXT:
            check_bases(row, on=timezone.localtime(at).date())
        signed(row, actor=actor, reason=f"{row.get_change_display()}：{change_set.reason}", at=at).save()
        cite([row], on=timezone.localtime(at).date())
        if change == ChangeKind.SUSPEND:
            propose_pause(row, pause, actor=actor, at=at)
        for follower in successors:
            succeed(row, follower)
        for ended in succeeds:
            succeed(ended, entry)
    return row


def name_successor(*, actor, version, entry, seen=None) -> None:
    """Name the entry that follows one which ends in a draft. Refused when it would lead back in a circle."""
    with transaction.atomic():
        change_set = open_draft(actor, version.change_set)
        succeed(_proposed(change_set, version, seen), entry)


def forget_successor(*, actor, version, entry, seen=None) -> None:
    """Take a named successor back, in a draft."""
    with transaction.atomic():
        change_set = open_draft(actor, version.change_set)
        _proposed(change_set, version, seen).successions.filter(successor=entry).delete()


def revise(*, actor, version, category, name, office, content, seen=None, at=None) -> ListVersion:
    """Edit a proposed row. `seen` is the fingerprint of the text that the person was shown; RowChanged when stale.

    Open in a draft; while the department verifies, for rows that pass once they are mended; and while it enters what
    was decided.
    """
    with transaction.atomic():
        change_set = open_draft(actor, version.change_set, also=(ChangeSetState.FEEDBACK, ChangeSetState.ENTRY))
        row = _proposed(change_set, version)
        if change_set.state == ChangeSetState.FEEDBACK and not to_be_mended(row, change_set):
            raise MoveRefused("这一项已经通过审查，核实时不能再改。对结论有不同意见的，请用“提出异议”。")
        _still(row, seen)
        if row.change in KEEPS_TEXT:
            raise MoveRefused(f"{row.get_change_display()}只需写明事由，内容沿用现行文本，不能修改。")
        name, category, content = take_locked(row.entry, name=name, category=category, content=content)
        row.category = KINDS[row.kind].category_of(category)
        row.name, row.office = name.strip(), office.strip()
        row.content = _clean_content(row.kind, content)
        _check_name(row)
        check_bases(row, on=timezone.localtime(at or timezone.now()).date())
        signed(row, actor=actor, reason="修改拟议内容", at=at or timezone.now()).save()
        cite([row])
    return row


def drop_row(*, actor, version, at=None) -> ListVersion:
    """Take a row out of a draft. It stays in the history as 未采用; the published text is untouched."""
    with transaction.atomic():
        change_set = open_draft(actor, version.change_set)
        row = _proposed(change_set, version)
        row.state = VersionState.DROPPED
        signed(row, actor=actor, reason="移出批次", at=at or timezone.now()).save()
    return row


def to_be_mended(row, change_set) -> bool:
    """Whether a reviewer passed this row only once it is mended."""
    return RowVerdict.objects.filter(version=row, round=change_set.round, verdict=Verdict.REVISE).exists()


def submit(*, actor, change_set, at=None) -> ListChangeSet:
    """报送: the set takes the path of its strictest row and keeps it; a new round of verdicts begins.

    Opinions of an earlier round stay in the log; the people of the next round are free again.
    """
    at = at or timezone.now()
    with transaction.atomic():
        row = ListChangeSet.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=change_set.pk)
        path = path_for(row)
        check_families(row)
        done = fire(
            row, "submit", actor=actor, at=at, submitted_at=at, reviewer=None, jurist=None, path=path,
            round=row.round + 1,
        )  # fmt: skip
        RowOutcome.objects.filter(version__change_set=done, version__state=VersionState.PROPOSED).delete()
    return done


def withdraw(*, actor, change_set, note="", at=None) -> ListChangeSet:
    """Give a draft up: its rows are dropped and their entries are free for another change set."""
    at = at or timezone.now()
    with transaction.atomic():
        row = fire(change_set, "withdraw", actor=actor, at=at, note=note)
        drop_rows(row, row.versions.open_proposals(), actor=actor, reason="批次撤回", at=at)
    return row


def drop_rows(change_set, rows, *, actor, reason: str, at) -> list[int]:
    """Rows leave the set as 未采用, with their history; returns their keys."""
    keys = list(rows.order_by("id").values_list("pk", flat=True))
    dropped = ListVersion.objects.filter(pk__in=keys)
    dropped.update(state=VersionState.DROPPED)
    snapshot(dropped, actor=actor, reason=reason, at=at)
    return keys


def _allow(actor, change_set):
    if not may_fill(actor, change_set):
        raise PermissionDenied("您没有填报这个单位清单的权限。")


def open_draft(actor, change_set, also=(), trusted=False) -> ListChangeSet:
    """The locked change set, when this person may still fill it."""
    row = ListChangeSet.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=change_set.pk)
    if not trusted:
        _allow(actor, row)
    if row.state not in (ChangeSetState.DRAFT, *also):
        raise MoveRefused(f"这一批次现在是“{row.get_state_display()}”，不能再改内容。")
    return row


def _proposed(change_set, version, seen=None) -> ListVersion:
    """The locked row, while it is in the set and still is what the person saw."""
    row = ListVersion.objects.select_for_update(of=("self",)).get(pk=version.pk, change_set=change_set)
    if row.state != VersionState.PROPOSED:
        raise MoveRefused("这一行已从批次中移出，不能再改。")
    _still(row, seen)
    return row


def _still(row, seen) -> None:
    """RowChanged when the row is another than the one whose fingerprint the person was shown."""
    if seen and seen != row.fingerprint:
        raise RowChanged(row)


def _body_of_row(change_set, organisation, succeeds):
    """A row is of the body of its set; a new entry that follows an ended one may belong to another."""
    if organisation is None or organisation.pk == change_set.organisation_id:
        return change_set.organisation
    if not succeeds:
        raise MoveRefused(f"这一批次是{change_set.organisation}的，别的单位的事项只能作为承接事项放进来。")
    return organisation


def _new_entry(actor, change_set, body, category, code, at, item=None) -> ListEntry:
    declared = KINDS[change_set.kind]
    code = code or take_codes(body, declared.stem(declared.category_of(category)))[0]
    if ListEntry.objects.filter(code=code).exists():
        raise MoveRefused(f"编码 {code} 已被别的事项使用，请换一个，或留空由系统编号。")
    entry = ListEntry(code=code, kind=change_set.kind, organisation_id=body.pk, item=item)
    signed(entry, actor=actor, reason=f"增加：{change_set.reason}", at=at).save()
    return entry


def _check_open(change_set, change, entry, body) -> ListVersion | None:
    """The text in force, when this change of this entry may be proposed now."""
    if (entry.kind, entry.organisation_id) != (change_set.kind, body.pk):
        raise MoveRefused(f"事项 {entry.code} 不属于这一批次的单位和清单，请在它自己的单位建立批次。")
    pending = entry.versions.open_proposals().select_related("change_set").order_by("id").first()
    if pending is not None:
        raise MoveRefused(
            f"事项 {entry.code} 在批次 {pending.change_set.number}（{pending.change_set.get_state_display()}）"
            "中已有一条未办结的变更，请等它公布或撤回后再提。"
        )
    current = entry.versions.filter(state=VersionState.PUBLISHED, valid_to__isnull=True).order_by("id").first()
    if change in BEGINS and current is not None:
        raise MoveRefused(f"事项 {entry.code} 已在清单中，请改用“要素变更”。")
    if change not in BEGINS and current is None:
        raise MoveRefused(f"事项 {entry.code} 现在不在清单中，没有可变更或取消的内容。")
    return current


def _clean_content(kind, content) -> dict:
    """The kind's own fields and no others, as its declaration stores them."""
    try:
        return KINDS[kind].clean(content)
    except FieldRefused as refusal:
        raise MoveRefused(str(refusal)) from None


def _check_name(row):
    declared = KINDS[row.kind]
    if not row.name:
        raise MoveRefused(f"请填写{declared.name_label}。")
    codes = [code for code, _ in declared.categories]
    if codes and row.category not in codes:
        raise MoveRefused("请选择类别。")
