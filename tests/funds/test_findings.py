"""监督检查: entered by the inspector, mended with a proof, closed by who found it, public afterwards and not before."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.workflow import MoveRefused
from funds.actions import findings, load_rules
from funds.actions.performance_watch import watch_performance
from funds.models import Finding
from funds.queries import findings as reads
from powerlist.models import Urging
from tests.factories import OrganisationFactory, UserFactory, staff_with

from .conftest import published

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
FINE = "不涉及国家秘密，可以公开"


def pdf():
    return SimpleUploadedFile("整改报告.pdf", PDF, "application/pdf")


@pytest.fixture
def fund(finance, people):
    """A fund on a published list; audit reaches its department and its own body."""
    county = OrganisationFactory(name="县审计局")
    body = OrganisationFactory(parent=county)
    entry = published(finance, people, [(body, "高标准农田", D(900_000))]).versions.get().entry
    entry.audit = staff_with("inspect_funds", organisation=county)
    type(entry.audit).objects.filter(pk=entry.audit.pk).update(organisation=county)
    entry.audit.refresh_from_db()
    entry.clerk = staff_with("fill_funds", organisation=body)
    entry.second = staff_with("fill_funds", organisation=body)
    return entry


def found(fund, **other):
    facts = {"year": 2026, "kind": "audit", "found_by": fund.audit.organisation, "document_number": "漳审报〔2026〕8号",
             "found_on": date(2026, 3, 1), "text": "资金滞留", "demand": "兑付到户",
             "due_on": date(2026, 4, 1)}  # fmt: skip
    return findings.find(actor=fund.audit, entry=fund, **facts | other)


def mended(fund, row):
    return findings.mend(actor=fund.clerk, finding=row, mending="已兑付", upload=pdf())


def test_from_the_finding_to_the_public(fund, client):
    row = found(fund, amount=D("128000"))
    assert reads.mine(fund.clerk).count() == 1 and reads.mine(fund.audit).count() == 0
    mended(fund, row)
    assert reads.mine(fund.clerk).count() == 0 and reads.mine(fund.audit).count() == 1
    findings.send_back_mending(actor=fund.audit, finding=row, verdict="凭证不全")
    mended(fund, row)
    with pytest.raises(MoveRefused, match="销号以后才能公开"):
        findings.publish(actor=fund.second, finding=row, opinion=FINE)
    address = reverse("funds:findings", args=[fund.code])
    findings.close(actor=fund.audit, finding=row, verdict="予以销号")
    assert "资金滞留" not in client.get(address).content.decode()
    with pytest.raises(MoveRefused, match="可能刚有人办理过"):
        findings.close(actor=fund.audit, finding=row, verdict="予以销号")
    findings.publish(actor=fund.second, finding=row, opinion=FINE)
    text = client.get(address).content.decode()
    assert "资金滞留" in text and "12.8 万元" in text and "整改报告" not in text
    line = reads.life(fund, 2026, date(2026, 5, 1))
    assert [(one["state"], one["date"]) for one in line] == [("done", date(2026, 3, 1))]
    fund.versions.update(scope="internal", scope_reason="依申请公开")
    assert client.get(address).status_code == 404


def test_refusals(fund):
    row = found(fund)
    with pytest.raises(MoveRefused, match="证明材料"):
        findings.mend(actor=fund.clerk, finding=row, mending="已兑付", upload=None)
    with pytest.raises(ValidationError):
        findings.mend(actor=fund.clerk, finding=row, mending="已兑付", upload=SimpleUploadedFile("a.pdf", b"MZ"))
    with pytest.raises(PermissionDenied):
        mended_by_finder = {"mending": "已兑付", "upload": pdf()}
        findings.mend(actor=fund.audit, finding=row, **mended_by_finder)
    with pytest.raises(MoveRefused, match="晚于原来"):
        findings.put_off(actor=fund.audit, finding=row, due_on=date(2026, 4, 1), reason="等验收")
    with pytest.raises(PermissionDenied):
        findings.put_off(actor=fund.clerk, finding=row, due_on=date(2026, 5, 1), reason="等验收")
    findings.put_off(actor=fund.audit, finding=row, due_on=date(2026, 5, 1), reason="等验收")
    mended(fund, row)
    with pytest.raises(PermissionDenied):
        findings.close(actor=fund.clerk, finding=row, verdict="自己销号")
    with pytest.raises(MoveRefused, match="不能早于"):
        found(fund, due_on=date(2026, 2, 1))
    with pytest.raises(PermissionDenied):
        found(fund, found_by=OrganisationFactory())
    assert Finding.objects.count() == 1


def test_the_watch_tells_before_the_day_and_after_it(fund):
    load_rules()
    row = found(fund)

    def told():
        rows = Urging.objects.filter(settled_at__isnull=True).order_by("id")
        return list(rows.values_list("permission", flat=True))

    assert [watch_performance(on=date(2026, 3, day)) for day in (24, 25, 26)] == [0, 1, 0]
    assert (watch_performance(on=date(2026, 4, 2)), told()) == (2, ["fill_funds", "inspect_funds"])
    findings.put_off(actor=fund.audit, finding=row, due_on=date(2026, 5, 1), reason="等验收")
    assert (watch_performance(on=date(2026, 4, 3)), told()) == (0, [])


def test_the_desk_and_who_sees_it(fund, client):
    client.force_login(fund.audit)
    typed = {
        "entry": fund.code, "year": str(date.today().year), "found_by": str(fund.audit.organisation_id),  # noqa: DTZ011
        "document_number": "漳审报〔2026〕8号", "found_on": "2026-03-01", "text": "资金滞留", "demand": "兑付到户",
        "amount": "十二万", "due_on": "2026-02-01",
    }  # fmt: skip
    new = reverse("funds:finding_new")
    page = client.post(new, typed)
    text = page.content.decode()
    assert page.status_code == 422 and "不是数额" in text and "不能早于发现日期" in text and "资金滞留" in text
    address = client.post(new, typed | {"amount": "12.8万元", "due_on": "2026-04-01"})["Location"]
    row = Finding.objects.get()
    assert (row.amount, row.kind) == (D(128_000), "audit")
    assert "已超" in client.get(reverse("funds:desk_findings")).content.decode()
    client.force_login(fund.clerk)
    assert client.post(f"{address}mend/", {"mend-mending": "已兑付"}).status_code == 422
    mended = {"mend-mending": "已兑付", "no_secrets": "yes"}
    page = client.post(f"{address}mend/", {"mend-mending": "已兑付", "mend-upload": pdf()})
    assert page.status_code == 422 and "机器读不出这个文件的文字" in page.content.decode()
    assert client.post(f"{address}mend/", mended | {"mend-upload": pdf()}).status_code == 302
    proof = reverse("funds:finding_proof", args=[row.number])
    assert client.get(proof).getvalue() == PDF
    assert client.get(new).status_code == 404, "a department enters no findings"
    client.force_login(staff_with("fill_funds", organisation=OrganisationFactory()))
    assert [client.get(one).status_code for one in (address, proof)] == [404, 404]
    assert client.post(f"{address}close/", {"close-verdict": "销号"}).status_code == 404
    client.force_login(UserFactory(staff=True))
    assert client.get(reverse("funds:desk_findings")).status_code == 404


def test_a_list_costs_the_same_for_one_row_and_for_three(fund, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(fund.audit)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("funds:desk_findings"))
        return len(queries)

    found(fund)
    cost()  # what is kept for the site is read once
    before = cost()
    found(fund, text="未公示")
    found(fund, text="未验收")
    assert cost() == before


def test_the_same_problem_is_entered_once(fund):
    first = found(fund)
    with pytest.raises(MoveRefused, match=first.number):
        found(fund, text=" 资金滞留 ")
    assert found(fund, text="未公示").number != first.number
