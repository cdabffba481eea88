"""What an applicant is told in the site: one message for an act, written in the transaction of the act.

A message names the case number and the item, never a person or a document number (个人信息保护法 6).
"""

from datetime import date

from django.utils.formats import date_format

from .models import Case, CaseMove, Message

TEXTS = {
    "submit": (
        "申请已提交",
        "您申请的“{item}”已收件，办件编号 {number}。{organisation}最迟 {notice_due} 前告知您是否受理。",
    ),
    "accept": ("申请已受理", "您申请的“{item}”（{number}）已受理，最迟 {promise_due} 前作出决定。"),
    "deem_accepted": (
        "申请视为受理",
        "您申请的“{item}”（{number}）在5个工作日内没有得到答复，依法自收到材料之日起视为受理，"
        "最迟 {promise_due} 前作出决定。",
    ),
    "ask_correction": (
        "请补正材料",
        "您申请的“{item}”（{number}）需要补正，内容已一次列全。请在“我的”里打开这一件，按清单补交。",
    ),
    "correct": (
        "补正材料已收到",
        "您申请的“{item}”（{number}）的补正材料已收齐，最迟 {notice_due} 前告知您是否受理。",
    ),
    "not_accept": ("不予受理", "您申请的“{item}”（{number}）不予受理。理由和救济途径见不予受理决定书。"),
    "grant": ("准予许可", "您申请的“{item}”（{number}）已准予许可，最迟 {delivery_due} 前把证件送达您。"),
    "refuse": ("不予许可", "您申请的“{item}”（{number}）不予许可。理由和救济途径见不予行政许可决定书。"),
    "deliver": ("办理完毕", "您申请的“{item}”（{number}）已办结，请在“我的”里打开这一件，下载证件和决定书。"),
    "make_licence": (
        "证件已制好",
        "您申请的“{item}”（{number}）的证件已经制好，请在 {delivery_due} 前带身份证件到{organisation}窗口领取；"
        "委托他人代领的，还要带委托书。",
    ),
    "hand_over": ("办理完毕", "您申请的“{item}”（{number}）的证件已在窗口领取，本件办结。"),
    "change_body": (
        "承办单位变更",
        "因机构改革，您申请的“{item}”（{number}）改由{organisation}继续办理。办理阶段和期限不变，您不用重新提交。",
    ),
    "withdraw": ("申请已撤回", "您已撤回“{item}”的申请（{number}），以后可以重新申请。"),
}


def tell(case: Case, move: CaseMove) -> Message | None:
    """Write the applicant's message of this act; nothing for an act that isn't told, or a case without an account."""
    if move.move not in TEXTS or case.applicant_id is None:
        return None
    title, text = TEXTS[move.move]
    return Message.objects.create(
        recipient_id=case.applicant_id,
        case=case,
        move=move,
        title=title,
        text=text.format(**_words(case)),
        created_at=move.at,
    )


def _words(case: Case) -> dict[str, str]:
    return {
        "item": case.item_name,
        "number": case.number,
        "organisation": str(case.organisation),
        **{
            name: _date(getattr(case, name), case.provisional) for name in ("notice_due", "promise_due", "delivery_due")
        },
    }


def _date(day: date | None, provisional: bool) -> str:
    if day is None:
        return ""
    return f"{date_format(day, 'Y年n月j日')}{'（暂定）' if provisional else ''}"
