"""The county's hall and two township counters, what is registered there, and what a counter received these days."""

import uuid

from approvals import actions
from approvals.actions import queue
from approvals.models import Counter, Hall, HelpPost, QueueGroup, Residency
from core.history import signed
from core.identifiers import id_check_digit
from powerlist.models import ServiceItemVersion

from .cases import _paper
from .sources import Demo

TOWNSHIPS = ("武阳镇", "三岔镇")
HOURS = "工作日 8:30—12:00，14:30—18:00"


def build(demo: Demo):
    versions = list(
        ServiceItemVersion.objects.in_force(demo.today)
        .filter(by_application=True)
        .select_related("item__organisation")
        .order_by("pk")
    )
    county = _hall(demo, "county", "漳县政务服务中心", demo.body("县行政审批服务局"), "漳县武阳镇武阳西路1号")
    _counters(demo, county, versions)
    townships = {}
    for number, name in enumerate(TOWNSHIPS, 1):
        body = demo.body(name)
        hall = _hall(demo, f"town{number}", f"{name}便民服务中心", body, f"{name}人民政府一楼")
        townships[name] = _keep(
            demo, Counter(hall=hall, number="1", name="综合窗口", comprehensive=True, group=_queue(demo, hall))
        )
        for version in versions:
            if version.item.organisation_id != body.pk and version.audience != "legal":
                _keep(
                    demo,
                    Residency(
                        item=version.item,
                        counter=townships[name],
                        mandate="receive",
                        valid_from=demo.day(200),
                        document="漳审改办〔2026〕6号",
                    ),
                )
    _received(demo, county, versions)
    _township_filed(demo, townships["武阳镇"], versions)
    _queued(demo, county)


def _keep(demo: Demo, row):
    signed(row, actor=demo.people["system_admin"], reason="登记大厅和窗口").save()
    return row


def _hall(demo, code, name, body, address) -> Hall:
    hall = _keep(
        demo, Hall(code=code, name=name, organisation=body, address=address, hours=HOURS, phone="0932-4862277")
    )
    _keep(
        demo,
        HelpPost(
            hall=hall,
            kind="guide",
            name="帮办台",
            place="进门右手",
            hours=HOURS,
            offers="帮老年人、残疾人填写申请、拍照上传材料，不收费",
        ),
    )
    _keep(
        demo,
        HelpPost(
            hall=hall,
            kind="proxy",
            name="代办员",
            place="帮办台登记",
            hours=HOURS,
            offers="受托代交材料、代领结果，不收费",
        ),
    )
    return hall


def _queue(demo, hall, letter="A", name="综合业务") -> QueueGroup:
    return _keep(demo, QueueGroup(hall=hall, letter=letter, name=name))


def _counters(demo: Demo, hall: Hall, versions):
    general, own = _queue(demo, hall), _queue(demo, hall, "B", "部门业务")
    for number in ("1", "2", "3"):
        _keep(demo, Counter(hall=hall, number=number, name="综合窗口", comprehensive=True, group=general))
    bodies = sorted(
        {v.item.organisation for v in versions if v.item.organisation.nature != "township"}, key=lambda b: b.code
    )
    for place, body in enumerate(bodies, 4):
        counter = _keep(demo, Counter(hall=hall, number=str(place), name=f"{body.short_name}窗口", group=own))
        name = body.short_name
        people = [
            demo.people.get(f"{kind}:{name}") or demo.people.get(f"{kind}:{body.name}") for kind in ("accept", "handle")
        ]
        for version in versions:
            if version.item.organisation_id == body.pk:
                _keep(demo, Residency(
                    item=version.item, counter=counter, first=people[0], second=people[1],
                    mandate="full" if version.pk % 3 == 0 else "accept",
                    valid_from=demo.day(300), document="漳审改办〔2026〕6号",
                ))  # fmt: skip


def _person(number: int) -> str:
    body = f"62112519{50 + number:02d}{1 + number % 12:02d}08{200 + number:03d}"
    return body + id_check_digit(body)


def _file(demo, counter, clerk, version, number, *, at, **options):
    form = {"subject": f"申请办理{version.name}", "place": "三岔镇中街村二组", "township": "三岔镇", "start_on": ""}
    materials = [(row, _paper(row.name)) for row in version.materials.order_by("position", "pk")]
    return actions.file_at_counter(
        actor=clerk,
        counter=counter,
        version=version,
        applicant={
            "applicant_kind": "1",
            "applicant_name": demo.invented_name(),
            "applicant_document": _person(number),
            "mobile": "",
        },
        form=form,
        files=materials,
        submission_key=uuid.UUID(int=demo.random.getrandbits(128), version=4),
        at=at,
        **options,
    )  # fmt: skip


def _received(demo: Demo, hall: Hall, versions):
    """Received at the county's general window: yesterday's is still there, one went on, one has just come."""
    counter = hall.counters.get(number="1")
    clerk = demo.people["window"]
    others = [v for v in versions if v.audience != "legal" and v.item.organisation_id != hall.organisation_id]
    for place, version in enumerate(others[:4]):
        case = _file(
            demo, counter, clerk, version, place, at=demo.moment(2 if place < 2 else 0, 9, place * 7), copies=place + 1
        )
        if place == 0:
            actions.hand_on(actor=clerk, intakes=[case.intake], at=demo.moment(2, 17))


def _township_filed(demo: Demo, counter: Counter, versions):
    body = counter.hall.organisation
    clerk = demo.people["township"]
    others = [v for v in versions if v.audience != "legal" and v.item.organisation_id != body.pk]
    for place, version in enumerate(others[4:6]):
        _file(demo, counter, clerk, version, 20 + place, at=demo.moment(1, 10, place * 9), mandate=_paper("授权委托书"))


def _queued(demo: Demo, hall: Hall):
    """A morning at the hall: two called, one missed, some waiting."""
    clerk = demo.people["window"]
    first, second = hall.counters.filter(number__in=("1", "2")).order_by("number")
    for group in hall.groups.order_by("letter"):
        for _ in range(6):
            queue.take_number(group=group)
    queue.call_next(actor=clerk, counter=first)
    queue.miss(actor=clerk, counter=first)
    for counter in (first, second):
        queue.call_next(actor=clerk, counter=counter)
    queue.begin_serving(actor=clerk, counter=second)
