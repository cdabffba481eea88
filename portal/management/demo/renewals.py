"""Licences that end soon: renewal to ask for, being decided, deemed granted, granted; papers that go by courier."""

import uuid

from approvals import actions
from approvals.enums import Purpose
from core.workdays import add_months
from licences import actions as licences
from powerlist.models import ServiceItemVersion
from supervision.actions import sweep

from .cases import Life, _form, _staff, _uploads
from .sources import Demo


def build(demo: Demo):
    versions = ServiceItemVersion.objects.open_to_public(demo.today).filter(
        online=True, audience__in=["person", "both"], licence_type__isnull=False
    )
    versions = list(versions.select_related("item__organisation", "licence_type").order_by("pk")[:40])
    soon, late, asked, deemed, granted, changed = (versions[place] for place in (0, 2, 3, 4, 5, 6))
    _held(demo, soon, 0, ends_in=45)
    _held(demo, late, 0, ends_in=12)
    _filed(demo, asked, _held(demo, asked, 0, ends_in=20), 0, Purpose.RENEW, ago=20)
    life = _filed(demo, deemed, _held(demo, deemed, 1, ends_in=-4), 1, Purpose.RENEW, ago=40)
    actions.deem_renewed(case=life.case, at=demo.moment(3, 0, 5))
    _decided(demo, _filed(demo, granted, _held(demo, granted, 2, ends_in=30), 2, Purpose.RENEW, ago=35), ago=20)
    _decided(demo, _filed(demo, changed, _held(demo, changed, 0, ends_in=400), 0, Purpose.CHANGE, ago=12), ago=5)
    sweep(now=demo.moment(3, 0, 10))
    post(demo)
    charge(demo)


def _held(demo: Demo, version, number: int, *, ends_in: int):
    """A licence that the item yielded to this citizen one term ago."""
    holder, kind = demo.people[f"citizen:{number}"], version.licence_type
    begun = add_months(demo.day(-ends_in), -(kind.validity_months or 60))
    return licences.issue(
        type=kind, organisation=version.item.organisation, holder=holder, holder_name=holder.name,
        holder_document=holder.id_number, holder_is_person=True, item_name=version.name,
        content={"经营场所": "武阳镇武阳西路8号"}, case_number="", at=demo.moment((demo.today - begun).days, 10),
    )  # fmt: skip


def _filed(demo: Demo, version, licence, number: int, purpose, *, ago: int) -> Life:
    life = Life(number * 5 + 1, "review", 0, True, version)
    actor, at = demo.people[f"citizen:{number}"], demo.moment(ago, 9, 30)
    draft = actions.begin_application(actor=actor, licence=licence, purpose=purpose, at=at)
    life.case = actions.submit_case(
        actor=actor, version=version, form=_form(life), files=_uploads(life), submission_key=draft.submission_key, at=at
    )
    life.case = actions.accept(case=life.case, actor=_staff(demo, "accept", life), at=demo.moment(ago - 1, 9))
    return life


def _decided(demo: Demo, life: Life, *, ago: int):
    at = demo.moment(ago + 2, 11)
    case = actions.review(case=life.case, actor=_staff(demo, "handle", life), opinion="符合条件，建议准予。", at=at)
    case = actions.grant(case=case, actor=_staff(demo, "decide", life), reason="符合法定条件", at=demo.moment(ago, 15))
    actions.issue_licence(case=case, at=demo.moment(ago, 15, 5))


def post(demo: Demo):
    """Three that wait to be sent, one on its way with what the carrier said of it."""
    versions = ServiceItemVersion.objects.open_to_public(demo.today).filter(mail_results=True)
    versions = versions.filter(licence_type__handover="window").select_related("item__organisation", "item__entry")
    running = [v for v in versions.order_by("pk")[:8] if not v.item.entry.suspensions.on(demo.today).exists()]
    for place, version in enumerate(running[:4]):
        case = _to_post(demo, version, place)
        if place == 3:
            clerk = _staff(demo, "accept", Life(1, "", 0, True, version))
            case = actions.ship(case=case, actor=clerk, waybill="EX621125001CN", at=demo.moment(1, 9))
            case.shipment.events.create(at=demo.moment(1, 11), words="漳县揽投部已收寄", place="漳县")
            case.shipment.events.create(at=demo.moment(1, 20), words="离开定西处理中心，下一站临洮", place="定西")


def _to_post(demo: Demo, version, place: int):
    case, life = _case(demo, version, place, way="courier")
    life.case = case
    _decided(demo, life, ago=6)
    return type(case).objects.get(pk=case.pk)


def _case(demo: Demo, version, place: int, way: str = ""):
    """Filed twelve days ago, accepted the day after; with a way also where to."""
    person = demo.people["legal_person"] if version.audience == "legal" else demo.people["citizen:0"]
    wish = {"receiver": person.name, "phone": "13993200000", "address": f"武阳镇武阳西路{place + 3}号"} if way else {}
    life = Life(place * 5 + 1, "", 0, True, version)
    case = actions.submit_case(
        actor=person, version=version, form=_form(life), files=_uploads(life),
        submission_key=uuid.UUID(int=demo.random.getrandbits(128), version=4), at=demo.moment(12, 9, place),
        prepare=lambda case: actions.choose_delivery(case, way=way, **wish),
    )  # fmt: skip
    return actions.accept(case=case, actor=_staff(demo, "accept", life), at=demo.moment(11, 9, place)), life


def charge(demo: Demo):
    """One that is asked to pay, one that has paid."""
    version = (
        ServiceItemVersion.objects.open_to_public(demo.today)
        .filter(charges__amount__isnull=False, by_application=True)
        .select_related("item__organisation")
        .order_by("pk")
        .first()
    )
    for place in range(2 if version is not None else 0):
        case, life = _case(demo, version, place + 20)
        row, clerk = version.charges.exclude(amount=None).get(), _staff(demo, "accept", life)
        fee = actions.ask_fee(case=case, actor=clerk, charge=row, quantity=1200 + place, at=demo.moment(5, 10, place))
        if place:
            actions.pay_fee(fee=fee, actor=clerk, receipt="甘财电 0023461187", at=demo.moment(3, 15))
