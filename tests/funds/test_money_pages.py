"""The pages of allocation and spending, at the desk and for everyone; the workbook of factor values."""

import io
import json
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from funds.actions import allocations, imports, schemes
from funds.models import Allocation, FundVersion, Payment, Scheme
from funds.resources import factor_sheet
from tests.factories import OrganisationFactory, staff_with

from .money import FINE, TWO, begun, fund, issued, townships, with_scheme
from .test_factors import SCRIPT

pytestmark = pytest.mark.django_db


@pytest.fixture
def f(finance):
    return fund(finance)


def filled(scheme, values):
    """The workbook as the portal gives it, filled by hand: {code: (values…, coefficient)}."""
    book = load_workbook(io.BytesIO(factor_sheet(scheme.allocation, scheme, [(c, f"{c}镇") for c in values])))
    for row in book.active.iter_rows():
        if row[1].value in values:
            for cell, value in zip(row[3:], values[row[1].value], strict=True):
                cell.value = value
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("因素值.xlsx", out.getvalue())


def uploaded(f, scheme, values):
    subject = f"{scheme.allocation.number}:{scheme.pk}"
    return imports.upload(
        actor=f.keeper, organisation=f.office, kind="factors", subject=subject, file=filled(scheme, values)
    )


def test_factor_values_come_by_workbook_and_can_be_taken_back(f):
    scheme = schemes.add_scheme(actor=f.keeper, allocation=begun(f), name="一")
    schemes.set_factors(actor=f.keeper, scheme=scheme, factors=TWO)
    job = uploaded(f, scheme, {"621125101": ("１２．５", "3", "1"), "621125100": ("7", "1,000", None)})
    assert job.result["counts"]["refused"] == 0 and not job.result["faults"], job.result
    imports.apply(actor=f.keeper, job=job)
    units = {u.code: u for u in scheme.units.all()}
    assert units["621125101"].values == [Decimal("12.5"), Decimal(3)] and units["621125100"].values[1] == 1000
    assert sum(u.amount for u in units.values()) == Decimal("1000.01")
    imports.undo(actor=f.keeper, job=job)
    assert not scheme.units.exists() and not Scheme.objects.get().digest


def test_a_missing_value_or_a_strange_column_is_named(f):
    scheme = schemes.add_scheme(actor=f.keeper, allocation=begun(f), name="一")
    schemes.set_factors(actor=f.keeper, scheme=scheme, factors=TWO)
    job = uploaded(f, scheme, {"A1": ("1", None, "1"), "B1": ("2", "-3", "1"), "C1": ("多", "1", "1")})
    said = " ".join(error for line in job.result["lines"] for error in line["errors"])
    assert "A1镇缺少因素“面积”的值" in said and "负数" in said and "不是数字" in said
    with pytest.raises(imports.ImportRefused):
        imports.apply(actor=f.keeper, job=job)
    assert not scheme.units.exists()
    upload = filled(scheme, {"A1": ("1", "2", "1")})
    schemes.set_factors(actor=f.keeper, scheme=scheme, factors=[TWO[0].__class__("户数", Decimal(100))])
    job = imports.upload(
        actor=f.keeper,
        organisation=f.office,
        kind="factors",
        subject=f"{scheme.allocation.number}:{scheme.pk}",
        file=upload,
    )
    assert "“面积”不是这个方案的因素" in " ".join(job.result["faults"])


def test_the_way_through_the_desk(f, client):
    townships("A", "B", "C")
    client.force_login(f.keeper)
    address = reverse("funds:allocation_new") + f"?fund={f.entry.code}&year=2026"
    facts = {"title": "养护补助", "manner": "factors", "total": "10万元", "source_level": "county"}
    page = client.post(address, facts | {"total": "十万"})
    assert page.status_code == 422 and "不是数额" in page.content.decode()
    row = Allocation.objects.get(number=client.post(address, facts).url.rstrip("/").rpartition("/")[2])
    here = reverse("funds:desk_allocation", args=[row.number])
    client.post(reverse("funds:scheme_new", args=[row.number]), {"name": "一"})
    scheme = Scheme.objects.get()
    there = reverse("funds:desk_scheme", args=[row.number, scheme.pk])
    table = {"factors-TOTAL_FORMS": "2", "factors-INITIAL_FORMS": "0", "coefficient_note": "上年评价"}
    table |= {"factors-0-name": "户数", "factors-0-weight": "60", "factors-1-name": "面积", "factors-1-weight": "30"}
    assert "权重合计是 90%" in client.post(there, table).content.decode()
    assert client.post(there, table | {"factors-1-weight": "40"}).status_code == 302
    assert client.get(reverse("funds:scheme_sheet", args=[row.number, scheme.pk])).status_code == 200
    scheme.refresh_from_db()
    imports.apply(actor=f.keeper, job=uploaded(f, scheme, dict.fromkeys("ABC", ("3", "4", "1"))))
    client.post(reverse("funds:scheme_new", args=[row.number]), {"name": "二", "copy_of": scheme.pk})
    client.post(reverse("funds:scheme_compute", args=[row.number, Scheme.objects.last().pk]))
    assert "方案对比" in client.get(reverse("funds:desk_compare", args=[row.number])).content.decode()
    assert client.post(reverse("funds:scheme_choose", args=[row.number, scheme.pk]), {"reason": ""}).status_code == 422
    client.post(reverse("funds:scheme_choose", args=[row.number, scheme.pk]), {"reason": "合适"})
    assert "33,333.34" in client.get(here).content.decode()
    client.post(reverse("funds:allocation_act", args=[row.number, "submit"]))
    client.force_login(f.reviewer)
    assert "待审核的分配方案 1 个" in client.get(reverse("funds:desk_allocations") + "?year=2026").content.decode()
    client.post(reverse("funds:allocation_act", args=[row.number, "approve"]), {"approve-opinion": "同意"})
    issue = reverse("funds:allocation_act", args=[row.number, "issue"])
    assert client.post(issue, {"issue-document_number": "漳财预〔2026〕8号"}).status_code == 422
    client.post(issue, {"issue-document_number": "漳财预〔2026〕8号", "issue-issued_on": "2026-03-01"})
    client.post(reverse("funds:allocation_publish", args=[row.number]), {"disclose-opinion": FINE})
    share = row.shares.first()
    pay = {"paid_on": "2026-03-05", "voucher": "记-1", f"share_{share.pk}": "33333.35"}
    assert "只剩" in client.post(reverse("funds:allocation_pay", args=[row.number]), pay).content.decode()
    client.post(reverse("funds:allocation_pay", args=[row.number]), pay | {f"share_{share.pk}": "100"})
    back = reverse("funds:payment_reverse", args=[row.number, Payment.objects.get().pk])
    client.post(back, {"reverse-paid_on": "2026-03-06", "reverse-voucher": "记-2"})
    assert Payment.objects.count() == 2 and client.get(here).status_code == 200
    row.refresh_from_db()
    assert (
        row.published_at and client.get(reverse("funds:allocation", args=[f.entry.code, row.number])).status_code == 200
    )


def test_the_page_says_where_to_publish_a_measure(finance, client):
    f = fund(finance, measured=False)
    client.force_login(f.keeper)
    address = reverse("funds:allocation_new") + f"?fund={f.entry.code}&year=2026"
    page = client.post(address, {"title": "x", "manner": "fact", "total": "1", "source_level": "county"})
    assert page.status_code == 422 and "先定办法" in page.content.decode()
    assert reverse("funds:desk_measures", args=[f.entry.code]) in page.content.decode()


def test_shares_are_pasted_from_excel(f, client):
    row = begun(f, "300", "fact")
    client.force_login(f.keeper)
    address = reverse("funds:allocation_shares", args=[row.number])
    assert "第 2 行有 2 栏" in client.post(address, {"text": "武阳镇\t养护\t100\n三岔镇\t养护"}).content.decode()
    assert client.post(address, {"text": "武阳镇\t养护\t100\t武阳\n三岔镇 | 养护 | 200"}).status_code == 302
    assert list(row.shares.values_list("recipient", "amount", "region")) == [
        ("武阳镇", 100, "武阳"),
        ("三岔镇", 200, ""),
    ]


def test_strangers_see_nothing(f, client):
    row = begun(f)
    pages = [
        reverse("funds:desk_allocation", args=[row.number]),
        reverse("funds:desk_compare", args=[row.number]),
        reverse("funds:desk_fund_spending", args=[f.entry.code, 2026]),
        reverse("funds:allocation_new") + f"?fund={f.entry.code}&year=2026",
    ]
    client.force_login(staff_with("fill_funds", organisation=OrganisationFactory()))
    assert {client.get(page).status_code for page in pages} == {404}
    client.force_login(f.reviewer)
    assert client.get(pages[3]).status_code == 404  # 财政局 doesn't open a department's allocation


@pytest.fixture
def shown(f):
    """An allocation by factors, public."""
    row = begun(f)
    scheme = with_scheme(f, row)
    schemes.choose_scheme(actor=f.keeper, scheme=scheme, reason="贴近里程")
    allocations.submit_allocation(actor=f.keeper, allocation=row)
    allocations.approve_allocation(actor=f.reviewer, allocation=row)
    allocations.issue_allocation(
        actor=f.reviewer, allocation=row, document_number="漳财预〔2026〕8号", issued_on=date(2026, 3, 1)
    )
    return allocations.disclose_allocation(actor=f.other, allocation=row, opinion=FINE)


def test_anyone_computes_it_again_from_what_is_downloaded(f, shown, client, tmp_path):
    page = client.get(reverse("funds:allocation", args=[f.entry.code, shown.number])).content.decode()
    scheme = Scheme.objects.get()
    assert scheme.digest in page and "贴近里程" in page and "漳财预〔2026〕8号" in page
    files = {
        e: client.get(reverse("funds:allocation_file", args=[f.entry.code, shown.number, e]))
        for e in ("json", "csv", "xlsx")
    }
    (tmp_path / "a.json").write_bytes(files["json"].content)
    (tmp_path / "r.py").write_bytes(client.get(reverse("funds:recompute")).content)
    assert (tmp_path / "r.py").read_bytes() == SCRIPT.read_bytes()
    done = subprocess.run(
        [sys.executable, "-I", "r.py", "a.json"], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0 and scheme.digest in done.stdout, done.stderr
    assert json.loads(files["json"].content)["digest"] == scheme.digest
    assert "A镇" in files["csv"].content.decode()
    book = load_workbook(io.BytesIO(b"".join(files["xlsx"].streaming_content)))
    assert book.sheetnames == ["分配明细", "因素和测算"]


def test_what_is_inside_leaves_by_no_page(f, shown, client):
    FundVersion.objects.filter(entry=f.entry).update(scope="internal", scope_reason="敏感")
    assert client.get(reverse("funds:allocation", args=[f.entry.code, shown.number])).status_code == 404
    assert client.get(reverse("funds:allocation_file", args=[f.entry.code, shown.number, "json"])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_a_fixed_number_of_queries(finance, client, count, django_assert_num_queries):
    f = fund(finance)
    for _ in range(count):
        issued(f, "100")
    client.force_login(f.keeper)
    for name, most in (("desk_allocations", 24), ("desk_spending", 24)):
        client.get(reverse(f"funds:{name}") + "?year=2026")
        with django_assert_num_queries(most, exact=False):
            page = client.get(reverse(f"funds:{name}") + "?year=2026")
        assert page.status_code == 200


def test_the_tabs_of_the_fund_show_money(f, client):
    issued(f, "100")
    client.force_login(f.keeper)
    address = reverse("funds:desk_fund", args=[f.entry.code])
    for part, words in (("allocations", "养护补助"), ("spending", "全年预算")):
        assert words in client.get(f"{address}?year=2026&part={part}").content.decode()
