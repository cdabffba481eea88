"""A page that an act shows again stands at the act's address: what is saved on it goes to the page's own."""

import re
from datetime import date

import pytest
from django.urls import reverse

from funds.actions import performance
from tests.factories import OrganisationFactory, staff_with

from .conftest import planned, published
from .money import begun, fund, with_scheme

pytestmark = pytest.mark.django_db


def addresses(page) -> set[str]:
    """Where the forms of the page's own part go; "" is the address it was shown at."""
    main = page.content.decode().split("<main", 1)[1]
    return {
        (re.search(r'action="([^"]*)"', form) or [None, ""])[1]
        for form in re.findall(r"<form[^>]*>", main)
        if 'method="post"' in form
    }


def test_what_was_typed_into_an_evaluation_is_saved_after_a_refused_act(finance, people, client):
    body = OrganisationFactory()
    row = published(finance, people, [(body, "高标准农田", 900_000)], year=2025).versions.get()
    clerk = staff_with("fill_funds", organisation=body)
    planned(row)
    plan = row.entry.plans.get()
    plan.indicators.create(aspect="quantity", name="户数", sign=">=", value=10, weight=90, position=1)
    table = performance.open_assessment(actor=clerk, plan=plan, kind="self", as_of=date(2025, 12, 31))
    client.force_login(clerk)
    own = reverse("funds:assessment", args=[table.pk])
    page = client.post(f"{own}submit/")
    assert page.status_code == 409 and own in addresses(page) and "" not in addresses(page)


def test_targets_are_saved_after_a_refused_act(finance, people, client):
    body = OrganisationFactory()
    row = published(finance, people, [(body, "高标准农田", 900_000)], year=2025).versions.get()
    clerk = staff_with("fill_funds", organisation=body)
    row.entry.plans.all().delete()
    performance.write_plan(actor=clerk, entry=row.entry, year=2025, goal="按期完成", indicators=[])
    client.force_login(clerk)
    own = reverse("funds:desk_plan", args=[row.entry.code, 2025])
    page = client.post(f"{own}submit/")
    assert page.status_code == 409 and own in addresses(page) and "" not in addresses(page)


def test_factors_are_saved_after_a_refused_choice(finance, client):
    f = fund(finance)
    scheme = with_scheme(f, begun(f))
    client.force_login(f.keeper)
    own = reverse("funds:desk_scheme", args=[scheme.allocation.number, scheme.pk])
    page = client.post(f"{own}choose/", {"reason": ""})
    assert page.status_code == 422 and own in addresses(page) and "" not in addresses(page)
