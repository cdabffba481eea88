"""办理环节 of the entries that have guides: posts, limits, 廉政风险点 as an office writes them; people are invented."""

from core.workdays import Unit
from powerlist import actions
from powerlist.enums import RiskLevel

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


def register(demo: Demo, change_set, name: str):
    """Write the steps into the proposed rows of a body's first list, as its clerk fills them in at the desk."""
    limits = {row["name"]: int(row["promised_limit"]) for row in rows("guides") if row["organisation"] == name}
    wanted = change_set.versions.filter(name__in=limits).order_by("id")
    for row in wanted:
        actions.revise(
            actor=demo.people[f"fill:{name}"],
            version=row,
            category=row.category,
            name=row.name,
            office=row.office,
            content={**row.content, "steps": _steps(row, limits[row.name])},
            at=demo.moment(258, 10),
        )


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
