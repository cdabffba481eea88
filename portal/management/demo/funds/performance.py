"""绩效目标 of every fund, before its list is submitted; then how last year's were judged."""

from decimal import Decimal

from funds.actions import performance
from funds.models import FundVersion, Plan

from ..sources import Demo

FINE = "不涉及国家秘密，可以公开"
PARTS = (Decimal(1), Decimal("0.85"), Decimal("0.68"), Decimal("0.4"))  # how far targets were reached: 优 良 中 差

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
        clerk = demo.people[f"fund:{version.organisation.name.removeprefix('漳')}"]
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


def build(demo: Demo):
    """Targets published, this year's monitored, last year's judged in all four grades. After the money was spent."""
    for version in _rows(demo.today.year - 1):
        _judged(demo, version)
    for number, version in enumerate(_rows(demo.today.year)):
        plan = Plan.objects.filter(entry=version.entry, year=version.year).order_by("pk").first()
        if plan is None:
            plan = build_plans(demo, [version], 302)[0]
        if number % 5:  # of each fifth fund the targets aren't public yet
            _published(demo, plan, 268)
        watched = demo.today.replace(month=7, day=31)
        if number < 4 and demo.today > watched:
            _monitored(demo, plan, watched, behind=number == 1)


def _rows(year: int):
    rows = FundVersion.objects.filter(year=year, state="published", valid_to__isnull=True)
    return rows.select_related("entry__organisation", "organisation").order_by("sort_key", "id")


def _published(demo: Demo, plan, ago: int):
    performance.publish_plan(
        actor=demo.people[f"disclose:{plan.entry.organisation.name.removeprefix('漳')}"], plan=plan, opinion=FINE,
        at=demo.moment(ago, 16),
    )  # fmt: skip


def _monitored(demo: Demo, plan, on, behind: bool):
    """The table of 双监控 as of the day of monitoring, confirmed by 财政局."""
    clerk, ago = demo.people[f"fund:{plan.entry.organisation.name.removeprefix('漳')}"], (demo.today - on).days
    row = performance.open_assessment(
        actor=clerk, plan=plan, kind="midyear", as_of=on, at=demo.moment(ago - 4, 9)
    )  # fmt: skip
    part = Decimal("0.3") if behind else Decimal("0.6")
    answers = [_answer(one, part, "midyear", "受前期降雨影响，进度偏慢，八月起加快。") for one in plan.indicators.all()]
    performance.answer(
        actor=clerk, assessment=row, rows=answers, at=demo.moment(ago - 4, 10),
        summary="前七个月总体进展情况见表。", measures="进度慢的已排出逐月计划。" if behind else "",
    )  # fmt: skip
    performance.submit_assessment(actor=clerk, assessment=row, at=demo.moment(ago - 5, 10))
    performance.confirm_assessment(actor=demo.people["fund_reviewer"], assessment=row, at=demo.moment(ago - 6, 10))


def _judged(demo: Demo, version):
    """Last year's self-evaluation, in turn 优, 良, 中 and 差; one of them evaluated anew by 财政局; some not public."""
    plan = Plan.objects.filter(entry=version.entry, year=version.year).order_by("pk").first()
    if plan is None:
        plan = build_plans(demo, [version], 660)[0]
    _published(demo, plan, 600)
    number = int(version.sort_key or 0)
    if number % 9 == 0:  # not handed in: it is overdue
        return
    part = PARTS[3] if number == 4 else PARTS[(0, 1, 0, 2, 1)[number % 5]]
    clerk, reviewer = demo.people[f"fund:{version.organisation.name.removeprefix('漳')}"], demo.people["fund_reviewer"]
    since = (demo.today - demo.today.replace(month=1, day=1)).days
    row = performance.open_assessment(
        actor=clerk, plan=plan, kind="self", as_of=demo.today.replace(year=version.year, month=12, day=31),
        at=demo.moment(since - 50, 9),
    )  # fmt: skip
    performance.answer(
        actor=clerk, assessment=row, at=demo.moment(since - 50, 10), summary="年度任务完成情况和得分见表。",
        rows=[_answer(one, part, "self", "项目前期手续办理较慢，下一年度提前安排。") for one in plan.indicators.all()],
        measures="加强项目储备，按月调度进度。",
    )  # fmt: skip
    performance.submit_assessment(actor=clerk, assessment=row, at=demo.moment(since - 55, 10))
    row = performance.confirm_assessment(actor=reviewer, assessment=row, at=demo.moment(since - 70, 10))
    if number == 1 and since > 100:  # by April 财政局 has looked itself
        row = _judged_anew(demo, plan, since)
    if number % 4:
        performance.publish_assessment(
            actor=demo.people[f"disclose:{version.organisation.name.removeprefix('漳')}"], assessment=row, opinion=FINE,
            at=demo.moment(since - 100, 16),
        )  # fmt: skip


def _judged_anew(demo: Demo, plan, since: int):
    """财政评价 by one person of 财政局, confirmed by another."""
    author, second = demo.people["fund_reviewer"], demo.people["fund_publisher"]
    row = performance.open_assessment(
        actor=author, plan=plan, kind="finance", as_of=demo.day(since - 90), at=demo.moment(since - 90, 9)
    )
    performance.answer(
        actor=author, assessment=row, at=demo.moment(since - 91, 9), summary="抽查五个乡镇，自评基本属实，个别核减。",
        rows=[_answer(one, PARTS[1], "finance", "核减：台账不全。") for one in plan.indicators.all()],
    )  # fmt: skip
    performance.submit_assessment(actor=author, assessment=row, at=demo.moment(since - 92, 9))
    return performance.confirm_assessment(actor=second, assessment=row, at=demo.moment(since - 93, 9))


def _answer(indicator, part: Decimal, kind: str, why: str) -> dict:
    """An indicator reached to a part; 1 is in full. Costs are kept."""
    steady = kind == "midyear" and indicator.aspect in ("quality", "satisfaction")
    part = Decimal(1) if steady else part
    why = "" if part == 1 else why
    if indicator.sign == "words" and kind == "midyear":
        return {"indicator": indicator.pk, "actual": "正在推进", "reason": ""}
    if indicator.sign == "words":
        step = 80 if part == 1 else 60 if part >= Decimal("0.6") else 0
        score = indicator.weight * {80: Decimal(1), 60: part, 0: part / 2}[step]
        words = {80: "达成预期指标", 60: "部分达成", 0: "没有达成"}[step]
        score = (
            max(min(score, indicator.weight * Decimal("0.8")), indicator.weight * step / 100) if step < 80 else score
        )
        return {"indicator": indicator.pk, "actual": words, "attainment": step, "score": score, "reason": why}
    value = indicator.value if indicator.sign == "<=" else (indicator.value * part).quantize(Decimal("0.1"))
    return {"indicator": indicator.pk, "actual": f"{value.normalize():f}", "value": value, "reason": why}
