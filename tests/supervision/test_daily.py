"""Once a day: what others owe by their own due days, each once however often it is looked for."""

from datetime import date, timedelta

from approvals.models import PowerExercise
from powerlist.models import ListChangeSet, ListVersion, Opinion, ServiceItemVersion
from supervision.actions import sweep, watch_day
from supervision.models import Alert, Complaint, Order
from tests.approvals.factories import at

from .conftest import decided

NOW = at("2026-04-20 08:00")
TODAY = NOW.date()


def given(code: str) -> list[Alert]:
    """What two rounds on one day give by a rule."""
    for _ in range(2):
        assert watch_day(now=NOW)["failed"] == 0
    return list(Alert.objects.filter(rule__code=code).order_by("id"))


def entry_of(office):
    return office.version.item.entry


def test_t8_an_opinion_that_nobody_answered(office):
    for days, provisional in ((-3, False), (0, False), (-3, True)):
        Opinion.objects.create(
            number=f"Y{days}{provisional}", query_code="x", entry=entry_of(office), organisation=office.organisation,
            kind="content", text="改", submitted_at=NOW, due_on=TODAY + timedelta(days=days), provisional=provisional,
        )  # fmt: skip
    (alert,) = given("T8")
    assert (alert.subject, alert.case, alert.title, alert.late_days) == ("consult", None, "意见建议 Y-3False", 1)


def test_t8a_a_complaint_past_its_limit_without_its_words(office):
    Complaint.objects.create(
        number="TS1", query_code="x", kind="efficiency", channel="web", text="张三态度恶劣", received_at=NOW,
        office=office.organisation, limits={}, burns_on=TODAY - timedelta(days=1),
    )  # fmt: skip
    (alert,) = given("T8A")
    assert "张三" not in alert.explanation + alert.title and alert.due == TODAY - timedelta(days=1)


def test_c1_a_guide_that_ended_without_a_successor(office):
    assert given("C1") == []
    ServiceItemVersion.objects.filter(pk=office.version.pk).update(valid_to=date(2026, 4, 1))
    (alert,) = given("C1")
    assert alert.organisation == office.organisation and "4月1日起失效" in alert.explanation


def test_c2_a_guide_that_stayed_behind_its_text(office):
    old = ListVersion.objects.get(entry=entry_of(office))
    ListVersion.objects.filter(pk=old.pk).update(valid_to=date(2026, 3, 1))
    ListVersion.objects.create(
        entry=old.entry, change_set=old.change_set, kind=old.kind, organisation=old.organisation, name=old.name,
        category=old.category, number=2, state="published", valid_from=date(2026, 3, 1), content=old.content,
    )  # fmt: skip
    (alert,) = given("C2")
    assert alert.due == date(2026, 3, 21)


def test_l2_a_change_set_that_stays_on_its_way(office):
    ListChangeSet.objects.update(state="submitted", waits_for="review_lists", due_on=date(2026, 4, 16))
    (alert,) = given("L2")
    assert (alert.subject, alert.late_days) == ("lists", 2)


def test_l3_and_l7_powers_without_a_chart_or_duties_once_a_month(office):
    assert given("L3") == [], "this one has steps"
    (alert,) = given("L7")
    assert alert.occasion == "2026-04" and "1 项没有责任事项" in alert.explanation
    decided("L7", params={"share": 100}, enabled=False)
    watch_day(now=at("2026-05-20 08:00"))
    assert Alert.objects.filter(rule__code="L7").count() == 1


def test_p9_an_item_whose_cases_all_come_in_at_the_window(office):
    decided("P9", params={"least": 2})
    for _ in range(2):
        office.at_counter()
    (alert,) = given("P9")
    assert "2 件全部在窗口登记" in alert.explanation
    office.submit()
    watch_day(now=at("2026-05-20 08:00"))
    assert Alert.objects.filter(rule__code="P9").count() == 1, "one of them came online"


def test_g1_three_red_cards_in_a_month(office):
    for _ in range(3):
        office.accepted()
    sweep(now=at("2026-04-01 08:00"))
    (alert,) = given("G1")
    assert alert.level == "3" and "红牌 3 张" in alert.explanation


def test_l1_a_power_that_is_not_in_the_list_was_exercised(office):
    for standing, key in (("not_in_force", "1"), ("in_force", "2")):
        PowerExercise.objects.create(
            organisation=office.organisation, entry=entry_of(office), category="01", standing=standing, source="form",
            version=entry_of(office).versions.get(), key=key, step="处罚决定", outcome="penalised",
            happened_on=TODAY, actor_name="执法甲", recorded_at=NOW, recorded_by=office.handler,
        )  # fmt: skip
    (alert,) = given("L1")
    assert alert.level == "3" and "清单上没有" in alert.explanation and alert.evidence == ["权力运行信息 1"]


def test_w2_a_reply_that_the_supervisors_leave_unchecked(office, supervisor):
    Order.objects.create(
        number="督1", unit=office.organisation, title="x", content="x", basis="x", state="replied", drafted_at=NOW,
        issued_by=supervisor, issued_at=NOW, reply_by=TODAY, check_by=TODAY - timedelta(days=1),
    )  # fmt: skip
    (alert,) = given("W2")
    assert (alert.subject, alert.level) == ("watch", "1")
