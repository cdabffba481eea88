"""好差评: a visit once, a call from outside, a 差评 mended or appealed; nobody of the rated body writes one."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import AccessLog, Message
from approvals import actions as acts
from approvals.models import Counter, Hall, QueueGroup, Ticket
from core.masking import rotate
from core.workflow import MoveRefused
from supervision import actions
from supervision.models import MendingRule, Rating, Rectification
from supervision.queries import pages
from supervision.queries import ratings as reads
from supervision.workflow import MENDING
from tests.approvals.factories import at
from tests.factories import OrganisationFactory, UserFactory, staff_with

MONDAY = at("2026-03-09 10:00")


@pytest.fixture
def finished(office):
    case = acts.review(case=office.accepted(), actor=office.handler, opinion="符合", at=at("2026-03-05 09:00"))
    return acts.refuse(case=case, actor=office.decider, reason="场所不符合要求", at=at("2026-03-06 09:00"))


@pytest.fixture
def mender(office):
    return staff_with("handle_complaints", organisation=office.organisation, name="整改甲")


@pytest.fixture
def reviewer(office):
    """A post outside the rated body, with review over it."""
    outside = OrganisationFactory()
    user = staff_with(
        "review_ratings",
        organisation=office.organisation,
        name="回访乙",
    )
    user.holdings.update(valid_to=date(2020, 1, 2))
    user.organisation = outside
    user.save()
    from django.contrib.auth.models import Group
    from guardian.shortcuts import assign_perm

    from accounts.models import Holding, Post

    group = Group.objects.create(name="reviewers")
    assign_perm("accounts.review_ratings", group, office.organisation)
    post = Post.objects.create(organisation=outside, name="回访岗", group=group)
    Holding.objects.create(user=user, post=post, valid_from=date(2020, 1, 1))
    return user


def rated(office, finished, satisfaction=5, **facts):
    return actions.rate(actor=office.citizen, case=finished, satisfaction=satisfaction, at=MONDAY, **facts)


@pytest.fixture
def ticket(office):
    hall = Hall.objects.create(code="h", name="大厅", organisation=office.organisation, address="街", hours="日")
    group = QueueGroup.objects.create(hall=hall, letter="A", name="综合")
    counter = Counter.objects.create(hall=hall, number="1", name="综合窗口", group=group)
    return Ticket.objects.create(
        group=group, day=date(2026, 3, 9), serial=1, source="kiosk", state="served", taken_at=MONDAY, ended_at=MONDAY,
        counter=counter, clerk=office.window, called_at=MONDAY, calls=1, served_at=MONDAY,
    )  # fmt: skip


def test_a_negative_one_opens_a_task_with_its_limits(office, finished, mender):
    task = rated(office, finished, 4).rectification
    assert (task.contact_due, task.mend_due, task.burns_on) == (date(2026, 3, 10), date(2026, 3, 16), date(2026, 3, 10))
    assert Message.objects.filter(recipient=mender, kind="supervision.mending").exists()
    task = actions.contact_rater(actor=mender, task=task, note="电话联系，已道歉", is_complex=True, at=MONDAY)
    assert task.burns_on == task.mend_due == date(2026, 3, 30)


def test_a_good_one_opens_none(office, finished):
    assert not hasattr(rated(office, finished, 3), "rectification")


def test_mended_replied_and_reviewed_by_somebody_outside(office, finished, mender, reviewer):
    task = actions.contact_rater(actor=mender, task=rated(office, finished).rectification, note="已联系")
    with pytest.raises(MoveRefused, match="写明情况"):
        actions.reply_rating(actor=mender, task=task, note=" ")
    task = actions.reply_rating(actor=mender, task=task, note="窗口已换人")
    with pytest.raises(PermissionDenied):
        actions.judge_rating(actor=mender, task=task, move="pass", note="好")
    task = actions.judge_rating(actor=reviewer, task=task, move="return", note="没有说结果")
    task = actions.reply_rating(actor=mender, task=task, note="已整改并反馈")
    task = actions.judge_rating(actor=reviewer, task=task, move="pass", note="电话核实属实")
    assert (task.state, task.burns_on, task.judged_by) == ("closed", None, reviewer)


def test_an_appeal_is_judged_outside_and_a_withdrawn_one_stays_counted(office, finished, mender, reviewer, supervisor):
    task = rated(office, finished).rectification
    task = actions.appeal_rating(actor=mender, task=task, note="评错了窗口")
    insider = staff_with("review_ratings", organisation=office.organisation)
    with pytest.raises(PermissionDenied):
        actions.judge_rating(actor=insider, task=task, move="uphold", note="支持")
    task = actions.judge_rating(actor=reviewer, task=task, move="reject", note="没有证据", at=at("2026-03-11 10:00"))
    assert (task.state, task.contact_due) == ("open", date(2026, 3, 12))
    task = actions.appeal_rating(actor=mender, task=task, note="监控显示没有来过")
    task = actions.judge_rating(actor=reviewer, task=task, move="uphold", note="监控属实")
    assert task.state == "withdrawn" and Rating.objects.count() == 1 and not Rating.objects.standing().exists()
    row = reads.departments(date(2026, 3, 1))[0]
    assert (row.served, row.rated, row.withdrawn, row.rated_share, row.good_share) == (1, 0, 1, 100, None)
    standing = pages.standings(supervisor, period="all", today=date(2026, 3, 20))[0]
    assert (standing.rated, standing.withdrawn, standing.good_share) == (0, 1, None)


def test_the_database_itself_refuses_a_judge_who_appealed_and_a_close_without_one(office, finished, mender):
    task = rated(office, finished).rectification
    with pytest.raises(IntegrityError), transaction.atomic():
        Rectification.objects.filter(pk=task.pk).update(appealed_by=mender, judged_by=mender)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rectification.objects.filter(pk=task.pk).update(state="closed", closed_at=MONDAY)


@pytest.mark.parametrize("field", ["rater", "entered_by"])
def test_the_database_refuses_a_rating_by_the_rated_body(office, finished, field):
    facts = {"case": finished, "organisation": office.organisation, "satisfaction": 1, "rated_at": MONDAY}
    if field == "entered_by":
        facts |= {"channel": "phone", "called_at": MONDAY, "call_record": "打过"}
    with pytest.raises(DatabaseError, match="rated body"), transaction.atomic():
        Rating.objects.create(**facts, **{field: office.window})
    visitor = staff_with("handle_complaints", organisation=office.organisation)
    visitor.organisation = None  # holds a post there without working there
    visitor.save()
    with pytest.raises(DatabaseError, match="rated body"), transaction.atomic():
        Rating.objects.create(**facts, **{field: visitor})


def test_no_door_lets_the_rated_body_write_one(client, office, finished, ticket):
    from django.contrib import admin

    assert Rating not in admin.site._registry and Rectification not in admin.site._registry
    client.force_login(office.window)
    data = {"satisfaction": "1", "rate": "1", "number": finished.number, "code": finished.query_code}
    assert client.post("/rate/", data).status_code == 409
    assert client.post(f"/rate/{ticket.key}/", {"satisfaction": "1"}).status_code == 409
    assert client.get("/desk/ratings/calls/").status_code == 404
    paths = client.get("/api/v1/schema/?format=json").json()["paths"]
    assert not [path for path in paths if "rating" in path]
    assert not Rating.objects.exists()


def test_a_visit_is_rated_once_without_a_case(client, ticket):
    address = f"/rate/{ticket.key}/"
    assert "checked" not in client.get(address).content.decode()
    assert client.post(address, {"satisfaction": ""}).status_code == 422
    answer = client.post(address, {"satisfaction": "4", "i_manner": "5", "comment": "态度差"})
    assert answer.status_code == 201
    rating = Rating.objects.get()
    assert (rating.indicators, rating.channel, rating.rater) == ({"manner": 5}, "qr", None)
    assert rating.rectification.organisation == rating.organisation
    assert "谢谢" in client.post(address, {"satisfaction": "1"}).content.decode()
    assert Rating.objects.count() == 1
    assert reads.halls(date(2026, 3, 1))[0].negative == 1


def test_not_before_one_was_served(client, ticket):
    Ticket.objects.update(state="waiting", ended_at=None, counter=None, clerk=None, called_at=None, served_at=None)
    assert client.post(f"/rate/{ticket.key}/", {"satisfaction": "1"}).status_code == 409


def test_the_codes_of_a_slip_open_the_rating_of_its_case(client, office, finished):
    assert b"<svg" in client.get(f"/rate/code/{finished.number}/").content
    codes = {"number": finished.number, "code": finished.query_code}
    assert client.post("/rate/", codes | {"code": "2222"}).status_code == 404
    assert "办事指南精确度" in client.post("/rate/", codes).content.decode()
    data = codes | {"rate": "1", "satisfaction": "2", "i_guide": "1"}
    assert client.post("/rate/", data).status_code == 201
    assert Rating.objects.get().details == [("办事指南精确度", "非常满意")]
    assert client.post("/rate/", data).status_code == 409
    for _ in range(9):
        client.post("/rate/", codes | {"code": "2222"})
    assert client.post("/rate/", codes).status_code == 429


def test_a_call_comes_from_outside_with_its_record(client, office, finished, reviewer):
    with pytest.raises(PermissionDenied):
        actions.enter_call(actor=office.citizen, case=finished, satisfaction=1, called_at=MONDAY, record="打过")
    insider = staff_with("review_ratings", organisation=office.organisation)
    with pytest.raises(MoveRefused, match="任职"):
        actions.enter_call(actor=insider, case=finished, satisfaction=1, called_at=MONDAY, record="打过")
    with pytest.raises(MoveRefused, match="回访记录"):
        actions.enter_call(actor=reviewer, case=finished, satisfaction=1, called_at=MONDAY, record=" ")
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(
            case=finished, organisation=finished.organisation, satisfaction=1, channel="phone", rated_at=MONDAY
        )
    client.force_login(reviewer)
    assert finished.number in client.get("/desk/ratings/calls/").content.decode()
    address = f"/desk/ratings/calls/{finished.number}/"
    client.get(address)
    assert AccessLog.objects.filter(what="申请人电话").exists()
    data = {"called_at": "2026-03-09T10:00", "satisfaction": "2", "record": "打给申请人，说还可以，录音 12 号"}
    assert client.post(address, data).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT call_record FROM supervision_rating")
        assert "录音" not in cursor.fetchone()[0]
    assert rotate(Rating) == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Rating.objects.update(comment="改")
    assert client.get(address).status_code == 404


def test_who_was_served_is_asked_once(office, finished):
    moment = finished.closed_at + timezone.timedelta(hours=1)
    assert actions.invite(at=moment) == 1
    actions.invite(at=moment)
    assert Message.objects.filter(recipient=office.citizen, kind="supervision.invite").count() == 1
    rated(office, finished)
    assert actions.invite(at=moment) == 0


def test_the_task_shows_no_rater_and_strangers_find_none(client, office, finished, mender, reviewer):
    task = rated(office, finished, comment="等了一个月").rectification
    for user in (mender, reviewer):
        client.force_login(user)
        body = client.get(f"/desk/ratings/{task.pk}/").content.decode()
        assert "等了一个月" in body and office.citizen.name not in body
        assert finished.number in client.get("/desk/ratings/").content.decode()
    assert client.post(f"/desk/ratings/{task.pk}/telephone/").status_code == 404
    client.force_login(mender)
    assert finished.mobile in client.post(f"/desk/ratings/{task.pk}/telephone/").content.decode()
    assert AccessLog.objects.filter(reference=f"mending:{task.pk}", user_id_seen_by=mender.pk).count() == 1
    assert client.post(f"/desk/ratings/{task.pk}/contact/", {"task-contact-note": ""}).status_code == 422
    assert client.post(f"/desk/ratings/{task.pk}/contact/", {"task-contact-note": "已联系"}).status_code == 302
    assert client.post(f"/desk/ratings/{task.pk}/contact/", {"task-contact-note": "已联系"}).status_code == 409
    for user in (UserFactory(), staff_with("handle_complaints", organisation=OrganisationFactory())):
        client.force_login(user)
        assert client.get(f"/desk/ratings/{task.pk}/").status_code == 404


def test_the_public_page_says_every_number_and_no_name(client, office, finished):
    body = client.get("/open/ratings/?month=2026-03").content.decode()
    assert "无评价" in body and "0%" in body
    rated(office, finished, 1, comment="很好")
    body = client.get("/open/ratings/?month=2026-03").content.decode()
    assert "100%" in body and office.citizen.name not in body and "很好" not in body
    assert client.get("/open/ratings/?month=x").status_code == 200


def test_the_limits_are_data(office, finished):
    actions.load_mending_rule()
    MendingRule.objects.update(contact_days=2)
    assert rated(office, finished).rectification.contact_due == date(2026, 3, 11)


def test_every_move_needs_its_state(office, finished, mender, reviewer):
    task = rated(office, finished).rectification
    for chosen in MENDING.moves:
        if "open" not in chosen.sources:
            actor = mender if chosen.name in ("reply",) else reviewer
            with pytest.raises(MoveRefused, match="这一件现在是"):
                MENDING.fire(task, chosen.name, actor=actor, worded=True)
