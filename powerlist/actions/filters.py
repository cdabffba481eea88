"""Filters of the admin's lists kept under a name, and given up."""

from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import PermissionDenied

from core.workflow import MoveRefused

from ..models import SavedFilter

NOT_KEPT = {"p", "e", "all", "o", "_popup", "_to_field", "csrfmiddlewaretoken"}
MOST = 30  # of one person for one list
LONGEST = 1000


def save_filter(*, actor, page: str, name: str, query: str, shared: bool = False) -> SavedFilter:
    """Keep the filters of an address under a name; the same name again replaces them. Raises MoveRefused in words."""
    name = " ".join(name.split())
    if not name or len(name) > 30:
        raise MoveRefused("请给这组筛选条件起个名称，不超过 30 个字。")
    pairs = [(key, value) for key, value in parse_qsl(query.lstrip("?")) if key not in NOT_KEPT and value]
    kept = urlencode(pairs)
    if not kept:
        raise MoveRefused("还没有选任何筛选条件。请先筛选或查找，再保存。")
    if len(kept) > LONGEST:
        raise MoveRefused("筛选条件太长了，请减少一些再保存。")
    own = SavedFilter.objects.filter(user=actor, page=page)
    if own.count() >= MOST and not own.filter(name=name).exists():
        raise MoveRefused(f"已经保存了 {MOST} 组筛选条件，请先删去不用的。")
    row, _ = SavedFilter.objects.update_or_create(
        user=actor,
        page=page,
        name=name,
        defaults={"query": kept, "shared": bool(shared), "organisation_id": actor.organisation_id},
    )
    return row


def drop_filter(*, actor, saved: SavedFilter) -> None:
    """Give an own one up."""
    if saved.user_id != actor.pk:
        raise PermissionDenied("这是同事保存的，只能由本人删去。")
    saved.delete()
