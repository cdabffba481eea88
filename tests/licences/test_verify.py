"""Verification by anyone: what is shown, what isn't, and how wrong codes are slowed down."""

import pytest

from licences.actions import issue, print_licence
from licences.models import Licence, LicenceType
from tests.factories import OrganisationFactory, UserFactory, staff_with


@pytest.fixture
def licence(db):
    return issue(
        type=LicenceType.objects.create(code="XK01", type_code="11100000000013338W011", name="食品小作坊登记证"),
        organisation=OrganisationFactory(credit_code="11430000006122244L"),
        holder=UserFactory(),
        holder_name="李小明",
        holder_document="621125199001010017",
        holder_is_person=True,
        item_name="食品小作坊登记",
        content={"经营场所": "武阳镇武阳西路12号"},
        case_number="621125202603020000016",
    )


def test_anyone_verifies_by_the_code_as_typed(client, licence):
    code = licence.verification_code
    for typed in (code, code.lower(), f"{code[:4]} {code[4:8]}-{code[8:]}"):
        text = client.get("/licences/verify/", {"code": typed}).content.decode()
        assert "真实有效" in text and licence.number in text
    assert client.get("/licences/verify/", {"code": code, "number": licence.number}).status_code == 200


def test_no_more_is_shown_than_is_needed(client, licence):
    text = client.get("/licences/verify/", {"code": licence.verification_code}).content.decode()
    assert "李*明" in text
    for hidden in ("李小明", "621125199001010017", "武阳西路", licence.case_number):
        assert hidden not in text


def test_a_body_s_name_is_shown_in_full(client, licence):
    Licence.objects.filter(pk=licence.pk).update(holder_is_person=False, holder_name="漳县某某公司")
    assert "漳县某某公司" in client.get("/licences/verify/", {"code": licence.verification_code}).content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "revoked", "ended_on": "2026-11-20"}, "已撤销"),
        ({"state": "cancelled", "ended_on": "2026-11-20"}, "已注销"),
        ({"valid_from": "2020-01-01", "valid_to": "2020-12-31"}, "不在有效期内"),
    ],
)
def test_a_licence_that_no_longer_holds_says_so(client, licence, change, words):
    Licence.objects.filter(pk=licence.pk).update(**change)
    text = client.get("/licences/verify/", {"code": licence.verification_code}).content.decode()
    assert words in text and "真实有效" not in text


def test_a_wrong_code_or_number_finds_nothing(client, licence):
    assert client.get("/licences/verify/", {"code": "A" * 16}).status_code == 404
    page = client.get("/licences/verify/", {"code": licence.verification_code, "number": "1"})
    assert page.status_code == 404 and "没有这样的证照" in page.content.decode()


def test_five_wrong_codes_and_the_visitor_waits(client, licence):
    for _ in range(5):
        assert client.get("/licences/verify/", {"code": "A" * 16}).status_code == 404
    page = client.get("/licences/verify/", {"code": licence.verification_code})
    assert page.status_code == 429 and "10 分钟后" in page.content.decode()
    other = client.get("/licences/verify/", {"code": licence.verification_code}, REMOTE_ADDR="10.0.0.9")
    assert other.status_code == 200


def test_an_empty_question_is_just_the_form(client, db):
    assert client.get("/licences/verify/").status_code == 200
    assert "请填写验证码" in client.get("/licences/verify/", {"number": "1"}).content.decode()


def test_the_file_is_for_the_holder_and_the_issuing_body(client, licence):
    address = f"/licences/{licence.number}/file/"
    assert client.get(address).status_code == 302
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
    client.force_login(licence.holder)
    waiting = client.get(address)
    assert waiting.status_code == 202 and waiting["Retry-After"], "issued, the file is still being made"
    assert "证照文件正在生成，稍候即可下载" in waiting.content.decode()
    assert "稍候即可下载" in client.get(f"/me/licences/{licence.number}/").content.decode()
    print_licence(licence=licence)
    assert "稍候即可下载" not in client.get(f"/me/licences/{licence.number}/").content.decode()
    for person in (licence.holder, staff_with("view_cases", organisation=licence.organisation)):
        client.force_login(person)
        assert b"".join(client.get(address).streaming_content).startswith(b"%PDF")
