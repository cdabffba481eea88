"""The counter: who stands there is served without an account; papers go on with two signatures; who files sees it."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Nature
from accounts.models import Delivery, Message
from approvals import actions
from approvals.enums import CaseState, Channel
from approvals.models import Case, Counter, Hall, Intake, Residency
from core.identifiers import id_check_digit
from core.workflow import MoveRefused
from tests.factories import OrganisationFactory, UserFactory, staff_with

from . import factories
from .factories import PDF, at, pdf

NUMBER = "62112519620304001" + id_check_digit("62112519620304001")


def hall_of(body, code="county", **counter) -> Counter:
    hall = Hall.objects.create(code=code, name=f"{body}大厅", organisation=body, address="一楼", hours="全天")
    return Counter.objects.create(hall=hall, number="1", name="综合窗口", **{"comprehensive": True} | counter)


@pytest.fixture
def counter(office):
    """The general counter of another body, at which the office's item is registered, with its clerk."""
    body = OrganisationFactory(name="县审批局", short_name="县审批局")
    found = hall_of(body)
    found.clerk = staff_with("receive_cases", organisation=body, name="窗口丁")
    Residency.objects.create(item=office.version.item, counter=found, valid_from=at("2020-01-01 00:00").date())
    return found


@pytest.fixture
def township(office):
    body = OrganisationFactory(township=True, name="三岔镇", short_name="三岔镇")
    found = hall_of(body, code="town")
    found.clerk = staff_with("receive_cases", organisation=body, name="代办戊")
    Residency.objects.create(item=office.version.item, counter=found, valid_from=at("2020-01-01 00:00").date())
    return found


def who(**more):
    facts = {"applicant_kind": "1", "applicant_name": "王老汉", "applicant_document": NUMBER, "mobile": ""}
    return facts | more


def file(office, counter, **more):
    options = {
        "actor": counter.clerk,
        "counter": counter,
        "version": office.version,
        "applicant": who(),
        "form": office.form,
        "files": [(office.material, pdf())],
        "submission_key": uuid.uuid4(),
        "copies": 2,
        "at": at("2026-03-02 09:30"),
    }
    return actions.file_at_counter(**options | more)


def test_who_has_no_account_and_no_phone_is_served_once(office, counter):
    key = uuid.uuid4()
    case, again = (file(office, counter, submission_key=key) for _ in range(2))
    assert case.pk == again.pk and Case.objects.count() == Intake.objects.count() == 1
    assert (case.state, case.channel, case.applicant, case.received_by) == (
        "received",
        Channel.WINDOW,
        None,
        counter.clerk,
    )
    assert case.applicant_index and case.notice_due.isoformat() == "2026-03-09"
    assert (case.intake.organisation, case.intake.due_on.isoformat()) == (counter.hall.organisation, "2026-03-02")


def test_an_item_that_is_not_registered_at_the_hall_is_not_received(office, counter):
    Residency.objects.update(valid_to=at("2026-01-01 00:00").date())
    with pytest.raises(PermissionDenied):
        file(office, counter)
    assert not Case.objects.exists()


def test_a_stranger_cannot_sit_at_the_counter(office, counter):
    with pytest.raises(PermissionDenied):
        file(office, counter, actor=staff_with("receive_cases", organisation=OrganisationFactory()))


def test_a_township_files_on_a_mandate_and_the_citizen_is_told(office, township):
    with pytest.raises(MoveRefused, match="委托书"):
        file(office, township)
    case = file(office, township, mandate=pdf("委托书.pdf"), applicant=who(mobile="13893200009"))
    assert (case.channel, case.agent_kind, case.agent_name) == (Channel.TOWNSHIP, "counter", "代办戊")
    assert case.files.filter(title="授权委托书").count() == 1
    told = Delivery.objects.filter(kind="approvals.filed_for")
    assert not told.exists()  # the act is old: nobody is woken by it
    office.citizen.mobile = "13893200009"
    fresh = file(office, township, mandate=pdf("委托书.pdf"), applicant=who(mobile="13893200009"), at=None)
    text = Delivery.objects.get(kind="approvals.filed_for").text
    assert fresh.number in text and "三岔镇" in text and "王老汉" not in text and NUMBER not in text


def test_a_township_sees_what_it_filed_and_nothing_else(client, office, township, counter):
    own, other = file(office, township, mandate=pdf("委托书.pdf")), file(office, counter)
    client.force_login(township.clerk)
    page = client.get("/desk/window/cases/").content.decode()
    assert own.number in page and other.number not in page and "王老汉" not in page
    assert client.get(f"/desk/window/cases/{own.number}/").status_code == 200
    for address in ("", "slip/"):
        assert client.get(f"/desk/window/cases/{other.number}/{address}").status_code == 404
    assert client.get(f"/desk/cases/{own.number}/").status_code == 404  # the department's own page


def test_the_list_of_a_counter_asks_the_same_for_one_row_and_three(client, office, counter):
    client.force_login(counter.clerk)
    client.get("/desk/window/cases/")
    counts = []
    for number in (1, 2):
        for _ in range(number):
            file(office, counter)
        with CaptureQueriesContext(connection) as found:
            client.get("/desk/window/cases/")
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_the_counter_corrects_and_withdraws_for_who_has_no_account(office, counter):
    case = file(office, counter)
    actions.ask_correction(case=case, actor=office.window, items=["签名"], at=at("2026-03-03 10:00"))
    stranger = staff_with("receive_cases", organisation=OrganisationFactory())
    with pytest.raises(PermissionDenied):
        actions.correct(case=case, actor=stranger, note="补好", at=at("2026-03-04 10:00"))
    with pytest.raises(MoveRefused, match="还没有补正"):
        actions.correct(case=case, actor=counter.clerk, at=at("2026-03-04 10:00"))
    case = actions.correct(case=case, actor=counter.clerk, files=[(office.material, pdf())], at=at("2026-03-04 10:00"))
    assert case.state == CaseState.RECEIVED
    assert actions.withdraw(case=case, actor=counter.clerk, note="不办了").state == CaseState.WITHDRAWN


def test_bound_later_by_the_slip_and_not_by_the_number_alone(office, counter):
    case = file(office, counter)
    person = UserFactory(id_number=NUMBER, mobile="13893200077")
    impostor = UserFactory(id_number=factories.ID_NUMBER, mobile="13893200078")
    assert actions.claim_cases(actor=person) == []
    assert actions.claim_cases(actor=person, number=case.number, code="ZZZZZZZZ") == []
    assert actions.claim_cases(actor=impostor, number=case.number, code=case.query_code) == []
    assert [row.pk for row in actions.claim_cases(actor=person, number=case.number, code=case.query_code)] == [case.pk]
    case.refresh_from_db()
    assert case.applicant == person and case.moves.get(move="claim").actor_id == person.pk
    assert list(Case.objects.of_applicant(person)) == [case]


def test_number_and_proved_mobile_together_bind(office, counter):
    person = UserFactory(id_number=NUMBER, mobile="13893200077", kind="citizen")
    assert file(office, counter, applicant=who(mobile="13893200077")).applicant == person
    assert file(office, counter, applicant=who(mobile="13893200079")).applicant is None
    assert file(office, counter, applicant=who()).applicant is None


def test_papers_go_on_the_same_day_under_two_names(office, counter):
    late, fresh = file(office, counter), file(office, counter, at=at("2026-03-03 09:00"))
    assert actions.remind_counters(at=at("2026-03-02 16:30")) == 1
    assert "1 件" in Message.objects.get(recipient=counter.clerk).text
    slip = actions.hand_on(actor=counter.clerk, intakes=[late.intake, fresh.intake], at=at("2026-03-03 17:00"))
    assert (slip.receiver, slip.lines.count()) == (office.organisation, 2)
    with pytest.raises(MoveRefused, match="已经移交"):
        actions.hand_on(actor=counter.clerk, intakes=[late.intake])
    with pytest.raises(PermissionDenied):
        actions.take_over(actor=counter.clerk, slip=slip)
    assert actions.take_over(actor=office.window, slip=slip).taken_by == office.window
    with pytest.raises(MoveRefused, match="签收过"):
        actions.take_over(actor=office.window, slip=slip)
    assert actions.remind_counters(at=at("2026-03-04 16:30")) == 0


def test_a_clerk_finds_fills_and_prints(client, office, counter):
    client.force_login(counter.clerk)
    code = office.version.item.code
    assert code in client.get("/desk/window/?q=小作坊").content.decode()
    page = client.get(f"/desk/window/items/{code}/")
    data = {
        "submission_key": page.context["submission_key"],
        "who-applicant_kind": "1",
        "who-applicant_name": "王老汉",
        "who-applicant_document": NUMBER[:-1] + "?",
        "who-copies": "1",
        "item-shop": "老王豆腐坊",
        "item-id_number": NUMBER,
        f"material-{office.material.pk}": SimpleUploadedFile("证.pdf", PDF, "application/pdf"),
    }
    wrong = client.post(f"/desk/window/items/{code}/", data)
    assert wrong.status_code == 422 and not Case.objects.exists()
    data[f"material-{office.material.pk}"] = SimpleUploadedFile("证.pdf", PDF, "application/pdf")
    data |= {"who-applicant_document": NUMBER, "who-confirmed": "on"}
    done = client.post(f"/desk/window/items/{code}/", data, follow=True)
    assert done.status_code == 200
    case = Case.objects.get()
    text = done.content.decode()
    assert case.query_code in text and case.number in text and "王老汉" not in text and NUMBER not in text
    assert client.get("/desk/window/dispatch/").context["groups"][0]["rows"][0]["intake"].case == case


def test_the_public_page_of_a_hall_names_counters_and_items(client, office, counter):
    text = client.get("/hall/county/").content.decode()
    assert office.version.name in text and "综合窗口" in text
    assert client.get("/hall/nowhere/").status_code == 404
    client.force_login(office.citizen)
    assert client.get("/desk/window/").status_code == 403


def test_townships_decide_items_of_their_own(office, township):
    """The township's own item goes its own way: no mandate, the window's channel, the township's own desk."""
    body = township.hall.organisation
    assert body.nature == Nature.TOWNSHIP
    version = factories.VersionFactory(organisation=body)
    case = file(office, township, version=version, files=[(version.materials.get(position=1), pdf())])
    assert (case.channel, case.organisation, case.intake.due_on) == (Channel.WINDOW, body, None)
    assert actions.accept(case=case, actor=township.clerk, at=at("2026-03-03 09:00")).state == CaseState.REVIEW
