"""Choices of organisations and people."""

from django.db.models import TextChoices


class Nature(TextChoices):
    GOVERNMENT = "government", "人民政府"
    DEPARTMENT = "department", "政府工作部门"
    PARTY = "party", "党委工作机构"
    INSTITUTION = "institution", "承担行政职能的事业单位"
    VERTICAL = "vertical", "垂直管理单位"
    TOWNSHIP = "township", "乡镇人民政府"


class Authority(TextChoices):
    """How a body came by its powers (GB/T 39046-2020 A.3)."""

    STATUTORY = "1", "法定机关"
    AUTHORISED = "2", "授权组织"
    ENTRUSTED = "3", "受委托组织"


class UserKind(TextChoices):
    CITIZEN = "citizen", "自然人"
    LEGAL_PERSON = "legal_person", "法人及其他组织"
    STAFF = "staff", "工作人员"


class AdminRole(TextChoices):
    """The three administrators are separate people and handle no cases (GB/T 22239-2019)."""

    NONE = "", "不是管理员"
    SYSTEM = "system", "系统管理员"
    SECURITY = "security", "安全管理员"
    AUDIT = "audit", "审计管理员"


class HoldingKind(TextChoices):
    MAIN = "A", "A 岗"
    SUBSTITUTE = "B", "B 岗"


class OrganisationPermission(TextChoices):
    """What a post may be granted at an organisation. Labels are those that the roster and the admin show."""

    FILL_LISTS = "fill_lists", "填报清单"
    REVIEW_LISTS = "review_lists", "审核并公布清单"
    GIVE_LEGALITY = "give_legality", "出具合法性审查意见"
    RECORD_DECISION = "record_decision", "记录政府审定"
    MANAGE_GUIDES = "manage_guides", "维护办事指南"
    RECEIVE_CASES = "receive_cases", "收件受理"
    HANDLE_CASES = "handle_cases", "审查办件"
    DECIDE_CASES = "decide_cases", "决定办件"
    VIEW_CASES = "view_cases", "查看办件"
    EXPORT_CASES = "export_cases", "导出含个人信息的办件"
    RECORD_POWERS = "record_powers", "登记权力运行"
    MANAGE_PAPERS = "manage_papers", "维护文书样式"
    KEEP_SEALS = "keep_seals", "保管电子印章"
    KEEP_ARCHIVES = "keep_archives", "管理办件档案"
    DESTROY_ARCHIVES = "destroy_archives", "批准销毁档案"
    MANAGE_LICENCES = "manage_licences", "管理证照"
    DECIDE_LICENCES = "decide_licences", "决定证照事项"
    FILL_FUNDS = "fill_funds", "填报专项资金"
    REVIEW_FUNDS = "review_funds", "审核并公开专项资金"
    INSPECT_FUNDS = "inspect_funds", "监督检查专项资金"
    HANDLE_COMPLAINTS = "handle_complaints", "办理投诉和差评"
    CHECK_COMPLAINTS = "check_complaints", "受理核查投诉"
    LEAD_COMPLAINTS = "lead_complaints", "批准投诉延期"
    REVIEW_RATINGS = "review_ratings", "评价回访和核查"
    SUPERVISE = "supervise", "电子监察"
    LEAD_WATCH = "lead_watch", "批准监察事项"
    AUDIT = "audit", "审计查看"


# Oversight by 纪委监委 and 审计 sees and never acts: a post that has one of these may have no permission but READ_ONLY.
OVERSIGHT = frozenset(
    {OrganisationPermission.SUPERVISE, OrganisationPermission.LEAD_WATCH, OrganisationPermission.AUDIT}
)
READ_ONLY = OVERSIGHT | {OrganisationPermission.VIEW_CASES}


class RequestState(TextChoices):
    WAITING = "waiting", "待确认"
    GRANTED = "granted", "已授权"
    REFUSED = "refused", "未同意"


class ConsentAct(TextChoices):
    GIVEN = "given", "同意"
    WITHDRAWN = "withdrawn", "撤回"


class TokenScope(TextChoices):
    """What a token lets a department's own system do at one body, never more than its account holds there.

    Who may fill may read what is filled.
    """

    READ_DRAFTS = "read_drafts", "读取本单位的批次和草稿"
    FILL_LISTS = "fill_lists", "填报清单"
    WRITE_LICENCES = "write_licences", "报送存量证照"
    RECORD_POWERS = "record_powers", "报送权力运行信息"


class TokenEnd(TextChoices):
    """Why a request with a known token was refused."""

    EXPIRED = "expired", "已到期"
    REVOKED = "revoked", "已收回"
    CLOSED = "closed", "账号已停用"


class NoticeChannel(TextChoices):
    SITE = "site", "站内消息"
    SMS = "sms", "短信"
    MAIL = "mail", "邮件"


class NoticeGroup(TextChoices):
    """What a person chooses the channels of; each kind of notice belongs to one."""

    CASES = "cases", "我的办件"
    FUNDS = "funds", "项目申报"
    LICENCES = "licences", "证照到期"
    ACCOUNT = "account", "账号安全"
    WORK = "work", "工作提醒"
    ALERTS = "alerts", "提醒与亮牌"


STAFF_GROUPS = (NoticeGroup.WORK, NoticeGroup.ALERTS)


class Digest(TextChoices):
    NONE = "none", "有一条发一条"
    DAILY = "daily", "每天早上汇总一次"


class DeliveryState(TextChoices):
    QUEUED = "queued", "待发送"
    HELD = "held", "等待汇总"
    SENT = "sent", "已发送"
    FAILED = "failed", "没有发出，将重试"
    GIVEN_UP = "given_up", "没有发出，不再重试"
    GATHERED = "gathered", "已并入汇总"


class SealKind(TextChoices):
    """Which seal of a body: papers towards applicants bear the licensing seal (行政许可法 32 last paragraph)."""

    LICENSING = "licensing", "行政许可专用章"
    OFFICIAL = "official", "单位公章"
