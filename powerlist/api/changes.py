"""One row as it is sent: every kind of change that the desk offers, with what that kind needs and nothing else."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from accounts.models import Organisation
from core.registers import BEGINS, HANDS_ON, KEEPS_TEXT, ChangeKind

from ..enums import ChangeGround
from ..forms.change_sets import TAKES_SUBS
from ..kinds import KINDS
from ..models import ListChangeSet, ListEntry, ListVersion
from ..queries.texts import READABLE
from .writes import merged

TEXT_CELLS = ("category", "name", "office", "content")
MOST_NAMED = 50  # entries or rows that one row may name


class PauseInput(serializers.Serializer):
    """暂停."""

    reason = serializers.CharField(max_length=1000, help_text="暂停的原因，公众在事项页会看到")
    months = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=12), required=False, max_length=12,
        help_text="周期性办理的事项：哪几个月办理，1 至 12",
    )  # fmt: skip
    until = serializers.DateField(required=False, allow_null=True, help_text="预计恢复日期，如 2027-03-01")


class RowInput(serializers.Serializer):
    """One row. What an amendment leaves out stays as it is in force; an end or a pause repeats the text in force."""

    change = serializers.ChoiceField(ChangeKind.choices, help_text="变更类型")
    entry = serializers.CharField(
        required=False, max_length=50, help_text="事项编码；增加、承接新事项时不填，恢复已取消的事项和其余变更必填"
    )
    category = serializers.CharField(required=False, max_length=2, help_text="类别代码")
    name = serializers.CharField(required=False, max_length=500, help_text="名称")
    office = serializers.CharField(required=False, allow_blank=True, max_length=100, help_text="承办机构")
    content = serializers.DictField(required=False, help_text="这张清单自己的栏目，键见 /api/v1/lists/ 的说明")
    ground = serializers.ChoiceField(ChangeGround.choices, required=False, help_text="这一行的变更情形，不填随批次")
    ground_text = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=500,
        help_text="依据文件的名称和文号；建议的，写怎样修改",
    )
    pause = PauseInput(required=False, help_text="暂停时必填：原因、办理月份、预计恢复日期")
    successors = serializers.ListField(
        child=serializers.CharField(max_length=50), required=False, max_length=MOST_NAMED,
        help_text="合并、分设、下放、转移、主体变更：已在清单里的承接事项的编码",
    )  # fmt: skip
    with_subs = serializers.BooleanField(
        default=False, help_text="取消、对应取消、下放、转移：下面的子项、业务办理项一并放进批次"
    )
    parent = serializers.CharField(
        required=False, max_length=50, help_text="增加、承接的是子项或业务办理项时：所属主项的编码"
    )
    succeeds = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, max_length=MOST_NAMED,
        help_text="增加、承接：承接这一批次里的哪几行（行的 id）",
    )  # fmt: skip
    organisation = serializers.CharField(
        required=False, max_length=30, help_text="承接单位不是本单位时：它的机构编码；须写明 succeeds"
    )

    def validate(self, sent: dict) -> dict:
        """Refuses what the kind of change has no use for: silence would let a system believe that it was taken."""
        change = ChangeKind(sent["change"])
        faults = {
            name: f"“{change.label}”沿用现行文本，不能写这一栏。要改内容的，另走“要素变更”。"
            for name in TEXT_CELLS
            if name in sent and change in KEEPS_TEXT
        }
        for name, kinds, meant in (
            ("pause", {ChangeKind.SUSPEND}, "暂停"),
            ("successors", HANDS_ON, "合并、分设、下放、转移、主体变更"),
            ("with_subs", set(TAKES_SUBS), "取消、对应取消、下放、转移"),
            ("parent", BEGINS, "增加、承接"),
            ("succeeds", BEGINS, "增加、承接"),
            ("organisation", BEGINS, "增加、承接"),
        ):
            if sent.get(name) and change not in kinds:
                faults[name] = f"“{change.label}”没有这一项，只有{meant}才写。"
        if change not in BEGINS and not sent.get("entry"):
            faults["entry"] = f"“{change.label}”请写明事项编码。"
        if change == ChangeKind.SUSPEND and "pause" not in sent:
            faults["pause"] = "请写明暂停的原因：公众在事项页会看到。"
        if change == ChangeKind.SUGGEST and not sent.get("ground_text", "").strip():
            faults["ground_text"] = "请写明建议怎样修改：会写进建议函。"
        if sent.get("organisation") and not sent.get("succeeds"):
            faults["organisation"] = "别的单位的事项只能承接这一批次里的行，请写明 succeeds。"
        if faults:
            raise serializers.ValidationError(faults)
        return sent


def proposal(sent: dict[str, Any], change_set: ListChangeSet) -> dict[str, Any]:
    """What `actions.propose` takes, of a row that was sent. Codes that lead nowhere are refused by their field."""
    change = sent["change"]
    entry = named_entry(change_set, sent["entry"], "entry") if sent.get("entry") else None
    text = entry.versions.filter(state__in=READABLE).order_by("-number").first() if entry else None
    cells = {}
    if change in BEGINS or (change == ChangeKind.AMEND and text):
        cells = merged(KINDS[change_set.kind], sent, text)
    pause = sent.get("pause")
    return {
        "change": change, "entry": entry, **cells,
        "ground": sent.get("ground", ""), "ground_text": sent.get("ground_text", ""),
        "pause": {"reason": pause["reason"], "months": pause.get("months", []), "until": pause.get("until")}
        if pause else None,
        "successors": successors(change_set, sent.get("successors", [])),
        "with_subs": sent["with_subs"],
        "parent": named_entry(change_set, sent["parent"], "parent") if sent.get("parent") else None,
        "succeeds": _rows(change_set, sent.get("succeeds", [])),
        "organisation": _body(sent["organisation"]) if sent.get("organisation") else None,
    }  # fmt: skip


def named_entry(change_set: ListChangeSet, code: str, field: str) -> ListEntry:
    """An entry of the set's own body and list."""
    rows = ListEntry.objects.filter(code=code, organisation=change_set.organisation_id, kind=change_set.kind)
    entry = rows.order_by("pk").first()
    if entry is None:
        raise serializers.ValidationError({field: f"这个单位的这张清单里没有编码为“{code}”的事项，请核对。"})
    return entry


def successors(change_set: ListChangeSet, codes: list[str]) -> list[ListEntry]:
    """Entries of the set's list, of whatever body: what follows may be another's."""
    found = {entry.code: entry for entry in ListEntry.objects.filter(code__in=codes, kind=change_set.kind)}
    missing = [code for code in codes if code not in found]
    if missing:
        raise serializers.ValidationError({"successors": f"清单里没有编码 {'、'.join(missing[:5])}，请核对。"})
    return [found[code] for code in dict.fromkeys(codes)]


def _rows(change_set: ListChangeSet, keys: list[int]) -> list[ListVersion]:
    rows = change_set.versions.open_proposals().filter(change__in=HANDS_ON)
    found = {row.pk: row for row in rows.filter(pk__in=keys).select_related("entry")}
    missing = [str(key) for key in keys if key not in found]
    if missing:
        named = f"这一批次里没有可以承接的行 {'、'.join(missing[:5])}"
        raise serializers.ValidationError({"succeeds": f"{named}：须是合并、分设、下放、转移或主体变更的行。"})
    return [found[key] for key in dict.fromkeys(keys)]


def _body(code: str) -> Organisation:
    body = Organisation.objects.current(timezone.localdate()).filter(code=code).order_by("pk").first()
    if body is None:
        raise serializers.ValidationError({"organisation": f"没有编码为“{code}”的机构，请核对。"})
    return body
