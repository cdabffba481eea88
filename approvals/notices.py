"""What an applicant is told of a case: one notice for an act, written in the transaction of the act.

The words are templates (`data/notices.csv`, edited in the admin); a message names the case number and the item, never
a person or a document number (个人信息保护法 6). An SMS names the number alone: an item may tell of a person's need.
"""

from datetime import date, datetime
from pathlib import Path

from django.utils import timezone
from django.utils.formats import date_format

from accounts import notices
from accounts.enums import NoticeGroup
from accounts.kinds import NoticeKind, Word, declare

from .kinds import served_key
from .kinds.decisions import decision_words
from .models import Case, CaseMove, Consultation

SUBJECT = "case"
WORDS = {
    "number": Word("办件编号", "621125202611220001", sms=True),
    "organisation": Word("承办单位", "县市场监管局", sms=True),
    "item": Word("事项", "食品经营许可（新办）"),
    "notice_due": Word("告知期限", "2026年11月27日", sms=True),
    "promise_due": Word("承诺期限", "2026年12月4日", sms=True),
    "delivery_due": Word("送达期限", "2026年12月18日", sms=True),
    "warned_until": Word("最迟补正日期", "2026年12月25日", sms=True),
    "decision": Word("决定", "准予许可"),
}


DATES = ("notice_due", "promise_due", "delivery_due", "warned_until")


def _kind(move: str, label: str, *, important: bool = True) -> NoticeKind:
    return NoticeKind(f"approvals.{move}", label, NoticeGroup.CASES, WORDS, important=important)


# move: what is told of it. A legal act is told in the site whatever the applicant chose.
KINDS = {
    kind.code.removeprefix("approvals."): kind
    for kind in (
        _kind("submit", "申请已提交", important=False),
        _kind("accept", "申请已受理"),
        _kind("deem_accepted", "申请视为受理"),
        _kind("ask_correction", "请补正材料"),
        _kind("correct", "补正材料已收到", important=False),
        _kind("accept_lacking", "容缺受理"),
        _kind("warn_termination", "终止办理前告知"),
        _kind("terminate", "终止办理"),
        _kind("tell_not_needed", "不需要取得许可"),
        _kind("not_accept", "不予受理"),
        _kind("void", "登记作废"),
        _kind("begin_procedure", "特别程序开始"),
        _kind("end_procedure", "特别程序结束", important=False),
        _kind("extend", "办理期限延长"),
        _kind("deem_renewed", "视为准予延续"),
        _kind("lapse_renewal", "证照届满，延续申请没有补正"),
        _kind("grant", "准予许可"),
        _kind("refuse", "不予许可"),
        _kind("deliver", "办理完毕"),
        _kind("make_licence", "证件已制好"),
        _kind("hand_over", "证件已领取"),
        _kind("ask_fee", "请缴款"),
        _kind("pay_fee", "缴款已收到"),
        _kind("exempt_fee", "费用已减免"),
        _kind("refund_fee", "费用已退还"),
        _kind("will_mail", "证件已制好，将邮寄"),
        _kind("ship", "证件已寄出"),
        _kind("sign_for", "证件已签收"),
        _kind("mail_returned", "邮件退回"),
        _kind("change_body", "承办单位变更"),
        _kind("withdraw", "申请已撤回", important=False),
        _kind("remind_lacking", "催交承诺补交的材料"),
        _kind("terminate_lacking", "终止办理（没有补交）"),
        _kind("hand_in", "补交的材料已收到", important=False),
    )
}
SAME = {
    "parcel_signed": "sign_for",
    "parcel_returned": "mail_returned",
    "fee_paid": "pay_fee",
}  # told in the same words
DRAFT = NoticeKind(
    "approvals.draft_ends",
    "草稿快要删除",
    NoticeGroup.CASES,
    {"item": Word("事项", "食品经营许可（新办）"), "until": Word("保存到", "2026年12月6日", sms=True)},
)
SERVED = NoticeKind(
    "approvals.served",
    "文书电子送达",
    NoticeGroup.CASES,
    WORDS | {"paper": Word("文书", "受理通知书")},
    important=True,
)
FILED_FOR = NoticeKind("approvals.filed_for", "窗口代您申请", NoticeGroup.CASES, WORDS)
HAND_ON = NoticeKind(
    "approvals.hand_on",
    "窗口材料待移交",
    NoticeGroup.CASES,
    {"count": Word("件数", "3"), "day": Word("日期", "2026年11月22日")},
    important=True,
)
OPINION = NoticeKind(
    "approvals.opinion_due",
    "征求意见到期",
    NoticeGroup.WORK,
    {
        "number": Word("办件编号", "621125202611220001"),
        "item": Word("事项", "食品经营许可（新办）"),
        "organisation": Word("征求意见的单位", "县行政审批服务局"),
        "due_on": Word("答复期限", "2026年11月27日"),
    },
)
APPOINTMENT = NoticeKind(
    "approvals.appointment",
    "预约提醒",
    NoticeGroup.CASES,
    {
        "day": Word("日期", "2026年11月23日", sms=True),
        "hour": Word("时段", "9:00", sms=True),
        "hall": Word("大厅", "漳县政务服务中心", sms=True),
    },
)
VIRUS = NoticeKind(
    "approvals.virus", "文件带有病毒", NoticeGroup.CASES, {"title": Word("材料", "场所平面图")}, important=True
)
declare(
    VIRUS,
    FILED_FOR,
    SERVED,
    HAND_ON,
    APPOINTMENT,
    *KINDS.values(),
    DRAFT,
    OPINION,
    texts=Path(__file__).parent / "data" / "notices.csv",
)


def tell(case: Case, move: CaseMove) -> None:
    """Tell the applicant of this act; without an account by the phone on the case. Nothing for an act not in KINDS."""
    name = "will_mail" if move.move == "make_licence" and case.is_mailed else SAME.get(move.move, move.move)
    if name not in KINDS:
        return
    notices.send(
        KINDS[name].code,
        key=f"case:{case.number}:{move.pk}",
        recipient=case.applicant_id,
        mobile=case.mobile,
        words=_words(case) | {"decision": _decision(case, move)},
        subject=SUBJECT,
        number=case.number,
        address=f"/me/cases/{case.number}/",
        at=move.at,
    )


def _decision(case: Case, move: CaseMove) -> str:
    """What the decision is called in the category of the item; one query, and none for another act."""
    if move.move not in ("grant", "refuse"):
        return ""
    words = decision_words(case.category_on(timezone.localdate(case.received_at)))
    return words.grant if move.move == "grant" else words.refuse


def tell_of_draft(case: Case, *, until: date, at: datetime) -> None:
    """Tell who began an application that the draft will be deleted on a day if it isn't taken up again."""
    notices.send(
        DRAFT.code,
        key=f"draft:{case.pk}:{until:%Y%m%d}",
        recipient=case.applicant_id,
        words={"item": case.item_name, "until": _date(until, False)},
        address=f"/items/{case.version.item.code}/apply/",
        at=at,
    )


def tell_filed_for(case: Case, at) -> None:
    """A counter applied in somebody's name: the person is told, so that what nobody asked for comes to light."""
    notices.send(
        FILED_FOR.code,
        key=f"case:{case.number}:filed_for",
        recipient=case.applicant_id,
        mobile=case.mobile,
        words=_words(case) | {"organisation": str(case.intake.organisation)},
        subject=SUBJECT,
        number=case.number,
        address=f"/me/cases/{case.number}/",
        at=at,
    )


def tell_served(case: Case, paper, at) -> None:
    """A paper served electronically stands in the account; the message leads to it (民事诉讼法 90)."""
    notices.send(
        SERVED.code,
        key=served_key(paper.pk),
        recipient=case.applicant_id,
        words=_words(case) | {"paper": paper.title},
        subject=SUBJECT,
        number=case.number,
        address=f"/me/cases/{case.number}/files/{paper.pk}/",
        at=at,
    )


def remind_hand_on(clerk_id: int, count: int, day: date, at) -> None:
    """At day's end: papers that a clerk received and that have not left the counter."""
    notices.send(
        HAND_ON.code,
        key=f"hand_on:{clerk_id}:{day.isoformat()}",
        recipient=clerk_id,
        words={"count": str(count), "day": date_format(day, "Y年n月j日")},
        address="/desk/window/dispatch/",
        at=at,
    )


def tell_of_opinion(row: Consultation, people: list[int], *, at: datetime) -> None:
    """Remind these people of the body that its opinion is due; once a day."""
    case, due = row.case, _date(row.due_on, False)
    words = {"number": case.number, "item": case.item_name, "organisation": str(case.organisation), "due_on": due}
    notices.send_all(
        notices.Telling(
            kind=OPINION.code,
            key=f"opinion:{row.pk}:{at:%Y%m%d}:{person}",
            recipient=person,
            words=words,
            subject=SUBJECT,
            number=case.number,
            address=f"/desk/asked/{row.pk}/",
            at=at,
        )
        for person in people
    )


def remind_appointment(row, at) -> None:
    """The day before, or on the day: where and when."""
    notices.send(
        APPOINTMENT.code,
        key=f"appointment:{row.pk}",
        recipient=row.person_id,
        words={
            "day": date_format(row.day, "Y年n月j日"),
            "hour": f"{row.hour.hour}:{row.hour.minute:02d}",
            "hall": row.hall.name,
        },
        address="/me/appointments/",
        at=at,
    )


def _words(case: Case) -> dict[str, str]:
    return {
        "decision": "",
        "item": case.item_name,
        "number": case.number,
        "organisation": str(case.organisation),
        **{name: _date(getattr(case, name), case.provisional) for name in DATES},
    }


def _date(day: date | None, provisional: bool) -> str:
    if day is None:
        return ""
    return f"{date_format(day, 'Y年n月j日')}{'（暂定）' if provisional else ''}"


def tell_of_virus(file, *, at: datetime) -> None:
    """Tell whose file it was that it was removed, and what to do."""
    case = getattr(file, "case", None)
    recipient = case.applicant_id if case is not None else file.owner_id
    notices.send(
        VIRUS.code,
        key=f"virus:{'case' if case is not None else 'stored'}:{file.pk}",
        recipient=recipient,
        mobile=case.mobile if case is not None else "",
        words={"title": file.title},
        subject=SUBJECT if case is not None else "",
        number=case.number if case is not None else "",
        address=f"/me/cases/{case.number}/" if case is not None else "/me/materials/",
        at=at,
    )
