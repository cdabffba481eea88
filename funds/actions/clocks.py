"""What starts and stops the two clocks of 预算法 14, recorded as it happened; never in advance.

The government's budget and the list: 20 自然日 from the approval by 人大, by 财政局. A department's budget: 20 自然日
from the reply of 财政, by the department. How many days they are is data (FundRule).
"""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import organisations_where
from accounts.permissions import holds
from core.history import signed
from core.models import Publication
from core.workflow import MoveRefused

from ..models import BudgetYear, DepartmentBudget
from .disclosure import PUBLICATION


def _reviews(actor) -> None:
    if not organisations_where(actor, "review_funds").exists():
        raise PermissionDenied("您没有登记预算批复的权限。")


def _past(day: date, words: str, at) -> None:
    if day > timezone.localdate(at):
        raise MoveRefused(f"{words}还没有到，请在办完以后登记。")


@transaction.atomic
def record_year(*, actor, year: int, approved_on: date, meeting: str, document_number: str, at=None) -> BudgetYear:
    """县人代会 has approved a year's budget: its clocks start. MoveRefused: a year twice, a day to come."""
    at = at or timezone.now()
    _reviews(actor)
    _past(approved_on, "批准日期", at)
    if BudgetYear.objects.filter(year=year).exists():
        raise MoveRefused(f"{year}年度已经登记过，不能重复登记。")
    if not year - 1 <= approved_on.year <= year:
        raise MoveRefused(f"{year}年度预算不会在 {approved_on} 批准，请核对年度和日期。")
    row = BudgetYear(year=year, approved_on=approved_on, meeting=meeting, document_number=document_number)
    signed(row, actor=actor, reason="登记人代会批准", at=at).save()
    Publication.objects.bump(PUBLICATION)
    return row


@transaction.atomic
def publish_year(*, actor, year: BudgetYear, published_on: date, address: str, at=None) -> BudgetYear:
    """财政局 has published the government's budget."""
    at = at or timezone.now()
    _reviews(actor)
    row = BudgetYear.objects.select_for_update(of=("self",)).get(pk=year.pk)
    _published(row, published_on, row.approved_on, at)
    row.address = address
    signed(row, actor=actor, reason="登记政府预算公开", at=at).save()
    Publication.objects.bump(PUBLICATION)
    return row


def _published(row, published_on: date, start: date, at) -> None:
    if row.published_on is not None:
        raise MoveRefused(f"已经登记在 {row.published_on} 公开，不用再登记。")
    _past(published_on, "公开日期", at)
    if published_on < start:
        raise MoveRefused(f"公开日期早于 {start}，请核对。")
    row.published_on = published_on


@transaction.atomic
def record_reply(*, actor, year: BudgetYear, organisation, replied_on: date, document_number: str, at=None):
    """财政局 has replied to a department's budget: the department's clock starts."""
    at = at or timezone.now()
    if not holds(actor, "review_funds", organisation):
        raise PermissionDenied("您没有登记这个部门预算批复的权限。")
    _past(replied_on, "批复日期", at)
    if replied_on < year.approved_on:
        raise MoveRefused(f"批复日期早于人代会批准日期 {year.approved_on}，请核对。")
    if DepartmentBudget.objects.filter(year=year, organisation=organisation).exists():
        raise MoveRefused(f"{organisation}的{year.year}年度部门预算已经登记过批复。")
    row = DepartmentBudget(year=year, organisation=organisation, replied_on=replied_on, document_number=document_number)
    signed(row, actor=actor, reason="登记部门预算批复", at=at).save()
    return row


@transaction.atomic
def publish_department(*, actor, budget: DepartmentBudget, published_on: date, address: str, at=None):
    """The department has published its budget."""
    at = at or timezone.now()
    row = DepartmentBudget.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=budget.pk)
    if not holds(actor, "fill_funds", row.organisation):
        raise PermissionDenied("您没有登记这个部门预算公开的权限。")
    _published(row, published_on, row.replied_on, at)
    row.address = address
    signed(row, actor=actor, reason="登记部门预算公开", at=at).save()
    Publication.objects.bump(PUBLICATION)
    return row
