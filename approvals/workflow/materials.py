"""The acts on materials: judged, handed in later, promises checked."""

from core.workflow import STAYS, MoveRefused, move, nobody

from ..enums import UNDER_REVIEW
from ..enums import CaseState as S
from ..permissions import may_correct, may_decide, may_work
from .guards import is_own, needs_reason


def owes_nothing(case, actor) -> str:
    owed = case.accepted_at is not None and case.materials.outstanding().exists()
    return "" if owed else "本件没有承诺补交的材料。"


def lacks_too_long(case, actor, facts):
    """No termination before the day has passed, the applicant was reminded, and the item's own rule says so."""
    if not case.version.lacking_basis:
        raise MoveRefused("本事项没有规定容缺逾期的后果，不能终止办理。")
    needs_reason(case, actor, facts)
    owed = case.pledges.filter(kind="lacking", materials__supply="lacking")
    if not any(row.until < facts["day"] and row.reminded_at is not None for row in owed):
        raise MoveRefused("承诺补齐的期限还没有过，或者还没有催交过，不能终止办理。")


def lacks_nothing_accepted(case, actor) -> str:
    return owes_nothing(case, actor) if case.lacking else "本件不是容缺受理的。"


MATERIAL_MOVES = (
    move(
        "judge",
        "核对材料",
        (S.RECEIVED, *UNDER_REVIEW, S.GRANTED),
        STAYS,
        may_work,
        bar=is_own,
        article="许可法第三十四条",
        effect="逐份写明合格还是要补正；要补正的列入一次性告知",
    ),
    move(
        "hand_in",
        "补交容缺材料",
        (*UNDER_REVIEW, S.GRANTED),
        STAYS,
        may_correct,
        bar=owes_nothing,
        effect="承诺补交的材料交来，核对合格后颁发证件",
    ),
    move(
        "remind_lacking",
        "催交容缺材料",
        (*UNDER_REVIEW, S.GRANTED),
        STAYS,
        nobody,
        effect="提醒申请人按承诺补交",
        system=True,
    ),
    move(
        "terminate_lacking",
        "容缺逾期，终止办理",
        UNDER_REVIEW,
        S.TERMINATED,
        may_decide,
        bar=lacks_nothing_accepted,
        guard=lacks_too_long,
        article="本事项的专门规定",
        effect="到期没有补交，终止本次申请，记入承诺",
        danger=True,
    ),
    move(
        "check_pledge",
        "核查承诺",
        tuple(state for state in S if state != S.DRAFT),
        STAYS,
        may_work,
        bar=is_own,
        article="国办发〔2020〕42号",
        effect="写明承诺属实、履行了没有；违反的按事项的规定处理",
    ),
    move(
        "repair_pledge",
        "登记承诺修复",
        tuple(state for state in S if state != S.DRAFT),
        STAYS,
        may_decide,
        bar=is_own,
        effect="修复以后可以再用承诺的方式办理",
    ),
)
