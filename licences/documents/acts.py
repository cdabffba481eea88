"""The papers of the acts on a licence, in the words of 行政许可法 8, 49, 50, 69, 70 and 行政处罚法 9."""

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from core.papers.sheets import SealFace, Sheet, render_sheet

from ..enums import ActKind, ActState, Hearing
from ..kinds import ADVERSE, DEEMED, FACTS, GROUNDS, HARM_WORDS, PAPERS, REFUSALS
from ..models import LicenceAct

SIGNS = {
    ActKind.CHANGE: "变",
    ActKind.RENEW: "延",
    ActKind.REISSUE: "补",
    ActKind.SUSPEND: "暂扣",
    ActKind.RESUME: "恢",
    ActKind.REVOKE: "撤销",
    ActKind.WITHDRAW: "撤回",
    ActKind.PENALISE: "吊销",
    ActKind.CANCEL: "注销",
}
LAWS = {"许可法": "《中华人民共和国行政许可法》", "处罚法": "《中华人民共和国行政处罚法》"}
CHANGED = {"holder_name": "持证主体", "item_name": "许可事项"}


def paper_title(act: LicenceAct) -> str:
    """What the paper of an act is called."""
    if act.state == ActState.DEEMED:
        return DEEMED
    if act.state == ActState.REFUSED:
        return REFUSALS.get(act.kind, f"不予{act.get_kind_display()}审批意见")
    return PAPERS[act.kind]


def paper_number(act: LicenceAct, year: int, serial: int) -> str:
    """文号: body, kind of act, year, serial of the year at that body."""
    sign = SIGNS[act.kind]
    return f"{act.licence.organisation.short_name}证{sign}字〔{year}〕第{serial:05d}号"


def in_full(article: str) -> str:
    """An article as a paper cites it: the law by its full title."""
    for short, title in LAWS.items():
        article = article.replace(short, title)
    return article


def render_act(act: LicenceAct, face: SealFace | None = None) -> bytes:
    """The bytes of the paper of a decided act, with the face of the seal."""
    licence, ground = act.licence, GROUNDS[act.ground]
    reason = f"理由：{act.opinion if act.state == ActState.REFUSED else act.reason}"
    sheet = Sheet(
        title=paper_title(act),
        number=act.number,
        addressee=f"{licence.holder_name}：",
        blocks=[
            _decision(act, ground),
            [(label, value) for label, value in _rows(act, ground) if value],
            *([] if act.state == ActState.DEEMED else [reason]),
            *_remedies(act),
        ],
        signer=licence.organisation.name,
        day=_day(act.decided_at),
        seal=face,
    )
    return render_sheet(sheet)


def _decision(act: LicenceAct, ground) -> str:
    licence = act.licence
    what = f"“{licence.type.name}”（编号 {licence.number}）"
    if act.state == ActState.DEEMED:
        return (
            f"您于 {_on(act.applied_on)} 申请延续{what}的有效期，届满时本机关没有作出决定，"
            f"依照{in_full('许可法第五十条第二款')}，视为准予延续，有效期至 {_on(licence.valid_to)}。"
        )
    if act.state == ActState.REFUSED:
        return f"您申请对{what}办理{act.get_kind_display()}，经审查，决定不予准许（{in_full(ground.article)}）。"
    words = {
        ActKind.CHANGE: f"准予变更{what}，换发第 {licence.version} 版，原版本同时失效。",
        ActKind.RENEW: f"准予延续{what}的有效期，至 {_on(licence.valid_to)}。",
        ActKind.REISSUE: f"准予补发{what}，换发第 {licence.version} 版，原证件同时失效。",
        ActKind.SUSPEND: f"自今日起暂扣{what}，至 {_on(licence.suspended_until)}。暂扣期间不得凭该证照从事许可的活动。",
        ActKind.RESUME: f"自今日起恢复{what}的效力。",
        ActKind.REVOKE: f"撤销{what}的行政许可。",
        ActKind.WITHDRAW: f"为了公共利益的需要，撤回{what}的行政许可，自今日起不再有效。",
        ActKind.PENALISE: f"依据行政处罚决定，吊销{what}，自今日起不再有效。",
        ActKind.CANCEL: f"注销{what}，自今日起在证照库中记为已注销，并向社会公布。",
    }[act.kind]
    return f"依照{in_full(ground.article)}，本机关决定：{words}"


def _rows(act: LicenceAct, ground) -> list[tuple[str, str]]:
    facts = act.facts or {}
    rows = [("事由", ground.label), ("法律依据", in_full(ground.article)), ("申请日期", _on(act.applied_on))]
    rows += [("办件编号", act.case_number)]
    for key, label in FACTS.items():
        if key in facts and key != "applied_on":
            rows.append((label, _fact(key, str(facts[key]))))
    changes = facts.get("changes") or {}
    rows += [(f"{label}变更为", changes.get(name, "")) for name, label in CHANGED.items()]
    rows += [(f"{label}变更为", str(value)) for label, value in (changes.get("content") or {}).items()]
    return rows


def _fact(key: str, value: str) -> str:
    if key == "public_harm":
        return HARM_WORDS.get(value, value)
    if key == "hearing":
        return Hearing(value).label
    return value


def _remedies(act: LicenceAct) -> list[str]:
    """复议 60 calendar days (行政复议法 20), 诉讼 6 months (行政诉讼法 46): on what goes against the holder."""
    if act.state != ActState.REFUSED and act.kind not in ADVERSE:
        return []
    return [
        f"如不服本决定，您可以自知道本决定之日起60日内向{settings.COUNTY['host']}申请行政复议，也可以自知道或者应当知道"
        "本决定之日起6个月内依法向人民法院提起行政诉讼。"
    ]


def _on(day) -> str:
    return date_format(day, "Y年n月j日") if day else ""


def _day(moment) -> str:
    return date_format(timezone.localtime(moment), "Y年n月j日")
