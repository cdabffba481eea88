"""缴款: by the standard and never above it, nothing where the item is free, exempted on a ground (许可法 58, 59)."""

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InternalError, transaction
from django.db.utils import ProgrammingError

from accounts.models import Message
from approvals import actions
from approvals.enums import CaseState, FeeState
from approvals.models import CaseFee
from core.workflow import MoveRefused
from licences.models import Licence
from tests.factories import OrganisationFactory, staff_with

from . import factories
from .factories import at

CHARGES = [
    {"name": "工本费", "standard": "每证 10 元", "basis": "《条例》第一条", "amount": "10.00"},
    {"name": "水资源费", "standard": "0.35 元/立方米", "basis": "《条例》第二条", "amount": "0.35",
     "counted_by": "立方米", "reducible": True, "reduction": "农业灌溉免收"},
    {"name": "评估费", "standard": "按合同", "basis": "《条例》第三条"},
]  # fmt: skip
REFUSED = (InternalError, ProgrammingError)


def charging(**first) -> factories.Office:
    charges = [{**CHARGES[0], **first}, *CHARGES[1:]]
    return factories.office(fee="按标准收费", online_payment=True, parts={"charges": charges})


@pytest.fixture
def desk(db):
    return charging()


def charge(desk, place: int):
    return desk.version.charges.get(position=place)


def asked(desk, case, place=1, **facts) -> CaseFee:
    return actions.ask_fee(case=case, actor=desk.window, charge=charge(desk, place), at=at("2026-03-04 09:00"), **facts)


def test_the_amount_is_the_standard_times_what_is_counted(desk):
    case = desk.accepted()
    assert asked(desk, case).amount == 10
    fee = asked(desk, case, 2, quantity="1200.50")
    assert (str(fee.amount), fee.state) == ("420.18", FeeState.DUE) and case.number in fee.code
    assert Message.objects.filter(number=case.number, title="请缴款").count() == 2
    paper = actions.make_paper(move=case.moves.filter(move="ask_fee").last())
    assert paper.title == "缴款通知书"
    with pytest.raises(MoveRefused, match="不能重复收取"):
        asked(desk, case)


@pytest.mark.parametrize(
    ("place", "facts", "words"),
    [(3, {}, "没有写成单价"), (1, {"quantity": 2}, "数量只能是 1"), (2, {"quantity": 0}, "大于 0")],
)
def test_what_the_standard_does_not_give_is_not_asked(desk, place, facts, words):
    with pytest.raises(MoveRefused, match=words):
        asked(desk, desk.accepted(), place, **facts)
    assert not CaseFee.objects.exists()


def test_nothing_free_can_be_charged_by_anyone_anyhow(office):
    case = office.accepted()
    row = office.version.charges.model(version=office.version, name="手续费", amount=5)
    with pytest.raises(MoveRefused, match="不收费"):
        actions.ask_fee(case=case, actor=office.window, charge=row)
    body = OrganisationFactory(credit_code="11430000006122244L")
    elsewhere = factories.VersionFactory(organisation=body, fee="按标准收费", parts={"charges": CHARGES})
    foreign = elsewhere.charges.get(position=1)
    with pytest.raises(REFUSED, match="may not be charged"), transaction.atomic():
        CaseFee.objects.create(case=case, charge=foreign, amount=1, code="x", asked_at=at("2026-03-04 09:00"),
                               asked_by=office.window)  # fmt: skip


@pytest.mark.parametrize("change", [{"amount": 11}, {"quantity": 3}, {"amount": 9}])
def test_the_database_lets_nobody_raise_what_was_asked(desk, change):
    fee = asked(desk, desk.accepted())
    with pytest.raises(REFUSED), transaction.atomic():
        CaseFee.objects.filter(pk=fee.pk).update(**change)


def test_the_database_refuses_more_than_the_standard(desk):
    case = desk.accepted()
    facts = {"case": case, "charge": charge(desk, 1), "asked_at": at("2026-03-04 09:00"), "asked_by": desk.window}
    with pytest.raises(REFUSED, match="may not be charged"), transaction.atomic():
        CaseFee.objects.create(amount="10.01", code="x", **facts)
    CaseFee.objects.create(amount="10.00", code="y", **facts)


def test_paid_by_a_clerk_or_by_the_treasury_once(desk, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    (tmp_path / "fees").mkdir()
    case = desk.accepted()
    first, second = asked(desk, case), asked(desk, case, 2, quantity=100)
    with pytest.raises(MoveRefused, match="票据号"):
        actions.pay_fee(fee=first, actor=desk.window, receipt=" ")
    paid = actions.pay_fee(fee=first, actor=desk.window, receipt="甘财 0012345", at=at("2026-03-05 09:00"))
    assert (paid.state, paid.receipt) == (FeeState.PAID, "甘财 0012345")
    with pytest.raises(MoveRefused, match="已缴款"):
        actions.pay_fee(fee=first, actor=desk.window, receipt="又一张", at=at("2026-03-05 09:10"))
    assert actions.ask_treasury(at=at("2026-03-05 10:00")) == 0
    said = {"at": "2026-03-05T10:30:00+08:00", "receipt": "FS2026000001"}
    (tmp_path / "fees" / f"{second.code}.json").write_text(json.dumps(said))
    assert [actions.ask_treasury(at=at("2026-03-05 11:00")) for _ in range(2)] == [1, 0]
    second.refresh_from_db()
    assert (second.receipt, second.paid_at) == ("FS2026000001", at("2026-03-05 10:30"))
    assert case.moves.filter(move="fee_paid").count() == 1


def test_exempted_on_the_ground_of_the_guide_by_who_decides(desk):
    case = desk.accepted()
    cost, water = asked(desk, case), asked(desk, case, 2, quantity=100)
    with pytest.raises(MoveRefused, match="没有减免的规定"):
        actions.exempt_fee(fee=cost, actor=desk.decider, ground="困难")
    with pytest.raises(MoveRefused, match="依据和情形"):
        actions.exempt_fee(fee=water, actor=desk.decider, ground=" ")
    with pytest.raises(PermissionDenied):
        actions.exempt_fee(fee=water, actor=desk.window, ground="农业灌溉")
    done = actions.exempt_fee(fee=water, actor=desk.decider, ground="农业灌溉", at=at("2026-03-05 09:00"))
    assert (done.state, done.settled_by) == (FeeState.EXEMPT, desk.decider)
    with pytest.raises(MoveRefused, match="已减免"):
        actions.pay_fee(fee=water, actor=desk.window, receipt="1", at=at("2026-03-05 10:00"))


def test_what_was_paid_is_given_back_for_a_reason(desk):
    fee = asked(desk, desk.accepted())
    with pytest.raises(MoveRefused, match="待缴款"):
        actions.refund_fee(fee=fee, actor=desk.decider, reason="重复缴款")
    fee = actions.pay_fee(fee=fee, actor=desk.window, receipt="1", at=at("2026-03-05 09:00"))
    with pytest.raises(MoveRefused, match="退款的原因"):
        actions.refund_fee(fee=fee, actor=desk.decider, reason="")
    done = actions.refund_fee(fee=fee, actor=desk.decider, reason="重复缴款", at=at("2026-03-06 09:00"))
    assert (done.state, done.reason) == (FeeState.REFUNDED, "重复缴款")


def test_a_licence_waits_for_money_only_where_the_item_says_pay_first(desk):
    case = desk.accepted()
    asked(desk, case)
    case = actions.review(case=case, actor=desk.handler, opinion="符合", at=at("2026-03-05 10:00"))
    case = actions.grant(case=case, actor=desk.decider, at=at("2026-03-06 10:00"))
    assert actions.issue_licence(case=case, at=at("2026-03-06 11:00")).state == CaseState.DELIVERED


def test_pay_first_the_licence_comes_when_it_is_paid(db):
    desk = charging(pay_first=True)
    case = actions.issue_licence(case=desk.granted(), at=at("2026-03-06 11:00"))
    assert case.state == CaseState.GRANTED and actions.finish_pending(now=at("2026-03-07 10:00"))["licences"] == 0
    fee = actions.ask_fee(case=case, actor=desk.window, charge=charge(desk, 1), at=at("2026-03-07 11:00"))
    assert actions.issue_licence(case=case, at=at("2026-03-07 12:00")).state == CaseState.GRANTED
    actions.pay_fee(fee=fee, actor=desk.window, receipt="1", at=at("2026-03-08 09:00"))
    assert actions.finish_pending(now=at("2026-03-09 10:00"))["licences"] == 1
    assert Licence.objects.get().issued_on == date(2026, 3, 9)


# --- the pages -------------------------------------------------------------------------------------------------------


def test_the_desk_asks_registers_and_the_applicant_sees_it(client, desk):
    case = desk.accepted()
    client.force_login(desk.window)
    address = f"/desk/cases/{case.number}/"
    page = client.get(address).content.decode()
    assert "通知缴款" in page and "没有写成单价" in page
    row = charge(desk, 1)
    assert client.post(f"{address}fees/ask/", {"charge": row.pk}).url.endswith("#fees")
    fee = CaseFee.objects.get()
    client.force_login(desk.citizen)
    mine = client.get(f"/me/cases/{case.number}/").content.decode()
    assert fee.code in mine and "待缴款" in mine
    assert client.post(f"{address}fees/pay/", {"fee": fee.pk, "words": "1"}).status_code == 403
    client.force_login(desk.window)
    client.post(f"{address}fees/pay/", {"fee": fee.pk, "words": "甘财 1"})
    client.post(f"{address}fees/exempt/", {"fee": fee.pk, "words": "x"})
    fee.refresh_from_db()
    assert fee.receipt == "甘财 1" and fee.state == FeeState.PAID
    assert client.post(f"{address}fees/steal/", {}).status_code == 404
    client.force_login(staff_with("receive_cases", "view_cases", organisation=OrganisationFactory()))
    assert client.post(f"{address}fees/pay/", {"fee": fee.pk}).status_code == 404


def test_a_free_item_says_nothing_of_money(client, office):
    case = office.accepted()
    client.force_login(office.window)
    page = client.get(f"/desk/cases/{case.number}/").content.decode()
    assert 'id="fees"' not in page and "通知缴款" not in page
