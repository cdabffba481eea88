"""Workbooks of a fund's money that leave the portal: the table to fill, the month to report, a published allocation."""

from collections.abc import Iterable

from core.workbooks import Column, Form, Page, write

from .enums import FundForm
from .kinds import EXECUTION, FACTORS, FUNDS
from .kinds.factors import plain
from .models import Allocation, Execution, FundVersion, Scheme, in_wan
from .queries.schemes import factors_of, inputs_of

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIST_KEYS = ("serial", "department", "name", "amount", "remark")


def factor_sheet(allocation: Allocation, scheme: Scheme, townships: list[tuple[str, str]]) -> bytes:
    """The table of factor values: what the scheme has, or the townships with empty cells; the same form reads it."""
    factors, units = inputs_of(scheme)
    columns = [Column(f"factor{n}", factor.name, width=14) for n, factor in enumerate(factors)]
    fixed = [column for column in FACTORS.columns if column.key != "coefficient"]
    form = Form("factors", FACTORS.name, (*fixed, *columns, FACTORS.column("coefficient")), FACTORS.required)
    rows = [
        {
            "serial": str(number), "code": unit.code, "name": unit.name, "coefficient": plain(unit.coefficient),
            **{f"factor{n}": plain(value) for n, value in enumerate(unit.values)},
        }
        for number, unit in enumerate(units, start=1)
    ]  # fmt: skip
    rows = rows or [
        {"serial": str(number), "code": code, "name": name, "coefficient": "1"}
        for number, (code, name) in enumerate(townships, start=1)
    ]
    said = "；".join(f"{f.name} {plain(f.weight)}%" + (f"（{f.measure}）" if f.measure else "") for f in factors)
    notes = (
        f"说明：权重为 {said}。没有的填 0，不能空着。",
        "说明：系数是上年绩效评价的系数，没有评价的填 1。单位编码每年不变。",
    )
    return write(form, [Page("因素值", f"{allocation.title}因素值表", rows, notes=notes)])


def month_sheet(year: int, month: int, body, versions, reported: dict[int, Execution]) -> bytes:
    """The month's table of a department, with its funds and what was `reported` up to that month. Sums are in 元."""
    rows = []
    for number, version in enumerate(versions, start=1):
        last = reported.get(version.entry_id)
        row = {"serial": str(number), "code": version.entry.code, "name": version.name}
        rows.append(row | ({"planned": f"{last.planned:.2f}", "executed": f"{last.executed:.2f}"} if last else {}))
    notes = ("说明：填 1 月起的累计数，单位元。比上月减少的，在说明栏写明原因。",)
    title = f"{year}年{month}月专项资金支出进度月报表"
    return write(EXECUTION, [Page("支出进度", title, rows, unit=f"填报单位：{body}　单位：元", notes=notes)])


def allocation_sheet(allocation: Allocation, shares, scheme: Scheme | None) -> bytes:
    """A published allocation: its shares, and the inputs by which it can be computed again."""
    form = Form(
        "shares",
        "分配明细",
        (
            Column("serial", "序号", width=6),
            Column("recipient", "接收单位", width=26),
            Column("region", "地区", width=14),
            Column("use", "用途或者项目", width=44),
            Column("amount", "数额（元）", width=18),
            Column("paid", "已拨付（元）", width=18),
        ),
        ("recipient",),
    )
    rows = [
        {
            "serial": str(s.position), "recipient": s.recipient, "region": s.region, "use": s.use,
            "amount": f"{s.amount:.2f}", "paid": f"{s.paid:.2f}",
        }
        for s in shares
    ]  # fmt: skip
    notes = (
        f"合计 {allocation.total:.2f} 元（{in_wan(allocation.total)} 万元）。指标文号 {allocation.document_number}。",
    )
    data = [Page("分配明细", allocation.title, rows, notes=notes)]
    first = write(form, data)
    return first if scheme is None else _with_inputs(first, allocation, scheme)


def _with_inputs(first: bytes, allocation: Allocation, scheme: Scheme) -> bytes:
    """The same workbook with a second sheet: factors, weights, values, coefficients, results."""
    import io

    from openpyxl import load_workbook

    from core.workbooks.pages import neutral

    book = load_workbook(io.BytesIO(first))
    sheet = book.create_sheet("因素和测算")
    factors, units = factors_of(scheme), list(scheme.units.order_by("position"))
    sheet.append([neutral(allocation.title), f"测算摘要（SHA-256） {scheme.digest}"])
    sheet.append(
        [
            "单位编码",
            "单位",
            *(neutral(f"{f.name}（权重 {plain(f.weight)}%）") for f in factors),
            "系数",
            "测算额（元）",
        ]
    )
    for unit in units:
        values = [plain(value) for value in unit.values]
        sheet.append([neutral(unit.code), neutral(unit.name), *values, plain(unit.coefficient), f"{unit.amount:.2f}"])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def list_workbook(year: int, form: str, rows: Iterable[FundVersion]) -> bytes:
    """《部门预算专项资金管理清单》 of a year in 万元, with its exact total; `rows` in the order of the list."""
    rows = list(rows)
    texts = [
        {
            "serial": str(number),
            "department": row.organisation.name,
            "name": row.name,
            "amount": in_wan(row.amount),
            "remark": (row.content or {}).get("remark", ""),
        }
        for number, row in enumerate(rows, start=1)
    ]
    texts.append({"serial": "合计", "amount": in_wan(sum(row.amount for row in rows)) if rows else "0"})
    label = FundForm(form).label
    page = Page(
        name=f"{year}年度清单", title=f"{year}年度{label}管理清单", rows=texts, keys=LIST_KEYS, unit="单位：万元",
        merged=("department",),
    )  # fmt: skip
    return write(FUNDS, [page])
