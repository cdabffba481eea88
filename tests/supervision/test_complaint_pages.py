"""The pages of complaints: for everyone without an account, for one's own, at the desk, for who watches."""

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import AccessLog
from supervision import actions
from supervision.models import Complaint
from tests.approvals.factories import PDF, at
from tests.factories import UserFactory, staff_with

from .complaints import hearing

pytestmark = pytest.mark.django_db
ASK = "/complain/track/"


@pytest.fixture
def people(db):
    return hearing()


def mark(what, seconds=10):
    """The signed time of a form that was opened so many seconds ago."""
    opened = signing.b62_encode(int(timezone.now().timestamp() - seconds))
    signer = signing.TimestampSigner(salt="powerlist.opinion")
    return f"{what}:{opened}:{signer.signature(f'{what}:{opened}')}"


def filled(people, **fields):
    return {
        "accused_body": people.accused.pk, "accused_name": "", "about": "", "text": "窗口让我跑了三趟还没有办成",
        "person": "赵有才", "contact": "13800138000", "people": "1", "representatives": "", "website": "",
        "page": mark("efficiency"), **fields,
    }  # fmt: skip


def asked(client, row, code=None, **fields):
    return client.post(ASK, {"number": row.number, "code": code or row.query_code, **fields})


def test_every_kind_says_its_limit_before_it_is_chosen(client, people):
    body = client.get("/complain/").content.decode()
    assert "3个工作日内决定是否受理，受理后 10个工作日内办结" in body and "15日" in body and "检举控告" in body


def test_anyone_complains_and_asks_after_it(client, people):
    client.get("/complain/efficiency/")
    file = SimpleUploadedFile("收据.pdf", PDF)
    answer = client.post("/complain/efficiency/", filled(people, uploads=file))
    assert answer.status_code == 201
    row = Complaint.objects.get()
    assert row.number in answer.content.decode() and row.query_code in answer.content.decode()
    assert row.files.get().name == "收据.pdf" and row.complainant is None
    body = asked(client, row, number=row.number.lower()).content.decode()
    assert "待受理" in body and "跑了三趟" in body


def test_what_was_typed_comes_back_and_says_how_to_mend(client, people):
    answer = client.post("/complain/efficiency/", filled(people, text="短", accused_body="", contact="123"))
    body = answer.content.decode()
    assert answer.status_code == 422
    for words in ("至少 10 个字", "请选择被投诉的单位", "手机号应为 11 位", "赵有才"):
        assert words in body
    answer = client.post("/complain/efficiency/", filled(people, person=""))
    assert "不想留姓名的，请勾选" in answer.content.decode()
    bad = SimpleUploadedFile("票.pdf", b"MZ program")
    assert client.post("/complain/efficiency/", filled(people, uploads=bad)).status_code == 422
    assert not Complaint.objects.exists()


def test_anonymous_leaves_nothing_even_of_who_is_logged_in(client, people):
    client.force_login(people.citizen)
    client.post("/complain/efficiency/", filled(people, anonymous="on"))
    row = Complaint.objects.get()
    assert row.is_anonymous and (row.person, row.contact, row.complainant) == ("", "", None)
    client.post("/complain/efficiency/", filled(people, page=mark("efficiency", 20)))
    assert Complaint.objects.first().complainant == people.citizen


def test_machines_and_repetitions_are_stopped(client, people):
    assert client.post("/complain/efficiency/", filled(people, website="x")).status_code == 422
    assert client.post("/complain/efficiency/", filled(people, page=mark("efficiency", 0))).status_code == 422
    sent = filled(people)
    assert client.post("/complain/efficiency/", sent).status_code == 201
    assert client.post("/complain/efficiency/", sent).status_code == 409
    for n in range(4):
        client.post("/complain/efficiency/", filled(people, page=mark("efficiency", 60 * n + 90)))
    assert client.post("/complain/efficiency/", filled(people, page=mark("efficiency", 45))).status_code == 429


def test_a_wrong_code_finds_nothing_and_guessing_is_slowed(client, people):
    row = people.lodged()
    mistyped = row.number[:-1] + str((int(row.number[-1]) + 1) % 10)
    assert client.post(ASK, {"number": mistyped, "code": row.query_code}).status_code == 422
    for _ in range(10):
        assert asked(client, row, code="22222222").status_code == 404
    assert asked(client, row).status_code == 429


def test_the_answer_is_seen_once_checked_and_gets_its_word(client, people):
    row = people.answered()
    assert "已改进" not in asked(client, row).content.decode()
    actions.check_complaint(actor=people.hearer, complaint=row)
    body = asked(client, row).content.decode()
    assert "已改进" in body and people.handler.name not in body and "checked" not in body
    assert asked(client, row, word="1").status_code == 422
    assert asked(client, row, word="1", satisfaction="2", again="on").status_code == 409
    assert "待分办" in asked(client, row, word="1", satisfaction="5", again="on").content.decode()


def test_one_sees_ones_own_and_nobody_elses(client, people):
    row = people.checked(complainant=people.citizen)
    client.force_login(people.citizen)
    assert row.number in client.get("/me/complaints/").content.decode()
    assert client.post(f"/me/complaints/{row.number}/", {"satisfaction": "1"}).status_code == 302
    client.force_login(UserFactory())
    assert row.number not in client.get("/me/complaints/").content.decode()
    assert client.get(f"/me/complaints/{row.number}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_the_same_whatever_their_length(client, people, number, django_assert_max_num_queries):
    for _ in range(number):
        people.assigned(complainant=people.citizen, kind="petition", accused_body=None)
    for user, address, most in (
        (people.citizen, "/me/complaints/", 12), (people.hearer, "/desk/complaints/?tab=open", 18),
    ):  # fmt: skip
        client.force_login(user)
        client.get(address)
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_the_desk_acts_and_logs_every_view_of_a_restricted_one(client, people):
    row = people.lodged(person="赵有才", contact="13800138000")
    address = f"/desk/complaints/{row.number}/"
    client.force_login(people.hearer)
    page = client.get("/desk/complaints/").content.decode()
    assert row.number in page and "跑了三趟" not in page
    body = client.get(address).content.decode()
    assert "跑了三趟" in body and "赵有才" not in body and "13800138000" not in body
    assert AccessLog.objects.filter(reference=f"complaint:{row.number}").count() == 1
    assert "13800138000" in client.post(f"{address}contact/").content.decode()
    assert client.post(f"{address}decline/", {"decline-reason": ""}).status_code == 422
    assert client.post(f"{address}accept/").status_code == 302
    assert client.post(f"{address}accept/").status_code == 409
    data = {"assign-unit": people.unit.pk, "assign-handler": people.handler.pk}
    assert client.post(f"{address}assign/", data).status_code == 302
    client.force_login(people.handler)
    data = {"answer-finding": "true", "answer-answer": "已改进", "answer-uploads": SimpleUploadedFile("附.pdf", PDF)}
    assert client.post(f"{address}answer/", data).status_code == 302
    row.refresh_from_db()
    assert row.state == "answered" and row.files.get(of_answer=True)


def test_who_has_no_part_in_it_finds_no_page(client, people):
    row = people.assigned()
    actions.complaints.keep_files(row, actions.judged([SimpleUploadedFile("收据.pdf", PDF)]), at=timezone.now())
    file = row.files.get()
    strangers = [
        people.citizen,
        staff_with("check_complaints", organisation=people.accused),
        staff_with("handle_complaints", organisation=people.unit),
        staff_with("audit", organisation=people.office),
        staff_with("supervise", organisation=people.office),
        UserFactory(staff=True, admin_role="system"),
    ]
    for user in strangers:
        client.force_login(user)
        for path in ("", "accept/", f"files/{file.pk}/"):
            assert client.get(f"/desk/complaints/{row.number}/{path}").status_code == 404
    client.force_login(people.handler)
    answer = client.get(f"/desk/complaints/{row.number}/files/{file.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    answer.close()


def test_a_window_enters_for_who_came_and_hands_out_the_receipt(client, people):
    window = staff_with("receive_cases", organisation=people.unit)
    client.force_login(window)
    assert "12388" in client.get("/desk/complaints/new/").content.decode()
    client.get("/desk/complaints/new/efficiency/")
    answer = client.post("/desk/complaints/new/efficiency/", {**filled(people), "channel": "phone"})
    row = Complaint.objects.get()
    assert answer.status_code == 201 and row.query_code in answer.content.decode()
    assert (row.channel, row.entered_by) == ("phone", window)
    assert client.get(f"/desk/complaints/{row.number}/").status_code == 404
    client.force_login(people.citizen)
    assert client.get("/desk/complaints/new/").status_code == 404


def test_who_watches_sees_where_each_stands_and_nothing_written(client, people):
    late = people.assigned(at("2026-03-02 10:00"), person="赵有才", accused_name="钱主任")
    people.lodged(kind="petition")
    client.force_login(staff_with("supervise", organisation=people.office))
    body = client.get("/supervision/complaints/").content.decode()
    assert late.number in body
    for words in ("跑了三趟", "赵有才", "钱主任", people.accused.name):
        assert words not in body
    body = client.get("/supervision/complaints/?late=on&kind=efficiency&state=assigned").content.decode()
    assert late.number in body
    assert late.number not in client.get("/supervision/complaints/?kind=petition").content.decode()
    client.force_login(staff_with("supervise", organisation=people.accused))
    assert late.number not in client.get("/supervision/complaints/").content.decode()
