"""The wallet, the desk and the public register: who sees what, masked, with a fixed number of queries."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import AccessLog
from core.models import Publication
from licences import actions
from licences.models import Licence, LicenceType
from tests.factories import OrganisationFactory, UserFactory, staff_with

from .conftest import ID, another, moment
from .test_acts import PENALTY, REVOKED, asked

NAME = "李小明"


@pytest.fixture
def stock(office):
    kind = LicenceType.objects.create(code="HKB", type_code="11100000000013127D004", name="居民户口簿", is_public=False)
    licence, _ = actions.enter(
        actor=office.manager, type=kind, organisation=office.organisation, original_number="H0093001",
        holder_name=NAME, holder_document=ID, valid_from=date(2020, 5, 1), issuer_name="漳县公安局", trust="B",
        details={"户籍地": "武阳镇中街12号"},
    )  # fmt: skip
    return licence


def get(client, address, status=200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


# --- the wallet ------------------------------------------------------------------------------------------------------


def test_the_holder_sees_what_is_held_in_full_others_nothing(client, office, stock):
    client.force_login(office.holder)
    text = get(client, "/me/licences/")
    assert "食品小作坊登记证" in text and "居民户口簿" in text
    page = get(client, f"/me/licences/{stock.number}/")
    assert ID in page and "武阳镇中街12号" in page and "H0093001" in page
    assert b"<svg" in client.get(f"/me/licences/{stock.number}/qr.svg").content
    client.force_login(UserFactory())
    assert "食品小作坊登记证" not in get(client, "/me/licences/")
    for address in ("", "qr.svg"):
        get(client, f"/me/licences/{stock.number}/{address}", 404)


def test_a_legal_person_sees_those_of_its_credit_code(client, office):
    code = "91621125MA7ABCDE95"
    another(office, 21, holder=None, holder_name="漳县某公司", holder_document=code, holder_is_person=False)
    for kind, credit_code, seen in (
        ("legal_person", code, True),
        ("legal_person", "", False),
        ("citizen", code, False),
    ):
        client.force_login(UserFactory(kind=kind, credit_code=credit_code))
        assert ("食品小作坊登记证" in get(client, "/me/licences/")) is seen


def test_soon_ending_it_leads_to_renewal(client, office):
    today = timezone.localdate()
    Licence.objects.update(valid_to=today + timedelta(days=45))
    client.force_login(office.holder)
    assert "请最迟在" in get(client, "/me/licences/?show=soon")
    assert "快到期了" in get(client, f"/me/licences/{office.licence.number}/")
    actions.apply_renewal(licence=office.licence, applied_on=today)
    text = get(client, "/me/licences/?show=soon")
    assert "延续申请正在办理" in text and "请最迟在" not in text


def test_what_was_decided_is_there_with_its_paper(client, office):
    act = asked(office, "revoke", "procedure", REVOKED)
    client.force_login(office.holder)
    assert "撤销" not in get(client, f"/me/licences/{office.licence.number}/"), "a proposal is the office's own"
    actions.decide(act=act, actor=office.decider)
    page = get(client, f"/me/licences/{office.licence.number}/")
    address = f"/licences/{office.licence.number}/acts/{act.pk}/"
    assert "已撤销" in page and address in page and "王管理" not in page
    assert b"".join(client.get(address).streaming_content).startswith(b"%PDF")
    client.force_login(UserFactory())
    get(client, address, 404)


@pytest.mark.parametrize("address", ["/me/licences/", "/me/licences/new/", "/desk/licences/", "/desk/licences/new/"])
def test_nobody_without_a_log_in(client, db, address):
    assert client.get(address).status_code == 302


# --- the desk --------------------------------------------------------------------------------------------------------


def test_the_desk_is_scoped_and_masked(client, office, stock):
    client.force_login(office.manager)
    for address in ("/desk/licences/", f"/desk/licences/{stock.number}/"):
        text = get(client, address)
        assert "李*明" in text and NAME not in text and ID not in text
        assert "H0093001" not in text and "武阳镇中街12号" not in text
    client.force_login(staff_with("manage_licences", "decide_licences", organisation=OrganisationFactory()))
    assert "李*明" not in get(client, "/desk/licences/")
    for address in ("", "propose/revoke/", "reveal/", "check/", "decide/"):
        assert client.post(f"/desk/licences/{stock.number}/{address}").status_code in (404, 405)
    client.force_login(office.holder)
    assert client.get("/desk/licences/").status_code == 403


def test_full_data_are_shown_once_with_a_reason_on_record(client, office):
    client.force_login(office.manager)
    address = f"/desk/licences/{office.licence.number}/reveal/"
    assert client.post(address, {"reason": ""}).status_code == 422
    assert not AccessLog.objects.exists()
    assert ID in client.post(address, {"reason": "核对持证人身份"}).content.decode()
    assert AccessLog.objects.get().reference == f"user:{office.holder.pk}"
    assert ID not in get(client, f"/desk/licences/{office.licence.number}/")


def test_by_the_document_s_number_only_what_is_within_reach(client, office, stock):
    client.force_login(office.manager)
    page = client.post("/desk/licences/holder/", {"document": ID}).content.decode()
    assert "查到 2 份" in page and ID not in page.replace(f'value="{ID}"', "")
    client.force_login(staff_with("manage_licences", organisation=OrganisationFactory()))
    assert "没有查到" in client.post("/desk/licences/holder/", {"document": ID}).content.decode()
    assert AccessLog.objects.filter(reference="licences:search").count() == 2


def test_proposed_by_one_and_decided_by_another_on_the_pages(client, office):
    address = f"/desk/licences/{office.licence.number}/"
    client.force_login(office.manager)
    assert "提出撤销" in get(client, address) and "提出恢复" not in get(client, address)
    typed = {"revoke-ground": "procedure", "revoke-public_harm": "none", "revoke-statement": "没有异议",
             "revoke-reason": "没有听证就作出决定"}  # fmt: skip
    refused = client.post(f"{address}propose/revoke/", typed)
    assert refused.status_code == 422 and "请写明赔偿" in refused.content.decode()
    assert "没有听证就作出决定" in refused.content.decode(), "what was typed comes back"
    assert client.post(f"{address}propose/revoke/", typed | {"revoke-compensation": "没有损害"}).status_code == 302
    own = get(client, address)
    assert "收回提议" in own and "决定撤销" not in own
    client.force_login(office.decider)
    assert "没有听证就作出决定" in get(client, address)
    assert client.post(f"{address}decide/", {"decide-opinion": "同意"}).status_code == 302
    assert Licence.objects.get().state == "revoked"
    again = client.post(f"{address}decide/", {"decide-opinion": "同意"}, follow=True)
    assert "没有待决定的事项" in again.content.decode()


def test_a_change_by_form_keeps_what_was_not_changed(client, office):
    address = f"/desk/licences/{office.licence.number}/propose/change/"
    client.force_login(office.manager)
    same = {"change-holder_name": NAME, "change-item_name": "食品小作坊登记", "change-applied_on": "2026-05-20",
            "change-content_0": "武阳镇武阳西路12号", "change-reason": "申请变更"}  # fmt: skip
    assert "至少有一处" in client.post(address, same).content.decode()
    assert client.post(address, same | {"change-content_0": "新寺镇"}).status_code == 302
    assert Licence.objects.get().acts.get().facts["changes"] == {"content": {"经营场所": "新寺镇"}}


def test_typed_from_paper_and_confirmed_on_the_pages(client, office):
    client.force_login(office.manager)
    typed = {
        "type": office.type.pk, "organisation": office.organisation.code, "original_number": "旧001",
        "holder_name": NAME, "holder_document": ID, "issued_on": "2024-01-01", "valid_from": "2024-01-01",
    }  # fmt: skip
    assert client.post("/desk/licences/new/", typed | {"holder_document": "1"}).status_code == 422
    client.post("/desk/licences/new/", typed)
    licence = Licence.objects.get(trust="C")
    assert "确认录入无误" not in get(client, f"/desk/licences/{licence.number}/")
    client.force_login(office.second)
    assert "确认录入无误" in get(client, f"/desk/licences/{licence.number}/")
    client.post(f"/desk/licences/{licence.number}/confirm/")
    assert Licence.objects.get(trust="C").state == "valid"


def test_a_check_is_written_on_the_page(client, office):
    client.force_login(office.manager)
    address = f"/desk/licences/{office.licence.number}/"
    assert client.post(f"{address}check/", {"check-method": "letter"}).status_code == 422
    client.post(f"{address}check/", {"check-method": "library", "check-case_number": "62112520260001"})
    assert "真实有效" in get(client, address) and "62112520260001" in get(client, address)


# --- the register ----------------------------------------------------------------------------------------------------


def test_the_register_is_open_masked_and_says_why_something_ended(client, office, stock):
    actions.decide(act=asked(office, "penalise", "penalty", PENALTY | {"hearing_told_on": "2026-05-01",
                             "hearing": "given_up"}), actor=office.decider, at=moment("2026-06-02 09:00"))  # fmt: skip
    text = get(client, "/open/licences/")
    assert "李*明" in text and "行政处罚决定吊销许可证件" in text and "2026-06-02" in text
    page = get(client, f"/open/licences/{office.licence.number}/")
    assert "吊销" in page and "县市场监管局证吊销字〔2026〕第00001号" in page and "经查属实" not in page
    get(client, f"/open/licences/{stock.number}/", 404)
    files = ["".join(part.decode() for part in client.get(f"/open/licences/download.{e}").streaming_content)
             for e in ("csv", "json")]  # fmt: skip
    for words in (text, page, *files):
        assert NAME not in words and ID not in words and "居民户口簿" not in words
    assert all("李*明" in words for words in files)
    assert client.get("/open/licences/download.xlsx").content.startswith(b"PK")


@pytest.mark.parametrize(
    ("query", "found"),
    [("state=valid", True), ("state=revoked", False), ("type=XK01", True), ("type=no", False), ("q=6211", True),
     ("q=%00", False), ("after=x", True), ("state=' OR 1", True)],
)  # fmt: skip
def test_filters_leave_what_they_say(client, office, query, found):
    response = client.get(f"/open/licences/?{query}")
    assert response.status_code in (200, 400)
    assert (office.licence.number in response.content.decode()) is found


def test_an_act_publishes(office):
    before = dict(Publication.objects.values_list("name", "number"))
    actions.decide(act=asked(office, "revoke", "procedure", REVOKED), actor=office.decider)
    assert Publication.objects.get(name="licences").number > before["licences"]


@pytest.mark.parametrize(
    ("address", "who", "queries"),
    [("/open/licences/", None, 3), ("/me/licences/", "holder", 5), ("/desk/licences/", "manager", 12)],
)
def test_pages_ask_as_much_for_three_as_for_one(client, office, django_assert_num_queries, address, who, queries):
    if who:
        client.force_login(getattr(office, who))
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)
    another(office, 22)
    another(office, 23)
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)
