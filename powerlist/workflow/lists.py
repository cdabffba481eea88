"""The legal moves of a change set (漳县“三张清单一张网”工作方案; 兰州市权责清单管理暂行办法 第九至十三条).

填报 → 报送 → 初审 → 逐项审查 → 征求意见 → 部门核实 → 县政府审定 → 按审定录入 → 终审 → 公布. The table says what
may follow what; the path that a set took when it was sent (models/paths.py) decides which of these states it passes.
"""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core.registers import ENDS, ChangeKind, diff
from core.registers import ChangeSetState as S
from core.workflow import MoveRefused, Workflow, move

from ..enums import Aspect, Category, LawLevel, ListKind, OpinionState, Verdict
from ..kinds.adjustments import TO_COMPLETE
from ..kinds.personal import personal_data_in
from ..models import Consultation, CreationRule, ListMove, ListVersion, OpinionMove, RowVerdict, Succession
from ..models.duties import CONFIRMED, to_be_confirmed, without_duties
from ..models.imports import why_kept
from ..models.laws import unfounded
from ..permissions import at_step, may_answer, may_fill

DETAILS = "details"  # 附件3
NO_BASIS_NEEDED = ENDS | {ChangeKind.SUSPEND, ChangeKind.RESUME, ChangeKind.SUGGEST}


def onward(change_set) -> str:
    """The state that follows on the set's own path."""
    return change_set.state_after()


def back_to_entry(change_set) -> str:
    """终审退回: to the entry of what was decided, or to the draft where the path has no such step."""
    return S.ENTRY if change_set.passes(S.ENTRY) else S.DRAFT


# --- guards ----------------------------------------------------------------------------------------------------------


def named(rows, words: str) -> None:
    """Refuse in `words` ({}: the names) when there are such rows."""
    names = list(rows.order_by("sort_key", "id").values_list("name", flat=True)[:6])
    if names:
        more = "等事项" if len(names) > 5 else ""
        raise MoveRefused(words.format("、".join(names[:5]) + more))


def _has_rows(change_set, actor, facts):
    rows = change_set.versions.open_proposals()
    if not rows.exists():
        raise MoveRefused("这一批次里还没有事项，先填报或导入后再报送。")
    if change_set.kind == ListKind.POWERS:
        bare = rows.exclude(change__in=NO_BASIS_NEEDED).filter(content__basis__in=[[], "", None])
        named(
            bare,
            "以下事项没有实施依据，不能报送：{}。请逐项补填法律法规规章的名称和条款（法无授权不可为）。",
        )
        _created_by_law(rows.exclude(change__in=NO_BASIS_NEEDED))
        _duties_written(rows)
        _duties_looked_at(change_set)
    if change_set.kind == DETAILS:
        named(
            rows.exclude(change__in=ENDS).filter(content__remark__startswith=TO_COMPLETE),
            "以下事项还是“待补”，不能报送：{}。请逐项补填实施依据、实施对象、公开范围等，"
            "再删去备注里的“待补”字样；不该列入的，请移出批次。",
        )
    _successors_named(rows)


def _duties_written(rows):
    """No power without at least one 责任事项 and one 追责情形: 有权必有责 (漳县“三张清单一张网”工作方案)."""
    named(
        without_duties(rows),
        "以下事项没有责任事项或追责情形：{}。每项权力都要写明责任，请在“修改”里填写，"
        "或点批次页的“空着的责任按类别套用模板”。",
    )


def _duties_looked_at(change_set):
    """A changed power opens its duties in the same set: mended, or confirmed as they are."""
    waiting = [row.name for row in to_be_confirmed(change_set)[:6]]
    if waiting:
        more = "等事项" if len(waiting) > 5 else ""
        raise MoveRefused(
            f"以下事项改了名称、类别或依据，责任事项没有改：{'、'.join(waiting[:5])}{more}。"
            "请修改责任事项，或在批次页确认原来的责任仍然适用。"
        )


def _created_by_law(rows):
    """At least one basis of each power must be of a rank that may create it (行政许可法 14–17, 行政处罚法 10–16,
    行政强制法 10, 13)."""
    weak = list(unfounded(rows).order_by("sort_key", "id").values_list("name", "category")[:6])
    if not weak:
        return
    rules, levels = CreationRule.objects.rules(), dict(LawLevel.choices)
    named = "；".join(
        f"{name}（{Category(category).label}应由{rules.said(category, name, levels)}设定）"
        for name, category in weak[:5]
    )
    more = "；等事项" if len(weak) > 5 else ""
    raise MoveRefused(f"以下事项所列依据都不能设定这项权力，不能报送：{named}{more}。请逐项补写设定依据。")


def _successors_named(rows):
    followed = Exists(Succession.objects.filter(version=OuterRef("pk")))
    must = rows.filter(change__in=(ChangeKind.MERGE, ChangeKind.SPLIT, ChangeKind.MOVE_BODY))
    named(must.exclude(followed), "合并、分设、主体变更的事项要写明由哪一项承接：{}。请在事项下面填写承接事项。")
    splits = rows.filter(change=ChangeKind.SPLIT).order_by("id").prefetch_related("successions")
    single = [row.name for row in splits if len(row.successions.all()) < 2]
    if single:
        raise MoveRefused(
            f"分设的事项至少要有两个承接事项：{'、'.join(single[:5])}。只有一个时请改用“合并”或“主体变更”。"
        )


def _needs_opinion(change_set, actor, facts):
    if not facts.get("opinion", "").strip():
        raise MoveRefused("请写明意见后再提交。")


def _needs_passing_rows(change_set, actor, facts):
    """Every row judged in every aspect so far, and at least one left that may go on."""
    _needs_opinion(change_set, actor, facts)
    rows = change_set.versions.open_proposals()
    verdicts = RowVerdict.objects.filter(version=OuterRef("pk"), round=change_set.round)
    if not rows.exclude(Exists(verdicts.filter(verdict=Verdict.REJECT))).exists():
        raise MoveRefused("没有一项通过，不能送下一步。请改用“退回”，写明理由。")
    if change_set.state == S.LEGALITY:
        _all_judged(rows, verdicts)
        if not change_set.passes(S.FEEDBACK):
            named(
                rows.filter(Exists(verdicts.filter(verdict=Verdict.REVISE))),
                "以下事项的结论是“修改后通过”，而这条路径没有部门核实环节：{}。请退回修改后再审。",
            )


def _all_judged(rows, verdicts):
    for aspect in Aspect:
        named(
            rows.exclude(Exists(verdicts.filter(aspect=aspect))),
            f"以下事项还没有{aspect.label}审查结论：{{}}。请逐项写明结论和意见。",
        )


def _nothing_unanswered(change_set, actor, facts):
    _needs_opinion(change_set, actor, facts)
    day = facts["on"]
    running = Consultation.objects.filter(change_set=change_set, ends_on__gte=day).order_by("-ends_on").first()
    if running is not None:
        raise MoveRefused(f"公开征求意见到 {running.ends_on:%Y-%m-%d} 截止，截止后再送下一步。")
    open_ones = change_set.opinions.filter(adopted__isnull=True).count()
    if open_ones:
        raise MoveRefused(f"还有 {open_ones} 条意见没有答复。请逐条写明采纳或不采纳和理由。")


def _revised_as_asked(change_set, actor, facts):
    asked = RowVerdict.objects.filter(version__change_set=change_set, round=change_set.round, verdict=Verdict.REVISE)
    rows = asked.filter(version__state="proposed").select_related("version").order_by("id")
    same = sorted({row.version.name for row in rows if row.version.fingerprint == row.fingerprint})
    if same:
        raise MoveRefused(f"以下事项要求修改后通过，还没有修改：{'、'.join(same[:5])}。请改好，或提出异议。")


def _decision_complete(change_set, actor, facts):
    missing = [
        label
        for key, label in (
            ("meeting", "会议名称"),
            ("decided_on", "审定日期"),
            ("document_number", "文号"),
            ("effective_on", "生效日期"),
            ("scan", "扫描件"),
        )
        if not facts.get(key) and (key != "scan" or change_set.needs_scan)
    ]
    if missing:
        raise MoveRefused(f"审定记录不完整，请补填：{'、'.join(missing)}。")
    if facts["effective_on"] < facts["decided_on"]:
        raise MoveRefused("生效日期不能早于审定日期，请核对会议纪要后重填。")
    if not change_set.versions.open_proposals().exclude(outcome__taken=False).exists():
        raise MoveRefused("没有一项被采用。整批没有通过时，请改用“未予审定”。")


def differences(change_set) -> list[tuple[ListVersion, list[tuple[str, str, str]]]]:
    """The rows whose text is not the one decided (or judged), each with (label, decided, entered) of every cell."""
    found = []
    rows = change_set.versions.open_proposals().select_related("outcome").order_by("sort_key", "id")
    for row in rows:
        outcome = getattr(row, "outcome", None)
        if outcome is not None and outcome.cells is not None:
            cells = diff(outcome.cells, row.cells, row.labels)
            if cells:
                found.append((row, cells))
    return found


def _entered_as_decided(change_set, actor, facts):
    wrong = differences(change_set)
    if wrong:
        row, cells = wrong[0]
        label, decided, entered = cells[0]
        more = f"（共 {len(wrong)} 项）" if len(wrong) > 1 else ""
        raise MoveRefused(
            f"录入的内容与审定的不一致{more}：“{row.name}”的{label}，审定为“{decided or '空'}”，"
            f"录入为“{entered or '空'}”。"
            "请改为与审定一致。"
        )


def _final(change_set, actor, facts):
    _needs_opinion(change_set, actor, facts)
    _entered_as_decided(change_set, actor, facts)


def _publishable(change_set, actor, facts):
    _duties_written(change_set.versions.open_proposals())
    if not facts.get("secrecy_opinion", "").strip():
        raise MoveRefused("公布前须作保密审查，请写明审查意见（如“不涉及国家秘密，可以公开”）。")


def _addressed(change_set, actor, facts):
    if not facts.get("addressee", "").strip():
        raise MoveRefused("请填写建议函主送哪个单位。")


# --- who must not ----------------------------------------------------------------------------------------------------


def took_part(change_set, actor) -> bool:
    """Whether this person opened or sent the set, or wrote or mended any row of it."""
    if actor.pk == change_set.author_id:
        return True
    acts = ("import", "submit", "enter", "confirm_feedback", CONFIRMED)
    if ListMove.objects.filter(subject=change_set, move__in=acts, actor_id=actor.pk).exists():
        return True
    written = ListVersion.history.filter(change_set_id=change_set.pk, history_user_id=actor.pk)
    return written.filter(state="proposed").exists()


def judged(change_set, actor, *aspects) -> bool:
    """Whether this person gave a verdict on a row in this round (of these aspects, when any are named)."""
    given = RowVerdict.objects.filter(version__change_set=change_set, round=change_set.round, judge=actor)
    return given.filter(Q(aspect__in=aspects) if aspects else Q()).exists()


def wrote_it(change_set, actor) -> str:
    return "填报人不能审核自己报送的批次，请由另一位工作人员办理。" if took_part(change_set, actor) else ""


def wrote_or_reviewed_it(change_set, actor) -> str:
    if actor.pk == change_set.reviewer_id or judged(change_set, actor, Aspect.REASON, Aspect.NECESSITY):
        return "初审人不能同时出具合法性意见，请由另一位工作人员办理。"
    return wrote_it(change_set, actor)


def wrote_or_judged_it(change_set, actor) -> str:
    """初审: neither the author nor, of the same round, the jurist."""
    if actor.pk == change_set.jurist_id or judged(change_set, actor, Aspect.LEGALITY):
        return "出具合法性意见的人不能同时初审，请由另一位工作人员办理。"
    return wrote_it(change_set, actor)


def had_a_part(change_set, actor) -> str:
    people = (change_set.reviewer_id, change_set.jurist_id)
    if actor.pk in people or judged(change_set, actor) or took_part(change_set, actor):
        return "填报人、审核人不能记录审定结果，请由县政府办公室另一位工作人员办理。"
    return ""


def wrote_or_recorded_it(change_set, actor) -> str:
    if actor.pk == change_set.recorder_id or took_part(change_set, actor):
        return "填报人和审定记录人不能办理这一步，请由县委编办另一位工作人员办理。"
    return ""


def _not_internal(change_set, actor) -> str:
    if not change_set.passes(S.DECIDED) and not change_set.passes(S.LEGALITY):
        return "内部清单请用“确认”。"
    return wrote_or_judged_it(change_set, actor)


def _stands(change_set, actor) -> str:
    return why_kept(change_set, timezone.now())


def _internal_only(change_set, actor) -> str:
    if change_set.passes(S.DECIDED) or change_set.passes(S.LEGALITY):
        return "这一批次要走完审核路径后才能公布。"
    return wrote_it(change_set, actor)


LIST_CHANGES = Workflow(
    log=ListMove,
    states=S,
    moves=(
        move(
            "submit", "报送审核", S.DRAFT, S.SUBMITTED, may_fill, guard=_has_rows,
            effect="报送县委编办初审，审核期间不能再改",
        ),
        move(
            "withdraw", "撤回批次", S.DRAFT, S.WITHDRAWN, may_fill,
            effect="本批次作废，已公布的内容不受影响", danger=True,
        ),
        move(
            "take_back", "撤销导入", (S.DRAFT, S.SUBMITTED), S.WITHDRAWN, may_fill, bar=_stands,
            effect="表格导入的各行记为未采用，本批次作废，已公布的内容不受影响；导入后一天之内可以撤销", danger=True,
        ),
        move(
            "pass_review", "初审通过", S.SUBMITTED, S.LEGALITY, at_step(S.SUBMITTED), bar=_not_internal,
            guard=_needs_passing_rows,
            onward=onward, also=(S.OPINIONS, S.FEEDBACK, S.DECISION, S.FINAL, S.DECIDED, S.LETTER),
            effect="没有单独写结论的事项，合理性、必要性按这里的意见记为通过；结论为不通过的事项不再往下走",
        ),
        move(
            "confirm", "确认", S.SUBMITTED, S.PUBLISHED, at_step(S.SUBMITTED), bar=_internal_only, guard=_needs_opinion,
            effect="内部清单经确认即生效，不对外公布",
        ),
        move(
            "return_review", "退回修改", S.SUBMITTED, S.DRAFT, at_step(S.SUBMITTED), bar=wrote_or_judged_it,
            guard=_needs_opinion,
            effect="退回填报单位，写明要改什么", danger=True,
        ),
        move(
            "pass_legality", "逐项审查完毕", S.LEGALITY, S.OPINIONS, at_step(S.LEGALITY), bar=wrote_or_reviewed_it,
            guard=_needs_passing_rows, onward=onward, also=(S.FEEDBACK, S.DECISION, S.FINAL, S.DECIDED, S.LETTER),
            effect="没有单独写结论的事项，合法性按这里的意见记为通过；结论为不通过的事项不再往下走",
        ),
        move(
            "return_legality", "合法性审查退回", S.LEGALITY, S.DRAFT, at_step(S.LEGALITY), bar=wrote_or_reviewed_it,
            guard=_needs_opinion, effect="退回填报单位修改", danger=True,
        ),
        move(
            "close_opinions", "意见征求完毕", S.OPINIONS, S.FEEDBACK, at_step(S.OPINIONS), bar=wrote_it,
            guard=_nothing_unanswered,
            onward=onward, also=(S.DECISION, S.FINAL, S.DECIDED),
            effect="各方意见都已答复，把审核意见反馈部门核实",
        ),
        move(
            "return_opinions", "按意见退回修改", S.OPINIONS, S.DRAFT, at_step(S.OPINIONS), bar=wrote_it,
            guard=_needs_opinion,
            effect="退回填报单位，按采纳的意见修改后重新报送", danger=True,
        ),
        move(
            "confirm_feedback", "核实无误", S.FEEDBACK, S.DECISION, at_step(S.FEEDBACK),
            guard=_revised_as_asked, onward=onward,
            also=(S.FINAL, S.DECIDED), effect="确认审核后的文本，提请县政府审定",
        ),
        move(
            "object_feedback", "提出异议", S.FEEDBACK, S.SUBMITTED, at_step(S.FEEDBACK), guard=_needs_opinion,
            effect="写明理由，退回县委编办复审", danger=True,
        ),
        move(
            "record_decision", "记录审定结果", S.DECISION, S.DECIDED, at_step(S.DECISION), bar=had_a_part,
            guard=_decision_complete,
            onward=onward, also=(S.ENTRY, S.FINAL),
            effect="记录县政府常务会议的审定；没有单独标明的事项按送审文本通过",
        ),
        move(
            "decline", "未予审定", S.DECISION, S.DECLINED, at_step(S.DECISION), bar=had_a_part, guard=_needs_opinion,
            effect="整批没有通过，各项记为未采用", danger=True,
        ),
        move(
            "enter", "按审定录入完毕", S.ENTRY, S.FINAL, at_step(S.ENTRY), guard=_entered_as_decided,
            effect="各项内容与审定的一致，报县委编办终审",
        ),
        move(
            "pass_final", "终审通过", S.FINAL, S.DECIDED, at_step(S.FINAL), bar=wrote_or_recorded_it, guard=_final,
            effect="录入的内容与审定（审查）的一致，可以公布",
        ),
        move(
            "return_final", "终审退回", S.FINAL, S.DRAFT, at_step(S.FINAL), bar=wrote_or_recorded_it,
            guard=_needs_opinion,
            onward=back_to_entry, also=(S.ENTRY,), effect="退回填报单位按审定内容重新录入", danger=True,
        ),
        move(
            "publish", "公布", S.DECIDED, S.PUBLISHED, at_step(S.DECIDED), bar=wrote_or_recorded_it,
            guard=_publishable,
            effect="自生效日期起对外公布，原内容同日失效",
        ),
        move(
            "issue_letter", "印发建议函", S.LETTER, S.CLOSED, at_step(S.LETTER), bar=wrote_it, guard=_addressed,
            effect="系统编号，生成建议函；清单内容不变",
        ),
    ),
)  # fmt: skip


# --- opinions on entries ---------------------------------------------------------------------------------------------


def _no_personal_data(opinion, answer: str):
    found = personal_data_in(f"{opinion.text}\n{answer}")
    if found:
        raise MoveRefused(
            f"留言或答复里有{'、'.join(found)}，不能公开。请改动答复，或者选择不公开，只由留言人凭查询码查看。"
        )


def _answer_complete(opinion, actor, facts):
    if not facts.get("answer", "").strip():
        raise MoveRefused("请写明答复内容后再提交。")
    if facts.get("shown"):
        _no_personal_data(opinion, facts["answer"])
    elif not facts.get("hidden_reason", "").strip():
        raise MoveRefused("不公开的，请写明理由（如：含有个人信息、与清单无关）。")


def _may_be_shown(opinion, actor, facts):
    if opinion.shown:
        raise MoveRefused("这条留言已经公开。")
    _no_personal_data(opinion, opinion.answer)


def _hidden_with_reason(opinion, actor, facts):
    if not facts.get("hidden_reason", "").strip():
        raise MoveRefused("请写明不公开的理由。")


def _why_transferred(opinion, actor, facts):
    if not facts.get("reason", "").strip():
        raise MoveRefused("请写明转交的理由。")


OPINIONS = Workflow(
    log=OpinionMove,
    states=OpinionState,
    moves=(
        move(
            "answer",
            "答复",
            OpinionState.RECEIVED,
            OpinionState.ANSWERED,
            may_answer,
            guard=_answer_complete,
            effect="留言人凭查询码可见；选择公开的，同时显示在事项页上",
        ),
        move(
            "transfer",
            "转交",
            OpinionState.RECEIVED,
            OpinionState.RECEIVED,
            may_answer,
            guard=_why_transferred,
            effect="转给另一机关答复，期限继续计算",
        ),
        move(
            "show",
            "公开",
            OpinionState.ANSWERED,
            OpinionState.ANSWERED,
            may_answer,
            guard=_may_be_shown,
            bar=lambda opinion, actor: "这条留言已经公开。" if opinion.shown else "",
            effect="留言和答复显示在事项页上",
        ),
        move(
            "withhold",
            "撤下公开",
            OpinionState.ANSWERED,
            OpinionState.ANSWERED,
            may_answer,
            guard=_hidden_with_reason,
            bar=lambda opinion, actor: "" if opinion.shown else "这条留言没有公开。",
            effect="事项页不再显示，留言人凭查询码仍可见",
            danger=True,
        ),
    ),
)
