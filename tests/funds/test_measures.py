"""管理办法: filed by one, published by another; at any day at most one holds; only what is published is fetched."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import Scope, SecrecyReview
from core.workflow import MoveRefused
from funds import actions
from funds.enums import DocumentState
from funds.models import FundEntry, FundVersion, Measure
from funds.queries import measures
from tests.factories import OrganisationFactory, staff_with

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
FINE = "不涉及国家秘密，可以公开"


def pdf(name="办法.pdf"):
    return SimpleUploadedFile(name, PDF, "application/pdf")


@pytest.fixture
def fund():
    """A fund on a published list, the department with its two people."""
    office = OrganisationFactory()
    keeper = staff_with("fill_funds", organisation=office)
    change_set = actions.open_list(actor=keeper, organisation=office, year=2026)
    version = actions.add_funds(actor=keeper, change_set=change_set, rows=[(office, "农业产业资金", "100000")])[0]
    FundVersion.objects.filter(pk=version.pk).update(state="published", valid_from=date(2026, 1, 20))
    entry = version.entry
    entry.writer = keeper
    entry.publisher = staff_with("fill_funds", organisation=office)
    return entry


def filed(fund, valid_from=date(2026, 2, 1), **other):
    facts = {
        "title": "管理办法",
        "document_number": "漳农发〔2026〕1号",
        "dated": date(2026, 1, 1),
        "issued_by": "县农业农村局",
    }
    facts |= {"valid_from": valid_from, "upload": pdf()} | other
    return actions.file_measure(actor=fund.writer, entry=fund, **facts)


def published(fund, *args, **other):
    return actions.publish_measure(actor=fund.publisher, measure=filed(fund, *args, **other), opinion=FINE)


def test_versions_follow_each_other_without_gap_or_overlap(fund):
    first = published(fund)
    second = published(fund, date(2026, 6, 1), changes="调整补助标准")
    first.refresh_from_db()
    assert first.valid_to == second.valid_from == date(2026, 6, 1)
    answers = {
        date(2026, 1, 31): None, date(2026, 2, 1): first, date(2026, 5, 31): first, date(2026, 6, 1): second,
    }  # fmt: skip
    for day, expected in answers.items():
        assert Measure.objects.in_force(fund, day) == expected
    assert SecrecyReview.objects.filter(kind="measure", reviewer_id=fund.publisher.pk).count() == 2
    assert first.history.latest().history_change_reason == "第 2 版施行"


def test_refusals(fund):
    """Nobody publishes what he wrote; dates in order; a revision says what it changes; one draft at a time."""
    draft = filed(fund)
    with pytest.raises(MoveRefused, match="编写人"):
        actions.publish_measure(actor=fund.writer, measure=draft, opinion=FINE)
    with pytest.raises(MoveRefused, match="保密审查"):
        actions.publish_measure(actor=fund.publisher, measure=draft, opinion=" ")
    with pytest.raises(MoveRefused, match="还没有公开"):
        filed(fund)
    with pytest.raises(PermissionDenied):
        actions.publish_measure(
            actor=staff_with("fill_funds", organisation=OrganisationFactory()), measure=draft, opinion=FINE
        )
    actions.publish_measure(actor=fund.publisher, measure=draft, opinion=FINE)
    with pytest.raises(MoveRefused, match="可能刚有人办理过"):
        actions.publish_measure(actor=fund.publisher, measure=draft, opinion=FINE)
    for facts, words in (
        ({"valid_from": date(2025, 12, 31)}, "成文日期"),
        ({"valid_from": date(2026, 3, 1)}, "修订了什么"),
        ({"valid_from": date(2026, 2, 1), "changes": "改"}, "晚于现行版本"),
    ):
        with pytest.raises(MoveRefused, match=words):
            filed(fund, **facts)
    with pytest.raises(ValidationError):
        filed(fund, date(2026, 3, 1), changes="改", upload=SimpleUploadedFile("办法.pdf", b"MZ"))
    assert Measure.objects.count() == 1


def test_a_withdrawn_draft_keeps_its_number_and_never_shows(fund, client):
    draft = filed(fund)
    with pytest.raises(MoveRefused, match="理由"):
        actions.withdraw_measure(actor=fund.writer, measure=draft, reason=" ")
    actions.withdraw_measure(actor=fund.writer, measure=draft, reason="重新起草")
    second = published(fund)
    assert second.number == 2
    assert client.get(reverse("funds:measure_file", args=[fund.code, 1])).status_code == 404
    assert client.get(reverse("funds:measure_file", args=[fund.code, 2])).getvalue() == PDF
    page = client.get(reverse("funds:measures", args=[fund.code])).content.decode()
    assert "第 2 版" in page and "第 1 版" not in page


def test_papers_of_a_fund(fund, client):
    facts = {"year": 2026, "stage": "review", "title": "评审结果", "dated": date(2026, 3, 1), "upload": pdf("结果.pdf")}
    row = actions.file_document(actor=fund.writer, entry=fund, **facts)
    address = reverse("funds:document_file", args=[fund.code, row.pk])
    assert client.get(address).status_code == 404
    actions.publish_document(actor=fund.publisher, document=row, opinion=FINE)
    assert client.get(address).getvalue() == PDF
    with pytest.raises(MoveRefused):
        actions.withdraw_document(actor=fund.writer, document=row, reason="错了")


def test_what_is_kept_inside_has_no_public_page(fund, client):
    published(fund)
    FundVersion.objects.filter(entry=fund).update(scope=Scope.INTERNAL, scope_reason="依申请公开")
    for address in (reverse("funds:measures", args=[fund.code]), reverse("funds:measure_file", args=[fund.code, 1])):
        assert client.get(address).status_code == 404
    assert Measure.objects.in_force(fund, date(2026, 3, 1)) is not None  # it still founds allocations


def test_desk(fund, client):
    """Filing with a bad file keeps what was typed; another department finds nothing."""
    client.force_login(fund.writer)
    typed = {
        "title": "新办法", "document_number": "1号", "issued_by": "局",
        "dated": "2026-01-01", "valid_from": "2026-02-01",
    }  # fmt: skip
    address = reverse("funds:paper_new", args=[fund.code, "measure"])
    page = client.post(address, typed | {"upload": SimpleUploadedFile("a.exe", b"MZ")})
    assert page.status_code == 422 and "新办法" in page.content.decode() and "不能上传" in page.content.decode()
    page = client.post(address, typed | {"upload": pdf()})
    text = page.content.decode()
    assert page.status_code == 422 and "机器读不出这个文件的文字" in text and "新办法" in text
    assert 'name="no_secrets"' in text and not Measure.objects.exists()
    assert client.post(address, typed | {"upload": pdf(), "no_secrets": "yes"}).status_code == 302
    row = Measure.objects.get()
    act = reverse("funds:paper_act", args=[fund.code, "measure", row.pk, "publish"])
    field = f"measure-{row.pk}-publish-opinion"
    assert client.post(act, {field: FINE}).status_code == 409  # the writer
    client.force_login(fund.publisher)
    assert "确认公开" in client.get(reverse("funds:desk_measures", args=[fund.code])).content.decode()
    assert client.post(act, {field: FINE}).status_code == 302
    row.refresh_from_db()
    assert row.state == DocumentState.PUBLISHED
    client.force_login(staff_with("fill_funds", organisation=OrganisationFactory()))
    assert client.get(reverse("funds:desk_measures", args=[fund.code])).status_code == 404
    assert client.post(act, {field: FINE}).status_code == 404
    assert client.get(reverse("funds:desk_paper", args=[fund.code, "measure", row.pk])).status_code == 404


def test_life_says_what_is_missing(fund):
    entry = FundEntry.objects.get(pk=fund.pk)
    assert measures.life(entry, 2026, date(2026, 3, 1))[0]["state"] == "none"
    published(fund)
    line = measures.life(entry, 2026, date(2026, 3, 1))[0]
    assert (line["state"], line["date"], line["title"]) == (
        "done",
        date(2026, 2, 1),
        "《管理办法》（漳农发〔2026〕1号）",
    )
