"""Pages of papers, of service, of verification and of the archive: who sees them, what they write down."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from approvals import actions
from approvals.models import ArchiveMove, CaseFile, PaperService
from tests.factories import OrganisationFactory, staff_with

from .test_archives import archived, keeper  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


@pytest.fixture
def paper(office) -> CaseFile:
    return actions.make_paper(move=office.refused().moves.get(move="refuse"))


def test_the_desk_serves_a_paper_and_shows_it(client, office, paper):
    client.force_login(office.window)
    number = paper.case.number
    page = client.get(reverse("desk_papers", args=[number]))
    assert "待送达" in page.text and "没有送达记录" in page.text
    address = reverse("desk_service", args=[number, paper.pk])
    assert client.get(address).status_code == 200
    facts = {"method": "left", "receiver": "李小明", "served_at": "2026-03-09T10:00"}
    refused = client.post(address, facts)
    assert refused.status_code == 422 and "见证人" in refused.text
    assert client.post(address, facts | {"witness": "村主任"}).status_code == 302
    assert PaperService.objects.get().server == office.window
    assert "已送达" in client.get(reverse("desk_papers", args=[number])).text
    client.force_login(staff_with("view_cases", "handle_cases", organisation=OrganisationFactory()))
    assert client.get(address).status_code == 404


def test_the_applicant_agrees_to_electronic_service(client, office, paper):
    client.force_login(office.citizen)
    address = reverse("my_service_consent", args=[paper.case.number])
    assert client.post(address, {"given": "1"}).status_code == 302
    assert actions.has_consented(paper.case)
    assert "您已同意电子送达" in client.get(reverse("my_case", args=[paper.case.number])).text


def test_anyone_verifies_by_code_and_by_file(client, paper):
    address = reverse("verify_paper")
    page = client.get(address, {"code": paper.sheet.code.lower()})
    assert paper.number in page.text and "李*明" in page.text and "李小明" not in page.text
    with paper.file.open("rb") as kept:
        content = kept.read()
    good = client.post(address, {"file": SimpleUploadedFile("a.pdf", content, "application/pdf")})
    assert "签章有效，文件没有改动" in good.text and "演示签章，不具法定效力" in good.text
    added = client.post(address, {"file": SimpleUploadedFile("a.pdf", content + b"\n%x\n", "application/pdf")})
    assert "签章以后又加了内容" in added.text
    assert client.post(address, {"file": SimpleUploadedFile("a.pdf", b"hello", "application/pdf")}).status_code == 422


def test_guessing_codes_is_slowed(client, paper):
    address = reverse("verify_paper")
    assert [client.get(address, {"code": f"WRONG{n}"}).status_code for n in range(6)] == [404] * 5 + [429]


def test_the_archive_is_for_its_keepers_and_every_look_is_written_down(client, office, keeper):  # noqa: F811
    archive = archived(office, keeper)
    client.force_login(office.window)
    assert client.get(reverse("archives")).status_code == 403
    client.force_login(staff_with("keep_archives", organisation=OrganisationFactory()))
    assert client.get(reverse("archive", args=[archive.pk])).status_code == 404
    client.force_login(keeper)
    assert archive.number in client.get(reverse("archives"), {"q": archive.case.number}).text
    assert "还没有送达" not in client.get(reverse("archive", args=[archive.pk])).text
    assert "申请表" in client.post(reverse("archive", args=[archive.pk])).text
    assert client.post(reverse("archive_package", args=[archive.pk]), {"reason": " "}).status_code == 422
    sent = client.post(reverse("archive_package", args=[archive.pk]), {"reason": "复议答复"})
    assert sent.status_code == 200 and b"".join(sent.streaming_content).startswith(b"PK")
    assert list(ArchiveMove.objects.order_by("id").values_list("move", flat=True)) == ["archive", "view", "download"]


def test_the_list_of_archives_asks_as_often_for_three_as_for_one(client, office, keeper, django_assert_num_queries):  # noqa: F811
    import uuid

    archived(office, keeper)
    client.force_login(keeper)
    client.get(reverse("archives"))
    with django_assert_num_queries(QUERIES):
        client.get(reverse("archives"))
    for _ in range(2):
        archived(office, keeper, submission_key=uuid.uuid4())
    with django_assert_num_queries(QUERIES):
        client.get(reverse("archives"))


QUERIES = 4
