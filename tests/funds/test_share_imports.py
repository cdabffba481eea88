"""The shares of an allocation by fact from a workbook: judged row by row, written whole or not at all, taken back."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import workbooks
from core.workflow import MoveRefused
from funds.actions import allocations, imports
from funds.kinds import FORMS
from tests.factories import OrganisationFactory

from .money import begun, fund, townships

pytestmark = pytest.mark.django_db


def uploaded(f, row, rows, actor=None):
    rows = [dict(zip(("name", "region", "use", "amount"), cells, strict=True)) for cells in rows]
    data = workbooks.write(FORMS["shares"], [workbooks.Page("明细", "分配明细表", rows, lines=("单位：元",))])
    file = SimpleUploadedFile("明细.xlsx", data)
    return imports.upload(actor=actor or f.keeper, organisation=f.office, kind="shares", subject=row.number, file=file)


def test_shares_come_in_whole_and_go_back(client):
    f = fund(OrganisationFactory(), "100000")
    town = townships("T1")[0]
    row = begun(f, "1000.01", manner="fact")
    allocations.put_shares(actor=f.keeper, allocation=row, rows=[allocations.ShareRow("旧单位", "旧", Decimal(1))])
    rows = [(town.name, "武阳", "养护", "１,000.00"), ("三岔小学", "", "维修", "0.01")]
    job = imports.apply(actor=f.keeper, job=uploaded(f, row, rows))
    known = [(s.recipient, s.use, s.region, s.amount, s.organisation) for s in row.shares.all()]
    assert known == [
        (town.name, "养护", "武阳", Decimal("1000.00"), town),
        ("三岔小学", "维修", "", Decimal("0.01"), None),
    ]
    assert uploaded(f, row, rows).result["counts"]["unchanged"] == 2
    imports.undo(actor=f.keeper, job=job)
    assert [s.recipient for s in row.shares.all()] == ["旧单位"]
    client.force_login(f.keeper)
    page = client.get(reverse("funds:desk_allocation", args=[row.number])).content.decode()
    address = f"{reverse('funds:import_new')}?kind=shares&subject={row.number}&organisation={f.office.code}"
    assert address.replace("&", "&amp;") in page and client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (("甲村", "", "养护", "约五百"), "不是数字"),
        (("甲村", "", "养护", "-5"), "负数"),
        (("甲村", "", "养护", "0"), "大于零"),
        (("甲村", "", "养护", "1.001"), "不足1分"),
        (("甲村", "", "", "5"), "用途"),
        (("张三 13993212345", "", "补助", "5"), "手机号"),
        (("乙村", "", "养护", "5"), "已经写过"),
    ],
)
def test_a_bad_row_keeps_the_whole_out(cells, words):
    f = fund(OrganisationFactory(), "100000")
    row = begun(f, "1000.01", manner="fact")
    job = uploaded(f, row, [("乙村", "", "养护", "5"), cells])
    assert words in str(job.result["lines"][1]["errors"])
    with pytest.raises(MoveRefused, match="没有写入任何内容"):
        imports.apply(actor=f.keeper, job=job)
    assert not row.shares.exists()


def test_a_sum_of_its_own_that_is_wrong_and_a_plan_that_has_left_the_draft():
    f = fund(OrganisationFactory(), "100000")
    row = begun(f, "10", manner="fact")
    job = uploaded(f, row, [("乙村", "", "养护", "5"), ("丙村", "", "养护", "5"), ("合计", "", "", "11")])
    assert "逐行相加是 10.00 元" in job.result["faults"][0]
    job = uploaded(f, row, [("乙村", "", "养护", "5"), ("丙村", "", "养护", "5")])
    allocations.put_shares(actor=f.keeper, allocation=row, rows=[allocations.ShareRow("乙村", "养护", Decimal(10))])
    allocations.submit_allocation(actor=f.keeper, allocation=row)
    with pytest.raises(MoveRefused):
        imports.apply(actor=f.keeper, job=job)
    assert row.shares.get().amount == 10
