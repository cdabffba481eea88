"""The money of the funds: by factors to 13 townships with two schemes, by project, by fact; one late; the months."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Organisation
from funds import actions
from funds.actions import allocations, budgets, execution, payments, schemes
from funds.actions.allocations import ShareRow
from funds.enums import BudgetChangeKind, CallState
from funds.kinds.factors import Factor, Unit
from funds.models import Application, Call, FundVersion, Measure

from ..papers import one_page_pdf
from ..sources import Demo

FINE = "不涉及国家秘密，可以公开"
ROADS = "农村公路养护资金"
LATE = "生活垃圾治理专项资金"
CARE = "养老服务体系建设专项资金"
PROJECTS = "农业产业发展专项资金"
WATER = ("农村饮水工程维修养护资金", "河道治理和山洪灾害防治资金")
FACTORS = ("列养公路里程", "农村人口", "山区公路比重", "日均交通量")
MEASURES = ("公里", "人", "%", "辆次")
SOURCE = "县交通运输局公路统计年报"
MILES = (168, 214, 197, 142, 96, 121, 156, 183, 209, 88, 132, 175, 164)
PEOPLE = (21840, 24310, 19760, 12480, 9120, 10350, 11870, 9940, 13260, 6420, 8730, 10180, 7950)
STEEP = (32, 41, 55, 62, 48, 58, 71, 84, 66, 79, 63, 74, 81)
TRAFFIC = (1240, 1105, 860, 640, 715, 520, 430, 310, 390, 285, 350, 300, 265)
MARKS = ("1.05", "1", "1", "0.95", "1", "1.05", "1", "0.9", "1", "1", "1.05", "1", "0.95")
SILENT = ("农村客运发展专项资金", "文物保护专项资金", LATE)  # nothing was reported of them


def build(demo: Demo):
    _by_factors(demo)
    _late(demo)
    _by_fact(demo)
    _by_project(demo)
    _changes(demo)
    _months(demo, demo.today.year - 1, (12,), (100, 100, 97, 100, 100, 60, 100))
    _months(demo, demo.today.year, range(1, demo.today.month), (98, 100, 93, 86, 100, 61, 97))


def _fund(demo: Demo, name: str):
    """The fund of that name on this year's list, under a 管理办法 in force."""
    texts = FundVersion.objects.filter(name=name, year=demo.today.year, state="published", valid_to=None)
    row = texts.select_related("entry__organisation").get()
    if Measure.objects.in_force(row.entry, demo.day(245)) is None:
        title = f"漳县{name.removesuffix('资金')}资金管理办法"
        measure = actions.file_measure(
            actor=_clerk(demo, row), entry=row.entry, title=title,
            document_number=f"{row.entry.organisation.short_name}发〔{demo.day(268).year}〕9号", dated=demo.day(268),
            issued_by=row.entry.organisation.name, valid_from=demo.day(260), at=demo.moment(267),
            upload=SimpleUploadedFile(f"{title}.pdf", one_page_pdf(title), "application/pdf"),
        )  # fmt: skip
        actions.publish_measure(actor=_other(demo, row), measure=measure, opinion=FINE, at=demo.moment(266))
    return row


def _body(row) -> str:
    return row.entry.organisation.name.removeprefix("漳")


def _clerk(demo: Demo, row):
    return demo.people[f"fund:{_body(row)}"]


def _other(demo: Demo, row):
    return demo.people[f"disclose:{_body(row)}"]


def _open(demo: Demo, row, title: str, manner: str, total: int, ago: int, **options):
    return allocations.open_allocation(
        actor=_clerk(demo, row), entry=row.entry, year=row.year, title=f"{row.year}年{title}", manner=manner,
        total=Decimal(total), at=demo.moment(ago), **options,
    )  # fmt: skip


def _issue(demo: Demo, row, allocation, ago: int, number: int):
    """From 报送 to 公开, within a week."""
    reviewer = demo.people["fund_reviewer"]
    allocations.submit_allocation(actor=_clerk(demo, row), allocation=allocation, at=demo.moment(ago + 6))
    allocations.approve_allocation(actor=reviewer, allocation=allocation, opinion="同意", at=demo.moment(ago + 3))
    allocations.issue_allocation(
        actor=reviewer, allocation=allocation, document_number=f"漳财预〔{row.year}〕{number}号",
        issued_on=demo.day(ago), at=demo.moment(ago),
    )  # fmt: skip
    allocations.disclose_allocation(
        actor=_other(demo, row), allocation=allocation, opinion=FINE, at=demo.moment(ago - 2)
    )


def _pay(demo: Demo, row, allocation, percent: int, ago: int, voucher: str):
    amounts = {s.pk: (s.amount * percent / 100).quantize(Decimal("0.01")) for s in allocation.shares.all()}
    return payments.pay(
        actor=_clerk(demo, row), allocation=allocation, amounts=amounts, paid_on=demo.day(ago), voucher=voucher,
        at=demo.moment(ago),
    )  # fmt: skip


def _scheme(demo: Demo, row, allocation, name: str, weights: tuple[int, ...], ago: int):
    scheme = schemes.add_scheme(actor=_clerk(demo, row), allocation=allocation, name=name, at=demo.moment(ago))
    factors = [Factor(f, Decimal(w), m, SOURCE) for f, w, m in zip(FACTORS, weights, MEASURES, strict=True) if w]
    schemes.set_factors(
        actor=_clerk(demo, row), scheme=scheme, factors=factors, at=demo.moment(ago),
        coefficient_note="上年绩效评价：优 1.05，良 1，中 0.95，差 0.9",
    )  # fmt: skip
    towns = Organisation.objects.current(demo.today).townships().order_by("code")
    table = zip(towns, MILES, PEOPLE, STEEP, TRAFFIC, MARKS, strict=True)
    units = [
        Unit(
            town.code,
            town.short_name,
            tuple(Decimal(v) for v, w in zip(values, weights, strict=True) if w),
            Decimal(mark),
        )
        for town, *values, mark in table
    ]
    return schemes.put_units(actor=_clerk(demo, row), scheme=scheme, units=units, at=demo.moment(ago))


def _by_factors(demo: Demo):
    row = _fund(demo, ROADS)
    allocation = _open(demo, row, "农村公路日常养护补助", "factors", 5_200_000, 245)
    first = _scheme(demo, row, allocation, "里程为主", (50, 20, 30, 0), 244)
    _scheme(demo, row, allocation, "兼顾交通量", (40, 20, 20, 20), 243)
    schemes.choose_scheme(
        actor=_clerk(demo, row), scheme=first, reason="养护成本主要随里程和坡度变化，交通量各乡镇统计口径还不一致",
        at=demo.moment(242),
    )  # fmt: skip
    _issue(demo, row, allocation, 232, 8)
    _pay(demo, row, allocation, 60, 200, "记-0417")
    made = _pay(demo, row, allocation, 25, 90, "记-0833")
    payments.reverse(
        actor=_clerk(demo, row), payment=made[3], paid_on=demo.day(88), voucher="记-0846", at=demo.moment(88)
    )


def _late(demo: Demo):
    """By factors, still in draft long after the townships' 60 days."""
    row = _fund(demo, LATE)
    allocation = _open(demo, row, "农村生活垃圾收运补助", "factors", 2_400_000, 150)
    _scheme(demo, row, allocation, "按人口和里程", (40, 60, 0, 0), 149)


def _by_fact(demo: Demo):
    row = _fund(demo, CARE)
    allocation = _open(
        demo, row, "农村幸福院运转补助", "fact", 900_000, 180, source_level="province",
        upper_special="养老服务体系建设补助资金（甘财社〔2026〕17号）",
    )  # fmt: skip
    towns = Organisation.objects.current(demo.today).townships().order_by("code")[:6]
    uses = [
        ShareRow(t.name, f"{t.short_name}幸福院 {n + 2} 所运转补助", Decimal(150_000), t.short_name, t)
        for n, t in enumerate(towns)
    ]
    allocations.put_shares(actor=_clerk(demo, row), allocation=allocation, rows=uses, at=demo.moment(179))
    _issue(demo, row, allocation, 170, 21)
    _pay(demo, row, allocation, 100, 150, "记-0562")


def _by_project(demo: Demo):
    """The funded projects of a decided call, when there is one."""
    call = Call.objects.filter(state=CallState.DECIDED, entry__versions__name=PROJECTS).order_by("pk").first()
    if call is None:
        return
    row = _fund(demo, PROJECTS)
    granted = Application.objects.filter(call=call, state="funded").values_list("amount_granted", flat=True)
    allocation = _open(demo, row, "农业产业发展项目资金", "project", sum(granted), 150, call=call)
    allocations.take_projects(actor=_clerk(demo, row), allocation=allocation, at=demo.moment(149))
    _issue(demo, row, allocation, 140, 30)
    _pay(demo, row, allocation, 40, 120, "记-0701")


def _changes(demo: Demo):
    """调剂 between two funds of one department, money from above, and 预算调整 by 人大常委会."""
    reviewer, year = demo.people["fund_reviewer"], demo.today.year
    source, target = (_fund(demo, name).entry for name in WATER)
    common = {"actor": reviewer, "year": year, "approved_on": demo.day(100), "at": demo.moment(99)}
    budgets.change_budget(
        entry=source, other=target, kind=BudgetChangeKind.TRANSFER, amount=Decimal(180_000), approved_by="县财政局",
        document_number=f"漳财预〔{year}〕41号", reason="汛期河道清淤急需", **common,
    )  # fmt: skip
    budgets.change_budget(
        entry=_fund(demo, CARE).entry, kind=BudgetChangeKind.ABOVE, amount=Decimal(900_000), approved_by="甘肃省财政厅",
        document_number="甘财社〔2026〕17号", reason="养老服务体系建设补助资金", **common,
    )  # fmt: skip
    budgets.change_budget(
        entry=_fund(demo, ROADS).entry, kind=BudgetChangeKind.ADJUSTMENT, amount=Decimal(600_000),
        approved_by="漳县人大常委会", document_number=f"漳人常发〔{year}〕11号", reason="水毁公路修复", **common,
    )  # fmt: skip


def _months(demo: Demo, year: int, months, paces: tuple):
    """Every department reported each month that has ended, most by the plan, some behind; paces in per cent of it."""
    texts = FundVersion.objects.filter(year=year, state="published", valid_to__isnull=True)
    texts = texts.exclude(name__in=SILENT).select_related("entry__organisation").order_by("pk")
    by_body: dict = {}
    for number, row in enumerate(texts):
        by_body.setdefault(row.entry.organisation, []).append((number, row))
    for month in months:
        reported = datetime.combine(date(year, month, 28) + timedelta(days=8), time(10))
        for body, rows in by_body.items():
            execution.report_execution(
                actor=demo.people[f"fund:{body.name.removeprefix('漳')}"], organisation=body, year=year, month=month,
                rows={row.entry_id: _month(row, paces[number % len(paces)], month) for number, row in rows},
                at=min(timezone.make_aware(reported), timezone.now()),
            )  # fmt: skip


def _month(row, pace: int, month: int) -> execution.MonthRow:
    planned = (row.amount * month / 12).quantize(Decimal("0.01"))
    return execution.MonthRow(planned, (planned * pace / 100).quantize(Decimal("0.01")))
