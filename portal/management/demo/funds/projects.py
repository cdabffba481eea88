"""The project library: calls decided, on notice with an objection, in review, and open today."""

from decimal import Decimal

from accounts import actions as accounts
from funds import actions
from funds.enums import ApplicantKind, ApplicationState
from funds.models import Application, Call

from ..people import _own_password, _staff
from ..sources import Demo
from .measures import FINE, entry_of, scan

AGRICULTURE = "县农业农村局"
MATERIALS = [
    {"name": "项目申报书", "required": True, "note": "盖章后扫描"},
    {"name": "营业执照或者单位证明", "required": True, "note": ""},
    {"name": "用地或者场地证明", "required": False, "note": ""},
]
CONDITIONS = """一、在本县登记的企业、合作社，或者本县乡镇人民政府；
二、项目在本县实施，土地和环保手续齐全；
三、同一内容没有得到其他财政资金支持。"""
CRITERIA = [
    {"key": "c1", "name": "必要性", "max": 20},
    {"key": "c2", "name": "实施条件和可行性", "max": 30},
    {"key": "c3", "name": "联农带农效果", "max": 30},
    {"key": "c4", "name": "资金筹措", "max": 20},
]
FIRST = [
    ("中药材种苗繁育基地", 80, 40), ("高原夏菜冷链仓储", 150, 50), ("沙棘鲜果初加工生产线", 120, 50),
    ("肉牛育肥场粪污处理", 60, 30), ("食用菌大棚改造", 90, 40), ("蜂蜜灌装和质量追溯", 50, 25),
    ("村集体光伏补光育苗棚", 70, 35), ("当归黄芪标准化种植", 110, 50), ("马铃薯贮藏窖", 65, 30),
    ("乡镇农机合作社维修中心", 85, 40), ("梯田灌溉水源改造", 95, 45), ("养羊专业村饲草基地", 75, 35),
]  # fmt: skip
MARKS = (91, 88, 79, 84, 72, 55, 77, 93, 68, 81, 58, 74)  # what the panel thinks of each, roughly
EMPLOYERS = ("甘肃省农业科学院", "甘肃农业大学", "定西市农业科学研究院", "定西市农业技术推广站", "甘肃中医药大学")


def build(demo: Demo):
    owners = _owners(demo)
    experts = _experts(demo)
    _decided(demo, owners)
    _on_notice(demo, owners)
    _under_review(demo, owners)
    _open(demo, owners)
    demo.say(f"      项目库：{Application.objects.count()} 份申报，{len(experts)} 位专家")


def _owners(demo: Demo) -> list:
    """Three enterprises and three townships."""
    found = [demo.people["legal_person"]]
    names = (("漳县露骨山药业有限公司", "91621125MA7ABCD20W"), ("漳县漳河源养殖专业合作社", "91621125MA7ABCD30X"))
    for n, (name, code) in enumerate(names, start=2):
        found.append(
            accounts.register_legal_person(
                legal_name=name,
                credit_code=code,
                name=demo.invented_name(),
                mobile=f"1399329000{n}",
                password=f"Project-{n}-{demo.random.randrange(10**8)}",
                consented=True,
            )
        )
    for n, name in enumerate(("武阳镇", "三岔镇", "金钟镇"), start=1):
        body = demo.body(name)
        role = "township_clerk" if n == 1 else ""
        found.append(_staff(demo, f"town{n:02d}", body, {"项目申报岗": ("fill_funds",)}, body, role))
    return found


def _experts(demo: Demo) -> list:
    """Seven experts with accounts of their own."""
    return [
        actions.save_expert(
            actor=demo.people["fund_reviewer"],
            name=demo.people[f"citizen:{n + 4}"].name,
            title="研究员" if n % 2 else "高级农艺师",
            employer=EMPLOYERS[n % len(EMPLOYERS)],
            fields=["种植", "中药材"] if n % 2 else ["养殖", "农产品加工"],
            user=demo.people[f"citizen:{n + 4}"],
            at=demo.moment(250),
        )
        for n in range(7)
    ]


def _call(demo: Demo, fund: str, title: str, opens: int, closes: int, **other) -> Call:
    """A call published two days before it opens; days ago, negative ones lie ahead."""
    facts = {
        "year": demo.today.year,
        "title": title,
        "conditions": CONDITIONS,
        "support": "单个项目补助不超过总投资的 50%，最多 50 万元。",
        "applicants": list(ApplicantKind.values),
        "materials": MATERIALS,
        "criteria": CRITERIA,
        "experts": 5,
        "drop_extremes": True,
        "pass_mark": Decimal(60),
        "budget": Decimal(2_000_000),
        "opens_on": demo.day(opens),
        "closes_on": demo.day(closes),
        "notice_days": 5,
        "contact": "0932-4862310",
    } | other
    entry = entry_of(demo, fund)
    call = actions.write_call(actor=demo.people[f"fund:{AGRICULTURE}"], entry=entry, at=demo.moment(opens + 5), **facts)
    return actions.publish_call(
        actor=demo.people[f"disclose:{AGRICULTURE}"], call=call, opinion=FINE, at=demo.moment(opens + 2)
    )


def _filed(demo: Demo, call: Call, owner, title: str, cost: int, asked: int, ago: int, submit=True) -> Application:
    """A project written and filed; `cost` and `asked` are 万元."""
    at = demo.moment(ago, 15)
    project = actions.save_project(
        actor=owner,
        entry=call.entry,
        at=at,
        title=title,
        content=f"新建{title}，占地 12 亩，购置设备 8 台（套），当年开工、次年 6 月前完工。",
        goals="带动 60 户农户，户均增收 2600 元。",
        total_cost=Decimal(cost * 10_000),
        contact_name=demo.invented_name(),
        contact_mobile="13993290001",
    )
    row = actions.begin_application(
        actor=owner, project=project, call=call, amount_asked=Decimal(asked * 10_000), at=at
    )
    for material in MATERIALS[:2]:
        actions.attach_material(
            actor=owner, application=row, material=material["name"], upload=scan(material["name"]), at=at
        )
    return actions.submit_application(actor=owner, application=row, at=at) if submit else row


def _panel_of(demo: Demo, call: Call, rows, ago: int) -> Call:
    """Form checked and experts drawn."""
    clerk = demo.people[f"fund:{AGRICULTURE}"]
    for row in rows:
        actions.check_application(
            actor=clerk, application=row, move="pass", opinion="材料齐全，符合申报条件", at=demo.moment(ago, 9)
        )
    call = actions.start_review(actor=clerk, call=call, at=demo.moment(ago, 10))
    witness = f"县纪委监委 {demo.invented_name()}"
    actions.draw_experts(actor=clerk, call=call, witness=witness, at=demo.moment(ago, 11))
    return call


def _marked(demo: Demo, seat, rows, points, ago: int):
    """An expert marks every project around the points and hands in."""
    for row, value in zip(rows, points, strict=True):
        share = Decimal(value + demo.random.randrange(-4, 5)) / 100
        marks = {c["key"]: f"{c['max'] * share:.1f}" for c in CRITERIA}
        actions.mark(actor=seat.expert.user, seat=seat, application=row, marks=marks, opinion="同意评审意见")
    actions.hand_in(actor=seat.expert.user, seat=seat, at=demo.moment(ago, 16))


def _reviewed(demo: Demo, call: Call, rows, points, ago: int) -> Call:
    """The review from the check of the form to the ranking."""
    call = _panel_of(demo, call, rows, ago)
    for seat in call.seats.select_related("expert__user").order_by("pk"):
        _marked(demo, seat, rows, points, ago - 1)
    return actions.rank_projects(actor=demo.people[f"fund:{AGRICULTURE}"], call=call, at=demo.moment(ago - 2, 9))


def _proposed(demo: Demo, call: Call, ago: int):
    """Funded in the order of rank as far as the budget reaches."""
    left, amounts = call.budget, {}
    ranked = call.applications.filter(state=ApplicationState.RANKED, score__gte=call.pass_mark)
    for row in ranked.order_by("rank", "submitted_at", "pk"):
        if row.amount_asked > left:
            break
        amounts[row.pk], left = row.amount_asked, left - row.amount_asked
    clerk = demo.people[f"fund:{AGRICULTURE}"]
    actions.propose(actor=clerk, call=call, amounts=amounts, at=demo.moment(ago, 10))


def _decided(demo: Demo, owners):
    """Twelve projects of last spring: some funded, the others kept."""
    year, other = demo.today.year, demo.people[f"disclose:{AGRICULTURE}"]
    call = _call(demo, "农业产业发展专项资金", f"{year}年农业产业发展项目申报通知", 240, 215)
    rows = [
        _filed(demo, call, owners[n % len(owners)], title, cost, asked, 220)
        for n, (title, cost, asked) in enumerate(FIRST)
    ]
    call = _reviewed(demo, call, rows, MARKS, 210)
    _proposed(demo, call, 205)
    call = actions.post_notice(actor=other, call=call, opinion=FINE, at=demo.moment(204))
    actions.decide(
        actor=other,
        call=call,
        document_number=f"漳农发〔{year}〕66号",
        decided_on=demo.day(190),
        at=demo.moment(190),
    )


def _on_notice(demo: Demo, owners):
    """A smaller call whose result is on notice today, with one objection that waits for its answer."""
    year, other = demo.today.year, demo.people[f"disclose:{AGRICULTURE}"]
    call = _call(
        demo, "农业机械购置补贴县级配套资金", f"{year}年农机社会化服务项目申报通知", 40, 20, experts=3,
        drop_extremes=False, budget=Decimal(600_000),
    )  # fmt: skip
    titles = (
        ("丘陵山区作业机具", 60, 30),
        ("玉米籽粒烘干点", 70, 30),
        ("农机库棚建设", 40, 20),
        ("植保无人机服务队", 45, 20),
    )
    rows = [_filed(demo, call, owners[n], title, cost, asked, 25) for n, (title, cost, asked) in enumerate(titles)]
    call = _reviewed(demo, call, rows, (86, 78, 74, 57), 10)
    _proposed(demo, call, 6)
    call = actions.post_notice(actor=other, call=call, opinion=FINE, at=demo.moment(1))
    actions.file_objection(
        call=call,
        application=call.applications.filter(state=ApplicationState.PROPOSED).order_by("rank").first(),
        name=demo.invented_name(),
        contact="13893290017",
        text="该项目拟购机具与去年已得到补贴的型号相同，请核实是否重复申报。",
        at=demo.moment(0, 8, 30),
    )


def _under_review(demo: Demo, owners):
    """A call whose experts are at work: some have handed in, the expert with a demo account hasn't yet."""
    call = _call(
        demo, "高标准农田建设县级配套资金", f"{demo.today.year}年高标准农田管护项目申报通知", 45, 15, experts=7,
    )  # fmt: skip
    rows = [
        _filed(demo, call, owners[3], "武阳镇灌溉渠系管护", 80, 40, 30),
        _filed(demo, call, owners[4], "三岔镇机耕道维修", 60, 30, 28),
    ]
    _panel_of(demo, call, rows, 5)
    expert = demo.people["citizen:4"]
    _own_password(demo, "expert", expert)
    demo.accounts["expert"]["username"] = expert.mobile
    for seat in call.seats.select_related("expert__user").order_by("pk"):
        if seat.expert.user_id != expert.pk and seat.expert_id % 2:
            _marked(demo, seat, rows, (82, 71), 3)


def _open(demo: Demo, owners):
    """Next year's call, open today: one to check, one to correct, one still a draft."""
    year = demo.today.year + 1
    call = _call(demo, "农业产业发展专项资金", f"{year}年农业产业发展项目申报通知", 8, -22, year=year)
    _filed(demo, call, owners[3], "高山蔬菜育苗中心", 130, 50, 3)
    second = _filed(demo, call, owners[1], "大黄初加工车间", 100, 45, 4)
    actions.check_application(
        actor=demo.people[f"fund:{AGRICULTURE}"],
        application=second,
        move="ask_correction",
        opinion="请补交用地证明，并把设备清单列到台（套）。",
        correct_by=demo.day(-6),
        at=demo.moment(1),
    )
    _filed(demo, call, owners[0], "贵清山农产品分拣线", 90, 40, 1, submit=False)
