"""What every published list shares: entries, versions in force by date, change sets, and the log of their moves.

A version is in force on a day when it is published and `valid_from <= day < valid_to` (or has no `valid_to`). The
database refuses two of them on one day. While a successor is under review, the published text stays public.
"""

import base64
import json
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Deferrable, F, Func, Q
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan


class DateRange(Func):
    function = "daterange"
    output_field = models.Field()

    def __init__(self, *expressions, **extra):
        super().__init__(*expressions, RangeBoundary(), **extra)


class VersionState(models.TextChoices):
    PROPOSED = "proposed", "拟议"
    PUBLISHED = "published", "已公布"
    ENDED = "ended", "已取消"
    DROPPED = "dropped", "未采用"
    KEPT = "kept", "沿用原文"


class ChangeKind(models.TextChoices):
    """How an entry changes (兰州市权责清单管理暂行办法 第九至十三条)."""

    ADD = "add", "增加"
    AMEND = "amend", "要素变更"
    CANCEL = "cancel", "取消"
    RECEIVE = "receive", "承接"
    CANCEL_ABOVE = "cancel_above", "对应取消"
    DELEGATE = "delegate", "下放"
    TRANSFER = "transfer", "转移"
    MERGE = "merge", "合并"
    SPLIT = "split", "分设"
    MOVE_BODY = "move_body", "主体变更"
    SUSPEND = "suspend", "暂停"
    RESUME = "resume", "恢复"
    SUGGEST = "suggest", "建议修改法定依据"


K = ChangeKind
BEGINS = frozenset({K.ADD, K.RECEIVE})  # a new entry, or one that had ended
ENDS = frozenset({K.CANCEL, K.CANCEL_ABOVE, K.DELEGATE, K.TRANSFER, K.MERGE, K.SPLIT, K.MOVE_BODY})
KEEPS_TEXT = ENDS | {K.SUSPEND, K.RESUME, K.SUGGEST}  # the row repeats the text in force
HANDS_ON = frozenset({K.DELEGATE, K.TRANSFER, K.MERGE, K.SPLIT, K.MOVE_BODY})  # other entries may follow the ended one


class Entry(models.Model):
    """The identity of a listed thing over all its versions."""

    code = models.CharField("编码", max_length=50, unique=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.code


class VersionQuerySet(models.QuerySet):
    def in_force(self, on: date):
        """The published text of a day; a day before the first version answers empty."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=on), state=VersionState.PUBLISHED, valid_from__lte=on
        )


class Version(models.Model):
    """One text of an entry. Concrete models add `entry`, `change_set` and the typed columns that lists filter by."""

    number = models.PositiveIntegerField("版本号", default=1)
    state = models.CharField("状态", max_length=12, choices=VersionState, default=VersionState.PROPOSED)
    change = models.CharField("变更类型", max_length=12, choices=ChangeKind, default=ChangeKind.ADD)
    content = models.JSONField("内容", default=dict)
    valid_from = models.DateField("生效日期", null=True, blank=True)
    valid_to = models.DateField("失效日期", null=True, blank=True)
    created_at = models.DateTimeField("填报时间", auto_now_add=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="%(class)s_number_once"),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state="proposed"), name="%(class)s_one_open_proposal"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__lt=F("valid_to")), name="%(class)s_dates_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(valid_from__isnull=False), name="%(class)s_published_has_date"
            ),
            ExclusionConstraint(
                name="%(class)s_one_in_force",
                expressions=[
                    ("entry", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state="published"),
                deferrable=Deferrable.DEFERRED,
            ),
        ]

    @property
    def is_in_force(self) -> bool:
        return self.state == VersionState.PUBLISHED and self.valid_to is None


class ChangeSetState(models.TextChoices):
    """What a set waits for, in the order of the longest path; a path passes some of them."""

    DRAFT = "draft", "填报中"
    SUBMITTED = "submitted", "待初审"
    LEGALITY = "legality", "待合法性审查"
    OPINIONS = "opinions", "征求意见中"
    FEEDBACK = "feedback", "待部门核实"
    DECISION = "decision", "待审定"
    ENTRY = "entry", "待按审定录入"
    FINAL = "final", "待终审"
    DECIDED = "decided", "待公布"
    LETTER = "letter", "待印发建议函"
    PUBLISHED = "published", "已公布"
    CLOSED = "closed", "已办结"
    DECLINED = "declined", "未予审定"
    WITHDRAWN = "withdrawn", "已撤回"


class ChangeSet(models.Model):
    """变更批次: what carries versions through 填报 → 报送 → 审核 → 审定 → 录入 → 终审 → 公布.

    Concrete models add `author`, `reviewer`, `jurist` and `recorder` as foreign keys to people; the four differ.
    """

    number = models.CharField("批次号", max_length=40, unique=True)
    title = models.CharField("标题", max_length=200)
    reason = models.TextField("变更事由")
    state = models.CharField("状态", max_length=12, choices=ChangeSetState, default=ChangeSetState.DRAFT)
    review_opinion = models.TextField("初审意见", blank=True)
    legality_opinion = models.TextField("合法性审查意见", blank=True)
    meeting = models.CharField("审定会议", max_length=200, blank=True)
    decided_on = models.DateField("审定日期", null=True, blank=True)
    document_number = models.CharField("文号", max_length=100, blank=True)
    effective_on = models.DateField("生效日期", null=True, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["decided", "published"])
                | (Q(decided_on__isnull=False) & ~Q(document_number="")),
                name="%(class)s_decision_has_document",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="%(class)s_published_has_time"
            ),
            models.CheckConstraint(condition=~Q(author=F("reviewer")), name="%(class)s_author_not_reviewer"),
            models.CheckConstraint(condition=~Q(author=F("jurist")), name="%(class)s_author_not_jurist"),
            models.CheckConstraint(condition=~Q(author=F("recorder")), name="%(class)s_author_not_recorder"),
            models.CheckConstraint(condition=~Q(reviewer=F("recorder")), name="%(class)s_reviewer_not_recorder"),
            models.CheckConstraint(condition=~Q(reviewer=F("jurist")), name="%(class)s_reviewer_not_jurist"),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"


class MoveLog(models.Model):
    """One row for each legal act on a subject; append-only, and the outbox that other apps read.

    Concrete models add `subject`, a foreign key. People are kept by id and by the name they bore then.
    """

    at = models.DateTimeField("时间", db_index=True)
    move = models.CharField("动作", max_length=40)
    source = models.CharField("原状态", max_length=20, blank=True)
    target = models.CharField("新状态", max_length=20)
    actor_id = models.BigIntegerField("办理人编号", null=True, blank=True)
    actor_name = models.CharField("办理人", max_length=100)
    note = models.TextField("意见", blank=True)
    facts = models.JSONField("要素", default=dict)

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.move} {self.actor_name}"


class Labelled(Protocol):
    """A label that knows how its values read: what a declared field of a list is to `diff`."""

    label: str

    def text(self, value) -> str: ...


def diff(before: dict, after: dict, labels: dict[str, str | Labelled]) -> list[tuple[str, str, str]]:
    """The cells that differ, as (label, before, after), in the order of `labels`."""
    changed = []
    for key, label in labels.items():
        show = _text if isinstance(label, str) else label.text
        old, new = show(before.get(key)), show(after.get(key))
        if old != new:
            changed.append((label if isinstance(label, str) else label.label, old, new))
    return changed


def _text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "\n".join(str(v) for v in value)
    return str(value)


@dataclass(frozen=True)
class KeyPage:
    """One page of a list that pages by key. `previous` and `next` are what the links carry, None without one."""

    rows: list
    previous: str | None
    next: str | None
    is_first: bool

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def key_page(
    queryset, order: tuple[str, ...], *, after: str = "", before: str = "", size: int = 20, newest_first: bool = False
) -> KeyPage:
    """A page of `queryset` in `order` (columns of its own table, the last one unique), after or before a key.

    All columns ascend, or all descend with `newest_first`. Any page costs one query and the same time, however deep
    (a page back into the head costs two). A key that isn't one gives the first page.
    """
    rows, key, backwards = from_key(queryset, order, after=after, before=before, newest_first=newest_first)
    rows = list(rows[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        if not more:
            return key_page(queryset, order, size=size, newest_first=newest_first)
        rows.reverse()
    has_previous = more if backwards else key is not None
    has_next = bool(rows) and (backwards or more)
    return KeyPage(
        rows,
        _key_of(rows[0], order) if rows and has_previous else None,
        _key_of(rows[-1], order) if has_next else None,
        not has_previous,
    )


def from_key(queryset, order: tuple[str, ...], *, after: str = "", before: str = "", newest_first: bool = False):
    """(the rows of `queryset` from a key on, in the order in which they are met; the key; whether that is backwards).

    The key is None, and the rows begin with the first, when `after` or `before` can't be read.
    """
    key = _key_from(queryset.model, after or before, order)
    backwards = key is not None and not after
    rows = queryset
    if key is not None:
        compare = TupleLessThan if backwards != newest_first else TupleGreaterThan
        rows = queryset.filter(compare(Tuple(*(F(name) for name in order)), key))
    sign = "-" if backwards != newest_first else ""
    return rows.order_by(*(f"{sign}{name}" for name in order)), key, backwards


def number_of(text: str) -> int | None:
    """The number that an address or a button carries: up to 18 plain digits, else None (`²` is a digit to Python)."""
    return int(text) if len(text) <= 18 and text.isascii() and text.isdigit() else None


def _key_of(row, order: tuple[str, ...]) -> str:
    plain = json.dumps([getattr(row, name) for name in order], default=str, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _key_from(model, text: str, order: tuple[str, ...]) -> tuple | None:
    if not text:
        return None
    try:
        plain = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(plain, list) or len(plain) != len(order):
            return None
        if b"\0" in "".join(map(str, plain)).encode():  # no text of the database; nor is half a surrogate
            return None
        return tuple(_column(model, n).to_python(v) for n, v in zip(order, plain, strict=True))
    except (ValueError, TypeError, OverflowError, RecursionError, ValidationError):
        return None


def _column(model, name: str):
    """The field behind a column name (`organisation_id` reads as the key of the related row)."""
    field = next(f for f in model._meta.concrete_fields if name in (f.name, f.attname))
    return field.target_field if field.is_relation else field
