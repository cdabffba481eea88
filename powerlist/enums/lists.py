"""Choices of the lists: kinds and categories, laws, the review chain, imports, campaigns, reform."""

from django.db.models import TextChoices


class ListKind(TextChoices):
    """The kinds that code speaks of by name; all kinds are in `powerlist.kinds.KINDS`."""

    POWERS = "powers", "权责清单"
    PUBLIC_SERVICES = "public_services", "公共服务事项清单"


class ContactRole(TextChoices):
    """附件7: who answers for a body's lists."""

    LEADER = "leader", "分管领导"
    HEAD = "head", "承办机构负责人"
    LIAISON = "liaison", "联络员"


class Category(TextChoices):
    """The ten categories of the founding document with their national codes; 行政监督 is the nation's 行政检查 (06)."""

    LICENSING = "01", "行政许可"
    PENALTY = "02", "行政处罚"
    COERCION = "03", "行政强制"
    LEVY = "04", "行政征收"
    PAYMENT = "05", "行政给付"
    INSPECTION = "06", "行政监督"
    CONFIRMATION = "07", "行政确认"
    REWARD = "08", "行政奖励"
    ADJUDICATION = "09", "行政裁决"
    OTHER = "10", "其他行政权力"
    PUBLIC_SERVICE = "20", "公共服务"


class ChangeGround(TextChoices):
    """Why a list changes (兰州市权责清单动态管理办法 第九条, 第十条); the first group goes to the government."""

    LAW = "law", "法律法规规章颁布、修订或废止"
    REFORM = "reform", "机构改革或职能调整"
    MERGE = "merge", "事项合并或分设"
    RECEIVED = "received", "承接上级政府下放的事项"
    CANCELLED_ABOVE = "cancelled_above", "上级政府取消，对应取消"
    DELEGATED = "delegated", "由县区或乡镇管理更方便有效"
    MARKET = "market", "市场机制能够有效调节或行业能够自律"
    ELEMENTS = "elements", "名称、承办机构、流程、时限、收费等要素调整"
    DUTIES = "duties", "责任事项或部门职责变更"
    STATIC = "static", "办公地点、电话、指南等静态信息变更"
    NEVER_USED = "never_used", "本地区不具备行使条件，从未行使过"
    NO_CASES = "no_cases", "三年以上未发生办件"
    PERIODIC = "periodic", "周期性办理，不在办理期间"
    NEEDED = "needed", "因实际需要恢复行使"
    OTHER = "other", "其他应当调整的情形"


class MeasureKind(TextChoices):
    """How a power is watched after the fact (兰州市权责清单管理暂行办法; 监管措施)."""

    DAILY = "daily", "日常监管"
    SPOT_CHECK = "spot_check", "定期抽查"
    HAZARDS = "hazards", "隐患排查"
    MAJOR_CASES = "major_cases", "重大案件查处"


class Disclosure(TextChoices):
    """公开范围 (附件3): to whom a text may be shown. Only PUBLIC leaves the house."""

    PUBLIC = "public", "向社会公开"
    APPLICANT = "applicant", "向申请人公开"
    INTERNAL = "internal", "部门内部公开"
    NONE = "none", "不予公开"


class ReformKind(TextChoices):
    """What becomes of a body in one act of 机构改革."""

    RENAME = "rename", "更名"
    TRANSFER = "transfer", "职能划转"
    SPLIT = "split", "分设"
    MERGE = "merge", "合并"


class ReformState(TextChoices):
    """Drafted by 审改办, decided by the government, applied by another person of 审改办."""

    DRAFT = "draft", "起草中"
    DECIDED = "decided", "待执行"
    APPLIED = "applied", "已执行"
    WITHDRAWN = "withdrawn", "已撤回"


class CasesGo(TextChoices):
    """Who finishes the cases that run on the day of a reform."""

    HEIR = "heir", "由承接单位续办"
    OLD = "old", "由原单位办完"


class PathNeed(TextChoices):
    """What paper a step of a path must have."""

    NOTHING = "", "不要求"
    NUMBER = "number", "审核意见号（系统编号）"
    PAPER = "paper", "文号和扫描件"


class Aspect(TextChoices):
    """逐条逐项审查 (漳县“三张清单一张网”工作方案): who judges what of a row."""

    LEGALITY = "legality", "合法性"
    REASON = "reason", "合理性"
    NECESSITY = "necessity", "必要性"


class Verdict(TextChoices):
    PASS = "pass", "通过"
    REVISE = "revise", "修改后通过"
    REJECT = "reject", "不通过"


class HeardFrom(TextChoices):
    EXPERT = "expert", "专家意见"
    DEPARTMENT = "department", "部门意见"
    PUBLIC = "public", "公众意见"


class HearingState(TextChoices):
    """A public opinion is shown once somebody has read it."""

    WAITING = "waiting", "待审核"
    SHOWN = "shown", "公开"
    HIDDEN = "hidden", "不公开"


class UrgingKind(TextChoices):
    STEP = "step", "批次逾期"
    UPDATE = "update", "依据已变，清单未动"
    IDLE = "idle", "三年未发生办件"
    CAMPAIGN = "campaign", "清理任务"
    CATALOGUE = "catalogue", "上级目录已变"
    CLAIMED = "claimed", "统一认领待补填"
    FUNDS = "funds", "专项资金"


class LawLevel(TextChoices):
    """Rank of force, highest first; the codes sort by it (立法法 98–102; papers below every rule)."""

    LAW = "1", "法律"
    ADMINISTRATIVE_REGULATION = "2", "行政法规"
    STATE_COUNCIL_DECISION = "25", "国务院决定"
    LOCAL_REGULATION = "3", "地方性法规"
    MINISTRY_RULE = "4", "部门规章"
    JUDICIAL = "45", "司法解释"
    LOCAL_RULE = "5", "地方政府规章"
    CENTRAL_PAPER = "51", "中央和国务院文件"
    PROVINCIAL_PAPER = "55", "省级文件"
    MANDATE = "58", "“三定”规定"
    NORMATIVE = "6", "规范性文件"


class LawStatus(TextChoices):
    IN_FORCE = "in_force", "现行有效"
    AMENDED = "amended", "已被修改"
    REPEALED = "repealed", "已废止"


class CitationRole(TextChoices):
    """What a basis does for its power: it creates it, or it says how an existing one is carried out."""

    CREATING = "creating", "设定依据"
    IMPLEMENTING = "implementing", "实施依据"


class PowerMatter(TextChoices):
    """The two halves of 行政强制, which different laws may create (行政强制法 2, 10, 13)."""

    MEASURE = "measure", "行政强制措施"
    EXECUTION = "execution", "行政强制执行"


class ImportState(TextChoices):
    UPLOADED = "uploaded", "已上传"
    READING = "reading", "读取中"
    PREVIEWED = "previewed", "待确认"
    APPLYING = "applying", "写入中"
    APPLIED = "applied", "已写入"
    REFUSED = "refused", "已拒绝"
    UNDONE = "undone", "已撤销"


class LineState(TextChoices):
    """How a row of a workbook stands to the list."""

    REFUSED = "refused", "不能导入"
    NEW = "new", "新增"
    CHANGED = "changed", "变更"
    UNCHANGED = "unchanged", "未变"
    OMITTED = "omitted", "已略去"
    MISSING = "missing", "表格中没有"


class RiskLevel(TextChoices):
    """廉政风险等级 of a step, the highest first."""

    HIGH = "high", "高风险"
    MEDIUM = "medium", "中风险"
    LOW = "low", "低风险"


class EditionState(TextChoices):
    """How far a printed edition is."""

    QUEUED = "queued", "排队中"
    MAKING = "making", "生成中"
    MADE = "made", "已生成"
    FAILED = "failed", "没有生成"


class OpinionKind(TextChoices):
    """What a person tells of an entry (兰州市权责清单动态管理办法: 公众可以向审改办、法制机构投诉和建议)."""

    SUGGESTION = "suggestion", "建议"
    CORRECTION = "correction", "纠错"
    COMPLAINT = "complaint", "投诉清单"
    LEGALITY = "legality", "质疑合法性"


class OpinionOffice(TextChoices):
    """Who answers: 审改办, or 司法局 where the legality of an entry is in question."""

    REVIEW = "review", "县审改办"
    LEGALITY = "legality", "县司法局"


class OpinionState(TextChoices):
    RECEIVED = "received", "待答复"
    ANSWERED = "answered", "已答复"


class CampaignState(TextChoices):
    RUNNING = "running", "进行中"
    CLOSED = "closed", "已结束"


class PartState(TextChoices):
    """What was last done with a body's part of a campaign."""

    OPEN = "open", "填报"
    HANDED_IN = "handed_in", "已报送"
    RETURNED = "returned", "已退回"


class Standing(TextChoices):
    """How a body stands in a campaign on a day: computed, never stored."""

    NOT_BEGUN = "not_begun", "未开始"
    FILLING = "filling", "填报中"
    HANDED_IN = "handed_in", "已报送"
    RETURNED = "returned", "已退回"
    LATE = "late", "逾期"


class PaperKind(TextChoices):
    """Papers of the review, made from the rows."""

    CONSULT = "consult", "征求意见函"
    VERDICT = "verdict", "审核意见书"
    REQUEST = "request", "送审材料"
