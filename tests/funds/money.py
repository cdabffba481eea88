"""Funds with a 管理办法 in force and people around them, for the tests of money."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from accounts.enums import Nature
from core.registers import VersionState
from funds import actions
from funds.actions import allocations, schemes
from funds.kinds.factors import Factor, Unit
from funds.models import FundEntry, FundVersion, Measure
from tests.factories import OrganisationFactory, staff_with

FINE = "不涉及国家秘密，可以公开"
TWO = [Factor("户数", Decimal(60), "户", "统计年鉴"), Factor("面积", Decimal(40), "亩", "")]


def fund(finance, amount="100000", year=2026, measured=True, **version):
    """A fund on a published list; its department's two people, 财政局's one. Written to the tables for speed."""
    office = OrganisationFactory()
    keeper = staff_with("fill_funds", organisation=office)
    other = staff_with("fill_funds", organisation=office)
    change_set = actions.open_list(actor=keeper, organisation=office, year=year)
    entry = FundEntry.objects.create(code=f"F{year}-{office.code}-001", organisation=office)
    FundVersion.objects.create(
        entry=entry, change_set=change_set, organisation=office, year=year, name="农村公路养护资金",
        amount=Decimal(amount), state=VersionState.PUBLISHED, valid_from=date(year, 1, 20), **version,
    )  # fmt: skip
    type(change_set).objects.filter(pk=change_set.pk).update(state="withdrawn")  # the next fund opens its own list
    if measured:
        Measure.objects.create(
            entry=entry, number=1, title="养护资金管理办法", dated=date(2025, 12, 1), valid_from=date(2026, 1, 1),
            issued_by="县交通运输局", file="x", file_name="办法.pdf", sha256="0" * 64, state="published", author=keeper,
            publisher=other, published_at="2025-12-02T10:00+08:00",
        )  # fmt: skip
    return SimpleNamespace(
        entry=entry, office=office, keeper=keeper, other=other, reviewer=staff_with("review_funds", organisation=office)
    )


def begun(f, total="1000.01", manner="factors", **options):
    earlier = f.entry.allocations.count()
    title = f"养护补助第{earlier + 1}批" if earlier else "养护补助"
    return allocations.open_allocation(
        actor=f.keeper, entry=f.entry, year=2026, title=title, manner=manner, total=Decimal(total), **options
    )


def units(*rows):
    return [Unit(code, f"{code}镇", (Decimal(a), Decimal(b)), Decimal(c)) for code, a, b, c in rows]


def townships(*codes):
    return [OrganisationFactory(code=code, name=f"{code}镇", nature=Nature.TOWNSHIP) for code in codes]


def with_scheme(f, allocation, name="方案一", rows=(("A", 30, 1, "1"), ("B", 10, 3, "0.5"), ("C", 7, 5, "1"))):
    scheme = schemes.add_scheme(actor=f.keeper, allocation=allocation, name=name)
    schemes.set_factors(actor=f.keeper, scheme=scheme, factors=TWO, coefficient_note="上年绩效评价")
    return schemes.put_units(actor=f.keeper, scheme=scheme, units=units(*rows))


def issued(f, total="1000.01", issued_on=date(2026, 3, 2), **options):
    """An allocation by fact with one share for each of two units, issued."""
    row = begun(f, total, manner="fact", **options)
    half = (Decimal(total) / 2).quantize(Decimal("0.01"))
    allocations.put_shares(
        actor=f.keeper, allocation=row,
        rows=[
            allocations.ShareRow("武阳镇", "养护", half),
            allocations.ShareRow("三岔镇", "养护", Decimal(total) - half),
        ],
    )  # fmt: skip
    allocations.submit_allocation(actor=f.keeper, allocation=row)
    allocations.approve_allocation(actor=f.reviewer, allocation=row)
    return allocations.issue_allocation(
        actor=f.reviewer, allocation=row, document_number="漳财预〔2026〕8号", issued_on=issued_on
    )
