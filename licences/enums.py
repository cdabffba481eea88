"""Choices of licences."""

from django.db.models import TextChoices


class LicenceState(TextChoices):
    """State of a licence. How each comes about, with its article, stands in `workflow.LICENCE`."""

    PENDING = "pending", "待第二人确认"
    VALID = "valid", "有效"
    SUSPENDED = "suspended", "已暂扣"
    EXPIRED = "expired", "已过期"
    REVOKED = "revoked", "已撤销"
    WITHDRAWN = "withdrawn", "已撤回"
    PENALISED = "penalised", "已吊销"
    CANCELLED = "cancelled", "已注销"
    DROPPED = "dropped", "录入有误，不予采用"


RUNNING = (LicenceState.VALID, LicenceState.SUSPENDED)
TAKEN = (LicenceState.REVOKED, LicenceState.WITHDRAWN, LicenceState.PENALISED)
ENDED = (LicenceState.EXPIRED, *TAKEN, LicenceState.CANCELLED)
HIDDEN = (LicenceState.PENDING, LicenceState.DROPPED)
SHOWN_STATES = [(state.value, state.label) for state in LicenceState if state not in HIDDEN]


class Trust(TextChoices):
    """How far a licence on file can be relied on when an application reuses it."""

    ISSUED = "A", "A 本平台签发"
    SYSTEM = "B", "B 颁发机关系统提供"
    TYPED = "C", "C 按纸质证照录入"
    UPLOADED = "D", "D 持证人自行上传"


class Source(TextChoices):
    """How a licence came on file."""

    HERE = "here", "本平台签发"
    EXCEL = "excel", "表格导入"
    API = "api", "系统接口"
    DESK = "desk", "窗口录入"
    HOLDER = "holder", "持证人上传"


class ActKind(TextChoices):
    """The acts on a licence; each is a move of the same name, proposed by one person and decided by another."""

    CHANGE = "change", "变更"
    RENEW = "renew", "延续"
    REISSUE = "reissue", "补证"
    SUSPEND = "suspend", "暂扣"
    RESUME = "resume", "恢复"
    REVOKE = "revoke", "撤销"
    WITHDRAW = "withdraw", "撤回"
    PENALISE = "penalise", "吊销"
    CANCEL = "cancel", "注销"


class ActState(TextChoices):
    PROPOSED = "proposed", "待决定"
    DECIDED = "decided", "已决定"
    REFUSED = "refused", "不予准许"
    DROPPED = "dropped", "已收回"
    DEEMED = "deemed", "视为准予"


class Hearing(TextChoices):
    """What became of the right to a hearing (处罚法 63, 64)."""

    NOT_ASKED = "not_asked", "告知后未在五个工作日内要求听证"
    GIVEN_UP = "given_up", "书面放弃听证"
    HELD = "held", "已举行听证"


class CheckMethod(TextChoices):
    """How the authenticity of a licence was looked into (核验)."""

    LIBRARY = "library", "与证照库比对"
    SIGNATURE = "signature", "验证码、二维码或电子签章"
    ISSUER = "issuer", "颁发机关系统查询"
    LETTER = "letter", "向颁发机关函询、电话核实"
    ORIGINAL = "original", "当面核对原件"


class CheckResult(TextChoices):
    GENUINE = "genuine", "真实有效"
    NOT_VALID = "not_valid", "真实，现已失效"
    FALSE = "false", "不真实"
    UNCLEAR = "unclear", "核不清，需另行提供"


class ImportState(TextChoices):
    UPLOADED = "uploaded", "已上传"
    READ = "read", "待确认"
    REFUSED = "refused", "不能读取"
    APPLYING = "applying", "正在写入"
    APPLIED = "applied", "已写入"
    CONFIRMED = "confirmed", "已由第二人确认"


class LineState(TextChoices):
    NEW = "new", "新增"
    CHANGED = "changed", "有变化"
    UNCHANGED = "unchanged", "未变"
    REFUSED = "refused", "不能导入"


class Handover(TextChoices):
    """How what was granted reaches its holder (许可法 44: issued and delivered within ten working days)."""

    ONLINE = "online", "电子送达，作出决定后即发"
    WINDOW = "window", "纸质证件，到窗口领取"


class LicenceKind(TextChoices):
    LICENCE = "licence", "许可证"
    CERTIFICATE = "certificate", "证明"
    APPROVAL = "approval", "批准文件"
