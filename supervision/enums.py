"""Choices of e-supervision."""

from django.db.models import IntegerChoices, TextChoices


class Level(TextChoices):
    """Levels of a warning: a reminder has no penalty, 黄牌 past the promise, 红牌 past the law's limit."""

    REMINDER = "1", "提醒"
    YELLOW = "2", "黄牌"
    RED = "3", "红牌"


class Satisfaction(IntegerChoices):
    """满意度代码 (GB/T 39046-2020 A.8): 1 is the best. The last two are 差评."""

    VERY_GOOD = 1, "非常满意"
    GOOD = 2, "满意"
    FAIR = 3, "基本满意"
    BAD = 4, "不满意"
    VERY_BAD = 5, "非常不满意"


NEGATIVE = (Satisfaction.BAD, Satisfaction.VERY_BAD)
