"""How entries stand beside their texts: what follows what, what is suspended or idle, who is urged."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.registers import ChangeKind, ChangeSetState, VersionState
from core.workflow import MoveRefused
from powerlist import actions
from powerlist.models import EntryUse, KindSetting, Law, ListChangeSet, ListVersion, Succession, Suspension, Urging
from powerlist.queries.standing import idle_entries, standing_of
from tests.factories import OrganisationFactory
from tests.powerlist.people import a_set, add, change, decide, listed, office, published, to

pytestmark = pytest.mark.django_db
S, K = ChangeSetState, ChangeKind


@pytest.fixture
def people():
    return office(code="621125LY")


# --- what follows what -----------------------------------------------------------------------------------------------


def test_a_merge_leads_from_the_ended_entry_to_its_successor_and_back(people):
    first, second = listed(people, name="甲"), listed(people, name="乙")
    change_set = a_set(people)
    change(people, K.MERGE, first, change_set, successors=[second])
    add(people, change_set, change=K.AMEND, entry=second, name="甲乙合并")
    published(people, change_set, date(2026, 4, 1))
    day = date(2026, 4, 1)
    assert [v.name for v in standing_of(first, day).successors] == ["甲乙合并"]
    assert [v.entry for v in standing_of(second, day).predecessors] == [first]
    assert not standing_of(first, date(2026, 3, 31))
    assert not ListVersion.objects.in_force(day).filter(entry=first).exists()


def test_a_circular_merge_is_refused_over_however_many_steps(people):
    first, second, third = (listed(people, name=name) for name in "甲乙丙")
    one = a_set(people)
    change(people, K.MERGE, first, one, successors=[second])
    change(people, K.MERGE, second, a_set(people), successors=[third])
    with pytest.raises(MoveRefused, match="绕成一圈"):
        change(people, K.MERGE, third, a_set(people), successors=[first])
    with pytest.raises(MoveRefused, match="自己承接"):
        change(people, K.MERGE, third, a_set(people), successors=[third])
    assert not third.versions.open_proposals().exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_close_a_circle_between_them_do_not_both_pass():
    people = office(code="621125LY")
    entries = [listed(people, name=name) for name in "甲乙"]
    rows = [change(people, K.MERGE, entry) for entry in entries]
    caught, gate = [], threading.Barrier(2)

    def name(row, entry):
        try:
            gate.wait(5)
            actions.name_successor(actor=people.clerk, version=row, entry=entry)
        except MoveRefused as refusal:
            caught.append(str(refusal))
        finally:
            connection.close()

    pairs = zip(rows, reversed(entries), strict=True)
    threads = [threading.Thread(target=name, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(caught) == 1 and "绕成一圈" in caught[0]
    assert Succession.objects.count() == 1


def test_a_split_needs_two_successors_and_a_merge_one(people):
    entry = listed(people, name="甲")
    row = change(people, K.SPLIT, entry)
    with pytest.raises(MoveRefused, match="要写明由哪一项承接：甲"):
        actions.submit(actor=people.clerk, change_set=row.change_set)
    add(people, row.change_set, name="甲一", succeeds=[row])
    with pytest.raises(MoveRefused, match="至少要有两个承接事项"):
        actions.submit(actor=people.clerk, change_set=row.change_set)
    add(people, row.change_set, name="甲二", succeeds=[row])
    published(people, row.change_set, date(2026, 5, 1))
    assert {v.name for v in standing_of(entry, date(2026, 5, 1)).successors} == {"甲一", "甲二"}


def test_another_body_takes_an_entry_over_and_both_codes_stay(people):
    entry, other = listed(people, name="甲"), OrganisationFactory(code="621125NY")
    row = change(people, K.MOVE_BODY, entry)
    with pytest.raises(MoveRefused, match="只能作为承接事项"):
        add(people, row.change_set, name="乙", organisation=other)
    add(people, row.change_set, name="甲", succeeds=[row], organisation=other)
    published(people, row.change_set, date(2026, 5, 1))
    after = standing_of(entry, date(2026, 5, 1)).successors[0]
    assert (after.organisation, after.entry.code[:8]) == (other, "621125NY")
    assert entry.code.startswith("621125LY")


def test_a_successor_that_was_not_taken_stops_the_publication(people):
    entry = listed(people, name="甲")
    row = change(people, K.MERGE, entry)
    new = add(people, row.change_set, name="新的", succeeds=[row])
    to(people, row.change_set, S.DECISION)
    actions.rule_row(actor=people.recorder, version=new, taken=False, reason="不设")
    decide(people, row.change_set, date(2026, 5, 1))
    actions.enter(actor=people.clerk, change_set=row.change_set)
    actions.pass_final(actor=people.reviewer, change_set=row.change_set, opinion="一致")
    with pytest.raises(MoveRefused, match="还没有公布，或没有通过审定"):
        actions.publish(actor=people.publisher, change_set=row.change_set, secrecy_opinion="不涉密")
    assert ListVersion.objects.in_force(date(2026, 6, 1)).filter(entry=entry).exists()


# --- suspension ------------------------------------------------------------------------------------------------------


def test_a_suspended_entry_stays_public_until_it_is_resumed(client, people):
    entry = listed(people, name="甲")
    with pytest.raises(MoveRefused, match="没有暂停"):
        change(people, K.RESUME, entry)
    row = change(people, K.SUSPEND, entry, pause={"reason": "一年一季。", "months": [3, 4], "until": date(2026, 9, 1)})
    done = published(people, row.change_set, date(2026, 3, 1))
    assert done.due_on is None and done.document_number.startswith("漳编办审")
    row.refresh_from_db()
    assert row.is_suspended_on(date(2026, 3, 1)) and not row.is_suspended_on(date(2026, 2, 28))
    assert ListVersion.objects.in_force(date(2026, 3, 1)).get(entry=entry).name == "甲"
    assert Suspension.objects.get().season == "3月、4月"
    assert "暂停办理" in client.get("/open/powers/?as_of=2026-03-01").content.decode()
    assert "暂停办理" not in client.get("/open/powers/?as_of=2026-02-28").content.decode()
    compared = client.get("/open/powers/compare/?from=2026-02-28&to=2026-03-01").context["page"].rows
    assert [row.cells for row in compared] == [[("办理状态", "正常办理", "暂停办理")]]
    assert "原因：一年一季；每年 3月、4月办理" in client.get(f"/open/powers/{entry.code}/").content.decode()
    with pytest.raises(MoveRefused, match="已经暂停"):
        change(people, K.SUSPEND, entry, pause={"reason": "再停"})
    add(people, amended := a_set(people), change=K.AMEND, entry=entry, name="甲改")
    published(people, amended, date(2026, 4, 1))
    assert ListVersion.objects.in_force(date(2026, 4, 1)).get(entry=entry).is_suspended_on(date(2026, 4, 1))
    back = change(people, K.RESUME, entry)
    confirmed = to(people, back.change_set, S.DECIDED, date(2026, 5, 1))
    assert confirmed.step()["limit"] == 2 and confirmed.due_on
    actions.publish(actor=people.publisher, change_set=confirmed, secrecy_opinion="不涉密")
    assert not ListVersion.objects.in_force(date(2026, 5, 1)).get(entry=entry).is_suspended_on(date(2026, 5, 1))


def test_a_suggestion_keeps_the_entry_and_yields_a_numbered_letter(people):
    from powerlist.documents.letters import letter_docx, letter_pdf

    entry = listed(people, name="甲")
    row = change(people, K.SUGGEST, entry, ground_text="建议取消第三款")
    with pytest.raises(MoveRefused, match="单独成批"):
        add(people, row.change_set, name="乙")
        actions.submit(actor=people.clerk, change_set=row.change_set)
    actions.drop_row(actor=people.clerk, version=row.change_set.versions.get(name="乙"))
    to(people, row.change_set, S.LETTER)
    letter = actions.issue_letter(actor=people.reviewer, change_set=row.change_set, addressee="定西市司法局")
    row.refresh_from_db()
    assert letter.number == f"漳编办函〔{timezone.localdate().year}〕1号" and row.state == VersionState.KEPT
    assert ListVersion.objects.in_force(date(2026, 6, 1)).get(entry=entry).number == 1
    assert letter_pdf(letter).startswith(b"%PDF") and letter_docx(letter).startswith(b"PK")
    assert change(people, K.CANCEL, entry), "the entry is free again"


def test_idle_for_three_years_is_counted_not_guessed(people):
    old, young = listed(people, name="旧", on=date(2020, 1, 1)), listed(people, name="新", on=date(2025, 1, 1))
    day = date(2026, 6, 1)
    assert not idle_entries(day).exists(), "nobody counted"
    for entry in (old, young):
        EntryUse.objects.create(entry=entry, counted_on=day)
    assert [v.name for v in idle_entries(day)] == ["旧"]
    EntryUse.objects.update(last_case_on=date(2023, 7, 1), cases=1)
    assert not idle_entries(day).exists()


# --- urging ----------------------------------------------------------------------------------------------------------


def test_what_is_late_is_urged_once_and_settled_when_it_is_done(people):
    add(people, change_set := a_set(people))
    actions.submit(actor=people.clerk, change_set=change_set)
    today = timezone.localdate()
    ListChangeSet.objects.filter(pk=change_set.pk).update(due_on=today - timedelta(days=1))
    assert actions.urge()["step"] == 1 and actions.urge()["step"] == 0
    assert [row.title for row in Urging.objects.open_to(people.reviewer, ["review_lists"])] == [
        "“部分事项调整”已超过办理期限"
    ]
    assert not Urging.objects.open_to(people.clerk, ["fill_lists"]).exists()
    actions.pass_review(actor=people.reviewer, change_set=change_set, opinion="同意")
    actions.urge()
    assert not Urging.objects.filter(settled_at__isnull=True).exists()


def test_a_department_that_is_silent_on_a_changed_law_is_urged(people):
    law = Law.objects.create(title="中华人民共和国森林法", level="1", articles=84)
    entry = listed(people, name="甲", on=date(2026, 1, 10))
    law.status = "amended"
    law.save()
    today = timezone.localdate()
    assert actions.urge(on=today)["update"] == 0, "the limit runs"
    soon = today + timedelta(days=12)
    assert actions.urge(on=soon)["update"] == 0
    limit = KindSetting.objects.create(kind="powers", update_days=5)
    assert actions.urge(on=soon)["update"] == 1, "the county's own limit"
    Urging.objects.all().delete()
    limit.delete()
    later = today + timedelta(days=60)
    assert actions.urge(on=later)["update"] == 1
    row = Urging.objects.get(kind="update")
    assert (row.permission, row.organisation) == ("fill_lists", people.organisation) and "森林法" in row.text
    add(people, a_set(people), change=K.AMEND, entry=entry, name="甲改")
    actions.urge(on=later)
    row.refresh_from_db()
    assert row.settled_at is not None
