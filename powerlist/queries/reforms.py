"""What an act of 机构改革 will do: every entry's fate, what hangs on it, and what stands in the way."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Holding, Organisation
from core.registers import ChangeSetState, VersionState

from .. import adapters
from ..enums import ReformKind
from ..kinds import KINDS
from ..models import ListChangeSet, ListVersion, Reform, ReformLine, ServiceItem

SHOWN = 50  # entries of a line that the preview names
OPEN = (ChangeSetState.PUBLISHED, ChangeSetState.CLOSED, ChangeSetState.DECLINED, ChangeSetState.WITHDRAWN)


@dataclass
class Fate:
    """One line of the act: the texts in force that go with it, and what hangs on them."""

    line: ReformLine
    rows: list[ListVersion]
    guides: int = 0
    cases: int = 0

    @property
    def kinds(self) -> list[tuple[str, int]]:
        tally = Counter(row.kind for row in self.rows)
        return [(kind.label, tally[key]) for key, kind in KINDS.items() if tally[key]]

    @property
    def shown(self) -> list[ListVersion]:
        return self.rows[:SHOWN]

    @property
    def more(self) -> int:
        return max(len(self.rows) - SHOWN, 0)


@dataclass
class Plan:
    """The whole act. `conflicts` are in words; with one of them it can't be applied."""

    fates: list[Fate]
    conflicts: list[str]
    bodies: list[dict] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(len(fate.rows) for fate in self.fates)


def reform(user, number: str) -> Reform | None:
    rows = Reform.objects.visible_to(user).filter(number=number)
    return rows.select_related("author", "recorder", "applier").order_by("id").first()


def published_by(act: Reform) -> list[ListChangeSet]:
    """The change sets that an applied act published, each with `size`."""
    rows = ListChangeSet.objects.filter(moves__move="reform", moves__facts__reform=act.number)
    return list(rows.annotate(size=Count("versions")).select_related("organisation").order_by("id"))


def plan_of(act: Reform) -> Plan:
    """What the act does as the lists stand now. A line takes what the lines before it left."""
    lines = list(act.lines.select_related("source", "target").order_by("position", "id"))
    fates, taken = [], set()
    for line in lines:
        rows = ListVersion.objects.filter(
            organisation=line.source_id, state=VersionState.PUBLISHED, valid_to__isnull=True
        ).exclude(pk__in=taken)
        if line.category:
            rows = rows.filter(category=line.category)
        if line.office:
            rows = rows.filter(office=line.office)
        found = list(rows.select_related("entry").order_by("kind", "category", "sort_key", "id"))
        taken |= {row.pk for row in found}
        entries = [row.entry_id for row in found]
        fates.append(
            Fate(
                line,
                found,
                guides=ServiceItem.objects.filter(entry__in=entries).count(),
                cases=sum(count(entries) for count in adapters.running_cases),
            )
        )
    return Plan(fates, _conflicts(act, lines, fates, taken), _bodies(lines))


def _conflicts(act, lines, fates, taken) -> list[str]:
    if not lines:
        return ["还没有写明哪个单位怎么办，请先增加改革内容。"]
    found = []
    for fate in fates:
        if not fate.rows and fate.line.kind in (ReformKind.TRANSFER, ReformKind.SPLIT):
            found.append(f"{fate.line.source}没有符合“{fate.line.choice}”的现行事项，请改选择条件或删去这一行。")
    entries = [row.entry_id for fate in fates for row in fate.rows]
    pending = ListVersion.objects.open_proposals().filter(entry__in=entries).select_related("entry", "change_set")
    for row in pending.order_by("change_set_id", "id")[:20]:
        found.append(f"{row.entry.code}“{row.name}”在批次 {row.change_set.number} 中未办结，请先公布或撤回。")
    late = [row for fate in fates for row in fate.rows if row.valid_from >= act.effective_on]
    found += [f"{row.entry.code}“{row.name}”的现行文本 {row.valid_from} 才生效，不早于执行日期。" for row in late[:20]]
    ended = {line.source_id: line.source for line in lines if line.ends_source}
    for pk, body in ended.items():
        left = ListVersion.objects.filter(organisation=pk, state=VersionState.PUBLISHED, valid_to__isnull=True)
        count = left.exclude(pk__in=taken).count()
        if count:
            found.append(f"{body}还有 {count} 项没有去向。请再加一行，写明由哪个单位承接。")
        open_sets = ListChangeSet.objects.filter(organisation=pk).exclude(state__in=OPEN).order_by("id")
        numbers = list(open_sets.values_list("number", flat=True)[:5])
        if numbers:
            found.append(f"{body}还有未办结的批次：{'、'.join(numbers)}。请先公布或撤回。")
        if Organisation.objects.current(act.effective_on).filter(parent=pk).exists():
            found.append(f"{body}还有下属机构，请先为它们另定上级。")
        if body.valid_from >= act.effective_on:
            found.append(f"{body}自 {body.valid_from} 起设立，执行日期要更晚。")
    found += _circles(lines, ended)
    codes = {line.new_code for line in lines if line.new_code}
    for code in Organisation.objects.filter(code__in=codes).order_by("code").values_list("code", flat=True):
        found.append(f"机构编码 {code} 已被使用，请给新单位另写一个。")
    return found


def _circles(lines, ended: dict) -> list[str]:
    """Heirs that the same act ends, and bodies that it hands on as a whole more than once."""
    found = []
    for line in lines:
        if line.target_id in ended:
            found.append(
                f"{line.target}在这次改革中撤销，不能承接{line.source}的事项。请改由存续的或者新设的单位承接。"
            )
    whole = Counter(line.source for line in lines if line.kind in (ReformKind.RENAME, ReformKind.MERGE))
    found += [f"{body}整体更名或者合并写了不止一行，请只留一行。" for body, times in whole.items() if times > 1]
    return found


def _bodies(lines) -> list[dict]:
    """The bodies that the act takes from, with the people and what else hangs on each."""
    told = []
    for body in {line.source_id: line.source for line in lines}.values():
        staffed = Holding.objects.filter(post__organisation=body).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=timezone.localdate())
        )
        ends = any(line.source_id == body.pk and line.ends_source for line in lines)
        heir = next((line.heir for line in lines if line.source_id == body.pk and line.ends_source), "")
        counts = [("岗位", body.posts.count()), ("在任", staffed.count())]
        counts += [look(body.pk) for look in adapters.besides]
        told.append({"body": body, "ends": ends, "heir": heir, "counts": counts})
    return told


def formerly(versions: list[ListVersion], version: ListVersion) -> list[dict]:
    """Which bodies exercised an entry before the one of `version`, the latest first: name, until, document."""
    told, after = [], version
    for text in versions:
        if text.number >= version.number:
            continue
        if str(text.organisation) != str(after.organisation):
            told.append(
                {
                    "body": str(text.organisation),
                    "until": after.valid_from,
                    "document": after.change_set.document_number,
                }
            )
        after = text
    return told
