"""存量证照: levels of trust, the second person, what another authority reports, what an application may reuse."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from core.masking import blind_index
from core.workflow import MoveRefused
from licences import actions
from licences.models import Licence, LicenceCheck, LicenceType
from licences.queries import of_subject, usable_for
from tests.factories import UserFactory

from .conftest import ID, moment

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
def household(office):
    return LicenceType.objects.create(
        code="HKB", type_code="11100000000013127D004", name="居民户口簿", kind="certificate", is_public=False
    )


def entered(office, household, **more):
    facts = {
        "actor": office.manager, "type": household, "organisation": office.organisation, "original_number": "H0093001",
        "holder_name": "李小明", "holder_document": ID, "valid_from": date(2020, 5, 1), "issuer_name": "漳县公安局",
        "details": {"户籍地": "武阳镇"}, "at": moment("2026-06-01 09:00"),
    }  # fmt: skip
    return actions.enter(**facts | more)


def usable(office):
    return [row.trust for row in usable_for(["HKB", "XK01"], blind_index(ID), date(2026, 6, 2))]


def test_typed_from_paper_it_waits_for_a_second_person(office, household):
    licence, outcome = entered(office, household)
    assert (outcome, licence.state, licence.trust, usable(office)) == ("new", "pending", "C", ["A"])
    with pytest.raises(MoveRefused, match="录入人不能同时确认"):
        actions.confirm(licence=licence, actor=office.manager)
    actions.confirm(licence=licence, actor=office.second)
    assert usable(office) == ["A", "C"]
    again, outcome = entered(office, household)
    assert (again.pk, outcome) == (licence.pk, "unchanged")
    changed, outcome = entered(office, household, holder_name="李晓明")
    assert (changed.state, changed.holder_name, outcome, usable(office)) == ("pending", "李晓明", "changed", ["A"])
    actions.reject(licence=changed, actor=office.second, reason="姓名录错")
    assert entered(office, household)[1] == "new", "what was rejected is typed anew"


def test_from_the_authority_s_system_it_counts_at_once_and_follows_its_reports(office, household):
    facts = {"trust": "B", "source": "api", "source_name": "户籍系统"}
    licence, _ = entered(office, household, **facts)
    assert (licence.state, usable(office)) == ("valid", ["A", "B"])
    assert entered(office, household, **facts)[1] == "unchanged"
    licence, outcome = entered(office, household, state="cancelled", **facts)
    assert (licence.state, licence.ended_on, outcome) == ("cancelled", date(2026, 6, 1), "changed")
    assert usable(office) == ["A"]
    licence, _ = entered(office, household, state="valid", valid_to=date(2030, 1, 1), **facts)
    assert (licence.state, licence.ended_on, licence.valid_to) == ("valid", None, date(2030, 1, 1))
    with pytest.raises(MoveRefused, match="颁发机关的系统提供"):
        entered(office, household)


def test_personal_data_of_stock_are_unreadable_in_the_database(office, household):
    licence, _ = entered(office, household, trust="B")
    entered(office, household, trust="B", details={"户籍地": "三岔镇"})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT original_number, holder_document, details FROM licences_licence WHERE id=%s", [licence.pk]
        )
        stored = cursor.fetchone()
        cursor.execute("SELECT facts::text FROM licences_licencemove WHERE subject_id=%s", [licence.pk])
        stored += tuple(row[0] for row in cursor.fetchall())
    for secret in ("H0093001", ID, "武阳镇", "三岔镇"):
        assert secret not in str(stored)


def test_who_does_not_manage_the_body_s_licences_enters_nothing(office, household):
    with pytest.raises(PermissionDenied):
        entered(office, household, actor=office.decider)
    with pytest.raises(ValidationError, match="第 18 位"):
        entered(office, household, holder_document="621125199001010018")


def test_what_the_holder_uploads_is_never_enough_alone(office, household):
    licence = actions.upload_own(
        holder=office.holder, type=household, original_number="H1", valid_from=date(2020, 1, 1),
        file=SimpleUploadedFile("户口簿.png", PNG), organisation=office.organisation,
    )  # fmt: skip
    assert (licence.trust, licence.state, usable(office)) == ("D", "valid", ["A"])
    assert Licence.objects.verified(code=licence.verification_code) is None
    assert actions.check_on_file(licence=licence).result == "unclear"
    with pytest.raises(MoveRefused, match="已经在您的证照里"):
        actions.upload_own(
            holder=office.holder, type=household, original_number="H1", valid_from=date(2020, 1, 1),
            file=SimpleUploadedFile("户口簿.png", PNG), organisation=office.organisation,
        )  # fmt: skip


def test_a_licence_is_found_by_the_holder_s_number_without_an_account(office, household):
    entered(office, household, trust="B")
    assert {row.type.code for row in of_subject(ID)} == {"XK01", "HKB"}
    assert list(of_subject("")) == [] and list(usable_for(["HKB"], "")) == []
    assert {row.trust for row in Licence.objects.held_by(office.holder)} == {"A", "B"}
    assert list(Licence.objects.held_by(UserFactory())) == []


def test_a_check_is_a_row_with_who_when_how_and_the_result(office):
    row = actions.check_on_file(licence=office.licence, actor=office.manager, at=moment("2026-06-01 09:00"))
    assert (row.method, row.result, row.actor_name) == ("library", "genuine", office.manager.display_name)
    later = actions.check_on_file(licence=office.licence, at=moment("2029-03-07 09:00"))
    assert (later.result, later.note, later.actor_name) == ("not_valid", "不在有效期内", "系统")
    byhand = actions.check(
        licence=office.licence,
        actor=office.manager,
        method="letter",
        result="false",
        case_number="1",
        note="函复无此证",
    )
    assert byhand.result == "false" and LicenceCheck.objects.count() == 3
    with pytest.raises(PermissionDenied):
        actions.check(licence=office.licence, actor=office.holder, method="letter", result="genuine")
