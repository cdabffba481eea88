"""A province keeps two lists, 部门预算专项 and 转移支付专项: filled, exported, imported, published, counted as one."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.workflow import MoveRefused
from funds import actions
from funds.actions import imports
from funds.models import FundRule, FundVersion
from funds.queries import caps, clocks
from funds.resources import list_workbook
from tests.factories import OrganisationFactory

from .conftest import approved_year, planned

pytestmark = pytest.mark.django_db
FORMS = {"department": ("高标准农田", 7_200_000), "transfer": ("农村公路养护（转移支付）", 13_005_000)}


def test_two_lists_side_by_side(client, finance, people):
    OrganisationFactory(code="620000", name="某省人民政府", region_code="620000000000")
    actions.load_rules()
    assert (caps.rule().level, caps.rule().total_cap) == ("province", 150)
    client.force_login(people["clerk"])
    offered = client.get(reverse("funds:list_new")).content.decode()
    assert "部门预算专项资金" in offered and "转移支付专项资金" in offered
    lists = {}
    for form, row in FORMS.items():
        first = actions.open_list(actor=people["clerk"], organisation=finance, year=2025, form=form)
        actions.add_funds(actor=people["clerk"], change_set=first, rows=[(finance, *row)])
        data = list_workbook(2026, form, list(first.versions.select_related("organisation")))
        actions.withdraw(actor=people["clerk"], change_set=first)
        lists[form] = actions.open_list(actor=people["clerk"], organisation=finance, year=2026, form=form)
        job = imports.upload(
            actor=people["clerk"], organisation=finance, kind="funds", subject=str(lists[form].pk),
            file=SimpleUploadedFile("清单.xlsx", data),
        )  # fmt: skip
        imports.apply(actor=people["clerk"], job=job)
    assert [caps.meter(row).number for row in lists.values()] == [2, 2]  # both forms count towards the 150
    approved_year()
    for row in lists.values():
        planned(*row.versions.filter(state="proposed"))
        actions.submit(actor=people["clerk"], change_set=row)
        actions.record_decision(
            actor=people["recorder"], change_set=row, meeting="省政府第1次常务会议", decided_on=date(2026, 1, 5),
            document_number="1号",
        )  # fmt: skip
        actions.publish(
            actor=people["publisher"], change_set=row, effective_on=date(2026, 1, 20), secrecy_opinion="可以公开"
        )
    page = client.get(reverse("funds:list")).content.decode()
    assert all(name in page for name, _ in FORMS.values()) and "2020.5" in page.replace(",", "")
    one = client.get(reverse("funds:list") + "?form=transfer").content.decode()
    assert FORMS["transfer"][0] in one and FORMS["department"][0] not in one
    assert {c.key for c in clocks.clocks(date(2026, 1, 21))} >= {"list:2026:department", "list:2026:transfer"}
    FundRule.objects.filter(level="province").update(total_cap=1)
    more = actions.open_list(
        actor=people["clerk"], organisation=finance, year=2026, form="transfer", purpose="change", reason="改名"
    )
    entry = FundVersion.objects.get(form="transfer", state="published").entry
    planned(actions.amend_row(actor=people["clerk"], change_set=more, entry=entry))
    actions.submit(actor=people["clerk"], change_set=more)
    with pytest.raises(MoveRefused, match="共 2 项，超过 1 项"):
        actions.record_decision(
            actor=people["recorder"], change_set=more, meeting="会议", decided_on=date(2026, 2, 5),
            document_number="2号",
        )  # fmt: skip
