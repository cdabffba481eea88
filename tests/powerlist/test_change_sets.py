"""A change set from the first row to publication, and everyone who must not do what (兰州市权责清单动态管理办法)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.models import Publication
from core.registers import ChangeKind, ChangeSetState, VersionState
from core.search import search
from core.workflow import MoveRefused
from powerlist import actions
from powerlist.enums import Category, ListKind
from powerlist.models import Law, ListEntry, ListMove, ListVersion
from tests.factories import staff_with
from tests.powerlist.people import DUTIES, a_set, add, decided, office, published, scan, to, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return office(code="621125LY")


def test_codes_are_stable_and_run_on_by_body_and_category(people):
    change_set = a_set(people)
    codes = [add(people, change_set, name=f"事项{n}").entry.code for n in range(2)]
    codes.append(add(people, change_set, name="罚", category=Category.PENALTY).entry.code)
    assert codes == ["621125LY-01-0001", "621125LY-01-0002", "621125LY-02-0001"]


def test_publication_puts_the_text_in_force_and_ends_its_predecessor(people):
    first = add(people, change_set := a_set(people), name="旧名称")
    published(people, change_set, date(2026, 1, 10))
    entry = first.entry
    change_set = a_set(people)
    actions.propose(
        actor=people.clerk,
        change_set=change_set,
        change=ChangeKind.AMEND,
        entry=entry,
        category=Category.LICENSING,
        name="新名称",
        content={"basis": ["《森林法》第五十六条"], **DUTIES},
    )
    published(people, change_set, date(2026, 3, 1))
    names = {on: ListVersion.objects.in_force(on).get(entry=entry).name for on in (date(2026, 2, 28), date(2026, 3, 1))}
    assert names == {date(2026, 2, 28): "旧名称", date(2026, 3, 1): "新名称"}
    assert not ListVersion.objects.in_force(date(2026, 1, 9)).exists()


def test_the_public_keeps_the_published_text_while_a_change_is_under_review(people):
    entry = add(people, change_set := a_set(people), name="现行名称").entry
    published(people, change_set)
    change_set = a_set(people)
    add(people, change_set, change=ChangeKind.AMEND, entry=entry, name="拟议名称")
    decided(people, change_set, date(2026, 5, 1))
    assert ListVersion.objects.in_force(date(2026, 6, 1)).get(entry=entry).name == "现行名称"


def test_cancellation_ends_the_entry_and_keeps_its_last_text(people):
    entry = add(people, change_set := a_set(people), name="将取消").entry
    published(people, change_set, date(2026, 1, 10))
    change_set = a_set(people)
    row = actions.propose(actor=people.clerk, change_set=change_set, change=ChangeKind.CANCEL, entry=entry)
    assert row.name == "将取消"
    published(people, change_set, date(2026, 4, 1))
    assert ListVersion.objects.in_force(date(2026, 3, 31)).filter(entry=entry).exists()
    assert not ListVersion.objects.in_force(date(2026, 4, 1)).filter(entry=entry).exists()
    row.refresh_from_db()
    assert (row.state, row.valid_from) == (VersionState.ENDED, date(2026, 4, 1))
    restored = a_set(people)
    add(people, restored, entry=entry, name="恢复")
    published(people, restored, date(2026, 6, 1))
    assert not ListVersion.objects.in_force(date(2026, 5, 1)).filter(entry=entry).exists()
    assert ListVersion.objects.in_force(date(2026, 6, 1)).get(entry=entry).name == "恢复"


def test_a_text_cannot_begin_before_the_one_it_replaces(people):
    entry = add(people, change_set := a_set(people)).entry
    published(people, change_set, date(2026, 5, 1))
    change_set = a_set(people)
    add(people, change_set, change=ChangeKind.AMEND, entry=entry, name="更早")
    with pytest.raises(MoveRefused, match="不晚于下列事项现行内容的生效日期"):
        decided(people, change_set, date(2026, 5, 1))
    change_set.refresh_from_db()
    assert change_set.state == ChangeSetState.FINAL
    assert ListVersion.objects.get(entry=entry, state=VersionState.PUBLISHED).valid_to is None


def test_a_second_open_proposal_is_refused_in_words(people):
    entry = add(people, change_set := a_set(people)).entry
    published(people, change_set)
    first = a_set(people)
    add(people, first, change=ChangeKind.AMEND, entry=entry, name="甲")
    with pytest.raises(MoveRefused, match=f"{entry.code} 在批次 {first.number}（填报中）"):
        add(people, a_set(people), change=ChangeKind.AMEND, entry=entry, name="乙")


def test_dropping_a_row_frees_its_entry(people):
    entry = add(people, change_set := a_set(people)).entry
    published(people, change_set)
    row = add(people, a_set(people), change=ChangeKind.AMEND, entry=entry, name="甲")
    actions.drop_row(actor=people.clerk, version=row)
    add(people, a_set(people), change=ChangeKind.AMEND, entry=entry, name="乙")


def test_withdrawal_drops_every_row_with_its_history(people):
    change_set = a_set(people)
    rows = [add(people, change_set, name=f"事项{n}") for n in range(3)]
    actions.withdraw(actor=people.clerk, change_set=change_set, note="重复")
    assert {r.state for r in ListVersion.objects.filter(change_set=change_set).order_by("id")} == {VersionState.DROPPED}
    last = ListVersion.history.filter(id=rows[0].pk).latest("history_id")
    assert (last.state, last.history_user_id) == (VersionState.DROPPED, people.clerk.pk)


def test_an_entry_without_a_legal_basis_cannot_be_sent(people):
    change_set = a_set(people)
    add(people, change_set)
    add(people, change_set, name="没有依据的事项", content={"basis": []})
    with pytest.raises(MoveRefused, match="没有实施依据，不能报送：没有依据的事项。"):
        actions.submit(actor=people.clerk, change_set=change_set)


def test_a_public_service_needs_no_legal_basis(people):
    change_set = a_set(people, kind=ListKind.PUBLIC_SERVICES)
    add(people, change_set, name="免费技术指导", category=Category.PUBLIC_SERVICE, content={"basis": []})
    assert actions.submit(actor=people.clerk, change_set=change_set).state == ChangeSetState.SUBMITTED


def test_an_empty_set_cannot_be_sent(people):
    change_set = a_set(people)
    actions.drop_row(actor=people.clerk, version=add(people, change_set))
    with pytest.raises(MoveRefused, match="还没有事项"):
        actions.submit(actor=people.clerk, change_set=change_set)


def test_nothing_is_written_into_a_set_under_review(people):
    row = add(people, change_set := a_set(people))
    actions.submit(actor=people.clerk, change_set=change_set)
    with pytest.raises(MoveRefused, match="现在是“待初审”"):
        add(people, change_set, name="又一项")
    with pytest.raises(MoveRefused, match="现在是“待初审”"):
        actions.drop_row(actor=people.clerk, version=row)


def test_who_wrote_a_row_does_not_review_it(people):
    change_set = a_set(people)
    add(people, change_set)
    helper = staff_with("fill_lists", "review_lists", organisation=people.organisation)
    actions.propose(
        actor=helper,
        change_set=change_set,
        change=ChangeKind.ADD,
        category=Category.PENALTY,
        name="乙",
        content={"basis": ["《森林法》第七十条"], **DUTIES},
    )
    actions.submit(actor=people.clerk, change_set=change_set)
    with pytest.raises(MoveRefused, match="不能审核自己报送"):
        actions.pass_review(actor=helper, change_set=change_set, opinion="同意")


def test_author_reviewer_jurist_and_recorder_are_different_people(people):
    everyone = staff_with(
        "fill_lists", "review_lists", "give_legality", "record_decision", organisation=people.organisation
    )
    add(people, change_set := a_set(people))
    actions.submit(actor=people.clerk, change_set=change_set)
    actions.pass_review(actor=everyone, change_set=change_set, opinion="同意")
    with pytest.raises(MoveRefused, match="初审人不能同时出具合法性意见"):
        actions.pass_legality(actor=everyone, change_set=change_set, opinion="同意")
    actions.pass_legality(actor=people.jurist, change_set=change_set, opinion="同意")
    actions.close_opinions(actor=people.reviewer, change_set=change_set, opinion="已征求意见")
    actions.confirm_feedback(actor=people.clerk, change_set=change_set)
    facts = {
        "meeting": "会",
        "decided_on": date(2026, 1, 1),
        "document_number": "1号",
        "effective_on": date(2026, 1, 2),
    }
    with pytest.raises(MoveRefused, match="不能记录审定结果"):
        actions.record_decision(actor=everyone, change_set=change_set, scan=scan(), **facts)


@pytest.mark.parametrize("missing", ["meeting", "decided_on", "document_number", "scan", "effective_on"])
def test_a_decision_is_recorded_whole(people, missing):
    add(people, change_set := a_set(people))
    to(people, change_set, ChangeSetState.DECISION)
    facts = {
        "meeting": "会",
        "decided_on": date(2026, 1, 1),
        "document_number": "1号",
        "effective_on": date(2026, 1, 2),
    }
    facts = {**facts, "scan": scan(), missing: None}
    with pytest.raises(MoveRefused, match="审定记录不完整"):
        actions.record_decision(actor=people.recorder, change_set=change_set, **facts)


def test_a_stranger_and_another_department_may_do_nothing(people):
    stranger = office().clerk
    change_set = a_set(people)
    row = add(people, change_set)
    with pytest.raises(PermissionDenied):
        add(type(people)(**{**vars(people), "clerk": stranger}), change_set)
    with pytest.raises(PermissionDenied):
        actions.revise(actor=stranger, version=row, category="01", name="x", office="", content={})
    with pytest.raises(PermissionDenied):
        actions.submit(actor=stranger, change_set=change_set)


def test_a_stale_edit_is_refused_and_shows_the_current_row(people):
    row = add(people, a_set(people), name="起初")
    seen = row.fingerprint
    fields = {"category": row.category, "office": row.office, "content": row.content}
    actions.revise(actor=people.clerk, version=row, seen=seen, name="第一人改", **fields)
    with pytest.raises(actions.RowChanged) as caught:
        actions.revise(actor=people.clerk, version=row, seen=seen, name="第二人改", **fields)
    assert caught.value.current.name == "第一人改"


def test_returned_and_sent_again_by_other_reviewers(people):
    add(people, change_set := a_set(people))
    actions.submit(actor=people.clerk, change_set=change_set)
    back = actions.return_review(actor=people.reviewer, change_set=change_set, opinion="补充依据")
    assert (back.state, back.review_opinion) == (ChangeSetState.DRAFT, "补充依据")
    actions.submit(actor=people.clerk, change_set=change_set)
    actions.pass_review(actor=people.publisher, change_set=change_set, opinion="同意")
    back = actions.return_legality(actor=people.jurist, change_set=change_set, opinion="依据已废止")
    assert back.state == ChangeSetState.DRAFT
    moves = list(ListMove.objects.filter(subject=change_set).values_list("move", flat=True))
    assert moves == ["open", "submit", "return_review", "submit", "pass_review", "return_legality"]


def test_publication_writes_history_for_every_row_in_a_fixed_number_of_statements(people):
    def statements(count, day):
        change_set = a_set(people)
        for n in range(count):
            add(people, change_set, name=f"{day}-{n}")
        row = decided(people, change_set, day)
        before = ListVersion.history.count()
        with CaptureQueriesContext(connection) as queries:
            actions.publish(actor=people.publisher, change_set=row, secrecy_opinion="可以公开")
        assert ListVersion.history.count() - before == count
        return len(queries)

    statements(1, date(2026, 1, 1))  # the first of all makes the publication's row
    assert statements(1, date(2026, 1, 2)) == statements(5, date(2026, 1, 3))
    row = ListVersion.history.filter(history_type="~").order_by("-history_id").first()
    assert (row.history_user_id, row.state) == (people.publisher.pk, VersionState.PUBLISHED)
    assert "漳政发〔2026〕3号 公布" in row.history_change_reason


def test_history_says_when_the_act_was_done(people):
    from django.utils import timezone

    at = timezone.make_aware(timezone.datetime(2026, 2, 3, 9))
    change_set = a_set(people, at=at)
    row = add(people, change_set, at=at)
    assert ListVersion.history.get(id=row.pk).history_date == at
    assert change_set.number.startswith("QD20260203")
    assert ListMove.objects.get(subject=change_set).at == at


def test_each_publication_bumps_the_number_that_caches_carry(people):
    before = Publication.objects.number("lists")
    add(people, change_set := a_set(people))
    published(people, change_set)
    assert Publication.objects.number("lists") > before


def test_a_refused_code_names_itself(people):
    add(people, change_set := a_set(people), code="621125-X-1")
    assert ListEntry.objects.filter(code="621125-X-1").exists()
    with pytest.raises(MoveRefused, match="621125-X-1 已被别的事项使用"):
        add(people, change_set, code="621125-X-1")


def found(text, on, kinds=("powers",)):
    return [row.key for row in search(text, on=on, kinds=kinds).rows]


def test_search_finds_what_is_in_force_on_the_day(people):
    entry = add(people, change_set := a_set(people), name="木材运输核准").entry
    published(people, change_set, date(2026, 1, 10))
    add(people, change_set := a_set(people), change=ChangeKind.AMEND, entry=entry, name="木材经营核准")
    assert found("经营", date(2026, 6, 1)) == []
    published(people, change_set, date(2026, 3, 1))
    assert found("运输", date(2026, 1, 9)) == []
    assert found("运输", date(2026, 2, 1)) == [entry.code]
    assert (found("运输", date(2026, 3, 1)), found("经营", date(2026, 3, 1))) == ([], [entry.code])
    change_set = a_set(people)
    actions.propose(actor=people.clerk, change_set=change_set, change=ChangeKind.CANCEL, entry=entry)
    published(people, change_set, date(2026, 5, 1))
    assert (found("经营", date(2026, 4, 30)), found("经营", date(2026, 5, 1))) == ([entry.code], [])


def test_a_scan_of_a_false_type_is_refused_in_words(people):
    from django.core.exceptions import ValidationError
    from django.core.files.base import ContentFile

    add(people, change_set := a_set(people))
    to(people, change_set, ChangeSetState.DECISION)
    facts = {"meeting": "会", "decided_on": date(2026, 1, 1), "document_number": "1", "effective_on": date(2026, 1, 2)}
    for false in (ContentFile(b"MZ\x90", name="a.pdf"), ContentFile(b"", name="a.pdf")):
        with pytest.raises(ValidationError):
            actions.record_decision(actor=people.recorder, change_set=change_set, scan=false, **facts)
    row = actions.record_decision(actor=people.recorder, change_set=change_set, scan=scan(), **facts)
    assert (row.scan_name, row.scan_type) == ("会议纪要.pdf", "application/pdf")
    assert "会议" not in row.scan.name


def test_citations_are_read_judged_and_linked(people):
    law = Law.objects.create(title="中华人民共和国森林法", level="1", articles=84)
    Law.objects.create(title="旧条例", level="2", articles=10, status="repealed")
    basis = ["《中华人民共和国森林法》第五十六条", "《旧条例》第一条"]
    row = add(people, change_set := a_set(people), content={"basis": basis})
    found = list(row.citations.values_list("position", "law__title", "verdict"))
    assert found == [(1, law.title, "ok"), (2, "旧条例", "repealed")]
    with pytest.raises(MoveRefused, match="共84条，没有第85条"):
        add(people, change_set, name="木材运输证", content={"basis": ["《中华人民共和国森林法》第八十五条"]})
    cells = {"category": row.category, "name": row.name, "office": row.office}
    actions.revise(actor=people.clerk, version=row, content={**row.content, "basis": basis[:1]}, **cells)
    assert list(row.citations.values_list("verdict", flat=True)) == ["ok"]


@pytest.mark.parametrize("part", ["wrote", "mended", "sent"])
def test_who_had_a_hand_in_a_set_neither_reviews_nor_records_nor_publishes_it(people, part):
    """One person in several posts: what counts is what was done, not who opened the set."""
    grants = ("fill_lists", "review_lists", "record_decision")
    many = staff_with(*grants, organisation=people.organisation)
    row = add(people, change_set := a_set(people))
    if part == "wrote":
        actions.propose(
            actor=many,
            change_set=change_set,
            change=ChangeKind.ADD,
            category=Category.PENALTY,
            name="滥伐林木的处罚",
            content={"basis": ["《中华人民共和国森林法》第七十六条"], **DUTIES},
        )
    if part == "mended":
        actions.revise(
            actor=many, version=row, category=row.category, name="另一名称", office=row.office, content=row.content
        )
    actions.submit(actor=many if part == "sent" else people.clerk, change_set=change_set)
    with pytest.raises(MoveRefused, match="填报人"):
        actions.pass_review(actor=many, change_set=change_set, opinion="同意")
    actions.pass_review(actor=people.reviewer, change_set=change_set, opinion="同意")
    actions.pass_legality(actor=people.jurist, change_set=change_set, opinion="依据充分")
    actions.close_opinions(actor=people.reviewer, change_set=change_set, opinion="已征求意见")
    actions.confirm_feedback(actor=people.clerk, change_set=change_set)
    facts = {
        "change_set": change_set,
        "meeting": "县政府第3次常务会议",
        "decided_on": date(2026, 1, 10),
        "document_number": "漳政发〔2026〕3号",
        "effective_on": date(2026, 1, 10),
    }
    with pytest.raises(MoveRefused, match="填报人"):
        actions.record_decision(actor=many, scan=scan(), **facts)
    actions.record_decision(actor=people.recorder, scan=scan(), **facts)
    actions.enter(actor=people.clerk, change_set=change_set)
    verified(people, change_set)
    with pytest.raises(MoveRefused, match="填报人"):
        actions.pass_final(actor=many, change_set=change_set, opinion="一致")
    actions.pass_final(actor=people.publisher, change_set=change_set, opinion="一致")
    with pytest.raises(MoveRefused, match="填报人"):
        actions.publish(actor=many, change_set=change_set, secrecy_opinion="不涉密")
    done = actions.publish(actor=people.publisher, change_set=change_set, secrecy_opinion="不涉密")
    assert done.state == ChangeSetState.PUBLISHED


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE powerlist_listversion SET name = '改了'",
        "UPDATE powerlist_listversion SET content = '{}'",
        "UPDATE powerlist_listversion SET state = 'proposed', valid_from = NULL",
        "UPDATE powerlist_listversion SET valid_from = '2020-01-01'",
        "DELETE FROM powerlist_listversion",
    ],
)
def test_a_published_text_is_changed_by_no_other_way(people, statement):
    row = add(people, change_set := a_set(people), name="现行名称")
    published(people, change_set)
    with pytest.raises(InternalError, match="a published text"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM powerlist_citation")
        cursor.execute(statement)
    row.refresh_from_db()
    assert (row.name, row.state, row.valid_from) == ("现行名称", VersionState.PUBLISHED, date(2026, 1, 10))
