"""批量办理: each case tried once by the rules of its moment, refused ones with the reason; views kept; the way on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from approvals import actions
from approvals.actions import batches
from approvals.models import Case, CaseBatch
from core.workflow import MoveRefused
from powerlist.models import SavedFilter
from tests.factories import OrganisationFactory, staff_with

from .factories import at

pytestmark = pytest.mark.django_db


def start(office, cases, move="accept", actor=None, **facts) -> CaseBatch:
    return batches.start_batch(actor=actor or office.window, move=move, cases=cases, facts=facts)


def results(batch) -> list[str]:
    return list(batch.lines.order_by("id").values_list("result", flat=True))


def test_each_case_is_tried_by_the_rules_of_its_moment(office):
    cases = [office.submit() for _ in range(3)]
    batch = start(office, cases)
    actions.not_accept(case=cases[1], actor=office.window, reason="别人先办了", at=at("2026-03-02 11:00"))
    assert batches.run_batch(pk=batch.pk) == 3
    assert results(batch) == ["done", "refused", "done"]
    assert "不予受理" in batch.lines.get(case=cases[1]).reason
    batch.refresh_from_db()
    assert (batch.state, batch.done, batch.total) == ("done", 3, 3)
    assert {Case.objects.get(pk=case.pk).state for case in (cases[0], cases[2])} == {"review"}


def test_what_was_done_before_the_worker_died_is_not_done_again(office, monkeypatch):
    """Killed after the first line: the lines are whole, and who takes the batch up finds the others alone."""
    cases = [office.submit() for _ in range(3)]
    batch = start(office, cases)
    real, lives = batches._try, []

    def dying(batch, pk):
        if lives:
            raise SystemExit
        lives.append(pk)
        return real(batch, pk)

    monkeypatch.setattr(batches, "_try", dying)
    with pytest.raises(SystemExit):
        batches.run_batch(pk=batch.pk)
    monkeypatch.setattr(batches, "_try", real)
    assert results(batch) == ["done", "waiting", "waiting"]
    assert batches.run_batch(pk=batch.pk) == 0, "another worker seems to be at it"
    late = timezone.now() + timedelta(minutes=3)
    assert batches.tend_batches(now=late) == 1
    assert batches.run_batch(pk=batch.pk, now=late) == 2
    assert [case.moves.filter(move="accept").count() for case in cases] == [1, 1, 1]


def test_the_words_go_to_every_case_and_people_are_found_again(office):
    cases = [office.accepted() for _ in range(2)]
    batches.run_batch(pk=start(office, cases, "assign", office.decider, handler=office.handler.pk).pk)
    batches.run_batch(pk=start(office, cases, "review", office.handler, opinion="符合条件").pk)
    for case in cases:
        case.refresh_from_db()
        assert case.handler == office.handler and case.moves.get(move="review").note == "符合条件"
    refused = start(office, cases, "grant", office.handler)
    batches.run_batch(pk=refused.pk)
    assert results(refused) == ["refused", "refused"] and "权限" in refused.lines.first().reason


def test_what_cannot_be_done_to_many(office):
    case = office.submit()
    with pytest.raises(MoveRefused, match="逐件"):
        start(office, [case], "refuse")
    with pytest.raises(MoveRefused, match="勾选"):
        start(office, [])
    with pytest.raises(MoveRefused, match="500"):
        start(office, [case] * 501)


def test_the_page_prepares_starts_and_tells(client, office, django_capture_on_commit_callbacks):
    cases = [office.submit(), office.submit()]
    done = office.accepted()
    client.force_login(office.window)
    page = client.get("/desk/?state=received").content.decode()
    assert page.count('name="case"') == 2 and "批量办理" in page
    chosen = {"move": "accept", "case": [case.number for case in (*cases, done)], "from": "state=received"}
    page = client.post("/desk/batch/", chosen).content.decode()
    assert "要办的 2 件" in page and "不办的 1 件" in page
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/desk/batch/", chosen | {"confirm": "1"})
    page = client.get(answer["Location"]).content.decode()
    assert page.count("已办理") >= 2 and "state=received" in page
    assert client.get(f"{answer['Location']}progress/").status_code == 204
    client.force_login(office.handler)
    assert client.get(answer["Location"]).status_code == 404, "one's own batches alone"


def test_the_whole_list_and_nothing_beyond_reach(client, office, django_capture_on_commit_callbacks):
    for _ in range(3):
        office.submit()
    office.accepted()
    client.force_login(office.window)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/desk/batch/", {"move": "accept", "all": "1", "from": "state=received", "confirm": "1"})
    assert CaseBatch.objects.get().total == 3
    case = office.submit()
    client.force_login(staff_with("receive_cases", "view_cases", organisation=OrganisationFactory()))
    client.post("/desk/batch/", {"move": "accept", "case": [case.number], "confirm": "1"})
    assert CaseBatch.objects.count() == 1


def test_a_view_is_kept_shared_and_given_up(client, office):
    client.force_login(office.window)
    client.post("/desk/views/save/", {"name": "待受理的", "query": "state=received&after=x_1", "shared": "1"})
    saved = SavedFilter.objects.get()
    assert saved.query == "state=received"
    colleague = office.handler
    client.force_login(colleague)
    assert "待受理的（窗口甲）" in client.get("/desk/").content.decode()
    assert client.post(f"/desk/views/{saved.pk}/drop/").status_code == 404
    client.force_login(staff_with("view_cases", organisation=OrganisationFactory()))
    assert "待受理的" not in client.get("/desk/").content.decode()
    client.force_login(office.window)
    client.post(f"/desk/views/{saved.pk}/drop/")
    assert not SavedFilter.objects.exists()


def test_after_an_act_the_next_case_of_the_list_is_at_hand(client, office):
    first, second = office.submit(), office.submit()
    client.force_login(office.window)
    page = client.get(f"/desk/cases/{first.number}/?from=state%3Dreceived").content.decode()
    assert 'name="from" value="state=received"' in page
    answer = client.post(f"/desk/cases/{first.number}/moves/accept/", {"from": "state=received", "accept-note": ""})
    assert answer["Location"].endswith(f"?from=state%3Dreceived&next={second.number}")
    page = client.get(answer["Location"]).content.decode()
    assert "办下一件" in page and f"/desk/cases/{second.number}/?from=state%3Dreceived" in page
    answer = client.post(f"/desk/cases/{second.number}/moves/ask_correction/", {"from": "state=received"})
    assert answer.status_code == 422 and "同一列表" in answer.content.decode(), "a refused act keeps the list"
