"""The official forms written back: 附件6 and 附件5 of one body, as of a day; the register of laws as a table."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from import_export import fields, widgets

from accounts.resources import HarmlessResource
from core.history import signed
from core.registers import ENDS, VersionState
from core.workbooks import BLOCK, Page, write

from . import actions
from .enums import Category, LawLevel, LawStatus, ListKind
from .kinds import CONTACTS, KINDS, SUMMARY, Kind
from .kinds.adjustments import KEEP, adjustment_cell
from .kinds.clearing import DUTY_NOTES
from .kinds.powers import OFFICIAL
from .models import Contact, Law, ListVersion, SharedDuty
from .queries.levels import levels_of
from .queries.names import names_on

NUMERALS = "一二三四五六七八九十"
# the order of 附件2, which is not that of the codes
SUMMARY_ORDER = ("01", "02", "03", "04", "05", "09", "07", "08", "06", "10")
SUMMARY_NOTES = (
    DUTY_NOTES[0].replace("1.细化职权名称应与《部门行政职权清理汇总表》", "1.职权名称应与《部门职责梳理登记表》"),
)


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


class SuccessorsWidget(widgets.ManyToManyWidget):
    """Laws by their titles, several with ； between them; one that isn't on the register says so."""

    def clean(self, value, row=None, **kwargs):
        titles = [part.strip().strip("《》") for part in re.split(r"[；;\n]", str(value or ""))]
        found = []
        for title in filter(None, titles):
            law = Law.objects.filter(title=title).order_by("id").first()
            if law is None:
                raise ValueError(f"替代法规《{title}》还没有录入法规库，请先录入它")
            found.append(law)
        return found

    def render(self, value, obj=None, **kwargs):
        return "；".join(value.order_by("successes__id").values_list("title", flat=True)) if value is not None else ""


class SuccessorsField(fields.Field):
    """What replaced a law; of those that stay the note stays."""

    def save(self, instance, row, is_m2m=False, **kwargs):
        actions.name_followers(law=instance, laws=self.clean(row, **kwargs), reason="批量导入法规")


def rows_in_force(kind: str, organisation, on: date, *, public: bool = False):
    """The texts of a body's list on a day, in the order of the form: by category, then by code; `public` for what
    anyone may read."""
    rows = ListVersion.objects.in_force(on).filter(kind=kind, organisation=organisation)
    rows = rows.open_to_public() if public else rows
    return rows.select_related("entry").order_by(*_order(kind))


def rows_being_filled(kind: str, organisation):
    """What a body's list would say if all that is under way took force: proposed texts for those in force."""
    rows = ListVersion.objects.filter(kind=kind, organisation=organisation)
    proposed = rows.open_proposals()
    in_force = rows.filter(state=VersionState.PUBLISHED, valid_to__isnull=True)
    in_force = in_force.exclude(entry__in=proposed.values("entry"))
    return (proposed.exclude(change__in=ENDS) | in_force).select_related("entry").order_by(*_order(kind))


def _order(kind: str) -> tuple[str, ...]:
    return ("entry_id",) if KINDS[kind].layout.as_filed else ("category", "sort_key", "id")


def official_workbook(*, kind: str, organisation, on: date | None, public: bool = False) -> bytes:
    """The body's list on a day as the official form; the same list gives the same bytes. Without a day, the list as it
    is being filled. `public` leaves out what staff alone see.

    Title in the body's full name, 实施主体 in its short one, several bases numbered in arabic (附件6 填表格式 1 to 3).
    """
    declared = KINDS[kind]
    organisation = names_on(on).of(organisation, on)
    rows = rows_in_force(kind, organisation, on, public=public) if on else rows_being_filled(kind, organisation)
    versions = listed(declared, rows)
    layout = declared.layout
    groups = _by_category(declared, versions) if layout.by_category else [("", versions)]
    return write(
        declared.form,
        [_page(declared, organisation, on, category, rows, public) for category, rows in groups],
    )


def listed(declared: Kind, rows) -> list[ListVersion]:
    """The entries that stand on the form: all but those that a declared 牵头、配合 relation explains (附件4 说明)."""
    versions = list(rows)
    if declared.key != "overlaps":
        return versions
    relations = SharedDuty.objects.index()
    return [row for row in versions if not relations.explain(row.name, row.content.get("departments") or [])]


def _by_category(declared: Kind, versions: list[ListVersion]) -> list[tuple[str, list[ListVersion]]]:
    """Entries by the label of their category; an empty list gives the first one an empty sheet."""
    groups = [
        (label, rows)
        for code, label in declared.categories
        if (rows := [version for version in versions if version.category == code])
    ]
    return groups or [(declared.categories[0][1], [])]


def _page(declared: Kind, organisation, on: date | None, category: str, versions: list, public: bool) -> Page:
    layout = declared.layout
    words = {"body": organisation.name, "category": category, "label": declared.label}
    day = f"{on.year}年{on.month}月{on.day}日" if on else ""
    counts = levels_of(versions)
    return Page(
        name=layout.sheet.format(**words),
        title=layout.title.format(**words),
        lines=tuple(filter(None, [day, f"共{len(versions)}项", str(counts) if counts.nested else ""]))
        if layout.dated
        else (),
        unit=f"单位（盖章）：{organisation.name}" if layout.unit else "",
        rows=_rows(declared, versions, organisation, public),
        keys=_columns(versions) if declared.key == ListKind.POWERS else layout.keys,
        groups=layout.groups,
        merged=layout.merged,
        notes=layout.notes,
    )


def _columns(versions: list[ListVersion]) -> tuple[str, ...]:
    """The form's nine columns, and 子项, the tiers of discretion and 监管措施 where some entry has them."""
    keys = list(OFFICIAL)
    if any(version.content.get("sub_name") for version in versions):
        keys.insert(keys.index("name") + 1, "sub_name")
    keys += [key for key in ("tier", "standard", "measures") if any(version.content.get(key) for version in versions)]
    return tuple(keys)


def _rows(declared: Kind, versions: list[ListVersion], organisation, public: bool):
    """The entries by the form's columns; with a line before each category where the layout asks for one."""
    counts = Counter(version.category for version in versions)
    number, merged, category = 0, None, None
    for version in versions:
        if declared.layout.blocks and version.category != category:
            category = version.category
            place = NUMERALS[list(counts).index(category)]
            yield {BLOCK: f"{place}、{declared.category_label(category)}（共{counts[category]}项）"}
        row = _row(version, organisation, public)
        own = tuple(row.get(key, "") for key in declared.layout.merged if key != "serial")
        if not own or own != merged:
            number, merged = number + 1, own
        yield {**row, "serial": str(number)}


def _row(version: ListVersion, organisation, public: bool) -> dict[str, str]:
    declared = version.declared
    return {
        **declared.given(version.public_content if public else version.content),
        "name": version.name,
        "category": declared.category_label(version.category),
        "body": organisation.short_name,
        "office": version.office,
    }


def form_workbook(*, kind: str, organisation, on: date | None = None, with_mobiles: bool = False) -> bytes:
    """Any of the forms of a body, by its key: the lists, 附件2 and 附件7."""
    if kind == "summary":
        return summary_workbook(organisation=organisation, on=on)
    if kind == "contacts":
        return contacts_workbook(organisation=organisation, with_mobiles=with_mobiles)
    return official_workbook(kind=kind, organisation=organisation, on=on)


def form_rows(kind: str, organisation, on: date | None):
    """The entries behind a form; 附件2 is made of those of 附件3, and of 附件1 while that is empty."""

    def rows(key: str):
        return rows_in_force(key, organisation, on) if on else rows_being_filled(key, organisation)

    if kind != "summary":
        return rows(kind)
    return rows("details") if rows("details").exists() else rows("duties")


def summary_workbook(*, organisation, on: date | None = None) -> bytes:
    """附件2, computed from the entries and never stored: by category the names, their number, and those to adjust."""
    organisation = names_on(on).of(organisation, on)
    names: dict[str, dict[str, str]] = {code: {} for code in SUMMARY_ORDER}
    for row in form_rows("summary", organisation, on):
        choices = row.declared.by_key["opinion"].choices
        code, reason = row.content.get("opinion", ""), row.content.get("opinion_reason", "")
        opinion = "" if code == KEEP[0] else adjustment_cell(code, reason, choices)
        listed = names.setdefault(row.category, {})
        listed[row.name] = listed.get(row.name) or opinion
    rows = []
    for code, listed in names.items():
        adjusted = sum(1 for opinion in listed.values() if opinion)
        label = Category(code).label
        rows.append({"serial": label, "name": f"共{len(listed)}项", "adjust": f"调整{adjusted}项"})
        rows += [
            {"serial": str(number), "name": name, "adjust": opinion}
            for number, (name, opinion) in enumerate(listed.items(), 1)
        ]
    page = Page(
        name="附件2",
        title="部门行政职权清理汇总表",
        unit=f"单位（盖章）：{organisation.name}",
        rows=rows,
        keys=("serial", "name", "adjust"),
        notes=SUMMARY_NOTES,
    )
    return write(SUMMARY, [page])


def contacts_workbook(*, organisation, with_mobiles: bool = False) -> bytes:
    """附件7; mobile numbers masked unless the caller has answered for showing them."""
    rows = [
        {
            "role": contact.get_role_display(),
            "name": contact.name,
            "position": contact.position,
            "office_phone": contact.office_phone,
            "mobile": contact.mobile if with_mobiles else contact.masked_mobile,
            "remark": contact.remark,
        }
        for contact in Contact.objects.filter(organisation=organisation).order_by("position_no", "id")
    ]
    page = Page(
        name="附件7",
        title="部门权责清单工作负责人和联络员名单",
        unit=f"单位（盖章）：{organisation.name}",
        rows=rows,
        keys=("role", "name", "position", "office_phone", "mobile", "remark"),
        groups=(),
        merged=("role",),
    )
    return write(CONTACTS, [page])


class LawResource(HarmlessResource):
    """The register of laws as a table to take away, mend and bring back; a title names its row."""

    title = fields.Field(attribute="title", column_name="标题", widget=widgets.CharWidget())
    level = fields.Field(attribute="level", column_name="效力位阶", widget=LabelWidget(LawLevel))
    number = fields.Field(attribute="number", column_name="文号", widget=widgets.CharWidget())
    issuer = fields.Field(attribute="issuer", column_name="制定机关", widget=widgets.CharWidget())
    articles = fields.Field(attribute="articles", column_name="条数", widget=widgets.IntegerWidget())
    status = fields.Field(attribute="status", column_name="时效", widget=LabelWidget(LawStatus))
    effective_on = fields.Field(attribute="effective_on", column_name="施行日期", widget=widgets.DateWidget("%Y-%m-%d"))
    repealed_on = fields.Field(attribute="repealed_on", column_name="废止日期", widget=widgets.DateWidget("%Y-%m-%d"))
    successors = SuccessorsField(
        attribute="successors", column_name="替代法规", widget=SuccessorsWidget(Law, field="title")
    )
    succession = fields.Field(attribute="succession", column_name="替代说明", widget=widgets.CharWidget())
    complete = fields.Field(attribute="complete", column_name="条数可信", widget=YesNoWidget())
    source = fields.Field(attribute="source", column_name="来源", widget=widgets.CharWidget())

    class Meta:
        model = Law
        fields = ["title", "level", "number", "issuer", "articles", "status", "effective_on", "repealed_on",
                  "successors", "succession", "complete", "source"]  # fmt: skip
        export_order = fields
        import_id_fields = ["title"]
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True

    def before_save_instance(self, instance, row, **kwargs):
        signed(instance, actor=kwargs.get("user"), reason="批量导入法规")
