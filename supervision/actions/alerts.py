"""What people do with the alerts given to them."""

from datetime import datetime

from django.utils import timezone

from accounts.models import Message

from ..notices import ALERT


def mark_messages_read(*, actor, at: datetime | None = None) -> int:
    """Mark the person's own messages about alerts as read; returns how many there were."""
    own = Message.objects.of(actor).unread().filter(group=ALERT.group)
    return own.update(read_at=at or timezone.now())
