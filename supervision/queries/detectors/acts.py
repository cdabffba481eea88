"""Content and process: one act of a case, judged with the acts before it and by nothing that changes later.

Each detector gets an `Act` and gives a `Found` or None. What the portal itself refuses (a second extension, a decision
by who reviewed) is looked for all the same: rows also come by migration, by an interface, or past the portal.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from approvals.enums import CaseState, FileKind
from approvals.models import Case, CaseMove
from approvals.queries import clocks
from approvals.queries.counting import due_of
from approvals.workflow import CASE
from core.workdays import Calendar
from core.workflow import STAYS

RECALCULATED = {"recompute_clocks", "compare_clocks"}
REFUSALS = {"not_accept", "tell_not_needed", "terminate", "terminate_lacking"}
DECISIONS = {"grant", "refuse"}


@dataclass(frozen=True)
class Act:
    """One row of the log, those before it on the same case by their order, and the case for what doesn't change."""

    row: CaseMove
    before: tuple[CaseMove, ...]
    case: Case
    params: Mapping[str, int]
    calendar: Calendar

    def earlier(self, *moves: str) -> list[CaseMove]:
        return [row for row in self.before if row.move in moves]


@dataclass(frozen=True)
class Found:
    """What was found: the words of the alert, and the rows that prove it, in words."""

    words: str
    evidence: tuple[str, ...] = ()


def seen(row: CaseMove) -> str:
    """An act as evidence: when, what, who."""
    known = CASE.by_name.get(row.move)
    return f"{timezone.localtime(row.at):%Y-%m-%d %H:%M} {known.label if known else row.move}（{row.actor_name}）"


def _state(code: str) -> str:
    return CaseState(code).label if code in CaseState.values else code


def _reason(row: CaseMove) -> str:
    return str(row.facts.get("reason") or row.note or "").strip()


def bare_refusal(act: Act) -> Found | None:
    """P1: turned away without a reason that says anything, or although every material had been found good."""
    reason = _reason(act.row)
    if len(reason) < act.params["min_chars"]:
        return Found(f"没有说明理由：所写理由只有 {len(reason)} 个字“{reason}”。", (seen(act.row),))
    verdicts = {}
    for row in act.earlier("judge"):
        verdicts |= {name: pair[0] for name, pair in row.facts.get("verdicts", {}).items()}
    if act.row.move == "not_accept" and verdicts and set(verdicts.values()) == {"good"}:
        names = "、".join(sorted(verdicts))
        return Found(
            f"材料已全部核为合格（{names}），仍作出不予受理。", (*map(seen, act.earlier("judge")), seen(act.row))
        )
    return None


def second_notice(act: Act) -> Found | None:
    """P2: something more to correct after everything was to be told at once."""
    notices = act.earlier("ask_correction")
    if not notices:
        return None
    if act.row.move == "ask_correction":
        return Found("在同一件上第二次告知补正，没有一次性告知全部内容。", (*map(seen, notices), seen(act.row)))
    told = " ".join(item for row in notices for item in row.facts.get("items", ()))
    known = {
        name
        for row in act.earlier("judge")
        if row.pk < notices[-1].pk
        for name, pair in row.facts.get("verdicts", {}).items()
        if pair[0] == "wrong"
    }
    fresh = [
        name
        for name, pair in act.row.facts.get("verdicts", {}).items()
        if pair[0] == "wrong" and name not in known and name not in told
    ]
    if not fresh:
        return None
    return Found(f"补正告知以后又要求补正没有告知过的材料：{'、'.join(fresh)}。", (*map(seen, notices), seen(act.row)))


def extra_material(act: Act) -> Found | None:
    """P3: something was handed in to the file that no row of the published guide asks for."""
    kinds = (FileKind.MATERIAL, FileKind.CORRECTION)
    rows = [
        row
        for row in act.case.files.all()
        if row.material_id is None and not row.field_key and row.kind in kinds and row.uploaded_at <= act.row.at
    ]
    if len(rows) < act.params["least"]:
        return None
    names = tuple(f"{timezone.localtime(row.uploaded_at):%Y-%m-%d} 收取“{row.title}”" for row in rows)
    return Found(f"收取了办事指南没有列出的材料 {len(rows)} 份。", names)


def jump(act: Act) -> Found | None:
    """P4: a step out of its order, one that the table doesn't know, or a decision by who reviewed."""
    row = act.row
    if row.move in RECALCULATED:
        return None
    last = act.before[-1] if act.before else None
    if last is not None and last.target != row.source:
        words = f"前一步结束时是“{_state(last.target)}”，这一步却从“{_state(row.source)}”开始，流程不连续。"
        return Found(words, (seen(last), seen(row)))
    known = CASE.by_name.get(row.move)
    if known is None or row.source not in known.sources:
        return Found("流程表里没有这一步，或者不能从这个阶段办理这一步。", (seen(row),))
    if known.target != STAYS and row.target not in known.targets:
        return Found("这一步到达的阶段与流程表不符。", (seen(row),))
    if row.move in DECISIONS:
        for review in act.earlier("review"):
            if review.actor_id is not None and review.actor_id == row.actor_id:
                return Found("审查人同时作出决定，没有分开。", (seen(review), seen(row)))
    return None


def backdated(act: Act) -> Found | None:
    """P5: an act entered after the fact: earlier than the one before it, or a whole review within minutes."""
    row = act.row
    last = act.before[-1] if act.before else None
    if last is not None and row.at < last.at - timedelta(minutes=act.params["minutes"]):
        return Found("登记的时间早于前一步的时间，可能是先办后录或者补录。", (seen(last), seen(row)))
    accepted = act.earlier("accept", "accept_lacking")
    if row.move in DECISIONS and accepted and act.case.version.promised_limit:
        taken = row.at - accepted[-1].at
        if taken < timedelta(minutes=act.params["minutes"]):
            minutes = int(taken.total_seconds() // 60)
            words = f"不是即办件，受理到决定只用了 {minutes} 分钟，可能是先办后录。"
            return Found(words, (seen(accepted[-1]), seen(row)))
    return None


def pause_abuse(act: Act) -> Found | None:
    """P6: the clock stopped again and again, without a paper, or for longer than the rule allows in sum."""
    begun = [*act.earlier("begin_procedure"), act.row]
    evidence = tuple(map(seen, begun))
    if not str(act.row.facts.get("document", "")).strip():
        return Found("暂停计时没有依据的文件或者委托书。", (seen(act.row),))
    if len(begun) > act.params["most"]:
        return Found(f"同一件第 {len(begun)} 次暂停计时。", evidence)
    days = sum(row.facts.get("notified_days") or 0 for row in begun)
    if days > act.params["days"]:
        return Found(f"各次特别程序告知的时间合计 {days} 天，超过 {act.params['days']} 天。", evidence)
    return None


def late_extension(act: Act) -> Found | None:
    """P7: extended twice, without an approver, or after the limit that it extends had already passed."""
    if earlier := act.earlier("extend"):
        return Found("同一件第二次延长期限。", (*map(seen, earlier), seen(act.row)))
    if not str(act.row.facts.get("approver", "")).strip():
        return Found("延长期限没有写明批准的负责人。", (seen(act.row),))
    legal = next((clock for clock in clocks(act.case, act.calendar) if clock.kind == "legal"), None)
    if legal is None or legal.provisional:
        return None
    due = due_of(legal, act.calendar, excluded=True)
    if timezone.localdate(act.row.at) > due:
        return Found(f"法定期限 {due:%Y-%m-%d} 已经届满才办理延长。", (seen(act.row),))
    return None


def bare_decision(act: Act) -> Found | None:
    """P8: a refusal in writing that gives no reason, or names no article that it rests on."""
    reason = _reason(act.row)
    if len(reason) < act.params["min_chars"]:
        return Found(f"不予许可没有说明理由：所写理由只有 {len(reason)} 个字“{reason}”。", (seen(act.row),))
    if act.params["article"] and not ("《" in reason or ("第" in reason and "条" in reason)):
        return Found("不予许可的理由没有引用任何法律条款。", (seen(act.row), f"理由：{reason[:200]}"))
    return None


def bare_review(act: Act) -> Found | None:
    """L5: the review is recorded without saying what was found (兰州 第十六条第五项)."""
    opinion = str(act.row.facts.get("opinion") or act.row.note or "").strip()
    if len(opinion) >= act.params["min_chars"]:
        return None
    return Found(f"审查意见只有 {len(opinion)} 个字“{opinion}”，没有如实记载审查情况。", (seen(act.row),))


# code of the detector → (the moves it listens to, None for all; the function)
ACTS: dict[str, tuple[frozenset[str] | None, Callable[[Act], Found | None]]] = {
    "act.bare_refusal": (frozenset(REFUSALS), bare_refusal),
    "act.second_notice": (frozenset({"ask_correction", "judge"}), second_notice),
    "act.extra_material": (frozenset({"accept", "accept_lacking", "correct"}), extra_material),
    "act.jump": (None, jump),
    "act.backdated": (None, backdated),
    "act.pause_abuse": (frozenset({"begin_procedure"}), pause_abuse),
    "act.late_extension": (frozenset({"extend"}), late_extension),
    "act.bare_decision": (frozenset({"refuse"}), bare_decision),
    "act.bare_review": (frozenset({"review"}), bare_review),
}
