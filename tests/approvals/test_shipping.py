"""邮寄送达: chosen, sent, signed for or come back; the clock runs until it is signed for (许可法 44; 民事诉讼法 91)."""

import json
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.models import AccessLog, Message
from approvals import actions
from approvals.enums import CaseState, ClockKind, ParcelState
from approvals.forms import DeliveryForm
from approvals.models import Case, MailAddress, Shipment
from approvals.queries import clocks
from core.workflow import MoveRefused
from tests.factories import OrganisationFactory, UserFactory, staff_with

from . import factories
from .factories import at

WISH = {"way": "courier", "receiver": "李小明", "phone": "13893200001", "address": "武阳镇武阳西路12号"}
WAYBILL = "EX123456785CN"


@pytest.fixture
def posted(db):
    """An office whose licence is on paper and may be sent."""
    found = factories.office(mail_results=True)
    found.version.licence_type.handover = "window"
    found.version.licence_type.save()
    return found


def made(office, **wish) -> Case:
    """Granted on 2026-03-06, the paper made; its ten working days end on 2026-03-20."""
    case = office.granted(prepare=lambda case: actions.choose_delivery(case, **(WISH | wish)))
    return actions.issue_licence(case=case, at=at("2026-03-06 11:00"))


def sent(office) -> Case:
    return actions.ship(case=made(office), actor=office.window, waybill=WAYBILL, at=at("2026-03-09 09:00"))


def delivery(case) -> object:
    case = Case.objects.with_clock_rows().get(pk=case.pk)
    return next(clock for clock in clocks(case) if clock.kind == ClockKind.DELIVERY)


def told(case) -> list[str]:
    return list(Message.objects.filter(number=case.number).order_by("id").values_list("title", flat=True))


def test_sending_stops_no_clock_the_day_of_signature_does(posted):
    case = sent(posted)
    assert case.state == CaseState.MADE and delivery(case).ended is None and not case.waits_at_window
    assert case.burns_on.isoformat() == "2026-03-20"
    done = actions.sign_for(
        case=case, actor=posted.window, signer="本人", signed_at=at("2026-03-11 16:00"), at=at("2026-03-16 09:00")
    )
    assert done.state == CaseState.DELIVERED and delivery(done).ended.isoformat() == "2026-03-11"
    assert told(case)[-3:] == ["证件已制好，将邮寄给您", "证件已寄出", "证件已签收"]
    assert done.shipment.state == ParcelState.SIGNED


def test_signed_for_after_the_tenth_day_it_is_late_although_it_was_sent_in_time(posted):
    case = sent(posted)
    actions.sign_for(case=case, actor=posted.window, signer="本人", signed_at=at("2026-03-23 09:00"),
                     at=at("2026-03-23 10:00"))  # fmt: skip
    clock = delivery(case)
    assert clock.is_late(clock.ended)


def test_what_comes_back_is_fetched_at_the_window(posted):
    case = sent(posted)
    with pytest.raises(MoveRefused, match="还没有退回"):
        actions.hand_over(case=case, actor=posted.window, receiver="本人", at=at("2026-03-10 09:00"))
    case = actions.mail_returned(case=case, actor=posted.window, reason="地址不详", at=at("2026-03-12 09:00"))
    assert case.waits_at_window and told(case)[-1] == "邮件退回，请到窗口领取"
    with pytest.raises(MoveRefused, match="窗口领取"):
        actions.ship(case=case, actor=posted.window, waybill="EX999999995CN", at=at("2026-03-12 10:00"))
    done = actions.hand_over(case=case, actor=posted.window, receiver="本人", at=at("2026-03-13 09:00"))
    assert done.state == CaseState.DELIVERED


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"signer": " "}, "签收人"),
        ({"signed_at": at("2026-03-08 09:00")}, "寄出以后"),
        ({"signed_at": at("2026-03-30 09:00")}, "现在以前"),
    ],
)
def test_a_signature_has_a_person_and_a_time_after_the_sending(posted, facts, words):
    case = sent(posted)
    said = {"signer": "本人", "signed_at": at("2026-03-11 16:00"), "at": at("2026-03-16 09:00")}
    with pytest.raises(MoveRefused, match=words):
        actions.sign_for(case=case, actor=posted.window, **said | facts)


def test_one_waybill_one_parcel_and_nobody_else_sends(posted):
    case, other = sent(posted), made(posted)
    for waybill, words in ((WAYBILL, "已经登记过"), ("12", "8 位以上")):
        with pytest.raises(MoveRefused, match=words):
            actions.ship(case=other, actor=posted.window, waybill=waybill)
    with pytest.raises(MoveRefused, match="不能再寄"):
        actions.ship(case=case, actor=posted.window, waybill="EX999999995CN")
    with pytest.raises(PermissionDenied):
        actions.ship(case=other, actor=posted.handler, waybill="EX999999995CN")
    with pytest.raises(MoveRefused, match="还没有寄出"):
        actions.mail_returned(case=other, actor=posted.window, reason="退")
    with pytest.raises(IntegrityError), transaction.atomic():
        Shipment.objects.filter(case=case).update(state="signed")


def test_the_carriers_word_is_written_once_and_ends_the_case(posted, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    (tmp_path / "courier").mkdir()
    path, case = tmp_path / "courier" / f"{WAYBILL}.jsonl", sent(posted)
    moving = {"at": "2026-03-10T08:00:00+08:00", "words": "到达定西市", "place": "定西"}
    path.write_text(json.dumps(moving) + "\n")
    for moment in ("2026-03-10 09:00", "2026-03-10 10:00"):
        assert actions.track_shipments(at=at(moment)) == {"asked": 1, "signed": 0, "returned": 0}
    assert case.shipment.events.count() == 1
    signed = {"at": "2026-03-11T15:00:00+08:00", "words": "李小明", "outcome": "signed"}
    path.write_text(json.dumps(moving) + "\n" + json.dumps(signed) + "\n")
    assert actions.track_shipments(at=at("2026-03-11 16:00"))["signed"] == 1
    assert actions.track_shipments(at=at("2026-03-11 17:00"))["asked"] == 0
    case.refresh_from_db()
    assert case.state == CaseState.DELIVERED and case.closed_at == at("2026-03-11 15:00")
    assert case.shipment.signer == "李小明" and told(case).count("证件已签收") == 1


def test_a_carrier_that_does_not_answer_keeps_no_other_waiting(posted, monkeypatch):
    first = sent(posted)
    actions.ship(case=made(posted), actor=posted.window, waybill="EX999999995CN", at=at("2026-03-09 10:00"))

    def broken(self, waybill):
        if waybill == WAYBILL:
            raise OSError("no answer")
        return []

    monkeypatch.setattr("approvals.adapters.LocalCourier.track", broken)
    assert actions.track_shipments(at=at("2026-03-10 09:00"))["asked"] == 1
    first.refresh_from_db()
    assert first.state == CaseState.MADE


def test_only_what_may_be_sent_is_sent(office):
    with pytest.raises(MoveRefused, match="不能邮寄"):
        office.submit(prepare=lambda case: actions.choose_delivery(case, **WISH))
    form = DeliveryForm({}, version=office.version)
    assert not form.asks_way and form.is_valid()


def test_the_address_is_whole_and_kept_encrypted(posted):
    with pytest.raises(MoveRefused, match="收件人和地址"):
        posted.submit(prepare=lambda case: actions.choose_delivery(case, **WISH | {"address": " "}))
    with pytest.raises(ValidationError):
        posted.submit(prepare=lambda case: actions.choose_delivery(case, **WISH | {"phone": "12"}))
    made(posted)
    with connection.cursor() as cursor:
        cursor.execute("SELECT receiver || phone || address FROM approvals_mailaddress")
        kept = cursor.fetchone()[0]
    assert not any(text in kept for text in (WISH["receiver"], WISH["phone"], "武阳"))


def test_the_form_asks_for_the_whole_address(posted):
    form = DeliveryForm({"delivery-way": "courier", "delivery-phone": "12"}, version=posted.version)
    assert not form.is_valid() and set(form.errors) == {"receiver", "phone", "address"}


# --- the pages -------------------------------------------------------------------------------------------------------


def page(client, address, status=200) -> str:
    found = client.get(address)
    assert found.status_code == status
    return found.content.decode()


def test_the_applicant_chooses_and_consents_at_the_end_and_follows_the_parcel(client, posted):
    draft = posted.draft()
    actions.attach(case=draft, actor=posted.citizen, material=posted.material, upload=factories.pdf())
    client.force_login(posted.citizen)
    address = f"/items/{posted.version.item.code}/apply/"
    last = f"{address}?step=4"
    assert "邮寄的，填写" in page(client, last) and "同意电子送达" in page(client, last)
    sent_form = {"step": "4", "submission_key": str(draft.submission_key), "declared": "on", "delivery-consent": "on"}
    sent_form |= {f"delivery-{name}": text for name, text in WISH.items()}
    assert client.post(address, sent_form | {"delivery-address": ""}).status_code == 422
    assert client.post(address, sent_form).status_code == 302
    case = Case.objects.get()
    assert (case.delivery_way, case.mail_address.address) == ("courier", WISH["address"])
    assert actions.has_consented(case)
    page(client, f"/me/cases/{case.number}/parcel/", 404)


def test_the_desk_prints_slips_and_its_reading_is_logged(client, posted):
    case = made(posted)
    client.force_login(posted.window)
    said = page(client, "/desk/shipments/")
    assert case.number in said and WISH["address"] not in said and WISH["phone"] not in said
    slips = client.post("/desk/shipments/slips/", {"case": [case.number]}).content.decode()
    assert WISH["address"] in slips and WISH["phone"] in slips
    assert AccessLog.objects.filter(reference=f"case:{case.number}").exists()
    actions.ship(case=case, actor=posted.window, waybill=WAYBILL)
    assert case.number not in page(client, "/desk/shipments/")
    assert WAYBILL in page(client, "/desk/shipments/?tab=sent")
    assert client.post("/desk/shipments/slips/", {"case": [case.number]}).status_code == 302, "sent: no slip any more"
    client.force_login(posted.citizen)
    assert WAYBILL in page(client, f"/me/cases/{case.number}/parcel/")
    assert f"/me/cases/{case.number}/parcel/" in page(client, f"/me/cases/{case.number}/")
    client.force_login(UserFactory())
    page(client, f"/me/cases/{case.number}/parcel/", 404)


def test_the_desk_shows_no_parcel_of_another_body_and_nothing_to_others(client, posted):
    case = made(posted)
    client.force_login(staff_with("receive_cases", organisation=OrganisationFactory()))
    assert case.number not in page(client, "/desk/shipments/")
    assert client.post("/desk/shipments/slips/", {"case": [case.number]}).status_code == 302
    client.force_login(posted.handler)
    page(client, "/desk/shipments/", 403)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_asks_as_much_for_three_as_for_one(client, posted, django_assert_num_queries, rows):
    for _ in range(rows):
        made(posted, receiver=f"张{uuid.uuid4().hex[:4]}")
    client.force_login(posted.window)
    client.get("/desk/shipments/")
    with django_assert_num_queries(QUERIES):
        client.get("/desk/shipments/")
    assert MailAddress.objects.count() == rows


QUERIES = 7
