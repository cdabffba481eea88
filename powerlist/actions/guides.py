"""办事指南: drafted by one person, published by another, only when it keeps the rules of a good guide."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from accounts.models import holds
from core.history import signed, snapshot
from core.models import Publication, Scope, SearchRow, SecrecyReview
from core.registers import VersionState
from core.search import publish_row, withdraw_row
from core.workflow import MoveRefused

from ..enums import Audience, Disclosure, GuideState, ServiceObject
from ..models import (
    FieldGroup,
    FlowStep,
    ItemCharge,
    ItemField,
    ItemMaterial,
    ItemQuestion,
    ListVersion,
    ServiceItem,
    ServiceItemVersion,
    ServicePoint,
    ServiceWindow,
    SpecialProcedure,
)
from ..queries.guide_rules import check_guide

PUBLICATION = "guides"
SECRECY = "guide"  # what a 保密审查 of a guide is filed under
PARTS = {
    "materials": ItemMaterial,
    "windows": ServiceWindow,
    "points": ServicePoint,
    "charges": ItemCharge,
    "procedures": SpecialProcedure,
    "field_groups": FieldGroup,
    "fields": ItemField,
    "flow_steps": FlowStep,
    "questions": ItemQuestion,
}
PERSON = ServiceObject.PERSON.value


class GuideRefused(MoveRefused):
    """The guide breaks rules of a good guide; `faults` says each one and how to mend it."""

    def __init__(self, faults: list[str]):
        super().__init__("这份指南还不能发布：" + "；".join(f.rstrip("。") for f in faults) + "。")
        self.faults = faults


def draft_guide(*, actor, entry=None, item=None, code=None, parts=None, at=None, **fields) -> ServiceItemVersion:
    """A new draft: the first guide of an entry, or the next version of an item (a copy of its last one, then `fields`).

    `parts` holds lists of dicts by the names of PARTS; a part that is not given is copied. MoveRefused when the entry
    has no published text: a guide exists only for a published entry.
    """
    at, parts = at or timezone.now(), parts or {}
    with transaction.atomic():
        if item is None:
            _allow(actor, entry.organisation)
            if not entry.versions.filter(state=VersionState.PUBLISHED, valid_to__isnull=True).exists():
                raise MoveRefused(f"清单事项 {entry.code} 还没有公布或者已经取消，不能编制办事指南。请先公布清单。")
            number = entry.service_items.count() + 1
            item = ServiceItem(entry=entry, organisation=entry.organisation, code=code or f"{entry.code}-{number:02d}")
            signed(item, actor=actor, reason="建立办事事项", at=at).save()
        else:
            item = ServiceItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
            _allow(actor, item.organisation)
            if item.versions.filter(state=GuideState.DRAFT).exists():
                raise MoveRefused("这一事项已有一份编辑中的指南，请接着编辑那一份。")
        last = item.versions.order_by("-number").first()
        version = _copy(last) if last else ServiceItemVersion(item=item)
        version.number = (item.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        version.author = actor
        for name, value in fields.items():
            setattr(version, name, value)
        version.audience = audience_of(version)
        signed(version, actor=actor, reason="起草指南", at=at).save()
        for name, model in PARTS.items():
            rows = parts[name] if name in parts else _rows_of(last, name)
            model.objects.bulk_create(
                [model(**{"version": version, "position": n, **row}) for n, row in enumerate(rows, 1)]
            )
    return version


def audience_of(version) -> str:
    """个人办事, 法人办事 or both, as the 服务对象 say; what it is when none is chosen."""
    chosen = set(version.serves or [])
    if not chosen:
        return version.audience
    return Audience.PERSON if chosen == {PERSON} else Audience.BOTH if PERSON in chosen else Audience.LEGAL


def publish_guide(*, actor, version, valid_from, secrecy_opinion, at=None) -> ServiceItemVersion:
    """Publish a draft from a day; its predecessor ends on that day. GuideRefused lists every fault at once.

    Who publishes answers for the 保密审查 (政府信息公开条例 17) and wrote none of the text.
    """
    at = at or timezone.now()
    with transaction.atomic():
        version = (
            ServiceItemVersion.objects.select_for_update(of=("self",))
            .select_related("item__organisation", "item__entry")
            .get(pk=version.pk)
        )
        organisation = version.item.organisation
        if not (holds(actor, "manage_guides", organisation) or holds(actor, "review_lists", organisation)):
            raise PermissionDenied("您没有发布这个单位办事指南的权限。")
        if version.state != GuideState.DRAFT:
            raise MoveRefused("这份指南已经发布；要修改，请起草新的版本。")
        if actor.pk == version.author_id or version.history.filter(history_user_id=actor.pk).exists():
            raise MoveRefused("编辑人不能发布自己写的指南，请由另一位工作人员核对后发布。")
        faults = guide_faults(version, valid_from)
        if faults:
            raise GuideRefused(faults)
        SecrecyReview.record(
            kind=SECRECY, key=f"{version.item.code}-v{version.number}", opinion=secrecy_opinion, reviewer=actor,
            authors=[version.author_id], at=at,
        )  # fmt: skip
        _end_predecessor(version, valid_from, actor, at)
        version.state, version.valid_from = GuideState.PUBLISHED, valid_from
        version.publisher, version.published_at = actor, at
        signed(version, actor=actor, reason="发布指南", at=at).save()
        _make_findable(version)
        Publication.objects.bump(PUBLICATION)
    return version


def guide_faults(version, valid_from) -> list[str]:
    """What keeps this draft from being published, each with the way to mend it (queries/guide_rules.py)."""
    return [fault.message for fault in check_guide(version, valid_from) if fault.hard]


def guides_follow(*, change_set, actor, at) -> int:
    """After a list was published: guides of ended entries end with them, those of closed or opened ones are hidden or
    shown in the search. Runs in the caller's transaction; returns how many guides ended.
    """
    on, rows = change_set.effective_on, change_set.versions.order_by()
    ended = rows.filter(state=VersionState.ENDED).values("entry_id")
    guides = ServiceItemVersion.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on), state=GuideState.PUBLISHED, valid_from__lt=on
    )
    gone = list(guides.filter(item__entry__in=ended).order_by("id").values_list("pk", "item__code"))
    if gone:
        withdrawn = ServiceItemVersion.objects.filter(pk__in=[pk for pk, _ in gone])
        withdrawn.update(valid_to=on)
        snapshot(withdrawn, actor=actor, reason=f"清单事项取消，指南同时停用（批次 {change_set.number}）", at=at)
        found = SearchRow.objects.filter(kind="guide", key__in=[code for _, code in gone])
        found.filter(valid_from__gte=on).delete()
        found.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on)).update(valid_to=on)
    public = Q(disclosure=Disclosure.PUBLIC)
    texts = rows.filter(state=VersionState.PUBLISHED)
    _show(change_set.kind, texts.exclude(public), Scope.INTERNAL)
    _show(change_set.kind, texts.filter(public), Scope.PUBLIC)
    Publication.objects.bump(PUBLICATION)
    return len(gone)


def _show(kind: str, texts, scope: str):
    """The search rows of entries and of their guides follow the 公开范围 of the entries' texts."""
    other = SearchRow.objects.exclude(scope=scope)
    other.filter(kind=kind, key__in=texts.values("entry__code")).update(scope=scope)
    codes = ServiceItem.objects.filter(entry__in=texts.values("entry_id")).values("code")
    if scope == Scope.PUBLIC:
        hidden = ServiceItemVersion.objects.filter(state=GuideState.PUBLISHED, valid_to__isnull=True)
        codes = codes.exclude(pk__in=hidden.exclude(disclosure=Disclosure.PUBLIC).values("item_id"))
    other.filter(kind="guide", key__in=codes).update(scope=scope)


def _make_findable(version):
    item = version.item
    listed = ListVersion.objects.in_force(version.valid_from).filter(entry=item.entry).order_by("id").first()
    if version.disclosure != Disclosure.PUBLIC or listed.disclosure != Disclosure.PUBLIC:
        withdraw_row(kind="guide", key=item.code, on=version.valid_from)
        return
    publish_row(
        kind="guide",
        key=item.code,
        address=f"/items/{item.code}/",
        title=version.name,
        valid_from=version.valid_from,
        code=item.code,
        synonyms=[version.everyday_name] if version.everyday_name else [],
        body="\n".join(listed.content.get("basis", [])),
        category=listed.get_category_display(),
        organisation=str(item.organisation),
        summary=version.conditions[:200],
    )


def _allow(actor, organisation):
    if not holds(actor, "manage_guides", organisation):
        raise PermissionDenied("您没有维护这个单位办事指南的权限。")


def _copy(version) -> ServiceItemVersion:
    own = {"id", "number", "state", "valid_from", "valid_to", "author", "publisher", "published_at"}
    fields = [f for f in ServiceItemVersion._meta.concrete_fields if f.name not in own]
    return ServiceItemVersion(**{f.attname: getattr(version, f.attname) for f in fields})


def _rows_of(version, name: str) -> list[dict]:
    if version is None:
        return []
    names = [f.attname for f in PARTS[name]._meta.concrete_fields if f.name not in ("id", "version")]
    return list(getattr(version, name).order_by("position", "id").values(*names))


def _end_predecessor(version, valid_from, actor, at):
    current = (
        version.item.versions.select_for_update().filter(state=GuideState.PUBLISHED, valid_to__isnull=True).first()
    )
    if current is None:
        return
    if current.valid_from >= valid_from:
        raise MoveRefused(f"现行指南自 {current.valid_from:%Y-%m-%d} 起生效，新版本的生效日期必须更晚，请改后再发布。")
    current.valid_to = valid_from
    signed(current, actor=actor, reason=f"被第 {version.number} 版替代", at=at).save()
