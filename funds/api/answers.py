"""What may be asked of the funds' open data, and what is answered. Amounts are texts in 元, exact to the 分."""

from rest_framework import serializers

from powerlist.api.answers import DayQuery, OrganisationAnswer, PageQuery

from ..enums import FundForm, Grade, Manner
from ..kinds import FIELDS
from ..queries.shown import BANDS

YEAR = {"required": False, "min_value": 2000, "max_value": 2100}
MONEY = {"max_digits": 18, "decimal_places": 2}


class FundQuery(DayQuery, PageQuery):
    year = serializers.IntegerField(help_text="预算年度；不填为最近一个有清单的年度", **YEAR)
    organisation = serializers.CharField(required=False, max_length=30, default="", help_text="主管部门的机构编码")
    form = serializers.ChoiceField(FundForm.choices, required=False, default="", help_text="清单类型")
    manner = serializers.ChoiceField(Manner.choices, required=False, default="", help_text="分配方式")
    grade = serializers.ChoiceField(Grade.choices, required=False, default="", help_text="上一年度的绩效等级")
    band = serializers.ChoiceField(
        [(key, band[0]) for key, band in BANDS.items()], required=False, default="", help_text="金额区间"
    )
    q = serializers.CharField(required=False, max_length=100, default="", help_text="资金名称、部门或编码里的词")


class OneQuery(serializers.Serializer):
    year = serializers.IntegerField(help_text="预算年度；不填为这项资金最近的年度", **YEAR)


class OfFundsQuery(PageQuery):
    year = serializers.IntegerField(help_text="预算年度", **YEAR)
    fund = serializers.CharField(required=False, max_length=50, default="", help_text="资金编码")


class YearAnswer(serializers.Serializer):
    year = serializers.IntegerField()
    count = serializers.IntegerField(help_text="公开的项目数")
    amount = serializers.DecimalField(help_text="预算合计（元）", **MONEY)
    share_by_factors = serializers.DecimalField(
        source="share", max_digits=5, decimal_places=1, allow_null=True, help_text="按因素法分配的比例（%）"
    )


class GradeAnswer(serializers.Serializer):
    year = serializers.IntegerField(source="plan.year")
    kind = serializers.CharField()
    total = serializers.DecimalField(max_digits=5, decimal_places=2)
    grade = serializers.CharField()
    grade_label = serializers.CharField(source="get_grade_display")


class FundAnswer(serializers.Serializer):
    """A fund's row on the list of a year."""

    code = serializers.CharField(source="entry.code")
    year = serializers.IntegerField()
    name = serializers.CharField()
    amount = serializers.DecimalField(help_text="预算数额（元）", **MONEY)
    organisation = OrganisationAnswer()
    form = serializers.CharField()
    manner = serializers.CharField()
    founded_year = serializers.IntegerField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    content = serializers.SerializerMethodField()
    last_grade = GradeAnswer(source="graded", allow_null=True, help_text="上次公开的绩效评价")
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    page = serializers.CharField(source="address")

    def get_content(self, row) -> dict:
        """设立依据、资金来源、支持对象等栏目."""
        return {field.key: (row.content or {}).get(field.key, field.empty) for field in FIELDS}


class LineAnswer(serializers.Serializer):
    title = serializers.CharField()
    date = serializers.DateField(allow_null=True)
    address = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)


class StageAnswer(serializers.Serializer):
    """One stage of the line; `missing` says in words what isn't public yet and by when it is due."""

    stage = serializers.CharField()
    label = serializers.CharField()
    state = serializers.CharField(help_text="done 已公开，due 未到期，late 逾期，none 没有")
    due = serializers.DateField(allow_null=True)
    rows = LineAnswer(many=True)
    missing = serializers.ListField(child=serializers.CharField())


class MoneyAnswer(serializers.Serializer):
    initial = serializers.DecimalField(help_text="年初预算（元）", **MONEY)
    changed = serializers.DecimalField(help_text="年中变动", **MONEY)
    carried = serializers.DecimalField(help_text="上年结转", **MONEY)
    budget = serializers.DecimalField(help_text="全年预算", **MONEY)
    allocated = serializers.DecimalField(help_text="公开的分配", **MONEY)
    paid = serializers.DecimalField(help_text="已拨付", **MONEY)
    executed = serializers.DecimalField(help_text="已支出", **MONEY)


class LifeAnswer(serializers.Serializer):
    fund = FundAnswer()
    years = serializers.ListField(child=serializers.IntegerField())
    ended_on = serializers.DateField(allow_null=True)
    money = MoneyAnswer()
    life = StageAnswer(many=True)


class ShareAnswer(serializers.Serializer):
    recipient = serializers.CharField()
    region = serializers.CharField(allow_blank=True)
    use = serializers.CharField()
    amount = serializers.DecimalField(**MONEY)
    paid = serializers.DecimalField(**MONEY)


class UnitAnswer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    values = serializers.ListField(child=serializers.DecimalField(max_digits=24, decimal_places=6))
    coefficient = serializers.DecimalField(max_digits=8, decimal_places=4)
    amount = serializers.DecimalField(allow_null=True, **MONEY)


class SchemeAnswer(serializers.Serializer):
    """The inputs with which anyone computes the allocation again to the same 分."""

    factors = serializers.ListField(child=serializers.DictField())
    coefficient_note = serializers.CharField(allow_blank=True)
    digest = serializers.CharField(help_text="输入和结果的 SHA-256")
    units = UnitAnswer(many=True)


class AllocationAnswer(serializers.Serializer):
    number = serializers.CharField()
    fund = serializers.CharField(source="entry.code")
    year = serializers.IntegerField()
    title = serializers.CharField()
    manner = serializers.CharField()
    total = serializers.DecimalField(**MONEY)
    source_level = serializers.CharField()
    upper_special = serializers.CharField(allow_blank=True)
    document_number = serializers.CharField()
    issued_on = serializers.DateField()


class AllocationWhole(AllocationAnswer):
    shares = ShareAnswer(many=True, source="shown_shares")
    scheme = SchemeAnswer(allow_null=True, source="shown_scheme")


class CallAnswer(serializers.Serializer):
    number = serializers.CharField()
    fund = serializers.CharField(source="entry.code")
    year = serializers.IntegerField()
    title = serializers.CharField()
    conditions = serializers.CharField()
    support = serializers.CharField(allow_blank=True)
    applicants = serializers.ListField(child=serializers.CharField())
    budget = serializers.DecimalField(**MONEY)
    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    state = serializers.CharField()
    document_number = serializers.CharField(allow_blank=True)
    decided_on = serializers.DateField(allow_null=True)


class EvaluationAnswer(GradeAnswer):
    fund = serializers.CharField(source="plan.entry.code")
    initial = serializers.DecimalField(**MONEY)
    budget = serializers.DecimalField(**MONEY)
    executed = serializers.DecimalField(**MONEY)
    summary = serializers.CharField(allow_blank=True)
    measures = serializers.CharField(allow_blank=True)


class FindingAnswer(serializers.Serializer):
    number = serializers.CharField()
    fund = serializers.CharField(source="entry.code")
    year = serializers.IntegerField()
    kind = serializers.CharField()
    found_by = serializers.CharField(source="found_by.name")
    document_number = serializers.CharField()
    found_on = serializers.DateField()
    text = serializers.CharField()
    demand = serializers.CharField()
    amount = serializers.DecimalField(allow_null=True, **MONEY)
    mending = serializers.CharField()
    verdict = serializers.CharField()
