"""Which guide leads to what."""

from collections.abc import Iterable

from django.utils import timezone

from powerlist.models import ServiceItemVersion


def guides_of_licences(types: Iterable[int]) -> dict[int, str]:
    """Where to apply for a licence of each type: the guide in force that yields it. One query."""
    rows = ServiceItemVersion.objects.in_force(timezone.localdate()).filter(licence_type__in=list(types))
    found = rows.order_by("-item__code").values_list("licence_type_id", "item__code")
    return {kind: f"/items/{code}/" for kind, code in found}
