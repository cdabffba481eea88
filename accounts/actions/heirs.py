"""Posts and people of a body that an act of 机构改革 ends go to its heir, with what they may do there."""

from django.db import transaction

from core.history import signed

from ..models import Organisation, OrganisationGroupPermission


@transaction.atomic
def hand_on_staff(*, source: Organisation, heir: Organisation, actor, reason: str) -> int:
    """Move the posts, the staff and the grants of `source` to `heir`; returns how many people moved.

    The document of the act is the ground. Nobody gets a permission that was not held at the old body; a post whose name
    the heir already has is told apart by the old body's name.
    """
    known = set(heir.posts.values_list("name", flat=True))
    for post in source.posts.order_by("pk"):
        if post.name in known:
            post.name = f"{post.name}（原{source}）"[:60]
        post.organisation = heir
        signed(post, actor=actor, reason=reason).save()
    grants = OrganisationGroupPermission.objects.filter(content_object=source)
    held = set(OrganisationGroupPermission.objects.filter(content_object=heir).values_list("group_id", "permission_id"))
    for row in grants.order_by("pk"):
        if (row.group_id, row.permission_id) in held:
            signed(row, actor=actor, reason=reason).delete()
            continue
        row.content_object = heir
        signed(row, actor=actor, reason=reason).save()
    people = list(source.staff.filter(closed_at__isnull=True).order_by("pk"))
    for user in people:
        user.organisation = heir
        signed(user, actor=actor, reason=reason).save()
    return len(people)
