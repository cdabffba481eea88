"""What the portal holds about a person, for that person (个人信息保护法 45); history as a person reads it."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from core.registers import diff

from .enums import STAFF_GROUPS, Digest, NoticeGroup, UserKind
from .kinds import DEFAULT_CHANNELS
from .models import AccessLog, Message, NoticePreference, Seal, User

# Other apps add what they hold in their AppConfig.ready(): {title: function of the user that gives a list of dicts}.
data_parts: dict[str, Callable[[User], list[dict]]] = {}


def viewers_of(user: User):
    """Who saw this person's data in full, the latest first."""
    return AccessLog.objects.filter(reference=f"user:{user.pk}")


def data_of(user: User) -> dict:
    """Everything that is kept about a person, in words, as a copy to take away."""
    account = {
        "类型": user.get_kind_display(),
        "姓名": user.name,
        "手机号": user.mobile,
        "公民身份号码": user.id_number,
        "单位名称": user.legal_name,
        "统一社会信用代码": user.credit_code,
        "联系地址": user.address,
        "邮箱": user.email,
        "注册时间": _time(user.date_joined),
        "上次登录": _time(user.last_login),
    }
    parts = {
        "账号": {label: value for label, value in account.items() if value},
        "同意记录": [
            {"行为": c.get_act_display(), "告知书": c.notice, "目的": c.purpose, "种类": c.kinds, "时间": _time(c.at)}
            for c in user.consents.all()
        ],
        "查看记录": [
            {"时间": _time(v.at), "单位": v.organisation, "内容": v.what, "事由": v.reason} for v in viewers_of(user)
        ],
    }
    parts["消息"] = [
        {"时间": _time(m.created_at), "标题": m.title, "内容": m.text, "阅读时间": _time(m.read_at)}
        for m in Message.objects.of(user)
    ]
    if user.kind == UserKind.STAFF:
        parts["任职"] = [
            {"岗位": str(h.post), "岗别": h.get_kind_display(), "自": str(h.valid_from), "至": str(h.valid_to or "")}
            for h in user.holdings.select_related("post__organisation")
        ]
    for title, part in data_parts.items():
        parts[title] = part(user)
    return parts


def groups_for(user: User) -> list[NoticeGroup]:
    """The groups of notices that a person of this kind gets."""
    if user.kind == UserKind.STAFF:
        return list(NoticeGroup)
    return [group for group in NoticeGroup if group not in STAFF_GROUPS]


def chosen_notices(user: User) -> dict[str, tuple[list[str], str]]:
    """{group: (channels, digest)}: what the person chose, or what holds without a choice. One query."""
    rows = {row.group: row for row in NoticePreference.objects.filter(person=user)}
    return {
        group: (rows[group].channels, rows[group].digest)
        if group in rows
        else (list(DEFAULT_CHANNELS[group]), Digest.NONE)
        for group in groups_for(user)
    }


def _time(value) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


@dataclass(frozen=True)
class Change:
    """One row of history as a person reads it; `cells` are (label, before, after)."""

    at: datetime
    who: str
    why: str
    act: str
    cells: list[tuple[str, str, str]]


ACTS = {"+": "新建", "~": "修改", "-": "删除"}
NOBODY = "系统"


def changes_of(records: Sequence, *, labels: dict[str, dict[str, str]] | None = None) -> list[Change]:
    """History rows of one object, the newest first, as who, when, why, before → after.

    `records` are simple-history rows in their own order (newest first) and may end with the row before the first one
    wanted: the last gives no difference unless it is a creation. `labels` names the keys of JSON columns by field.
    Two queries at the most, besides one for each kind of row that a changed foreign key points to.
    """
    records = list(records)
    names = _names({record.history_user_id for record in records})
    related = _related(records)
    changes = []
    for record, older in zip(records, [*records[1:], None], strict=True):
        changes.append(
            Change(
                at=record.history_date,
                who=names.get(record.history_user_id, NOBODY),
                why=record.history_change_reason or "",
                act=ACTS[record.history_type],
                cells=_cells(record, older, labels or {}, related),
            )
        )
    return changes


def _names(ids: set) -> dict[int, str]:
    people = User.objects.filter(pk__in=ids - {None}).select_related("organisation").order_by("pk")
    return {person.pk: person.display_name for person in people}


def _related(records: list) -> dict[tuple, str]:
    """The names of all rows that foreign keys of these records point to: {(model, pk): name}."""
    wanted = defaultdict(set)
    for record in records:
        for field in record.tracked_fields:
            if field.is_relation and (key := getattr(record, field.attname)) is not None:
                wanted[field.related_model].add(key)
    return {
        (model, row.pk): str(row)
        for model, keys in wanted.items()
        for row in model._base_manager.filter(pk__in=keys).order_by("pk")
    }


def _cells(record, older, labels: dict, related: dict) -> list[tuple[str, str, str]]:
    if record.history_type == "-" or (older is None and record.history_type != "+"):
        return []
    cells = []
    for field in record.tracked_fields:
        if field.primary_key:
            continue
        after = getattr(record, field.attname)
        before = getattr(older, field.attname) if older is not None and record.history_type != "+" else None
        if isinstance(after, dict) or isinstance(before, dict):
            cells += _json_cells(before or {}, after or {}, labels.get(field.name, {}))
        elif before != after:
            old, new = (_show(field, value, related) for value in (before, after))
            if old != new:
                cells.append((str(field.verbose_name), old, new))
    return cells


def _json_cells(before: dict, after: dict, labels: dict[str, str]) -> list[tuple[str, str, str]]:
    keys = [*labels, *(key for key in {**before, **after} if key not in labels)]
    return diff(before, after, {key: labels.get(key, key) for key in keys})


def _show(field, value, related: dict) -> str:
    if value is None or value == "":
        return ""
    if field.is_relation:
        return related.get((field.related_model, value), f"编号 {value}")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):  # several codes of a set
        labels = dict(getattr(getattr(field, "base_field", None), "flatchoices", ()))
        return "、".join(str(labels.get(part, part)) for part in value)
    return _time(value) if isinstance(value, datetime) else str(value)


def signatures_of(pdf: bytes) -> list[tuple]:
    """Every electronic signature of a file with the seal of ours that made it.

    Each is (core.papers.signing.Signature, Seal or None).

    Trusted is a signature whose certificate is that of a seal on record, or comes from an authority above one.
    """
    from core.papers import signing  # loads cryptography

    seals = list(Seal.objects.select_related("organisation").order_by("pk"))
    by_serial = {signing.serial_of(seal.certificate): seal for seal in seals}
    roots = [seal.chain.encode() for seal in seals if seal.chain]
    return [(found, by_serial.get(found.serial)) for found in signing.verify(pdf, roots)]
