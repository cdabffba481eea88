"""检举控告: sealed on arrival, handed over, and readable through no door of the portal."""

import io
import json
import logging

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from core.workflow import MoveRefused
from supervision import actions, adapters
from supervision.models import Accusation, AccusationDelivery, Complaint
from tests.approvals.factories import PDF
from tests.factories import OrganisationFactory, UserFactory, staff_with

from .complaints import hearing
from .test_complaint_pages import mark

pytestmark = pytest.mark.django_db
SECRETS = ("钱有粮主任", "收受茶叶两箱", "孙大山", "13811112222", "账本.pdf")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.ACCUSATION_CARRIER = "supervision.adapters.LocalCommission"
    return tmp_path / "commission"


@pytest.fixture
def people(db):
    return hearing()


def filled(**fields):
    return {
        "accused": SECRETS[0], "text": f"今年三月{SECRETS[1]}，有人看见", "person": SECRETS[2], "contact": SECRETS[3],
        "uploads": SimpleUploadedFile(SECRETS[4], PDF), "website": "", "page": mark("jb"), **fields,
    }  # fmt: skip


def told(client, **fields):
    answer = client.post("/complain/accuse/", filled(**fields))
    assert answer.status_code == 201
    return Accusation.objects.get(), answer


def opened(folder, row) -> dict:
    return adapters.unseal(row.number, bytes(row.sealed), (folder / "private.key").read_bytes())


def test_only_the_key_of_the_commission_opens_it(client, folder):
    assert adapters.print_of(adapters.commission().public_key()) in client.get("/complain/accuse/").content.decode()
    row, _ = told(client)
    content = opened(folder, row)
    assert (content["被反映人"], content["联系方式"], content["附件"][0]["名称"]) == (
        SECRETS[0],
        SECRETS[3],
        SECRETS[4],
    )
    from cryptography.exceptions import InvalidTag

    with pytest.raises(InvalidTag):
        adapters.unseal(row.number, bytes(row.sealed), bytes(31) + b"\x01")
    with pytest.raises(InvalidTag):
        adapters.unseal("JB2026112200002", bytes(row.sealed), (folder / "private.key").read_bytes())
    assert len(row.sealed) % adapters.BLOCK == len(adapters.seal("n", {}, adapters.commission().public_key())) - 8192


def test_it_stands_in_no_column_of_the_whole_database(client, people):
    client.force_login(people.citizen)
    told(client)
    actions.hand_over()
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ''), '') FROM \"{model._meta.db_table}\" t")
            kept = cursor.fetchone()[0]
            for words in SECRETS:
                assert words not in kept, model._meta.db_table
                assert words.encode().hex() not in kept, model._meta.db_table
    assert {f.name for f in Accusation._meta.get_fields()} == {
        "id", "number", "code_index", "received_at", "sealed", "key_print", "delivery",
    }  # fmt: skip


def test_it_stands_in_no_log_and_no_file(client, people, caplog, settings, tmp_path):
    client.force_login(people.citizen)
    with caplog.at_level(logging.DEBUG):
        _, answer = told(client)
        actions.hand_over()
    for words in (*SECRETS, people.citizen.username, f"user_id={people.citizen.pk}"):
        assert words not in caplog.text
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert not [words for words in SECRETS if words.encode() in path.read_bytes()]


def test_the_log_says_neither_who_nor_from_where(client, people, monkeypatch):
    import structlog
    from django_structlog.middlewares import request as logged
    from structlog.contextvars import merge_contextvars
    from structlog.testing import capture_logs

    monkeypatch.setattr(logged, "logger", structlog.get_logger("fresh"))  # one that has been used keeps its processors
    client.force_login(people.citizen)
    with capture_logs(processors=[merge_contextvars]) as lines:
        told(client)
    said = next(line for line in lines if line["event"] == "request_finished")
    assert said["code"] == 201 and "ip" not in said and "user_id" not in said


def test_nobody_finds_it_through_any_door(client, people):
    row, answer = told(client)
    for model in (Accusation, AccusationDelivery):
        assert model not in admin.site._registry
        assert not hasattr(model, "history")
    county = OrganisationFactory(county=True)
    watchers = [
        staff_with("supervise", organisation=county),
        staff_with("audit", organisation=county),
        staff_with("check_complaints", "lead_complaints", "handle_complaints", organisation=people.office),
        *(UserFactory(staff=True, admin_role=role, organisation=county) for role in ("system", "security", "audit")),
        UserFactory(staff=True, is_superuser=True),
    ]
    doors = (
        "/supervision/complaints/", "/desk/complaints/?tab=open", f"/desk/complaints/{row.number}/", "/supervision/",
        f"/search/?q={row.number}", f"/me/complaints/{row.number}/", "/admin/", "/api/v1/schema/",
        "/admin/supervision/accusation/", f"/admin/supervision/accusation/{row.pk}/change/",
        "/admin/accounts/accesslog/", "/me/messages/",
    )  # fmt: skip
    for user in watchers:
        assert not Accusation.objects.visible_to(user).exists()
        client.force_login(user)
        for door in doors:
            page = client.get(door).content.decode().split("request_path")[0]
            for words in SECRETS:
                assert words not in page
            assert "accusation" not in page.replace("/admin/supervision/accusation", ""), door
    assert not any(
        "accus" in str(path) for path in json.dumps(_api_paths(client)).split('"') if path.startswith("/api")
    )


def _api_paths(client):
    return list(client.get("/api/v1/schema/?format=json").json()["paths"])


def test_number_and_code_tell_when_it_went_and_nothing_else(client):
    row, answer = told(client)
    code = answer.context["code"]
    data = {"number": row.number, "code": code}
    assert "正在移交" in client.post("/complain/track/", data).content.decode()
    assert actions.hand_over() == 1 and actions.hand_over() == 0
    body = client.post("/complain/track/", data).content.decode()
    assert "正在移交" not in body and not [words for words in SECRETS if words in body]
    assert client.post("/complain/track/", data | {"code": "22222222"}).status_code == 404
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM supervision_accusation t")
        assert code not in cursor.fetchone()[0]


def test_it_reaches_the_commission_once_and_again_when_it_was_away(client, folder, monkeypatch):
    row, _ = told(client)
    real = adapters.LocalCommission.carry
    monkeypatch.setattr(adapters.LocalCommission, "carry", lambda *_: (_ for _ in ()).throw(OSError("away")))
    assert actions.hand_over() == 0
    monkeypatch.setattr(adapters.LocalCommission, "carry", real)
    assert actions.hand_over() == 1
    assert (folder / f"{row.number}.hpke").read_bytes() == bytes(row.sealed)


def test_rows_stand(client):
    row, _ = told(client)
    for change in (lambda: Accusation.objects.update(key_print="x"), row.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_without_a_key_nothing_is_taken(client, settings):
    settings.ACCUSATION_CARRIER, settings.ACCUSATION_KEY = "supervision.adapters.DropFolder", ""
    assert "12388" in client.get("/complain/accuse/").content.decode()
    assert client.post("/complain/accuse/", filled()).status_code == 503
    assert not Accusation.objects.exists()


def test_a_large_file_is_sent_by_another_way(client):
    big = SimpleUploadedFile("大.pdf", PDF + b"0" * (2 * 1024 * 1024))
    assert "2 MB" in client.post("/complain/accuse/", filled(uploads=big)).content.decode()


def test_a_complaint_that_is_one_leaves_the_portal_whole(people, folder):
    row = people.lodged(text=SECRETS[1], accused_name=SECRETS[0], person=SECRETS[2], contact=SECRETS[3],
                        complainant=people.citizen)  # fmt: skip
    actions.complaints.keep_files(row, actions.judged([SimpleUploadedFile(SECRETS[4], PDF)]), at=row.received_at)
    with pytest.raises(MoveRefused, match="理由"):
        actions.hand_over_complaint(actor=people.hearer, complaint=row, reason=" ")
    row = actions.hand_over_complaint(actor=people.hearer, complaint=row, reason="反映受贿")
    content = opened(folder, Accusation.objects.get())
    assert (content["内容"], content["反映人"], content["附件"][0]["名称"]) == (SECRETS[1], SECRETS[2], SECRETS[4])
    row = Complaint.objects.get(pk=row.pk)
    assert (row.state, row.text, row.person, row.contact, row.complainant) == ("handed", "", "", "", None)
    assert (row.accused_index, row.accused_body, row.files.count()) == ("", None, 0)


def test_the_commission_opens_it_on_its_own_machine(client, folder, tmp_path):
    row, _ = told(client)
    actions.hand_over()
    out = io.StringIO()
    call_command("open_accusation", folder / "private.key", folder / f"{row.number}.hpke", stdout=out)
    assert json.loads(out.getvalue())["被反映人"] == SECRETS[0]
    call_command("open_accusation", tmp_path / "own.key", "--new", stdout=out)
    with pytest.raises(CommandError, match="打不开"):
        call_command("open_accusation", tmp_path / "own.key", folder / f"{row.number}.hpke", stdout=out)
