"""批量修改: one change to a field of many rows, put into one draft. What is published is never touched."""

from django.db import transaction

from accounts.models import organisations_where
from core.registers import ChangeKind
from core.workflow import MoveRefused

from ..models import ListChangeSet
from ..queries import bulk
from .change_sets import open_change_set, propose, revise


class PlanMoved(MoveRefused):
    """The rows are no longer those of the preview."""


def bulk_edit(
    *, actor, entries, edit: bulk.Edit, seen: str, change_set=None, title: str = "", reason: str = "", at=None
) -> ListChangeSet:
    """Write what the preview `seen` (its digest) showed into `change_set`, or into a new one with `title` and `reason`.

    All or nothing; rows that the preview left out stay out. Raises PlanMoved when a row changed since, MoveRefused.
    """
    with transaction.atomic():
        fillable = set(organisations_where(actor, "fill_lists").values_list("pk", flat=True))
        if change_set is not None:
            change_set = ListChangeSet.objects.select_for_update(of=("self",)).get(pk=change_set.pk)
        plan = bulk.plan(entries=entries, edit=edit, change_set=change_set, fillable=fillable)
        if plan.digest != seen:
            raise PlanMoved("您预览之后，其中有事项变了。已按现在的内容重新比对，请看过再应用。")
        if not plan.changing:
            raise MoveRefused("没有需要修改的事项。")
        if change_set is None:
            change_set = open_change_set(
                actor=actor, organisation=plan.organisation, kind=plan.kind.key, title=title, reason=reason, at=at
            )
        for row in plan.changing:
            if row.mends:
                revise(actor=actor, version=row.version, seen=row.version.fingerprint, at=at, **row.row)
            else:
                propose(
                    actor=actor,
                    change_set=change_set,
                    change=ChangeKind.AMEND,
                    entry=row.version.entry,
                    at=at,
                    **row.row,
                )
    return change_set
