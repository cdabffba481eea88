"""Two years of the list: last year's as the portal's first, this year's from 梳理 to 公开, with what changed between.

Between the two a fund was founded, one enlarged, one cancelled; an evaluation is overdue and a proposal waits.
"""

from datetime import date
from decimal import Decimal

from funds import actions
from funds.actions import clocks
from funds.actions import proposals as asked
from funds.models import BudgetYear, FunctionClass, FundEntry, FundVersion

from ..sources import Demo, rows
from .performance import build_plans

NEW, LARGER, OVERDUE, WAITING = "节水灌溉专项资金", "农村公路养护资金", "农村客运发展专项资金", "全域旅游发展专项资金"
BEFORE = {LARGER: Decimal("6600000")}  # 元, last year
CANCELLED = ("县农业农村局", "农村土地流转补助资金", Decimal("600000"))


def build(demo: Demo):
    last = _first_list(demo)
    _proposals(demo, last.year + 1)
    this = _second_list(demo, last.year + 1)
    _replies(demo, BudgetYear.objects.get(year=this.year))
    _waiting(demo, this.year + 1)


def _facts(demo: Demo, row: dict, year: int) -> dict:
    """A row of the list as its department fills it; amounts in 元."""
    amount = Decimal(row["amount"])
    sources = []
    if row["name"] == LARGER:
        city = Decimal("2000000")
        upper = {"upper": "市级农村公路养护补助资金", "number": f"定财建〔{year - 1}〕86号"}
        sources = [
            {"level": "city", "amount": str(city), **upper},
            {"level": "county", "amount": str(amount - city)},
        ]
    return {
        "name": row["name"],
        "amount": amount,
        "function": FunctionClass.objects.filter(code=row["function"]).first(),
        "founded_year": int(row["founded_year"] or year),
        "evaluate_on": demo.day(40) if row["name"] == OVERDUE else date(demo.today.year + 1, 12, 31),
        "manner": row["manner"],
        "content": {"basis": [row["basis"]], "sources": sources, "contact": "资金管理股", "phone": "0932-4861200"},
    }


def _first_list(demo: Demo):
    """The portal's very first list, collected by 财政局 itself."""
    clerk, year = demo.people["fund:县财政局"], demo.today.year - 1
    change_set = actions.open_list(actor=clerk, organisation=demo.body("县财政局"), year=year, at=demo.moment(665))
    for row in rows("funds"):
        if row["name"] == NEW:
            continue
        row = row | {"amount": BEFORE.get(row["name"], row["amount"])}
        actions.add_row(
            actor=clerk, change_set=change_set, organisation=demo.body(row["organisation"]), at=demo.moment(664),
            **_facts(demo, row, year),
        )  # fmt: skip
    body, name, amount = CANCELLED
    actions.add_row(
        actor=clerk, change_set=change_set, organisation=demo.body(body), name=name, amount=amount,
        content={"basis": ["《中华人民共和国农村土地承包法》第三十六条"]}, at=demo.moment(664),
    )  # fmt: skip
    return _through(demo, change_set, (663, 658, 655, 640, 635), f"漳政发〔{year}〕3号")


def _through(demo: Demo, change_set, days: tuple[int, ...], document: str):
    """A list in draft through plans, 审定, the approval by 人大 and 公开, so many days ago each."""
    planned, sent, decided, approved, public = days
    build_plans(demo, change_set.versions.filter(state="proposed").select_related("entry", "organisation"), planned)
    actions.submit(actor=demo.people["fund:县财政局"], change_set=change_set, at=demo.moment(sent))
    actions.record_decision(
        actor=demo.people["recorder"],
        change_set=change_set,
        meeting=f"县政府{change_set.year}年第3次常务会议",
        decided_on=demo.day(decided),
        document_number=document,
        at=demo.moment(decided, 16),
    )
    _approved_by_congress(demo, change_set.year, approved)
    return actions.publish(
        actor=demo.people["fund_publisher"],
        change_set=change_set,
        effective_on=demo.day(public),
        secrecy_opinion="不涉及国家秘密，可以公开",
        at=demo.moment(public),
    )


def _entry(name: str) -> FundEntry:
    return FundVersion.objects.filter(name=name, state="published").order_by("-year").first().entry


def _approved(demo: Demo, proposal, ago: int, document: str):
    """An application through 财政局 and the government."""
    asked.submit_proposal(actor=proposal.author, proposal=proposal, at=demo.moment(ago))
    asked.review_proposal(
        actor=demo.people["fund_reviewer"], proposal=proposal, review_opinion="依据充分，建议批准",
        at=demo.moment(ago - 5),
    )  # fmt: skip
    return asked.approve_proposal(
        actor=demo.people["recorder"], proposal=proposal, meeting="县政府第2次常务会议", decided_on=demo.day(ago - 12),
        document_number=document, at=demo.moment(ago - 12, 17),
    )  # fmt: skip


def _proposals(demo: Demo, year: int):
    """What had to be approved before this year's list: one fund founded, one enlarged, one cancelled."""
    amounts = {row["name"]: Decimal(row["amount"]) for row in rows("funds")}
    water, roads = demo.people["fund:县水务局"], demo.people["fund:县交通运输局"]
    founded = asked.draft_proposal(
        actor=water, organisation=demo.body("县水务局"), kind="establish", year=year, name=NEW, amount=amounts[NEW],
        basis_kind="law", basis=["《中华人民共和国水法》第五十条"], ends_on=date(year + 2, 12, 31),
        reason="灌区渠系老化，用水浪费，需要三年集中改造", at=demo.moment(345),
    )  # fmt: skip
    _approved(demo, founded, 344, f"漳政办纪〔{year}〕1号")
    enlarged = asked.draft_proposal(
        actor=roads, organisation=demo.body("县交通运输局"), kind="enlarge", year=year, entry=_entry(LARGER),
        amount=amounts[LARGER], basis_kind="law", basis=["《中华人民共和国公路法》第三十五条"],
        reason="新增养护里程 86 公里，按每公里 7000 元测算", at=demo.moment(342),
    )  # fmt: skip
    _approved(demo, enlarged, 341, f"漳政办纪〔{year}〕1号")
    farm = demo.people[f"fund:{CANCELLED[0]}"]
    cancelled = asked.draft_proposal(
        actor=farm, organisation=demo.body(CANCELLED[0]), kind="cancel", year=year, entry=_entry(CANCELLED[1]),
        findings="两年执行率不到四成，流转已由市场主体自行完成", reason="设立目标已经实现，没有继续安排的必要",
        at=demo.moment(340),
    )  # fmt: skip
    _approved(demo, cancelled, 339, f"漳政办纪〔{year}〕1号")


def _second_list(demo: Demo, year: int):
    """This year's list: last year's rows carried on, changed by their departments, handed in."""
    clerk = demo.people["fund:县财政局"]
    bodies = [demo.body(name) for name in sorted({row["organisation"] for row in rows("funds")})]
    change_set = actions.open_list(
        actor=clerk, organisation=demo.body("县财政局"), year=year, departments=bodies, at=demo.moment(310)
    )
    actions.carry_forward(actor=clerk, change_set=change_set, at=demo.moment(309))
    by_name = {row["name"]: row for row in rows("funds")}
    roads, water = demo.people["fund:县交通运输局"], demo.people["fund:县水务局"]
    larger = change_set.versions.select_related("change_set", "organisation").get(name=LARGER)
    actions.change_row(actor=roads, version=larger, at=demo.moment(307), **_facts(demo, by_name[LARGER], year))
    founded = FundEntry.objects.filter(proposals__kind="establish").order_by("-pk").first()
    actions.add_row(
        actor=water, change_set=change_set, organisation=demo.body("县水务局"), entry=founded, at=demo.moment(306),
        **_facts(demo, by_name[NEW], year) | {"ends_on": date(year + 2, 12, 31)},
    )  # fmt: skip
    for part in change_set.parts.select_related("organisation"):
        clerk = next(demo.people[f"fund:{body}"] for body in by_body(demo, part))
        actions.hand_in_part(actor=clerk, part=part, at=demo.moment(304))
    return _through(demo, change_set, (302, 295, 290, 285, 270), f"漳政发〔{year}〕2号")


def by_body(demo: Demo, part):
    return [name for name in {row["organisation"] for row in rows("funds")} if demo.body(name) == part.organisation]


def _approved_by_congress(demo: Demo, number: int, ago: int):
    """人大 approved the year's budget; the government's budget was published a fortnight later."""
    year = clocks.record_year(
        actor=demo.people["fund_reviewer"], year=number, approved_on=demo.day(ago),
        meeting=f"县第十九届人民代表大会第{number - 2021}次会议",
        document_number=f"漳人发〔{number}〕4号", at=demo.moment(ago - 1),
    )  # fmt: skip
    clocks.publish_year(
        actor=demo.people["fund_publisher"], year=year, published_on=demo.day(ago - 14),
        address="https://www.zhangxian.gov.cn/", at=demo.moment(ago - 14),
    )  # fmt: skip


def _replies(demo: Demo, year: BudgetYear):
    """The departments' budgets followed. One department is late."""
    reviewer = demo.people["fund_reviewer"]
    for name in ("县农业农村局", "县教育局", "县水务局"):
        budget = clocks.record_reply(
            actor=reviewer, year=year, organisation=demo.body(name), replied_on=demo.day(262),
            document_number=f"漳财预〔{year.year}〕12号", at=demo.moment(261),
        )  # fmt: skip
        if name != "县水务局":
            clocks.publish_department(
                actor=demo.people[f"fund:{name}"], budget=budget, published_on=demo.day(250),
                address="https://www.zhangxian.gov.cn/", at=demo.moment(250),
            )  # fmt: skip


def _waiting(demo: Demo, year: int):
    """An application that the government has not decided on."""
    clerk = demo.people["fund:县文体广电和旅游局"]
    proposal = asked.draft_proposal(
        actor=clerk, organisation=demo.body("县文体广电和旅游局"), kind="enlarge", year=year, entry=_entry(WAITING),
        amount=Decimal("3200000"), basis_kind="law", basis=["《中华人民共和国旅游法》第二十四条"],
        reason="贵清山、遮阳山景区游客服务设施提升", at=demo.moment(12),
    )  # fmt: skip
    asked.submit_proposal(actor=clerk, proposal=proposal, at=demo.moment(11))
