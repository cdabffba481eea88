"""What a row of a year's list is made of: the declared fields of `FundVersion.content`, and how the whole reads.

`sources` are rows {level, amount, upper, number}: amounts are texts in 元 and add up to the row's own; `upper` is the
matching special of the level above, `number` its 文号.
"""

from decimal import Decimal

from powerlist.kinds import Field, FieldType
from powerlist.kinds.fields import RowColumn

from ..enums import SourceLevel

SOURCES = Field(
    "sources",
    "资金来源",
    FieldType.ROWS,
    columns=(
        RowColumn("level", "级次", choices=tuple(SourceLevel.choices)),
        RowColumn("amount", "金额（元）"),
        RowColumn("upper", "对应上级专项"),
        RowColumn("number", "文号"),
    ),
    main="level",
)
FIELDS = (
    Field("basis", "设立依据", FieldType.BASIS, hint="每行一条，写全称、文号和条款，如 《甘肃省农村公路条例》第十二条"),
    SOURCES,
    Field("support", "支持对象和范围"),
    Field("purpose", "资金用途"),
    Field("standard", "补助标准"),
    Field("contact", "联系人", FieldType.TEXT),
    Field("phone", "联系电话", FieldType.TEXT),
    Field("remark", "备注"),
)
TYPED = {
    "organisation": "主管部门",
    "name": "项目名称",
    "amount": "预算数额",
    "form": "清单类型",
    "function": "功能分类科目",
    "founded_year": "设立年度",
    "ends_on": "执行期限止",
    "evaluate_on": "应评估日期",
    "manner": "分配方式",
    "scope": "公开范围",
    "scope_reason": "不公开的理由和依据",
}
LABELS = {**TYPED, **{field.key: field.label for field in FIELDS}}


def empty_content() -> dict:
    return {field.key: field.empty for field in FIELDS}


def wan(amount) -> str:
    """An amount in 元 in words: exact, in 万元."""
    return f"{(Decimal(amount) / 10_000).normalize():f} 万元"


def source_lines(rows) -> list[str]:
    """`中央 120 万元（农业生产发展资金，甘财农〔2026〕3号）`, a line for each level."""
    labels, lines = dict(SourceLevel.choices), []
    for row in rows or ():
        about = "，".join(filter(None, (row.get("upper"), row.get("number"))))
        lines.append(
            f"{labels.get(row['level'], row['level'])} {wan(row['amount'])}" + (f"（{about}）" if about else "")
        )
    return lines


def cells_of(row) -> dict:
    """A row as its reader sees it, cell by cell (LABELS): what `diff` compares."""
    content = row.content or {}
    cells = {
        "organisation": str(row.organisation),
        "name": row.name,
        "amount": wan(row.amount),
        "form": row.get_form_display(),
        "function": str(row.function) if row.function else "",
        "founded_year": str(row.founded_year or ""),
        "ends_on": row.ends_on.isoformat() if row.ends_on else "",
        "evaluate_on": row.evaluate_on.isoformat() if row.evaluate_on else "",
        "manner": row.get_manner_display() if row.manner else "",
        "scope": row.get_scope_display(),
        "scope_reason": row.scope_reason,
    }
    for field in FIELDS:
        value = content.get(field.key, field.empty)
        cells[field.key] = source_lines(value) if field is SOURCES else field.lines(value)
    return cells
