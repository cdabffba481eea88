"""归档: whole or not at all; fixed; looked at, borrowed and destroyed with a record of each."""

import hashlib
import io
import json
import zipfile
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from approvals import actions
from approvals.enums import DestructionState, Retention
from approvals.kinds import PAPER_OF
from approvals.models import Archive, Case, CaseFile, CasePaper
from approvals.queries import archive_faults
from core.papers.archival import faults
from core.workflow import MoveRefused
from tests.factories import staff_with

from .factories import at

ARCHIVED = "2026-03-20 10:00"


@pytest.fixture
def keeper(office):
    return staff_with("keep_archives", "view_cases", organisation=office.organisation, name="档案员")


@pytest.fixture
def chief(office):
    return staff_with("destroy_archives", organisation=office.organisation, name="分管领导")


def complete(office, **options) -> Case:
    """A refused case with all its papers, the decision served."""
    actions.load_retention_rules()
    case = office.refused(**options)
    for move in case.moves.filter(move__in=list(PAPER_OF)):
        actions.make_paper(move=move)
    paper = case.files.get(paper="refused")
    actions.record_service(
        paper=paper, actor=office.window, method="direct", receiver="李小明", served_at=at("2026-03-09 10:00"),
        at=at("2026-03-09 11:00"),
    )  # fmt: skip
    return case


def archived(office, keeper, **options) -> Archive:
    return actions.archive_case(case=complete(office, **options), actor=keeper, at=at(ARCHIVED))


def parts_of(archive) -> dict[str, bytes]:
    with archive.file.open("rb") as kept, zipfile.ZipFile(kept) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_what_is_lacking_is_told(office, keeper):
    case = office.submit()
    assert archive_faults(case) == ["本件还没有办结。"]
    case = office.refused()
    found = archive_faults(case)
    assert "还没有做好：不予行政许可决定书。" in found
    for move in case.moves.filter(move__in=list(PAPER_OF)):
        actions.make_paper(move=move)
    [fault] = archive_faults(case)
    assert fault.startswith("没有送达记录：不予行政许可决定书")
    with pytest.raises(MoveRefused, match="没有送达记录"):
        actions.archive_case(case=case, actor=keeper)


def test_the_volume_is_one_pdf_with_contents_and_continuous_pages(office, keeper):
    archive = archived(office, keeper)
    parts = parts_of(archive)
    volume = parts["案卷.pdf"]
    assert faults(volume) == [] and archive.level == "PDF/A-2B"
    assert hashlib.sha256(volume).hexdigest() == archive.volume_sha256
    rows = list(archive.parts.order_by("position"))
    assert [row.title for row in rows][0] == "申请表" and rows[-1].title == "办理过程记录"
    assert rows[0].first_page == 1 and rows[-1].last_page == archive.pages
    assert all(b.first_page == a.last_page + 1 for a, b in zip(rows, rows[1:], strict=False))
    pages = PdfReader(io.BytesIO(volume)).pages
    assert len(pages) == archive.pages + 2 and "卷内目录" in pages[1].extract_text()
    assert f"{archive.pages:03d}" in pages[-1].extract_text() and "001" in pages[2].extract_text()
    manifest = json.loads(parts["摘要.json"])
    assert {name: hashlib.sha256(parts[name]).hexdigest() for name in manifest["files"]} == manifest["files"]
    assert archive.number in parts["元数据.xml"].decode()
    assert {row.name: row.sha256 for row in rows}.items() <= manifest["files"].items()
    assert archive.retention == Retention.SHORT and archive.expires_on == date(2036, 12, 31)


def test_an_upload_is_drawn_and_its_original_kept(office, keeper):
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(100, 700, "secret words")
    canvas.showPage()
    canvas.drawString(100, 700, "two")
    canvas.save()
    from django.core.files.uploadedfile import SimpleUploadedFile

    upload = SimpleUploadedFile("证明.pdf", out.getvalue(), "application/pdf")
    archive = archived(office, keeper, files=[(office.material, upload)])
    row = archive.parts.get(name__endswith="证明.pdf")
    assert row.last_page == row.first_page + 1
    parts = parts_of(archive)
    assert parts[row.name] == out.getvalue()
    assert "secret" not in "".join(page.extract_text() for page in PdfReader(io.BytesIO(parts["案卷.pdf"])).pages)


def test_what_is_archived_stands(office, keeper):
    archive = archived(office, keeper)
    assert actions.archive_case(case=archive.case, actor=keeper) == archive
    tries = (
        lambda: Archive.objects.filter(pk=archive.pk).update(title="改"),
        lambda: Archive.objects.filter(pk=archive.pk)._raw_delete("default"),
        lambda: archive.parts.update(title="改"),
        lambda: CaseFile.objects.filter(case=archive.case).update(title="改"),
        lambda: Case.objects.filter(pk=archive.case_id).update(state="delivered"),
        lambda: Case.objects.filter(pk=archive.case_id).update(reason="改"),
    )
    for attempt in tries:
        with pytest.raises(Exception, match="refused|append-only"), transaction.atomic():
            attempt()
    with pytest.raises(MoveRefused, match="已经归档"):
        actions.record_service(
            paper=archive.case.files.papers().last(), actor=office.window, method="direct", receiver="甲",
            served_at=at(ARCHIVED), at=at(ARCHIVED),
        )  # fmt: skip


def test_every_night_the_complete_ones_go_in(office):
    case, _ = complete(office), office.withdrawn()
    assert actions.archive_complete(now=at("2026-03-10 01:20")) == 0
    assert actions.archive_complete(now=at("2026-03-20 01:20")) == 1
    assert Archive.objects.get().case == case and Archive.objects.get().archived_by is None
    assert actions.archive_complete(now=at("2026-03-21 01:20")) == 0


def test_a_look_and_a_loan_are_acts(office, keeper):
    archive = archived(office, keeper)
    with pytest.raises(ValidationError, match="调阅事由"):
        actions.open_archive(archive=archive, actor=keeper, package=True)
    actions.open_archive(archive=archive, actor=keeper, reason="复议答复", package=True)
    facts = {"archive": archive, "actor": keeper, "borrower": "张三", "purpose": "复议", "basis": "介绍信1号"}
    with pytest.raises(ValidationError, match="90 天"):
        actions.lend(**facts, due_on=date(2027, 1, 1), at=at(ARCHIVED))
    loan = actions.lend(**facts, due_on=date(2026, 4, 1), at=at(ARCHIVED))
    with pytest.raises(MoveRefused, match="还没有归还"):
        actions.lend(**facts, due_on=date(2026, 4, 1), at=at(ARCHIVED))
    actions.give_back(loan=loan, actor=keeper, at=at("2026-03-25 10:00"))
    assert [move.move for move in archive.moves.order_by("id")] == ["archive", "download", "lend", "return"]
    with pytest.raises(PermissionDenied):
        actions.lend(**facts | {"actor": office.handler}, due_on=date(2026, 4, 1), at=at(ARCHIVED))


def test_destruction_takes_two_people_and_leaves_the_digests(office, keeper, chief, django_capture_on_commit_callbacks):
    archive = archived(office, keeper)
    digest, listed = archive.sha256, archive.parts.count()
    facts = {"organisation": office.organisation, "archives": [archive], "reason": "鉴定小组认为没有保存价值"}
    with pytest.raises(MoveRefused, match="没到期"):
        actions.propose_destruction(**facts, actor=keeper, at=at("2036-12-31 10:00"))
    made = actions.propose_destruction(**facts, actor=keeper, at=at("2037-01-04 10:00"))
    with pytest.raises(MoveRefused):
        actions.propose_destruction(**facts, actor=keeper, at=at("2037-01-05 10:00"))
    with pytest.raises(PermissionDenied):
        actions.decide_destruction(destruction=made, actor=keeper, approve=True)
    both = staff_with("keep_archives", "destroy_archives", organisation=office.organisation)
    made.proposed_by = both
    made.save()
    with pytest.raises(MoveRefused, match="不能批准自己"):
        actions.decide_destruction(destruction=made, actor=both, approve=True)
    names = [row.file.name for row in CaseFile.objects.filter(case=archive.case)]
    storage = archive.file.storage
    with django_capture_on_commit_callbacks(execute=True):
        actions.decide_destruction(destruction=made, actor=chief, approve=True, at=at("2037-01-06 10:00"))
    archive.refresh_from_db()
    assert archive.destroyed_at and not archive.file and archive.sha256 == digest and archive.parts.count() == listed
    assert not any(storage.exists(name) for name in names)
    assert (
        set(CasePaper.objects.values_list("text", flat=True)) == {""}
        and Case.objects.get(pk=archive.case_id).form == {}
    )
    assert archive.moves.last().move == "destroy" and made.state != DestructionState.DONE
    with pytest.raises(MoveRefused, match="销毁"):
        actions.open_archive(archive=archive, actor=keeper, reason="x", package=True)
    with pytest.raises(Exception, match="closed"), transaction.atomic():
        Archive.objects.filter(pk=archive.pk).update(destroyed_at=None)
