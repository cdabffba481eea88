"""Who holds a permission at a body today, to be told of work."""

from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation, OrganisationGroupPermission


def holders_of(permission: str, body: Organisation, on=None) -> set[int]:
    """The ids of the people who hold it at the body itself. One query."""
    on = on or timezone.localdate()
    holding = "group__post__holdings"
    rows = OrganisationGroupPermission.objects.filter(
        Q(**{f"{holding}__valid_to__isnull": True}) | Q(**{f"{holding}__valid_to__gt": on}),
        content_object=body,
        permission__codename=permission,
        **{f"{holding}__valid_from__lte": on, f"{holding}__user__is_active": True},
    )
    return set(rows.order_by("pk").values_list(f"{holding}__user_id", flat=True))
