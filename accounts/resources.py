"""The roster as an Excel sheet: read, written as a template, exported from what is in force."""

import io
import re

from import_export import fields, resources

from core.workbooks import neutral
from core.workbooks.files import Refused, Sheet, open_book

from .actions import NewPassword, RosterRow
from .enums import HoldingKind, OrganisationPermission
from .models import Holding

# Header of the sheet → field of the row; the last two may be missing.
COLUMNS = {
    "机构编码": "organisation",
    "姓名": "name",
    "账号": "username",
    "手机": "mobile",
    "岗位": "post",
    "岗别": "kind",
    "授权": "permissions",
    "依据文件": "document",
    "授权范围": "scope",
}
REQUIRED = ("机构编码", "姓名", "账号", "岗位")
WIDTHS = (16, 12, 18, 16, 20, 8, 40, 28, 16)
MOST_ROWS = 5000
CODES = {label: code for code, label in OrganisationPermission.choices} | {c: c for c in OrganisationPermission.values}
KINDS = {"": HoldingKind.MAIN, "A": "A", "B": "B", "A岗": "A", "B岗": "B"}


def read_roster(data: bytes) -> list[RosterRow]:
    """The rows of a roster. Raises core.workbooks.files.Refused, in words, when the file is none.

    What is wrong within a row stands in its `errors`; the rest is judged by `actions.check_roster`.
    """
    for sheet in open_book(data, max_rows=MOST_ROWS).sheets:
        for number, cells in enumerate(sheet.rows):
            places = {_plain(text): column for column, text in enumerate(cells) if text}
            if all(name in places for name in REQUIRED):
                return _rows(sheet, number, {COLUMNS[n]: c for n, c in places.items() if n in COLUMNS})
    raise Refused(
        "wrong_form",
        f"没有找到花名册的表头。第一行要有这些列：{'、'.join(COLUMNS)}（授权、依据文件和授权范围可以不填）。",
    )


def _rows(sheet: Sheet, header: int, places: dict[str, int]) -> list[RosterRow]:
    rows = []
    for number in range(header + 1, len(sheet.rows)):
        values = {key: sheet.at(number, column).strip() for key, column in places.items()}
        if any(values.values()):
            rows.append(_row(number + 1, values))
    if not rows:
        raise Refused("no_rows", "找到了花名册的表头，但是下面没有内容。请填写后再上传。")
    return rows


def _row(number: int, values: dict[str, str]) -> RosterRow:
    kind = re.sub(r"\s", "", values.get("kind", "")).upper()
    words = [word for word in re.split(r"[、，,;；\s]+", values.get("permissions", "")) if word]
    row = RosterRow(
        number=number,
        organisation=values["organisation"],
        name=re.sub(r"\s", "", values["name"]),
        username=values["username"].lower(),
        mobile=values.get("mobile", ""),
        post=values["post"],
        kind=KINDS.get(kind, kind),
        permissions=tuple(dict.fromkeys(CODES[word] for word in words if word in CODES)),
        scope=values.get("scope", ""),
        document=values.get("document", ""),
    )
    row.errors += [
        f"没有“{word}”这项权限，可以填：{'、'.join(OrganisationPermission.labels)}。"
        for word in words
        if word not in CODES
    ]
    return row


def _plain(text: str) -> str:
    return re.sub(r"[\s（(].*", "", text.strip())


def roster_template() -> bytes:
    """An empty roster with one line as an example and the permissions that may be asked for."""
    book, sheet = _sheet("花名册", list(COLUMNS))
    sheet.append(
        [
            "621125-SJ",
            "张三",
            "zhangsan",
            "13800000000",
            "窗口收件",
            "A",
            "收件受理、查看办件",
            "漳政办发〔2026〕1号",
            "",
        ]
    )
    notes = book.create_sheet("填写说明")
    for line in (
        "一行一个任职；同一个人任两个岗位填两行，姓名和手机要一样。示例行请删去。",
        "岗别填 A 或 B，不填按 A 岗。授权用顿号分开，可以填：" + "、".join(OrganisationPermission.labels) + "。",
        "授权范围填机构编码，不填就是本机构及其下级。电子监察、审计查看必须填依据文件的文号，并且只能查看。",
        "有一行不对，整个文件都不导入。授权要由安全管理员确认后才生效。",
    ):
        notes.append([line])
    notes.column_dimensions["A"].width = 100
    return _bytes(book)


def password_sheet(passwords: list[NewPassword]) -> bytes:
    """The initial passwords, to be cut into slips and handed out once."""
    book, sheet = _sheet("初始口令", ["机构", "姓名", "账号", "初始口令", "说明"])
    for entry in passwords:
        sheet.append([entry.organisation, entry.name, entry.username, entry.password, "首次登录必须修改"])
    for row in sheet.iter_rows(min_row=2, max_col=5):
        for cell in row:
            if cell.data_type == "f":  # a name or a password that begins with =
                cell.data_type = "s"
    return _bytes(book)


def _sheet(title: str, header: list[str]):
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append(header)
    for column, width in zip(range(1, len(header) + 1), WIDTHS, strict=False):
        cell = sheet.cell(row=1, column=column)
        cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center")
        cell.fill = PatternFill("solid", fgColor="DCE9F7")
        sheet.column_dimensions[get_column_letter(column)].width = width
        for row in range(2, 200):  # an account or a number stays text
            sheet.cell(row=row, column=column).number_format = "@"
    sheet.freeze_panes = "A2"
    sheet._current_row = 1  # the formatted cells are empty rows, not content
    return book, sheet


def _bytes(book) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


class HarmlessResource(resources.ModelResource):
    """A table to take away in which no text is a formula, as Excel and as CSV."""

    def export_field(self, field, instance, **kwargs):
        value = super().export_field(field, instance, **kwargs)
        return neutral(value) if isinstance(value, str) else value


class RosterResource(HarmlessResource):
    """Who holds which post, in the columns of the roster; mobile numbers stay out."""

    organisation = fields.Field(attribute="post__organisation__code", column_name="机构编码")
    name = fields.Field(attribute="user__name", column_name="姓名")
    username = fields.Field(attribute="user__username", column_name="账号")
    mobile = fields.Field(column_name="手机")
    post = fields.Field(attribute="post__name", column_name="岗位")
    kind = fields.Field(attribute="kind", column_name="岗别")
    permissions = fields.Field(column_name="授权")
    document = fields.Field(attribute="document", column_name="依据文件")

    class Meta:
        model = Holding
        fields = ["organisation", "name", "username", "mobile", "post", "kind", "permissions", "document"]
        export_order = fields

    def dehydrate_mobile(self, holding):
        return ""

    def dehydrate_permissions(self, holding):
        grants = holding.post.group.organisationgrouppermission_set.all()
        return "、".join(sorted({grant.label for grant in grants}))
