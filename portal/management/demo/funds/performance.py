"""绩效目标 of every fund, before its list is submitted; then how last year's were judged."""

from decimal import Decimal

from funds.actions import performance

from ..sources import Demo

# words of the fund's name, then (aspect, name, sign, value, unit or words, weight, evidence)
WORKS = (
    ("quantity", "完成建设和养护任务数", ">=", "24", "处", 15, "验收单"),
    ("quality", "工程验收合格率", ">=", "100", "%", 15, "竣工验收报告"),
    ("timeliness", "年底前完工率", ">=", "95", "%", 10, "进度台账"),
    ("cost", "单处平均投入", "<=", "30", "万元", 10, "结算资料"),
    ("social", "受益群众人数", ">=", "12000", "人", 15, "受益村登记表"),
    ("lasting", "建成设施的管护", "words", None, "管护责任落实到村到人", 15, "管护协议"),
    ("satisfaction", "受益群众满意度", ">=", "90", "%", 10, "问卷调查"),
)
PEOPLE = (
    ("quantity", "补助对象人数", ">=", "1800", "人", 20, "发放花名册"),
    ("quality", "补助对象认定准确率", ">=", "98", "%", 15, "抽查记录"),
    ("timeliness", "补助资金按时发放率", ">=", "100", "%", 15, "银行发放回单"),
    ("social", "困难群众基本生活保障", "words", None, "应保尽保，没有漏保错保", 20, "入户核查记录"),
    ("lasting", "动态管理机制", "words", None, "按季度复核，进退有据", 10, "复核台账"),
    ("satisfaction", "补助对象满意度", ">=", "90", "%", 10, "电话回访"),
)
SERVICE = (
    ("quantity", "开展服务和活动场次", ">=", "60", "场次", 20, "活动台账"),
    ("quality", "服务达标率", ">=", "95", "%", 20, "考核结果"),
    ("timeliness", "年度任务按时完成率", ">=", "100", "%", 10, "进度台账"),
    ("economic", "带动经营主体", ">=", "20", "个", 15, "统计报表"),
    ("social", "群众知晓和参与程度", "words", None, "明显提高", 15, "抽样调查"),
    ("satisfaction", "服务对象满意度", ">=", "85", "%", 10, "问卷调查"),
)
KEYS = ("aspect", "name", "sign", "value", "unit", "weight", "evidence")
BUILT = ("工程", "建设", "养护", "维护", "治理", "改造", "灌溉", "绿化", "防护")
PAID = ("补助", "保障", "救助", "扶助", "资助", "补贴", "就业")
DIMENSIONS = {"economic": "benefit", "social": "benefit", "lasting": "benefit", "satisfaction": "satisfaction"}


def indicators_of(name: str) -> list[dict]:
    """Three levels of targets as a department of this county would write them for a fund of this name."""
    table = PEOPLE if any(word in name for word in PAID) else WORKS if any(word in name for word in BUILT) else SERVICE
    found = []
    for row in table:
        facts = dict(zip(KEYS, row, strict=True))
        words = facts["sign"] == "words"
        facts |= {
            "dimension": DIMENSIONS.get(facts["aspect"], "output"),
            "words": facts["unit"] if words else "",
            "unit": "" if words else facts["unit"],
            "value": None if words else Decimal(facts["value"]),
            "weight": Decimal(facts["weight"]),
        }
        found.append(facts)
    return found


def build_plans(demo: Demo, versions, ago: int) -> list:
    """An approved plan for each row of a list in draft, written so many days ago; call it before the list is sent."""
    plans = []
    for version in versions:
        clerk = demo.people[f"fund:{version.organisation.short_name}"]
        plan = performance.write_plan(
            actor=clerk, entry=version.entry, year=version.year, at=demo.moment(ago, 9),
            goal=f"按计划完成{version.name}安排的年度任务，资金及时足额到位，群众得到实惠。",
            indicators=indicators_of(version.name),
        )  # fmt: skip
        plan = performance.submit_plan(actor=clerk, plan=plan, at=demo.moment(ago, 15))
        plans.append(
            performance.approve_plan(
                actor=demo.people["fund_reviewer"], plan=plan, opinion="目标明确，指标可以考核",
                at=demo.moment(ago - 1, 11),
            )
        )  # fmt: skip
    return plans
