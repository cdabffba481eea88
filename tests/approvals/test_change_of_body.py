"""机构改革 while a case runs: the heir goes on with it, and everyone who may see the case sees why and since when."""

from datetime import date

import pytest

from accounts.models import Message, Organisation
from approvals import actions as acts
from approvals.actions.heirs import hand_over
from core.workflow import MoveRefused
from powerlist import actions
from tests.factories import OrganisationFactory, staff_with
from tests.powerlist.people import scan

from .factories import at

ON = date(2026, 3, 4)


@pytest.fixture
def heir(office):
    county = OrganisationFactory(county=True)
    heir = OrganisationFactory(code="621125XS", name="漳县行政审批局", short_name="县审批局")
    Organisation.objects.exclude(pk=county.pk).update(parent=county)
    office.county = county
    return heir


def reformed(office, heir, *, cases_go="heir"):
    """The whole body goes over to the heir, by the act itself."""
    drafter, applier = (staff_with("review_lists", organisation=office.county, name=name) for name in ("编甲", "编乙"))
    secretary = staff_with("record_decision", organisation=office.county)
    row = actions.draft_reform(
        actor=drafter, title="县级机构改革", reason="改革方案", effective_on=ON, cases_go=cases_go
    )
    actions.add_line(actor=drafter, reform=row, kind="transfer", source=office.organisation, target=heir)
    row = actions.record_reform(
        actor=secretary, reform=row, document_number="漳政发〔2026〕50号", decided_on=date(2026, 3, 1), scan=scan()
    )
    return actions.apply_reform(
        actor=applier, reform=row, secrecy_opinion="不涉密，可以公开", at=at("2026-03-04 09:00")
    )


def test_the_log_of_the_case_tells_who_from_to_and_on_what_document(office, heir):
    case, closed = office.accepted(), office.not_accepted()
    due = case.promise_due
    reformed(office, heir)
    case.refresh_from_db()
    entry = case.moves.get(move="change_body")
    assert (case.organisation, case.state, case.promise_due) == (heir, "review", due)
    assert (entry.source, entry.target, entry.at) == ("review", "review", at("2026-03-04 09:00"))
    assert "编乙" in entry.actor_name and entry.facts["basis"] == "县级机构改革（漳政发〔2026〕50号）"
    assert entry.facts["left"]["code"] == office.organisation.code and entry.facts["taken"]["code"] == heir.code
    told = Message.objects.get(key__endswith=f":{entry.pk}")
    assert told.recipient == office.citizen and "县审批局继续办理" in told.text
    closed.refresh_from_db()
    assert closed.organisation == office.organisation and not closed.moves.filter(move="change_body").exists()
    again = {"entries": [case.version.item.entry_id], "heir": heir, "actor": entry.actor_id, "reason": "x", "at": ON}
    assert hand_over(**again) == 0  # what stands with the heir isn't handed over twice
    handler = staff_with("handle_cases", organisation=heir, name="经办戊")
    assert acts.review(case=case, actor=handler, opinion="可以", at=at("2026-03-05 09:00")).state == "decision"


def test_where_the_old_body_finishes_nothing_is_written(office, heir):
    case = office.accepted()
    reformed(office, heir, cases_go="old")
    case.refresh_from_db()
    assert case.organisation == office.organisation and not case.moves.filter(move="change_body").exists()


def test_nobody_hands_a_case_on_without_a_document(office, heir):
    case, reviewer = office.accepted(), staff_with("review_lists", organisation=office.county)
    with pytest.raises(MoveRefused, match="依据"):
        hand_over(entries=[case.version.item.entry_id], heir=heir, actor=reviewer, reason=" ", at=at(f"{ON} 09:00"))


def test_the_applicant_the_desk_the_progress_page_and_supervision_show_it(client, office, heir):
    case = office.accepted()
    reformed(office, heir)
    words = f"由{office.organisation.name}变更为漳县行政审批局，依据：县级机构改革（漳政发〔2026〕50号）"
    asked = {"number": case.number, "code": case.query_code}
    assert words in client.post("/track/", asked).content.decode()
    supervisor = staff_with("supervise", organisation=office.county)
    clerk = staff_with("view_cases", organisation=heir)
    for person, address in (
        (office.citizen, f"/me/cases/{case.number}/"),
        (clerk, f"/desk/cases/{case.number}/"),
        (supervisor, f"/supervision/cases/{case.number}/"),
    ):
        client.force_login(person)
        page = client.get(address).content.decode()
        assert words in page and "变更承办单位" in page, address
    assert "编乙" in page  # staff see the person, the applicant the body
