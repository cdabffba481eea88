"""政务服务监督: each rate against what stands in the rows, nothing where there is nothing, every row behind it."""

from datetime import date

import pytest
from django.core.cache import cache

from accounts.models import AccessLog, Organisation
from approvals.models import Counter, Hall, Residency
from powerlist.models import ListEntry, ListVersion
from supervision.queries import service
from supervision.queries.periods import period
from tests.approvals import factories
from tests.factories import OrganisationFactory, staff_with

MARCH = period("2026-03")
DAY = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


def rates(office) -> dict:
    cache.clear()
    [line] = service.lines(Organisation.objects.filter(pk=office.organisation.pk), MARCH, DAY)
    return {indicator.key: (rate.part, rate.whole) for indicator, rate in line.cells}


def reside(office, on=date(2026, 3, 1)):
    hall = Hall.objects.create(
        code="county", name="政务大厅", organisation=office.organisation, address="某路", hours="工作日"
    )
    counter = Counter.objects.create(hall=hall, number="1", name="综合窗口")
    return Residency.objects.create(item=office.version.item, counter=counter, valid_from=on)


def test_an_item_is_resident_while_it_is_registered_at_a_counter(office):
    assert rates(office)["resident"] == (0, 1)
    row = reside(office)
    assert rates(office)["resident"] == (1, 1)
    row.valid_to = DAY
    row.save()
    assert rates(office)["resident"] == (0, 1)


@pytest.mark.parametrize(("depth", "part"), [([], 0), (["3"], 0), (["4"], 1), (["1", "6"], 1), (["8"], 0)])
def test_online_begins_at_acceptance_over_the_net(db, depth, part):
    assert rates(factories.office(online_depth=depth))["online"] == (part, 1)


def test_an_item_that_nobody_applies_for_is_none_of_them(db):
    found = rates(factories.office(by_application=False))
    assert found["resident"] == found["online"] == (0, 0)


def test_depth_counts_an_item_at_each_step_that_it_reaches(db):
    office = factories.office(online_depth=["5"])
    [line] = service.lines(Organisation.objects.filter(pk=office.organisation.pk), MARCH, DAY)
    assert [number for _, number, _ in line.steps] == [1, 1, 1, 1, 1, 0, 0]


def test_cases_are_counted_in_the_period_in_which_they_were_received(office):
    office.submit("2026-03-31 16:00")
    office.submit("2026-04-01 00:30")
    assert rates(office)["filed"] == (1, 1)
    assert rates(office)["shared"] == (0, 1)  # the one material of that case was uploaded


def test_an_entry_is_complete_when_every_public_element_is_filled(office):
    assert rates(office)["catalogue"] == (0, 1)
    entry = ListEntry.objects.create(kind="powers", organisation=office.organisation, code="E-full")
    first = ListVersion.objects.get(entry=office.version.item.entry)
    ListVersion.objects.create(
        entry=entry, change_set=first.change_set, kind="powers", organisation=office.organisation,
        category=first.category, name="渔业捕捞许可", state="published", valid_from=date(2020, 1, 1),
        content=first.content | {
            "time_limit": "20个工作日", "supervision": "0932-4862277",
            "duties": [{"stage": "受理", "content": "公示"}],
            "accountability": [{"situation": "不受理", "handling": "追责"}],
        },
    )  # fmt: skip
    assert rates(office)["catalogue"] == (1, 2)


def test_nothing_to_count_is_no_rate(office):
    [line] = service.lines(Organisation.objects.filter(pk=office.organisation.pk), MARCH, DAY)
    joint = next(rate for indicator, rate in line.cells if indicator.key == "joint")
    assert joint.share is None
    assert service.lines(Organisation.objects.filter(pk=OrganisationFactory().pk), MARCH, DAY) == []


def test_the_rows_behind_a_rate_are_those_counted_and_only_in_sight(office, supervisor):
    office.submit("2026-03-02 09:30")
    filed, code = service.BY_KEY["filed"], office.organisation.code
    having = service.rows_of(supervisor, filed, MARCH, DAY, organisation=code, lacking=False)
    assert [service.words_of(filed, row)[0] for row in having] == ["食品小作坊登记"]
    assert not list(service.rows_of(supervisor, filed, MARCH, DAY, organisation=code, lacking=True))
    stranger = staff_with("supervise", organisation=OrganisationFactory())
    assert not list(service.rows_of(stranger, filed, MARCH, DAY, organisation=code, lacking=False))


@pytest.mark.parametrize("key", service.BY_KEY)
def test_every_rate_opens_its_rows(client, office, supervisor, key):
    office.submit("2026-03-02 09:30")
    client.force_login(supervisor)
    for which in ("lacking", "having"):
        address = f"/supervision/service/{key}/?organisation={office.organisation.code}&period=2026-03&which={which}"
        assert client.get(address).status_code == 200
    assert client.get(f"/supervision/service/{key}/?organisation=none").status_code == 404
    assert AccessLog.objects.filter(what="政务服务监督明细").exists()


def test_the_page_costs_the_same_for_one_body_and_for_two(
    client, office, other_office, supervisor, django_assert_num_queries
):
    client.force_login(supervisor)
    client.get("/supervision/service/?period=2026-03")
    office.submit("2026-03-02 09:30")
    for _ in range(2):
        cache.clear()
        client.get("/supervision/service/?period=2026-03")
        with django_assert_num_queries(6):
            page = client.get("/supervision/service/?period=2026-03").content.decode()
        other_office.submit("2026-03-02 09:30")
    assert "网上办件率" in page and "100%" in page and "怎样计算" in page
    client.force_login(office.decider)
    assert client.get("/supervision/service/").status_code == 404
