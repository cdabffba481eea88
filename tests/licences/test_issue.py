"""Issuing: identifier, number, code, PDF."""

import io
import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from accounts.actions import SealMissing, revoke_seal, seal_of
from accounts.enums import SealKind
from accounts.models import SealUse
from core.identifiers import mod_11_10
from licences import documents
from licences.actions import identifier, issue, print_licence, print_pending
from licences.actions.issuing import archive
from licences.documents import NO_END, NO_START, break_lines, build, register_font, text
from licences.models import LicenceMove, LicenceType
from tests.factories import OrganisationFactory, UserFactory, staff_with

from .conftest import moment


@pytest.fixture
def options(db):
    return {
        "type": LicenceType.objects.create(
            code="XK01", type_code="11100000000013338W011", name="食品小作坊登记证", validity_months=36
        ),
        "organisation": OrganisationFactory(credit_code="11430000006122244L", name="漳县市场监督管理局"),
        "holder": UserFactory(),
        "holder_name": "李小明",
        "holder_document": "621125199001010017",
        "holder_is_person": True,
        "item_name": "食品小作坊登记",
        "content": {"经营场所": "漳县殪虎桥镇"},
        "case_number": "621125202603020000016",
    }


def read(licence) -> str:
    licence = print_licence(licence=licence)
    with licence.file.open("rb") as kept:
        pages = PdfReader(io.BytesIO(kept.read())).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")


@pytest.mark.parametrize(
    "whole",
    [
        "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
        "1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9",
        "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0",
    ],
)
def test_identifiers_in_use_are_rebuilt(whole):
    type_code, issuer, serial, version, _ = whole.removeprefix("1.2.156.3005.2.").split(".")
    assert identifier(type_code, issuer, serial, int(version)) == whole


def test_issued_with_number_code_dates_and_log(options):
    licence = issue(**options, at=moment("2026-03-06 10:00"))
    assert re.fullmatch(r"6211252026000001\d", licence.number)
    assert licence.number[-1] == mod_11_10(licence.number[:-1])
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{16}", licence.verification_code)
    assert (licence.valid_from, licence.valid_to) == (date(2026, 3, 6), date(2029, 3, 6))
    assert licence.identifier.startswith("1.2.156.3005.2.11100000000013338W011.11430000006122244L.20260000001.001.")
    assert LicenceMove.objects.get(subject=licence).move == "issue"


def test_asked_again_it_is_the_same_licence(options):
    assert issue(**options).pk == issue(**options).pk
    assert LicenceMove.objects.count() == 1


def test_the_file_is_printed_after_the_act_once(options):
    """A task delivered twice, and the round that makes up for a dead worker, leave one file, one seal, one row."""
    licence = issue(**options)
    assert licence.awaits_file and not SealUse.objects.exists()
    assert print_pending() == 1 and print_pending() == 0
    first = print_licence(licence=licence)
    assert print_licence(licence=licence).file.name == first.file.name and not first.awaits_file
    assert SealUse.objects.get().key == f"licence:{licence.number}:1"
    assert LicenceMove.objects.get(subject=licence, move="print").facts["sha256"] == first.file_sha256


def test_one_that_can_not_be_printed_keeps_no_other_waiting(options, monkeypatch):
    broken, good = issue(**options), issue(**options | {"case_number": "621125202603020000024"})
    render = documents.render_licence

    def fails_for_one(licence, face):
        if licence.pk == broken.pk:
            raise RuntimeError("a character that no font has")
        return render(licence, face)

    monkeypatch.setattr(documents, "render_licence", fails_for_one)
    assert print_pending() == 1
    broken.refresh_from_db()
    good.refresh_from_db()
    assert broken.awaits_file and good.file
    monkeypatch.setattr(documents, "render_licence", render)
    assert print_pending() == 1


def test_a_worker_killed_while_printing_leaves_nothing_half_done(options, monkeypatch):
    licence = issue(**options)

    def killed(*_, **__):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr("licences.actions.issuing.log_entry", killed)
        with pytest.raises(SystemExit):
            print_licence(licence=licence)
    licence.refresh_from_db()
    assert licence.awaits_file and not SealUse.objects.exists()
    assert print_licence(licence=licence).file and SealUse.objects.count() == 1


def test_nothing_is_issued_that_could_not_be_sealed(options):
    revoke_seal(
        seal=seal_of(options["organisation"], SealKind.LICENSING), reason="换发",
        by=staff_with("keep_seals", organisation=options["organisation"]),
    )  # fmt: skip
    with pytest.raises(SealMissing):
        issue(**options)
    assert not LicenceMove.objects.exists()


def test_a_change_before_the_file_was_printed_keeps_the_first_text_as_a_file(options):
    licence = issue(**options)
    kept = archive(licence, moment("2026-03-07 10:00"))
    assert kept.file and kept.file_sha256 == licence.file_sha256 != ""


def test_a_type_without_validity_holds_for_ever(options):
    options["type"].validity_months = None
    licence = issue(**options)
    assert licence.valid_to is None and licence.is_valid_on(date(2126, 1, 1))
    assert "至 长期" in read(licence)


def test_the_pdf_says_what_it_is_and_prints_rare_characters(options):
    licence = issue(**options)
    said = read(licence)
    licence.refresh_from_db()
    assert licence.file.name.endswith(".pdf") and licence.number not in licence.file.name
    for words in ("食品小作坊登记证", licence.number, licence.verification_code, "殪虎桥镇", "演示签章，不具法定效力"):
        assert words in said
    assert "621125199001010017" not in said


def test_the_font_has_the_county_s_rarest_character():
    from reportlab.pdfbase import pdfmetrics

    assert 0x6BAA in pdfmetrics.getFont(register_font()).face.charToGlyph
    assert build("殪", [text("殪虎桥镇")]).startswith(b"%PDF")


@given(
    words=st.text(alphabet="许可申请决定，。；（）《》“”、12ab ", min_size=1, max_size=120), width=st.integers(60, 400)
)
@settings(max_examples=80, deadline=None)
def test_lines_are_broken_as_chinese_is_set(words, width):
    lines = break_lines(words, width, 12)
    assert "".join(lines) == words
    for line, following in pairwise(lines):
        assert following[0] not in NO_START or set(line) <= set(NO_START + NO_END), lines
        assert line[-1] not in NO_END or set(line) <= set(NO_START + NO_END), lines


def test_a_number_stays_whole_on_a_line():
    assert break_lines("办件编号621125202611220000012已受理", 180, 12)[1].startswith("621125202611220000012")
