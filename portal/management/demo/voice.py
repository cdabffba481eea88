"""What people complain of in the demo county: heard, answered, heard anew, handed over; all of it invented."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Exists, OuterRef
from django.utils import timezone

from approvals.enums import FINAL_STATES, TicketState
from approvals.models import Case, Ticket
from supervision import actions
from supervision.models import Complaint, Rating, Rectification

from .people import _staff
from .sources import Demo

OFFICE, BEHIND, LISTS, JURIST = "县行政审批服务局", "县政府办公室", "县委编办", "县司法局"
HEARS = {"投诉受理岗": ("check_complaints",)}
LEADS = {"投诉审批岗": ("lead_complaints",)}
HANDLES = {"投诉办理岗": ("handle_complaints",)}
HANDLING = ("县行政审批服务局", "县政府办公室", "县司法局", "县市监局", "县住建局", "县委编办", "市生态环境局漳县分局")


def build(demo: Demo):
    _people(demo)
    _complaints(demo)
    actions.accuse(
        text="这是演示用的一件检举，内容虚构，只有接收单位的钥匙打得开。",
        accused="某单位工作人员",
        at=demo.moment(4, 21),
    )
    actions.hand_over(at=demo.moment(4, 21, 1))
    _ratings(demo)


def _people(demo: Demo):
    """Who hears, leads and handles; each with a post of its own at its own body."""
    for body, account in ((OFFICE, "hearing01"), (BEHIND, "hearing02"), (LISTS, "hearing03"), (JURIST, "hearing04")):
        organisation = demo.body(body)
        role = {OFFICE: "complaint_hearer"}.get(body, "")
        demo.people[f"hear:{body}"] = _staff(demo, account, organisation, HEARS, organisation, role)
    for body, account in ((OFFICE, "hearlead01"), (BEHIND, "hearlead02")):
        organisation = demo.body(body)
        demo.people[f"lead:{body}"] = _staff(demo, account, organisation, LEADS, organisation)
    for number, body in enumerate(HANDLING, 1):
        organisation = demo.body(body)
        role = {BEHIND: "complaint_handler"}.get(body, "")
        demo.people[f"answer:{body}"] = _staff(demo, f"answer{number:02d}", organisation, HANDLES, organisation, role)


def _lodged(demo, ago, kind, body, text, hour=20, **facts) -> Complaint:
    accused = demo.body(body) if body else None
    return actions.lodge(kind=kind, text=text, accused_body=accused, at=demo.moment(ago, hour, 12), **facts)


def _heard(demo, row, ago) -> Complaint:
    hearer = demo.people[f"hear:{row.office.short_name}"]
    return actions.accept_complaint(actor=hearer, complaint=row, at=demo.moment(ago, 9))


def _answered(demo, row, ago, unit, answer, finding, files=()) -> Complaint:
    hearer, handler = demo.people[f"hear:{row.office.short_name}"], demo.people[f"answer:{unit}"]
    row = actions.assign_complaint(
        actor=hearer, complaint=row, unit=demo.body(unit), handler=handler, at=demo.moment(ago + 3, 10)
    )
    return actions.answer_complaint(
        actor=handler, complaint=row, answer=answer, finding=finding, uploads=tuple(files), at=demo.moment(ago, 16)
    )


def _checked(demo, row, ago) -> Complaint:
    hearer = demo.people[f"hear:{row.office.short_name}"]
    return actions.check_complaint(actor=hearer, complaint=row, at=demo.moment(ago, 17))


def _complaints(demo: Demo):
    citizen = demo.people["citizen"]
    name = {"person": citizen.name, "contact": citizen.mobile, "complainant": citizen}
    # answered and praised
    row = _heard(
        demo, _lodged(demo, 40, "efficiency", "县住建局", "办预售许可，窗口两次说的材料不一样，跑了三趟。", **name), 38
    )
    row = _answered(
        demo, row, 31, BEHIND, "经核实，窗口没有一次告知，情况属实。已约谈当事人，材料清单改为打印发放。",
        "true",
    )  # fmt: skip
    actions.give_word(complaint=_checked(demo, row, 30), satisfaction=2, at=demo.moment(28, 20))
    # waits for the citizen's word
    row = _heard(
        demo, _lodged(demo, 14, "efficiency", "县市监局", "电话一直没有人接，到窗口又说负责的人不在。", **name), 12
    )
    row = _answered(
        demo, row, 3, BEHIND, "经调取通话记录，反映的两天确有多次无人接听。已调整值班，公布了第二个电话。", "partly"
    )
    _checked(demo, row, 2)
    # heard anew
    row = _heard(
        demo, _lodged(demo, 30, "enforcement", "市生态环境局漳县分局", "检查时没有出示证件，当场就要罚款。"), 28
    )
    row = _answered(demo, row, 20, JURIST, "检查记录载明出示了证件。", "untrue")
    actions.give_word(complaint=_checked(demo, row, 19), satisfaction=5, again=True, at=demo.moment(10, 9))
    # late: nobody has handled it
    row = _heard(
        demo,
        _lodged(
            demo,
            26,
            "efficiency",
            "县住建局",
            "申请交了一个多月没有人管，打电话只说在研究。",
            person="李某",
            contact="",
        ),
        25,
    )
    actions.assign_complaint(
        actor=demo.people[f"hear:{OFFICE}"], complaint=row, unit=demo.body(BEHIND),
        handler=demo.people[f"answer:{BEHIND}"], at=demo.moment(24, 10),
    )  # fmt: skip
    # a petition of many, the second joined to the first
    first = _lodged(
        demo, 9, "petition", "", "三岔镇中街村巷道路灯坏了半年，请求修复。", people=36,
        representatives=("王有福", "赵玉兰"), person="王有福", contact="13993277777",
    )  # fmt: skip
    second = _lodged(demo, 7, "petition", "", "中街村晚上没有路灯，老人摔倒了，请尽快修。", person="赵玉兰", contact="")
    actions.join_complaint(actor=demo.people[f"hear:{BEHIND}"], complaint=second, head=first, at=demo.moment(6, 10))
    _heard(demo, first, 6)
    # of the lists: to 编办, 司法局 joins
    row = _lodged(demo, 5, "lists", "县市监局", "清单上没有的“场地备案”，窗口还在收材料。", hour=11)
    row = _heard(demo, row, 3)
    actions.advise_complaint(
        actor=demo.people[f"hear:{JURIST}"],
        complaint=row,
        opinion="没有设定依据，属于清单外事项，建议责令停止。",
        at=demo.moment(2, 15),
    )
    # declined
    row = _lodged(demo, 12, "efficiency", "县公安局", "对处罚决定不服，要求撤销。")
    actions.decline_complaint(
        actor=demo.people[f"hear:{OFFICE}"],
        complaint=row,
        reason="已经申请行政复议，请向复议机关反映。",
        at=demo.moment(11, 9),
    )
    # just come in: by the window, and with a photograph
    _lodged(
        demo, 0, "efficiency", "县住建局", "来人反映：排队两个小时，窗口提前下班。", hour=0, channel="window",
        entered_by=demo.people["window"], person="张大爷",
    )  # fmt: skip
    photo = SimpleUploadedFile("现场.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
    _lodged(
        demo, 1, "enforcement", "县城市管理综合执法局", "拖走摊位没有给单据。", uploads=tuple(actions.judged([photo])),
    )  # fmt: skip


# --- 好差评 --------------------------------------------------------------------------------------------------------


def _mender(demo: Demo, body):
    """Who mends at a body: hired when the first 差评 comes."""
    key = f"answer:{body.short_name}"
    if key not in demo.people:
        demo.people[key] = _staff(demo, f"mender{body.pk}", body, HANDLES, body)
    return demo.people[key]


def _ratings(demo: Demo):
    """A 差评 mended, one whose appeal was upheld, the others waiting; a visit at a counter, a call from outside."""
    office, county = demo.body(BEHIND), demo.body("县政府")
    reviewer = demo.people["rating_reviewer"] = _staff(
        demo, "callback", office, {"评价回访岗": ("review_ratings",)}, county, "rating_reviewer"
    )
    tasks = list(
        Rectification.objects.exclude(organisation=office).select_related("organisation").order_by("opened_at", "pk")
    )
    for place, task in enumerate(tasks):
        mender, at = _mender(demo, task.organisation), _soon(task.opened_at, 1)
        if place % 3 == 0:
            task = actions.contact_rater(actor=mender, task=task, note="电话联系，已说明并道歉。", at=at)
            task = actions.reply_rating(actor=mender, task=task, note="已增开窗口，补齐一次性告知单。", at=_soon(at, 3))
            actions.judge_rating(actor=reviewer, task=task, move="pass", note="电话核实，对方认可。", at=_soon(at, 4))
        elif place % 3 == 1:
            task = actions.appeal_rating(actor=mender, task=task, note="评价内容说的是另一个单位的事。", at=at)
            actions.judge_rating(
                actor=reviewer, task=task, move="uphold", note="核对办件记录，评价指向其他单位，误评。", at=_soon(at, 2)
            )
    rated = Rating.objects.filter(case=OuterRef("pk"))
    ended = Case.objects.filter(~Exists(rated), state__in=FINAL_STATES).exclude(organisation=office)
    case = ended.order_by("closed_at", "pk").first()
    if case is not None:
        called = _soon(case.closed_at, 3)
        actions.enter_call(
            actor=reviewer, case=case, satisfaction=2, called_at=called, at=called,
            record="打申请人登记的手机，本人接听，问办得怎么样，答“还可以，比以前快”。", comment="比以前快。",
        )  # fmt: skip
    ticket = Ticket.objects.filter(state=TicketState.SERVING).order_by("pk").first()
    if ticket is not None:
        actions.rate_visit(ticket=ticket, satisfaction=1, indicators={"manner": 1, "speed": 2}, comment="很耐心。")


def _soon(at, days: int):
    return min(at + timedelta(days=days), timezone.now())
