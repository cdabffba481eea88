"""What is sent twice is done once, by one person or by two at once; where strangers would stumble."""

from datetime import date
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.forms import ValidationError
from django.urls import reverse

from core.models import Scope
from core.workflow import MoveRefused
from funds import actions
from funds.actions import allocations, imports, payments, proposals, schemes
from funds.forms.typed import WanField
from funds.kinds import amount_of
from funds.models import Allocation, FundProposal, FundRule, Payment
from funds.queries import list_desk, readiness
from funds.queries.entries import name_of
from funds.workflow.lists import wrote_in
from tests.factories import OrganisationFactory, staff_with

from .conftest import approved_year, drafted, planned, published
from .money import TWO, begun, fund, issued, townships
from .test_money_pages import uploaded

pytestmark = pytest.mark.django_db
LAW = ["《中华人民共和国水法》第五十条"]


@pytest.fixture
def farm():
    actions.load_rules()
    return OrganisationFactory()


def asked(actor, body, name="节水灌溉", kind="establish", **facts):
    facts = {"name": name, "amount": Decimal(500), "basis_kind": "law", "basis": LAW, "reason": "需要"} | facts
    return proposals.draft_proposal(actor=actor, organisation=body, kind=kind, year=2027, **facts)


def approved(proposal, reviewer, recorder):
    proposals.submit_proposal(actor=proposal.author, proposal=proposal)
    proposals.review_proposal(actor=reviewer, proposal=proposal, review_opinion="同意")
    return proposals.approve_proposal(
        actor=recorder, proposal=proposal, meeting="常务会议", decided_on=date(2026, 1, 5), document_number="9号"
    )


def test_the_same_founding_is_asked_once(farm):
    clerk = staff_with("fill_funds", organisation=farm)
    first = asked(clerk, farm)
    with pytest.raises(MoveRefused, match=first.number):
        asked(clerk, farm, name=" 节水灌溉 ")
    proposals.withdraw_proposal(actor=clerk, proposal=first)
    assert asked(clerk, farm).number != first.number  # once it is withdrawn it may be asked anew


def test_the_same_allocation_is_opened_once(finance):
    f = fund(finance)
    facts = {"actor": f.keeper, "entry": f.entry, "year": 2026, "title": "补助", "manner": "fact", "total": Decimal(10)}
    first = allocations.open_allocation(**facts)
    with pytest.raises(MoveRefused, match=first.number):
        allocations.open_allocation(**facts)
    assert Allocation.objects.count() == 1


def test_the_same_voucher_pays_a_share_once(finance):
    f = fund(finance)
    row = issued(f)
    one, two = row.shares.order_by("position")
    facts = {"actor": f.keeper, "allocation": row, "paid_on": date(2026, 3, 5), "voucher": "记-1"}
    payments.pay(amounts={one.pk: Decimal(100)}, **facts)
    with pytest.raises(MoveRefused, match="第 1 批登记过"):
        payments.pay(amounts={one.pk: Decimal(100)}, **facts)
    payments.pay(amounts={two.pk: Decimal(100)}, **facts)  # one voucher may pay several
    payment = Payment.objects.get(share=one)
    payments.reverse(actor=f.keeper, payment=payment, paid_on=date(2026, 3, 6), voucher="记-2")
    payments.pay(amounts={one.pk: Decimal(90)}, **facts)  # the wrong one was met by its opposite


@pytest.mark.django_db(transaction=True)
def test_two_people_who_pay_at_once_pay_once():
    finance = OrganisationFactory(name="县财政局", short_name="县财政局")
    f = fund(finance)
    row = issued(f)
    share, gate, said = row.shares.order_by("position").first(), Barrier(2), []

    def pay(actor):
        gate.wait()
        try:
            payments.pay(
                actor=actor, allocation=row, amounts={share.pk: Decimal(100)}, paid_on=date(2026, 3, 5), voucher="记-1"
            )
        except MoveRefused as refusal:
            said.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=pay, args=[actor]) for actor in (f.keeper, f.other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Payment.objects.count() == 1 and len(said) == 1 and "登记过" in said[0]


def test_a_table_of_townships_leaves_none_out(finance):
    f = fund(finance)
    _, left_out, _ = townships("A", "B", "C")
    scheme = schemes.add_scheme(actor=f.keeper, allocation=begun(f), name="一")
    schemes.set_factors(actor=f.keeper, scheme=scheme, factors=TWO)
    job = uploaded(f, scheme, {"A": ("1", "2", "1"), "C": ("3", "4", "1")})
    assert f"表里没有{left_out.short_name}。" in " ".join(job.result["faults"])
    with pytest.raises(imports.ImportRefused):
        imports.apply(actor=f.keeper, job=job)
    assert not scheme.units.exists()
    job = uploaded(f, scheme, {"A": ("1", "2", "1"), "B": ("0", "0", "1"), "C": ("3", "4", "1")})
    imports.apply(actor=f.keeper, job=job)
    assert {unit.code: unit.amount for unit in scheme.units.all()}["B"] == 0
    job = uploaded(f, scheme, {"学校甲": ("1", "2", "1")})  # a table of other units says nothing of townships
    assert not job.result["faults"]


def test_who_recorded_an_approval_may_record_the_list(finance, people, farm):
    """The approval of an enlarged fund is tied to its row in the draft: that isn't writing the row."""
    farm = OrganisationFactory(parent=finance)  # within the recorder's reach
    published(finance, people, [(farm, "高标准农田", Decimal(100))], year=2026)
    clerk, reviewer = staff_with("fill_funds", organisation=farm), staff_with("review_funds", organisation=farm)
    change_set = drafted(finance, people, [], year=2027)
    actions.carry_forward(actor=people["clerk"], change_set=change_set)
    row = change_set.versions.get()
    actions.change_row(actor=people["clerk"], version=row, amount=Decimal(150), content={"sources": []})
    larger = asked(clerk, farm, kind="enlarge", entry=row.entry, amount=Decimal(150))
    done = approved(larger, reviewer, people["recorder"])
    assert change_set.versions.get().proposal == done
    assert wrote_in(change_set, people["clerk"]) and not wrote_in(change_set, people["recorder"])
    planned(row)
    actions.submit(actor=people["clerk"], change_set=change_set)
    actions.record_decision(
        actor=people["recorder"], change_set=change_set, meeting="常务会议", decided_on=date(2026, 2, 5),
        document_number="10号",
    )  # fmt: skip


def test_an_approved_fund_has_its_name_and_waits_until_it_is_listed(finance, people, farm, client):
    clerk, reviewer = staff_with("fill_funds", organisation=farm), staff_with("review_funds", organisation=farm)
    founded = approved(asked(clerk, farm), reviewer, staff_with("record_decision", organisation=farm))
    assert name_of(founded.entry) == "节水灌溉"
    client.force_login(clerk)
    page = client.get(reverse("funds:desk_proposal", args=[founded.number])).content.decode()
    assert "设立：节水灌溉" in page
    lists = [actions.open_list(actor=people["clerk"], organisation=finance, year=2027)]
    actions.add_row(
        actor=people["clerk"], change_set=lists[0], organisation=farm, entry=founded.entry, name="节水灌溉",
        amount=Decimal(500),
    )  # fmt: skip
    assert list_desk.founded(people["clerk"], lists[0]) == []
    actions.withdraw(actor=people["clerk"], change_set=lists[0])
    again = actions.open_list(actor=people["clerk"], organisation=finance, year=2027)
    assert [entry.fund for entry in list_desk.founded(clerk, again)] == ["节水灌溉"]


def test_a_department_reads_only_what_its_own_rows_lack(finance, people, farm, client):
    other, clerk = OrganisationFactory(), staff_with("fill_funds", organisation=farm)
    change_set = actions.open_list(actor=people["clerk"], organisation=finance, year=2026, departments=[farm, other])
    for body, name in ((farm, "自己的"), (other, "别人的")):
        actions.add_row(
            actor=people["clerk"], change_set=change_set, organisation=body, name=name, amount=Decimal(1),
            scope=Scope.INTERNAL, scope_reason="敏感",
        )  # fmt: skip
    client.force_login(clerk)
    page = client.get(reverse("funds:desk_list", args=[change_set.pk])).content.decode()
    assert "自己的" in page and "别人的" not in page
    assert "别人的" in "".join(lack.message for lack in readiness.lacks(change_set))


def test_an_allocation_begins_in_its_own_room(finance, client):
    f = fund(finance)
    client.force_login(f.keeper)
    page = client.get(reverse("funds:desk_allocations") + "?year=2026").content.decode()
    assert f'value="{f.entry.code}"' in page and "新建分配" in page
    client.force_login(f.reviewer)
    page = client.get(reverse("funds:desk_allocations") + "?year=2026").content.decode()
    assert "新建分配" not in page


@pytest.mark.parametrize("text", ["9" * 38, "-" + "9" * 38, "1" + "0" * 30 + "亿元"])
def test_a_sum_without_end_is_refused_in_words(text):
    with pytest.raises(ValidationError, match="数额过大"):
        WanField().clean(text)
    assert amount_of("1e400") is None and amount_of("9" * 40) is None and amount_of("1,234.5万元") == Decimal("1234.5")


def test_the_papers_of_a_level_are_known_by_its_rule(farm):
    clerk = staff_with("fill_funds", organisation=farm)
    paper = ["《岷县人民政府关于节水的意见》（岷政发〔2026〕8号）"]
    with pytest.raises(MoveRefused, match="没有县委、县政府的文件"):
        FundRule.objects.filter(level="county").update(own_papers=["漳政"])
        proposals.submit_proposal(actor=clerk, proposal=asked(clerk, farm, basis_kind="county", basis=paper))
    FundRule.objects.filter(level="county").update(own_papers=["岷政"])
    proposal = FundProposal.objects.get()
    assert proposals.submit_proposal(actor=clerk, proposal=proposal).state == "review"


@pytest.mark.parametrize(("year", "ends", "refused"), [(2026, date(2025, 12, 31), False), (2025, None, True)])
def test_a_fund_that_ends_leaves_the_list_published_ahead(finance, people, farm, year, ends, refused):
    farm = OrganisationFactory(parent=finance)
    into = published(finance, people, [(farm, "农业产业", Decimal(100)), (farm, "土地流转", Decimal(1))], year=2025)
    change_set = drafted(finance, people, [], year=2026)
    actions.carry_forward(actor=people["clerk"], change_set=change_set)
    planned(*change_set.versions.all())
    actions.submit(actor=people["clerk"], change_set=change_set)
    actions.record_decision(
        actor=people["recorder"], change_set=change_set, meeting="会", decided_on=date(2025, 12, 1),
        document_number="1号",
    )  # fmt: skip
    approved_year(2026, date(2025, 12, 10))
    actions.publish(
        actor=people["publisher"], change_set=change_set, effective_on=date(2025, 12, 11), secrecy_opinion="可以公开"
    )
    gone, kept = (into.versions.get(name=name).entry for name in ("土地流转", "农业产业"))
    clerk, reviewer = staff_with("fill_funds", organisation=farm), staff_with("review_funds", organisation=farm)
    proposal = proposals.draft_proposal(
        actor=clerk, organisation=farm, kind="merge", year=year, entry=gone, into=kept, findings="并入", reason="归并"
    )
    proposals.submit_proposal(actor=clerk, proposal=proposal)
    proposals.review_proposal(actor=reviewer, proposal=proposal, review_opinion="同意")
    facts = {"meeting": "会", "decided_on": date(2025, 12, 20), "document_number": "2号"}
    if refused:
        with pytest.raises(MoveRefused, match="2026年度清单"):
            proposals.approve_proposal(actor=people["recorder"], proposal=proposal, **facts)
        return
    proposals.approve_proposal(actor=people["recorder"], proposal=proposal, **facts)
    leaving = gone.versions.get(state="proposed")
    assert (leaving.year, leaving.change, leaving.change_set.state) == (2026, "cancel", "decided")
    assert "并入“农业产业”" in leaving.change_set.reason
    gone.refresh_from_db()
    assert gone.ended_on == ends
