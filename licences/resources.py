"""The public register as files, and the workbook by which licences on file come in."""

import csv
import json

from import_export import fields, widgets

from accounts.resources import HarmlessResource
from core.history import signed
from core.workbooks import Column, Form, Page, neutral, write

from .actions.imports import STOCK
from .enums import Handover, LicenceKind
from .models import LicenceType
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


class LabelWidget(widgets.Widget):
    """A choice as people read it: its label in the file, its value in the table."""

    def __init__(self, choices):
        super().__init__()
        self.choices = choices

    def clean(self, value, row=None, **kwargs):
        text = str(value or "").strip()
        for code, label in self.choices.choices:
            if text in (code, label, label.split("，")[0]):
                return code
        raise ValueError(f"“{text}”不在可选范围内，请填{'、'.join(self.choices.labels)}之一")

    def render(self, value, obj=None, **kwargs):
        return self.choices(value).label if value else ""


class YesNoWidget(widgets.BooleanWidget):
    """是 or 否; an empty cell means 是."""

    def clean(self, value, row=None, **kwargs):
        text = str(value if value is not None else "").strip()
        if text not in ("", "是", "1", "True", "true", "否", "0", "False", "false"):
            raise ValueError(f"“{text}”不在可选范围内，请填是或者否")
        return text in ("", "是", "1", "True", "true")

    def render(self, value, obj=None, **kwargs):
        return "是" if value else "否"


class LicenceTypeResource(HarmlessResource):
    """The catalogue of types as a table to take away, mend and bring back; a code names its row."""

    code = fields.Field(attribute="code", column_name="类型编码", widget=widgets.CharWidget())
    name = fields.Field(attribute="name", column_name="证照名称", widget=widgets.CharWidget())
    kind = fields.Field(attribute="kind", column_name="种类", widget=LabelWidget(LicenceKind))
    type_code = fields.Field(attribute="type_code", column_name="证照类型代码", widget=widgets.CharWidget())
    handover = fields.Field(attribute="handover", column_name="送达方式", widget=LabelWidget(Handover))
    validity_months = fields.Field(
        attribute="validity_months", column_name="有效期（月）", widget=widgets.IntegerWidget()
    )
    basis = fields.Field(attribute="basis", column_name="设定依据", widget=widgets.CharWidget())
    renewable = fields.Field(attribute="renewable", column_name="可以延续", widget=YesNoWidget())
    renewal_days = fields.Field(
        attribute="renewal_days", column_name="延续申请提前天数", widget=widgets.IntegerWidget(), default=30
    )
    suspension_basis = fields.Field(attribute="suspension_basis", column_name="暂扣依据", widget=widgets.CharWidget())
    is_public = fields.Field(attribute="is_public", column_name="结果公开", widget=YesNoWidget())
    in_use = fields.Field(attribute="in_use", column_name="在用", widget=YesNoWidget())

    class Meta:
        model = LicenceType
        fields = ["code", "name", "kind", "type_code", "handover", "validity_months", "basis", "renewable",
                  "renewal_days", "suspension_basis", "is_public", "in_use"]  # fmt: skip
        export_order = fields
        import_id_fields = ["code"]
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True

    def before_save_instance(self, instance, row, **kwargs):
        signed(instance, actor=kwargs.get("user"), reason="批量导入证照类型")
