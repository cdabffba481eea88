"""公布: a decided change set takes force. Thousands of rows in a handful of statements, with their history."""

from celery import signature
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils import timezone

from accounts.models import Organisation
from core import search
from core.bulk import among, collector_at_rest
from core.history import snapshot
from core.models import Publication, Scope, SearchRow, SecrecyReview
from core.registers import BEGINS, ENDS, VersionState
from core.workflow import MoveRefused

from ..enums import Category, Disclosure
from ..kinds import KINDS
from ..models import Citation, ListChangeSet, ListEntry, ListVersion
from .founding import check_founded
from .guides import guides_follow
from .nesting import check_families
from .paths import fire
from .standing import check_successions, put_pauses_in_force
from .writing import copy_rows

SECRECY = "list_change_set"  # what a 保密审查 of a change set is filed under
BULK = 1_000  # texts after which the database counts its rows anew at once, not when its own clockwork comes to it
PUBLICATION = "lists"  # the publication number that every cache key of the public lists carries

CLOSE_PREDECESSORS = """
    UPDATE powerlist_listversion AS old SET valid_to = %(on)s
    FROM powerlist_listversion AS new
    WHERE new.change_set_id = %(change_set)s AND new.state = 'proposed' AND old.entry_id = new.entry_id
      AND old.state = 'published' AND old.valid_to IS NULL
    RETURNING old.id
"""


def publish(*, actor, change_set, secrecy_opinion, effective_on=None, at=None) -> ListChangeSet:
    """Put the rows of a decided change set in force from its effective date; their predecessors end on the same day.

    The day is that of the decision; where 审改办 decides and set none, `effective_on` or the day of publication.
    Refused in words when an entry's text in force began on that day or later, or when what follows an ended entry isn't
    on the list. Search rows, citations, history and the publication number change in the same transaction.
    Basis: 政府信息公开条例 17 (保密审查), 26.
    """
    at = at or timezone.now()
    with transaction.atomic():
        standing = ListChangeSet.objects.select_for_update(of=("self",)).get(pk=change_set.pk)
        on = standing.effective_on or effective_on or timezone.localdate(at)
        row = fire(
            standing, "publish", actor=actor, at=at, note=secrecy_opinion, secrecy_opinion=secrecy_opinion,
            publisher=actor, published_at=at, effective_on=on,
        )  # fmt: skip
        check_founded(row, on=on)
        SecrecyReview.record(
            kind=SECRECY, key=row.number, opinion=secrecy_opinion, reviewer=actor, authors=[row.author_id], at=at
        )
        take_force(row, actor, at)
    return row


def confirm(*, actor, change_set, opinion, effective_on=None, at=None) -> ListChangeSet:
    """审改办确认: an internal list (附件1, 3, 4) takes force without being published to anyone."""
    at = at or timezone.now()
    with transaction.atomic():
        on = effective_on or timezone.localdate(at)
        row = fire(
            change_set, "confirm", actor=actor, at=at, note=opinion, opinion=opinion, review_opinion=opinion,
            reviewer=actor, published_at=at, effective_on=on,
        )  # fmt: skip
        take_force(row, actor, at)
    return row


@collector_at_rest()
def take_force(row, actor, at):
    """The rows of a set that is published take force, with all that follows from it; in the caller's transaction."""
    refuse_clashes(row)
    reason = f"{row.document_number} 公布（批次 {row.number}）"
    ended = _close_predecessors(row)
    begun = _put_in_force(row)
    snapshot(ListVersion.objects.filter(pk__in=among(ended)), actor=actor, reason=f"被替代：{reason}", at=at)
    snapshot(ListVersion.objects.filter(pk__in=among(begun)), actor=actor, reason=reason, at=at)
    check_successions(row)
    check_families(row, decided=True)
    put_pauses_in_force(row, actor=actor, at=at)
    if KINDS[row.kind].is_public:
        _make_findable(row, begun)
    guides_follow(change_set=row, actor=actor, at=at)
    Publication.objects.bump(PUBLICATION)
    if len(begun) > BULK:
        transaction.on_commit(signature("powerlist.tasks.count_anew").delay, robust=True)


def count_anew() -> None:
    """After thousands of rows, outside the request: fold them into the index of the search, and let the database read
    its statistics of the lists and of the search anew: plans and ways to hits follow them."""
    search.settle()
    tables = [model._meta.db_table for model in (ListEntry, ListVersion, Citation, SearchRow)]
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(map(connection.ops.quote_name, tables))}")


def refuse_clashes(change_set):
    """No text may begin before, or on the day of, the one that it replaces; nor within a period already published."""
    rows = change_set.versions.open_proposals()
    late = ListVersion.objects.filter(
        Q(valid_from__gte=change_set.effective_on) | Q(valid_to__gt=change_set.effective_on)
    )
    clash = late.filter(entry=OuterRef("entry"), state=VersionState.PUBLISHED)
    codes = list(rows.filter(Exists(clash)).order_by("sort_key", "id").values_list("entry__code", flat=True)[:6])
    if codes:
        more = "等" if len(codes) > 5 else ""
        raise MoveRefused(
            f"生效日期 {change_set.effective_on:%Y-%m-%d} 不晚于下列事项现行内容的生效日期："
            f"{'、'.join(codes[:5])}{more}。"
            "请核对审定的生效日期，或撤回后重新报批。"
        )
    current = ListVersion.objects.filter(entry=OuterRef("entry"), state=VersionState.PUBLISHED, valid_to__isnull=True)
    gone = rows.exclude(change__in=BEGINS).exclude(Exists(current))
    codes = list(gone.order_by("sort_key", "id").values_list("entry__code", flat=True)[:6])
    if codes:
        raise MoveRefused(f"下列事项已不在清单中，不能变更或取消：{'、'.join(codes[:5])}。请撤回后重新报批。")


def _close_predecessors(change_set) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(CLOSE_PREDECESSORS, {"on": change_set.effective_on, "change_set": change_set.pk})
        return [pk for (pk,) in cursor.fetchall()]


def _put_in_force(change_set) -> list[int]:
    rows = change_set.versions.open_proposals()
    begun = list(rows.order_by("id").values_list("pk", flat=True))
    rows.filter(change__in=ENDS).update(state=VersionState.ENDED, valid_from=change_set.effective_on)
    rows.update(state=VersionState.PUBLISHED, valid_from=change_set.effective_on)
    return begun


def _make_findable(change_set, begun: list[int]):
    """Search rows of thousands of texts in four statements; what publish_row does for one."""
    on, kind = change_set.effective_on, change_set.kind
    if not KINDS[kind].is_public:
        return
    searched = JSONObject(basis=F("content__basis"), content=F("content__content"))  # not the long fields
    read = (
        "kind",
        "name",
        "category",
        "office",
        "state",
        "disclosure",
        "organisation_id",
        "entry__code",
        "entry__kind",
    )
    rows = (
        ListVersion.objects.filter(pk__in=among(begun)).select_related("entry").only(*read).annotate(searched=searched)
    )
    rows = list(rows.order_by("id"))
    bodies = Organisation.objects.in_bulk({row.organisation_id for row in rows})
    for row in rows:
        row.content, row.organisation = row.searched, bodies[row.organisation_id]
    codes = [row.entry.code for row in rows]
    search.expect_many()  # the rows that end are written anew too
    earlier = SearchRow.objects.filter(kind=kind, key__in=codes, valid_from__lt=on)
    earlier.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on)).update(valid_to=on)
    found = [
        _search_row(row, on)
        for row in rows
        if row.state == VersionState.PUBLISHED and row.disclosure == Disclosure.PUBLIC
    ]
    if found:
        copy_rows(SearchRow, tuple(found[0]), (row.values() for row in found))
    if len(begun) <= BULK:
        search.settle()
    Publication.objects.bump(search.PUBLICATION)


def _search_row(row: ListVersion, on) -> dict:
    declared = KINDS[row.kind]
    fields = (declared.by_key.get(key) for key in ("basis", "content"))  # of a long text, no more than is searched
    told = {field.key: field.as_public(row.content.get(field.key)) for field in fields if field and field.public}
    basis, words = "\n".join(told.get("basis") or []), told.get("content") or ""
    texts = search.text_columns(
        title=row.name,
        code=row.entry.code,
        body="\n".join(filter(None, [basis, words, row.office])),
        rank=2 if row.category in (Category.LICENSING, Category.PUBLIC_SERVICE) else 3,
    )
    return {
        "kind": row.kind,
        "key": row.entry.code,
        "address": row.entry.get_absolute_url(),
        "title": row.name,
        "category": declared.category_label(row.category),
        "organisation": str(row.organisation),
        "summary": (basis or words)[:200],
        "scope": str(Scope.PUBLIC.value),
        "valid_from": on.isoformat(),
        **texts,
    }
