"""Choices of cases."""

from django.db.models import TextChoices


class CaseState(TextChoices):
    """States of a case in the law's own acts (行政许可法 32–50)."""

    DRAFT = "draft", "草稿"
    RECEIVED = "received", "已收件，待受理"
    CORRECTING = "correcting", "待补正"
    REVIEW = "review", "已受理，审查中"
    SPECIAL = "special", "特别程序进行中"
    DECISION = "decision", "待决定"
    GRANTED = "granted", "准予，制证中"
    MADE = "made", "准予，待送达"
    DELIVERED = "delivered", "已办结"
    REFUSED = "refused", "不予许可"
    NOT_NEEDED = "not_needed", "不需要取得许可"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    WITHDRAWN = "withdrawn", "申请人已撤回"
    TERMINATED = "terminated", "已终止办理"
    VOID = "void", "登记已作废"


OPEN_STATES = (
    CaseState.RECEIVED,
    CaseState.CORRECTING,
    CaseState.REVIEW,
    CaseState.SPECIAL,
    CaseState.DECISION,
    CaseState.GRANTED,
    CaseState.MADE,
)
UNDER_REVIEW = (CaseState.REVIEW, CaseState.SPECIAL, CaseState.DECISION)  # accepted and not yet decided
FINAL_STATES = (
    CaseState.DELIVERED,
    CaseState.REFUSED,
    CaseState.NOT_NEEDED,
    CaseState.NOT_ACCEPTED,
    CaseState.WITHDRAWN,
    CaseState.TERMINATED,
    CaseState.VOID,
)
GRANTED_STATES = (CaseState.GRANTED, CaseState.MADE, CaseState.DELIVERED)
DECIDED_STATES = (*GRANTED_STATES, CaseState.REFUSED)


class Purpose(TextChoices):
    """What is applied for; all but the first concern a licence that the applicant holds."""

    NEW = "1", "新办"
    CHANGE = "2", "变更"
    RENEW = "3", "延续"
    REISSUE = "4", "补证"
    CANCEL = "5", "注销"


class AgentKind(TextChoices):
    """Who acts for the applicant (许可法 29)."""

    NONE = "", "本人办理"
    STAFF = "staff", "单位经办人"
    AGENT = "agent", "委托代理人"
    COUNTER = "counter", "乡镇便民服务中心代办"


class NotAcceptedGround(TextChoices):
    """Why an application isn't accepted."""

    NOT_COMPETENT = "agency", "不属于本机关职权范围"  # 32(2): the right agency is named
    BY_LAW = "law", "依法不得受理"  # such as 78, 79: within the time in which no new application may be made


class ApproverLevel(TextChoices):
    """Who may extend a limit (许可法 42)."""

    AGENCY = "agency", "本行政机关负责人"
    GOVERNMENT = "government", "本级人民政府负责人"
    LAW = "law", "法律、法规规定的机关"


class ProcedureKind(TextChoices):
    """What isn't counted in the limit: the eight of 许可法 45, and what another law names."""

    HEARING = "hearing", "听证"
    TENDER = "tender", "招标"
    AUCTION = "auction", "拍卖"
    INSPECTION = "inspection", "检验"
    TESTING = "testing", "检测"
    QUARANTINE = "quarantine", "检疫"
    APPRAISAL = "appraisal", "鉴定"
    EXPERTS = "experts", "专家评审"
    BY_LAW = "by_law", "法律、法规另有规定的程序"


class Channel(TextChoices):
    WEB = "1", "网上"
    WINDOW = "8", "窗口"
    TOWNSHIP = "9", "乡镇代办"


class ApplicantKind(TextChoices):
    PERSON = "1", "自然人"
    LEGAL = "2", "企业法人"
    OTHER = "6", "其他组织"


class FileKind(TextChoices):
    MATERIAL = "material", "申请材料"
    CORRECTION = "correction", "补正材料"
    INSPECTION = "inspection", "现场勘验影像"
    HEARING = "hearing", "听证笔录"
    PAPER = "paper", "文书"


class ScanState(TextChoices):
    """What the virus scanner says of a file; only a clean one is served, and one that nothing could scan."""

    PENDING = "pending", "正在查毒"
    CLEAN = "clean", "已查毒"
    INFECTED = "infected", "带病毒，已删除"
    NOT_SCANNED = "none", "未扫描：没有配置杀毒服务"


class Supply(TextChoices):
    """How a material of the list is supplied."""

    UPLOADED = "uploaded", "已上传"
    STORED = "stored", "从“我的材料”选取"
    LICENCE = "licence", "免交，核验电子证照"
    SHARED = "shared", "免交，由工作人员核查共享数据"
    LACKING = "lacking", "容缺，承诺补交"
    PLEDGED = "pledged", "告知承诺"
    NOT_NEEDED = "not_needed", "本次不需要"


class Verdict(TextChoices):
    """What the clerk found of one material."""

    NONE = "", "还没有核"
    GOOD = "good", "合格"
    WRONG = "wrong", "需要补正"


class PledgeKind(TextChoices):
    LACKING = "lacking", "容缺补齐承诺"
    COMMITMENT = "commitment", "告知承诺"


class PledgeResult(TextChoices):
    KEPT = "kept", "已履行，属实"
    BROKEN = "broken", "没有履行或者不实"


class Conclusion(TextChoices):
    """What an inspection on site found."""

    FITS = "fits", "符合"
    MEND = "mend", "需要整改后复查"
    UNFIT = "unfit", "不符合"


class HearingGround(TextChoices):
    """Why a hearing may be held (许可法 46, 47)."""

    BY_LAW = "46", "法律规定应当听证，或者涉及公共利益"
    INTERESTS = "47", "直接涉及申请人与他人之间重大利益关系"


class RecusalGround(TextChoices):
    """Why a person must not handle a case (公务员法 76; 许可法 48)."""

    INTEREST = "interest", "与申请事项有利害关系"
    KINSHIP = "kinship", "与申请人有近亲属等关系"
    OTHER = "other", "其他可能影响公正的情形"


class ClockKind(TextChoices):
    """Which limit of the law a clock counts."""

    NOTICE = "notice", "受理期限"
    PROMISE = "promise", "承诺时限"
    LEGAL = "legal", "法定时限"
    DELIVERY = "delivery", "送达期限"
    SPECIAL = "special", "特别程序"
    STEP = "step", "环节时限"
    RENEWAL = "renewal", "延续决定期限"


class TaskOutcome(TextChoices):
    """How a step of a case ended (环节办理的业务动作)."""

    PASSED = "passed", "通过"
    FAILED = "failed", "不通过"
    RETURNED = "returned", "退回"
    SKIPPED = "skipped", "不需要办理"
    CLOSED = "closed", "办件已结束，未办"


class PaperKind(TextChoices):
    """The papers (文书) of a case; each is numbered in a series of its own at each body."""

    RECEIPT = "receipt", "材料接收凭证"
    ACCEPTED = "accepted", "受理通知书"
    DEEMED = "deemed", "视为受理通知书"
    LACKING = "lacking", "容缺受理通知书"
    LACKING_PLEDGE = "lacking_pledge", "容缺补齐承诺书"
    PLEDGE = "pledge", "告知承诺书"
    CORRECTION = "correction", "补正材料告知书"
    NOT_NEEDED = "not_needed", "不需要取得行政许可告知书"
    NOT_ACCEPTED = "not_accepted", "不予受理决定书"
    EXTENSION = "extension", "延长办理期限告知书"
    PROCEDURE = "procedure", "特别程序所需时间告知书"
    HEARING_RIGHT = "hearing_right", "听证告知书"
    HEARING_NOTICE = "hearing_notice", "听证通知书"
    HEARING_RECORD = "hearing_record", "听证笔录"
    CONSULT = "consult", "征求意见函"
    COUNTERSIGN = "countersign", "会签单"
    TERMINATION = "termination", "拟终止办理告知书"
    TERMINATED = "terminated", "终止办理通知书"
    WITHDRAWN = "withdrawn", "撤回申请通知书"
    VOID = "void", "办件作废通知书"
    GRANTED = "granted", "准予行政许可决定书"
    REFUSED = "refused", "不予行政许可决定书"
    FEE_NOTICE = "fee_notice", "缴款通知书"
    SERVICE = "service", "送达回证"


class ServiceMethod(TextChoices):
    """How a paper is served (民事诉讼法 2023, 87–95, applied to papers of bodies)."""

    DIRECT = "direct", "直接送达"
    LEFT = "left", "留置送达"
    ENTRUSTED = "entrusted", "委托送达"
    POST = "post", "邮寄送达"
    ELECTRONIC = "electronic", "电子送达"
    NOTICE = "notice", "公告送达"


class DeliveryWay(TextChoices):
    """How the applicant wants what is on paper (许可法 44); empty where nobody was asked."""

    WINDOW = "window", "到窗口领取"
    COURIER = "courier", "邮寄"


class FeeState(TextChoices):
    DUE = "due", "待缴款"
    PAID = "paid", "已缴款"
    EXEMPT = "exempt", "已减免"
    REFUNDED = "refunded", "已退款"


class ParcelState(TextChoices):
    SENT = "sent", "在途"
    SIGNED = "signed", "已签收"
    RETURNED = "returned", "退回"


class ConsentMeans(TextChoices):
    """How the applicant agreed to be served electronically."""

    ONLINE = "online", "网上勾选"
    WRITTEN = "written", "书面（送达地址确认书）"
    SPOKEN = "spoken", "当场口头，记录在案"


class Retention(TextChoices):
    """保管期限 of an archive (国家档案局令第8号, 第10号)."""

    PERMANENT = "permanent", "永久"
    LONG = "30", "30年"
    SHORT = "10", "10年"


class DestructionState(TextChoices):
    PROPOSED = "proposed", "待批准"
    REFUSED = "refused", "不同意销毁"
    DONE = "done", "已销毁"


class Outcome(TextChoices):
    """How one exercise of a power ended; the first two end nothing. A category knows some of them (kinds.OUTCOMES)."""

    STEP = "step", "环节办完，事项未办结"
    RETURNED = "returned", "退回"
    GRANTED = "granted", "准予"
    REFUSED = "refused", "不予"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    NOT_NEEDED = "not_needed", "告知不需要办理"
    TERMINATED = "terminated", "终止"
    PENALISED = "penalised", "予以处罚"
    SPARED = "spared", "不予处罚"
    DROPPED = "dropped", "撤销立案"
    REFERRED = "referred", "移送其他机关"
    IMPOSED = "imposed", "实施强制措施"
    LIFTED = "lifted", "解除强制措施"
    EXECUTED = "executed", "强制执行完毕"
    LEVIED = "levied", "已征收"
    REDUCED = "reduced", "减征、缓征或者免征"
    CLEAN = "clean", "未发现问题"
    ORDERED = "ordered", "责令改正"
    FOUND = "found", "发现问题，另案处理"
    RULED = "ruled", "作出裁决"
    SETTLED = "settled", "调解结案"
    DONE = "done", "已办结"


class ExerciseSource(TextChoices):
    """How an exercise of a power came into the register."""

    CASE = "case", "网上办件"
    FORM = "form", "单位登记"
    EXCEL = "excel", "表格导入"
    API = "api", "业务系统报送"


class PowerStanding(TextChoices):
    """Whether the power was in force on the day of its exercise."""

    IN_FORCE = "in_force", "清单在用"
    SUSPENDED = "suspended", "暂停期间行使"
    NOT_IN_FORCE = "not_in_force", "清单上没有"


class JobState(TextChoices):
    """Work on many rows that the worker does."""

    QUEUED = "queued", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "没有完成"


class LineResult(TextChoices):
    WAITING = "waiting", "等候"
    DONE = "done", "已办理"
    REFUSED = "refused", "没有办"


class RegisterKind(TextChoices):
    CASES = "cases", "办件信息库"
    EXERCISES = "exercises", "权力运行信息"


class Mandate(TextChoices):
    """What a department let its people at the counter decide (进驻授权)."""

    FULL = "full", "充分授权，窗口可以受理并当场决定"
    ACCEPT = "accept", "授权受理，决定由部门作出"
    RECEIVE = "receive", "只收件，受理由部门作出"


class HelpKind(TextChoices):
    GUIDE = "guide", "帮办（引导、教您填）"
    PROXY = "proxy", "代办（受您委托跑腿）"


class TicketSource(TextChoices):
    KIOSK = "kiosk", "自助终端"
    CLERK = "clerk", "导服台"
    APPOINTMENT = "booked", "预约"


class TicketState(TextChoices):
    WAITING = "waiting", "等候"
    CALLED = "called", "已叫号"
    SERVING = "serving", "办理中"
    SERVED = "served", "已办"
    MISSED = "missed", "过号"


class AppointmentState(TextChoices):
    BOOKED = "booked", "已预约"
    ARRIVED = "arrived", "已到"
    CANCELLED = "cancelled", "已取消"
    MISSED = "missed", "未到"
