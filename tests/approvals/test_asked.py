"""Opinions asked of a body: its list by due day, what is needed of the case and no more, the answer, the reminder."""

from datetime import date

import pytest
from django.utils import timezone

from accounts.models import AccessLog, Message
from approvals import actions
from approvals.models import Consultation
from approvals.queries import asked
from tests.factories import OrganisationFactory, UserFactory, staff_with

from .factories import ID_NUMBER, at


@pytest.fixture
def body(db):
    return OrganisationFactory(name="县消防救援大队")


@pytest.fixture
def officer(client, body):
    person = staff_with("handle_cases", organisation=body, name="消防丁")
    client.force_login(person)
    return person


def ask(office, body, due="2026-03-09", attach=True):
    case = office.accepted()
    case = actions.ask_opinion(
        case=case, actor=office.handler, organisations=[body], question="消防条件是否符合",
        due_on=date.fromisoformat(due), at=at("2026-03-04 09:00"),
        attached=case.files.filter(kind="material") if attach else (),
    )  # fmt: skip
    return case.consultations.get()


def test_what_is_due_first_stands_first_page_by_page(client, office, body, officer, monkeypatch):
    monkeypatch.setattr(asked, "PAGE", 2)
    days = ["2026-03-11", "2026-03-09", "2026-03-10"]
    later, first, second = (ask(office, body, day) for day in days)
    page = client.get("/desk/asked/")
    assert [one["row"] for one in page.context["rows"]] == [first, second] and page.context["waiting"] == 3
    page = client.get(f"/desk/asked/?after={page.context['page'].next}")
    assert [one["row"] for one in page.context["rows"]] == [later]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_a_fixed_number_of_queries(client, office, body, officer, rows, django_assert_num_queries):
    for _ in range(rows):
        ask(office, body)
    client.get("/desk/asked/")
    with django_assert_num_queries(5):
        client.get("/desk/asked/")


def test_who_is_asked_sees_what_is_needed_masked_and_only_as_long_as_asked(client, office, body, officer):
    row = ask(office, body)
    kept = row.case.files.get(kind="material")
    text = client.get(f"/desk/asked/{row.pk}/").content.decode()
    assert "老李豆腐坊" in text and "李*明" in text and "李小明" not in text and ID_NUMBER not in text
    assert b"".join(client.get(f"/desk/asked/{row.pk}/files/{kept.pk}/").streaming_content).startswith(b"%PDF")
    assert AccessLog.objects.get().reason == "答复征求意见"
    assert client.get(f"/desk/cases/{row.case.number}/").status_code == 404, "the case itself stays with its body"
    page = client.post(f"/desk/asked/{row.pk}/", {"agrees": "no", "answer": "疏散通道被占用"})
    assert page.url == "/desk/asked/"
    row.refresh_from_db()
    assert (row.agrees, row.answer, row.answered_by) == (False, "疏散通道被占用", officer)
    text = client.get(f"/desk/asked/{row.pk}/").content.decode()
    assert "逾期答复" in text and "老李豆腐坊" not in text
    assert client.get(f"/desk/asked/{row.pk}/files/{kept.pk}/").status_code == 404


def test_an_answer_says_yes_or_no_and_why_and_is_given_once(client, office, body, officer):
    row = ask(office, body)
    page = client.post(f"/desk/asked/{row.pk}/", {"agrees": "", "answer": "符合"})
    assert page.status_code == 422 and "请选同意或者不同意" in page.content.decode() and "符合" in page.content.decode()
    actions.give_opinion(consultation=row, actor=officer, agrees=True, answer="符合", at=at("2026-03-05 09:00"))
    page = client.post(f"/desk/asked/{row.pk}/", {"agrees": "no", "answer": "不符合"})
    assert page.status_code in (403, 422)
    assert Consultation.objects.get().agrees is True


def test_nobody_else_finds_it_and_no_citizen_comes_in(client, office, body):
    row = ask(office, body)
    client.force_login(staff_with("handle_cases", organisation=OrganisationFactory()))
    assert client.get(f"/desk/asked/{row.pk}/").status_code == 404
    assert client.get(f"/desk/asked/{row.pk}/files/{row.case.files.first().pk}/").status_code == 404
    client.force_login(UserFactory())
    assert client.get("/desk/asked/").status_code == 403


def test_who_applied_gives_no_opinion_on_it(client, office, body):
    row = ask(office, body)
    twin = staff_with("handle_cases", organisation=body, id_number="")
    row.case.recusals.create(person=twin, ground="interest", decided_at=timezone.now(), decided_by=office.decider)
    client.force_login(twin)
    page = client.post(f"/desk/asked/{row.pk}/", {"agrees": "yes", "answer": "符合"})
    assert page.status_code == 422 and "回避" in page.content.decode()


def test_who_answers_is_reminded_once_a_day(office, body, officer):
    row = ask(office, body)
    now = timezone.now()
    assert actions.remind_opinions(at=now) == [row] and actions.remind_opinions(at=now) == []
    told = Message.objects.get(kind="approvals.opinion_due")
    assert told.recipient == officer and row.case.number in told.text


def test_what_was_not_attached_stays_closed(client, office, body, officer):
    """The form, masked, and of the files those alone that the asker ticked (个人信息保护法 6)."""
    row = ask(office, body, attach=False)
    kept = row.case.files.get(kind="material")
    page = client.get(f"/desk/asked/{row.pk}/").content.decode()
    assert "老李豆腐坊" in page and kept.original_name not in page
    assert client.get(f"/desk/asked/{row.pk}/files/{kept.pk}/").status_code == 404
    assert not AccessLog.objects.exists()


def test_nobody_elses_file_can_be_attached(office, body):
    other = office.accepted()
    case = actions.ask_opinion(
        case=office.accepted(), actor=office.handler, organisations=[body], question="问", due_on=date(2026, 3, 9),
        attached=other.files.filter(kind="material"), at=at("2026-03-04 09:00"),
    )  # fmt: skip
    assert not case.consultations.get().attached.exists()


def test_the_asker_ticks_what_is_attached(client, office, body):
    body.parent = OrganisationFactory(county=True)
    body.save()
    case = office.accepted()
    client.force_login(office.handler)
    kept = case.files.get(kind="material")
    page = client.get(f"/desk/cases/{case.number}/").content.decode()
    assert "附上哪些材料" in page
    sent = {
        "ask_opinion-question": "消防条件",
        "ask_opinion-due_on": "2026-12-01",
        "ask_opinion-organisations": body.pk,
    }
    client.post(f"/desk/cases/{case.number}/moves/ask_opinion/", sent | {"ask_opinion-attached": kept.pk})
    row = case.consultations.get()
    assert list(row.attached.all()) == [kept]
    assert case.moves.get(move="ask_opinion").facts["attached"] == [kept.pk]
