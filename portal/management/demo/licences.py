"""Licences through their whole life: some that end soon, renewals, 注销, 撤销, and what other departments issued."""

from datetime import date

from core.workdays import add_months
from licences import actions
from licences.enums import LicenceKind
from licences.models import Licence, LicenceType

from .sources import Demo

OWN = ("demo-food", "食品小作坊登记证", "县市监局", "食品小作坊登记", 36)
# code, name, type code of GB/T 36904, body that answers, issuer in words, number
STOCK = (
    ("hukou", "居民户口簿", "11100000000013127D004", "县公安局", "漳县公安局", "62112500{:04d}"),
    ("shebao", "社会保障卡", "11100000MB0143028R011", "县人社局", "", "GS6211{:06d}"),
    ("hunyin", "结婚证", "11100000000014736D001", "县民政局", "漳县民政局", "J621125-2015-{:06d}"),
    ("yishi", "医师执业证书", "11100000MB0143028R020", "县卫健局", "甘肃省卫生健康委员会", "11062000{:07d}"),
)
SOON = (58, 41, 26, 12)


def build(demo: Demo):
    kind = _type(demo, OWN)
    _ending_soon(demo, kind)
    _deemed(demo, kind)
    _cancelled(demo, kind)
    _revoked(demo, kind)
    _waiting(demo, kind)
    _stock(demo)
    _typed(demo)
    actions.watch_licences(at=demo.moment(0, 6))


def _type(demo: Demo, row) -> LicenceType:
    code, name, _, _, months = row
    return LicenceType.objects.create(
        code=code, name=name, type_code="11100000MB0143028R036", kind=LicenceKind.LICENCE, validity_months=months,
        basis="《中华人民共和国食品安全法》第三十六条",
    )  # fmt: skip


def _issued(demo: Demo, kind: LicenceType, number: int, day: date) -> Licence:
    """A licence of a past day, to one of the invented citizens."""
    holder = demo.people[f"citizen:{number}"]
    return actions.issue(
        type=kind, organisation=demo.body(OWN[2]), holder=holder, holder_name=holder.name,
        holder_document=holder.id_number, holder_is_person=True, item_name=OWN[3],
        content={"经营场所": "武阳镇武阳西路", "食品类别": "糕点"}, case_number="",
        at=demo.moment((demo.today - day).days, 10), actor=demo.people["decider"],
    )  # fmt: skip


def _ending_in(demo: Demo, days: int) -> date:
    """The day on which a licence of the type was issued that ends in so many days."""
    return add_months(demo.day(-days), -OWN[4])


def _ending_soon(demo: Demo, kind):
    """The citizen of the demo has one that ends in 41 days; another asked for renewal in time."""
    rows = [
        _issued(demo, kind, number, _ending_in(demo, days)) for number, days in zip((1, 0, 2, 3), SOON, strict=True)
    ]
    actions.apply_renewal(licence=rows[2], applied_on=demo.day(10), reason="继续经营", at=demo.moment(10, 9))


def _deemed(demo: Demo, kind):
    """Asked for in time, undecided at the end: 视为准予延续."""
    licence = _issued(demo, kind, 4, _ending_in(demo, -6))
    actions.apply_renewal(licence=licence, applied_on=demo.day(40), reason="继续经营", at=demo.moment(40, 9))
    actions.watch_licences(at=demo.moment(5, 1))


def _done(demo: Demo, licence: Licence, kind: str, ground: str, reason: str, ago: int, **facts):
    act = actions.propose(
        licence=licence, kind=kind, ground=ground, reason=reason, actor=demo.people["handler"], facts=facts,
        at=demo.moment(ago + 3, 10),
    )  # fmt: skip
    actions.decide(act=act, actor=demo.people["decider"], opinion="同意", at=demo.moment(ago, 15))


def _cancelled(demo: Demo, kind):
    licence = _issued(demo, kind, 5, demo.day(400))
    reason = "持证人不再经营，申请注销，交回证件。"
    _done(demo, licence, "cancel", "other_law", reason, 30, law="《甘肃省食品小作坊小经营店小摊点监督管理条例》")


def _revoked(demo: Demo, kind):
    licence = _issued(demo, kind, 6, demo.day(200))
    reason = "经核查，申请时提交的场所租赁合同系伪造，以欺骗手段取得许可。"
    _done(
        demo, licence, "revoke", "fraud", reason, 20, public_harm="none",
        statement="告知后当事人陈述认可事实，没有异议",
    )  # fmt: skip


def _waiting(demo: Demo, kind):
    """What awaits its decision on the desk."""
    licence = _issued(demo, kind, 7, demo.day(300))
    actions.propose(
        licence=licence, kind="withdraw", ground="facts_changed", actor=demo.people["handler"],
        reason="经营场所划入饮用水水源一级保护区，不能继续从事食品加工。",
        facts={"public_interest": "保护县城饮用水水源", "statement": "当事人同意搬迁",
               "compensation": "按搬迁补偿协议补偿 26000 元"},
        at=demo.moment(2, 10),
    )  # fmt: skip


def _stock(demo: Demo):
    """What 公安, 人社, 民政 and 卫健 issued, as their systems gave it."""
    for place, (code, name, type_code, body, issuer, numbers) in enumerate(STOCK):
        kind = LicenceType.objects.create(
            code=code, name=name, type_code=type_code, kind=LicenceKind.CERTIFICATE, is_public=False, renewable=False
        )
        for number in range(10 - 2 * place):
            holder = demo.people[f"citizen:{number}"]
            actions.enter(
                actor=demo.people["handler"], type=kind, organisation=demo.body(body), trust="B", source="excel",
                source_name=f"{body}业务系统", original_number=numbers.format(1187 + 37 * number + place),
                holder_name=holder.name, holder_document=holder.id_number, issuer_name=issuer,
                valid_from=demo.day(900 + 61 * number), at=demo.moment(15, 11),
                state="cancelled" if code == "hunyin" and number == 3 else "valid",
            )  # fmt: skip


def _typed(demo: Demo):
    """From paper: one confirmed by a second person, one that still waits."""
    kind = LicenceType.objects.get(code=OWN[0])
    for number, ago in ((8, 6), (9, 1)):
        holder = demo.people[f"citizen:{number}"]
        licence, _ = actions.enter(
            actor=demo.people["window"], type=kind, organisation=demo.body(OWN[2]),
            original_number=f"漳食坊{number:03d}",
            holder_name=holder.name, holder_document=holder.id_number, item_name=OWN[3], valid_from=demo.day(500),
            valid_to=demo.day(-595), at=demo.moment(ago, 10),
        )  # fmt: skip
        if number == 8:
            actions.confirm(licence=licence, actor=demo.people["handler"], at=demo.moment(ago - 1, 9))
            actions.check(
                licence=licence, actor=demo.people["handler"], method="original", result="genuine",
                note="与原件一致", at=demo.moment(ago - 1, 9, 30),
            )  # fmt: skip
