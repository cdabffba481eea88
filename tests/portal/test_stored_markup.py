"""What a person typed, or named a file, or wrote into a list, is shown as typed on every page: never as markup."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from approvals import actions
from approvals.models import Case
from core.registers import ChangeKind
from tests.approvals import factories
from tests.factories import staff_with
from tests.powerlist.people import a_set, add, published
from tests.powerlist.people import office as list_office

pytestmark = pytest.mark.django_db
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
MARKUP = ("<script>alert(1)", "<img src=x", '"><script')


def hurt(client, addresses) -> list[str]:
    """The pages on which the markup stands as markup, or that fail."""
    found = []
    for address in addresses:
        page = client.get(address)
        text = page.content.decode()
        if page.status_code != 200 or any(markup in text for markup in MARKUP):
            found.append(f"{page.status_code} {address}")
    return found


def test_markup_in_an_application_stays_text_for_everyone_who_reads_it():
    office = factories.office()
    office.citizen.name = EVIL
    office.citizen.save()
    case = office.submit(
        form=office.form | {"shop": EVIL},
        files=[(office.material, SimpleUploadedFile("<script>alert(1)<img src=x>.pdf", factories.PDF))],
    )
    case = Case.objects.get(pk=case.pk)
    kept = case.files.get(kind="material")
    assert kept.original_name == "<script>alert(1)<img src=x>.pdf"
    asked = actions.ask_correction(case=case, actor=office.window, items=[EVIL], at=factories.at("2026-03-03 10:00"))
    citizen, clerk, supervisor = Client(), Client(), Client()
    citizen.force_login(office.citizen)
    clerk.force_login(office.window)
    supervisor.force_login(staff_with("supervise", organisation=office.organisation))
    number = asked.number
    assert hurt(citizen, ["/me/", f"/me/cases/{number}/", f"/me/cases/{number}/receipt/", "/me/profile/"]) == []
    assert hurt(citizen, [f"/me/cases/{number}/correct/"]) == []
    assert hurt(clerk, ["/desk/", f"/desk/cases/{number}/"]) == []
    assert hurt(supervisor, ["/supervision/", f"/supervision/cases/{number}/"]) == []
    full = clerk.post(f"/desk/cases/{number}/reveal/", {"reason": "核对申请材料"}).content.decode()
    assert not any(markup in full for markup in MARKUP)
    header = clerk.get(f"/desk/cases/{number}/files/{kept.pk}/")
    b"".join(header.streaming_content)
    assert "\n" not in header["Content-Disposition"] and header["X-Content-Type-Options"] == "nosniff"
    for close in header._resource_closers:
        close()


def test_markup_in_a_list_stays_text_for_the_public_and_at_the_desk():
    people = list_office(name=EVIL[:60], short_name="<img src=x>局")
    cells = {"basis": [EVIL], "duties": EVIL, "accountability": EVIL}
    change_set = a_set(people, title=EVIL, reason=EVIL)
    entry = add(people, change_set, name=EVIL, office=EVIL, content=cells).entry
    published(people, change_set)
    waiting = a_set(people, title=EVIL)
    add(people, waiting, change=ChangeKind.AMEND, entry=entry, name=f"{EVIL}二", content=cells)
    public = [
        "/",
        "/open/",
        "/open/powers/",
        f"/open/powers/{entry.code}/",
        "/open/changes/",
        f"/open/changes/{change_set.number}/",
        "/search/?q=script",
        f"/open/powers/?as_of={date(2026, 2, 1)}&q=script",
        "/search/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "/open/powers/?department=%22%3E%3Cscript%3Ealert(1)",
    ]
    assert hurt(Client(), public) == []
    clerk = Client()
    clerk.force_login(people.clerk)
    desk = [
        "/desk/lists/",
        f"/desk/lists/{waiting.number}/",
        f"/desk/lists/entries/{entry.code}/history/",
        f"/admin/powerlist/listversion/{entry.versions.first().pk}/change/",
    ]
    assert hurt(clerk, desk) == []
