"""The grounds on which a licence is changed or ended, each with its article, and what the article asks to be on record.

行政许可法 (2019) 8, 49, 50, 69, 70; 行政处罚法 (2021) 9, 63, 64.
"""

from dataclasses import dataclass

from .enums import ActKind, LicenceState

K, S = ActKind, LicenceState


@dataclass(frozen=True)
class Ground:
    """One lawful reason for an act.

    `asks` names the facts that must be on record. `states` are those in which the ground can be given (all of the act's
    when empty); `holder` limits it to persons or to bodies. `erred`: the authority erred, so damage is made good (69).
    """

    code: str
    act: ActKind
    label: str
    article: str
    asks: tuple[str, ...] = ()
    states: tuple[LicenceState, ...] = ()
    holder: str = ""
    erred: bool = False
    mandatory: bool = False
    by_case: bool = False  # given by the holder's own application alone, never by a clerk's proposal


REVOKE = ("public_harm", "statement")
GROUNDS = {
    ground.code: ground
    for ground in (
        Ground("change", K.CHANGE, "被许可人申请变更许可事项", "许可法第四十九条", ("applied_on",)),
        Ground("renew", K.RENEW, "被许可人申请延续有效期", "许可法第五十条", ("applied_on",)),
        Ground("reissue", K.REISSUE, "证件遗失、损毁，被许可人申请补发", "许可法第三十九条第一款", ("applied_on",)),
        Ground("penalty_suspend", K.SUSPEND, "行政处罚决定暂扣许可证件", "处罚法第九条第三项",
               ("penalty_number", "penalty_on", "until")),
        Ground("suspension_over", K.RESUME, "暂扣期限届满", "处罚法第九条第三项"),
        Ground("suspension_lifted", K.RESUME, "暂扣决定被撤销或者变更", "处罚法第七十五条", ("basis_number",)),
        Ground("abuse", K.REVOKE, "工作人员滥用职权、玩忽职守作出准予许可决定", "许可法第六十九条第一款第一项",
               REVOKE, erred=True),
        Ground("beyond_powers", K.REVOKE, "超越法定职权作出准予许可决定", "许可法第六十九条第一款第二项",
               REVOKE, erred=True),
        Ground("procedure", K.REVOKE, "违反法定程序作出准予许可决定", "许可法第六十九条第一款第三项",
               REVOKE, erred=True),
        Ground("unqualified", K.REVOKE, "对不具备申请资格或者不符合法定条件的申请人准予许可",
               "许可法第六十九条第一款第四项", REVOKE, erred=True),
        Ground("other_revocable", K.REVOKE, "依法可以撤销许可的其他情形", "许可法第六十九条第一款第五项",
               (*REVOKE, "law"), erred=True),
        Ground("fraud", K.REVOKE, "以欺骗、贿赂等不正当手段取得许可，应当撤销", "许可法第六十九条第二款",
               REVOKE, mandatory=True),
        Ground("law_changed", K.WITHDRAW, "许可所依据的法律、法规、规章修改或者废止", "许可法第八条第二款",
               ("law", "public_interest", "statement", "compensation")),
        Ground("facts_changed", K.WITHDRAW, "准予许可所依据的客观情况发生重大变化", "许可法第八条第二款",
               ("public_interest", "statement", "compensation")),
        Ground("penalty", K.PENALISE, "行政处罚决定吊销许可证件", "处罚法第九条第三项、第六十三条",
               ("penalty_number", "penalty_on", "hearing_told_on", "hearing")),
        Ground("not_renewed", K.CANCEL, "有效期届满未延续", "许可法第七十条第一项", states=(S.EXPIRED,)),
        Ground("person_gone", K.CANCEL, "赋予公民特定资格的许可，该公民死亡或者丧失行为能力", "许可法第七十条第二项",
               ("evidence",), holder="person"),
        Ground("body_ended", K.CANCEL, "法人或者其他组织依法终止", "许可法第七十条第三项",
               ("evidence",), holder="body"),
        Ground("taken", K.CANCEL, "许可依法被撤销、撤回，或者许可证件依法被吊销", "许可法第七十条第四项",
               states=(S.REVOKED, S.WITHDRAWN, S.PENALISED)),
        Ground("force_majeure", K.CANCEL, "因不可抗力导致许可事项无法实施", "许可法第七十条第五项", ("evidence",),
               states=(S.VALID, S.SUSPENDED)),
        Ground("given_up", K.CANCEL, "被许可人不再从事许可的活动，申请注销", "许可法第七十条第六项", ("applied_on",),
               states=(S.VALID, S.SUSPENDED), by_case=True),
        Ground("other_law", K.CANCEL, "法律、法规规定的应当注销许可的其他情形", "许可法第七十条第六项", ("law",)),
    )
}  # fmt: skip

# What a fact is called where it is asked for and printed.
FACTS = {
    "applied_on": "申请日期",
    "public_harm": "对公共利益的影响",
    "statement": "陈述申辩情况",
    "compensation": "补偿、赔偿",
    "law": "依据的法律、法规条款",
    "public_interest": "公共利益的需要",
    "penalty_number": "行政处罚决定书文号",
    "penalty_on": "行政处罚决定日期",
    "hearing_told_on": "告知听证权利的日期",
    "hearing": "听证情况",
    "hearing_on": "听证日期",
    "until": "暂扣至",
    "basis_number": "依据文书文号",
    "evidence": "证明材料",
}
HARMS, NO_HARM = "harms", "none"
HARM_WORDS = {
    NO_HARM: "撤销不会对公共利益造成重大损害",
    HARMS: "撤销可能对公共利益造成重大损害",
}

# The paper of each act when it is granted; what the holder asked for and did not get has a paper of its own.
PAPERS = {
    K.CHANGE: "准予变更行政许可决定书",
    K.RENEW: "准予延续行政许可决定书",
    K.REISSUE: "准予补发证件决定书",
    K.SUSPEND: "暂扣许可证件通知书",
    K.RESUME: "恢复许可证件效力通知书",
    K.REVOKE: "撤销行政许可决定书",
    K.WITHDRAW: "撤回行政许可决定书",
    K.PENALISE: "吊销许可证件通知书",
    K.CANCEL: "注销行政许可决定书",
}
REFUSALS = {
    K.CHANGE: "不予变更行政许可决定书",
    K.RENEW: "不予延续行政许可决定书",
    K.REISSUE: "不予补发证件决定书",
}
DEEMED = "视为准予延续告知书"
BY_APPLICATION = frozenset({K.CHANGE, K.RENEW, K.REISSUE})
OF_HOLDERS = {K.CHANGE: "change", K.RENEW: "renew", K.REISSUE: "reissue", K.CANCEL: "given_up"}  # their grounds
ADVERSE = frozenset({K.SUSPEND, K.REVOKE, K.WITHDRAW, K.PENALISE, K.CANCEL})


def grounds_of(act: str, licence=None) -> list[Ground]:
    """The grounds of an act, of those that can be given for this licence as it stands."""
    found = [ground for ground in GROUNDS.values() if ground.act == act and not ground.by_case]
    return [ground for ground in found if licence is None or fits(ground, licence)]


def fits(ground: Ground, licence) -> bool:
    person = {"person": True, "body": False}.get(ground.holder)
    if person is not None and person != licence.holder_is_person:
        return False
    return not ground.states or licence.state in ground.states
