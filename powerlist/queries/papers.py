"""What 送审 papers say: each row before and after cell by cell, opinions with their answers, verdicts, counts."""

from collections import Counter
from dataclasses import dataclass

from core.registers import ENDS, ChangeKind, VersionState

from ..enums import Aspect, ChangeGround
from ..models import ListVersion, ReviewOpinion, RowVerdict
from .texts import with_predecessors, words_of

KEPT = {ChangeKind.SUSPEND: ("行使", "暂停行使"), ChangeKind.RESUME: ("暂停行使", "恢复行使")}


@dataclass(frozen=True)
class Compared:
    """One row of a change set: its cells as (column, before, after), on what basis and why it changes."""

    body: str
    code: str
    name: str
    change: str
    cells: list[tuple[str, str, str]]
    basis: str
    reason: str


def comparison(change_sets) -> list[Compared]:
    """Every row of the change sets beside the text that it replaces. The same number of queries for any number."""
    rows = ListVersion.objects.filter(change_set__in=change_sets).exclude(state=VersionState.DROPPED)
    rows = rows.select_related("entry", "organisation", "change_set")
    rows = list(rows.order_by("organisation__sort_key", "organisation_id", "change_set_id", "sort_key", "id"))
    with_predecessors(rows)
    return [
        Compared(
            body=str(row.organisation),
            code=row.entry.code,
            name=row.name,
            change=row.get_change_display(),
            cells=_cells(row),
            basis=row.ground_text or "\n".join(row.content.get("basis") or []),
            reason=_reason(row),
        )
        for row in rows
    ]


def _reason(row) -> str:
    of = row if row.ground else row.change_set
    said = "" if of.ground == ChangeGround.OTHER else f"{of.get_ground_display()}；"
    return f"{said}{row.change_set.reason}"


def _cells(row) -> list[tuple[str, str, str]]:
    if row.change in KEPT:
        return [("行使状态", *KEPT[row.change])]
    if row.change == ChangeKind.SUGGEST:
        return [("法定依据", words_of(row.content.get("basis")), "建议修改")]
    cells = [(label, words_of(row.cells.get(key))) for key, label in row.labels.items()]
    cells = [(label, text) for label, text in cells if text]
    if row.change in ENDS:
        return [(label, text, "") for label, text in cells]
    if row.before is None:
        return [(label, "", text) for label, text in cells]
    return [(label, words_of(old), words_of(new)) for label, old, new in row.changed] or [("内容", "无变化", "无变化")]


def opinions(change_sets) -> list[tuple[str, ...]]:
    """(source, who, row, opinion, 采纳 or not, reason) of every opinion heard on the change sets."""
    rows = ReviewOpinion.objects.filter(change_set__in=change_sets).select_related("organisation", "version")
    words = {True: "采纳", False: "不采纳", None: "未答复"}
    return [
        (row.get_kind_display(), row.who, row.version.name if row.version else "全部事项", row.text,
         words[row.adopted], row.answer)
        for row in rows.order_by("change_set_id", "id")
    ]  # fmt: skip


def verdicts(change_sets) -> list[tuple[str, ...]]:
    """(row, then the verdict with its opinion in each aspect) of the present round of review."""
    found: dict[int, dict[str, str]] = {}
    names: dict[int, str] = {}
    given = RowVerdict.objects.filter(version__change_set__in=change_sets).select_related("version__change_set")
    for row in given.order_by("version__change_set_id", "version__sort_key", "version_id", "id"):
        if row.round == row.version.change_set.round:
            names[row.version_id] = row.version.name
            found.setdefault(row.version_id, {})[row.aspect] = f"{row.get_verdict_display()}：{row.opinion}"
    return [(names[pk], *(said.get(aspect.value, "") for aspect in Aspect)) for pk, said in found.items()]


def tally(compared: list[Compared]) -> str:
    """How many rows of each kind of change, in words."""
    counts = Counter(row.change for row in compared)
    return "、".join(f"{label}{counts[label]}项" for label in ChangeKind.labels if counts[label])


def said_of_opinions(heard: list[tuple[str, ...]]) -> str:
    """How opinions were heard and answered, in one sentence."""
    if not heard:
        return "审核中没有收到不同意见。"
    kinds = "、".join(f"{kind}{count}条" for kind, count in Counter(row[0] for row in heard).items())
    taken = sum(1 for row in heard if row[4] == "采纳")
    return f"共收到意见{len(heard)}条（{kinds}），采纳{taken}条，未采纳的均写明了理由。"


def said_of_verdicts(rows: list[tuple[str, ...]]) -> str:
    """What the review found, in one sentence."""
    count = {"通过": 0, "修改后通过": 0, "不通过": 0}
    for _, *said in rows:
        words = [text.split("：", 1)[0] for text in said if text]
        worst = next((w for w in ("不通过", "修改后通过") if w in words), "通过")
        count[worst] += 1
    parts = [f"{words}{number}项" for words, number in count.items() if number]
    return f"审查结论：{'、'.join(parts)}。" if parts else ""
