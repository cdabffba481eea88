"""Departments' own systems: what a token may, and every way in which one may be misused."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import actions as accounts
from accounts.enums import AdminRole
from accounts.models import ApiToken, TokenUse
from core.registers import ChangeKind
from powerlist.models import CreatingCall, ListChangeSet, ListMove, ListVersion
from tests.factories import OrganisationFactory, UserFactory, staff_with
from tests.powerlist.people import a_set, add, office, published
from tests.powerlist.sheets import power, powers

pytestmark = pytest.mark.django_db
SETS = "/api/v1/change-sets/"
OPENING = {"kind": "powers", "title": "林业事项调整", "reason": "森林法修订"}
ROW = {
    "change": "add",
    "category": "01",
    "name": "林木采伐许可",
    "office": "林政股",
    "content": {
        "basis": ["《中华人民共和国森林法》第五十六条"],
        "duties": [{"stage": "受理", "content": "一次性告知补正"}],
        "accountability": [{"situation": "应当受理而不受理的"}],
        "steps": [{"stage": "受理", "body": "窗口", "person": "张三", "risk": "刁难"}],
    },
}


@pytest.fixture
def people():
    return office(code="621125LY", short_name="县林草局")


@pytest.fixture
def security():
    return UserFactory(staff=True, admin_role=AdminRole.SECURITY)


def machine_of(organisation):
    user = staff_with("fill_lists", organisation=organisation, name="林政系统")
    user.set_unusable_password()
    user.save()
    return user


def token_for(user, security, *scopes, **facts):
    return accounts.issue_token(
        user=user,
        organisation=facts.pop("organisation", user.organisation),
        scopes=scopes or ("fill_lists",),
        expires_on=timezone.localdate() + timedelta(days=30),
        name="林政系统",
        document="漳林函〔2026〕9号",
        by=security,
    )


class Caller(APIClient):
    """A department's own system: sends its token, and a fresh key with everything it creates."""

    keys = 0

    def __init__(self, secret):
        super().__init__()
        self.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")

    def create(self, path, data, *, key="", format="json"):
        Caller.keys += 1
        return self.post(path, data, format=format, headers={"Idempotency-Key": key or f"key-{Caller.keys:08d}"})

    def opened(self):
        return self.create(SETS, OPENING).json()["number"]


@pytest.fixture
def body(request):
    """The department: with all the people of the chain where a test asks for them."""
    if "people" in request.fixturenames:
        return request.getfixturevalue("people").organisation
    return OrganisationFactory(code="621125LY", short_name="县林草局")


@pytest.fixture
def machine(body):
    return machine_of(body)


@pytest.fixture
def caller(machine, security):
    return Caller(token_for(machine, security)[1])


def error_of(answer, status):
    assert answer.status_code == status, answer.content
    return answer.json()["error"]


# --- the way of a change ---------------------------------------------------------------------------------------------


def test_a_system_opens_fills_and_sends_as_the_desk_does(caller, machine, body):
    made = caller.create(SETS, OPENING)
    number = made.json()["number"]
    assert made.status_code == 201 and made["Location"].endswith(f"{SETS}{number}/")
    row = caller.create(f"{SETS}{number}/rows/", ROW)
    assert row.status_code == 201 and row["ETag"] == f'"{row.json()["etag"]}"'
    place = f"{SETS}{number}/rows/{row.json()['id']}/"
    revised = caller.patch(place, {"office": "行政审批股"}, format="json", headers={"If-Match": row["ETag"]})
    assert (revised.status_code, revised.json()["office"], revised.json()["name"]) == (
        200,
        "行政审批股",
        "林木采伐许可",
    )
    sent = caller.post(f"{SETS}{number}/submit/")
    assert (sent.status_code, sent.json()["state"], sent.json()["rows"]) == (200, "submitted", {"add": 1})
    change_set = ListChangeSet.objects.get()
    assert (change_set.author, change_set.organisation) == (machine, body)
    assert set(ListMove.objects.values_list("actor_name", flat=True)) == {machine.display_name}
    assert set(ListVersion.history.values_list("history_user_id", flat=True)) == {machine.pk}


def test_what_is_not_public_is_taken_and_never_answered(caller):
    number = caller.opened()
    row = caller.create(f"{SETS}{number}/rows/", ROW)
    assert row.json()["content"]["steps"] == [{"stage": "受理", "body": "窗口"}]
    assert "张三" not in row.content.decode()
    place = f"{SETS}{number}/rows/{row.json()['id']}/"
    steps = [{"stage": "受理", "body": "政务大厅"}, {"stage": "审查", "body": "林政股"}]
    caller.patch(place, {"content": {"steps": steps}}, format="json", headers={"If-Match": row["ETag"]})
    kept = ListVersion.objects.get().content["steps"]
    assert kept[0] == {"stage": "受理", "body": "政务大厅", "person": "张三", "risk": "刁难"}
    assert kept[1] == {"stage": "审查", "body": "林政股"}


def test_an_entry_is_amended_and_cancelled(caller, people):
    entries = []
    for name in ("甲项", "乙项"):
        row = add(people, change_set := a_set(people), name=name)
        published(people, change_set)
        entries.append(row.entry)
    number = caller.opened()
    amended = caller.create(f"{SETS}{number}/rows/", {"change": "amend", "entry": entries[0].code, "office": "新股"})
    assert (amended.json()["name"], amended.json()["office"]) == ("甲项", "新股")
    assert amended.json()["content"]["basis"] == ["《中华人民共和国森林法》第五十六条"]
    ended = caller.create(f"{SETS}{number}/rows/", {"change": "cancel", "entry": entries[1].code})
    assert (ended.status_code, ended.json()["name"]) == (201, "乙项")
    twice = error_of(caller.create(f"{SETS}{number}/rows/", {"change": "cancel", "entry": entries[1].code}), 409)
    assert twice["code"] == "refused" and "未办结" in twice["message"]
    assert error_of(caller.create(f"{SETS}{number}/rows/", {"change": "amend"}), 400)["fields"][0]["field"] == "entry"


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"name": " "}, "name", ""),
        ({"category": "77"}, "category", "01 行政许可"),
        ({"content": {"colour": "红"}}, "content.colour", "basis"),
        ({"content": {"steps": [{"stagee": "受理"}]}}, "content.steps", "stage（环节）"),
        ({"content": {"steps": "受理\n审查", "basis": [{"x": 1}]}}, "content.basis", "列表"),
        ({"content": {"remark": "字" * 20_001}}, "content.remark", "20000"),
        ({"content": {"remark": "a\u0000b"}}, "content.remark", "控制字符"),
        ({"change": "explode"}, "change", ""),
    ],
)
def test_what_is_wrong_is_said_by_field(caller, wrong, field, words):
    error = error_of(caller.create(f"{SETS}{caller.opened()}/rows/", {**ROW, **wrong}), 400)
    assert error["code"] == "invalid" and error["fields"][0]["field"] == field
    assert words in error["fields"][0]["message"]
    assert not ListVersion.objects.exists()


def test_a_set_that_is_on_its_way_is_not_changed(caller):
    number = caller.opened()
    row = caller.create(f"{SETS}{number}/rows/", ROW)
    caller.post(f"{SETS}{number}/submit/")
    place = f"{SETS}{number}/rows/{row.json()['id']}/"
    error = error_of(caller.patch(place, {"name": "改"}, format="json", headers={"If-Match": row["ETag"]}), 409)
    assert "待" in error["message"]
    assert error_of(caller.post(f"{SETS}{number}/submit/"), 409)["code"] == "refused"


def test_a_draft_is_withdrawn(caller):
    number = caller.opened()
    caller.create(f"{SETS}{number}/rows/", ROW)
    gone = caller.post(f"{SETS}{number}/withdraw/", {"note": "重复"}, format="json")
    assert gone.json()["state"] == "withdrawn" and gone.json()["events"][0]["note"] == "重复"


@pytest.mark.parametrize("count", [1, 3])
def test_rows_take_a_fixed_number_of_queries(caller, count, django_assert_num_queries):
    number = caller.opened()
    for n in range(count):
        caller.create(f"{SETS}{number}/rows/", {**ROW, "name": f"事项{n}"})
    with django_assert_num_queries(10):
        assert len(caller.get(f"{SETS}{number}/rows/").json()["results"]) == count
    with django_assert_num_queries(4):
        assert len(caller.get(SETS).json()["results"]) == 1


# --- two systems, one row --------------------------------------------------------------------------------------------


def test_of_two_who_change_one_row_the_second_sees_what_the_first_wrote(caller, body, security):
    number = caller.opened()
    row = caller.create(f"{SETS}{number}/rows/", ROW)
    place = f"{SETS}{number}/rows/{row.json()['id']}/"
    other = Caller(token_for(machine_of(body), security)[1])
    first = other.patch(place, {"office": "甲股"}, format="json", headers={"If-Match": row["ETag"]})
    assert first.status_code == 200
    for late in (
        caller.patch(place, {"office": "乙股"}, format="json", headers={"If-Match": row["ETag"]}),
        caller.delete(place, headers={"If-Match": row["ETag"]}),
    ):
        error = error_of(late, 412)
        assert (error["code"], error["current"]["office"]) == ("stale", "甲股")
        assert f'"{error["current"]["etag"]}"' == first["ETag"]
    assert ListVersion.objects.get().office == "甲股"
    assert caller.delete(place, headers={"If-Match": first["ETag"]}).status_code == 204
    assert caller.get(place).status_code == 404


@pytest.mark.parametrize("match", [None, "*", ""])
def test_without_saying_what_was_seen_nothing_is_changed(caller, match):
    number = caller.opened()
    row = caller.create(f"{SETS}{number}/rows/", ROW)
    place = f"{SETS}{number}/rows/{row.json()['id']}/"
    headers = {} if match is None else {"If-Match": match}
    assert error_of(caller.patch(place, {"office": "乙"}, format="json", headers=headers), 428)["code"] == (
        "if_match_missing"
    )
    assert error_of(caller.delete(place, headers=headers), 428)


# --- asked twice, done once ------------------------------------------------------------------------------------------


def test_a_repeated_request_does_its_work_once(caller):
    first, again = (caller.create(SETS, OPENING, key="same-key-1") for _ in range(2))
    assert first.json() == again.json() and again["Idempotency-Replayed"] == "true"
    assert (again.status_code, again["Location"]) == (201, first["Location"])
    number = first.json()["number"]
    rows = [caller.create(f"{SETS}{number}/rows/", ROW, key="same-key-2") for _ in range(2)]
    assert rows[0]["ETag"] == rows[1]["ETag"]
    assert (ListChangeSet.objects.count(), ListVersion.objects.count()) == (1, 1)


def test_a_key_belongs_to_one_request_and_one_token(caller, body, security):
    caller.create(SETS, OPENING, key="same-key-1")
    error = error_of(caller.create(SETS, {**OPENING, "title": "另一个"}, key="same-key-1"), 422)
    assert error["code"] == "idempotency_key_reused"
    other = Caller(token_for(machine_of(body), security)[1])
    assert other.create(SETS, OPENING, key="same-key-1").status_code == 201
    assert ListChangeSet.objects.count() == 2


def test_what_was_refused_may_come_again_under_its_key(caller):
    assert caller.create(SETS, {**OPENING, "title": ""}, key="same-key-1").status_code == 400
    assert not CreatingCall.objects.exists()
    assert caller.create(SETS, OPENING, key="same-key-1").status_code == 201


@pytest.mark.parametrize("key", ["", "short", "汉字汉字汉字汉字", "x" * 101])
def test_creating_needs_a_key(caller, key):
    headers = {"Idempotency-Key": key.encode().decode("latin-1")} if key else {}
    error = error_of(caller.post(SETS, OPENING, format="json", headers=headers), 400)
    assert error["code"] == "idempotency_key_missing" and not ListChangeSet.objects.exists()


# --- attacks ---------------------------------------------------------------------------------------------------------


def test_without_a_token_or_with_a_wrong_one(people, caller):
    assert error_of(APIClient().get(SETS), 401)["code"] == "not_authenticated"
    wrong = Caller("zwtk_00000000_" + "x" * 43).get(SETS)
    assert error_of(wrong, 401)["code"] == "unknown_token" and wrong["WWW-Authenticate"].startswith("Bearer")
    number = caller.opened()
    session = APIClient()
    session.force_login(people.clerk)
    assert session.get(f"{SETS}{number}/").status_code == 401


def test_an_expired_a_revoked_and_a_closed_accounts_token(machine, security):
    token, secret = token_for(machine, security)
    caller = Caller(secret)
    assert caller.get(SETS).status_code == 200
    made = timezone.now() - timedelta(days=9)
    ApiToken.objects.update(created_at=made, expires_at=made + timedelta(days=1))
    assert error_of(caller.get(SETS), 401)["code"] == "expired"
    ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
    machine.is_active = False
    machine.save()
    assert error_of(caller.create(SETS, OPENING), 401)["code"] == "closed"
    accounts.revoke_token(token=token, by=security, reason="下线")
    assert error_of(caller.get(SETS), 401)["code"] == "revoked"
    uses = TokenUse.objects.filter(token=token).order_by("id")
    assert list(uses.values_list("status", "code")) == [
        (200, ""),
        (401, "expired"),
        (401, "closed"),
        (401, "revoked"),
    ]
    assert secret not in str(list(TokenUse.objects.values()))


def test_the_rows_of_another_body_are_not_found(caller, security):
    stranger = office()
    theirs = add(stranger, change_set := a_set(stranger), name="别家的事项")
    for place in (f"{SETS}{change_set.number}/", f"{SETS}{change_set.number}/rows/{theirs.pk}/"):
        assert error_of(caller.get(place), 404)["code"] == "not_found"
    assert caller.create(f"{SETS}{change_set.number}/rows/", ROW).status_code == 404
    assert caller.post(f"{SETS}{change_set.number}/submit/").status_code == 404
    assert "别家" not in caller.get(SETS).content.decode()
    published(stranger, change_set)
    number = caller.opened()
    error = error_of(caller.create(f"{SETS}{number}/rows/", {"change": "cancel", "entry": theirs.entry.code}), 400)
    assert error["fields"][0]["field"] == "entry"


def test_a_token_for_one_body_doesnt_reach_another_of_its_account(body, machine, security):
    """The account fills for two bodies; its token is for one."""
    second = OrganisationFactory()
    second.parent = body
    second.save()
    there = a_set(SimpleNamespace(clerk=machine, organisation=second))
    caller = Caller(token_for(machine, security)[1])
    assert caller.get(f"{SETS}{there.number}/").status_code == 404
    assert caller.create(SETS, {**OPENING, "organisation": second.code}).json()["organisation"]["code"] == "621125LY"


def test_a_token_does_no_more_than_its_scope_and_its_accounts_grant(machine, security):
    reader = Caller(token_for(machine, security, "read_drafts")[1])
    assert reader.get(SETS).status_code == 200
    assert error_of(reader.create(SETS, OPENING), 403)["code"] == "out_of_scope"
    machine.holdings.update(valid_to=timezone.localdate())
    assert error_of(reader.get(SETS), 403)["code"] == "out_of_scope"


def test_a_review_is_not_to_be_had_by_token(caller):
    number = caller.opened()
    for move in ("pass_review", "publish", "record_decision"):
        assert caller.post(f"{SETS}{number}/{move}/").status_code == 404


def test_who_knocks_too_often_waits(settings, machine, security):
    settings.API_RATES = {**settings.API_RATES, "refused": "2/min", "token": "3/min"}
    thief = Caller("zwtk_guess")
    assert [thief.get(SETS).status_code for _ in range(3)] == [401, 401, 429]
    caller = Caller(token_for(machine, security)[1])
    answers = [caller.get(SETS) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 0 and "秒后" in answers[-1].json()["error"]["message"]


def test_a_body_that_is_no_json_and_a_method_that_isnt_there(caller):
    broken = caller.post(SETS, "{", content_type="application/json", headers={"Idempotency-Key": "12345678"})
    assert error_of(broken, 400)["code"] == "parse_error"
    listed = caller.post(SETS, "[1]", content_type="application/json", headers={"Idempotency-Key": "12345678"})
    assert error_of(listed, 400)["code"] == "invalid"
    assert error_of(caller.put(SETS, {}, format="json"), 405)["code"] == "method_not_allowed"
    plain = caller.post(SETS, "x", content_type="text/plain", headers={"Idempotency-Key": "12345678"})
    assert error_of(plain, 415)["code"] == "unsupported_media_type"


# --- workbooks -------------------------------------------------------------------------------------------------------


def upload(caller, data, key="", kind="powers"):
    file = SimpleUploadedFile("权责清单.xlsx", data)
    return caller.create("/api/v1/imports/", {"kind": kind, "file": file}, key=key, format="multipart")


def test_a_workbook_is_sent_looked_at_and_confirmed(caller, django_capture_on_commit_callbacks):
    data = powers(power("1", "取水许可"), power("2", "", "行政许可"))
    with django_capture_on_commit_callbacks(execute=True):
        sent = upload(caller, data, key="workbook-1")
        again = upload(caller, data, key="workbook-1")
    assert (sent.status_code, again.json()["key"]) == (202, sent.json()["key"])
    place = f"/api/v1/imports/{sent.json()['key']}/"
    seen = caller.get(place).json()
    assert (seen["state"], seen["counts"]["added"], seen["counts"]["refused"]) == ("previewed", 1, 1)
    assert [line["state"] for line in seen["lines"]] == ["new", "refused"] and seen["lines"][1]["errors"]
    assert len(caller.get(f"{place}?tab=refused").json()["lines"]) == 1
    decision = {"title": "导入", "reason": "全面清理"}
    assert error_of(caller.post(f"{place}confirm/", decision, format="json"), 409)["code"] == "rows_refused"
    with django_capture_on_commit_callbacks(execute=True):
        caller.post(f"{place}confirm/", {**decision, "skip_refused": True}, format="json")
    done = caller.get(place).json()
    assert done["state"] == "applied" and ListChangeSet.objects.get().number == done["change_set"]


def test_a_file_that_is_no_workbook_and_another_bodys_import(caller, security, django_capture_on_commit_callbacks):
    assert error_of(upload(caller, b"no workbook"), 409)["message"]
    assert error_of(caller.create("/api/v1/imports/", {"kind": "powers"}, format="multipart"), 400)["fields"]
    with django_capture_on_commit_callbacks(execute=True):
        sent = upload(caller, powers(power("1", "取水许可")))
    stranger = Caller(token_for(machine_of(OrganisationFactory()), security)[1])
    place = f"/api/v1/imports/{sent.json()['key']}/"
    assert stranger.get(place).status_code == 404
    assert stranger.post(f"{place}confirm/", {"title": "甲", "reason": "乙"}, format="json").status_code == 404


def test_every_use_is_on_record(caller, machine):
    number = caller.opened()
    caller.get(f"{SETS}{number}/")
    token = ApiToken.objects.get()
    assert [(use.method, use.status) for use in token.uses.order_by("id")] == [("POST", 201), ("GET", 200)]
    assert token.last_used_at is not None
    assert caller.get("/api/v1/token/").json()["account"] == machine.username


def test_amending_needs_a_text_in_force(caller, people):
    row = add(people, a_set(people), name="还没公布")
    error = error_of(
        caller.create(
            f"{SETS}{caller.opened()}/rows/", {"change": ChangeKind.AMEND, "entry": row.entry.code, "name": "甲"}
        ),
        409,
    )
    assert error["code"] == "refused"


def test_matter_with_a_mark_of_secrecy_is_refused_by_every_way(caller):
    number = caller.opened()
    row = caller.create(f"{SETS}{number}/rows/", {**ROW, "content": {"remark": "机密★10年"}})
    assert error_of(row, 422)["code"] == "classified"
    book = powers(power("1", "取水许可"), top=(["机密★10年"],))
    assert error_of(upload(caller, book), 422)["code"] == "classified"
    assert not ListVersion.objects.exists() and not CreatingCall.objects.filter(path="/api/v1/imports/").exists()


# --- at the same moment ----------------------------------------------------------------------------------------------


def at_once(*acts):
    """Run the acts side by side, each on a connection of its own; their answers in order."""
    gate = threading.Barrier(len(acts))

    def run(act):
        gate.wait(timeout=20)
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, act) for act in acts]]


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_one_changes_the_row_and_one_request_is_done_once():
    organisation = OrganisationFactory()
    security = UserFactory(staff=True, admin_role=AdminRole.SECURITY)
    callers = [Caller(token_for(machine_of(organisation), security)[1]) for _ in range(2)]
    made = at_once(*(lambda: callers[0].create(SETS, OPENING, key="same-key-1") for _ in range(2)))
    assert [answer.status_code for answer in made] == [201, 201] and ListChangeSet.objects.count() == 1
    assert sorted(answer.headers.get("Idempotency-Replayed", "") for answer in made) == ["", "true"]
    number = made[0].json()["number"]
    row = callers[0].create(f"{SETS}{number}/rows/", ROW)
    place = f"{SETS}{number}/rows/{row.json()['id']}/"
    answers = at_once(
        *(
            lambda caller=caller, office=office: caller.patch(
                place, {"office": office}, format="json", headers={"If-Match": row["ETag"]}
            )
            for caller, office in zip(callers, ("甲股", "乙股"), strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    won = next(answer for answer in answers if answer.status_code == 200)
    lost = next(answer for answer in answers if answer.status_code == 412)
    assert lost.json()["error"]["current"]["office"] == won.json()["office"] == ListVersion.objects.get().office
