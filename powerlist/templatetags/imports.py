"""Parts of the import pages that need logic. `{% load imports %}`."""

from django import template

register = template.Library()

TONES = {"previewed": "warning", "applied": "success", "refused": "error", "undone": "neutral"}


@register.filter
def job_tone(state: str) -> str:
    """The tone of an import's state."""
    return TONES.get(state, "info")
