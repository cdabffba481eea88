"""Guides in force or past, kept in the process: the database lets nothing of a published one change but `valid_to`.

The guard is `powerlist_guide_stays` and `powerlist_guide_part_stays` of the migrations; what they would let change is
never kept here.
"""

import copy
from collections import OrderedDict

from ..enums import GuideState
from ..models import FlowStep, ItemField, ItemMaterial, ServiceItemVersion

MOST = 500  # guides of one process

_guides: OrderedDict[int, ServiceItemVersion] = OrderedDict()
_parts: OrderedDict[tuple[type, int], tuple] = OrderedDict()


def guide(pk: int) -> ServiceItemVersion:
    """The version of this key, a row of one's own. `valid_to` is asked of the database when it is wanted.

    Raises ServiceItemVersion.DoesNotExist.
    """
    kept = _guides.get(pk)
    if kept is None:
        kept = ServiceItemVersion.objects.get(pk=pk)
        if kept.state == GuideState.DRAFT:
            return kept
        del kept.__dict__["valid_to"]
        _keep(_guides, pk, kept)
    return copy.copy(kept)


def fields_asked(version: ServiceItemVersion) -> list[ItemField]:
    """The fields of the form in their order."""
    return _rows(ItemField, version)


def materials_asked(version: ServiceItemVersion) -> list[ItemMaterial]:
    """The list of materials in its order."""
    return _rows(ItemMaterial, version)


def steps_of_review(version: ServiceItemVersion) -> list[FlowStep]:
    """The steps of the review in their order; none where a case is reviewed in one."""
    return _rows(FlowStep, version)


def _rows(model, version: ServiceItemVersion) -> list:
    kept = _parts.get((model, version.pk))
    if kept is None:
        kept = tuple(model.objects.filter(version_id=version.pk).order_by("position", "id"))
        if version.state == GuideState.DRAFT:
            return list(kept)
        _keep(_parts, (model, version.pk), kept)
    return [copy.copy(row) for row in kept]


def _keep(shelf: OrderedDict, key, value) -> None:
    shelf[key] = value
    while len(shelf) > MOST:
        shelf.popitem(last=False)
