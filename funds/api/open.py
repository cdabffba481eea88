"""The open data of the funds: years, the list, one fund's life, allocations with their inputs, and what is published.

Read-only, for everyone; pages by key, ETags by the publication number. What is kept inside is in no answer.
"""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from core.registers import key_page
from powerlist.api.answers import DayQuery, paged
from powerlist.api.base import OpenView

from ..actions.disclosure import PUBLICATION
from ..enums import AssessmentKind, AssessmentState, FindingState
from ..models import Allocation, Assessment, BudgetChange, BudgetYear, Execution, Finding, FundEntry, Payment
from ..queries import allocations, calls, entries, figures, life, shown
from . import answers

CODE = OpenApiParameter("code", str, OpenApiParameter.PATH, description="资金编码")
NUMBER = OpenApiParameter("number", str, OpenApiParameter.PATH, description="分配方案的编号")


class FundsView(OpenView):
    publications = (PUBLICATION,)


class Years(FundsView):
    @extend_schema(
        operation_id="fund_years",
        summary="各预算年度的专项资金",
        parameters=[],
        responses=answers.YearAnswer(many=True),
    )
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def answer(self, request):
        rows = figures.by_year(shown.years_shown())[::-1]
        return Response(answers.YearAnswer(rows, many=True).data)


class Funds(FundsView):
    query = answers.FundQuery

    @extend_schema(
        operation_id="funds", summary="一个年度的专项资金清单", parameters=[answers.FundQuery],
        responses=paged(answers.FundAnswer),
    )  # fmt: skip
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def answer(self, request):
        known, asked = shown.years_shown(), self.asked
        year = asked.get("year") or (known[0] if known else timezone.localdate().year)
        if asked.get("year") and year not in known:
            raise Http404
        filters = shown.Filters(
            year=year, on=asked.get("as_of"), department=asked["organisation"], text=asked["q"],
            **{name: asked[name] for name in ("form", "manner", "grade", "band")},
        )  # fmt: skip
        rows = shown.chosen_rows(filters).select_related("entry", "organisation")
        page = key_page(rows, shown.ORDERS[""][0], **self.keys)
        shown.dress(page.rows)
        return self.page(request, page, answers.FundAnswer, year=year, as_of=self.day)


class Fund(FundsView):
    """What is owed changes with the days and the months reported: their rows count in the ETag."""

    query = answers.OneQuery
    recorded = (BudgetYear, Execution, FundEntry)

    @extend_schema(
        operation_id="fund", summary="一项资金在一个年度的全过程", parameters=[answers.OneQuery, CODE],
        responses=answers.LifeAnswer,
    )  # fmt: skip
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def _numbers(self) -> list[str]:
        last = [model.objects.order_by("-pk").values_list("pk", flat=True).first() for model in (Payment, BudgetChange)]
        return super()._numbers() + [str(pk) for pk in last]

    def answer(self, request, code):
        entry = entries.public_entries().select_related("organisation").filter(code=code).order_by("pk").first()
        rows = life.rows_of(entry) if entry is not None else []
        year = self.asked.get("year") or (rows[0].year if rows else None)
        row = next((row for row in rows if row.year == year), None)
        if row is None:
            raise Http404
        shown.dress([row])
        found = {
            "fund": row,
            "years": [row.year for row in rows],
            "ended_on": entry.ended_on,
            "money": life.public_money(entry, year),
            "life": life.stages_of(entry, row, self.day),
        }
        return Response(answers.LifeAnswer(found).data)


class OfFunds(FundsView):
    """A list of published rows of public funds, the newest first. `listing` gives each its `shape` and its `rows`."""

    query = answers.OfFundsQuery
    year_field, fund_field = "year", "entry__code"

    def answer(self, request):
        rows = type(self).rows()
        if self.asked.get("year"):
            rows = rows.filter(**{self.year_field: self.asked["year"]})
        if self.asked["fund"]:
            rows = rows.filter(**{self.fund_field: self.asked["fund"]})
        return self.page(request, key_page(rows, ("id",), newest_first=True, **self.keys), self.shape)


def listing(name: str, summary: str, shape, rows):
    """The decorator, the shape and the rows (a function) of a list of published rows."""

    def put(view):
        view.shape, view.rows = shape, staticmethod(rows)

        @extend_schema(operation_id=name, summary=summary, parameters=[answers.OfFundsQuery], responses=paged(shape))
        def get(self, request, *args, **kwargs):
            return super(view, self).get(request, *args, **kwargs)

        view.get = get
        return view

    return put


@listing("fund_allocations", "公开的资金分配", answers.AllocationAnswer, allocations.public)
class Allocations(OfFunds):
    pass


class AllocationView(FundsView):
    query = DayQuery

    @extend_schema(
        operation_id="fund_allocation", summary="一次分配的明细和测算的输入", parameters=[NUMBER],
        responses=answers.AllocationWhole,
    )  # fmt: skip
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def _numbers(self) -> list[str]:
        return super()._numbers() + [str(Payment.objects.order_by("-pk").values_list("pk", flat=True).first())]

    def answer(self, request, number):
        row: Allocation | None = allocations.public().filter(number=number).order_by("pk").first()
        if row is None:
            raise Http404
        row.shown_shares = allocations.shares_of(row)
        row.shown_scheme = row.schemes.filter(chosen=True).prefetch_related("units").order_by("pk").first()
        return Response(answers.AllocationWhole(_with_units(row)).data)


def _with_units(row):
    """The units as a list: a scheme serialises its rows in their order."""
    if row.shown_scheme is not None:
        row.shown_scheme.factors = list(row.shown_scheme.factors)
    return row


@listing("fund_calls", "公开的申报通知", answers.CallAnswer, calls.public_calls)
class Calls(OfFunds):
    pass


def _evaluations():
    rows = Assessment.objects.filter(
        state=AssessmentState.CONFIRMED, published_at__isnull=False, plan__entry__in=entries.public_entries()
    ).exclude(kind=AssessmentKind.MIDYEAR)  # fmt: skip
    return rows.select_related("plan__entry")


@listing("fund_evaluations", "公开的绩效自评和财政评价", answers.EvaluationAnswer, _evaluations)
class Evaluations(OfFunds):
    year_field, fund_field = "plan__year", "plan__entry__code"


def _findings():
    rows = Finding.objects.filter(
        state=FindingState.CLOSED, published_at__isnull=False, entry__in=entries.public_entries()
    )  # fmt: skip
    return rows.select_related("entry", "found_by")


@listing("fund_findings", "销号后公开的检查发现", answers.FindingAnswer, _findings)
class Findings(OfFunds):
    pass
