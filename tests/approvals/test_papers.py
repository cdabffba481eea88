"""Papers: made from templates once an act, numbered and sealed; what is on record never changes with a template."""

import hashlib
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from pypdf import PdfReader

from accounts.actions import SealMissing, revoke_seal
from accounts.models import Seal, SealUse
from accounts.queries import signatures_of
from approvals import actions, tasks
from approvals.documents import example_sheet, sheet_of
from approvals.enums import PaperKind
from approvals.kinds import PAPER_OF
from approvals.kinds.places import BLOCKS, PLACES, faults_of
from approvals.models import CaseFile, CasePaper, PaperTemplate
from approvals.workflow import CASE
from core.papers.archival import faults
from powerlist.enums import Category
from tests.factories import staff_with

from .factories import at


def content(paper: CaseFile) -> bytes:
    with paper.file.open("rb") as kept:
        return kept.read()


def copied(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", "")


def paper_of(case, move: str) -> CaseFile:
    return actions.make_paper(move=case.moves.get(move=move))


def template(**changes) -> PaperTemplate:
    words = {"kind": PaperKind.GRANTED, "title": "决定书", "body": "准予{申请人}。", "seal": "licensing"}
    return PaperTemplate(**words | changes)


def test_a_paper_is_sealed_signed_and_kept_with_its_words(office):
    case = office.refused()
    paper = paper_of(case, "refuse")
    pdf = content(paper)
    sheet = paper.sheet
    assert faults(pdf) == []
    [(signature, seal)] = signatures_of(pdf)
    assert signature.good and seal == sheet.seal_use.seal and seal.organisation == office.organisation
    assert sheet.seal_use.number == paper.number and sheet.seal_use.digest == paper.sha256
    text = copied(pdf)
    assert "场所不符合卫生条件。" in text and "60日内" in text and "6个月内" in text and "人民法院" in text
    assert sheet.code in text and "演示签章，不具法定效力" in text and "2026年3月6日" in text
    assert "场所不符合卫生条件。" in sheet.text and sheet.is_whole


def test_a_paper_is_made_and_sealed_once(office):
    case = office.granted()
    move = case.moves.get(move="grant")
    first = actions.make_paper(move=move)
    tasks.make_paper(move.pk)
    assert actions.make_paper(move=move) == first
    assert SealUse.objects.filter(number=first.number).count() == 1
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        CasePaper.objects.filter(file=first).update(text="改")


def test_the_nearest_template_speaks_item_before_category_before_all(office):
    case = office.granted()
    actions.load_case_papers()
    assert paper_of(case, "accept").sheet.template.category == ""
    actions.save_template(template=template(category=Category.LICENSING, title="类别决定书"), by=None, reason="试")
    own = actions.save_template(
        template=template(item=case.version.item, title="本事项决定书"), by=office.handler, reason="试"
    )
    paper = paper_of(case, "grant")
    assert paper.title == "本事项决定书" and paper.sheet.template == own and "准予李小明。" in paper.sheet.text
    assert own.history.get().history_user_id == office.handler.pk


def test_wording_follows_the_category(office, monkeypatch):
    monkeypatch.setattr("approvals.documents.category_of", lambda case, on: Category.CONFIRMATION)
    paper = paper_of(office.granted(), "grant")
    assert paper.title == "行政确认决定书" and "许可" not in paper.sheet.text.replace("行政许可专用章", "")


def test_a_template_changed_later_changes_no_old_paper(office):
    first, second = office.granted(), office.granted()
    made = paper_of(first, "grant")
    kept, version = content(made), made.sheet.template_version
    row = made.sheet.template
    row.body = "新的话：{申请人}。"
    actions.save_template(template=row, by=None, reason="改词")
    assert row.version == version + 1
    row.refresh_from_db()
    actions.save_template(template=row, by=None, reason="没有改")
    assert row.version == version + 1
    assert content(paper_of(first, "grant")) == kept and hashlib.sha256(kept).hexdigest() == made.sha256
    later = paper_of(second, "grant")
    assert "新的话：李小明。" in later.sheet.text and later.sheet.template_version == version + 1


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("准予{申请}。", "{申请人}"),
        ("准予{申请人。", "成对"),
        ("表如下{收件表}", "单独占一行"),
    ],
)
def test_an_unknown_field_is_refused_with_those_that_exist(db, body, words):
    with pytest.raises(ValidationError, match=words):
        actions.save_template(template=template(body=body), by=None, reason="试")


def test_all_that_ships_is_sound_and_covers_every_act(office):
    assert actions.load_case_papers() == len(actions.papers.shipped_templates()) and actions.load_case_papers() == 0
    case = office.submit()
    move = case.moves.get(move="submit")
    for row in PaperTemplate.objects.all():
        row.full_clean()
        sheet_of(row, case=case, move=move, number="第1号", category=Category.LICENSING, day=at("2026-03-02").date())
        example = example_sheet(row, body="漳县某局")
        assert example.title and not any("{" in block for block in example.blocks if isinstance(block, str))
    assert set(PaperKind) <= set(PaperTemplate.objects.values_list("kind", flat=True))
    assert {name for name in PAPER_OF if name in CASE.by_name} >= {"submit", "accept", "grant", "withdraw"}
    assert not [name for name in PLACES if faults_of(f"{{{name}}}")] and BLOCKS


def test_without_a_good_seal_the_paper_waits_and_is_made_later(office):
    keeper = staff_with("keep_seals", organisation=office.organisation)
    paper_of(office.submit(), "submit")
    revoke_seal(seal=Seal.objects.get(), reason="印章作废", by=keeper)
    case = office.submit(actor=office.citizen)
    with pytest.raises(SealMissing, match="没有有效的行政许可专用章"):
        paper_of(case, "submit")
    assert actions.finish_pending(now=at("2026-03-03 09:00"))["papers"] == 0
    from datetime import date

    from accounts.actions import make_seal

    make_seal(
        organisation=office.organisation, kind="licensing", valid_from=date(2020, 1, 1), valid_to=date(2025, 1, 1),
        keeper=keeper, document="旧", by=keeper,
    )  # fmt: skip
    with pytest.raises(SealMissing):
        paper_of(case, "submit")


def test_a_paper_by_hand_is_an_act_with_its_own_number(office, django_capture_on_commit_callbacks):
    case = office.accepted()
    with django_capture_on_commit_callbacks(execute=True):
        actions.issue_paper(
            case=case, actor=office.handler, paper=PaperKind.COUNTERSIGN, to="县自然资源局", content="请会签。",
            at=at("2026-03-05 10:00"),
        )  # fmt: skip
    paper = case.files.get(paper=PaperKind.COUNTERSIGN)
    assert "会签单位：县自然资源局" in paper.sheet.text and "会签字〔2026〕" in paper.number
    with pytest.raises(Exception, match="请选择"):
        actions.issue_paper(case=case, actor=office.handler, paper=PaperKind.GRANTED)
    with pytest.raises(PermissionDenied):
        actions.issue_paper(case=case, actor=office.citizen, paper=PaperKind.PLEDGE)
