"""Online application through the browser's door: steps, errors, drafts, files, submission, receipt."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.enums import UserKind
from approvals.models import Case
from tests.factories import UserFactory

from . import factories
from .factories import ID_NUMBER, pdf


@pytest.fixture
def citizen(client, office):
    client.force_login(office.citizen)
    return client


def address(office, step=None):
    return f"/items/{office.version.item.code}/apply/" + (f"?step={step}" if step else "")


def fill(client, office, **changes):
    """The first two steps, as typed."""
    client.post(address(office, 1), {"step": "1", "item-shop": "老李豆腐坊"} | changes)
    return client.post(address(office, 2), {"step": "2", "item-id_number": ID_NUMBER, "item-opened": "2026-01-05"})


def upload(client, office, *files, **data):
    return client.post(
        address(office, 3), {"step": "3", f"material-{office.material.pk}": list(files)} | data, follow=True
    )


def confirm(client, office, key=None, **data):
    page = client.get(address(office, 4))
    key = key or page.context["submission_key"]
    return client.post(address(office, 4), {"step": "4", "declared": "on", "submission_key": key} | data)


def test_a_visitor_logs_in_first(client, office):
    response = client.get(address(office))
    assert response.status_code == 302 and response.url.startswith("/login/?next=/items/")


def test_from_the_first_step_to_the_receipt(citizen, office, django_capture_on_commit_callbacks):
    first = citizen.get(address(office))
    assert "第 1 步，共 4 步：作坊情况" in first.content.decode()
    assert "李*明" in first.content.decode() and "13893200001" not in first.content.decode()
    assert fill(citizen, office).url == address(office, 3)
    page = upload(citizen, office, pdf())
    text = page.content.decode()
    assert page.redirect_chain[-1][0] == address(office, 4)
    for shown in ("老李豆腐坊", ID_NUMBER, "2026-01-05", "身份证.pdf"):
        assert shown in text
    with django_capture_on_commit_callbacks(execute=True):
        response = confirm(citizen, office)
    case = Case.objects.get()
    assert response.url == f"/me/cases/{case.number}/receipt/"
    receipt = citizen.get(response.url).content.decode()
    assert case.number in receipt and case.query_code in receipt and "下载材料接收凭证" in receipt
    assert case.form == {"shop": "老李豆腐坊", "id_number": ID_NUMBER, "opened": "2026-01-05"}


def test_the_form_sent_twice_is_one_case(citizen, office):
    fill(citizen, office)
    upload(citizen, office, pdf())
    key = citizen.get(address(office, 4)).context["submission_key"]
    data = {"step": "4", "declared": "on", "submission_key": key}
    first, second = (citizen.post(address(office, 4), data) for _ in range(2))
    assert first.url == second.url and first.url.endswith("/receipt/")
    assert Case.objects.count() == 1


def test_errors_stand_beside_their_fields_and_what_was_typed_comes_back(citizen, office):
    citizen.post(address(office, 1), {"step": "1", "item-shop": "老李豆腐坊"})
    response = citizen.post(
        address(office, 2), {"step": "2", "item-id_number": "621125199001010018", "item-opened": "昨天"}
    )
    text = response.content.decode()
    assert response.status_code == 422
    assert "有 2 处需要修改" in text and "第 18 位不对" in text and "这样的日期" in text
    assert 'value="621125199001010018"' in text and 'value="昨天"' in text
    assert Case.objects.get().form == {"shop": "老李豆腐坊"}


def test_full_width_and_lower_case_are_kept_normalised(citizen, office):
    citizen.post(address(office, 1), {"step": "1", "item-shop": "老李"})
    citizen.post(address(office, 2), {"step": "2", "item-id_number": "１１０１０５ 19491231002x"})
    assert Case.objects.get().form["id_number"] == "11010519491231002X"


def test_a_draft_is_kept_as_it_stands_and_stops_at_the_first_gap(citizen, office):
    response = citizen.post(address(office, 2), {"step": "2", "item-id_number": "6211", "save": "1"})
    assert response.url == address(office, 2)
    assert Case.objects.get().form["id_number"] == "6211"
    assert citizen.get(address(office, 4)).url == address(office, 1)
    citizen.post(address(office, 1), {"step": "1", "item-shop": "老李"})
    assert citizen.get(address(office, 4)).url == address(office, 2)
    assert 'value="6211"' in citizen.get(address(office, 2)).content.decode()


def test_good_files_are_kept_when_another_is_refused(citizen, office):
    fill(citizen, office)
    bad = SimpleUploadedFile("照片.jpg", b"not a picture")
    page = upload(citizen, office, pdf(), bad)
    text = page.content.decode()
    assert page.status_code == 422 and "照片.jpg：" in text and "身份证.pdf" in text
    assert Case.objects.get().files.count() == 1
    page = citizen.post(address(office, 3), {"step": "3"})
    assert page.url == address(office, 4)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("身份证.pdf", b"", "空的"),
        ("身份证.pdf", b"MZ program", "内容不是"),
        ("run.exe", b"MZ program", "不能上传"),
        ("../../x", factories.PDF, "没有扩展名"),
    ],
)
def test_bad_files_are_refused_in_words_beside_their_material(citizen, office, name, content, words):
    fill(citizen, office)
    page = upload(citizen, office, SimpleUploadedFile(name, content))
    assert page.status_code == 422 and words in page.content.decode()
    assert not Case.objects.get().files.exists()


def test_a_missing_material_is_asked_for(citizen, office):
    fill(citizen, office)
    page = citizen.post(address(office, 3), {"step": "3"})
    assert page.status_code == 422 and "请上传经营者身份证" in page.content.decode()


def test_a_file_can_be_taken_back(citizen, office):
    fill(citizen, office)
    upload(citizen, office, pdf())
    kept = Case.objects.get().files.get()
    page = upload(citizen, office, remove=str(kept.pk))
    assert page.redirect_chain[-1][0] == address(office, 3)
    assert not Case.objects.get().files.exists()


def test_without_the_declaration_nothing_is_filed(citizen, office):
    fill(citizen, office)
    upload(citizen, office, pdf())
    page = confirm(citizen, office, declared="")
    assert page.status_code == 422 and "请勾选承诺" in page.content.decode()
    assert Case.objects.get().state == "draft"


def test_what_was_typed_comes_back_after_an_expired_session(citizen, office):
    citizen.get(address(office))
    citizen.session.flush()  # the session ends in the middle
    citizen.cookies.pop("sessionid", None)
    response = citizen.post(address(office, 1), {"step": "1", "item-shop": "老李豆腐坊"})
    assert response.status_code == 302 and response.url.startswith("/login/")
    citizen.post(response.url, {"username": office.citizen.username, "password": "Correct-horse-9"})
    text = citizen.get(address(office, 1)).content.decode()
    assert 'value="老李豆腐坊"' in text and "已恢复" in text


def test_a_draft_is_deleted_on_request_alone(citizen, office):
    office.draft()
    assert citizen.get(f"/items/{office.version.item.code}/apply/discard/").status_code == 405
    citizen.post(f"/items/{office.version.item.code}/apply/discard/")
    assert not Case.objects.exists()


def test_who_can_not_apply_is_told_why(client, office):
    client.force_login(office.window)
    page = client.get(address(office))
    assert page.status_code == 403 and "工作人员账号" in page.content.decode()
    firms_alone = replace(office, version=factories.VersionFactory(audience="legal"))
    client.force_login(office.citizen)
    assert "用单位账号" in client.get(address(firms_alone)).content.decode()
    client.force_login(UserFactory(kind=UserKind.LEGAL_PERSON, legal_name="漳县某公司"))
    assert client.get(address(firms_alone)).status_code == 200


def test_an_unknown_item_and_a_made_up_step_are_not_found(citizen, office):
    assert citizen.get("/items/none/apply/").status_code == 404
    for step in ("0", "9", "x", "²"):
        assert citizen.get(address(office, step)).status_code == 404


def test_another_person_s_key_files_nothing_and_shows_nothing(citizen, client, office):
    other = office.submit()
    client.force_login(UserFactory(id_number=ID_NUMBER))
    fill(client, office)
    upload(client, office, pdf())
    page = confirm(client, office, key=str(other.submission_key))
    assert page.status_code == 403 and other.number not in page.content.decode()


@pytest.mark.parametrize(
    "kind", ["text", "long_text", "number", "date", "choice", "id_number", "credit_code", "mobile"]
)
def test_every_kind_of_field_has_its_check(office, kind):
    from approvals.forms import ItemForm
    from powerlist.models import ItemField

    good = {
        "text": "甲",
        "long_text": "甲\n乙",
        "number": "12.5",
        "date": "2026-03-01",
        "choice": "是",
        "id_number": ID_NUMBER,
        "credit_code": "116211250139900157",
        "mobile": "138 9320 0001",
    }
    bad = {"number": "十二", "date": "2026-02-30", "choice": "也许", "mobile": "12345"}
    field = ItemField(key="a", label="甲", kind=kind, options=["是", "否"])
    form = ItemForm({"item-a": good[kind]}, fields=[field])
    assert form.is_valid(), form.errors
    assert form.values()["a"] == good[kind].replace(" ", "")
    wrong = ItemForm({"item-a": bad.get(kind, "x" * 3000 if "text" in kind else "123")}, fields=[field])
    assert not wrong.is_valid() and "甲" in str(wrong.errors) or "位" in str(wrong.errors)
    assert not ItemForm({}, fields=[field]).is_valid()


def test_a_township_is_chosen_from_the_county_s_own(office):
    from approvals.forms import ItemForm
    from powerlist.models import ItemField
    from tests.factories import OrganisationFactory

    OrganisationFactory(township=True, short_name="殪虎桥镇")
    field = ItemField(key="a", label="乡镇", kind="township")
    assert ItemForm({"item-a": "殪虎桥镇"}, fields=[field]).is_valid()
    assert not ItemForm({"item-a": "别县镇"}, fields=[field]).is_valid()


@pytest.mark.parametrize("key", ["-" * 36, "0" * 36, "²" * 36, "\0", ""])
def test_a_made_up_key_files_nothing_and_breaks_nothing(citizen, office, key):
    fill(citizen, office)
    upload(citizen, office, pdf())
    page = citizen.post(address(office, 4), {"step": "4", "declared": "on", "submission_key": key})
    assert page.status_code == 302 and Case.objects.get().state == "draft"


@pytest.mark.parametrize("number", ["²", "9" * 5000, "-1", "\0"])
def test_a_made_up_file_is_taken_back_nowhere(citizen, office, number):
    fill(citizen, office)
    upload(citizen, office, pdf())
    assert citizen.post(address(office, 3), {"step": "3", "remove": number}).status_code in (302, 422)
    assert Case.objects.get().files.count() == 1
