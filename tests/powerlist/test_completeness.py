"""完整度 and 文本对照: counted in the database, own bodies only, at a fixed cost."""

from datetime import date

import pytest
from django.core.cache import cache

from core.registers import ChangeKind
from powerlist.enums import Category
from powerlist.models import ServiceItem, ServiceItemVersion
from powerlist.queries import completeness
from tests.factories import staff_with
from tests.powerlist.people import a_set, add, office, published

pytestmark = pytest.mark.django_db
PAGE = "/desk/lists/completeness/"
DAY = date(2026, 6, 1)
WHOLE = {
    "time_limit": "20个工作日",
    "supervision": "0932-4862277",
    "steps": [{"stage": "受理", "body": "窗口"}],
    "duties": [{"stage": "受理", "content": "公示材料"}],
    "accountability": [{"situation": "应受理而不受理的"}],
}


@pytest.fixture
def people():
    return office(code="621125LY", short_name="县林草局")


def listed(people, contents, on=date(2026, 1, 10)):
    change_set = a_set(people)
    rows = [add(people, change_set, name=f"事项{n}", content=content) for n, content in enumerate(contents)]
    published(people, change_set, on)
    return [row.entry for row in rows]


def bars(people, on=DAY):
    cache.clear()
    (meter,) = completeness.meters(people.clerk, "powers", on)
    return {bar.element.label: (bar.filled, bar.total) for bar in meter.bars}


def test_every_element_is_counted(people):
    listed(people, [WHOLE, {}])
    assert bars(people) == {
        "名称": (2, 2),
        "编码": (2, 2),
        "类型": (2, 2),
        "依据": (2, 2),
        "行使主体": (2, 2),
        "办结时限": (1, 2),
        "外部流程图": (1, 2),
        "监督方式": (1, 2),
        "责任事项": (2, 2),
        "追责情形": (2, 2),
    }
    (meter,) = completeness.meters(people.clerk, "powers", DAY)
    assert meter.percent == 85 and [bar.missing for bar in meter.emptiest] == [1, 1, 1]


def test_what_the_guide_says_counts_from_its_day(people):
    (entry,) = listed(people, [{}])
    editor = staff_with("manage_guides", organisation=people.organisation)
    item = ServiceItem.objects.create(entry=entry, organisation=people.organisation, code="SS-1")
    ServiceItemVersion.objects.create(
        item=item, name="办许可", legal_limit=20, promised_limit=7, complaint_phone="0932-1", state="published",
        valid_from=date(2026, 2, 1), author=people.clerk, publisher=editor,
    )  # fmt: skip
    assert (bars(people)["办结时限"], bars(people)["监督方式"]) == ((1, 1), (1, 1))
    assert bars(people, date(2026, 1, 31))["办结时限"] == (0, 1)


def test_another_bodys_meter_is_out_of_sight(client, people):
    listed(people, [WHOLE])
    stranger = office(short_name="县水务局")
    listed(stranger, [{}])
    client.force_login(stranger.clerk)
    page = client.get(PAGE).content.decode()
    assert "县水务局" in page and "县林草局" not in page
    assert client.get(f"{PAGE}?organisation=621125LY").status_code == 404
    assert client.get(f"{PAGE}?organisation=621125LY&lacking=duties").status_code == 404


def test_the_page_lists_what_is_missing(client, people):
    listed(people, [WHOLE, {}])
    client.force_login(people.clerk)
    page = client.get(f"{PAGE}?organisation=621125LY&lacking=time_limit").content.decode()
    assert "事项1" in page and "事项0" not in page and "补填" in page
    assert client.get(f"{PAGE}?kind=nothing").status_code == 404
    assert client.get(f"{PAGE}?kind=public_services").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_cost_is_fixed(people, count, django_assert_num_queries):
    listed(people, [WHOLE] * count)
    cache.clear()
    with django_assert_num_queries(3):
        assert completeness.meters(people.clerk, "powers", DAY)[0].total == count
    with django_assert_num_queries(2):
        completeness.meters(people.clerk, "powers", DAY)


def test_a_clerk_sees_the_meter_at_the_start_of_the_admin(client, people):
    listed(people, [{}])
    client.force_login(people.clerk)
    page = client.get("/admin/").content.decode()
    assert "权责清单完整度" in page and "<meter" in page
    client.force_login(people.reviewer)
    assert "权责清单完整度" not in client.get("/admin/").content.decode()


# --- 文本对照 --------------------------------------------------------------------------------------------------------


def test_two_texts_of_one_entry_and_two_entries(client, people):
    (first, second) = listed(people, [WHOLE, {}])
    add(people, a_set(people), change=ChangeKind.AMEND, entry=first, name="改过的", category=Category.PENALTY)
    client.force_login(people.clerk)
    page = client.get("/desk/lists/beside/", {"left": f"{first.code}@1", "right": f"{first.code}@2"}).content.decode()
    assert "改过的" in page and "处罚" in page and "拟议" in page
    page = client.get("/desk/lists/beside/", {"left": first.code, "right": second.code}).content.decode()
    assert "20个工作日" in page and "事项1" in page


@pytest.mark.parametrize(
    "typed", ["nothing", "621125LY-01-0001@99", "621125LY-01-0001@x", "621125LY-01-0001@9999999999"]
)
def test_what_is_not_found_is_said(client, people, typed):
    listed(people, [{}])
    client.force_login(people.clerk)
    page = client.get("/desk/lists/beside/", {"left": typed, "right": "621125LY-01-0001"})
    assert page.status_code == 200 and "没有找到" in page.content.decode()


def test_another_bodys_text_is_not_found(client, people):
    (entry,) = listed(people, [WHOLE])
    client.force_login(office().clerk)
    page = client.get("/desk/lists/beside/", {"left": entry.code, "right": entry.code}).content.decode()
    assert "没有找到" in page and "事项0" not in page
