"""What was filled in, in words: for the applicant, the desk, the papers and the licence. Functions of rows fetched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from core.masking import mask_address, mask_id_number, mask_mobile
from powerlist.enums import FieldKind
from powerlist.kinds.form_fields import columns_of, shown_keys
from powerlist.queries.frozen import fields_asked

from ..models import Case

EMPTY = "未填写"


def _mask_tail(text: str) -> str:
    """All but the last four characters hidden."""
    return "*" * (len(text) - 4) + text[-4:] if len(text) > 4 else "*" * len(text)


def _mask_mail(text: str) -> str:
    name, _, host = text.partition("@")
    return f"{name[:1]}***@{host}" if host else "***"


MASKS = {
    FieldKind.ID_NUMBER: mask_id_number,
    FieldKind.MOBILE: mask_mobile,
    FieldKind.PHONE: mask_mobile,
    FieldKind.EMAIL: _mask_mail,
    FieldKind.BANK_ACCOUNT: _mask_tail,
    FieldKind.ADDRESS: mask_address,
}


PRIVATE_KINDS = (
    FieldKind.ID_NUMBER, FieldKind.MOBILE, FieldKind.CREDIT_CODE, FieldKind.PHONE, FieldKind.EMAIL,
    FieldKind.BANK_ACCOUNT, FieldKind.FILE, FieldKind.TABLE,
)  # fmt: skip
CONTENT_FIELDS = 6


@dataclass(frozen=True)
class Rows:
    """A filled-in table: the labels of its columns and the words of its cells, with the columns that hold numbers."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]

    def __str__(self):
        return "；".join("，".join(f"{h}：{c}" for h, c in zip(self.header, row, strict=True)) for row in self.rows)

    @property
    def heads(self):
        """(label, whether it is a number) of each column."""
        return list(zip(self.header, self.numeric, strict=True))

    @property
    def lines(self):
        """Rows of (label, text, whether it is a number)."""
        return [list(zip(self.header, row, self.numeric, strict=True)) for row in self.rows]


def fields_of(case: Case, fields, *, masked: bool, files: Iterable = ()) -> list[tuple[str, list[tuple[str, object]]]]:
    """What was filled in, by group, as (label, text or Rows); what wasn't asked is left out.

    `fields` are the ItemField rows of the case's own version, `files` the case's files (for fields that ask for some).
    """
    fields, form, names = list(fields), case.form, {}
    for kept in files:
        if kept.field_key:
            names.setdefault(kept.field_key, []).append(kept.original_name)
    shown = shown_keys(fields, form)
    groups: dict[str, list[tuple[str, object]]] = {}
    for field in fields:
        if field.key not in shown:
            continue
        value = names.get(field.key, []) if field.kind == FieldKind.FILE else form.get(field.key)
        groups.setdefault(field.group, []).append((field.label, shown_value(field, value, masked=masked) or EMPTY))
    return list(groups.items())


def shown_value(field, value, *, masked: bool = False) -> object:
    """One value as people read it: text, or Rows for a table; empty for nothing."""
    if field.kind == FieldKind.TABLE:
        return _rows(field, value, masked)
    text = _text(field, value)
    return MASKS[field.kind](text) if masked and text and field.kind in MASKS else text


def licence_content(case: Case) -> dict[str, str]:
    """What the licence says of its matter: the first fields of the form, without numbers of people."""
    form = case.form
    fields = [field for field in fields_asked(case.version) if field.kind not in PRIVATE_KINDS]
    shown = ((field.label, str(shown_value(field, form.get(field.key)))) for field in fields)
    return dict([(label, value) for label, value in shown if value][:CONTENT_FIELDS])


def _rows(field, value, masked: bool) -> Rows | str:
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    if not rows:
        return ""
    columns = columns_of(field)
    return Rows(
        tuple(column.label for column in columns),
        tuple(tuple(str(shown_value(c, row.get(c.key), masked=masked) or "—") for c in columns) for row in rows),
        tuple(c.kind in (FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.MONEY) for c in columns),
    )


def _text(field, value) -> str:
    if value in (None, "", [], {}):
        return ""
    if field.kind == FieldKind.MONEY:
        return _money(value)
    if isinstance(value, list):
        return "、".join(str(part) for part in value)
    if isinstance(value, Mapping):
        return _licence(value) if "number" in value else _address(value)
    return str(value)


def _money(value) -> str:
    try:
        return f"{Decimal(str(value)):,.2f} 元"
    except InvalidOperation:
        return str(value)


def _address(value: Mapping) -> str:
    place = value.get("township", "")
    own = "" if place.endswith("以外") else place
    return f"{own}{value.get('village', '')}{value.get('detail', '')}"


def _licence(value: Mapping) -> str:
    if not value.get("found"):
        return f"{value['number']}（系统里没有查到，由窗口核对）"
    until = f"有效期至 {value['until']}" if value.get("until") else "长期有效"
    return f"{value['number']}（{value.get('name', '')}，{until}，已核对）"
