"""公开: the one way in which a paper of a fund becomes public. Files come in by the one way, too."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.permissions import holds
from core.files import check_upload, shown_name
from core.models import Publication, SecrecyReview
from core.workflow import MoveRefused

PUBLICATION = "funds"  # the publication number that every cache key of the public pages of funds carries


def may_disclose(user, row) -> bool:
    """The department in charge publishes what is its own, 财政局 may do it for any; never the author."""
    held = holds(user, "fill_funds", row.body) or holds(user, "review_funds", row.body)
    return held and user.pk != row.author_id and row.published_at is None


@transaction.atomic
def disclose(*, actor, row, key: str, opinion: str, at=None):
    """Publish a row that has `author`, `publisher`, `published_at` and `body`; its 保密审查 is filed under `key`.

    The row comes back locked and saved. PermissionDenied without the grant; MoveRefused in words: already public, an
    author who publishes, no opinion (政府信息公开条例 17).
    """
    at = at or timezone.now()
    row = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    if not (holds(actor, "fill_funds", row.body) or holds(actor, "review_funds", row.body)):
        raise PermissionDenied("您没有公开这项资金的文件的权限。")
    if row.published_at is not None:
        raise MoveRefused("这份内容已经公开，不用再办。")
    SecrecyReview.record(
        kind=row._meta.model_name, key=key, opinion=opinion, reviewer=actor, authors=[row.author_id], at=at
    )
    row.publisher, row.published_at = actor, at
    if hasattr(row, "file_name") and hasattr(row, "sha256"):
        row.state = "published"
    row._history_actor_id, row._change_reason, row._history_date = actor.pk, "公开", at
    row.save()
    Publication.objects.bump(PUBLICATION)
    return row


def filed(upload, *, allowed=("pdf", "docx", "xlsx", "doc", "xls", "ofd", "jpg", "png")) -> dict:
    """The columns `file`, `file_name`, `sha256` of an upload that was judged by its content (ValidationError else).

    What staff upload and no machine can read is taken on their word that nothing in it is 涉密.
    """
    checked = check_upload(upload, allowed=allowed, of_office=True)
    return {"file": upload, "file_name": shown_name(upload.name), "sha256": checked.sha256}
