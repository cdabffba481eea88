"""交叉分散: finding pairs anew, and the reviewer's word on each. Basis: 附件4《部门行政权力事项交叉分散情况登记表》."""

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import organisations_where
from core.history import signed
from core.registers import ChangeKind, ChangeSetState
from core.workflow import MoveRefused

from ..kinds import KINDS
from ..models import ListChangeSet, ListEntry, ListVersion, OverlapCandidate, OverlapMove, OverlapRun
from ..models.overlaps import OverlapState
from ..queries.overlaps import Pair, find_pairs
from .basis import cite
from .change_sets import opened
from .codes import sort_key_of, take_codes

ANNEX = "overlaps"
LOCK = 62112504  # of the database: one search at a time


def ask_for_overlaps(*, actor=None, at=None) -> OverlapRun:
    """Note that a search is wanted; whoever is told of one already under way gets that one."""
    under_way = OverlapRun.objects.filter(finished_at__isnull=True).order_by("-id").first()
    return under_way or OverlapRun.objects.create(asked_at=at or timezone.now(), asked_by=actor)


def find_overlaps(*, run: OverlapRun, at=None) -> OverlapRun:
    """Search all lists in force and bring the pairs up to date; done twice, it finds the same.

    What was confirmed stays. What was dismissed stays so unless one of the two texts changed since: then it is open
    again, and the log says so. An open pair that is found no more goes; one that was judged before is kept, closed as
    不再成立, and opens again when it is found again.
    """
    at = at or timezone.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        run = OverlapRun.objects.select_for_update().get(pk=run.pk)
        if run.finished_at is not None:
            return run
        pairs, run.entries = find_pairs(timezone.localtime(at).date())
        run.pairs, run.new = len(pairs), _write(pairs, at)
        run.finished_at = at
        run.save()
    return run


def _write(pairs: list[Pair], at) -> int:
    known = {(row.left_id, row.right_id): row for row in OverlapCandidate.objects.order_by("id")}
    new, changed, reopened, back = [], [], [], []
    for pair in pairs:
        row = known.pop((pair.left, pair.right), None)
        if row is None:
            new.append(OverlapCandidate(left_id=pair.left, right_id=pair.right, found_at=at, **_facts(pair)))
        elif row.state == OverlapState.GONE:
            back.append(_taken(row, pair))
        elif row.digest == pair.digest and row.score == pair.score and row.explanation == pair.explanation:
            continue
        elif row.state == OverlapState.OPEN:
            changed.append(_taken(row, pair))
        elif row.state == OverlapState.DISMISSED and row.digest != pair.digest:
            reopened.append(_taken(row, pair))
    OverlapCandidate.objects.bulk_create(new, batch_size=2_000)
    for row in reopened:
        row.decided_by, row.decided_at, row.reason = None, None, ""
    gone = [row for row in known.values() if row.state == OverlapState.OPEN]
    OverlapCandidate.objects.filter(pk__in=[row.pk for row in gone], moves__isnull=True).delete()
    gone = list(OverlapCandidate.objects.filter(pk__in=[row.pk for row in gone]).order_by("id"))  # judged before
    moves = [
        *(_moved(row, "reopen", OverlapState.OPEN, "其中一项的内容已变更，重新待审", at) for row in reopened),
        *(_moved(row, "reopen", OverlapState.OPEN, "又查找到，重新待审", at) for row in back),
        *(_moved(row, "close", OverlapState.GONE, "不再查找到，自动关闭", at) for row in gone),
    ]
    fields = ["score", "name_score", "explanation", "digest", "state", "decided_by", "decided_at", "reason"]
    OverlapCandidate.objects.bulk_update([*changed, *reopened, *back, *gone], fields, batch_size=1_000)
    OverlapMove.objects.bulk_create(moves)
    return len(new) + len(reopened) + len(back)


def _moved(row: OverlapCandidate, name: str, state: str, note: str, at) -> OverlapMove:
    """Bring a pair to a state by the machine, and give the move for the log."""
    move = _move(row, name, None, row.state, state, note, at)
    row.state = state
    return move


def _facts(pair: Pair) -> dict:
    return {
        "score": pair.score,
        "name_score": pair.name_score,
        "explanation": pair.explanation[:1000],
        "digest": pair.digest,
    }


def _taken(row: OverlapCandidate, pair: Pair) -> OverlapCandidate:
    for name, value in _facts(pair).items():
        setattr(row, name, value)
    return row


def dismiss_overlap(*, actor, candidate, reason, at=None) -> OverlapCandidate:
    """排除: these two are no overlap, for a reason. Raises MoveRefused in words."""
    if not reason.strip():
        raise MoveRefused("请写明排除的理由。")
    return _decide(actor, candidate, OverlapState.DISMISSED, "dismiss", reason, at or timezone.now())


def confirm_overlap(*, actor, candidate, situation, suggestion, reason, at=None) -> OverlapCandidate:
    """确认: these two overlap; a row of 附件4 goes into the reviewer's open change set of the first body's list.

    The change set goes the way of every other; its author is this reviewer, so someone else reviews it.
    """
    if not (situation.strip() and suggestion.strip() and reason.strip()):
        raise MoveRefused("请填写交叉分散情况、理顺建议和主要理由：它们会写进附件4。")
    at = at or timezone.now()
    with transaction.atomic():
        row = _decide(actor, candidate, OverlapState.CONFIRMED, "confirm", reason, at, save=False)
        row.row = _annex_row(actor, row, situation, suggestion, reason, at)
        row.save()
    return row


def _decide(actor, candidate, state, move, reason, at, *, save=True) -> OverlapCandidate:
    with transaction.atomic():
        rows = OverlapCandidate.objects.select_for_update(of=("self",)).select_related("left", "right")
        row = rows.get(pk=candidate.pk)
        _allow(actor, row)
        if row.state != OverlapState.OPEN:
            raise MoveRefused(f"这条线索已是“{row.get_state_display()}”，不用再办。")
        row.state, row.decided_by, row.decided_at, row.reason = state, actor, at, reason.strip()
        if save:
            row.save()
        _move(row, move, actor, OverlapState.OPEN, state, row.reason, at).save()
    return row


def _allow(actor, row: OverlapCandidate) -> None:
    if not OverlapCandidate.objects.visible_to(actor).filter(pk=row.pk).exists():
        raise PermissionDenied("您没有审核这两个单位清单的权限。")


def _move(row, name, actor, source, target, note, at) -> OverlapMove:
    return OverlapMove(
        subject=row, at=at, move=name, source=source, target=target, note=note,
        actor_id=actor.pk if actor else None, actor_name=actor.display_name if actor else "系统",
    )  # fmt: skip


def _annex_row(actor, row: OverlapCandidate, situation: str, suggestion: str, reason: str, at) -> ListVersion:
    """A proposed row of 附件4, in the open change set in which this reviewer gathers them for the body."""
    texts = {
        text.entry_id: text
        for text in ListVersion.objects.in_force(timezone.localtime(at).date())
        .filter(entry__in=[row.left_id, row.right_id])
        .select_related("organisation")
    }
    if len(texts) < 2:
        raise MoveRefused("其中一项已不在清单中，这条线索不再成立；下次查找后它会消失。")
    one, other = texts[row.left_id], texts[row.right_id]
    change_set = _change_set(actor, one.organisation, at)
    code = take_codes(one.organisation, KINDS[ANNEX].stem(""))[0]
    entry = ListEntry(code=code, kind=ANNEX, organisation=one.organisation)
    signed(entry, actor=actor, reason=f"增加：{change_set.reason}", at=at).save()
    bases = list(dict.fromkeys([*one.content.get("basis", []), *other.content.get("basis", [])]))
    content = {
        "basis": bases,
        "departments": [str(one.organisation), str(other.organisation)],
        "situation": situation.strip(),
        "suggestion": suggestion.strip(),
        "reason": reason.strip(),
        "remark": f"{one.name}／{other.name}" if one.name != other.name else "",
    }
    version = ListVersion(
        entry=entry, change_set=change_set, kind=ANNEX, organisation=one.organisation, change=ChangeKind.ADD,
        category=KINDS[ANNEX].category_of(""), name=one.name, content=KINDS[ANNEX].clean(content),
        sort_key=sort_key_of(code),
    )  # fmt: skip
    signed(version, actor=actor, reason=f"增加：{change_set.reason}", at=at).save()
    cite([version])
    return version


def _change_set(actor, organisation, at) -> ListChangeSet:
    if not organisations_where(actor, "review_lists").filter(pk=organisation.pk).exists():
        raise PermissionDenied("您没有审核这个单位清单的权限。")
    rows = ListChangeSet.objects.filter(kind=ANNEX, organisation=organisation, author=actor, state=ChangeSetState.DRAFT)
    return rows.order_by("-id").first() or opened(
        actor=actor, organisation=organisation, kind=ANNEX, title=f"{organisation}权力事项交叉分散登记",
        reason="系统比对发现、经审核确认的交叉分散事项", at=at,
    )  # fmt: skip
