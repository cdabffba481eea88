"""The desk of the lists: what waits for whom, the moves as forms, two clerks at once, nothing out of sight."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import AccessLog
from core.registers import ChangeKind, ChangeSetState
from powerlist import actions
from powerlist.enums import Category
from powerlist.models import ListChangeSet, ListVersion
from tests.factories import UserFactory, staff_with
from tests.powerlist.people import DUTIES, PDF, a_set, add, decided, office, published, sent, to, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return office(code="621125LY", short_name="县林草局")


def as_(client, user):
    client.force_login(user)
    return client


def path(change_set, *rest):
    return "/desk/lists/" + "/".join([change_set.number, *map(str, rest)]) + "/"


@pytest.mark.parametrize("count", [1, 3])
def test_change_sets_take_a_fixed_number_of_queries(client, people, count, django_assert_num_queries):
    for n in range(count):
        add(people, a_set(people, title=f"批次{n}"))
    as_(client, people.clerk).get("/desk/lists/")
    with django_assert_num_queries(9):
        page = client.get("/desk/lists/")
    assert f"批次{count - 1}" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_change_set_takes_a_fixed_number_of_queries(client, people, count, django_assert_num_queries):
    change_set = a_set(people)
    for n in range(count):
        add(people, change_set, name=f"事项{n}")
    as_(client, people.clerk).get(path(change_set))
    with django_assert_num_queries(30):
        page = client.get(path(change_set))
    assert f"事项{count - 1}" in page.content.decode()


def test_each_person_finds_what_waits_for_them(client, people):
    change_set = a_set(people, title="在途批次")
    add(people, change_set)
    waits = {"clerk": [], "reviewer": [], "jurist": [], "recorder": [], "publisher": []}

    def look(state):
        for name in waits:
            page = as_(client, getattr(people, name)).get("/desk/lists/?tab=mine")
            if "在途批次" in page.content.decode():
                waits[name].append(state)

    look("draft")
    actions.submit(actor=people.clerk, change_set=change_set)
    look("submitted")
    actions.pass_review(actor=people.reviewer, change_set=change_set, opinion="同意")
    look("legality")
    actions.pass_legality(actor=people.jurist, change_set=change_set, opinion="同意")
    look("opinions")
    actions.close_opinions(actor=people.reviewer, change_set=change_set, opinion="已征求")
    look("feedback")
    actions.confirm_feedback(actor=people.clerk, change_set=change_set)
    look("decision")
    assert waits == {
        "clerk": ["draft", "feedback"],
        "reviewer": ["submitted", "opinions"],
        "publisher": ["submitted", "opinions"],
        "jurist": ["legality"],
        "recorder": ["decision"],
    }


def test_a_stranger_sees_nothing(client, people):
    row = add(people, change_set := a_set(people))
    published_set = a_set(people)
    entry = add(people, published_set, name="甲").entry
    published(people, published_set)
    places = [
        path(change_set),
        path(change_set, "rows", row.pk),
        path(change_set, "rows", "new"),
        path(published_set, "scan"),
        f"/desk/lists/entries/{entry.code}/history/",
        f"/desk/lists/entries/{entry.code}/amend/",
    ]
    for stranger in (office().clerk, UserFactory()):
        as_(client, stranger)
        assert [client.get(place).status_code for place in places] == [404] * len(places)
        assert client.post(path(change_set, "submit")).status_code == 404
    assert as_(client, UserFactory()).get("/desk/lists/").status_code == 404
    client.logout()
    assert client.get(path(change_set)).status_code == 302


def test_the_whole_way_through_the_pages(client, people):
    as_(client, people.clerk)
    form = {
        "organisation": people.organisation.pk,
        "kind": "powers",
        "title": "全程",
        "ground": "law",
        "reason": "森林法修订",
    }
    page = client.post("/desk/lists/new/", form, follow=True)
    change_set = ListChangeSet.objects.get(title="全程")
    assert "请填报事项" in page.content.decode()
    cells = {
        "category": "01",
        "name": "木材经营许可",
        "office": "林政股",
        "basis": "《森林法》第五十六条\n\n《条例》第二条",
        **DUTIES,
    }
    client.post(path(change_set, "rows", "new"), cells)
    row = change_set.versions.get()
    assert row.content["basis"] == ["《森林法》第五十六条", "《条例》第二条"]
    assert client.post(path(change_set, "submit"), follow=True).context["change_set"].state == "submitted"
    as_(client, people.reviewer).post(path(change_set, "pass_review"), {"pass_review-opinion": "同意"})
    as_(client, people.jurist).post(path(change_set, "pass_legality"), {"pass_legality-opinion": "合法"})
    as_(client, people.reviewer).post(path(change_set, "close_opinions"), {"close_opinions-opinion": "已征求意见"})
    as_(client, people.clerk).post(path(change_set, "confirm_feedback"))
    decision = {
        "record_decision-meeting": "县政府第12次常务会议",
        "record_decision-decided_on": "2026-03-01",
        "record_decision-document_number": "漳政发〔2026〕12号",
        "record_decision-effective_on": "2026-03-10",
        "record_decision-scan": SimpleUploadedFile("纪要.pdf", PDF),
        "no_secrets": "yes",
    }
    as_(client, people.recorder).post(path(change_set, "record_decision"), decision)
    as_(client, people.clerk).post(path(change_set, "enter"))
    final = {"pass_final-opinion": "与审定一致"}
    page = as_(client, people.publisher).post(path(change_set, "pass_final"), final)
    assert page.status_code == 409 and "法规库没有收录" in page.content.decode()
    verified(people, change_set)
    client.post(path(change_set, "pass_final"), {**final, "pass_final-seen": ""})
    page = as_(client, people.publisher).post(
        path(change_set, "publish"), {"publish-secrecy_opinion": "可以公开"}, follow=True
    )
    change_set.refresh_from_db()
    assert change_set.state == ChangeSetState.PUBLISHED
    assert "公布" in page.content.decode()
    assert ListVersion.objects.in_force(date(2026, 3, 10)).get().name == "木材经营许可"
    scan = client.get(path(change_set, "scan"))
    assert b"".join(scan.streaming_content) == PDF


def test_a_refused_move_comes_back_filled(client, people):
    add(people, change_set := a_set(people))
    to(people, change_set, ChangeSetState.DECISION)
    facts = {
        "record_decision-meeting": "第12次常务会议",
        "record_decision-decided_on": "2026-03-01",
        "record_decision-document_number": "12号",
        "record_decision-effective_on": "2026-02-01",
        "record_decision-scan": SimpleUploadedFile("纪要.pdf", PDF),
        "no_secrets": "yes",
    }
    as_(client, people.recorder)
    page = client.post(path(change_set, "record_decision"), facts)
    body = page.content.decode()
    assert page.status_code == 409
    assert "生效日期不能早于审定日期" in body and 'value="第12次常务会议"' in body and "扫描件需要重新选择" in body
    facts["record_decision-effective_on"] = "2026-03-01"
    facts["record_decision-scan"] = SimpleUploadedFile("纪要.pdf", b"MZ not a pdf")
    page = client.post(path(change_set, "record_decision"), facts)
    assert page.status_code == 422 and "文件内容不是" in page.content.decode()
    change_set.refresh_from_db()
    assert change_set.state == ChangeSetState.DECISION


def test_the_buttons_are_those_of_the_person(client, people):
    add(people, change_set := a_set(people))
    assert "确认报送审核" in as_(client, people.clerk).get(path(change_set)).content.decode()
    body = as_(client, people.reviewer).get(path(change_set)).content.decode()
    assert "确认报送审核" not in body and "增加事项" not in body
    assert as_(client, people.reviewer).post(path(change_set, "submit")).status_code == 403


def test_the_second_of_two_reviewers_is_told(client, people):
    add(people, change_set := a_set(people))
    actions.submit(actor=people.clerk, change_set=change_set)
    actions.pass_review(actor=people.reviewer, change_set=change_set, opinion="同意")
    page = as_(client, people.publisher).post(path(change_set, "pass_review"), {"pass_review-opinion": "也同意"})
    body = page.content.decode()
    assert page.status_code == 409 and "可能刚有人办理过" in body and "也同意" in body


def test_the_second_of_two_clerks_sees_the_difference(client, people):
    row = add(people, change_set := a_set(people), name="起初")
    as_(client, people.clerk)
    seen = client.get(path(change_set, "rows", row.pk)).context["form"].initial["seen"]
    cells = {"category": "01", "office": "林政股", "basis": "《森林法》第五十六条"}
    actions.revise(actor=people.clerk, version=row, category="01", name="第一人", office="林政股", content=row.content)
    page = client.post(path(change_set, "rows", row.pk), {**cells, "name": "第二人", "seen": seen})
    body = page.content.decode()
    assert page.status_code == 409
    assert "已被别人改过" in body and "<del>一</del>" in body and "第二人" in body
    again = page.context["form"]["seen"].value()
    page = client.post(path(change_set, "rows", row.pk), {**cells, "name": "第二人", "seen": again})
    assert page.status_code == 302
    row.refresh_from_db()
    assert row.name == "第二人"


def test_a_form_that_fails_comes_back_filled(client, people):
    change_set = a_set(people)
    page = as_(client, people.clerk).post(
        path(change_set, "rows", "new"), {"category": "01", "name": "", "duties": "写了很久的责任事项"}
    )
    assert page.status_code == 422 and "写了很久的责任事项" in page.content.decode()


def test_what_was_typed_comes_back_after_a_session_that_ended(client, people):
    add(people, change_set := a_set(people))
    actions.submit(actor=people.clerk, change_set=change_set)
    people.reviewer.set_password("Correct-horse-9")
    people.reviewer.password_changed_at = timezone.now()
    people.reviewer.save()
    as_(client, people.reviewer).get(path(change_set))
    typist = client.cookies
    client.logout()
    client.cookies = typist
    client.cookies.pop("sessionid", None)
    answer = client.post(path(change_set, "pass_review"), {"pass_review-opinion": "写了很久的意见"})
    assert answer.status_code == 302 and answer.url.startswith("/login/")
    sign = {"username": people.reviewer.username, "password": "Correct-horse-9"}
    page = client.post(answer.url, sign, follow=True)
    assert "写了很久的意见" in page.content.decode(), page.redirect_chain


def test_amending_and_cancelling_an_entry(client, people):
    first = a_set(people)
    entries = [add(people, first, name=name).entry for name in ("甲项", "乙项")]
    published(people, first)
    as_(client, people.clerk)
    places = [f"/desk/lists/entries/{e.code}/" for e in entries]
    assert "先建立批次" in client.get(places[0] + "amend/").content.decode()
    change_set = a_set(people)
    page = client.get(places[0] + "amend/")
    assert page.context["form"]["name"].value() == "甲项"
    cells = {"category": "01", "name": "甲项（改）", "office": "", "basis": "《森林法》第五十六条"}
    assert client.post(places[0] + "amend/", {**cells, "change_set": change_set.pk}).status_code == 302
    assert client.post(places[1] + "cancel/", {"change_set": change_set.pk}).status_code == 302
    assert set(change_set.versions.values_list("change", "name")) == {("amend", "甲项（改）"), ("cancel", "乙项")}
    again = client.post(places[0] + "amend/", {**cells, "change_set": change_set.pk})
    assert again.status_code == 422 and "已有一条未办结的变更" in again.content.decode()
    body = client.get(path(change_set)).content.decode()
    assert "<ins>（改）</ins>" in body


def test_dropping_a_row(client, people):
    row = add(people, change_set := a_set(people), name="要移出的")
    page = as_(client, people.clerk).post(path(change_set, "rows", row.pk, "drop"), follow=True)
    assert "已移出批次" in page.content.decode()
    assert not change_set.versions.filter(state="proposed").exists()


def test_entries_of_my_bodies(client, people):
    first = a_set(people)
    entry = add(people, first, name="甲项").entry
    published(people, first)
    other = office()
    theirs = a_set(other)
    add(other, theirs, name="别家的")
    published(other, theirs)
    body = as_(client, people.clerk).get("/desk/lists/entries/").content.decode()
    assert "甲项" in body and "别家的" not in body
    assert f"/desk/lists/entries/{entry.code}/amend/" in body
    read_only = as_(client, people.auditor).get("/desk/lists/entries/").content.decode()
    assert "甲项" in read_only and "/amend/" not in read_only and "/cancel/" not in read_only
    as_(client, people.clerk)
    assert "没有找到事项" in client.get("/desk/lists/entries/?q=没有").content.decode()
    assert entry.code in client.get(f"/desk/lists/entries/?q={entry.code}").content.decode()


# --- history ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_history_takes_a_fixed_number_of_queries(client, people, count, django_assert_num_queries):
    entry = None
    for n in range(count):
        change_set = a_set(people)
        change = ChangeKind.AMEND if entry else ChangeKind.ADD
        entry = add(people, change_set, change=change, entry=entry, name=f"名称{n}").entry
        published(people, change_set, date(2026, 1, n + 1))
    place = f"/desk/lists/entries/{entry.code}/history/"
    as_(client, people.reviewer).get(place)
    with django_assert_num_queries(15):
        assert f"名称{count - 1}" in client.get(place).content.decode()


def test_history_says_who_when_why_before_and_after(client, people):
    first = a_set(people, reason="首次公布")
    entry = add(people, first, name="旧名称").entry
    published(people, first, date(2026, 1, 1))
    second = a_set(people, reason="森林法修订")
    add(people, second, change=ChangeKind.AMEND, entry=entry, name="新名称")
    decided(people, second, date(2026, 3, 1))
    actions.publish(actor=people.publisher, change_set=second, secrecy_opinion="可以公开")
    page = as_(client, people.auditor).get(f"/desk/lists/entries/{entry.code}/history/")
    body = page.content.decode()
    assert "<del>旧</del>" in body and "<ins>新</ins>" in body
    for words in (
        "森林法修订",
        people.clerk.name,
        "县政府第3次常务会议",
        "漳政发〔2026〕3号",
        "编办审〔2026〕1号",
        "失效",
        "被替代",
    ):
        assert words in body, words
    titles = [e.title for e in page.context["events"]]
    assert {"新建事项", "第 1 版：拟增加", "第 2 版：拟要素变更", "第 1 版：失效", "第 2 版：已公布", "公布"} <= set(
        titles
    )


def test_views_by_auditors_are_logged_and_those_of_clerks_are_not(client, people):
    change_set = a_set(people)
    entry = add(people, change_set).entry
    place = f"/desk/lists/entries/{entry.code}/history/"
    as_(client, people.clerk).get(place)
    assert not AccessLog.objects.exists()
    as_(client, people.auditor).get(place)
    row = AccessLog.objects.get()
    assert (row.user_id_seen_by, row.reference) == (people.auditor.pk, f"list_entry:{entry.code}")
    assert as_(client, people.auditor).post(path(change_set, "submit")).status_code == 403


def test_a_public_service_asks_for_its_own_cells(client, people):
    change_set = a_set(people, kind="public_services")
    page = as_(client, people.clerk).get(path(change_set, "rows", "new"))
    form = page.context["form"]
    assert {"content", "phone"} < set(form.fields) and "duties" not in form.fields
    assert form.fields["category"].choices == [(Category.PUBLIC_SERVICE, "公共服务")]


def test_a_set_that_came_back_changed_is_not_passed_on_sight_of_the_old_one(client, people):
    change_set = a_set(people)
    row = add(people, change_set, name="旧内容")
    sent(people, change_set)
    client.force_login(people.reviewer)
    page = client.get(path(change_set)).context
    seen = next(form for move, form, _ in page["moves"] if move.name == "pass_review").initial["seen"]
    actions.return_review(actor=people.publisher, change_set=change_set, opinion="请核对")
    typed = {"category": row.category, "office": row.office, "content": row.content}
    actions.revise(actor=people.clerk, version=row, name="新内容", **typed)
    sent(people, change_set)

    facts = {"pass_review-opinion": "同意", "pass_review-seen": seen}
    refused = client.post(path(change_set, "pass_review"), facts)
    assert refused.status_code == 409 and "重新核对" in refused.content.decode()
    form = next(form for move, form, mine in refused.context["moves"] if mine)
    facts["pass_review-seen"] = form["seen"].value()
    assert client.post(path(change_set, "pass_review"), facts).status_code == 302
    change_set.refresh_from_db()
    assert change_set.state != "submitted"


def test_what_a_colleague_did_meanwhile_is_shown_before_it_is_sent(client, people):
    change_set = a_set(people)
    kept, dropped = add(people, change_set, name="甲事"), add(people, change_set, name="乙事")
    as_(client, people.clerk)
    seen = client.get(path(change_set)).context["moves"][0][1]["seen"].value()
    colleague = staff_with("fill_lists", organisation=people.organisation)
    people.clerk = colleague
    added = add(people, change_set, name="丙事")
    actions.drop_row(actor=colleague, version=dropped)
    page = client.post(path(change_set, "submit"), {"submit-seen": seen})
    assert page.status_code == 409
    change_set.refresh_from_db()
    assert change_set.state == ChangeSetState.DRAFT
    told = [(row["name"], row["code"], row["what"], row["who"]) for row in page.context["meanwhile"]["rows"]]
    assert told == [
        ("丙事", added.entry.code, "增加", colleague.display_name),
        ("乙事", dropped.entry.code, "移出", colleague.display_name),
    ]
    assert kept.name not in [row[0] for row in told]
    text = page.content.decode()
    assert "有人改动了这一批次的事项" in text and added.entry.code in text
    again = next(form["seen"].value() for move, form, _ in page.context["moves"] if move.name == "submit")
    assert client.post(path(change_set, "submit"), {"submit-seen": again}).status_code == 302
    change_set.refresh_from_db()
    assert change_set.state == ChangeSetState.SUBMITTED


@pytest.mark.parametrize("stamp", ["x", "1.", "1.x", f"0.{'9' * 30}", "12"])
def test_a_stamp_made_up_by_hand_asks_to_look_again(client, people, stamp):
    change_set = a_set(people)
    add(people, change_set)
    page = as_(client, people.clerk).post(path(change_set, "submit"), {"submit-seen": stamp})
    assert page.status_code == 409 and not page.context["meanwhile"]["rows"]
