"""What applicants of projects and objectors are told: one notice for an act, written in the transaction of the act.

The words are templates (`data/notices.csv`, edited in the admin). An SMS names the project's number alone, never the
project, the applicant or a sum.
"""

from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.formats import date_format

from accounts import notices
from accounts.enums import NoticeGroup
from accounts.kinds import NoticeKind, Word, declare
from accounts.notices import Telling
from core.identifiers import check_mobile

from .models import Application, Call, Objection, in_wan

SUBJECT = "project"
WORDS = {
    "number": Word("项目编号", "XM202600012", sms=True),
    "call_number": Word("申报通知编号", "SB2026003", sms=True),
    "organisation": Word("主管部门", "县农业农村局", sms=True),
    "project": Word("项目名称", "沙棘种植基地建设项目"),
    "call": Word("申报通知", "2026年农业产业项目申报通知"),
}
CORRECTING = WORDS | {
    "correct_by": Word("补正期限", "2026年4月10日", sms=True),
    "opinion": Word("审查意见", "缺环境影响登记表"),
}
NOTICE = WORDS | {
    "notice_from": Word("公示开始", "2026年5月6日", sms=True),
    "notice_to": Word("公示截止", "2026年5月12日", sms=True),
}
FUNDED = WORDS | {
    "amount": Word("安排资金", "20.00 万元"),
    "document": Word("立项文号", "漳农发〔2026〕18号", sms=True),
}
REASON = WORDS | {"reason": Word("说明", "名次在安排额度之外")}
ANSWERED = {
    "number": Word("异议编号", "YY20260507001", sms=True),
    "organisation": Word("主管部门", "县农业农村局", sms=True),
    "call": Word("申报通知", "2026年农业产业项目申报通知"),
    "outcome": Word("处理结果", "异议成立"),
    "answer": Word("答复", "经核实，……"),
}


def _kind(code: str, label: str, words: dict[str, Word], *, important: bool = True) -> NoticeKind:
    return NoticeKind(f"funds.{code}", label, NoticeGroup.FUNDS, words, important=important)


# What is told of a move of an application; `notice` and `objection` follow from the call and the objection.
KINDS = {
    kind.code.removeprefix("funds."): kind
    for kind in (
        _kind("submit", "项目申报已收到", WORDS, important=False),
        _kind("ask_correction", "项目申报要补正", CORRECTING),
        _kind("correct", "项目补正已收到", WORDS, important=False),
        _kind("withdraw", "项目申报已撤回", WORDS, important=False),
        _kind("pass", "形式审查通过", WORDS),
        _kind("refuse", "形式审查不通过", CORRECTING),
        _kind("recheck", "项目退回审查", WORDS),
        _kind("take_out", "项目取消资格", REASON),
        _kind("notice", "评审结果公示", NOTICE),
        _kind("fund", "项目立项", FUNDED),
        _kind("keep", "项目没有立项", REASON),
        _kind("objection", "公示异议已答复", ANSWERED),
    )
}
declare(*KINDS.values(), texts=Path(__file__).parent / "data" / "notices.csv")


def tell_applicant(row: Application, entry) -> None:
    """Tell who filed the project of this act on it (`entry`, its ApplicationMove); nothing for an act not in KINDS."""
    if entry.move in KINDS:
        notices.send_all([_telling(row, entry.move, f"{entry.pk}", entry.at)])


def tell_of_notice(call: Call, entry) -> None:
    """Tell everyone whose project was judged that the result is posted, until when it can be objected to."""
    rows = call.applications.filter(rank__isnull=False).select_related("project", "call__entry__organisation")
    notices.send_all([_telling(row, "notice", f"notice:{entry.pk}", entry.at) for row in rows.order_by("pk")])


def tell_objector(row: Objection) -> None:
    """Tell an objector of the answer, by the phone or the mail box that he left; a clerk writes to any other."""
    mobile, mail = _reached(row.contact)
    if not (mobile or mail):
        return
    notices.send(
        KINDS["objection"].code,
        key=f"objection:{row.number}",
        mobile=mobile,
        mail=mail,
        words={
            "number": row.number,
            "organisation": str(row.call.entry.organisation),
            "call": row.call.title,
            "outcome": row.get_state_display(),
            "answer": row.answer,
        },
        subject="objection",
        number=row.number,
        address=f"/open/funds/calls/{row.call.number}/",
        at=row.answered_at,
    )


def _telling(row: Application, what: str, act: str, at) -> Telling:
    project, call = row.project, row.call
    return Telling(
        kind=KINDS[what].code,
        key=f"project:{project.number}:{call.number}:{act}",
        recipient=project.owner_id,
        mobile=project.contact_mobile,
        words=_words(row),
        subject=SUBJECT,
        number=project.number,
        address=f"/me/projects/{project.number}/{call.number}/",
        at=at,
    )


def _words(row: Application) -> dict[str, str]:
    call = row.call
    return {
        "number": row.project.number,
        "call_number": call.number,
        "organisation": str(call.entry.organisation),
        "project": row.filed.get("title") or row.project.title,
        "call": call.title,
        "correct_by": _date(row.correct_by),
        "opinion": row.check_opinion,
        "notice_from": _date(call.notice_from),
        "notice_to": _date(call.notice_to),
        "amount": f"{in_wan(row.amount_granted)} 万元" if row.amount_granted is not None else "",
        "document": call.document_number,
        "reason": row.outcome_reason,
    }


def _date(day: date | None) -> str:
    return date_format(day, "Y年n月j日") if day else ""


def _reached(contact: str) -> tuple[str, str]:
    """(mobile, mail) that is in what an objector wrote as his way to be reached."""
    try:
        return check_mobile(contact), ""
    except ValidationError:
        pass
    try:
        validate_email(contact.strip())
    except ValidationError:
        return "", ""
    return "", contact.strip()
