"""通报: drafted of a period that is over, never issued by who wrote it, unchanged once issued."""

import pytest
from django.core.cache import cache

from accounts.models import Organisation
from core.models import SecrecyReview
from core.workflow import MoveRefused
from supervision.actions import draft_service_bulletin, edit_bulletin, issue_bulletin, recall_bulletin
from supervision.models import Bulletin
from supervision.queries.periods import period
from tests.approvals.factories import at
from tests.factories import OrganisationFactory, staff_with

MARCH, NOW = period("2026-03"), at("2026-04-02 09:00")


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def other(supervisor):
    return staff_with("supervise", organisation=Organisation.objects.get(parent=None), name="监察戊")


@pytest.fixture
def draft(office, supervisor):
    office.submit("2026-03-02 09:30")
    return draft_service_bulletin(actor=supervisor, period=MARCH, at=NOW)


def issued(draft, other):
    return issue_bulletin(bulletin=draft, actor=other, secrecy_opinion="不涉密，可以公开", at=NOW)


def test_the_draft_says_what_the_figures_say(draft, office):
    assert "网上办件率。全县收件1，网上提交1，占100.0%。" in draft.text
    assert f"还差较多的单位：{office.organisation}（1）。" in draft.text
    assert "本时段没有可以统计的联办事项。" in draft.text
    [body] = [b for b in draft.figures if b["organisation"] == office.organisation.code]
    assert body["rates"]["filed"] == [1, 1]


def test_only_of_a_period_that_is_over_and_once(draft, supervisor):
    with pytest.raises(MoveRefused, match="还没有结束"):
        draft_service_bulletin(actor=supervisor, period=period("2026-04"), at=NOW)
    assert draft_service_bulletin(actor=supervisor, period=MARCH, at=NOW) == draft


def test_who_watches_a_part_doesnt_speak_of_the_whole(office, supervisor):
    office.submit("2026-03-02 09:30")
    part = staff_with("supervise", organisation=OrganisationFactory())
    with pytest.raises(MoveRefused, match="只监察其中一部分"):
        draft_service_bulletin(actor=part, period=MARCH, at=NOW)


def test_who_drafted_or_edited_it_doesnt_issue_it(draft, supervisor, other):
    with pytest.raises(MoveRefused, match="另一位"):
        issued(draft, supervisor)
    edited = edit_bulletin(bulletin=draft, actor=other, title="三月通报", text="正文", at=NOW)
    with pytest.raises(MoveRefused, match="另一位"):
        issued(edited, other)
    with pytest.raises(MoveRefused, match="都要填写"):
        edit_bulletin(bulletin=draft, actor=other, title=" ", text="正文", at=NOW)


def test_issued_it_is_numbered_reviewed_and_public(client, draft, other):
    assert client.get(f"/open/bulletins/{draft.pk}/").status_code == 404
    assert client.get(f"/open/bulletins/{draft.pk}.json").status_code == 404
    row = issued(draft, other)
    assert row.number == "监察通报〔2026〕1号"
    assert SecrecyReview.objects.get(kind="bulletin").reviewer_id == other.pk
    assert "网上办件率" in client.get(f"/open/bulletins/{row.pk}/").content.decode()
    assert row.title in client.get("/open/bulletins/").content.decode()
    data = client.get(f"/open/bulletins/{row.pk}.json").json()
    assert data["number"] == row.number and data["bodies"] == row.figures and "网上提交" in data["definitions"]["filed"]
    with pytest.raises(MoveRefused, match="已印发"):
        edit_bulletin(bulletin=row, actor=other, title="改", text="改", at=NOW)


def test_without_a_secrecy_opinion_nothing_is_issued(draft, other):
    with pytest.raises(MoveRefused, match="保密审查"):
        issue_bulletin(bulletin=draft, actor=other, secrecy_opinion=" ", at=NOW)
    draft.refresh_from_db()
    assert draft.state == "draft" and not draft.number


def test_taken_back_it_says_why_and_a_new_one_may_be_drafted(client, draft, other, supervisor):
    row = issued(draft, other)
    with pytest.raises(MoveRefused, match="为什么撤回"):
        recall_bulletin(bulletin=row, actor=supervisor, reason=" ", at=NOW)
    recall_bulletin(bulletin=row, actor=supervisor, reason="进驻数据有误", at=NOW)
    page = client.get(f"/open/bulletins/{row.pk}/").content.decode()
    assert "进驻数据有误" in page and "全县收件" not in page
    assert row.title not in client.get("/open/bulletins/").content.decode()
    assert client.get(f"/open/bulletins/{row.pk}.json").status_code == 404
    assert draft_service_bulletin(actor=supervisor, period=MARCH, at=NOW).pk != row.pk


def test_by_the_pages(client, office, supervisor, other):
    office.submit("2026-03-02 09:30")
    client.force_login(supervisor)
    assert client.post("/supervision/bulletins/draft/", {"period": "2026-03"}).status_code == 302
    row = Bulletin.objects.get()
    page = client.get(f"/supervision/bulletins/{row.pk}/").content.decode()
    assert "确认修改" in page and "确认签发" not in page
    address = f"/supervision/bulletins/{row.pk}/issue/"
    assert client.post(address, {"issue-secrecy_opinion": "可以公开"}).status_code == 409
    client.force_login(other)
    assert client.post(address, {"issue-secrecy_opinion": ""}).status_code == 422
    assert client.post(address, {"issue-secrecy_opinion": "可以公开"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "issued"
    client.force_login(office.decider)
    for address in ("/supervision/bulletins/", f"/supervision/bulletins/{row.pk}/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/supervision/bulletins/{row.pk}/recall/", {"recall-reason": "x"}).status_code == 404
