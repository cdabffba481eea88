"""Every act travels once: late commits, killed runs, refusals, and what a parcel shows."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connections, transaction
from django.urls import reverse
from django.utils import timezone

from approvals import actions as acts
from approvals.models import Case, CaseMove
from core.masking import decrypt
from core.workdays import load_statutory_calendar
from exchange import actions
from exchange.actions import carry, collect
from exchange.models import Batch, Mark, Parcel, Receipt
from exchange.tasks import exchange
from tests.approvals import factories
from tests.approvals.factories import ID_NUMBER, at
from tests.factories import UserFactory


def lines(carrier):
    return [
        json.loads(line)
        for path in sorted(carrier.folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def test_a_refused_case_fills_the_three_tables_once(office, carrier):
    case = acts.refuse(case=office.reviewed(), actor=office.decider, reason="场所不符合要求", at=at("2026-03-06 10:00"))
    assert collect() == 6  # four acts, one acceptance, one result
    assert carry(by=carrier) == {"sent": 6, "refused": 0}
    assert (collect(), carry(by=carrier)) == (0, {"sent": 0, "refused": 0})
    rows = lines(carrier)
    assert [row["table"] for row in rows] == [
        *("up_pro_process", "up_pro_process", "up_pro_accept", "up_pro_process", "up_pro_process", "up_pro_result")
    ]
    assert {row["fields"]["project_no"] for row in rows} == {case.number}
    result = rows[-1]["fields"]
    assert (result["result_type"], result["result_date"]) == ("2", "2026-03-06 10:00:00")
    step = rows[3]["fields"]
    assert (step["event_start_time"], step["event_end_time"]) == ("2026-03-03 10:00:00", "2026-03-05 10:00:00")
    assert len({row["fields"]["row_guid"] for row in rows}) == 6


def test_personal_data_leave_encrypted_and_masked(office, carrier):
    office.accepted()
    collect()
    carry(by=carrier)
    text = next(carrier.folder.glob("*.jsonl")).read_text(encoding="utf-8")
    for secret in (ID_NUMBER, "13893200001", "李小明"):
        assert secret not in text
    accept = next(row["fields"] for row in lines(carrier) if row["table"] == "up_pro_accept")
    assert decrypt(accept["applyer_page_code"]) == ID_NUMBER
    assert accept["org_code"] == "116211250139900157"


def test_what_the_receivers_table_would_refuse_is_refused_in_words(office, carrier):
    office.accepted()
    Case.objects.update(applicant_document="", organisation=office.organisation)
    collect()
    assert carry(by=carrier) == {"sent": 2, "refused": 1}
    refused = Receipt.objects.get(accepted=False)
    assert refused.message == "缺少 applyer_page_code"
    assert "up_pro_accept" not in {row["table"] for row in lines(carrier)}


def test_recomputed_clocks_are_no_business_of_others(office):
    case = office.accepted()
    collect()
    CaseMove.objects.create(
        subject=case, at=timezone.now(), move="recompute_clocks", source="review", target="review", actor_name="系统"
    )
    assert collect() == 0


def test_a_carrier_killed_before_the_receipts_carries_the_same_file_again(office, carrier, monkeypatch):
    office.accepted()
    collect()

    def killed(*args, **kwargs):
        raise SystemExit

    monkeypatch.setattr(Receipt.objects, "bulk_create", killed)
    with pytest.raises(SystemExit), transaction.atomic():
        carry(by=carrier)
    before = {path.name: path.read_bytes() for path in carrier.folder.iterdir()}
    monkeypatch.undo()
    assert carry(by=carrier)["sent"] == 3
    assert {path.name: path.read_bytes() for path in carrier.folder.iterdir()} == before
    assert len(lines(carrier)) == 3


def test_an_unwritable_folder_leaves_everything_waiting(office, carrier):
    carrier.folder.parent.mkdir(exist_ok=True)
    carrier.folder.write_text("not a folder")
    office.accepted()
    collect()
    with pytest.raises(OSError), transaction.atomic():
        carry(by=carrier)
    assert Parcel.objects.waiting().count() == 3


def test_the_mark_passes_only_what_settled(office):
    office.accepted()
    now = timezone.now()
    collect(now=now)
    mark = Mark.objects.get()
    last = CaseMove.objects.order_by("id").last().pk
    assert (mark.passed, mark.seen) == (0, last)
    collect(now=now + timedelta(seconds=59))
    assert Mark.objects.get().passed == 0
    collect(now=now + timedelta(seconds=60))
    assert Mark.objects.get().passed == last


def test_parcels_and_receipts_never_change(office, carrier):
    office.accepted()
    collect()
    carry(by=carrier)
    for rows in (Batch.objects, Parcel.objects, Receipt.objects):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Parcel.objects.update(table="up_pro_result")


def test_the_task_does_both(office, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    office.accepted()
    assert exchange() == {"collected": 3, "sent": 3, "refused": 0}


@pytest.mark.django_db(transaction=True)
def test_an_act_that_commits_late_is_found_though_its_number_is_low():
    load_statutory_calendar()
    office = factories.office()
    first, second = office.submit(), office.submit()
    collect()
    begun, let_go = threading.Event(), threading.Event()

    def slow():
        try:
            with transaction.atomic():
                acts.accept(case=first, actor=office.window, at=at("2026-03-03 10:00"))
                begun.set()
                let_go.wait(10)
        finally:
            connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    begun.wait(10)
    acts.accept(case=second, actor=office.window, at=at("2026-03-03 10:05"))
    now = timezone.now()
    assert collect(now=now) == 2  # the later number came first
    assert collect(now=now + timedelta(seconds=30)) == 0
    let_go.set()
    thread.join(10)
    assert collect(now=now + timedelta(seconds=40)) == 2
    assert collect(now=now + timedelta(seconds=200)) == 0
    assert set(Parcel.objects.filter(table="up_pro_process").values_list("move_id", flat=True)) == set(
        CaseMove.objects.values_list("pk", flat=True)
    )


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_and_a_killed_one_make_each_parcel_once(monkeypatch):
    load_statutory_calendar()
    office = factories.office()
    for _ in range(5):
        office.accepted()
    monkeypatch.setattr(actions, "CHUNK", 3)
    honest, runs = actions._collect_chunk, []

    def killed(now):
        runs.append(now)
        if len(runs) == 2:
            raise SystemExit
        return honest(now)

    monkeypatch.setattr(actions, "_collect_chunk", killed)
    with pytest.raises(SystemExit):
        collect()
    assert 0 < Parcel.objects.count() < 15
    monkeypatch.setattr(actions, "_collect_chunk", honest)
    failed = []

    def body():
        try:
            collect()
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=body) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []
    assert Parcel.objects.count() == 15
    assert Parcel.objects.values("move", "table").distinct().count() == 15


def test_the_administrators_page_counts_and_hides(client, office, carrier):
    office.accepted()
    collect()
    carry(by=carrier)
    office.submit("2026-03-03 09:00")
    collect()
    client.force_login(UserFactory(staff=True, admin_role="system"))
    page = client.get(reverse("admin:exchange_parcel_changelist")).content.decode()
    assert "待发送 1 条，已接收 3 条，被拒收 0 条" in page
    parcel = Parcel.objects.get(table="up_pro_accept")
    page = client.get(reverse("admin:exchange_parcel_change", args=[parcel.pk])).content.decode()
    assert "已加密" in page and parcel.fields["applyer_name"] not in page
    client.force_login(office.decider)
    assert client.get(reverse("admin:exchange_parcel_changelist")).status_code == 403
