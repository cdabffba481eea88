"""督办单: drafted by one, issued by another, signed for, answered, checked; renewed a grade up when it isn't."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from core.workflow import MoveRefused
from supervision import actions
from supervision.models import Order
from supervision.workflow import ORDER
from tests.approvals.factories import at, pdf
from tests.factories import staff_with

SAID = {"title": "超期未办", "content": "查明原因，限期整改。", "basis": "县级电子监察办法"}


@pytest.fixture
def lead(supervisor):
    county = supervisor.holdings.get().post.organisation
    return staff_with("supervise", "lead_watch", organisation=county, name="监察戊")


@pytest.fixture
def order(office, supervisor):
    return actions.draft_order(actor=supervisor, unit=office.organisation, at=at("2026-03-13 09:00"), **SAID)


@pytest.fixture
def issued(order, lead):
    return actions.issue_order(actor=lead, order=order, at=at("2026-03-13 10:00"))


def test_its_whole_life(office, supervisor, issued):
    assert (issued.number, issued.reply_by) == ("督2026-0001", date(2026, 3, 20))
    row = actions.sign_for_order(actor=office.decider, order=issued, at=at("2026-03-16 09:00"))
    with pytest.raises(MoveRefused, match="写明情况"):
        actions.reply_order(actor=office.decider, order=row, reply=" ")
    said = {"reply": "已办结。", "upload": pdf("说明.pdf"), "at": at("2026-03-17 09:00")}
    row = actions.reply_order(actor=office.decider, order=row, **said)
    assert (row.check_by, row.file_name) == (date(2026, 3, 24), "说明.pdf")
    row = actions.close_order(actor=supervisor, order=row, opinion="属实", at=at("2026-03-18 09:00"))
    assert row.state == "closed"
    assert [m.move for m in row.moves.order_by("id")] == ["issue", "sign_for", "reply", "close"]


def test_who_drafts_doesnt_issue_and_the_database_says_so_too(lead, office, supervisor, order):
    own = actions.draft_order(actor=lead, unit=office.organisation, **SAID)
    with pytest.raises(MoveRefused, match="起草的人不能签发"):
        actions.issue_order(actor=lead, order=own)
    with pytest.raises(PermissionDenied):
        actions.issue_order(actor=supervisor, order=order)
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=own.pk).update(issued_by=lead)


def test_renewed_a_grade_up_when_the_limit_has_passed_or_the_answer_is_untrue(office, supervisor, issued):
    with pytest.raises(MoveRefused, match="还没有过"):
        actions.renew_order(actor=supervisor, order=issued, opinion="未回复", at=at("2026-03-20 23:00"))
    second = actions.renew_order(actor=supervisor, order=issued, opinion="逾期未回复", at=at("2026-03-21 09:00"))
    assert (second.grade, second.former, second.state) == (2, issued, "draft")
    issued.refresh_from_db()
    assert issued.state == "renewed"


def test_only_from_the_states_of_the_table(issued):
    reachable = {(move.name, state) for move in ORDER.moves for state in move.sources}
    assert ("reply", "issued") not in reachable and ("close", "signed") not in reachable and len(reachable) == 8


def test_on_the_pages_of_watch_and_body(client, office, supervisor, lead):
    client.force_login(supervisor)
    said = SAID | {"kind": "order", "unit": office.organisation.pk, "reply_days": 5}
    assert client.post("/supervision/orders/draft/", said | {"title": ""}).status_code == 422
    assert client.post("/supervision/orders/draft/", said).status_code == 302
    number = Order.objects.get().number
    watch, desk = f"/supervision/orders/{number}/", f"/desk/orders/{number}/"
    assert "确认签发" not in client.get(watch).content.decode()
    client.force_login(office.decider)
    assert client.get(desk).status_code == 404, "a draft is nobody's order"
    client.force_login(lead)
    assert client.post(f"{watch}issue/").status_code == 302
    client.force_login(office.citizen)
    assert client.get(desk).status_code == 404 and client.get("/desk/orders/").status_code == 404
    client.force_login(office.decider)
    assert "超期未办" in client.get("/desk/orders/").content.decode()
    assert client.post(f"{desk}close/", {"close-opinion": "x"}).status_code == 404
    assert client.post(f"{desk}sign_for/").status_code == 302
    assert client.post(f"{desk}reply/", {"reply-reply": "已办结"}).status_code == 302
    client.force_login(supervisor)
    assert "确认核查办结" in client.get(watch).content.decode()
    assert client.post(f"{watch}close/", {"close-opinion": "属实"}).status_code == 302
    assert "已办结" in client.get("/supervision/orders/?state=closed").content.decode()


def test_queries_of_the_list_dont_grow(client, office, supervisor, django_assert_num_queries):
    client.force_login(supervisor)
    for count in (1, 2):
        for _ in range(count):
            actions.draft_order(actor=supervisor, unit=office.organisation, **SAID)
        client.get("/supervision/orders/")
        with django_assert_num_queries(7):
            client.get("/supervision/orders/")
