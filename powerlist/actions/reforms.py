"""机构改革 in one act: drafted by 审改办, decided by one document, applied once in one transaction (三人分办).

The entries keep their codes and their history: each gets a new text under its new body from the day of the act, in a
published change set that carries the document (兰州市权责清单管理暂行办法 第九条：主体变更).
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.actions.heirs import hand_on_staff
from accounts.models import Organisation, holds, organisations_where
from core.files import check_upload, shown_name
from core.history import signed, snapshot
from core.models import Publication, SearchRow, SecrecyReview, Serial
from core.registers import ChangeKind, ChangeSetState
from core.workflow import MoveRefused

from .. import adapters
from ..enums import CasesGo, ChangeGround, ReformKind, ReformState
from ..models import FormerName, ListChangeSet, ListEntry, ListMove, ListVersion, Reform, ReformLine, ServiceItem
from ..queries.reforms import plan_of
from .basis import cite
from .nesting import part_families
from .paths import path_of_change
from .publication import SECRECY, take_force
from .review import SCAN_TYPES

# what a recorded act can't mend any more, because its lines are fixed by then
IN_THE_LINES = ("没有去向", "还没有写明", "不能承接", "不止一行", "已被使用", "请改选择条件")
REFORM = "reform"  # the logged act on the change sets that it publishes


def draft_reform(*, actor, title, reason, effective_on, cases_go=CasesGo.HEIR, at=None) -> Reform:
    """Open an act. Whoever reviews lists may; what it may touch is asked of each line."""
    at = at or timezone.now()
    if not organisations_where(actor, "review_lists").exists():
        raise PermissionDenied("机构改革由县委编办办理。")
    if not title.strip() or not reason.strip():
        raise MoveRefused("请填写标题和事由：公布时会一并公开。")
    with transaction.atomic():
        day = timezone.localdate(at)
        row = Reform(
            number=f"GG{day:%Y%m%d}{Serial.take('reform', day):03d}", title=title.strip(), reason=reason.strip(),
            effective_on=effective_on, cases_go=cases_go, author=actor, created_at=at,
        )  # fmt: skip
        signed(row, actor=actor, reason="起草机构改革", at=at).save()
    return row


def add_line(
    *, actor, reform, kind, source, target=None, category="", office="", new_code="", new_name="", new_short_name=""
) -> ReformLine:
    """Say what becomes of a body. The heir is `target` or, told by its code and names, a body to be set up."""
    with transaction.atomic():
        row = _open(actor, reform)
        _may_touch(actor, source)
        if target is not None:
            _may_touch(actor, target)
        whole = new_name.strip() and new_short_name.strip()
        if kind == ReformKind.RENAME:
            if not whole:
                raise MoveRefused("更名要填写新的全称和简称。")
            if category or office or target:
                raise MoveRefused("更名是整个单位的事，不用选承接单位、类别和承办机构。")
        elif target is None and not (whole and new_code.strip()):
            raise MoveRefused("请选择承接单位；由新设的单位承接时，填写它的编码、全称和简称。")
        elif target is not None and (new_code or new_name or new_short_name):
            raise MoveRefused("已选了承接单位，就不要再填新单位的编码和名称。")
        elif target == source:
            raise MoveRefused("承接单位不能是原单位自己。")
        if kind == ReformKind.MERGE and (category or office):
            raise MoveRefused("合并时原单位的事项全部由承接单位承接，不用选类别和承办机构。")
        return ReformLine.objects.create(
            reform=row, position=(row.lines.aggregate(last=Max("position"))["last"] or 0) + 1, kind=kind, source=source,
            target=target, category=category, office=office.strip(), new_code=new_code.strip(),
            new_name=new_name.strip(), new_short_name=new_short_name.strip(),
        )  # fmt: skip


def drop_line(*, actor, line) -> None:
    """Take a line out of a draft."""
    with transaction.atomic():
        _open(actor, line.reform)
        line.delete()


def withdraw_reform(*, actor, reform, at=None) -> Reform:
    """Give a draft up; nothing has changed."""
    with transaction.atomic():
        row = _open(actor, reform)
        row.state = ReformState.WITHDRAWN
        signed(row, actor=actor, reason="撤回", at=at or timezone.now()).save()
    return row


def record_reform(*, actor, reform, document_number, decided_on, scan, at=None) -> Reform:
    """县政府办公室 records the document that decides the act; its content can't be changed any more."""
    at = at or timezone.now()
    with transaction.atomic():
        row = _locked(reform)
        sources = [line.source for line in row.lines.select_related("source")]
        if not sources or not all(holds(actor, "record_decision", source) for source in sources):
            raise PermissionDenied("机构改革的文件由县政府办公室记录。")
        if row.state != ReformState.DRAFT:
            raise MoveRefused(f"这一件现在是“{row.get_state_display()}”，不能再记录审定文件。")
        if actor.pk == row.author_id:
            raise MoveRefused("起草人不能记录审定文件，请由县政府办公室另一位工作人员办理。")
        if not document_number.strip() or not scan:
            raise MoveRefused("请填写文号并上传文件扫描件。")
        if decided_on > row.effective_on:
            raise MoveRefused("执行日期不能早于审定日期，请核对文件。")
        if conflicts := [words for words in plan_of(row).conflicts if any(part in words for part in IN_THE_LINES)]:
            raise MoveRefused("；".join(conflicts))
        upload = check_upload(scan, allowed=SCAN_TYPES, of_office=True)
        row.scan, row.scan_name, row.scan_type, row.scan_sha256 = (
            scan, shown_name(scan.name), upload.content_type, upload.sha256,
        )  # fmt: skip
        row.document_number, row.decided_on, row.recorder = document_number.strip(), decided_on, actor
        row.state = ReformState.DECIDED
        signed(row, actor=actor, reason=f"记录审定：{row.document_number}", at=at).save()
    return row


def apply_reform(*, actor, reform, secrecy_opinion, at=None) -> Reform:
    """执行: bodies, entries, guides, cases, posts and search rows, all or nothing, once.

    On the day of the act or later, by somebody of 审改办 who neither drafted nor recorded it. MoveRefused names every
    conflict. Who applies answers for the 保密审查 of what is published.
    """
    at = at or timezone.now()
    with transaction.atomic():
        row = _locked(reform)
        _applicable(actor, row, at)
        plan = plan_of(row)
        if plan.conflicts:
            raise MoveRefused("还不能执行：" + "；".join(words.rstrip("。") for words in plan.conflicts) + "。")
        words = f"{row.title}（{row.document_number}）"
        heirs = _heirs(row, plan, actor=actor, words=words, at=at)
        moved: dict[tuple, list] = {}
        for fate in plan.fates:
            heir = heirs[fate.line.pk]
            for text in fate.rows:
                moved.setdefault((heir.pk, text.kind), [heir, []])[1].append((fate.line, text))
            _hand_on(row, fate, heir, actor=actor, words=words, at=at)
        for (_, kind), (heir, texts) in moved.items():
            _publish(row, kind, heir, texts, actor=actor, opinion=secrecy_opinion, at=at)
        _end_bodies(row, plan, heirs, actor=actor, words=words, at=at)
        row.state, row.applier, row.applied_at = ReformState.APPLIED, actor, at
        row.secrecy_opinion = secrecy_opinion.strip()
        SecrecyReview.record(
            kind=REFORM, key=row.number, opinion=secrecy_opinion, reviewer=actor, authors=[row.author_id], at=at
        )
        signed(row, actor=actor, reason="执行机构改革", at=at).save()
        for name in ("lists", "guides"):
            Publication.objects.bump(name)
    return row


def _applicable(actor, row, at):
    for line in row.lines.select_related("source", "target"):
        _may_touch(actor, line.source)
        if line.target is not None:
            _may_touch(actor, line.target)
    if row.state != ReformState.DECIDED:
        raise MoveRefused(f"这一件现在是“{row.get_state_display()}”，不能执行。机构改革只执行一次。")
    if actor.pk in (row.author_id, row.recorder_id):
        raise MoveRefused("起草人和记录人不能执行，请由县委编办另一位工作人员办理。")
    if timezone.localdate(at) < row.effective_on:
        raise MoveRefused(f"文件定于 {row.effective_on:%Y-%m-%d} 起执行，到那一天再办。")


def _heirs(row, plan, *, actor, words, at) -> dict[int, Organisation]:
    """The heir of each line: renamed, found, or set up now."""
    made: dict[str, Organisation] = {}
    heirs = {}
    for fate in plan.fates:
        line = fate.line
        if line.kind == ReformKind.RENAME:
            heirs[line.pk] = _rename(row, line, actor=actor, words=words, at=at)
        elif line.target_id:
            heirs[line.pk] = line.target
        else:
            if line.new_code not in made:
                made[line.new_code] = _set_up(row, line, actor=actor, words=words, at=at)
            heirs[line.pk] = made[line.new_code]
    return heirs


def _rename(row, line, *, actor, words, at) -> Organisation:
    body = Organisation.objects.select_for_update().get(pk=line.source_id)
    FormerName.objects.create(
        organisation=body, name=body.name, short_name=body.short_name, until=row.effective_on, reform=row
    )
    body.name, body.short_name = line.new_name, line.new_short_name
    signed(body, actor=actor, reason=f"更名：{words}", at=at).save()
    return body


def _set_up(row, line, *, actor, words, at) -> Organisation:
    """A new body of the kind of the one that it follows."""
    kept = ("nature", "authority", "parent_id", "region_code", "phone", "address", "office_hours", "sort_key")
    body = Organisation(
        code=line.new_code, name=line.new_name, short_name=line.new_short_name, valid_from=row.effective_on,
        **{name: getattr(line.source, name) for name in kept},
    )  # fmt: skip
    signed(body, actor=actor, reason=f"设立：{words}", at=at).save()
    return body


def _hand_on(row, fate, heir, *, actor, words, at):
    """The entries themselves, their guides and their running cases."""
    if heir.pk == fate.line.source_id:
        return
    keys = [text.entry_id for text in fate.rows]
    entries = ListEntry.objects.filter(pk__in=keys)
    entries.update(organisation=heir)
    part_families(keys)
    snapshot(entries, actor=actor, reason=words, at=at)
    items = ServiceItem.objects.filter(entry__in=keys)
    codes = list(items.values_list("code", flat=True))
    items.update(organisation=heir)
    snapshot(ServiceItem.objects.filter(entry__in=keys), actor=actor, reason=words, at=at)
    _guides_found_at(codes, heir, row.effective_on)
    if row.cases_go == CasesGo.HEIR:
        for hand_over in adapters.hand_over_cases:
            hand_over(entries=keys, heir=heir, actor=actor, reason=words, at=at)


def _guides_found_at(codes, heir, on):
    """From the day of the act the search shows the guides under their new body, and before it under the old."""
    rows = SearchRow.objects.filter(kind="guide", key__in=codes, valid_to__isnull=True)
    rows.filter(valid_from__gte=on).update(organisation=str(heir))
    for old in rows.filter(valid_from__lt=on).order_by("id"):
        new = {f.attname: getattr(old, f.attname) for f in SearchRow._meta.concrete_fields if not f.primary_key}
        SearchRow.objects.filter(pk=old.pk).update(valid_to=on)
        SearchRow.objects.create(**{**new, "organisation": str(heir), "valid_from": on})


def _publish(row, kind, heir, texts, *, actor, opinion, at):
    """One published change set of the heir, carrying a new text of each entry."""
    day = timezone.localdate(at)
    change_set = ListChangeSet(
        number=f"QD{day:%Y%m%d}{Serial.take('list_change_set', day):04d}", title=row.title, reason=row.reason,
        ground=ChangeGround.REFORM, kind=kind, organisation=heir, author=row.author, recorder=row.recorder,
        publisher=actor, state=ChangeSetState.DECIDED, waits_for="", decided_on=row.decided_on, round=1,
        document_number=row.document_number, effective_on=row.effective_on, submitted_at=row.created_at,
        secrecy_opinion=opinion.strip(), scan=row.scan.name, scan_name=row.scan_name, scan_type=row.scan_type,
        scan_sha256=row.scan_sha256,
        path=path_of_change(ChangeKind.MOVE_BODY, kind),
    )  # fmt: skip
    signed(change_set, actor=row.author, reason=row.title, at=at).save()
    entries = {text.entry_id for _, text in texts}
    last = dict(ListVersion.objects.filter(entry__in=entries).order_by().values_list("entry").annotate(Max("number")))
    made = ListVersion.objects.bulk_create(
        [
            ListVersion(
                entry_id=text.entry_id, change_set=change_set, kind=kind, organisation=heir, change=ChangeKind.AMEND,
                number=last[text.entry_id] + 1, category=text.category, name=text.name, office=text.office,
                content=text.content, sort_key=text.sort_key, ground=ChangeGround.REFORM,
                ground_text=_words_of(row, line),
            )
            for line, text in texts
        ],
        2000,
    )  # fmt: skip
    snapshot(ListVersion.objects.filter(change_set=change_set), actor=actor, reason=row.title, kind="+", at=at)
    cite(made, on=row.effective_on)
    change_set.state, change_set.published_at = ChangeSetState.PUBLISHED, at
    signed(change_set, actor=actor, reason=f"机构改革 {row.number}", at=at).save()
    ListMove.objects.create(
        subject=change_set, move=REFORM, source=ChangeSetState.DECIDED, target=change_set.state, actor_id=actor.pk,
        actor_name=actor.display_name, note=opinion.strip(), at=at, facts={"reform": row.number},
    )  # fmt: skip
    SecrecyReview.record(
        kind=SECRECY, key=change_set.number, opinion=opinion, reviewer=actor, authors=[row.author_id], at=at
    )
    take_force(change_set, actor, at)


def _words_of(row, line) -> str:
    if line.kind == ReformKind.RENAME:
        former = FormerName.objects.filter(reform=row, organisation=line.source_id).order_by("id").last()
        return f"实施主体更名：{former.short_name}改为{line.new_short_name}（{row.document_number}）"
    return f"实施主体由{line.source}变更为{line.heir}（{row.document_number}）"


def _end_bodies(row, plan, heirs, *, actor, words, at):
    """Bodies that the act ends: their people go with the first line that ends them."""
    done = set()
    for fate in plan.fates:
        line = fate.line
        if not line.ends_source or line.source_id in done:
            continue
        done.add(line.source_id)
        hand_on_staff(source=line.source, heir=heirs[line.pk], actor=actor, reason=words)
        body = Organisation.objects.select_for_update().get(pk=line.source_id)
        body.valid_to = row.effective_on
        signed(body, actor=actor, reason=f"撤销：{words}", at=at).save()


def _locked(reform) -> Reform:
    return Reform.objects.select_for_update(of=("self",)).get(pk=reform.pk)


def _open(actor, reform) -> Reform:
    row = _locked(reform)
    if not organisations_where(actor, "review_lists").exists():
        raise PermissionDenied("机构改革由县委编办办理。")
    if row.state != ReformState.DRAFT:
        raise MoveRefused(f"这一件现在是“{row.get_state_display()}”，不能再改。")
    return row


def _may_touch(actor, body):
    if not holds(actor, "review_lists", body):
        raise PermissionDenied(f"您没有办理{body}机构改革的权限。")
