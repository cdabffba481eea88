"""What departments' own systems send, and how rows and change sets are answered to them.

Columns that are not public may be sent and are never answered; a revision that leaves them out keeps them.
"""

from typing import Any

from rest_framework import serializers

from ..enums import ChangeGround
from ..kinds import KINDS, Field, FieldRefused, FieldType, Kind, kind_choices
from ..models import ImportJob, ListChangeSet, ListVersion
from ..models.duties import to_be_confirmed
from ..queries import desk
from .answers import CitationAnswer, OrganisationAnswer

CELL_LIMIT = 20_000  # characters of one value; the longest real one has some 6,000


class AnyKindField(serializers.ChoiceField):
    """Any list that is filled, also those that the public doesn't read."""

    def __init__(self, **options):
        super().__init__(kind_choices(), **options)


class ChangeSetInput(serializers.Serializer):
    """建立批次."""

    kind = AnyKindField(help_text="哪一张清单")
    title = serializers.CharField(max_length=200, help_text="公布时作为公告的标题")
    reason = serializers.CharField(max_length=2000, help_text="变更事由，公布时一并公开")
    ground = serializers.ChoiceField(ChangeGround.choices, default=ChangeGround.OTHER.value, help_text="变更情形")


class RowRevision(serializers.Serializer):
    """What changes in a proposed row; what is left out stays."""

    category = serializers.CharField(required=False, max_length=2, help_text="类别代码")
    name = serializers.CharField(required=False, max_length=500, help_text="名称")
    office = serializers.CharField(required=False, allow_blank=True, max_length=100, help_text="承办机构")
    content = serializers.DictField(required=False, help_text="只写要改的栏目；行式栏目整栏替换")


class NoteInput(serializers.Serializer):
    note = serializers.CharField(required=False, allow_blank=True, max_length=300, default="", help_text="原因")


class UploadInput(serializers.Serializer):
    kind = AnyKindField(help_text="哪一张清单")
    file = serializers.FileField(help_text="官方表样的工作簿，.xlsx 或 .xls")


class ConfirmInput(serializers.Serializer):
    title = serializers.CharField(max_length=200, help_text="批次的标题")
    reason = serializers.CharField(max_length=2000, help_text="变更事由")
    ground = serializers.ChoiceField(ChangeGround.choices, default=ChangeGround.OTHER.value, help_text="变更情形")
    skip_refused = serializers.BooleanField(default=False, help_text="略去不能导入的行，其余照常导入")
    remove_missing = serializers.BooleanField(default=False, help_text="表格中没有的现行事项，一并提请取消")


# --- a row as it would stand -----------------------------------------------------------------------------------------


def merged(declared: Kind, sent: dict[str, Any], text: ListVersion | None) -> dict[str, Any]:
    """The whole row (category, name, office, content): what was sent over what stands. Every fault by its field."""
    faults: dict[str, Any] = {}
    category = sent.get("category", text.category if text else "")
    known = dict(declared.categories)
    if known and not declared.only_category and category not in known:
        odd = f"没有类别“{category}”，可填" if category else "请填类别"
        faults["category"] = f"{odd}：{'、'.join(f'{code} {label}' for code, label in known.items())}。"
    name = sent.get("name", text.name if text else "").strip()
    if not name:
        faults["name"] = f"请填写{declared.name_label}。"
    content, wrong = _content(declared, sent.get("content") or {}, dict(text.content) if text else {})
    if wrong:
        faults["content"] = wrong
    if faults:
        raise serializers.ValidationError(faults)
    office = sent.get("office", text.office if text else "")
    return {"category": category, "name": name, "office": office, "content": content}


def _content(declared: Kind, sent: dict[str, Any], stands: dict[str, Any]) -> tuple[dict, dict]:
    faults: dict[str, Any] = {}
    for key, value in sent.items():
        field = declared.by_key.get(key)
        if field is None:
            own = "、".join(f"{f.key}（{f.label}）" for f in declared.fields)
            faults[key] = f"{declared.label}没有“{key}”这一栏，可填：{own}。"
        elif fault := _fault(field, value):
            faults[key] = fault
        else:
            try:
                cleaned = field.clean(value)
            except FieldRefused as refused:
                faults[key] = str(refused)
            else:
                stands[key] = _with_internal(field, cleaned, stands.get(key))
    return stands, faults


def _fault(field: Field, value: Any) -> str:
    """What is wrong with the shape of a value, before its type cleans it."""
    for text in _texts(value):
        if len(text) > CELL_LIMIT:
            return f"有{len(text)}个字，超过了{CELL_LIMIT}字的上限。请精简，或者拆成几个事项。"
        if any(ord(mark) < 32 and mark not in "\t\n\r" or 0xD800 <= ord(mark) <= 0xDFFF for mark in text):
            return "含有不可见的控制字符，请去掉后再送。"
    if field.type == FieldType.ROWS and not isinstance(value, str):
        columns = {column.key: column.label for column in field.columns}
        named = "、".join(f"{key}（{label}）" for key, label in columns.items())
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            return f"请写成行的列表，每行是一个对象，列有：{named}。"
        odd = sorted({str(key) for row in value for key in row} - set(columns))
        if odd:
            return f"没有“{odd[0]}”这一列，可填：{named}。"
        if any(not isinstance(cell, str | int | None) for row in value for cell in row.values()):
            return "每一格请写文字。"
        return ""
    lists = field.type in (FieldType.BASIS, FieldType.BODIES)
    if isinstance(value, list) and lists and all(isinstance(item, str) for item in value):
        return ""
    if value is None or isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return ""
    return "请写成文字的列表，一条一项。" if lists else "请写文字。"


def _texts(value: Any):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _with_internal(field: Field, rows: Any, before: Any) -> Any:
    """Rows sent without the columns that only staff see keep those of the row with the same main column."""
    hidden = {column.key for column in field.columns if not column.public}
    if field.type != FieldType.ROWS or not hidden:
        return rows
    kept = {row.get(field.main): {k: v for k, v in row.items() if k in hidden} for row in field.rows(before)}
    return [row if hidden & set(row) else {**row, **kept.get(row.get(field.main), {})} for row in rows]


# --- answers ---------------------------------------------------------------------------------------------------------


class PauseAnswer(serializers.Serializer):
    reason = serializers.CharField()
    months = serializers.ListField(child=serializers.IntegerField())
    until = serializers.DateField(allow_null=True)


class RowAnswer(serializers.ModelSerializer):
    """A row of a change set, without the columns that are not public. `etag` goes into If-Match."""

    entry = serializers.CharField(source="entry.code")
    organisation = serializers.CharField(source="organisation.code", help_text="实施主体的机构编码")
    parent = serializers.CharField(source="entry.parent.code", default=None, allow_null=True, help_text="主项编码")
    pause = PauseAnswer(source="suspension", default=None, allow_null=True, help_text="暂停的原因、月份和预计恢复日期")
    successors = serializers.SerializerMethodField(help_text="承接这一事项的各事项的编码")
    change_label = serializers.CharField(source="get_change_display")
    state_label = serializers.CharField(source="get_state_display")
    category_label = serializers.CharField(source="get_category_display")
    content = serializers.DictField(source="public_content")
    citations = CitationAnswer(many=True)
    etag = serializers.CharField(source="fingerprint")

    class Meta:
        model = ListVersion
        fields = [
            "id",
            "entry",
            "kind",
            "number",
            "change",
            "change_label",
            "state",
            "state_label",
            "category",
            "category_label",
            "name",
            "office",
            "content",
            "organisation",
            "parent",
            "ground",
            "ground_text",
            "pause",
            "successors",
            "citations",
            "etag",
        ]

    def get_successors(self, row) -> list[str]:
        return [succession.successor.code for succession in row.successions.all()]


class EventAnswer(serializers.Serializer):
    at = serializers.DateTimeField()
    title = serializers.CharField()
    who = serializers.CharField()
    note = serializers.CharField()


class ChangeSetAnswer(serializers.ModelSerializer):
    """A change set as its own body sees it."""

    organisation = OrganisationAnswer()
    state_label = serializers.CharField(source="get_state_display")
    ground_label = serializers.CharField(source="get_ground_display")
    author = serializers.CharField(source="author.display_name")

    class Meta:
        model = ListChangeSet
        fields = [
            "number",
            "title",
            "kind",
            "organisation",
            "ground",
            "ground_label",
            "reason",
            "state",
            "state_label",
            "author",
            "created_at",
            "submitted_at",
            "meeting",
            "decided_on",
            "document_number",
            "effective_on",
            "published_at",
        ]


class ChangeSetWhole(ChangeSetAnswer):
    """With how many rows it has, and everything that happened to it, opinions included."""

    rows = serializers.SerializerMethodField(help_text="各变更类型各几项")
    duties_to_confirm = serializers.SerializerMethodField(
        help_text="变更的职权里，责任事项还没有核对的行（id）：改写责任事项，或者逐行确认仍然适用"
    )
    events = serializers.SerializerMethodField(help_text="办理经过，新的在前")

    class Meta(ChangeSetAnswer.Meta):
        fields = [*ChangeSetAnswer.Meta.fields, "rows", "duties_to_confirm", "events"]

    def get_rows(self, change_set) -> dict[str, int]:
        return desk.tally_of(change_set)

    def get_duties_to_confirm(self, change_set) -> list[int]:
        return [row.pk for row in to_be_confirmed(change_set)]

    def get_events(self, change_set) -> list[dict]:
        return EventAnswer(desk.events_of(change_set), many=True).data


class ImportAnswer(serializers.ModelSerializer):
    """An import on its way: its state, its counts when it was read, the change set when it was written."""

    kind = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")
    change_set = serializers.CharField(source="change_set.number", default=None, allow_null=True)
    counts = serializers.SerializerMethodField()

    class Meta:
        model = ImportJob
        fields = [
            "key",
            "kind",
            "filename",
            "state",
            "state_label",
            "done",
            "total",
            "error",
            "counts",
            "change_set",
            "created_at",
            "finished_at",
        ]

    def get_counts(self, job) -> dict[str, int]:
        return job.result.get("counts", {})


class ImportLine(serializers.Serializer):
    """One row of the workbook, how it stands to the list, and every reason why it can't be imported."""

    sheet = serializers.CharField()
    row = serializers.IntegerField(help_text="工作簿里的行号")
    name = serializers.CharField()
    state = serializers.CharField(help_text="new、changed、unchanged、refused")
    errors = serializers.ListField(child=serializers.DictField())
    warnings = serializers.ListField(child=serializers.DictField())
    changes = serializers.ListField(child=serializers.ListField(), help_text="变了的栏目：栏目、原文、新文")


class ImportPreview(ImportAnswer):
    lines = serializers.SerializerMethodField(help_text="预览的行，每页 50 行")
    next_start = serializers.SerializerMethodField(help_text="下一页的 start，没有时为 null")

    class Meta(ImportAnswer.Meta):
        fields = [*ImportAnswer.Meta.fields, "lines", "next_start"]

    def get_lines(self, job) -> list[dict]:
        preview = self.context.get("preview")
        if preview is None:
            return []
        labels = set(KINDS[job.kind].public_labels.values())
        lines = [{**line, "changes": [cell for cell in line["changes"] if cell[0] in labels]} for line in preview.lines]
        return ImportLine(lines, many=True).data

    def get_next_start(self, job) -> int | None:
        preview = self.context.get("preview")
        return preview.next if preview else None
