"""办理环节 of the entries: posts, limits, 廉政风险点 as an office writes them; people are invented."""

from core.workdays import Unit
from powerlist import actions
from powerlist.enums import Category, MeasureKind, RiskLevel
from powerlist.models import DutyTemplate

from .sources import Demo, rows

PEOPLE = ("王建国", "李秀兰", "张志强", "刘晓梅", "陈文斌", "杨丽娟", "赵国栋", "黄春燕")
HIGH, MEDIUM, LOW = RiskLevel.HIGH.value, RiskLevel.MEDIUM.value, RiskLevel.LOW.value
# stage, body ("" is the office of the row), post, share of the promised limit, requirement, level, risk, measure
STEPS = (
    (
        "受理", "政务服务大厅窗口", "窗口受理岗", 0,
        "核对材料是否齐全、符合法定形式；当场或者五日内一次告知需要补正的全部内容，出具受理通知书。",
        LOW, "对符合条件的申请不予受理，或者让申请人多次补正。", "公示受理条件，一次性告知书统一编号、留底备查。",
    ),
    (
        "审查", "", "审查岗", 3,
        "书面审查；需要核实实质内容的，派两名以上工作人员现场核查并记录。",
        HIGH, "核查走过场，收受好处后出具不实的核查意见。", "双人核查、现场拍照定位，核查记录由股室负责人抽查。",
    ),
    (
        "决定", "", "审批决定岗", 2,
        "符合条件的作出准予决定；不予许可的书面说明理由，告知复议和诉讼的权利。",
        MEDIUM, "违反条件或者超越权限作出决定。", "重大事项集体讨论，决定书经合法性审核，结果公开。",
    ),
    (
        "办结", "", "承办岗", 0,
        "制作证照或者批文，材料归档。",
        LOW, "拖延制证、吃拿卡要。", "时限自动提醒，超时由监察系统记录。",
    ),
    (
        "送达", "政务服务大厅窗口", "窗口发证岗", 0,
        "通知申请人领取或者邮寄，自作出决定之日起十日内送达。",
        LOW, "不按期送达，擅自搭车收费。", "送达回证编号管理，收费项目公示。",
    ),
)  # fmt: skip


# what the law says of the time of each category; the others have no limit of their own
TIME_LIMITS = {
    Category.LICENSING: "20个工作日（《中华人民共和国行政许可法》第四十二条）",
    Category.PENALTY: "自立案之日起90日内作出决定（《中华人民共和国行政处罚法》第六十条）",
    Category.COERCION: "查封、扣押不超过30日（《中华人民共和国行政强制法》第二十五条）",
}
NO_LIMIT = "无法定时限"
# how a licence is watched after it was given; the offices fill in their own
MEASURES = [
    {
        "kind": MeasureKind.DAILY.value,
        "content": "核对被许可人是否按许可的范围和条件从事活动",
        "frequency": "每季度一次",
    },
    {
        "kind": MeasureKind.SPOT_CHECK.value,
        "content": "“双随机、一公开”抽查，结果向社会公示",
        "frequency": "每年一次，比例不低于5%",
    },
    {
        "kind": MeasureKind.HAZARDS.value,
        "content": "重点时段排查安全隐患，限期整改并复查",
        "frequency": "节假日和汛期前",
    },
    {"kind": MeasureKind.MAJOR_CASES.value, "content": "对举报和抽查发现的重大违法线索立案查处", "frequency": "随时"},
]


def register(demo: Demo, change_set, name: str):
    """Write steps, time limit and way of supervision into a body's first list, as its clerk fills them in."""
    limits = {row["name"]: int(row["promised_limit"]) for row in rows("guides") if row["organisation"] == name}
    templates = {template.category: template.rows["duties"] for template in DutyTemplate.objects.all()}
    phone = change_set.organisation.phone or "0932-4862277"
    for row in change_set.versions.order_by("id"):
        promised = limits.get(row.name)
        steps = _steps(row, promised) if promised else _stages(row, templates[row.category])
        content = {
            **row.content,
            "steps": steps,
            "time_limit": TIME_LIMITS.get(row.category, NO_LIMIT),
            **(
                {"measures": [{**measure, "office": row.office} for measure in MEASURES]}
                if row.category == Category.LICENSING
                else {}
            ),
            "supervision": f"监督电话 {phone}；也可以向县委编办（审改办）反映",
        }
        actions.revise(
            actor=demo.people[f"fill:{name}"],
            version=row,
            category=row.category,
            name=row.name,
            office=row.office,
            content=content,
            at=demo.moment(258, 10),
        )


def _stages(row, duties: list[dict]) -> list[dict]:
    """A power without a guide is exercised by the stages that its duties name."""
    return [
        {
            "stage": duty["stage"],
            "body": row.office,
            "post": f"{duty['stage']}岗",
            "person": PEOPLE[(row.pk + place) % len(PEOPLE)],
            "requirement": duty["content"],
            "risk_level": MEDIUM if duty["stage"] in ("决定", "调查", "检查") else LOW,
            "risk": f"{duty['stage']}中不依法履行职责，或者以权谋私。",
            "measure": "全过程记录，股室负责人抽查。",
        }
        for place, duty in enumerate(duties)
        if duty["stage"] != "其他"
    ]


def _steps(row, promised: int) -> list[dict]:
    return [
        {
            "stage": stage,
            "body": body or row.office or "行政审批股",
            "post": post,
            "person": PEOPLE[(row.pk + place) % len(PEOPLE)],
            "requirement": requirement,
            "limit": str(max(1, promised * share // 6) if share else 0),
            "unit": Unit.WORKDAY.value,
            "risk_level": level,
            "risk": risk,
            "measure": measure,
        }
        for place, (stage, body, post, share, requirement, level, risk, measure) in enumerate(STEPS)
    ]
