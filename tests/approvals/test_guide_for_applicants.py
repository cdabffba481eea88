"""向申请人公开: read by who has a case on the item, at the case, and by nobody else anywhere."""

from datetime import date

import pytest
from django.core.files.base import ContentFile

from core.models import SearchRow
from powerlist.enums import Disclosure
from powerlist.models import ListVersion
from tests.factories import UserFactory, staff_with

from . import factories

SECRET = "只给申请人看的条件"
NEXT = date(2026, 3, 20)


def page_of(case) -> str:
    return f"/me/cases/{case.number}/guide/"


@pytest.fixture
def closed(db, settings, tmp_path):
    """A case on an item whose guide is 向申请人公开, with a form to fill in."""
    settings.MEDIA_ROOT = tmp_path
    form = {"name": "经营者身份证", "blank_form": ContentFile(factories.PDF, "表.pdf"), "blank_form_name": "表.pdf"}
    office = factories.office(disclosure=Disclosure.APPLICANT, conditions=SECRET, parts={"materials": [form]})
    return office, office.accepted()


def test_the_applicant_reads_guide_and_files_at_the_case_and_on_the_progress_page(client, closed):
    office, case = closed
    client.force_login(office.citizen)
    assert page_of(case) in client.get(f"/me/cases/{case.number}/").content.decode()
    page = client.get(page_of(case)).content.decode()
    file = f"{page_of(case)}files/form/{office.material.pk}/"
    assert SECRET in page and "只向申请人公开" in page and file in page
    assert b"".join(client.get(file).streaming_content) == factories.PDF
    progress = {"number": case.number, "code": case.query_code}
    assert page_of(case) in client.post("/track/", progress).content.decode()
    client.logout()
    assert page_of(case) not in client.post("/track/", progress).content.decode()


def test_nobody_else_reads_it_anywhere(client, closed):
    office, case = closed
    code = office.version.item.code
    doors = (f"/items/{code}/", f"/items/{code}/files/form/{office.material.pk}/", f"/api/v1/guides/{code}/")
    clerk = staff_with("view_cases", organisation=office.organisation)
    for person in (None, UserFactory(), clerk):
        if person:
            client.force_login(person)
            assert client.get(page_of(case)).status_code == 404
            assert client.get(f"{page_of(case)}files/form/{office.material.pk}/").status_code == 404
        else:
            assert client.get(page_of(case)).status_code == 302
        assert [client.get(door).status_code for door in doors] == [404, 404, 404]
        for door in (
            "/items/",
            "/search/?q=小作坊",
            "/api/v1/guides/",
            f"/open/powers/{office.version.item.entry.code}/",
        ):
            text = client.get(door).content.decode()
            assert SECRET not in text and code not in text, door
    assert not SearchRow.objects.filter(kind="guide").exists()


@pytest.mark.parametrize("scope", [Disclosure.INTERNAL, Disclosure.NONE])
def test_what_is_for_the_house_alone_is_closed_to_the_applicant_too(client, db, scope):
    office = factories.office()
    case = office.accepted()
    client.force_login(office.citizen)
    assert client.get(page_of(case)).status_code == 200
    office.version.valid_to = NEXT
    office.version.save()
    factories.VersionFactory(item=office.version.item, number=2, valid_from=NEXT, disclosure=scope)
    assert client.get(page_of(case)).status_code == 404
    assert page_of(case) not in client.get(f"/me/cases/{case.number}/").content.decode()


@pytest.mark.parametrize(("word", "status"), [("向申请人公开", 200), ("部门内部公开", 404)])
def test_the_scope_of_the_entry_binds_its_guide(client, db, word, status):
    office = factories.office()
    case = office.accepted()
    first = ListVersion.objects.get(entry=office.version.item.entry)
    ListVersion.objects.filter(pk=first.pk).update(valid_to=NEXT)
    text = {name: getattr(first, name) for name in ("entry", "change_set", "kind", "organisation", "category", "name")}
    content = {**first.content, "openness": word}
    ListVersion.objects.create(**text, number=2, state="published", valid_from=NEXT, content=content)
    client.force_login(office.citizen)
    assert client.get(page_of(case)).status_code == status
    late = office.submit("2026-03-23 09:30")
    page = client.get(page_of(late))
    assert page.status_code == status
    if status == 200:
        assert "清单上的内容" in page.content.decode() and "食品安全法" in page.content.decode()
