"""The flow on the case page and at the desk: where it stands, whose turn it is, the step done from the page."""

import pytest
from django.urls import reverse

from approvals import actions
from approvals.enums import TaskOutcome

from .factories import at
from .test_flows import Room

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(db):
    return Room()


def page(client, person, case):
    client.force_login(person)
    return client.get(reverse("desk_case", args=[case.number]))


def text(answer):
    return answer.content.decode()


def test_the_case_page_draws_where_it_stands_and_who_has_it(client, room):
    case = room.accepted()
    room.do(case, "初审", room.first, "2026-03-04 10:00")
    shown = text(page(client, room.second, case))
    for words in ("办理流程", "<svg", "✓ 初审", "● 现场勘验", "— 会签", "初审员", "初审看过，属实", "2026-03-09"):
        assert words in shown
    assert "“现场勘验”环节时限" in shown and "流程的文字说明" in shown


def test_the_step_is_offered_to_who_holds_its_post_alone_and_done_from_the_page(client, room):
    case = room.accepted()
    address = reverse("desk_move", args=[case.number, "step_done"])
    assert address not in text(page(client, room.second, case))
    shown = text(page(client, room.first, case))
    assert address in shown and reverse("desk_move", args=[case.number, "review"]) not in shown
    task = room.task(case, "初审")
    said = {"step_done-task": task.pk, "step_done-outcome": "failed", "step_done-opinion": "地址与证照不符"}
    assert client.post(address, said | {"step_done-opinion": ""}).status_code == 422
    assert client.post(address, said).status_code == 302
    task.refresh_from_db()
    assert (task.outcome, task.opinion, task.by) == (TaskOutcome.FAILED, "地址与证照不符", room.first)
    assert client.post(address, said).status_code == 422  # twice: in words, and nothing more is written
    assert case.moves.filter(move="step_done").count() == 1


def test_who_decides_chooses_what_is_done_anew(client, room):
    case = room.reviewed()
    shown = text(page(client, room.head, case))
    assert "退回哪些环节重新办理" in shown
    site = room.task(case, "现场勘验")
    said = {"send_back-opinion": "照片不清楚", "send_back-steps": [site.pk]}
    assert client.post(reverse("desk_move", args=[case.number, "send_back"]), said).status_code == 302
    assert room.task(case, "现场勘验").round == 2
    assert "第 2 次" in text(client.get(reverse("desk_case", args=[case.number])))


def test_the_desk_finds_what_waits_for_my_post(client, room):
    mine, done = room.accepted(), room.accepted(moment="2026-03-03 11:00")
    room.do(done, "初审", room.first, "2026-03-04 10:00")
    room.do(done, "现场勘验", room.first, "2026-03-05 10:00")
    client.force_login(room.first)
    shown = text(client.get(reverse("desk"), {"whose": "steps"}))
    assert mine.number in shown and done.number not in shown and "审查中：初审" in shown
    client.force_login(room.second)
    shown = text(client.get(reverse("desk"), {"whose": "steps"}))
    assert done.number in shown and mine.number not in shown


def test_the_desk_takes_the_same_queries_for_any_number_of_steps(client, room, django_assert_num_queries):
    from datetime import date

    from approvals.queries import DeskFilter, desk_page

    for _ in range(2):
        case = room.accepted()
        actions.assign(case=case, actor=room.head, handler=room.second, at=at("2026-03-03 12:00"))
        with django_assert_num_queries(5):
            desk_page(room.first, DeskFilter(whose="steps"), date(2026, 3, 4))
