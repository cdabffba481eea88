"""清单规则, 牵头配合关系 and 清单联系人 in the admin: who sees, who writes, and that no whole mobile number shows."""

import pytest

from powerlist.models import Contact, KindSetting, SharedDuty
from tests.factories import OrganisationFactory
from tests.powerlist.people import office

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return office(code="621125LY", short_name="县林草局", name="漳县林业和草原局")


def address(model, *rest):
    return "/".join(["/admin/powerlist", model, *map(str, rest), ""])


def test_a_contact_is_kept_by_its_own_body_and_masked(client, people):
    client.force_login(people.clerk)
    typed = {
        "organisation": people.organisation.pk, "role": "liaison", "position_no": 1, "name": "丙三", "position": "科员",
        "office_phone": "0932-4862277", "new_mobile": "13893200003", "remark": "", "change_reason": "报送",
    }  # fmt: skip
    assert client.post(address("contact", "add"), typed).status_code == 302
    contact = Contact.objects.get()
    assert contact.mobile == "13893200003"
    for page in (address("contact"), address("contact", contact.pk, "change")):
        words = client.get(page).content.decode()
        assert "138****0003" in words and "13893200003" not in words
    typed |= {"new_mobile": "", "position": "副股长", "change_reason": "职务变动"}
    assert client.post(address("contact", contact.pk, "change"), typed).status_code == 302
    contact.refresh_from_db()
    assert (contact.mobile, contact.position) == ("13893200003", "副股长")
    page = client.post(address("contact", contact.pk, "change"), {**typed, "new_mobile": "12"})
    assert page.status_code == 200 and "这不是手机号" in page.content.decode()
    assert client.get(address("contact", contact.pk, "delete")).status_code == 403

    other = office(code="621125SW", short_name="县水务局")
    client.force_login(other.clerk)
    assert "丙三" not in client.get(address("contact")).content.decode()
    assert client.get(address("contact", contact.pk, "change")).status_code == 302  # out of sight: to the index


def test_the_rules_and_relations_are_kept_by_reviewers(client, people):
    rule = KindSetting.objects.create(kind="powers", update_days=20)
    client.force_login(people.clerk)
    assert client.get(address("kindsetting")).status_code == 200
    typed = {"lead": "", "approver": "", "update_days": 10, "note": "漳政办发〔2026〕1号", "change_reason": "县里规定"}
    assert client.post(address("kindsetting", rule.pk, "change"), typed).status_code == 403
    client.force_login(people.reviewer)
    assert client.post(address("kindsetting", rule.pk, "change"), typed).status_code == 302
    rule.refresh_from_db()
    assert rule.update_days == 10 and rule.kind == "powers"
    helper = OrganisationFactory(short_name="县住建局")
    typed = {
        "matter": "水源保护", "lead": people.organisation.pk, "helper": helper.pk, "document": "漳政发〔2026〕1号",
        "active": "on", "change_reason": "新建",
    }  # fmt: skip
    assert client.post(address("sharedduty", "add"), typed).status_code == 302
    assert SharedDuty.objects.index().explain("水源保护", ["县林草局", "县住建局"])
    SharedDuty.objects.update(active=False)
    assert not SharedDuty.objects.index().explain("水源保护", ["县林草局", "县住建局"])
