"""The official forms written back: 附件6 and 附件5 of one body, as of a day; the register of laws as a table."""

from __future__ import annotations

from datetime import date

from import_export import fields, resources, widgets

from core.history import signed
from core.workbooks import Page, write

from .citations import without_number
from .enums import LawLevel, LawStatus, ListKind
from .kinds import KINDS, FieldType
from .kinds.powers import OFFICIAL
from .models import Law, ListVersion


class LabelWidget(widgets.Widget):
    """A choice as people read it: its label in the file, its value in the table."""

    def __init__(self, choices):
        super().__init__()
        self.choices = choices

    def clean(self, value, row=None, **kwargs):
        text = str(value or "").strip()
        for code, label in self.choices.choices:
            if text in (code, label):
                return code
        raise ValueError(f"“{text}”不在可选范围内，请填{'、'.join(self.choices.labels)}之一")

    def render(self, value, obj=None, **kwargs):
        return self.choices(value).label if value else ""


class YesNoWidget(widgets.BooleanWidget):
    """是 or 否; an empty cell means 是."""

    def clean(self, value, row=None, **kwargs):
        text = str(value if value is not None else "").strip()
        if text in ("", "是", "1", "True", "true"):
            return True
        if text in ("否", "0", "False", "false"):
            return False
        raise ValueError(f"“{text}”不在可选范围内，请填是或者否")

    def render(self, value, obj=None, **kwargs):
        return "是" if value else "否"


class SuccessorWidget(widgets.ForeignKeyWidget):
    """A law by its title; one that isn't on the register says so."""

    def clean(self, value, row=None, **kwargs):
        title = str(value or "").strip().strip("《》")
        if not title:
            return None
        law = Law.objects.filter(title=title).first()
        if law is None:
            raise ValueError(f"替代法规《{title}》还没有录入法规库，请先录入它")
        return law


def rows_in_force(kind: str, organisation, on: date):
    """The texts of a body's list on a day, in the order of the form: by category, then by code."""
    rows = ListVersion.objects.in_force(on).filter(kind=kind, organisation=organisation)
    return rows.order_by("category", "sort_key", "id")


def official_workbook(*, kind: str, organisation, on: date, public: bool = False) -> bytes:
    """The body's list on a day as the official form; the same list gives the same bytes. `public` leaves out what
    staff alone see.

    Title in the body's full name, 实施主体 in its short one, several bases numbered in arabic (附件6 填表格式 1 to 3).
    """
    declared, versions = KINDS[kind], list(rows_in_force(kind, organisation, on))
    page = Page(
        name=(declared.sheet_title or declared.label).removesuffix("登记表"),
        title=f"{organisation.name}{declared.sheet_title or declared.label}",
        lines=(f"{on.year}年{on.month}月{on.day}日", f"共{len(versions)}项"),
        rows=[_row(number, version, organisation, public) for number, version in enumerate(versions, 1)],
        keys=_columns(versions) if kind == ListKind.POWERS else declared.sheet_keys,
    )
    return write(declared.form, [page])


def _columns(versions: list[ListVersion]) -> tuple[str, ...]:
    """The form's nine columns, and 子项 or the tiers of discretion where some entry has them."""
    keys = list(OFFICIAL)
    if any(version.content.get("sub_name") for version in versions):
        keys.insert(keys.index("name") + 1, "sub_name")
    keys += [key for key in ("tier", "standard") if any(version.content.get(key) for version in versions)]
    return tuple(keys)


def _row(number: int, version: ListVersion, organisation, public: bool) -> dict[str, str]:
    """An entry by the form's columns; several bases numbered, rows in one cell."""
    declared = version.declared
    content = version.public_content if public else version.content
    texts = {
        field.key: numbered(content.get(field.key) or [])
        if field.type == FieldType.BASIS
        else field.cell(content.get(field.key))
        for field in declared.fields
    }
    return {
        **texts,
        "serial": str(number),
        "name": version.name,
        "category": declared.category_label(version.category),
        "body": organisation.short_name,
        "office": version.office,
    }


def numbered(bases: list[str]) -> str:
    """Several bases with arabic numbers, one a line; a single one without a number."""
    bases = [without_number(text) for text in bases]
    if len(bases) < 2:
        return "".join(bases)
    return "\n".join(f"{number}.{text}" for number, text in enumerate(bases, 1))


class LawResource(resources.ModelResource):
    """The register of laws as a table to take away, mend and bring back; a title names its row."""

    title = fields.Field(attribute="title", column_name="标题", widget=widgets.CharWidget())
    level = fields.Field(attribute="level", column_name="效力位阶", widget=LabelWidget(LawLevel))
    number = fields.Field(attribute="number", column_name="文号", widget=widgets.CharWidget())
    issuer = fields.Field(attribute="issuer", column_name="制定机关", widget=widgets.CharWidget())
    articles = fields.Field(attribute="articles", column_name="条数", widget=widgets.IntegerWidget())
    status = fields.Field(attribute="status", column_name="时效", widget=LabelWidget(LawStatus))
    effective_on = fields.Field(attribute="effective_on", column_name="施行日期", widget=widgets.DateWidget("%Y-%m-%d"))
    repealed_on = fields.Field(attribute="repealed_on", column_name="废止日期", widget=widgets.DateWidget("%Y-%m-%d"))
    successor = fields.Field(attribute="successor", column_name="替代法规", widget=SuccessorWidget(Law, field="title"))
    succession = fields.Field(attribute="succession", column_name="替代说明", widget=widgets.CharWidget())
    complete = fields.Field(attribute="complete", column_name="条数可信", widget=YesNoWidget())
    source = fields.Field(attribute="source", column_name="来源", widget=widgets.CharWidget())

    class Meta:
        model = Law
        fields = ["title", "level", "number", "issuer", "articles", "status", "effective_on", "repealed_on",
                  "successor", "succession", "complete", "source"]  # fmt: skip
        export_order = fields
        import_id_fields = ["title"]
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True

    def before_save_instance(self, instance, row, **kwargs):
        signed(instance, actor=kwargs.get("user"), reason="批量导入法规")
