"""The duties of powers on their way: filled from the county's templates, and confirmed when a power changes.

有权必有责: no power is sent or published without duties, and a changed power opens its duties in the same change set.
"""

from django.db import transaction
from django.utils import timezone

from core.history import signed
from core.workflow import MoveRefused

from ..models import DutyTemplate, ListMove
from ..models.duties import CONFIRMED, to_be_confirmed, without_duties
from .change_sets import RowChanged, open_draft

KEYS = ("duties", "accountability")


def fill_duties(*, actor, change_set, at=None) -> int:
    """Fill the empty duties and accountability of a draft's powers from the template of their category.

    What somebody wrote stays. Returns how many rows were filled; MoveRefused where no template fits.
    """
    at = at or timezone.now()
    with transaction.atomic():
        row = open_draft(actor, change_set)
        templates = {template.category: template.rows for template in DutyTemplate.objects.order_by("category")}
        bare = list(without_duties(row.versions.open_proposals()).select_for_update(of=("self",)).order_by("id"))
        filled = 0
        for version in bare:
            shipped = templates.get(version.category)
            if shipped is None:
                continue
            version.content = version.content | {key: shipped[key] for key in KEYS if not version.content.get(key)}
            signed(version, actor=actor, reason="按类别套用责任模板", at=at).save()
            filled += 1
        if bare and not filled:
            raise MoveRefused("这些事项的类别还没有责任模板。请逐项填写责任事项和追责情形。")
    return filled


def confirm_duties(*, actor, change_set, version=None, seen=None, at=None) -> int:
    """Say that the duties of changed powers still hold (of one row, or of all that wait); kept in the log by name.

    It holds for the text as it stands: who changes the row again is asked again. `seen` is the fingerprint of the one
    row as the person was shown it; RowChanged when it is another now. Returns how many rows were confirmed.
    """
    at = at or timezone.now()
    with transaction.atomic():
        row = open_draft(actor, change_set)
        if version is not None and seen:
            current = row.versions.select_for_update(of=("self",)).get(pk=version.pk)
            if current.fingerprint != seen:
                raise RowChanged(current)
        waiting = [each for each in to_be_confirmed(row) if version is None or each.pk == version.pk]
        if waiting:
            names = "、".join(each.name for each in waiting[:5]) + (f"等{len(waiting)}项" if len(waiting) > 5 else "")
            ListMove.objects.create(
                subject=row, move=CONFIRMED, source=row.state, target=row.state, actor_id=actor.pk,
                actor_name=actor.display_name, at=at, note=f"{names}：责任事项和追责情形不用改",
                facts={"rows": {str(each.pk): each.fingerprint for each in waiting}},
            )  # fmt: skip
    return len(waiting)
