"""How long an item really takes, on the page of its guide."""

from django import template
from django.utils import timezone

from ..queries.results import since, taken

register = template.Library()


@register.inclusion_tag("approvals/_time_taken.html")
def time_taken(version):
    """What the last twelve months say beside the promise of a guide. One query."""
    today = timezone.localdate()
    return {"taken": taken([version.item_id], today).get(version.item_id), "since": since(today), "today": today}
