"""The desk: order, filters, pages by key, moves as forms, masked data with a logged full view, nobody else's cases."""

import pytest

from accounts.models import AccessLog
from approvals import actions
from approvals.enums import CaseState
from approvals.models import Case, CaseMove
from approvals.queries import desk as desk_queries
from licences.actions import print_licence
from tests.factories import OrganisationFactory, UserFactory, staff_with

from .factories import ID_NUMBER, at


@pytest.fixture
def window(client, office):
    client.force_login(office.window)
    return client


def numbers(page):
    return [row["case"].number for row in page.context["rows"]]


def test_what_burns_first_stands_first_and_who_waits_for_the_applicant_last(window, office):
    later, first = office.submit("2026-03-04 09:00"), office.submit("2026-03-02 09:00")
    waiting = office.correcting()
    closed = office.refused()
    draft = office.draft()
    page = window.get("/desk/")
    assert numbers(page) == [first.number, later.number, waiting.number]
    text = page.content.decode()
    assert closed.number not in text and draft.number not in text
    assert "李*明" in text and "李小明" not in text and ID_NUMBER not in text


def test_filtered_by_state_and_found_by_number(window, office):
    received, review = office.submit(), office.accepted()
    closed = office.refused()
    assert numbers(window.get("/desk/?state=review")) == [review.number]
    assert numbers(window.get("/desk/?state=closed")) == [closed.number]
    assert numbers(window.get(f"/desk/?q={received.number}")) == [received.number]
    assert numbers(window.get("/desk/?state=nonsense")) == [received.number, review.number]
    assert "没有找到" in window.get("/desk/?q=999").content.decode()


def test_filters_combine_and_the_tabs_count_what_they_leave(client, office):
    from datetime import timedelta

    from django.utils import timezone

    now = timezone.now()
    mine = actions.assign(case=office.accepted(), actor=office.handler, handler=office.handler)
    free, today, paused = office.accepted(), office.submit(at=now), office.correcting()
    client.force_login(office.handler)
    day = timezone.localdate(now)
    assert numbers(client.get("/desk/?whose=mine")) == [mine.number]
    assert set(numbers(client.get("/desk/?whose=none&lamp=red"))) == {free.number}
    assert numbers(client.get("/desk/?lamp=paused")) == [paused.number]
    assert numbers(client.get("/desk/?lamp=green")) == [today.number]
    assert numbers(client.get(f"/desk/?since={day}&until={day}")) == [today.number]
    assert numbers(client.get(f"/desk/?until={day - timedelta(days=1)}&state=review&whose=mine")) == [mine.number]
    assert numbers(client.get("/desk/?channel=8")) == []
    item = office.version.item_id
    page = client.get(f"/desk/?item={item}&body={office.organisation.pk}&lamp=red")
    assert {tab["key"]: tab["number"] for tab in page.context["tabs"]}["review"] == 2
    page = client.get(f"/desk/?item={item + 1}&since=nonsense")
    assert len(numbers(page)) == 4 and page.context["form"].errors.keys() == {"item", "since"}


def test_the_case_before_and_after_within_the_list_that_one_came_from(client, office):
    client.force_login(office.handler)
    first, other = office.accepted(), office.submit("2026-03-02 09:00")
    second, waiting = office.accepted(), office.correcting()
    link = client.get("/desk/?state=review").content.decode()
    assert f"/desk/cases/{first.number}/?from=state%3Dreview" in link
    page = client.get(f"/desk/cases/{first.number}/?from=state%3Dreview").context
    assert (page["previous"], page["following"]) == ("", second.number)
    page = client.get(f"/desk/cases/{second.number}/?from=").context
    assert (page["previous"], page["following"]) == (first.number, waiting.number)
    page = client.get(f"/desk/cases/{other.number}/?from=whose%3Dmine").context
    assert (page["previous"], page["following"]) == ("", "")
    assert client.get(f"/desk/cases/{other.number}/?from=q%3D%2500%26lamp%3D%2500%26after%3Dx").status_code == 200


def test_the_tabs_count_what_is_open(window, office):
    office.submit(), office.accepted(), office.accepted(), office.refused()
    counts = {tab["key"]: tab["number"] for tab in window.get("/desk/").context["tabs"]}
    assert (counts[""], counts["received"], counts["review"], counts["closed"]) == (3, 1, 2, None)


def test_pages_by_key_meet_every_case_once_forth_and_back(window, office, monkeypatch):
    monkeypatch.setattr(desk_queries, "PAGE", 2)
    made = {office.submit(f"2026-03-0{day} 09:00").number for day in (2, 2, 3)}
    made |= {office.correcting().number, office.correcting().number}
    seen, pages, after = [], [], ""
    while True:
        page = window.get(f"/desk/?after={after}")
        pages.append(numbers(page))
        seen += pages[-1]
        if not page.context["following"]:
            break
        after = page.context["following"]
    assert set(seen) == made and len(seen) == len(made) == 5
    back = window.get(f"/desk/?before={page.context['previous']}")
    assert numbers(back) == pages[-2] and back.context["following"]
    first = window.get(f"/desk/?before={back.context['previous']}")
    assert numbers(first) == pages[0] and not first.context["previous"]
    assert window.get("/desk/?after=made_up").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(window, office, rows, django_assert_num_queries):
    for _ in range(rows):
        office.accepted()
    window.get("/desk/")
    with django_assert_num_queries(9):
        window.get("/desk/")


@pytest.mark.parametrize("state", [state for state in CaseState if state != "draft"])
def test_every_state_has_its_page_for_everyone_at_the_desk(client, office, state):
    case = office.in_state(state)
    for person in (office.window, office.handler, office.decider):
        client.force_login(person)
        page = client.get(f"/desk/cases/{case.number}/")
        assert page.status_code == 200
        assert "李小明" not in page.content.decode() and ID_NUMBER not in page.content.decode()


def test_the_case_page_asks_a_fixed_number_of_queries(window, office, django_assert_num_queries):
    case = office.reviewed()
    actions.finish_pending(now=at("2026-03-10 09:00"))
    window.get(f"/desk/cases/{case.number}/")
    with django_assert_num_queries(25):  # who stands in for whom is asked once
        window.get(f"/desk/cases/{case.number}/")


def test_out_of_scope_is_not_found(client, office):
    case, draft = office.submit(), office.draft()
    kept = case.files.first()
    stranger = staff_with("receive_cases", "view_cases", organisation=OrganisationFactory())
    client.force_login(stranger)
    assert numbers(client.get("/desk/")) == []
    for page in ("", f"files/{kept.pk}/"):
        assert client.get(f"/desk/cases/{case.number}/{page}").status_code == 404
    assert client.post(f"/desk/cases/{case.number}/moves/accept/").status_code == 404
    assert client.post(f"/desk/cases/{case.number}/reveal/", {"reason": "想看一看"}).status_code == 404
    client.force_login(office.window)
    assert client.get(f"/desk/cases/{draft.number}/").status_code == 404
    client.force_login(UserFactory())
    assert client.get("/desk/").status_code == 403


def test_the_three_administrators_see_no_case(client, office):
    case = office.submit()
    for role in ("system", "security", "audit"):
        client.force_login(UserFactory(staff=True, admin_role=role))
        assert numbers(client.get("/desk/")) == []
        assert client.get(f"/desk/cases/{case.number}/").status_code == 404


def test_only_open_moves_are_offered_with_their_effect(client, office):
    case = office.submit()
    client.force_login(office.window)
    text = client.get(f"/desk/cases/{case.number}/").content.decode()
    assert "承诺7个工作日内作出决定" in text and "不予受理" in text and "准予许可" not in text
    client.force_login(office.decider)
    assert not client.get(f"/desk/cases/{case.number}/").context["moves"]


def test_a_case_from_acceptance_to_licence(client, office, django_capture_on_commit_callbacks):
    from django.utils import timezone

    case = office.submit(at=timezone.now())
    steps = [
        (office.window, "accept", {}),
        (office.handler, "review", {"review-opinion": "材料属实，符合条件"}),
        (office.decider, "grant", {}),
    ]
    with django_capture_on_commit_callbacks(execute=True):
        for person, name, data in steps:
            client.force_login(person)
            response = client.post(f"/desk/cases/{case.number}/moves/{name}/", data)
            assert response.url == f"/desk/cases/{case.number}/"
    case.refresh_from_db()
    assert case.state == "delivered" and case.result.licence.file


def test_a_move_without_its_reason_comes_back_with_the_error(window, office):
    from django.utils import timezone

    case = office.submit(at=timezone.now())
    page = window.post(f"/desk/cases/{case.number}/moves/not_accept/", {"not_accept-reason": " "})
    assert page.status_code == 422 and "请填写不予受理的理由" in page.content.decode()
    page = window.post(f"/desk/cases/{case.number}/moves/ask_correction/", {"ask_correction-items": "一\n\n二\n"})
    assert page.status_code == 302
    assert Case.objects.get().correction.items == ["一", "二"]


def test_the_second_clerk_is_told_and_keeps_the_words(client, office):
    from django.utils import timezone

    case = office.submit(at=timezone.now())
    actions.accept(case=case, actor=office.window)
    client.force_login(office.window)
    page = client.post(
        f"/desk/cases/{case.number}/moves/not_accept/", {"not_accept-reason": "不属本机关", "not_accept-ground": "law"}
    )
    assert page.status_code == 422 and "可能刚有人办理过" in page.content.decode()
    assert CaseMove.objects.filter(move="not_accept").count() == 0


def test_a_move_of_another_post_is_denied(client, office):
    case = office.submit()
    client.force_login(office.decider)
    assert client.post(f"/desk/cases/{case.number}/moves/accept/").status_code == 403
    for name in ("deem_accepted", "deliver", "withdraw", "nonsense"):
        assert client.post(f"/desk/cases/{case.number}/moves/{name}/").status_code == 404


def test_the_full_view_needs_a_reason_and_is_logged(window, office):
    case = office.submit()
    page = window.post(f"/desk/cases/{case.number}/reveal/", {"reason": "看"})
    assert page.status_code == 422 and not AccessLog.objects.exists()
    page = window.post(f"/desk/cases/{case.number}/reveal/", {"reason": "核对身份证与申请表"})
    text = page.content.decode()
    assert "李小明" in text and ID_NUMBER in text and "13893200001" in text
    logged = AccessLog.objects.get()
    assert (logged.user_id_seen_by, logged.reference, logged.reason) == (
        office.window.pk,
        f"user:{office.citizen.pk}",
        "核对身份证与申请表",
    )
    assert "no-store" in page["Cache-Control"] and case.number in logged.what
    window.force_login(office.citizen)
    assert "核对身份证与申请表" in window.get("/me/profile/").content.decode()


def test_files_are_sent_to_those_who_may_see_the_case(window, office):
    kept = office.submit().files.get()
    response = window.get(f"/desk/cases/{kept.case.number}/files/{kept.pk}/")
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert window.get(f"/desk/cases/{office.submit().number}/files/{kept.pk}/").status_code == 404


def test_a_session_that_ends_in_the_middle_of_a_move_gives_the_words_back(client, office):
    case = office.accepted()
    office.handler.password_changed_at = at("2026-01-05 09:00")
    office.handler.save()
    client.force_login(office.handler)
    page = f"/desk/cases/{case.number}/"
    client.get(page)
    del client.cookies["sessionid"]
    to_login = client.post(f"{page}moves/review/", {"review-opinion": "现场看过，符合条件"})
    back = client.post(to_login.url, {"username": office.handler.username, "password": "Correct-horse-9"})
    assert back.url == f"{page}moves/review/"
    shown = client.get(back.url)
    assert shown.status_code == 200 and "现场看过，符合条件" in shown.content.decode()
    assert not case.moves.filter(move="review").exists()
    assert client.post(back.url, {"review-opinion": "现场看过，符合条件"}).url == page
    assert client.get(back.url).url == page


def test_a_log_in_before_the_full_view_leads_to_the_masked_page(window, office):
    case = office.submit()
    assert window.get(f"/desk/cases/{case.number}/reveal/").url == f"/desk/cases/{case.number}/"
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("permission", ["supervise", "audit"])
def test_whoever_watches_is_watched_at_the_desk_too(client, office, permission):
    watcher = staff_with(permission, "view_cases", organisation=office.organisation)
    case = office.delivered()
    file, licence = case.files.filter(kind="material").get(), print_licence(licence=case.result.licence)
    client.force_login(watcher)
    for address in (
        f"/desk/cases/{case.number}/",
        f"/desk/cases/{case.number}/files/{file.pk}/",
        f"/licences/{licence.number}/file/",
    ):
        page = client.get(address)
        assert page.status_code == 200 and page.getvalue()
        for close in page._resource_closers:  # the file alone: page.close() would end the test's connection
            close()
    seen = AccessLog.objects.order_by("id").values_list("user_id_seen_by", "reference")
    assert [reference for pk, reference in seen if pk == watcher.pk] == [
        f"case:{case.number}",
        f"case:{case.number}:file:{file.pk}",
        f"licence:{licence.number}",
    ]
    client.force_login(office.handler)
    client.get(f"/desk/cases/{case.number}/")
    assert AccessLog.objects.count() == 3
