"""意见建议: anyone leaves one, it is routed, answered within its limit, and shown when it may be."""

from datetime import date, timedelta

import pytest
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import AccessLog
from core.workflow import MoveRefused
from powerlist import actions
from powerlist.forms.opinions import OpinionForm
from powerlist.kinds.personal import personal_data_in
from powerlist.models import Opinion, OpinionMove, OpinionRule
from tests.powerlist.people import a_set, add, office, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return office(code="621125LY", name="漳县林业和草原局", short_name="县林草局")


@pytest.fixture
def entry(people):
    change_set = a_set(people)
    row = add(people, change_set, name="采伐许可")
    published(people, change_set, date(2026, 1, 10))
    return row.entry


def left(entry, kind="suggestion", text="承办机构写得不清楚", **fields):
    return actions.leave_opinion(entry=entry, kind=kind, text=text, **fields)


def filled(entry, seconds=10, **fields):
    """The form as a person sends it, so many seconds after opening it."""
    opened = timezone.now().timestamp() - seconds
    signer = signing.TimestampSigner(salt="powerlist.opinion")
    mark = f"{entry.code}:{signing.b62_encode(int(opened))}"
    page = f"{mark}:{signer.signature(mark)}"
    return {"kind": "correction", "text": "依据的条款过时了", "page": page, "website": "", **fields}


def address(entry):
    return f"/open/powers/{entry.code}/opinion/"


def test_anyone_leaves_an_opinion_and_gets_a_number_and_a_code(client, entry):
    assert "提交意见" in client.get(address(entry)).content.decode()
    answer = client.post(address(entry), filled(entry, contact="13800138000", person="王小明"))
    assert answer.status_code == 201
    opinion = Opinion.objects.get()
    body = answer.content.decode()
    assert opinion.number in body and opinion.query_code in body
    assert opinion.version == entry.versions.get()
    asked = client.post("/open/opinions/", {"number": opinion.number.lower(), "code": opinion.query_code.lower()})
    assert asked.status_code == 200 and "依据的条款过时了" in asked.content.decode()
    assert OpinionMove.objects.get().move == "leave"


def test_the_contact_lies_encrypted(entry):
    from django.db import connection

    left(entry, contact="13800138000", person="王小明")
    with connection.cursor() as cursor:
        cursor.execute("SELECT person, contact, query_code FROM powerlist_opinion")
        assert all(value.startswith("gAAAA") for value in cursor.fetchone())


def test_a_wrong_code_finds_nothing_and_is_slowed_down(client, entry):
    opinion = left(entry)
    for _ in range(10):
        assert client.post("/open/opinions/", {"number": opinion.number, "code": "22222222"}).status_code == 404
    answer = client.post("/open/opinions/", {"number": opinion.number, "code": opinion.query_code})
    assert answer.status_code == 429


def test_machines_are_told_from_people_without_a_script(client, entry):
    for wrong in (
        filled(entry, website="http://spam"),
        filled(entry, seconds=0),
        filled(entry, seconds=25 * 3600),
        filled(entry, page="forged"),
        filled(entry, text="短"),
        filled(entry, kind="praise"),
    ):
        assert client.post(address(entry), wrong).status_code == 422
    assert not Opinion.objects.exists()


def test_what_was_typed_comes_back_with_a_fresh_mark(client, entry):
    body = client.post(address(entry), filled(entry, seconds=0)).content.decode()
    assert "提交得太快" in body and "依据的条款过时了" in body


def test_the_same_form_is_taken_once(client, entry):
    sent = filled(entry)
    assert client.post(address(entry), sent).status_code == 201
    assert client.post(address(entry), sent).status_code == 409
    assert Opinion.objects.count() == 1


def test_one_address_leaves_five_an_hour(client, entry):
    for n in range(5):
        assert client.post(address(entry), filled(entry, seconds=10 + 60 * n)).status_code == 201
    assert client.post(address(entry), filled(entry, seconds=30)).status_code == 429


def test_the_limit_is_data_and_counts_working_days(entry):
    friday = timezone.make_aware(timezone.datetime(2026, 3, 6, 10))
    assert left(entry, at=friday).due_on == date(2026, 3, 13)
    OpinionRule.objects.filter(kind="correction").update(limit=3)
    assert left(entry, kind="correction", at=friday).due_on == date(2026, 3, 11)
    OpinionRule.objects.all().delete()
    assert left(entry, at=friday).due_on == date(2026, 3, 13)
    late = left(entry, at=timezone.make_aware(timezone.datetime(2026, 12, 30, 10)))
    assert late.provisional and late.due_on > date(2026, 12, 31)


def test_doubts_of_legality_go_to_the_jurist(entry, people):
    opinion = left(entry, kind="legality", text="这一项没有法律依据")
    with pytest.raises(PermissionDenied):
        actions.answer_opinion(actor=people.reviewer, opinion=opinion, answer="有依据", shown=True)
    done = actions.answer_opinion(actor=people.jurist, opinion=opinion, answer="依据森林法", shown=True)
    assert done.state == "answered" and done.answered_by == people.jurist
    with pytest.raises(PermissionDenied):
        actions.answer_opinion(actor=people.jurist, opinion=left(entry), answer="好", shown=True)


def test_it_can_be_handed_to_the_other_office(entry, people):
    opinion = left(entry)
    with pytest.raises(MoveRefused, match="理由"):
        actions.transfer_opinion(actor=people.reviewer, opinion=opinion, reason=" ")
    moved = actions.transfer_opinion(actor=people.reviewer, opinion=opinion, reason="涉及合法性")
    assert moved.office == "legality" and moved.due_on == opinion.due_on
    assert actions.answer_opinion(actor=people.jurist, opinion=moved, answer="合法", shown=True).shown


def test_an_answer_is_shown_on_the_page_of_the_entry(client, entry, people):
    opinion = left(entry)
    path = f"/open/powers/{entry.code}/opinions/"
    assert "承办机构写得不清楚" not in client.get(path).content.decode()
    actions.answer_opinion(actor=people.reviewer, opinion=opinion, answer="已更正为林政股", shown=True)
    for shown in (path, f"/open/powers/{entry.code}/"):
        assert "已更正为林政股" in client.get(shown).content.decode()
    row = Opinion.objects.get()
    actions.withhold_opinion(actor=people.reviewer, opinion=row, hidden_reason="留言人要求")
    assert "已更正为林政股" not in client.get(path).content.decode()
    actions.show_opinion(actor=people.reviewer, opinion=Opinion.objects.get())
    assert "已更正为林政股" in client.get(path).content.decode()
    assert list(OpinionMove.objects.values_list("move", flat=True)) == ["leave", "answer", "withhold", "show"]


def test_personal_data_are_never_shown(entry, people):
    opinion = left(entry, text="请打 138 0013 8000 告诉我")
    with pytest.raises(MoveRefused, match="手机号"):
        actions.answer_opinion(actor=people.reviewer, opinion=opinion, answer="已办", shown=True)
    with pytest.raises(MoveRefused, match="理由"):
        actions.answer_opinion(actor=people.reviewer, opinion=opinion, answer="已办", shown=False)
    done = actions.answer_opinion(
        actor=people.reviewer, opinion=opinion, answer="已办", shown=False, hidden_reason="含有个人信息"
    )
    with pytest.raises(MoveRefused, match="手机号"):
        actions.show_opinion(actor=people.reviewer, opinion=done)


@pytest.mark.parametrize(
    "text, found",
    [
        ("身份证11010519491231002X", ["公民身份号码"]),
        ("电话１３８００１３８０００", ["手机号"]),
        ("卡号 6222 0210 0111 6245 702", ["银行卡号"]),
        ("写信给a.b@c.cn", ["电子邮箱"]),
        ("《森林法》第五十六条，2026年3月6日，文号〔2026〕18号，0932-4862277", []),
    ],
)
def test_what_counts_as_personal_data(text, found):
    assert personal_data_in(text) == found


def test_the_desk_shows_what_waits_and_what_is_late(client, entry, people):
    old = left(entry, at=timezone.now() - timedelta(days=30))
    left(entry, kind="legality", text="没有法律依据")
    client.force_login(people.reviewer)
    page = client.get("/desk/opinions/")
    assert [t.count for t in page.context["tabs"]] == [1, 1, 2, 0]
    assert "超期" in page.content.decode() and old.number in page.content.decode()
    client.force_login(people.jurist)
    assert [t.count for t in client.get("/desk/opinions/").context["tabs"]] == [1, 0, 1, 0]
    assert client.get(f"/desk/opinions/{old.number}/").status_code == 404
    client.force_login(people.clerk)
    assert client.get("/desk/opinions/").status_code == 404
    other = office(code="621125HB")
    client.force_login(other.reviewer)
    assert client.get(f"/desk/opinions/{old.number}/").status_code == 404
    assert client.post(f"/desk/opinions/{old.number}/answer/", {"answer-answer": "x"}).status_code == 404


def test_the_desk_answers_and_gives_back_what_is_refused(client, entry, people):
    opinion = left(entry, text="请打13800138000告诉我", contact="13800138000", person="王小明")
    client.force_login(people.reviewer)
    path = f"/desk/opinions/{opinion.number}/"
    body = client.get(path).content.decode()
    assert "王*明" in body and "138****8000" in body and "王小明" not in body
    refused = client.post(f"{path}answer/", {"answer-answer": "已经更正", "answer-shown": "yes"})
    assert refused.status_code == 409
    assert "已经更正" in refused.content.decode() and "手机号" in refused.content.decode()
    fine = {"answer-answer": "已经更正", "answer-shown": "no", "answer-hidden_reason": "含有个人信息"}
    assert client.post(f"{path}answer/", fine).status_code == 302
    again = client.post(f"{path}answer/", fine)
    assert again.status_code == 409 and "已答复" in again.content.decode()
    assert Opinion.objects.get().answer == "已经更正"


def test_the_contact_in_full_leaves_a_record(client, entry, people):
    opinion = left(entry, contact="13800138000", person="王小明")
    path = f"/desk/opinions/{opinion.number}/contact/"
    client.force_login(people.auditor)
    assert client.post(path).status_code == 404
    client.force_login(people.reviewer)
    assert client.get(path).status_code == 405
    body = client.post(path).content.decode()
    assert "王小明" in body and "13800138000" in body
    assert AccessLog.objects.get(reference=f"opinion:{opinion.number}").what == "留言人联系方式"


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_and_the_pages_take_a_fixed_number_of_queries(client, entry, people, count, django_assert_num_queries):
    for _ in range(count):
        left(entry)
        actions.answer_opinion(actor=people.reviewer, opinion=left(entry), answer="好的", shown=True)
    with django_assert_num_queries(9):
        assert len(client.get(f"/open/powers/{entry.code}/opinions/").context["page"]) == count
    client.force_login(people.reviewer)
    client.get("/desk/opinions/")
    with django_assert_num_queries(6):
        assert len(client.get("/desk/opinions/").context["page"]) == count


def test_the_form_bears_a_mark_that_it_takes_back(entry):
    form = OpinionForm(data={**filled(entry), "page": OpinionForm.mark(entry.code)})
    assert not form.is_valid() and "太快" in form.errors["page"][0]
