"""The applicant's own case: what is shown, answering a correction, withdrawing, files; nobody else's."""

import pytest

from approvals import actions
from approvals.enums import CaseState
from core.files import check_upload
from tests.factories import UserFactory

from .factories import at, pdf


@pytest.fixture
def citizen(client, office):
    client.force_login(office.citizen)
    return client


@pytest.mark.parametrize("state", [state for state in CaseState if state != "draft"])
def test_every_state_has_its_page(citizen, office, state):
    case = office.in_state(state)
    page = citizen.get(f"/me/cases/{case.number}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert case.number in text and "局长丙" not in text and "经办乙" not in text


def test_a_draft_leads_on_to_its_application(citizen, office):
    response = citizen.get(f"/me/cases/{office.draft().number}/")
    assert response.url == f"/items/{office.version.item.code}/apply/"


def test_whose_turn_by_when_and_why(citizen, office):
    text = citizen.get(f"/me/cases/{office.accepted().number}/").content.decode()
    assert "2026年3月12日" in text and "作出决定" in text and "第7个工作日" in text


def test_opinions_between_clerks_are_not_shown(citizen, office):
    case = office.reviewed()
    actions.send_back(case=case, actor=office.decider, opinion="内部意见", at=at("2026-03-06 09:00"))
    text = citizen.get(f"/me/cases/{case.number}/").content.decode()
    assert "内部意见" not in text and "符合条件" not in text and "退回" not in text


def test_nobody_else_s(client, office):
    case = office.correcting()
    kept = case.files.first()
    pages = ["", "receipt/", "correct/", f"files/{kept.pk}/"]
    for person in (UserFactory(), office.window):
        client.force_login(person)
        assert [client.get(f"/me/cases/{case.number}/{page}").status_code for page in pages] == [404] * 4
        assert client.post(f"/me/cases/{case.number}/withdraw/").status_code == 404
    client.logout()
    assert client.get(f"/me/cases/{case.number}/").status_code == 302


def test_the_correction_is_answered(citizen, office):
    case = office.correcting()
    page = citizen.get(f"/me/cases/{case.number}/correct/")
    assert "身份证照片不清楚" in page.content.decode() and 'value="老李豆腐坊"' in page.content.decode()
    data = {f"item-{key}": value for key, value in office.form.items()}
    response = citizen.post(
        f"/me/cases/{case.number}/correct/",
        data | {f"material-{office.material.pk}": [pdf("新照片.pdf")], "note": "重拍"},
    )
    assert response.url == f"/me/cases/{case.number}/"
    case.refresh_from_db()
    assert case.state == "received" and case.files.filter(kind="correction").count() == 1


def test_a_correction_with_errors_keeps_the_good_file(citizen, office):
    case = office.correcting()
    data = {f"item-{key}": value for key, value in office.form.items()} | {"item-shop": ""}
    page = citizen.post(
        f"/me/cases/{case.number}/correct/", data | {f"material-{office.material.pk}": [pdf("新照片.pdf")]}
    )
    text = page.content.decode()
    assert page.status_code == 422 and "请填写作坊名称" in text and "新照片.pdf" in text
    case.refresh_from_db()
    assert case.state == "correcting"


def test_an_empty_correction_is_told(citizen, office):
    case = office.correcting()
    data = {f"item-{key}": value for key, value in office.form.items()}
    page = citizen.post(f"/me/cases/{case.number}/correct/", data)
    assert page.status_code == 422 and "还没有补正任何内容" in page.content.decode()


def test_withdrawn_from_the_page(citizen, office):
    case = office.submit()
    assert citizen.get(f"/me/cases/{case.number}/withdraw/").url == f"/me/cases/{case.number}/"
    assert not case.moves.filter(move="withdraw").exists()
    citizen.post(f"/me/cases/{case.number}/withdraw/")
    case.refresh_from_db()
    assert case.state == "withdrawn"
    page = citizen.post(f"/me/cases/{case.number}/withdraw/", follow=True)
    assert "没有办成" in page.content.decode()


def test_own_files_and_licence_are_sent_privately(citizen, office):
    case = office.delivered()
    actions.finish_pending(now=at("2026-03-10 09:00"))
    paper = case.files.papers().get(paper="granted")
    response = citizen.get(f"/me/cases/{case.number}/files/{paper.pk}/")
    assert response["Content-Type"] == "application/pdf" and response["Cache-Control"] == "private, no-store"
    content = b"".join(response.streaming_content)
    assert content.startswith(b"%PDF") and len(content) == paper.size
    licence = case.result.licence
    response = citizen.get(f"/licences/{licence.number}/file/")
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert check_upload  # the same rules let it in again


def test_the_number_of_queries_is_fixed(citizen, office, django_assert_num_queries):
    case = office.delivered()
    actions.finish_pending(now=at("2026-03-10 09:00"))
    citizen.get(f"/me/cases/{case.number}/")
    with django_assert_num_queries(15):
        citizen.get(f"/me/cases/{case.number}/")


def test_the_copy_of_one_s_own_data_holds_the_licences(citizen, office):
    from accounts.queries import data_of

    office.delivered()
    assert [licence["证照"] for licence in data_of(office.citizen)["证照"]] == ["食品小作坊登记证"]
    assert data_of(UserFactory())["证照"] == []
