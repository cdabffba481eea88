"""The public register as files, and the workbook by which licences on file come in."""

import csv
import json

from core.workbooks import Column, Form, Page, neutral, write

from .actions.imports import STOCK
from .queries.register import Row

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = {
    "number": ("证照编号", 24),
    "type": ("证照名称", 24),
    "holder": ("持证主体", 28),
    "item": ("许可事项", 40),
    "body": ("颁发机关", 24),
    "issued_on": ("颁发日期", 14),
    "valid_from": ("有效期自", 14),
    "valid_to": ("有效期至", 14),
    "state": ("状态", 12),
    "ended_on": ("失效日期", 14),
    "ground": ("失效事由", 40),
}


def cells_of(row: Row) -> dict[str, str]:
    """One row of the register as a file holds it."""
    licence = row.licence
    return {
        "number": licence.number,
        "type": licence.type.name,
        "holder": row.holder,
        "item": licence.item_name,
        "body": licence.issuer_name or licence.organisation.name,
        "issued_on": licence.issued_on.isoformat(),
        "valid_from": licence.valid_from.isoformat(),
        "valid_to": licence.valid_to.isoformat() if licence.valid_to else "长期",
        "state": licence.get_state_display(),
        "ended_on": licence.ended_on.isoformat() if licence.ended_on else "",
        "ground": f"{row.ground}（{row.article}）" if row.ground else "",
    }


class _Echo:
    """A file that hands back what is written, for a csv writer that streams."""

    def write(self, text):
        return text


def as_csv(rows):
    """Lines of a CSV that Excel opens as UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([label for label, _ in COLUMNS.values()])
    for row in rows:
        yield writer.writerow([neutral(text) for text in cells_of(row).values()])


def as_json(rows):
    columns = {key: label for key, (label, _) in COLUMNS.items()}
    yield json.dumps({"columns": columns}, ensure_ascii=False)[:-1] + ', "rows": ['
    for index, row in enumerate(rows):
        yield ("," if index else "") + "\n" + json.dumps(cells_of(row), ensure_ascii=False)
    yield "\n]}\n"


def as_xlsx(rows, title: str) -> bytes:
    columns = tuple(Column(key, label, width=width) for key, (label, width) in COLUMNS.items())
    form = Form("licences", "行政许可结果", columns, ("number",))
    return write(form, [Page("行政许可结果", title, [cells_of(row) for row in rows])])


def stock_template() -> bytes:
    """The empty 存量证照登记表."""
    notes = (
        "说明：一张表只填一种证照。证件号码填持证人的身份证号码，或者单位的统一社会信用代码。",
        "说明：日期写成 2026-03-01；长期有效的，有效期至写“长期”。状态不填的按有效。表上没有的内容可以在右边加列。",
    )
    return write(STOCK, [Page("存量证照", "存量证照登记表", [], notes=notes)])
