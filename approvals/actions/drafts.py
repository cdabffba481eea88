"""Drafts: kept while one types, moved to a newer guide, told of before they go."""

import uuid
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import UserKind
from core.workflow import MoveRefused
from powerlist.enums import FieldKind
from powerlist.kinds.form_fields import kept as kept_of
from powerlist.models import ServiceItemVersion
from powerlist.queries.frozen import fields_asked

from ..enums import ApplicantKind, CaseState, Channel
from ..models import Case, CaseFile, Draft, new_query_code
from ..notices import tell_of_draft
from ..queries.drafts import MONTHS, NOTICE, expires_on, form_changes
from .acts import locked

EARLIEST = timedelta(days=MONTHS * 28) - NOTICE  # a draft saved later isn't told of yet
ASIDE = 50  # so many answers to questions of the past are kept


class NewerDraft(MoveRefused):
    """Another window has saved since: `keys` are the fields that differ, `stamp` and `saved_at` those of the newer."""

    def __init__(self, draft: Draft, keys: list[str]):
        super().__init__(
            f"这份草稿在另一个窗口改过（{timezone.localtime(draft.saved_at):%H:%M}），有 {len(keys)} 处和本页不同。"
        )
        self.keys, self.stamp, self.saved_at, self.form = keys, draft.stamp, draft.saved_at, draft.case.form


def save_draft(
    *,
    actor,
    version: ServiceItemVersion,
    form: dict,
    channel: str = Channel.WEB,
    stamp: int | None = None,
    window: str = "",
    at: datetime | None = None,
    **fields,
) -> Case:
    """Keep what was typed: the person's draft of this item, made when there is none. `form` is merged by key.

    With `stamp`, the one that the page last saw, NewerDraft is raised when a field was changed in another window since,
    and nothing is written. A draft begun under an earlier version of the guide moves to this one, its files to the
    materials of the same name.
    """
    with transaction.atomic():
        case = draft_of(actor, version) if channel == Channel.WEB else None
        if case is None:
            case = by_key(actor, version, uuid.uuid4(), channel, fields)
        book = _book(case)
        if case.version_id != version.pk:
            _move(case, book, version)
        changed = [key for key, value in form.items() if not _same(case.form.get(key), value)]
        newer = [key for key in changed if stamp is not None and _elsewhere(book.stamps.get(key), stamp, window)]
        if newer:
            raise NewerDraft(book, newer)
        if changed:
            book.stamp += 1
            book.stamps = {**book.stamps, **dict.fromkeys(changed, [book.stamp, window])}
        book.saved_at, book.told_at = at or timezone.now(), None
        book.save()
        case.form = {**case.form, **form}
        case.save()
        return case


def discard_draft(*, case: Case, actor) -> None:
    """Delete an own draft and its files; nothing of it was ever filed."""
    with transaction.atomic():
        row = locked(case)
        if row.state != CaseState.DRAFT or row.applicant_id != actor.pk:
            raise MoveRefused("已经提交的申请不能删除；不想办了可以撤回。")
        _delete(row)


def close_draft(case: Case) -> None:
    """At filing: what isn't asked isn't kept, and the book-keeping of the draft goes. In the caller's transaction."""
    case.form = kept_of(fields_asked(case.version), case.form)
    if not is_new(case):
        case.save(update_fields=["form_data"])
        Draft.objects.filter(case=case).delete()


def tell_of_drafts(*, at: datetime | None = None) -> int:
    """Tell two weeks before: each draft once, again after it was saved anew. Returns how many were told of."""
    at = at or timezone.now()
    _found_books()
    told = 0
    rows = Draft.objects.filter(told_at__isnull=True, saved_at__lte=at - EARLIEST, case__state=CaseState.DRAFT)
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            draft = _locked_book(pk)
            if draft is None or draft.told_at is not None or expires_on(draft) - NOTICE > timezone.localdate(at):
                continue
            draft.told_at = at
            draft.save(update_fields=["told_at"])
            tell_of_draft(draft.case, until=expires_on(draft), at=at)
            told += 1
    return told


def delete_old_drafts(*, at: datetime | None = None) -> int:
    """Delete the drafts of which the person was told two weeks ago and which nobody has touched since, with files."""
    at = at or timezone.now()
    gone = 0
    rows = Draft.objects.filter(told_at__lte=at - NOTICE, case__state=CaseState.DRAFT)
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            draft = _locked_book(pk)
            if draft is None or draft.told_at is None or expires_on(draft) > timezone.localdate(at):
                continue
            _delete(draft.case)
            gone += 1
    return gone


def draft_of(actor, version: ServiceItemVersion) -> Case | None:
    """The person's draft of the item, locked."""
    drafts = Case.objects.filter(
        applicant=actor, version__item_id=version.item_id, state=CaseState.DRAFT, channel=Channel.WEB
    )
    return drafts.select_for_update(of=("self",)).order_by("-id").first()


def by_key(actor, version, key: uuid.UUID, channel: str, fields: dict) -> Case:
    """The locked case of this submission key, made as a draft when it is new (`is_new`).

    Of two that come at once one makes it, the other finds it: by the key, or as the person's draft of this item.
    """
    if (case := Case.objects.filter(submission_key=key).first()) is None:
        try:
            with transaction.atomic():
                return _new(actor, version, key, channel=channel, **fields)
        except IntegrityError:
            case = Case.objects.filter(submission_key=key).first() or draft_of(actor, version)
    return locked(case)


def is_new(case: Case) -> bool:
    """Whether `by_key` has made the case in this transaction: nobody else sees it, and nothing hangs on it yet."""
    return getattr(case, "_made_here", False)


def applicant_fields(user) -> dict:
    """Who applies, as the account knows the person or the body."""
    legal = user.kind == UserKind.LEGAL_PERSON
    return {
        "applicant": user,
        "applicant_kind": ApplicantKind.LEGAL if legal else ApplicantKind.PERSON,
        "applicant_name": (legal and user.legal_name) or user.name,
        "applicant_document": user.credit_code if legal else user.id_number,
        "mobile": user.mobile,
    }


def delete_file(kept: CaseFile) -> None:
    """A file of a case, from the table and after commit from the store."""
    storage, name = kept.file.storage, kept.file.name
    kept.delete()
    if not name:
        return
    transaction.on_commit(lambda: storage.delete(name), robust=True)


def _new(actor, version, key: uuid.UUID, *, channel: str, **fields) -> Case:
    if channel == Channel.WEB:
        fields = {**applicant_fields(actor), **fields}
    case = Case.objects.create(
        number=f"D{key.hex}",
        query_code=new_query_code(),
        submission_key=key,
        version=version,
        organisation=version.item.organisation,
        item_name=version.name,
        channel=channel,
        **fields,
    )
    case._made_here = True
    case._state.fields_cache |= {"correction": None, "extension": None}
    return case


def _move(case: Case, book: Draft, version: ServiceItemVersion) -> None:
    """To a newer guide: answers stay by their field's key, what is asked no more is put aside, nothing is lost."""
    rows = [list(each.fields.order_by("position", "id")) for each in (case.version, version)]
    changes = form_changes(*rows, case.form)
    book.aside = [*book.aside, *map(list, changes.gone)][-ASIDE:]
    book.moved = {"number": version.number, "new": list(changes.new), "gone": [label for label, _ in changes.gone]}
    case.form = changes.values
    same = {material.name: material for material in version.materials.all()}
    files = {row.key for row in rows[1] if row.kind == FieldKind.FILE}
    for kept in case.files.select_related("material"):
        kept.material = same.get(kept.material.name) if kept.material else None
        if kept.material is None and kept.field_key not in files:
            delete_file(kept)
        elif kept.material is not None:
            kept.save(update_fields=["material"])
    case.materials.all().delete()  # what was chosen or promised was so under the other guide
    case.pledges.all().delete()
    case.version, case.organisation, case.item_name = version, version.item.organisation, version.name


def _elsewhere(last: list | None, stamp: int, window: str) -> bool:
    """Whether a field was last changed after `stamp`, and not by this window."""
    return last is not None and last[0] > stamp and last[1] != window


def _same(one, other) -> bool:
    return one == other or (one in (None, "", [], {}) and other in (None, "", [], {}))


def _book(case: Case) -> Draft:
    """The book-keeping of a draft whose case is locked."""
    book = Draft.objects.filter(case=case).first()
    if book is None:
        book = Draft(case=case, saved_at=case.created_at)
    book.case = case
    return book


def _locked_book(pk: int) -> Draft | None:
    """The book of a case that is still a draft, both held."""
    case = Case.objects.select_for_update(of=("self",)).select_related("version__item").filter(pk=pk).first()
    if case is None or case.state != CaseState.DRAFT:
        return None
    return _book(case)


def _found_books() -> None:
    """A draft from before there were books lives from the day on which it was begun."""
    bare = Case.objects.filter(state=CaseState.DRAFT, channel=Channel.WEB, draft__isnull=True)
    rows = bare.order_by("pk").values_list("pk", "created_at")
    Draft.objects.bulk_create([Draft(case_id=pk, saved_at=at) for pk, at in rows], ignore_conflicts=True)


def _delete(case: Case) -> None:
    for kept in case.files.all():
        delete_file(kept)
    case.delete()
