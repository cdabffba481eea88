"""What the checks of a flow look at: the posts that may work on the cases of a body, and who holds them today."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from accounts.models import Holding, Organisation, OrganisationGroupPermission, Post
from core.registers import VersionState

from ..kinds.flows import FlowFacts
from ..models import ListVersion, ServiceItemVersion

SEES, DECIDES = "view_cases", "decide_cases"
WORKING = ("handle_cases", "decide_cases", "receive_cases")


def posts_of(body: Organisation, *permissions: str) -> list[Post]:
    """The posts that were granted any of `permissions` for the cases of a body, its own first. One query."""
    granted = OrganisationGroupPermission.objects.filter(
        content_object__in=[pk for pk in (body.pk, body.parent_id) if pk], permission__codename__in=permissions
    )
    posts = Post.objects.filter(group__in=granted.values("group_id")).select_related("organisation")
    return sorted(posts, key=lambda post: (post.organisation_id != body.pk, post.organisation.sort_key, post.name))


def flow_facts(
    version: ServiceItemVersion, listed: ListVersion | None, rows: list, on: date | None = None
) -> FlowFacts:
    """The facts by which these steps are judged, saved or not. Four queries."""
    body, on = version.item.organisation, on or timezone.localdate()
    posts = {row.post_id for row in rows if row.post_id}
    held: dict[int, set[int]] = {}
    today = Holding.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)
    for post, person in today.filter(post__in=posts, user__is_active=True).values_list("post_id", "user_id"):
        held.setdefault(post, set()).add(person)
    steps = listed.content.get("steps") if listed is not None else []
    stages = [row.get("stage", "") for row in steps or [] if isinstance(row, dict)]
    return FlowFacts(
        promised=version.promised_limit,
        unit=version.promised_unit,
        category=listed.category if listed is not None else "",
        fields=tuple(version.fields.order_by("position", "id")),
        held={post: frozenset(people) for post, people in held.items()},
        seeing=frozenset(post.pk for post in posts_of(body, SEES)),
        deciding=frozenset(post.pk for post in posts_of(body, DECIDES)),
        stages=tuple(stage for stage in stages if stage),
    )


def listed_of(version: ServiceItemVersion) -> ListVersion | None:
    """The text of the entry by which the guide stands: in force today, or else the last published one."""
    rows = ListVersion.objects.filter(entry=version.item.entry_id, state=VersionState.PUBLISHED)
    return rows.order_by("-valid_from", "-id").first()
