"""Moments in the county's own time."""

from datetime import datetime

from django.utils import timezone


def moment(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))
