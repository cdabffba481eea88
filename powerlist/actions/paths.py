"""Which path a change set takes, the running numbers of its papers, and one way to move along."""

import csv
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from core import workdays
from core.history import signed
from core.models import Serial
from core.registers import ChangeKind, ChangeSetState
from core.workflow import MoveRefused

from ..enums import PaperKind, PathNeed
from ..kinds import KINDS
from ..models import KindSetting, ListChangeSet, Paper, PaperSeries, ReviewPath, ReviewStep
from ..models.papers import key_of
from ..models.paths import shipped_series
from ..workflow import LIST_CHANGES

DATA = Path(__file__).parent.parent / "data"
REVIEW_OPINION, LETTER = "review_opinion", "letter"  # the series that the system numbers by itself
INTERNAL = "internal"  # the kind that stands for every list which the public doesn't read


def path_for(change_set) -> dict:
    """The path of the strictest row, as a change set keeps it (ReviewPath.frozen).

    MoveRefused when the county has laid down none for a change, or when a letter has company.
    """
    changes = set(change_set.versions.open_proposals().order_by().values_list("change", flat=True).distinct())
    if ChangeKind.SUGGEST in changes and len(changes) > 1:
        raise MoveRefused("“建议修改法定依据”要单独成批：它不改清单，只产生建议函。请把它移到另一个批次。")
    own = change_set.kind if KINDS[change_set.kind].is_public else INTERNAL
    paths = _laid_down()
    chosen = [_path_of(change, paths, change_set.kind, own) for change in changes]
    return _by_county(max(chosen, key=lambda path: path["rank"]), change_set.kind) if chosen else {}


def path_of_change(change: str, kind: str) -> dict:
    """The path of one kind of change of a list, as a change set keeps it."""
    return _by_county(_path_of(change, _laid_down(), kind, kind if KINDS[kind].is_public else INTERNAL), kind)


def _by_county(path: dict, kind: str) -> dict:
    """The path with the bodies that the county set for the list (清单规则) at their steps: who leads the review stands
    where 审核 is waited for, who approves where the decision is. What it left open stays as the path has it."""
    setting = KindSetting.objects.filter(kind=kind).select_related("lead", "approver").first()
    bodies = {"review_lists": setting.lead, "record_decision": setting.approver} if setting else {}
    steps = [
        {**step, "body": str(body)} if (body := bodies.get(step["permission"])) is not None else step
        for step in path["steps"]
    ]
    return {**path, "steps": steps}


def _laid_down() -> list[dict]:
    """The county's paths; those that ship with the product where none are loaded yet."""
    rows = ReviewPath.objects.prefetch_related("steps").order_by("-rank", "id")
    paths = [row.frozen() for row in rows if row.enabled]
    return paths or shipped_paths()


def _path_of(change: str, paths: list[dict], kind: str, own: str) -> dict:
    """The path of one kind of change: that of this list, of its family, or the general one, in this order."""
    for each in dict.fromkeys((kind, own) if own == INTERNAL else (kind, "")):
        for path in paths:
            if path["kind"] == each and change in path["changes"]:
                return path
    raise MoveRefused(
        f"还没有规定“{ChangeKind(change).label}”走哪条审核路径。请联系县委编办在“审核路径”里补充，或改用别的变更类型。"
    )


@lru_cache(maxsize=1)
def _shipped_rows() -> tuple[dict, ...]:
    return tuple(csv.DictReader((DATA / "review_paths.csv").read_text(encoding="utf-8").splitlines()))


def shipped_paths() -> list[dict]:
    """The paths that come with the product, as a change set keeps them."""
    paths: dict[str, dict] = {}
    for row in _shipped_rows():
        path = paths.setdefault(row["path"], {"key": row["path"], "steps": []})
        if row["name"]:
            path |= {"name": row["name"], "kind": row["kind"], "basis": row["basis"], "rank": int(row["rank"])}
            path["changes"] = row["changes"].split()
        step = {name: row[name] for name in ("state", "body", "permission", "unit", "needs")}
        path["steps"].append(step | {"limit": int(row["limit"])})
    return list(paths.values())


def next_number(series: str, day: date) -> str:
    """The next number of a series of papers in the year of `day`, as 漳编办审〔2026〕12号."""
    pattern = PaperSeries.of(series).pattern
    return pattern.format(year=day.year, serial=Serial.take(f"paper:{series}", date(day.year, 1, 1)))


def due_of(step: dict, at) -> date | None:
    """The last day of a step that begins at a moment; None where it has no limit."""
    if not step.get("limit"):
        return None
    start = timezone.localdate(at)
    return workdays.due(start, step["limit"], step["unit"], calendar=workdays.calendar(), provisional=True)


def fire(change_set, name: str, *, actor, at=None, note: str = "", **facts) -> ListChangeSet:
    """Make a move of the table: who is waited for next and until when, and the number that the step demands."""
    at = at or timezone.now()
    with transaction.atomic():
        row = ListChangeSet.objects.select_for_update(of=("self",)).get(pk=change_set.pk)
        row.path = facts.get("path", row.path)
        try:
            target = LIST_CHANGES[name].target_of(row)
        except ValueError:  # the table refuses it below, in words
            target = ""
        facts |= {"waits_for": row.permission_at(target), "due_on": due_of(row.step(target), at)}
        if row.state in LIST_CHANGES[name].sources:
            facts |= _number(row, name, target, at, facts)
        return LIST_CHANGES.fire(change_set, name, actor=actor, at=at, note=note, **facts)[0]


def _number(row, name: str, target: str, at, facts: dict) -> dict:
    """审核意见号, where this path has it given, and before a publication that has no document number yet."""
    if facts.get("document_number") or name.startswith("return"):
        return {}
    ready = target in (ChangeSetState.DECIDED, ChangeSetState.PUBLISHED) and not row.document_number
    if not ready and (row.step().get("needs") != PathNeed.NUMBER or row.document_number or name == "issue_letter"):
        return {}
    day = timezone.localdate(at)
    return {"document_number": _of_paper(row) or next_number(REVIEW_OPINION, day), "decided_on": day}


def _of_paper(row) -> str:
    """The number that the 审核意见书 of this round bears already: what was decided has one number."""
    made = Paper.objects.filter(key=key_of(PaperKind.VERDICT, [row])).order_by("pk").first()
    return made.number if made is not None else ""


@transaction.atomic
def load_paths() -> int:
    """Load the paths and series that ship with the product; those on record stay as they are. How many are new."""
    known, added = set(ReviewPath.objects.values_list("key", flat=True)), _load_series()
    for shipped in shipped_paths():
        if shipped["key"] in known:
            continue
        added += 1
        path = ReviewPath(**{name: shipped[name] for name in ("key", "name", "kind", "changes", "rank", "basis")})
        signed(path, actor=None, reason="载入随程序提供的审核路径").save()
        for position, step in enumerate(shipped["steps"], 1):
            row = ReviewStep(path=path, position=position, **step)
            signed(row, actor=None, reason="载入随程序提供的审核路径").save()
    return added


def _load_series() -> int:
    known, added = set(PaperSeries.objects.values_list("key", flat=True)), 0
    for key, row in shipped_series().items():
        if key not in known:
            signed(PaperSeries(**row), actor=None, reason="载入随程序提供的文书编号").save()
            added += 1
    return added
