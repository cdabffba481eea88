"""The papers of a case as PDF, in the words of 行政许可法 32 and 38. What they say comes from the rows alone."""

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from reportlab.lib.units import mm
from reportlab.platypus import Spacer

from licences.documents import build, table_of, text

from ..enums import PaperKind
from ..models import Case, CaseMove

LAW = "《中华人民共和国行政许可法》"
SIGNS = {
    PaperKind.RECEIPT: "收",
    PaperKind.ACCEPTED: "受",
    PaperKind.CORRECTION: "补",
    PaperKind.NOT_ACCEPTED: "不受",
    PaperKind.GRANTED: "许",
    PaperKind.REFUSED: "不许",
}


def paper_number(kind: PaperKind, case: Case, year: int, serial: int) -> str:
    """文书编号: issuer's region and body, kind, year, serial of the year at that body."""
    return f"{case.organisation.short_name}{SIGNS[kind]}字〔{year}〕第{serial:05d}号"


def render_paper(kind: PaperKind, *, case: Case, move: CaseMove, number: str) -> bytes:
    """The bytes of the paper that documents this act."""
    body = {
        PaperKind.RECEIPT: _receipt,
        PaperKind.ACCEPTED: _accepted,
        PaperKind.CORRECTION: _correction,
        PaperKind.NOT_ACCEPTED: _not_accepted,
        PaperKind.GRANTED: _granted,
        PaperKind.REFUSED: _refused,
    }[kind](case, move)
    story = [
        text(kind.label, "title"),
        text(number, "number"),
        text(f"{case.applicant_name}：", "plain"),
        *body,
        Spacer(1, 12 * mm),
        text(case.organisation.name, "right"),
        text(_day(move.at), "right"),
    ]
    return build(kind.label, story)


def _receipt(case: Case, move: CaseMove) -> list:
    """收件 is no acceptance: it says when what came in, and starts the five days."""
    kind = "correction" if move.move == "correct" else "material"
    names = [
        f"{place}. {kept.title}（{kept.original_name}，{_size(kept.size)}）"
        for place, kept in enumerate(case.files.filter(kind=kind).order_by("id"), 1)
    ]
    what = "补正材料" if move.move == "correct" else "申请材料"
    return [
        text(f"您提交的“{case.item_name}”{what}已于 {_moment(move.at)} 收到。"),
        table_of(
            [
                ("办件编号", case.number),
                ("申请事项", case.item_name),
                ("收到材料", "\n".join(names) or "申请表（网上填写）"),
                ("收件时间", _moment(move.at)),
            ]
        ),
        Spacer(1, 4 * mm),
        text(
            f"我单位将在收到材料之日起5个工作日内（{_due(case.notice_due, case)}前）告知您是否受理，或者一次告知"
            f"需要补正的全部内容；逾期不告知的，自收到材料之日起即为受理（{LAW}第三十二条）。"
        ),
        text("本凭证只证明收到材料，不是受理决定。办公时间以后收到的，按下一个工作日收到计算。"),
        _query(case),
    ]


def _accepted(case: Case, move: CaseMove) -> list:
    if case.deemed:
        how = (
            f"您于 {_day(case.received_at)} 提交的“{case.item_name}”申请，收到材料后5个工作日内没有告知是否受理，"
            f"依照{LAW}第三十二条第一款第四项，自收到材料之日起即为受理。"
        )
    else:
        how = f"您提交的“{case.item_name}”申请，材料齐全、符合法定形式，依照{LAW}第三十二条第一款第五项，现予受理。"
    version = case.version
    promise = f"{_limit(version.promised_limit, version.promised_unit)}，{_due(case.promise_due, case)}前"
    legal = f"{_limit(version.legal_limit, version.legal_unit)}，{_due(case.legal_due, case)}前"
    return [
        text(how),
        table_of(
            [
                ("办件编号", case.number),
                ("受理之日", _day(case.accepted_at)),
                ("承诺时限", promise),
                ("法定时限", legal),
                ("法定时限依据", version.legal_article),
            ]
        ),
        Spacer(1, 4 * mm),
        _query(case),
    ]


def _correction(case: Case, move: CaseMove) -> list:
    items = [text(f"{place}. {item}", "plain") for place, item in enumerate(case.correction.items, 1)]
    return [
        text(
            f"您提交的“{case.item_name}”申请（办件编号 {case.number}），材料不齐全或者不符合法定形式。依照"
            f"{LAW}第三十二条第一款第四项，现将需要补正的全部内容一次告知如下："
        ),
        *items,
        text("请按上列内容补正。全部补正材料收齐之日起，重新计算告知是否受理的期限；本机关不再提出第二次补正要求。"),
        _query(case),
    ]


def _not_accepted(case: Case, move: CaseMove) -> list:
    return [
        text(
            f"您提交的“{case.item_name}”申请（办件编号 {case.number}），经审查，"
            f"依照{LAW}第三十二条，决定不予受理。理由如下："
        ),
        text(case.reason),
        *_remedies(),
    ]


def _granted(case: Case, move: CaseMove) -> list:
    story = [
        text(
            f"您提交的“{case.item_name}”申请（办件编号 {case.number}），经审查，符合法定条件、标准。依照"
            f"{LAW}第三十八条第一款，决定准予许可。"
        ),
    ]
    if case.reason:
        story.append(text(case.reason))
    story.append(
        text(f"证件自作出决定之日起10个工作日内颁发、送达（{_due(case.delivery_due, case)}前），依照{LAW}第四十四条。")
    )
    return story


def _refused(case: Case, move: CaseMove) -> list:
    return [
        text(
            f"您提交的“{case.item_name}”申请（办件编号 {case.number}），经审查，不符合法定条件、标准。依照"
            f"{LAW}第三十八条第二款，决定不予许可。理由如下："
        ),
        text(case.reason),
        *_remedies(),
    ]


def _remedies() -> list:
    """复议 60 calendar days (行政复议法 20), 诉讼 6 months (行政诉讼法 46)."""
    county = settings.COUNTY["host"]
    return [
        text(
            f"如不服本决定，您可以自知道本决定之日起60日内向{county}申请行政复议，也可以自知道或者应当知道本决定之日起"
            "6个月内依法向人民法院提起行政诉讼。"
        )
    ]


def _query(case: Case):
    return text(f"办件编号和查询码可在{settings.COUNTY['site']}查询进度。查询码：{case.query_code}", "plain")


def _limit(number: int, unit: str) -> str:
    return {"workday": f"{number}个工作日", "natural": f"{number}日", "month": f"{number}个月"}[unit]


def _due(day, case: Case) -> str:
    if day is None:
        return "法定期限"
    return f"{date_format(day, 'Y年n月j日')}{'（暂定，待该年放假安排公布后确定）' if case.provisional else ''}"


def _day(moment) -> str:
    return date_format(timezone.localtime(moment), "Y年n月j日")


def _moment(moment) -> str:
    return date_format(timezone.localtime(moment), "Y年n月j日 H:i")


def _size(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, size // 1024)} KB"
