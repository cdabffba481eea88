"""Quarantine: nothing leaves it before the scanner has spoken, over a real socket."""

import socketserver
import struct
import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Message
from approvals import actions
from approvals.adapters import Clamd, ScanFailed
from approvals.models import CaseFile, StoredMaterial
from tests.factories import UserFactory

from .factories import PDF, pdf

pytestmark = pytest.mark.django_db
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class SpeaksClamd(socketserver.StreamRequestHandler):
    """The INSTREAM command of clamd(8), with one virus that it knows."""

    def handle(self):
        assert self.rfile.read(len(b"zINSTREAM\0")) == b"zINSTREAM\0"
        body = b""
        while (size := struct.unpack("!I", self.rfile.read(4))[0]) > 0:
            body += self.rfile.read(size)
        if b"TOO-LONG" in body:
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
        else:
            self.wfile.write(b"stream: Eicar-Signature FOUND\0" if EICAR in body else b"stream: OK\0")


@pytest.fixture
def clamd(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), SpeaksClamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD = f"127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()


def infected() -> SimpleUploadedFile:
    return SimpleUploadedFile("身份证.pdf", PDF + EICAR, "application/pdf")


def attach(office, upload) -> CaseFile:
    return actions.attach(case=office.draft(), actor=office.citizen, material=office.material, upload=upload)


def test_a_file_waits_until_it_is_clean(office, client, clamd, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks():
        file = attach(office, pdf())
    assert file.scan == "pending"
    client.force_login(office.citizen)
    address = f"/me/cases/{file.case.number}/files/{file.pk}/"
    assert client.get(address).status_code == 404
    assert actions.scan(shelf="case", pk=file.pk) == "clean"
    answer = client.get(address)
    assert answer.status_code == 200 and "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content) == PDF


def test_an_infected_file_loses_its_bytes_and_its_owner_is_told(
    office, client, clamd, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks():
        file = attach(office, infected())
    storage, name = file.file.storage, file.file.name
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.scan(shelf="case", pk=file.pk) == "infected"
    file.refresh_from_db()
    assert not file.file and file.scan_note == "Eicar-Signature" and not storage.exists(name)
    assert Message.objects.get(recipient=office.citizen).title == "文件带有病毒，已删除"
    client.force_login(office.citizen)
    assert client.get(f"/me/cases/{file.case.number}/files/{file.pk}/").status_code == 404
    assert actions.scan(shelf="case", pk=file.pk) == "infected" and Message.objects.count() == 1


def test_an_infected_file_is_no_material(office, clamd, django_capture_on_commit_callbacks):
    from core.workflow import MoveRefused

    with django_capture_on_commit_callbacks():
        actions.scan(shelf="case", pk=attach(office, infected()).pk)
        with pytest.raises(MoveRefused, match="还缺必要的材料：经营者身份证"):
            office.submit(files=[])


def test_a_scanner_that_is_away_or_gives_no_verdict_is_asked_again(office, settings, clamd):
    settings.CLAMD = "127.0.0.1:1"
    file = attach(office, pdf())
    assert actions.scan(shelf="case", pk=file.pk) == "pending"
    settings.CLAMD = f"127.0.0.1:{clamd.server_address[1]}"
    assert actions.scan_pending() == 0  # its own task may still run
    assert actions.scan_pending(now=timezone.now() + timedelta(minutes=2)) == 1
    long = attach(office, SimpleUploadedFile("长.pdf", PDF + b"TOO-LONG", "application/pdf"))
    assert actions.scan(shelf="case", pk=long.pk) == "pending"


def test_an_unknown_answer_is_no_verdict(clamd, tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"TOO-LONG")
    with path.open("rb") as file, pytest.raises(ScanFailed, match="size limit"):
        Clamd(f"127.0.0.1:{clamd.server_address[1]}").scan(file)


def test_without_a_scanner_a_file_says_that_it_was_not_scanned(office):
    file = attach(office, pdf())
    assert file.get_scan_display() == "未扫描：没有配置杀毒服务" and file.is_served


def test_a_stored_material_waits_too(clamd, django_capture_on_commit_callbacks):
    person = UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        kept = actions.store_material(actor=person, upload=infected(), title="身份证", kind="document")
    assert StoredMaterial.objects.get(pk=kept.pk).scan == "infected"
