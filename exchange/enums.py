"""Choices of exchange."""

from django.db.models import TextChoices


class Table(TextChoices):
    """The tables of the national exchange that a case fills (domain facts, 办件数据集)."""

    ACCEPT = "up_pro_accept", "办件受理信息"
    PROCESS = "up_pro_process", "办件过程信息"
    RESULT = "up_pro_result", "办件结果信息"
