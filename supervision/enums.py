"""Choices of e-supervision."""

from django.db.models import IntegerChoices, TextChoices


class Level(TextChoices):
    """Levels: 提醒 and 预警 (yellow lamp) come before a limit and have no penalty; 黄牌 and 红牌 are cards."""

    REMINDER = "0", "提醒"
    WARNING = "1", "预警"
    YELLOW = "2", "黄牌"
    RED = "3", "红牌"


EARLY = (Level.REMINDER, Level.WARNING)
CARDS = (Level.YELLOW, Level.RED)


class RuleKind(TextChoices):
    """What a rule is about (通报 and 监察 rules of domain 2.3)."""

    TIME = "time", "时限"
    CONTENT = "content", "内容"
    PROCESS = "process", "流程"
    FEES = "fees", "收费"
    OPENNESS = "openness", "公开"


class Subject(TextChoices):
    """What is watched."""

    CASE = "case", "办件"
    STEP = "step", "环节"
    SPECIAL = "special", "特别程序"
    CONSULT = "consult", "咨询"
    COMPLAINT = "complaint", "投诉"
    PRECHECK = "precheck", "预审"
    LICENCE = "licence", "出证"
    LISTS = "lists", "清单维护"
    FUNDS = "funds", "资金公开"
    WATCH = "watch", "监察自己"


class RuleState(TextChoices):
    """A version of a rule: what was decided stands; it applies from its day on."""

    PROPOSED = "proposed", "待批准"
    DECIDED = "decided", "已批准"
    REFUSED = "refused", "未批准"
    TAKEN_BACK = "taken_back", "已撤回"


class RunKind(TextChoices):
    """The rounds of the watch: over limits, over the log of acts, over what a day makes due."""

    LIMITS = "limits", "期限巡查"
    LOG = "log", "办理记录巡查"
    DAILY = "daily", "每日巡查"


class ExemptionKind(TextChoices):
    """Why limits are spared in bulk."""

    OUTAGE = "outage", "系统或者网络中断"
    FORCE = "force", "不可抗力"


class OrderKind(TextChoices):
    """What a supervisor issues (domain 2.5)."""

    ORDER = "order", "督办单"
    ADVICE = "advice", "监察建议书"


class OrderState(TextChoices):
    DRAFT = "draft", "待签发"
    DROPPED = "dropped", "未签发"
    ISSUED = "issued", "已签发，待签收"
    SIGNED = "signed", "已签收，待回复"
    REPLIED = "replied", "已回复，待核查"
    CLOSED = "closed", "已办结"
    RENEWED = "renewed", "已再次督办"


class Told(TextChoices):
    """Who is told of an alert."""

    HANDLER = "handler", "经办人"
    LEAD = "lead", "单位负责人"
    SUPERVISOR = "supervisor", "监察人员"


class Satisfaction(IntegerChoices):
    """满意度代码 (GB/T 39046-2020 A.8): 1 is the best. The last two are 差评."""

    VERY_GOOD = 1, "非常满意"
    GOOD = 2, "满意"
    FAIR = 3, "基本满意"
    BAD = 4, "不满意"
    VERY_BAD = 5, "非常不满意"


NEGATIVE = (Satisfaction.BAD, Satisfaction.VERY_BAD)


class ComplaintKind(TextChoices):
    """投诉举报, each kind with its own law. 检举控告 is none of them: nobody here reads it (models.accusations)."""

    EFFICIENCY = "efficiency", "效能投诉"
    ENFORCEMENT = "enforcement", "行政执法投诉举报"
    PETITION = "petition", "信访事项"
    LISTS = "lists", "清单投诉"


class ComplaintChannel(TextChoices):
    WEB = "web", "网上"
    WINDOW = "window", "窗口"
    PHONE = "phone", "电话"


class ComplaintState(TextChoices):
    RECEIVED = "received", "待受理"
    DECLINED = "declined", "不予受理"
    ACCEPTED = "accepted", "已受理，待分办"
    ASSIGNED = "assigned", "办理中"
    ANSWERED = "answered", "待核查"
    CHECKED = "checked", "已答复，请评价"
    CLOSED = "closed", "已办结"
    LINKED = "linked", "已并案办理"
    HANDED = "handed", "已移送纪委监委"


class Finding(TextChoices):
    """What the handling found out."""

    TRUE = "true", "属实"
    PARTLY = "partly", "部分属实"
    UNTRUE = "untrue", "不属实"
    UNKNOWN = "unknown", "无法查实"


class RouteRole(TextChoices):
    MAIN = "main", "受理"
    JOINT = "joint", "会同"


class ComplaintClock(TextChoices):
    ACCEPT = "accept", "受理期限"
    FINISH = "finish", "办理期限"


class BulletinKind(TextChoices):
    """What a bulletin tells of."""

    SERVICE = "service", "政务服务监督通报"


class BulletinState(TextChoices):
    """States of a bulletin (通报)."""

    DRAFT = "draft", "起草中"
    ISSUED = "issued", "已印发"
    RECALLED = "recalled", "已撤回"


class RatingChannel(TextChoices):
    """评价渠道 (GB/T 39046-2020 T.9)."""

    WEB = "web", "PC端"
    MOBILE = "mobile", "移动端"
    QR = "qr", "二维码"
    PAD = "pad", "大厅平板"
    TERMINAL = "terminal", "其他终端"
    PHONE = "phone", "电话"
    SMS = "sms", "短信"


class OnlineIndicator(TextChoices):
    """What an online rating may say in detail (政务服务“好差评” 线上二级指标)."""

    EFFICIENCY = "efficiency", "办事效率"
    GUIDE = "guide", "办事指南精确度"
    EASE = "ease", "办事便捷度"
    PLATFORM = "platform", "平台操作性"


class CounterIndicator(TextChoices):
    """The same of a visit at a counter (线下二级指标)."""

    SPEED = "speed", "服务效率"
    SKILL = "skill", "服务水平"
    MANNER = "manner", "服务态度"


class MendingState(TextChoices):
    """Where the task of a 差评 stands."""

    OPEN = "open", "待联系"
    CONTACTED = "contacted", "整改中"
    REPLIED = "replied", "待核查"
    APPEALED = "appealed", "申诉中"
    CLOSED = "closed", "已整改"
    WITHDRAWN = "withdrawn", "申诉成立，已撤下"
