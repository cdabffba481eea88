"""The working-day calendar and pure functions on it."""

from django.db.models import TextChoices


class Unit(TextChoices):
    WORKDAY = "workday", "工作日"
    NATURAL = "natural", "自然日"
    MONTH = "month", "月"
