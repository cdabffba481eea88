"""有权必有责: no power is sent or published without duties, and a changed power opens its duties in the same set."""

from datetime import date

import pytest

from core.registers import ChangeKind
from core.workflow import MoveRefused
from powerlist import actions
from powerlist.models import ListMove, ListVersion
from tests.powerlist.people import a_set, add, decided, listed, office

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return office(code="621125LY")


def path(change_set, *rest):
    return f"/desk/lists/{change_set.number}/" + "".join(f"{part}/" for part in rest)


def amended(people, entry, **fields):
    return add(people, a_set(people), change=ChangeKind.AMEND, entry=entry, **fields)


@pytest.mark.parametrize("lacking", ["duties", "accountability"])
def test_a_power_without_duties_or_accountability_is_not_sent(people, lacking):
    change_set = a_set(people)
    add(people, change_set, name="有责任的")
    add(people, change_set, name="没有的", content={lacking: ""})
    with pytest.raises(MoveRefused, match="没有责任事项或追责情形：没有的。.*套用模板"):
        actions.submit(actor=people.clerk, change_set=change_set)


def test_nor_published_if_its_duties_got_lost_on_the_way(people):
    row = add(people, change_set := a_set(people), name="中途丢失")
    decided(people, change_set)
    ListVersion.objects.filter(pk=row.pk).update(content={**row.content, "duties": []})
    with pytest.raises(MoveRefused, match="没有责任事项或追责情形：中途丢失"):
        actions.publish(actor=people.publisher, change_set=change_set, secrecy_opinion="不涉密")


def test_a_power_that_ends_needs_none(people):
    row = add(people, a_set(people), change=ChangeKind.CANCEL, entry=listed(people))
    assert actions.submit(actor=people.clerk, change_set=row.change_set).state == "submitted"


def test_the_templates_fill_what_is_empty_in_the_whole_set(client, people):
    actions.load_duty_templates()
    change_set = a_set(people)
    bare = add(people, change_set, name="裁量表读入的", content={"duties": [], "accountability": []})
    own = add(people, change_set, name="自己写的", content={"accountability": []})
    client.force_login(people.clerk)
    assert "有 2 项没有责任事项或追责情形" in client.get(path(change_set)).content.decode()
    page = client.post(path(change_set, "rows", "duties"), follow=True).content.decode()
    assert "已为 2 项套用责任模板" in page and "没有责任事项或追责情形" not in page
    bare.refresh_from_db()
    assert len(bare.content["duties"]) >= 4 and len(bare.content["accountability"]) >= 5
    assert ListVersion.objects.get(pk=own.pk).content["duties"] == own.content["duties"], "what was written stays"
    assert bare.history.latest("history_id").history_change_reason == "按类别套用责任模板"
    assert actions.submit(actor=people.clerk, change_set=change_set).state == "submitted"


def test_a_category_without_a_template_is_filled_by_hand(people):
    change_set = a_set(people)
    add(people, change_set, content={"duties": []})
    with pytest.raises(MoveRefused, match="还没有责任模板"):
        actions.fill_duties(actor=people.clerk, change_set=change_set)


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        ({"name": "新名称"}, True),
        ({"category": "02"}, True),
        ({"content": {"basis": ["《中华人民共和国森林法》第五十七条"]}}, True),
        ({"office": "行政审批股"}, False),
        ({"name": "新名称", "content": {"duties": "受理"}}, False),
    ],
)
def test_a_changed_power_opens_its_duties(people, changed, asked):
    row = amended(people, listed(people), **changed)
    if asked:
        with pytest.raises(MoveRefused, match="责任事项没有改"):
            actions.submit(actor=people.clerk, change_set=row.change_set)
        assert actions.confirm_duties(actor=people.clerk, change_set=row.change_set) == 1
    assert actions.submit(actor=people.clerk, change_set=row.change_set).state == "submitted"


def test_the_confirmation_is_kept_by_name_and_holds_for_the_text_as_it_stands(client, people):
    row = amended(people, listed(people), name="新名称")
    client.force_login(people.clerk)
    assert "确认责任仍适用" in client.get(path(row.change_set)).content.decode()
    page = client.post(path(row.change_set, "rows", row.pk, "hold"), follow=True).content.decode()
    assert "1 项的责任事项和追责情形仍然适用" in page and "名称、类别或依据改了" not in page
    said = ListMove.objects.get(subject=row.change_set, move="confirm_duties")
    assert said.actor_id == people.clerk.pk and "新名称" in said.note
    actions.revise(
        actor=people.clerk, version=row, category=row.category, name="又一名称", office=row.office, content=row.content
    )
    with pytest.raises(MoveRefused, match="又一名称"):
        actions.submit(actor=people.clerk, change_set=row.change_set)


def test_only_who_fills_the_set_confirms(client, people):
    row = amended(people, listed(people, on=date(2026, 1, 10)), name="新名称")
    client.force_login(people.auditor)
    assert client.post(path(row.change_set, "rows", row.pk, "hold")).status_code == 404
    assert client.post(path(row.change_set, "rows", "duties")).status_code == 404
