"""Every kind of list, each by one declaration: form, import, export, public table, API and history follow from it.

To add a kind, write one `Kind(...)` and `declare` it: no migration, no page, no route. docs/adding.md tells the steps.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from core.workbooks import Form, Item
from core.workdays import Unit
from powerlist.citations import without_number
from powerlist.enums import Category, Disclosure, ListKind, MeasureKind, RiskLevel

from .annexes import CONTACTS, DETAILS, DUTIES, OVERLAPS, PUBLIC_SERVICES, SUMMARY
from .derived import derived_form
from .duties import (
    join_accountability,
    join_duties,
    join_measures,
    split_accountability,
    split_duties,
    split_measures,
)
from .fields import Field, FieldRefused, FieldType, RowColumn
from .powers import POWERS

__all__ = [
    "FORMS", "KINDS", "Field", "FieldRefused", "FieldType", "Kind", "Layout", "RowColumn", "Shelf", "category_choices",
    "declare", "form_choices", "kind_choices", "numbered", "public_kinds",
]  # fmt: skip


@dataclass(frozen=True)
class Shelf:
    """Where the public reads a list: `/open/<slug>/`, its title and what it says of itself."""

    slug: str
    title: str
    lead: str

    @property
    def path(self) -> str:
        return f"/open/{self.slug}/"


@dataclass(frozen=True)
class Layout:
    """How a body's list stands in its workbook. `{body}` and `{category}` are filled in.

    `dated`: day and total stand below the title. `unit`: the line 单位（盖章） stands above the header. `by_category`:
    a sheet for each category that has entries. `blocks`: a line with the category and 共×项 before its entries.
    `groups`, `merged` and `notes` are those of core.workbooks.Page. `keys` are the form's columns, all where none.
    """

    title: str = "{body}{label}"
    sheet: str = "{label}"
    dated: bool = True
    unit: bool = False
    by_category: bool = False
    blocks: bool = False
    keys: tuple[str, ...] = ()
    groups: tuple[tuple[str, dict[str, str]], ...] = ()
    merged: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    as_filed: bool = False  # in the order in which the entries came, not by category


@dataclass(frozen=True)
class Kind:
    """A kind of list.

    `form` is the official form; without one, the form is made of the fields. `take` makes contents of a row that the
    form has read, `give` cells of contents, where the form and the fields don't say the same by key.

    `categories` are (code, label), codes of two characters; the same code means the same in every kind. None of them:
    the kind has no categories. `mark` stands in the codes of its entries (`621125HB-A3-02-0001`), so that the numbers
    of two lists never mix. `shelf` is None for lists of the clearing, which only staff see. `lead`, `approver` and
    `update_days` (working days from a change to its publication) hold where the county has set nothing else. `created`:
    its rows are powers, so that an import and an entry judge whether a basis of theirs may create such a power.
    """

    key: str
    label: str
    fields: tuple[Field, ...]
    form: Form | None = None
    categories: tuple[tuple[str, str], ...] = ()
    shelf: Shelf | None = None
    mark: str = ""
    name_label: str = "项目名称"
    office_label: str = "承办机构"
    lead: str = "县委编办"
    approver: str = "县政府"
    update_days: int = 20
    layout: Layout = Layout()
    created: bool = False
    take: Callable[[Item], dict[str, Any]] | None = None
    give: Callable[[dict[str, Any]], dict[str, str]] | None = None

    def __post_init__(self):
        if self.form is None:
            object.__setattr__(self, "form", derived_form(self))
            if not self.layout.keys:
                keys = tuple(column.key for column in self.form.columns if column.key != "code")
                object.__setattr__(self, "layout", replace(self.layout, keys=keys))

    # --- cells ----------------------------------------------------------------------------------------------------

    @cached_property
    def by_key(self) -> dict[str, Field]:
        return {field.key: field for field in self.fields}

    @cached_property
    def labels(self) -> dict[str, str]:
        """What a reader calls each cell of an entry, in the order of the form."""
        return {**self._heads, **{field.key: field.label for field in self.fields}}

    @cached_property
    def public_labels(self) -> dict[str, str]:
        return {**self._heads, **{field.key: field.label for field in self.fields if field.public}}

    @cached_property
    def outside_form(self) -> tuple[Field, ...]:
        """The fields that the official form has no column for: an import leaves them as they are."""
        return self.outside({column.key for column in self.form.columns})

    def outside(self, columns: Container[str]) -> tuple[Field, ...]:
        """The fields that none of these columns holds."""
        return tuple(field for field in self.fields if (field.column or field.key) not in columns)

    def taken(self, item: Item) -> dict[str, Any]:
        """What a row of the form says of each field, not yet cleaned."""
        if self.take is not None:
            return self.take(item)
        return {field.key: item.data.get(field.key) for field in self.fields}

    def given(self, content: dict[str, Any]) -> dict[str, str]:
        """The cells of the form by column; bases numbered, rows in one cell."""
        cells = {
            field.key: numbered(content.get(field.key) or [])
            if field.type == FieldType.BASIS
            else field.cell(content.get(field.key))
            for field in self.fields
        }
        return {**cells, **(self.give(content) if self.give else {})}

    @cached_property
    def row_fields(self) -> tuple[Field, ...]:
        """The fields of rows that stand in a cell of the official form."""
        outside = self.outside_form
        return tuple(field for field in self.fields if field.type == FieldType.ROWS and field not in outside)

    @property
    def _heads(self) -> dict[str, str]:
        heads = {"name": self.name_label}
        if self.categories:
            heads["category"] = "类别"
        if self.office_label:
            heads["office"] = self.office_label
        return heads

    def clean(self, content: dict[str, Any] | None) -> dict[str, Any]:
        """The kind's own fields and no others, as they are stored. Raises FieldRefused."""
        content = content or {}
        return {field.key: field.clean(content.get(field.key)) for field in self.fields}

    def cells(self, *, name: str, category: str, office: str, content: dict, public: bool = False) -> dict[str, Any]:
        """An entry as text by key of `labels`: what two texts are compared by and a reader reads."""
        cells: dict[str, Any] = {"name": name}
        if self.categories:
            cells["category"] = self.category_label(category)
        if self.office_label:
            cells["office"] = office
        for field in self.fields:
            if field.public or not public:
                cells[field.key] = field.lines(content.get(field.key), public=public)
        return cells

    def public_content(self, content: dict) -> dict[str, Any]:
        """The fields and columns that may leave the house."""
        return {
            field.key: field.as_public(content.get(field.key, field.empty)) for field in self.fields if field.public
        }

    # --- categories and codes -------------------------------------------------------------------------------------

    def category_label(self, code: str) -> str:
        return dict(self.categories).get(code, code)

    @property
    def only_category(self) -> str:
        """The code that every entry bears, where there is no choice."""
        return self.categories[0][0] if len(self.categories) == 1 else ""

    def category_of(self, code: str | None) -> str:
        """What is stored as the category of an entry for which `code` was chosen."""
        return (self.only_category or code or "") if self.categories else ""

    def stem(self, category: str) -> str:
        """The middle of an entry's code: between the body and the running number."""
        return "-".join(filter(None, [self.mark, category]))

    @property
    def is_public(self) -> bool:
        return self.shelf is not None


# Forms that can be read, by key: those of the lists, and 附件2 and 附件7, which are no lists of entries.
FORMS: dict[str, Form] = {
    form.kind: form for form in (DUTIES, SUMMARY, DETAILS, OVERLAPS, PUBLIC_SERVICES, POWERS, CONTACTS)
}
KINDS: dict[str, Kind] = {}


def declare(kind: Kind) -> Kind:
    """Take a kind into the house. Its keys and codes are checked once, here."""
    known = dict(category_choices())
    for code, label in kind.categories:
        if len(code) != 2 or known.get(code, label) != label:
            raise ValueError(f"category {code} of {kind.key} is not two characters, or means {known.get(code)} already")
    if len(kind.key) > 20 or len(kind.by_key) != len(kind.fields):
        raise ValueError(f"the key of {kind.key} is too long, or a field is declared twice")
    for field in kind.fields:
        if field.type == FieldType.ROWS and field.main not in {column.key for column in field.columns}:
            raise ValueError(f"{kind.key}.{field.key} holds rows and names no main column")
    KINDS[kind.key] = kind
    FORMS[kind.form.kind] = kind.form
    return kind


def numbered(bases: list[str]) -> str:
    """Several bases with arabic numbers, one a line; a single one without a number."""
    bases = [without_number(text) for text in bases]
    if len(bases) < 2:
        return "".join(bases)
    return "\n".join(f"{number}.{text}" for number, text in enumerate(bases, 1))


def kind_choices() -> list[tuple[str, str]]:
    """Choices of the models' `kind`: read when asked, so that a new kind needs no migration."""
    return [(kind.key, kind.label) for kind in KINDS.values()]


def form_choices() -> list[tuple[str, str]]:
    """Every form that can be imported: the kinds, 附件2, which is made of 附件3, and 附件7, the people."""
    return [*kind_choices(), ("summary", "行政职权清理汇总表"), ("contacts", "工作负责人和联络员名单")]


def category_choices() -> list[tuple[str, str]]:
    """The categories of all kinds, each once."""
    found = {code: label for kind in KINDS.values() for code, label in kind.categories}
    return list(found.items())


def public_kinds() -> list[Kind]:
    return [kind for kind in KINDS.values() if kind.is_public]


# --- what several kinds share ---------------------------------------------------------------------------------------

POWER_CATEGORIES = tuple((c.value, c.label) for c in Category if c != Category.PUBLIC_SERVICE)
BASIS_HINT = "一行写一条，写法规全称和条款，如《中华人民共和国森林法》第五十六条第一款"


def basis(label: str = "实施依据") -> Field:
    return Field("basis", label, FieldType.BASIS, hint=BASIS_HINT)


REMARK = Field("remark", "备注", FieldType.TEXT)
# read by ListVersion.disclosure: what isn't 向社会公开 leaves the house by no door
OPENNESS = Field(
    "openness", "公开范围", FieldType.CHOICE, choices=tuple(Disclosure.choices), hint="不选按向社会公开办理"
)

# --- 附件6 权责清单 --------------------------------------------------------------------------------------------------

DUTY_ROWS = Field(
    "duties", "责任事项", FieldType.ROWS, main="content",
    hint="一个环节一行，如 受理：公示应当提交的材料，一次性告知补正", split=split_duties, join=join_duties,
    columns=(
        RowColumn("stage", "环节"),
        RowColumn("content", "内容", long=True),
        RowColumn("basis", "依据条款"),
        RowColumn("body", "责任主体"),
        RowColumn("limit", "时限"),
    ),
)  # fmt: skip
ACCOUNTABILITY_ROWS = Field(
    "accountability", "追责情形", FieldType.ROWS, main="situation", hint="一种情形一行",
    split=split_accountability, join=join_accountability,
    columns=(
        RowColumn("situation", "情形", long=True),
        RowColumn("basis", "依据"),
        RowColumn("handling", "处理"),
    ),
)  # fmt: skip
MEASURE_ROWS = Field(
    "measures", "监管措施", FieldType.ROWS, main="content", hint="日常监管、定期抽查、隐患排查、重大案件查处各一行",
    split=split_measures, join=join_measures,
    columns=(
        RowColumn("kind", "方式", choices=tuple(MeasureKind.choices)),
        RowColumn("content", "内容", long=True),
        RowColumn("frequency", "频次"),
        RowColumn("office", "承办股室"),
    ),
)  # fmt: skip
STEP_ROWS = Field(
    "steps", "办理环节", FieldType.ROWS, main="stage",
    hint="一个环节一行；岗位、责任人和风险点只供内部使用，不对外公开",
    columns=(
        RowColumn("stage", "环节"),
        RowColumn("body", "承办主体"),
        RowColumn("post", "岗位", public=False),
        RowColumn("person", "岗位责任人", public=False),
        RowColumn("requirement", "办理要求", long=True),
        RowColumn("limit", "时限"),
        RowColumn("unit", "时限单位", choices=tuple(Unit.choices)),
        RowColumn("risk_level", "风险等级", public=False, choices=tuple(RiskLevel.choices)),
        RowColumn("risk", "廉政风险点", public=False, long=True),
        RowColumn("measure", "防控措施", public=False, long=True),
    ),
)  # fmt: skip

declare(
    Kind(
        key=ListKind.POWERS.value,
        label=ListKind.POWERS.label,
        form=POWERS,
        created=True,
        categories=POWER_CATEGORIES,
        shelf=Shelf(
            "powers",
            "权力清单",
            "县政府部门依法能办的事都在这里：每一项有名称、类别、依据和承办机构。法无授权不可为。",
        ),
        layout=Layout(title="{body}权责清单", sheet="权责清单"),
        fields=(
            Field("sub_name", "子项", FieldType.TEXT),
            basis(),
            DUTY_ROWS,
            ACCOUNTABILITY_ROWS,
            Field("tier", "裁量档次", FieldType.TEXT),
            Field("standard", "裁量标准"),
            Field("time_limit", "办结时限", FieldType.TEXT, hint="如 20个工作日；法律没有规定时限的写“无法定时限”"),
            Field("supervision", "监督方式", hint="如 监督电话0932-4862277；监督邮箱、窗口地址也写在这里"),
            MEASURE_ROWS,
            STEP_ROWS,
            OPENNESS,
            REMARK,
        ),
    )
)

# --- 附件5 公共服务事项 ----------------------------------------------------------------------------------------------

declare(
    Kind(
        key=ListKind.PUBLIC_SERVICES.value,
        label=ListKind.PUBLIC_SERVICES.label,
        form=PUBLIC_SERVICES,
        categories=((Category.PUBLIC_SERVICE.value, Category.PUBLIC_SERVICE.label),),
        shelf=Shelf(
            "services",
            "公共服务事项清单",
            "部门和乡镇为群众提供的服务：内容是什么，找谁，打哪个电话。",
        ),
        layout=Layout(
            title="部门公共服务事项登记表",
            sheet="公共服务事项",
            dated=False,
            unit=True,
            keys=("serial", "name", "content", "office", "phone"),
        ),
        fields=(
            Field("content", "主要内容", hint="这项服务做什么，面向谁"),
            basis("服务依据"),
            Field("phone", "联系电话", FieldType.TEXT, hint="带区号，如 0932-4862277"),
            STEP_ROWS,
            OPENNESS,
            REMARK,
        ),
    )
)
