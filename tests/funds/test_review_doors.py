"""Every door of the review: before the last score is in nobody reads one, and nothing personal is public."""

from decimal import Decimal

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from accounts.enums import AdminRole
from accounts.models import AccessLog
from funds import actions
from funds.models import Application, Call, Objection, Project, Score, Seat
from tests.factories import OrganisationFactory, UserFactory, staff_with

from .calls import FINE, a_call, a_fund, a_township, an_enterprise, at, passed, pdf

pytestmark = pytest.mark.django_db
D = Decimal
SECRET = ("37.3", "29.4", "66.7")  # the marks and the total of the one score that is in


def under_review():
    fund = a_fund()
    call = a_call(fund)
    row = passed(call, fund, an_enterprise())
    for n in range(3):
        actions.save_expert(actor=fund.finance, name=f"专家{n}", employer="省农科院", user=UserFactory())
    call = actions.start_review(actor=fund.writer, call=call, at=at("2026-04-01"))
    actions.draw_experts(actor=fund.writer, call=call, witness="李四", at=at("2026-04-01"))
    return fund, call, row, list(Seat.objects.order_by("pk"))


def give(seat, row, first, second):
    actions.mark(actor=seat.expert.user, seat=seat, application=row, marks={"c1": first, "c2": second})
    actions.hand_in(actor=seat.expert.user, seat=seat, at=at("2026-04-02"))


def test_no_door_shows_a_score_before_all_are_in(client):
    fund, call, row, seats = under_review()
    give(seats[0], row, "37.3", "29.4")
    system = UserFactory(staff=True, admin_role=AdminRole.SYSTEM, is_superuser=True)
    watcher = staff_with("audit", organisation=fund.office)
    desk = [
        reverse("funds:desk_call", args=[call.number]),
        reverse("funds:desk_application", args=[row.project.number, call.number]),
        reverse("funds:seat_paper", args=[call.number, seats[0].pk]),
        reverse("funds:desk_projects"),
        reverse("funds:desk_calls"),
    ]
    own = [
        reverse("funds:seat", args=[seats[0].pk]),
        reverse("funds:seat_marks", args=[seats[0].pk, row.pk]),
    ]
    everybody = [reverse("funds:call", args=[call.number]), reverse("funds:calls")]
    applicant = [reverse("funds:my_filing", args=[row.project.number, call.number]), reverse("funds:my_projects")]
    readers = [
        None,
        fund.writer,
        fund.publisher,
        fund.finance,
        watcher,
        system,
        seats[1].expert.user,
        row.project.owner,
    ]
    seen = 0
    for user in readers:
        client.logout()
        if user is not None:
            client.force_login(user)
        for address in (*desk, *own, *everybody, *applicant):
            page = client.get(address)
            text = page.content.decode()
            seen += page.status_code == 200
            assert not any(points in text for points in SECRET), (user, address)
        assert client.get(own[0]).status_code in (302, 404)  # another's seat isn't there
    assert seen > 15
    client.force_login(seats[0].expert.user)
    assert "66.7" in client.get(own[0]).content.decode()  # one's own
    assert Score not in admin.site._registry and not hasattr(Score, "history")
    logged = [str(move.facts) + move.note for model in (Call, Application) for r in model.objects.all()
              for move in r.moves.all()]  # fmt: skip
    assert not any(points in text for text in logged for points in SECRET)


def test_after_the_ranking_those_at_work_read_them_and_the_public_after_the_notice(client):
    fund, call, row, seats = under_review()
    for seat in seats:
        give(seat, row, "37.3", "29.4")
    actions.rank_projects(actor=fund.writer, call=call, at=at("2026-04-03"))
    client.force_login(fund.finance)
    assert "66.70" in client.get(reverse("funds:desk_call", args=[call.number])).content.decode()
    client.logout()
    public = reverse("funds:call", args=[call.number])
    assert "66.70" not in client.get(public).content.decode()
    client.force_login(row.project.owner)
    mine = client.get(reverse("funds:my_filing", args=[row.project.number, call.number])).content.decode()
    assert "专家评审中" in mine and "66.7" not in mine and "已评审" not in mine
    actions.propose(actor=fund.writer, call=call, amounts={row.pk: D("50000")}, at=at("2026-04-04"))
    actions.post_notice(actor=fund.publisher, call=call, opinion=FINE, at=at("2026-04-07"))
    client.logout()
    text = client.get(public).content.decode()
    assert "66.70" in text and call.draws.get().seed in text
    assert not any(word in text for word in ("王小明", "13993212345", "专家0", "专家1", "专家2"))


def test_other_departments_find_nothing(client):
    _, call, row, seats = under_review()
    stranger = staff_with("fill_funds", organisation=OrganisationFactory())
    client.force_login(stranger)
    for address in (
        reverse("funds:desk_call", args=[call.number]),
        reverse("funds:desk_application", args=[row.project.number, call.number]),
        reverse("funds:seat_paper", args=[call.number, seats[0].pk]),
        reverse("funds:my_project", args=[row.project.number]),
        reverse("funds:experts"),
    ):
        assert client.get(address).status_code == 404, address
    assert client.post(reverse("funds:call_act", args=[call.number, "rank"])).status_code == 404


def test_contact_in_full_is_logged(client):
    fund, call, row, _ = under_review()
    client.force_login(fund.writer)
    page = client.get(reverse("funds:desk_application", args=[row.project.number, call.number])).content.decode()
    assert "13993212345" not in page and "139****2345" in page
    page = client.post(reverse("funds:application_contact", args=[row.project.number, call.number])).content.decode()
    assert "13993212345" in page and AccessLog.objects.filter(user_id_seen_by=fund.writer.pk).count() == 1


def test_an_applicant_files_a_project_on_the_pages(client):
    """From the project to the submission: what is refused keeps what was typed and the files that were good."""
    today = timezone.localdate()
    fund = a_fund()
    call = a_call(fund, opens_on=today, closes_on=today)
    owner = an_enterprise()
    client.force_login(owner)
    address = f"{reverse('funds:project_new')}?call={call.number}"
    typed = {
        "title": "沙棘基地",
        "content": "种植",
        "contact_name": "王小明",
        "contact_mobile": "１３９９３２１２３４５",
    }
    page = client.post(address, typed | {"total_cost": "三十万"})
    assert page.status_code == 422 and "不是数额" in page.content.decode() and "沙棘基地" in page.content.decode()
    for wrong, words in (("-3", "大于零"), ("1.2345678", "精确到分")):
        assert words in client.post(address, typed | {"total_cost": wrong}).content.decode()
    assert client.post(address, typed | {"total_cost": "３0，万元"}).status_code == 302
    project = owner_project(owner)
    assert (project.total_cost, project.contact_mobile) == (D("300000.00"), "13993212345")
    assert "今天截止" in client.get(reverse("funds:my_projects")).content.decode()
    client.post(reverse("funds:filing_begin", args=[project.number, call.number]))
    filing = reverse("funds:my_filing", args=[project.number, call.number])
    page = client.post(filing, {"amount_asked": "10", "submit": "1"})
    assert page.status_code == 409 and "还缺材料：申报书" in page.content.decode()
    page = client.post(filing, {"amount_asked": "十", "material-0": pdf(), "submit": "1"})
    assert page.status_code == 422 and "申报书.pdf" in page.content.decode()  # the good file is kept
    assert client.post(filing, {"amount_asked": "10", "submit": "1"}).status_code == 302
    row = Application.objects.get()
    assert (row.state, row.amount_asked, row.files.count()) == ("submitted", D("100000.00"), 1)
    assert client.post(filing, {"amount_asked": "10", "submit": "1"}).status_code in (302, 409)
    assert row.moves.filter(move="submit").count() == 1
    client.force_login(an_enterprise("别家"))
    assert client.get(filing).status_code == 404
    assert (
        client.get(reverse("funds:my_filing_file", args=[project.number, call.number, row.files.get().pk])).status_code
        == 404
    )
    client.force_login(UserFactory())
    assert client.get(reverse("funds:my_projects")).status_code == 403


def owner_project(owner):
    return Project.objects.get(owner=owner)


def test_anyone_objects_on_the_page(client):
    fund, call, row, seats = under_review()
    for seat in seats:
        give(seat, row, "50", "30")
    actions.rank_projects(actor=fund.writer, call=call, at=at("2026-04-03"))
    address = reverse("funds:objection", args=[call.number])
    assert client.get(address).status_code == 404
    actions.propose(actor=fund.writer, call=call, amounts={row.pk: D("50000")}, at=at("2026-04-04"))
    actions.post_notice(actor=fund.publisher, call=call, opinion=FINE)
    typed = {"application": row.pk, "text": "用地手续不全", "name": "赵六", "contact": "13893211111"}
    assert client.post(address, typed | {"website": "x"}).status_code == 422
    page = client.post(address, typed)
    made = Objection.objects.get()
    assert page.status_code == 201 and made.number in page.content.decode()
    assert client.post(address, typed).status_code == 409 and Objection.objects.count() == 1
    client.force_login(fund.publisher)
    page = client.get(reverse("funds:desk_call", args=[call.number])).content.decode()
    assert "赵六" not in page and "13893211111" not in page and "用地手续不全" in page
    answer = reverse("funds:desk_objection", args=[call.number, made.pk, "answer"])
    prefix = f"answer-{made.pk}"
    assert client.post(answer, {f"{prefix}-verdict": "out"}).status_code == 422
    assert client.post(answer, {f"{prefix}-verdict": "out", f"{prefix}-answer": "属实"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "refused"


def test_the_whole_way_on_the_desk(client):
    """Publishing, checking, drawing, marking, ranking, proposing, by the forms of the pages."""
    fund, call, row, seats = under_review()
    for seat in seats:
        client.force_login(seat.expert.user)
        marks = reverse("funds:seat_marks", args=[seat.pk, row.pk])
        assert client.post(marks, {"c1": "61", "c2": "30"}).status_code == 422
        assert client.post(marks, {"c1": "50", "c2": "30"}).status_code == 302
        assert client.get(reverse("funds:seats")).status_code == 200
        assert client.post(reverse("funds:seat_act", args=[seat.pk, "hand_in"])).status_code == 302
    client.force_login(fund.writer)
    act = lambda move: reverse("funds:call_act", args=[call.number, move])  # noqa: E731
    assert client.post(act("draw"), {"draw-witness": "李四"}).status_code == 409
    assert client.post(act("rank")).status_code == 302
    assert client.post(act("propose"), {f"amount-{row.pk}": "99"}).status_code == 409  # more than was asked
    assert client.post(act("propose"), {f"amount-{row.pk}": "10"}).status_code == 302
    assert client.post(act("post_notice"), {"post_notice-opinion": FINE}).status_code == 409  # proposed it himself
    client.force_login(fund.publisher)
    assert client.post(act("post_notice"), {"post_notice-opinion": FINE}).status_code == 302
    call.refresh_from_db()
    assert call.state == "notice"


def test_a_township_is_a_unit(client):
    owner = a_township()
    client.force_login(owner)
    assert client.get(reverse("funds:my_projects")).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_a_fixed_number_of_queries(client, count, django_assert_num_queries):
    fund = a_fund()
    today = timezone.localdate()
    for n in range(count):
        a_call(fund, title=f"通知{n}", opens_on=today, closes_on=today)
    client.get(reverse("funds:calls"))
    with django_assert_num_queries(4):
        assert client.get(reverse("funds:calls")).content.decode().count("今天截止") == count
    client.force_login(fund.writer)
    client.get(reverse("funds:desk_calls"))
    with django_assert_num_queries(9):
        client.get(reverse("funds:desk_calls"))
