"""Registers as files: streamed row by row, so that a file of any length costs the memory of a page."""

import csv
import json
from collections.abc import Iterable, Iterator

from core.workbooks import Page, neutral, write
from powerlist.enums import Category

from .actions.exercises import SHEET
from .kinds.registers import OUTCOMES

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

RESULT_COLUMNS = {
    "number": "办件编号",
    "item": "事项",
    "item_code": "事项编号",
    "body": "实施主体",
    "applicant": "申请人",
    "outcome": "结果",
    "accepted_on": "受理日期",
    "decided_on": "决定日期",
    "days": "用时",
    "unit": "单位",
    "promised": "承诺时限",
    "kept": "在承诺时限内",
}
STATISTIC_COLUMNS = {
    "item": "事项",
    "item_code": "事项编号",
    "body": "实施主体",
    "promise": "承诺时限",
    "cases": "近十二个月办结件数",
    "median": "一半的办件用时不超过",
    "ninetieth": "九成的办件用时不超过",
    "kept": "承诺兑现（%）",
}


class _Echo:
    """A file that hands back what is written, for a csv writer that streams."""

    def write(self, text):
        return text


def as_csv(columns: dict[str, str], rows: Iterable[dict]) -> Iterator[str]:
    """Lines of a CSV that Excel opens as UTF-8; no cell is taken for a formula."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(columns.values())
    for row in rows:
        yield writer.writerow([neutral(_text(row[key])) for key in columns])


def as_json(columns: dict[str, str], rows: Iterable[dict]) -> Iterator[str]:
    yield json.dumps({"columns": columns}, ensure_ascii=False)[:-1] + ', "rows": ['
    for index, row in enumerate(rows):
        yield ("," if index else "") + "\n" + json.dumps(row, ensure_ascii=False, default=str)
    yield "\n]}\n"


def _text(value) -> str:
    if value is None:
        return ""
    return "是" if value is True else "否" if value is False else str(value)


def result_cells(row) -> dict:
    """A public result (CaseResult) as a file holds it."""
    return {
        "number": row.number,
        "item": row.item_name,
        "item_code": row.item.code,
        "body": row.organisation.name,
        "applicant": row.applicant,
        "outcome": row.outcome_label,
        "accepted_on": row.accepted_on,
        "decided_on": row.decided_on,
        "days": row.days,
        "unit": row.get_unit_display() if row.days is not None else "",
        "promised": row.promised,
        "kept": row.kept,
    }


def statistic_cells(version, promise: str, taken) -> dict:
    """How long an item took, as a file holds it; too few cases give no figures."""
    return {
        "item": version.name,
        "item_code": version.item.code,
        "body": version.item.organisation.name,
        "promise": promise,
        "cases": "少于5件" if taken.few else taken.number,
        "median": taken.median_text,
        "ninetieth": taken.ninetieth_text,
        "kept": "" if taken.few else taken.kept_share,
    }


def exercise_template() -> bytes:
    """The empty 权力运行登记表, with the outcomes of each category in its notes."""
    notes = [
        "说明：一行登记一次行使职权的一个环节。职权编码和职权名称填一个就行；本单位有同名职权的，填编码。",
        "说明：日期写成 2026-03-01；金额按元填写。相对人只写姓名或者单位名称，不写证件号码。",
    ]
    for category, outcomes in OUTCOMES.items():
        notes.append(f"说明：{Category(category).label}的结果：{'、'.join(one.label for one in outcomes)}。")
    return write(SHEET, [Page("权力运行", "权力运行登记表", [], notes=tuple(notes))])
