"""绩效目标表 and 项目支出绩效自评表 as workbooks; equal content gives equal bytes. Money in 万元 as on the form."""

import datetime
import io

from core import workbooks
from core.packing import restamped
from core.workbooks.pages import DANGEROUS

from ..kinds import TARGETS

TITLE = "项目支出绩效自评表"
COLUMNS = (
    "",
    "一级指标",
    "二级指标",
    "三级指标",
    "",
    "年度指标值",
    "实际完成值",
    "分值",
    "得分",
    "偏差原因分析及改进措施",
)
WIDTHS = (10, 12, 16, 20, 12, 16, 14, 8, 8, 26)
GOAL = "年度总体目标："


def plan_workbook(plan, fund: str) -> bytes:
    """The targets of a year, as they are imported again. `plan.rows` are its indicators."""
    rows = [
        {
            "level1": row.get_dimension_display(),
            "level2": row.get_aspect_display(),
            "name": row.name,
            "target": row.target,
            "weight": f"{row.weight.normalize():f}",
            "evidence": row.evidence,
        }
        for row in plan.rows
    ]
    lines = (f"（{plan.year}年度）", f"项目名称：{fund}　主管部门：{plan.entry.organisation}", f"{GOAL}{plan.goal}")
    page = workbooks.Page("绩效目标表", "项目支出绩效目标表", rows, lines=lines)
    return workbooks.write(TARGETS, [page])


def evaluation_workbook(row, fund: str, lines, money) -> bytes:
    """The official table: head, the three sums of money, the indicators, 总分."""
    from openpyxl import Workbook  # only these two doors need it
    from openpyxl.styles import Alignment, Border, Font, Side

    book = Workbook()
    sheet = book.active
    sheet.title = "自评表"
    cells = [*_head(row, fund, money), *_indicators(lines), _total(lines, money)]
    thin = Side(style="thin")
    for number, values in enumerate(cells, start=1):
        for column, text in enumerate(values, start=1):
            cell = sheet.cell(number, column)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            cell.font = Font(name="方正小标宋简体", size=18) if number == 2 else Font(name="仿宋_GB2312", size=10.5)
            if number > 3:
                cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            if text != "":
                cell.value, cell.data_type = str(text), "s"
                cell.quotePrefix = str(text).startswith(DANGEROUS)
    for number, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFGHIJ"[number]].width = width
    for span in _merges(len(cells)):
        sheet.merge_cells(span)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    book.properties.creator = ""
    book.properties.created = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 — openpyxl wants a naive one
    saved = io.BytesIO()
    book.save(saved)
    return restamped(saved.getvalue())


def _head(row, fund: str, money) -> list[list]:
    blank, body = [""] * 10, str(row.plan.entry.organisation)
    return [
        ["附件：", *blank[1:]],
        [TITLE if row.kind == "self" else f"{TITLE}（财政评价）", *blank[1:]],
        [f"（{row.plan.year}年度）", *blank[1:]],
        ["项目名称", "", fund, *blank[3:]],
        ["主管部门", "", body, "", "", "实施单位", body, "", "", ""],
        ["项目资金（万元）", "", "", "", "年初预算数", "全年预算数", "全年执行数", "分值", "得分", "执行率"],
        ["", "", money.whole.label, "", *money.whole.wan, money.weight, money.score, f"{money.rate}%"],
        *(["", "", part.label, "", *part.wan, "—", "—", "—"] for part in money.parts),
    ]


def _indicators(lines) -> list[list]:
    rows = [["绩效指标", *COLUMNS[1:]]]
    for line in lines:
        one = line.indicator
        actual = line.answer.get("actual", "")
        rows.append(
            ["", one.get_dimension_display(), one.get_aspect_display(), one.name, "", one.target, actual,
             f"{one.weight.normalize():f}", line.answer.get("score") or "", line.answer.get("reason", "")]
        )  # fmt: skip
    return rows


def _total(lines, money) -> list:
    weight = sum((line.indicator.weight for line in lines), money.weight)
    score = sum((line.score or 0 for line in lines), money.score)
    return ["总分", *[""] * 6, f"{weight.normalize():f}", score, ""]


def _merges(last: int) -> list[str]:
    spans = ["A2:J2", "A3:J3", "A4:B4", "C4:J4", "A5:B5", "C5:E5", "G5:J5", "A6:B10"]
    spans += [f"C{row}:D{row}" for row in range(6, 11)]
    spans += [f"A11:A{last - 1}", *(f"D{row}:E{row}" for row in range(11, last)), f"A{last}:G{last}"]
    return spans
