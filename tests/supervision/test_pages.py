"""The supervisor's pages: what is in sight, what is masked, what is logged, and how many queries they cost."""

import pytest

from accounts.models import AccessLog
from approvals import actions as acts
from supervision.actions import rate, sweep
from supervision.models import Alert
from tests.approvals import factories
from tests.approvals.factories import at
from tests.factories import OrganisationFactory, UserFactory, staff_with

PAGES = ["/supervision/", "/supervision/ratings/"]


def refused(office):
    case = acts.review(case=office.accepted(), actor=office.handler, opinion="符合", at=at("2026-03-05 09:00"))
    return acts.refuse(case=case, actor=office.decider, reason="场所不符合要求", at=at("2026-03-06 09:00"))


def rated(office, satisfaction=5, **options):
    return rate(actor=office.citizen, case=refused(office), satisfaction=satisfaction, **options)


@pytest.mark.parametrize("address", [*PAGES, "/supervision/alerts/1/", "/supervision/cases/x/"])
def test_only_for_supervisors(client, office, address):
    assert client.get(address).status_code == 302
    for user in (office.citizen, office.decider, UserFactory(is_superuser=True)):
        client.force_login(user)
        assert client.get(address).status_code == 404


def test_the_board_shows_the_cards_of_what_is_in_sight(client, office, supervisor):
    office.accepted()
    sweep(now=at("2026-04-01 08:00"))
    client.force_login(supervisor)
    page = client.get("/supervision/?period=all").content.decode()
    assert "食品小作坊登记" in page and "红牌" in page and "黄牌" in page
    assert "应于2026年3月12日前按承诺作出决定" in page
    assert "黄 1 红 1" in page and "<svg" in page and "以表格查看" in page
    # another body's supervisor sees nothing of it
    stranger = staff_with("supervise", organisation=OrganisationFactory())
    client.force_login(stranger)
    page = client.get("/supervision/?period=all").content.decode()
    assert "食品小作坊登记" not in page
    assert client.get(f"/supervision/alerts/{Alert.objects.first().pk}/").status_code == 404


def test_the_board_filters_by_level_and_body(client, office, other_office, supervisor):
    office.accepted()
    other_office.accepted()
    sweep(now=at("2026-03-13 08:00"))
    sweep(now=at("2026-04-01 08:00"))
    client.force_login(supervisor)

    def shown(query):
        return client.get(f"/supervision/?period=all&{query}").context["page"].rows

    assert len(shown("")) == 4
    assert {a.level for a in shown("level=3")} == {"3"}
    assert {a.organisation for a in shown(f"organisation={office.organisation.code}")} == {office.organisation}
    assert shown("organisation=nobody") == []
    assert len(shown("level=9&after=abc")) == 4  # what isn't a filter is dropped


def test_pages_go_by_key(client, office, supervisor):
    for _ in range(23):
        office.accepted()
    sweep(now=at("2026-03-13 08:00"))
    client.force_login(supervisor)
    first = client.get("/supervision/?period=all").context["page"]
    second = client.get(f"/supervision/?period=all&after={first.after}").context["page"]
    back = client.get(f"/supervision/?period=all&before={second.before}").context["page"]
    assert (len(first.rows), len(second.rows)) == (20, 3)
    assert (first.before, second.after) == (None, None)
    assert [a.pk for a in back.rows] == [a.pk for a in first.rows]
    assert back.before is None


def test_an_alert_shows_its_count_day_by_day(client, office, supervisor):
    office.accepted()
    sweep(now=at("2026-03-13 08:00"))
    client.force_login(supervisor)
    response = client.get(f"/supervision/alerts/{Alert.objects.get().pk}/")
    page = response.content.decode()
    assert [c.date.isoformat() for c in response.context["cells"]][::9] == ["2026-03-04", "2026-03-13"]
    assert "第7个工作日" in page and "届满" in page and "超过期限第1个工作日" in page and "不计 星期六" in page
    assert "李*明" in page and "李小明" not in page


def test_a_case_is_read_only_and_masked(client, office, supervisor):
    case = office.accepted()
    client.force_login(supervisor)
    page = client.get(f"/supervision/cases/{case.number}/").content.decode()
    assert "李*明" in page and "李小明" not in page
    for secret in (factories.ID_NUMBER, "13893200001", "老李豆腐坊", case.query_code):
        assert secret not in page
    assert "受理" in page and "承诺时限" in page and "申请人" in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]


def test_every_view_by_a_supervisor_is_logged(client, office, supervisor):
    case = office.accepted()
    client.force_login(supervisor)
    before = AccessLog.objects.count()
    client.get("/supervision/")
    client.get(f"/supervision/cases/{case.number}/")
    client.get("/supervision/cases/none/")
    rows = AccessLog.objects.order_by("id")[before:]
    assert [(row.what, row.reference) for row in rows] == [
        ("电子监察首页", "/supervision/"),
        ("办件监察", f"/supervision/cases/{case.number}/"),
    ]
    assert {row.user_id_seen_by for row in rows} == {supervisor.pk}


def test_ratings_count_who_didnt_rate_and_name_nobody(client, office, supervisor):
    rated(office, 5, comment="等得太久", at=at("2026-03-07 09:00"))
    rated(office, 1)
    refused(office)
    client.force_login(supervisor)
    response = client.get("/supervision/ratings/?period=all")
    (row,) = response.context["standings"]
    assert (row.finished, row.rated, row.good, row.negative) == (3, 2, 1, 1)
    assert (round(row.rated_share), row.good_share) == (67, 50)
    page = response.content.decode()
    assert "等得太久" in page and "非常不满意" in page and "李小明" not in page


@pytest.mark.parametrize("address", ["/supervision/?period=all", "/supervision/ratings/?period=all"])
def test_queries_dont_grow_with_the_rows(client, office, supervisor, address, django_assert_num_queries):
    expected = {"/supervision/?period=all": 12, "/supervision/ratings/?period=all": 8}[address]
    client.force_login(supervisor)
    for count in (1, 2):
        for _ in range(count):
            office.accepted()
            rated(office)
        sweep(now=at("2026-03-13 08:00"))
        client.get(address)
        with django_assert_num_queries(expected):
            client.get(address)


def test_empty_pages_say_so(client, office, supervisor):
    client.force_login(supervisor)
    assert "没有提醒和亮牌" in client.get("/supervision/").content.decode()
    assert "没有差评" in client.get("/supervision/ratings/").content.decode()


def test_a_department_sees_its_own_alerts_and_marks_its_messages_read(client, office, other_office):
    office.accepted()
    other_office.accepted()
    sweep(now=at("2026-03-13 08:00"))
    client.force_login(office.decider)
    page = client.get("/desk/alerts/")
    assert [a.organisation for a in page.context["page"].rows] == [office.organisation]
    assert "1 条未读通知" in page.content.decode()
    assert client.post("/desk/alerts/read/").status_code == 302
    assert "未读通知" not in client.get("/desk/alerts/").content.decode()
    assert client.get("/desk/alerts/?level=3").context["page"].rows == []
    client.force_login(office.citizen)
    assert client.get("/desk/alerts/").status_code == 404
    assert client.get("/desk/alerts/read/").status_code == 405


def test_queries_of_the_departments_page(client, office, django_assert_num_queries):
    client.force_login(office.decider)
    for count in (1, 2):
        for _ in range(count):
            office.accepted()
        sweep(now=at("2026-03-13 08:00"))
        client.get("/desk/alerts/")
        with django_assert_num_queries(4):
            client.get("/desk/alerts/")
