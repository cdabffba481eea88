"""The legal moves of a change set (漳县“三张清单一张网”工作方案; 兰州市权责清单动态管理办法).

填报 → 报送 → 初审 → 合法性审查 → 审定 → 公布.
"""

from core.registers import ChangeKind
from core.registers import ChangeSetState as S
from core.workflow import MoveRefused, Workflow, move

from .enums import Category, LawLevel, ListKind, OpinionState
from .kinds.personal import personal_data_in
from .models import CreationRule, ListMove, ListVersion, OpinionMove
from .models.laws import unfounded
from .permissions import may_answer, may_fill, may_judge, may_record, may_review


def _has_rows(change_set, actor, facts):
    rows = change_set.versions.open_proposals()
    if not rows.exists():
        raise MoveRefused("这一批次里还没有事项，先填报或导入后再报送。")
    if change_set.kind != ListKind.POWERS:
        return
    bare = rows.exclude(change=ChangeKind.CANCEL).filter(content__basis__in=[[], "", None])
    names = list(bare.order_by("sort_key", "id").values_list("name", flat=True)[:6])
    if names:
        more = "等事项" if len(names) > 5 else ""
        raise MoveRefused(
            f"以下事项没有实施依据，不能报送：{'、'.join(names[:5])}{more}。请逐项补填法律法规规章的名称和条款（法无授权不可为）。"
        )
    _created_by_law(rows.exclude(change=ChangeKind.CANCEL))


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


def _needs_opinion(change_set, actor, facts):
    if not facts.get("opinion", "").strip():
        raise MoveRefused("请写明意见后再提交。")


def _took_part(change_set, actor) -> bool:
    """Whether this person opened or sent the set, or wrote or mended any row of it."""
    if actor.pk == change_set.author_id:
        return True
    if ListMove.objects.filter(subject=change_set, move__in=("import", "submit"), actor_id=actor.pk).exists():
        return True
    return ListVersion.history.filter(change_set_id=change_set.pk, history_user_id=actor.pk).exists()


def _wrote_it(change_set, actor) -> str:
    return "填报人不能审核自己报送的批次，请由另一位工作人员办理。" if _took_part(change_set, actor) else ""


def _wrote_or_reviewed_it(change_set, actor) -> str:
    if actor.pk == change_set.reviewer_id:
        return "初审人不能同时出具合法性意见，请由另一位工作人员办理。"
    return _wrote_it(change_set, actor)


def _had_a_part(change_set, actor) -> str:
    if actor.pk in (change_set.reviewer_id, change_set.jurist_id) or _took_part(change_set, actor):
        return "填报人、审核人不能记录审定结果，请由县政府办公室另一位工作人员办理。"
    return ""


def _wrote_or_recorded_it(change_set, actor) -> str:
    if actor.pk == change_set.recorder_id or _took_part(change_set, actor):
        return "填报人和审定记录人不能公布这一批次，请由县委编办另一位工作人员办理。"
    return ""


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
        if not facts.get(key)
    ]
    if missing:
        raise MoveRefused(f"审定记录不完整，请补填：{'、'.join(missing)}。")
    if facts["effective_on"] < facts["decided_on"]:
        raise MoveRefused("生效日期不能早于审定日期，请核对会议纪要后重填。")


def _secrecy_reviewed(change_set, actor, facts):
    if not facts.get("secrecy_opinion", "").strip():
        raise MoveRefused("公布前须作保密审查，请写明审查意见（如“不涉及国家秘密，可以公开”）。")


LIST_CHANGES = Workflow(
    log=ListMove,
    states=S,
    moves=(
        move(
            "submit",
            "报送审核",
            S.DRAFT,
            S.SUBMITTED,
            may_fill,
            guard=_has_rows,
            effect="报送县委编办初审，审核期间不能再改",
        ),
        move(
            "withdraw",
            "撤回批次",
            S.DRAFT,
            S.WITHDRAWN,
            may_fill,
            effect="本批次作废，已公布的内容不受影响",
            danger=True,
        ),
        move(
            "pass_review",
            "初审通过",
            S.SUBMITTED,
            S.LEGALITY,
            may_review,
            bar=_wrote_it,
            guard=_needs_opinion,
            effect="转司法局作合法性审查",
        ),
        move(
            "return_review",
            "退回修改",
            S.SUBMITTED,
            S.DRAFT,
            may_review,
            bar=_wrote_it,
            guard=_needs_opinion,
            effect="退回填报单位，写明要改什么",
            danger=True,
        ),
        move(
            "pass_legality",
            "合法性审查通过",
            S.LEGALITY,
            S.DECISION,
            may_judge,
            bar=_wrote_or_reviewed_it,
            guard=_needs_opinion,
            effect="转县政府办公室提请审定",
        ),
        move(
            "return_legality",
            "合法性审查退回",
            S.LEGALITY,
            S.DRAFT,
            may_judge,
            bar=_wrote_or_reviewed_it,
            guard=_needs_opinion,
            effect="退回填报单位修改",
            danger=True,
        ),
        move(
            "record_decision",
            "记录审定结果",
            S.DECISION,
            S.DECIDED,
            may_record,
            bar=_had_a_part,
            guard=_decision_complete,
            effect="记录县政府常务会议的审定",
        ),
        move(
            "publish",
            "公布",
            S.DECIDED,
            S.PUBLISHED,
            may_review,
            bar=_wrote_or_recorded_it,
            guard=_secrecy_reviewed,
            effect="自生效日期起对外公布，原内容同日失效",
        ),
    ),
)


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
