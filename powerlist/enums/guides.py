"""Choices of the guides: the code sets of the national 实施清单 (GB/T 39046-2020 annex A)."""

from django.db.models import TextChoices


class CaseKind(TextChoices):
    """办件类型 (GB/T 39046-2020 A.6)."""

    IMMEDIATE = "1", "即办件"
    PROMISED = "2", "承诺件"
    OTHER = "9", "其他"


class ExerciseLevel(TextChoices):
    """行使层级 (GB/T 39046-2020 A.2); the 19th character of an 实施编码."""

    NATION = "1", "国家级"
    PROVINCE = "2", "省级"
    CITY = "3", "市级"
    COUNTY = "4", "县级"
    TOWN = "5", "镇（乡、街道）级"
    VILLAGE = "6", "村（社区）级"
    BY_LEVEL = "7", "分级管理"


class BodyNature(TextChoices):
    """实施主体性质 (A.3)."""

    STATUTORY = "1", "法定机关"
    AUTHORISED = "2", "授权组织"
    ENTRUSTED = "3", "受委托组织"
    OTHER = "9", "其他"


class PowerSource(TextChoices):
    """权力来源."""

    OWN = "1", "法定本级行使"
    HANDED_DOWN = "2", "上级下放"
    AUTHORISED_ABOVE = "3", "上级授权"
    AUTHORISED_PEER = "4", "同级授权"
    ENTRUSTED_ABOVE = "5", "上级委托"
    ENTRUSTED_PEER = "6", "同级委托"


class ServiceObject(TextChoices):
    """服务对象 (A.4)."""

    PERSON = "1", "自然人"
    COMPANY = "2", "企业法人"
    INSTITUTION = "3", "事业法人"
    SOCIAL = "4", "社会组织法人"
    AGENCY = "5", "行政机关"
    OTHER = "6", "其他组织"


class HandlingForm(TextChoices):
    """办理形式 (A.5)."""

    WINDOW = "1", "窗口办理"
    WEB = "2", "电脑端网上办理"
    MOBILE = "3", "移动端网上办理"
    COURIER = "4", "快递申请"
    OTHER = "9", "其他"


class HandlingWay(TextChoices):
    """办理方式."""

    OWN = "1", "自办件"
    FIRST = "2", "初审件"
    JOINT = "3", "联办件"
    FORWARDED = "4", "转报件"


class OnlineDepth(TextChoices):
    """网上办理深度."""

    CONSULT = "1", "互联网咨询"
    RECEIVE = "2", "互联网收件"
    PREVIEW = "3", "互联网预审"
    ACCEPT = "4", "互联网受理"
    HANDLE = "5", "互联网办理"
    RESULT = "6", "互联网办理结果信息反馈"
    LICENCE = "7", "互联网电子证照反馈"
    OTHER = "8", "其他"


class ServiceArea(TextChoices):
    """通办范围 (A; the order 1 to 4 is inferred, see docs/domain.md)."""

    NATION = "1", "全国通办"
    PROVINCES = "2", "跨省通办"
    CITIES = "3", "跨市通办"
    COUNTIES = "4", "跨县通办"


class FourWay(TextChoices):
    """四办: promises of convenience (the field `four_handle` is read in live items; names and codes are inferred)."""

    AT_ONCE = "1", "马上办"
    ONLINE = "2", "网上办"
    NEARBY = "3", "就近办"
    ONCE = "4", "一次办"


class PlaceKind(TextChoices):
    """受理地点分类 (names as production systems have them; the codes are this site's own)."""

    HALL = "1", "行政服务中心"
    DEPARTMENT = "2", "部门窗口"
    OFFICE = "3", "单位办公室"
    SCENE = "4", "案件发生地"
    AGENCY = "5", "代办点"
    TOWNSHIP = "6", "便民服务中心"


class PointKind(TextChoices):
    """Where one is served near home, or somebody does it for one: 自助终端, 代办, 帮办 (codes are this site's own)."""

    TERMINAL = "1", "自助终端"
    AGENT = "2", "代办"
    HELPER = "3", "帮办"


class PenaltyKind(TextChoices):
    """处罚种类 (行政处罚法 9, its six items; the codes are their order)."""

    WARNING = "1", "警告、通报批评"
    FINE = "2", "罚款、没收违法所得、没收非法财物"
    LICENCE = "3", "暂扣许可证件、降低资质等级、吊销许可证件"
    BUSINESS = "4", "限制开展生产经营活动、责令停产停业、责令关闭、限制从业"
    DETENTION = "5", "行政拘留"
    OTHER = "6", "法律、行政法规规定的其他行政处罚"


class ProcedureKind(TextChoices):
    """特别程序种类 (A.7)."""

    EXTENSION = "1", "延长审批"
    OTHER = "2", "听证、检验、检测、鉴定、专家评审等"


class ResultKind(TextChoices):
    """审批结果类型."""

    LICENCE = "licence", "出证办结"
    PAPER = "paper", "出文办结"
    APPROVAL = "approval", "审批办结"
    OTHER = "other", "其他"


class MaterialKind(TextChoices):
    """材料类型."""

    DOCUMENT = "document", "证件证书证明"
    FORM = "form", "申请表格文书"
    OTHER = "other", "其他"


class Medium(TextChoices):
    """材料形式."""

    PAPER = "paper", "纸质"
    ELECTRONIC = "electronic", "电子"
    EITHER = "either", "纸质或电子"


class CopyForm(TextChoices):
    """原件或复印件."""

    ORIGINAL = "1", "原件"
    COPY = "2", "复印件"
    EITHER = "3", "原件或复印件"
    BOTH = "4", "原件和复印件"


class GuideState(TextChoices):
    DRAFT = "draft", "编辑中"
    PUBLISHED = "published", "已发布"


class Necessity(TextChoices):
    """材料必要性."""

    REQUIRED = "1", "必要"
    OPTIONAL = "2", "非必要"
    LATER = "3", "容缺后补"


class MaterialSource(TextChoices):
    """来源渠道."""

    APPLICANT = "10", "申请人自备"
    GOVERNMENT = "20", "政府部门核发"
    OTHER = "99", "其他"


class FieldKind(TextChoices):
    """Types of a form's fields."""

    TEXT = "text", "单行文字"
    LONG_TEXT = "long_text", "多行文字"
    NUMBER = "number", "数字（可有小数）"
    INTEGER = "integer", "整数"
    MONEY = "money", "金额（元）"
    DATE = "date", "日期"
    CHOICE = "choice", "单选"
    CHOICES = "choices", "多选"
    YES_NO = "yes_no", "是或否"
    ID_NUMBER = "id_number", "公民身份号码"
    CREDIT_CODE = "credit_code", "统一社会信用代码"
    MOBILE = "mobile", "手机号"
    PHONE = "phone", "固定电话或手机"
    EMAIL = "email", "电子邮箱"
    BANK_ACCOUNT = "bank_account", "银行账号"
    TOWNSHIP = "township", "乡镇"
    ADDRESS = "address", "地址（到乡镇、村）"
    LICENCE = "licence", "证照编号"
    FILE = "file", "上传文件"
    TABLE = "table", "表格（可加行）"


class DayRange(TextChoices):
    """Which days a date field takes, seen from the day on which it is filled in."""

    PAST = "past", "今天以前"
    NOT_FUTURE = "not_future", "今天或以前"
    NOT_PAST = "not_past", "今天或以后"
    FUTURE = "future", "今天以后"


class ConditionTest(TextChoices):
    """When a field is asked, by what another field says."""

    IS = "is", "等于"
    IS_NOT = "is_not", "不等于"
    CONTAINS = "contains", "包含"
    FILLED = "filled", "已填写"
    EMPTY = "empty", "没有填写"


class StepKind(TextChoices):
    """What is done in a step of the review (流程环节)."""

    FIRST = "first", "初审"
    SECOND = "second", "复审"
    ON_SITE = "on_site", "现场勘验"
    EXPERTS = "experts", "专家评审"
    HEARING = "hearing", "听证"
    TENDER = "tender", "招标"
    AUCTION = "auction", "拍卖"
    INSPECTION = "inspection", "检验"
    TESTING = "testing", "检测"
    QUARANTINE = "quarantine", "检疫"
    APPRAISAL = "appraisal", "鉴定"
    COUNTERSIGN = "countersign", "会签"
    PUBLICITY = "publicity", "公示"
    OTHER = "other", "其他环节"
    APPROVAL = "approval", "审批"
    MAKING = "making", "制证"

    @property
    def article(self) -> str:
        """The article by which its time may be left out of a licence's limit; empty for what runs on it."""
        return "《中华人民共和国行政许可法》第四十五条" if self in ARTICLE_45_STEPS else ""


# The eight of 许可法 45; 现场勘验, 公示 and 会签 run on the limit. The values are those of the procedures of a case.
ARTICLE_45_STEPS = (
    StepKind.HEARING,
    StepKind.TENDER,
    StepKind.AUCTION,
    StepKind.INSPECTION,
    StepKind.TESTING,
    StepKind.QUARANTINE,
    StepKind.APPRAISAL,
    StepKind.EXPERTS,
)


class Audience(TextChoices):
    PERSON = "person", "个人办事"
    LEGAL = "legal", "法人办事"
    BOTH = "both", "个人和法人"
