"""Choices of the special-fund list."""

from django.db.models import TextChoices


class FundForm(TextChoices):
    """Which form of the list a fund stands in; a county has the first, a province both."""

    DEPARTMENT = "department", "部门预算专项资金"
    TRANSFER = "transfer", "转移支付专项资金"
