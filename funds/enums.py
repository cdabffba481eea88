"""Choices of the special funds: lists, documents, projects, allocations, performance, inspection."""

from django.db.models import IntegerChoices, TextChoices


class FundForm(TextChoices):
    """Which form of the list a fund stands in; a county has the first, a province both (FundRule.forms)."""

    DEPARTMENT = "department", "部门预算专项资金"
    TRANSFER = "transfer", "转移支付专项资金"


class Level(TextChoices):
    PROVINCE = "province", "省"
    CITY = "city", "市"
    COUNTY = "county", "县"


class ListPurpose(TextChoices):
    """What a change set of the list is for."""

    YEAR = "year", "年度清单"
    CHANGE = "change", "年中调整"


class PartState(TextChoices):
    """How far a department is with its part of a year's list."""

    OPEN = "open", "填报中"
    HANDED_IN = "handed_in", "已报送"
    RETURNED = "returned", "已退回"


class Manner(TextChoices):
    """How a fund is allocated (漳县方案: 逐步扩大因素法分配)."""

    PROJECT = "project", "项目法"
    FACT = "fact", "据实据效"
    FACTORS = "factors", "因素法"


class SourceLevel(TextChoices):
    CENTRAL = "central", "中央"
    PROVINCE = "province", "省"
    CITY = "city", "市"
    COUNTY = "county", "县"


class BasisKind(TextChoices):
    """What may found a new fund (domain: 法律, 行政法规, 县委或县政府规定)."""

    LAW = "law", "法律"
    REGULATION = "regulation", "行政法规"
    COUNTY = "county", "县委、县政府规定"


class ProposalKind(TextChoices):
    """What is asked of a fund: its birth and growth, and the four outcomes of its evaluation (预算法实施条例 10)."""

    ESTABLISH = "establish", "设立"
    ENLARGE = "enlarge", "增加额度"
    KEEP = "keep", "保留"
    ADJUST = "adjust", "调整"
    MERGE = "merge", "合并"
    CANCEL = "cancel", "取消"


class ProposalState(TextChoices):
    DRAFT = "draft", "填写中"
    REVIEW = "review", "待财政局审核"
    DECISION = "decision", "待政府审批"
    APPROVED = "approved", "已批准"
    DECLINED = "declined", "未批准"
    WITHDRAWN = "withdrawn", "已撤回"


class DocumentState(TextChoices):
    """A 管理办法 or another document on its way to the public."""

    DRAFT = "draft", "未公开"
    PUBLISHED = "published", "已公开"
    WITHDRAWN = "withdrawn", "已作废"


class Stage(TextChoices):
    """The public stages of a fund's life (漳县方案: 全过程公开)."""

    MEASURE = "measure", "管理办法"
    CALL = "call", "申报"
    REVIEW = "review", "评审"
    ALLOCATION = "allocation", "分配"
    USE = "use", "使用"
    INSPECTION = "inspection", "监督检查"
    PERFORMANCE = "performance", "绩效评价"


class CallState(TextChoices):
    """A call for projects, from its text to its decision."""

    DRAFT = "draft", "编写中"
    OPEN = "open", "申报中"
    CHECK = "check", "形式审查"
    REVIEW = "review", "专家评审"
    RANKED = "ranked", "待公示"
    NOTICE = "notice", "公示中"
    DECIDED = "decided", "已确定"
    CANCELLED = "cancelled", "已取消"


class ApplicantKind(TextChoices):
    UNIT = "unit", "机关事业单位"
    ENTERPRISE = "enterprise", "企业及其他组织"


class ApplicationState(TextChoices):
    """One project in one call."""

    DRAFT = "draft", "填写中"
    SUBMITTED = "submitted", "待形式审查"
    CORRECTION = "correction", "待补正"
    PASSED = "passed", "形式审查通过"
    REFUSED = "refused", "形式审查不通过"
    RANKED = "ranked", "已评审"
    PROPOSED = "proposed", "拟立项"
    FUNDED = "funded", "已立项"
    KEPT = "kept", "留在项目库"
    WITHDRAWN = "withdrawn", "已撤回"


class SeatState(TextChoices):
    """An expert drawn for a call."""

    DRAWN = "drawn", "已抽取"
    RECUSED = "recused", "回避"
    ABSENT = "absent", "不能参加"
    DONE = "done", "评审完成"


class ObjectionState(TextChoices):
    OPEN = "open", "待答复"
    UPHELD = "upheld", "异议成立"
    REJECTED = "rejected", "异议不成立"


class AllocationState(TextChoices):
    DRAFT = "draft", "测算中"
    REVIEW = "review", "待财政局审核"
    APPROVED = "approved", "待下达"
    ISSUED = "issued", "已下达"
    WITHDRAWN = "withdrawn", "已撤回"


class BudgetChangeKind(TextChoices):
    """What changes a budget in the year (预算法 67, 72)."""

    ADJUSTMENT = "adjustment", "预算调整（人大常委会批准）"
    TRANSFER = "transfer", "调剂"
    ABOVE = "above", "上级转移支付"


class RemainderKind(TextChoices):
    """What is left at the end of a year (预算法 42)."""

    CARRIED = "carried", "结转"
    SURPLUS = "surplus", "结余收回"


class Dimension(TextChoices):
    """First level of 绩效指标; its full weight is data (FundRule)."""

    OUTPUT = "output", "产出指标"
    BENEFIT = "benefit", "效益指标"
    SATISFACTION = "satisfaction", "满意度指标"


class Aspect(TextChoices):
    """Second level of 绩效指标."""

    QUANTITY = "quantity", "数量指标"
    QUALITY = "quality", "质量指标"
    TIMELINESS = "timeliness", "时效指标"
    COST = "cost", "成本指标"
    ECONOMIC = "economic", "经济效益指标"
    SOCIAL = "social", "社会效益指标"
    ECOLOGICAL = "ecological", "生态效益指标"
    LASTING = "lasting", "可持续影响指标"
    SATISFACTION = "satisfaction", "服务对象满意度指标"


ASPECTS = {
    Dimension.OUTPUT: (Aspect.QUANTITY, Aspect.QUALITY, Aspect.TIMELINESS, Aspect.COST),
    Dimension.BENEFIT: (Aspect.ECONOMIC, Aspect.SOCIAL, Aspect.ECOLOGICAL, Aspect.LASTING),
    Dimension.SATISFACTION: (Aspect.SATISFACTION,),
}


class Sign(TextChoices):
    """How the year's value of an indicator is met; WORDS has no number."""

    AT_LEAST = ">=", "≥"
    AT_MOST = "<=", "≤"
    EQUAL = "=", "＝"
    WORDS = "words", "定性"


class Attainment(IntegerChoices):
    """How far a qualitative indicator was reached: the least share of its weight, in per cent."""

    REACHED = 80, "达成预期（80%—100%）"
    PARTLY = 60, "部分达成（60%—80%）"
    MISSED = 0, "未达成（0—60%）"


class PlanState(TextChoices):
    DRAFT = "draft", "填写中"
    SUBMITTED = "submitted", "待财政局审核"
    APPROVED = "approved", "已批复"


class AssessmentKind(TextChoices):
    MIDYEAR = "midyear", "绩效运行监控"
    SELF = "self", "绩效自评"
    FINANCE = "finance", "财政评价"


class AssessmentState(TextChoices):
    DRAFT = "draft", "填写中"
    SUBMITTED = "submitted", "待财政局审核"
    CONFIRMED = "confirmed", "已确认"


class Grade(TextChoices):
    """优 ≥ 90, 良 ≥ 80, 中 ≥ 60, 差 below (财政部 for central departments; 财预〔2020〕10号)."""

    EXCELLENT = "excellent", "优"
    GOOD = "good", "良"
    MIDDLE = "middle", "中"
    POOR = "poor", "差"


class FindingKind(TextChoices):
    FINANCE = "finance", "财政监督检查"
    AUDIT = "audit", "审计"


class FindingState(TextChoices):
    OPEN = "open", "待整改"
    MENDED = "mended", "待核查"
    CLOSED = "closed", "已销号"
