"""What people do with the published lists: printed editions, opinions and their answers."""

from core.history import signed
from powerlist import actions
from powerlist.enums import ListKind, OpinionKind, OpinionOffice
from powerlist.models import ListEntry, OpinionRule

from .sources import Demo

PHONES = {OpinionOffice.REVIEW: ("0932-4861012", "sgb@zhangxian.example"), OpinionOffice.LEGALITY: ("0932-4862148", "")}
# who, what, about which entry, how many days ago, the answer (None: still open), how many days later
OPINIONS = [
    (
        OpinionKind.CORRECTION,
        ("县市场监督管理局", "食品经营许可"),
        "窗口说这一项已经由行政审批服务股办理，网上还写着原来的股室，请更正。",
        (48, 4),
        "情况属实。承办机构已按程序调整为行政审批服务股，调整后的文本已公布，可在“历次文本”里比对。",
    ),
    (
        OpinionKind.SUGGESTION,
        ("县市场监督管理局", "食品经营许可"),
        "小餐馆第一次办证不知道要准备什么，建议在清单里直接链接到办事指南。",
        (30, 3),
        "感谢建议。事项页“怎么办”一栏已链接办事指南，可以直接在线申请。",
    ),
    (
        OpinionKind.LEGALITY,
        ("县水务局", "取水许可"),
        "家庭生活少量取水也要办取水许可吗？请说明依据。",
        (20, 5),
        "不需要。《取水许可和水资源费征收管理条例》第四条规定，家庭生活和零星散养、圈养畜禽饮用等少量取水不需要申请领取取水许可证。",
    ),
    (
        OpinionKind.COMPLAINT,
        ("县住房和城乡建设局", "商品房预售许可"),
        "责任事项写得太笼统，看不出预售资金由谁监管，建议补充。",
        (3, None),
        None,
    ),
]


def build(demo: Demo):
    _phones(demo)
    _editions(demo)
    for kind, (body, name), text, (ago, after), answer in OPINIONS:
        entry = (
            ListEntry.objects.filter(organisation=demo.body(body), versions__name=name, kind=ListKind.POWERS.value)
            .distinct()
            .get()
        )
        at = demo.moment(ago, 20, 15)
        version = entry.versions.in_force(at.date()).order_by("number").first()
        opinion = actions.leave_opinion(entry=entry, version=version, kind=kind, text=text, at=at)
        if answer:
            who = demo.people["legality" if kind == OpinionKind.LEGALITY else "reviewer"]
            actions.answer_opinion(
                actor=who, opinion=opinion, answer=answer, shown=True, at=demo.moment(ago - after, 15)
            )


def _phones(demo: Demo):
    for rule in OpinionRule.objects.order_by("id"):
        rule.phone, rule.mailbox = PHONES[OpinionOffice(rule.office)]
        signed(rule, actor=demo.people["reviewer"], reason="登记监督电话和邮箱").save()


def _editions(demo: Demo):
    """The whole power list for the record two months ago; one body's list today."""
    actions.ask_edition(
        kind=ListKind.POWERS.value,
        organisation=None,
        on=demo.day(60),
        actor=demo.people["publisher"],
        numbered=True,
        at_once=True,
        at=demo.moment(60, 16),
    )
    actions.ask_edition(
        kind=ListKind.POWERS.value,
        organisation=demo.body("县水务局"),
        on=demo.today,
        actor=demo.people["publisher"],
        numbered=True,
        at_once=True,
        at=demo.moment(0, 9),
    )
