"""Sixty cases in every state, lived day by day: acts on their dates, and the sweep every evening as beat would run it.

`PLANS` reads: how many, what becomes of the case, how many working days ago it was filed (first and last), and whether
the office keeps its promise.
"""

import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile

from approvals import actions
from approvals.models import Case
from licences.enums import Handover
from powerlist.models import ServiceItemVersion
from supervision.actions import appeal_card, rate, reply_card, sweep, watch_day, watch_log
from supervision.enums import Level, Satisfaction
from supervision.models import Alert

from .forms import values_of
from .papers import one_page_pdf
from .people import CITIZENS
from .sources import Demo

ADDRESSES = ["武阳镇武阳西路12号", "三岔镇中街村二组", "新寺镇新寺村", "盐井镇盐井村三组", "殪虎桥镇铁炉村"]
TOWNSHIPS = ["武阳镇", "三岔镇", "新寺镇", "盐井镇", "殪虎桥镇"]
ID_NUMBER = "621125199003078517"  # of nobody
COMMENTS = {1: "办得很快，没有跑路。", 2: "指南写得清楚。", 3: "", 4: "补正说明可以更早告知。", 5: "等得太久。"}

PLANS = [
    (20, "delivered", (75, 4), True),
    (4, "delivered", (70, 45), False),
    (4, "refused", (65, 30), True),
    (3, "not_accepted", (55, 15), True),
    (2, "withdrawn", (45, 18), True),
    (5, "correcting", (7, 2), True),
    (4, "corrected", (9, 5), True),
    (5, "received", (3, 0), True),
    (2, "received", (10, 8), False),
    (5, "review", (4, 2), True),
    (4, "review", (48, 30), False),
    (2, "special", (8, 5), True),
    (1, "extended", (12, 10), True),
    (1, "not_needed", (30, 25), True),
    (3, "decision", (6, 3), True),
    (2, "ready", (9, 7), True),
    (2, "decision", (44, 36), False),
    (1, "draft", (1, 1), True),
]


@dataclass
class Life:
    """One case to be: what becomes of it, and the act that comes next."""

    number: int
    outcome: str
    filed: int
    in_time: bool
    version: ServiceItemVersion
    case: Case | None = None


def build(demo: Demo):
    versions = list(
        ServiceItemVersion.objects.in_force(demo.today)
        .filter(by_application=True)
        .select_related("item__organisation", "licence_type")
        .order_by("pk")
    )
    agenda = defaultdict(list)
    for life in _lives(demo, versions):
        for ago, act in _acts(life):
            agenda[demo.workday(max(ago, 0))].append((life, act))
    for ago in range((demo.today - min(agenda)).days, -1, -1):
        for position, (life, act) in enumerate(agenda[demo.day(ago)]):
            act(demo, life, demo.moment(ago, 9 + position % 8, position * 7 % 60))
        sweep(now=demo.moment(ago, 23, 30))
        if ago % 30 == 0:
            demo.say(f"  办件与监察：{ago} 天前")
    actions.finish_pending()
    watch_log(now=demo.moment(0, 23, 30))
    watch_day(now=demo.moment(0, 23, 40))
    _answered_cards(demo)


def _answered_cards(demo: Demo):
    """Two yellow cards that their bodies have taken up: one answered, one appealed against."""
    answered, appealed = Alert.objects.filter(level=Level.YELLOW).order_by("-given_at", "-id")[:2]
    lead = demo.people["decider"]
    reply_card(actor=lead, alert=answered, text="已与申请人联系说明，三个工作日内作出决定，今后按日提醒承办人。")
    appeal_card(
        actor=lead, alert=appealed, reason="期间省级系统升级停用一天，无法登记，附停用通知文号：甘数局〔2026〕19号。"
    )


def _lives(demo: Demo, versions) -> list[Life]:
    lives, number = [], 0
    on_paper = [version for version in versions if version.licence_type.handover == Handover.WINDOW]
    for count, outcome, (oldest, newest), in_time in PLANS:
        for n in range(count):
            step = (oldest - newest) / max(count - 1, 1)
            filed = round(oldest - n * step)
            fitting = on_paper if outcome == "ready" else versions
            lives.append(Life(number, outcome, filed, in_time, fitting[number * 7 % len(fitting)]))
            number += 1
    return lives


def _acts(life: Life) -> list[tuple[int, callable]]:
    """What happens to the case and how many working days ago."""
    promise = life.version.promised_limit if life.version.promised_unit == "workday" else 10
    accept = life.filed - 1
    review = accept - (promise // 4 if life.in_time else promise)
    decide = accept - (promise // 2 if life.in_time else promise + 3)
    paths: dict[str, list] = {
        "draft": [],
        "received": [],
        "withdrawn": [(accept, _withdraw)],
        "not_accepted": [(accept, _not_accept)],
        "correcting": [(accept, _ask_correction)],
        "corrected": [(accept, _ask_correction), (accept - 2, _correct), (accept - 3, _accept)],
        "review": [(accept, _accept)],
        "special": [(accept, _accept), (accept - 1, _begin_procedure)],
        "extended": [(accept, _accept), (accept - 2, _extend)],
        "not_needed": [(accept, _not_needed)],
        "decision": [(accept, _accept), (review, _review)],
        "refused": [(accept, _accept), (review, _review), (decide, _refuse)],
        "ready": [(accept, _accept), (review, _review), (decide, _grant)],
        "delivered": [(accept, _accept), (review, _review), (decide, _grant)],
    }
    if life.outcome == "delivered" and life.version.licence_type.handover == Handover.WINDOW:
        paths["delivered"].append((max(decide - 1, 0), _hand_over))
    path = [(life.filed, _draft if life.outcome == "draft" else _file), *paths[life.outcome]]
    if life.outcome == "delivered" and life.number % 3:
        path.append((decide - 2, _rate))
    return path


def _applicant(demo: Demo, life: Life):
    if life.version.audience == "legal" and life.number % 4 == 0:
        return demo.people["legal_person"]
    return demo.people[f"citizen:{life.number % CITIZENS}"]


def _staff(demo: Demo, kind: str, life: Life):
    """The department's own people; every fifth case is handled by the county's comprehensive window."""
    organisation = life.version.item.organisation
    county = {"accept": "window", "handle": "handler", "decide": "decider"}[kind]
    own = demo.people.get(f"{kind}:{organisation.short_name}") or demo.people.get(f"{kind}:{organisation.name}")
    return demo.people[county] if life.number % 5 == 0 or own is None else own


def _form(life: Life) -> dict:
    n = life.number % len(ADDRESSES)
    place = {"township": TOWNSHIPS[n], "village": "中街村", "detail": f"{life.number % 90 + 1}号"}
    if (values := values_of(life.version.name, place, ID_NUMBER)) is not None:
        return values
    return {
        "subject": f"申请办理{life.version.name}",
        "place": ADDRESSES[n],
        "township": TOWNSHIPS[n],
        "start_on": "",
    }


def _uploads(life: Life) -> list[tuple]:
    return [(material, _paper(material.name)) for material in life.version.materials.order_by("position", "pk")]


def _paper(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("材料.pdf", one_page_pdf(text), "application/pdf")


# --- the acts, each with the action of the product ------------------------------------------------------------------


def _draft(demo, life, at):
    life.case = actions.save_draft(actor=_applicant(demo, life), version=life.version, form=_form(life))


def _file(demo, life, at):
    life.case = actions.submit_case(
        actor=_applicant(demo, life),
        version=life.version,
        form=_form(life),
        files=_uploads(life),
        submission_key=uuid.UUID(int=demo.random.getrandbits(128), version=4),
        at=at,
    )


def _accept(demo, life, at):
    actions.accept(case=life.case, actor=_staff(demo, "accept", life), at=at)


def _ask_correction(demo, life, at):
    items = [f"{life.version.materials.order_by('position', 'pk').first().name}缺少签名，请签名后重新上传"]
    actions.ask_correction(case=life.case, actor=_staff(demo, "accept", life), items=items, at=at)


def _correct(demo, life, at):
    material = life.version.materials.order_by("position", "pk").first()
    actions.correct(
        case=life.case,
        actor=_applicant(demo, life),
        files=[(material, _paper(f"{material.name}（补正）"))],
        note="已按要求补正",
        at=at,
    )


def _not_accept(demo, life, at):
    reason = (
        f"经营地址不在本县行政区域内，依法不属于{life.version.item.organisation.name}职权范围，请向所在地主管部门申请。"
    )
    agency = "经营地址所在县的主管部门"
    actor = _staff(demo, "accept", life)
    actions.not_accept(case=life.case, actor=actor, reason=reason, ground="agency", agency=agency, at=at)


def _not_needed(demo, life, at):
    reason = "农民在集市出售自产的农副产品，依法不需要取得本项许可，可以直接经营。"
    actions.tell_not_needed(case=life.case, actor=_staff(demo, "accept", life), reason=reason, at=at)


def _begin_procedure(demo, life, at):
    said = {"kind": "experts", "notified_days": 5, "document": "漳审专〔2026〕12号", "performer": "县专家评审组"}
    actions.begin_procedure(case=life.case, actor=_staff(demo, "handle", life), at=at, **said)


def _extend(demo, life, at):
    reason = "现场条件复杂，需要与相邻单位共同核查，十个工作日内不能作出决定。"
    said = {"days": 10, "approver": "局长 王某", "reason": reason}
    actions.extend(case=life.case, actor=_staff(demo, "decide", life), at=at, **said)


def _review(demo, life, at):
    actions.review(
        case=life.case, actor=_staff(demo, "handle", life), opinion="材料齐全，符合法定条件，建议准予许可。", at=at
    )


def _grant(demo, life, at):
    actions.grant(case=life.case, actor=_staff(demo, "decide", life), reason="符合法定条件、标准", at=at)
    actions.issue_licence(case=life.case, at=at)


def _hand_over(demo, life, at):
    actions.hand_over(case=life.case, actor=_staff(demo, "accept", life), receiver="本人", at=at)


def _refuse(demo, life, at):
    reason = "现场条件不符合法定要求，申请人在审查期间未能整改到位。"
    actions.refuse(case=life.case, actor=_staff(demo, "decide", life), reason=reason, at=at)


def _withdraw(demo, life, at):
    actions.withdraw(case=life.case, actor=_applicant(demo, life), note="申请人计划有变", at=at)


def _rate(demo, life, at):
    satisfaction = demo.random.choices(list(Satisfaction), weights=[50, 28, 12, 7, 3])[0]
    case = Case.objects.get(pk=life.case.pk)
    rate(
        actor=_applicant(demo, life),
        case=case,
        satisfaction=satisfaction,
        comment=COMMENTS[satisfaction.value],
        at=at,
    )
