"""What is on file is brought along, or not asked at all; of the applicant alone."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.enums import UserKind
from approvals.forms import ItemForm
from approvals.models import Case
from approvals.queries.prefill import address_of, held_for, licences_on_file
from licences.enums import Trust
from licences.models import Licence
from powerlist.models import ItemField
from tests.factories import UserFactory

from . import factories
from .factories import ID_NUMBER, LicenceTypeFactory

pytestmark = pytest.mark.django_db


def field(source, key="a", **facts) -> ItemField:
    return ItemField(**{"key": key, "label": "本栏", "source": source, **facts})


def licence(office, person, **facts) -> Licence:
    number = Licence.objects.count()
    return Licence.objects.create(**{
        "type": office.version.licence_type, "organisation": office.organisation, "number": f"ZX{number}",
        "verification_code": f"V{number:015d}", "holder_name": person.name, "holder_document": person.id_number,
        "content": {"经营范围": "豆制品"}, "issued_on": date(2025, 1, 1), "valid_from": date(2025, 1, 1), **facts,
    })  # fmt: skip


def test_the_profile_is_brought_along(office):
    person = office.citizen
    person.address = "甘肃省定西市漳县殪虎桥镇铁炉村二组"
    rows = [field("profile.name"), field("profile.email", "e"), field("profile.address", "p", kind="address")]
    found = held_for(person, rows)
    assert found["a"].value == "李小明" and found["a"].words == "您的账号资料" and "e" not in found
    assert found["p"].value == {"township": "殪虎桥镇", "village": "铁炉村", "detail": "二组"}
    assert address_of("北京")["detail"] == "北京"


def test_a_licence_on_file_is_brought_along_of_the_holder_alone(office):
    code = office.version.licence_type.code
    row = field(f"licence:{code}.经营范围")
    other = UserFactory(id_number="110105194912310021")
    licence(office, other)
    assert held_for(office.citizen, [row]) == {}
    assert held_for(other, [row])["a"].value == "豆制品"
    licence(office, office.citizen, valid_to=date(2026, 1, 1))  # over
    licence(office, office.citizen, trust=Trust.UPLOADED)  # nobody has confirmed it
    licence(office, office.citizen, type=LicenceTypeFactory(name="别的"))
    assert held_for(office.citizen, [row]) == {}
    mine = licence(office, office.citizen, content={"经营范围": "粉条"})
    found = held_for(office.citizen, [row, field(f"licence:{code}.number", "n")])
    assert found["a"].value == "粉条" and mine.number in found["a"].words and found["n"].value == mine.number


def test_the_last_application_is_brought_along_of_the_same_holder_alone(office):
    row = field("earlier", "shop", kind="text")
    assert held_for(office.citizen, [row]) == {}
    office.submit()
    office.submit(form={**office.form, "shop": "新名"}, moment="2026-04-01 09:00")
    found = held_for(office.citizen, [row])["shop"]
    assert found.value == "新名" and "2026年4月1日" in found.words and "食品小作坊登记" in found.words
    assert held_for(UserFactory(), [row]) == {}
    assert held_for(office.citizen, [field("earlier", "shop", kind="money")]) == {}
    agent = UserFactory(kind=UserKind.LEGAL_PERSON, credit_code="91350100M000100Y43", legal_name="甲公司")
    Case.objects.update(applicant=agent)  # filed for a person, not for the body that the agent stands for now
    assert held_for(agent, [row]) == {}


def test_what_does_not_fit_is_left_to_the_person(office):
    code = office.version.licence_type.code
    licence(office, office.citizen, content={"方式": "批发"})
    source = f"licence:{code}.方式"
    assert held_for(office.citizen, [field(source, kind="choice", options=["零售", "兼营"])]) == {}
    assert held_for(office.citizen, [field(source, kind="choice", options=["零售", "批发"])])["a"].value == "批发"


def test_queries_are_bounded(office, django_assert_max_num_queries):
    rows = [field("profile.name"), field("earlier", "b"), field("earlier", "c")]
    rows += [field(f"licence:{office.version.licence_type.code}.number", f"n{n}") for n in range(5)]
    office.submit()
    licence(office, office.citizen)
    with django_assert_max_num_queries(3):
        held_for(office.citizen, rows)


def test_what_is_held_is_not_asked_again(client):
    parts = {
        "materials": [],
        "fields": [
            {"key": "name", "label": "姓名", "group": "甲", "source": "profile.name", "skip_held": True},
            {"key": "mobile", "label": "手机", "kind": "mobile", "group": "乙", "source": "profile.mobile"},
            {
                "key": "mail",
                "label": "邮箱",
                "kind": "email",
                "group": "乙",
                "source": "profile.email",
                "skip_held": True,
            },
        ],
    }
    desk = factories.office(parts=parts)
    client.force_login(desk.citizen)
    address = f"/items/{desk.version.item.code}/apply/"
    page = client.get(address)
    text = page.content.decode()
    assert page.context["total"] == 2 and page.context["step"].label == "乙"  # the page with nothing to ask is left out
    assert "已从您的账号资料带入，可修改" in text and 'value="13893200001"' in text and "邮箱" in text
    address = page.context["here"].partition("?")[0]
    client.post(
        address, {"step": "2", "item-mobile": "13893200002", "item-mail": "li@example.com", "item-name": "假名"}
    )
    last = client.get(f"{address}?step=3").content.decode()
    assert "李小明" in last and "13893200002" in last and "政府已有" in last
    key = Case.objects.get().submission_key
    client.post(address, {"step": "3", "declared": "on", "submission_key": str(key)})
    case = Case.objects.get()
    assert case.state == "received"
    assert case.form == {"name": "李小明", "mobile": "13893200002", "mail": "li@example.com"}


def test_a_licence_number_is_checked_against_those_of_the_applicant(office):
    good = licence(office, office.citizen, valid_to=timezone.localdate() + timedelta(days=9))
    over = licence(office, office.citizen, valid_to=date(2026, 1, 1))
    revoked = licence(office, office.citizen, state="revoked", ended_on=date(2026, 2, 1))
    stranger = licence(office, UserFactory(id_number="110105194912310021"))
    row = ItemField(key="a", label="证号", kind="licence", options=[office.version.licence_type.code])

    def check(number):
        form = ItemForm.of({"a": number}, fields=[row], licences=licences_on_file(office.citizen))
        return form.values()["a"] if form.is_valid() else form.errors["a"][0]

    assert check(good.number.lower()) == {
        "number": good.number, "name": "食品小作坊登记证", "until": good.valid_to.isoformat(), "found": True,
    }  # fmt: skip
    assert "已于 2026-01-01 到期" in check(over.number)
    assert "已撤销" in check(revoked.number)
    assert check(stranger.number) == {"number": stranger.number, "found": False}  # says nothing of another's
    assert ID_NUMBER not in str(check(good.number))
