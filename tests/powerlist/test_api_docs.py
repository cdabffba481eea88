"""docs/api.md: every example is run as it stands there, and every address is one of the schema."""

import re
import shlex
from datetime import date, timedelta
from pathlib import Path
from string import Template
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from accounts import actions as accounts
from accounts.enums import AdminRole
from licences.models import LicenceType
from powerlist.models import CatalogueItem
from tests.factories import OrganisationFactory, UserFactory, staff_with
from tests.powerlist.people import a_set, add, office, published
from tests.powerlist.sheets import power, powers
from tests.powerlist.test_catalogue import BREED, CUT, load

pytestmark = pytest.mark.django_db
TEXT = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text(encoding="utf-8")
SITE = "http://testserver"


def examples():
    """(status, what to remember, command) of every example in the page's bash blocks."""
    for block in re.findall(r"```bash\n(.*?)```", TEXT, re.S):
        for part in re.split(r"^(?=# \d{3})", block, flags=re.M):
            if part.strip():
                head, command = part.split("\n", 1)
                status, *keep = head[2:].split()
                yield int(status), dict(pair.split("=") for pair in keep), command.strip()


def parsed(command: str, known: dict):
    """(method, address, heads, body, parts of a form) of a curl command."""
    words = shlex.split(Template(command.replace("\\\n", " ")).safe_substitute(known))
    assert words.pop(0) == "curl"
    method, heads, body, form, address = "GET", {}, None, {}, ""
    while words:
        word = words.pop(0)
        if word == "-X":
            method = words.pop(0)
        elif word == "-H":
            name, value = words.pop(0).split(": ", 1)
            heads[name] = value
        elif word == "-d":
            body = words.pop(0)
        elif word == "-F":
            name, value = words.pop(0).split("=", 1)
            form[name] = value
        else:
            address = word
    return method, address, heads, body, form


def test_every_example_answers_as_the_page_says(django_capture_on_commit_callbacks):
    people = office(code="621125LY", short_name="县林草局")
    change_set = a_set(people)
    names = ("木材运输许可", "野外用火许可", "林区用火许可")
    rows = [add(people, change_set, name=name) for name in names]
    published(people, change_set, date(2026, 1, 10))
    machine = staff_with("fill_lists", "manage_licences", organisation=people.organisation)
    machine.set_unusable_password()
    machine.save()
    _, secret = accounts.issue_token(
        user=machine,
        organisation=people.organisation,
        scopes=["fill_lists", "write_licences"],
        expires_on=timezone.localdate() + timedelta(days=9),
        name="林政系统",
        document="甲",
        by=UserFactory(staff=True, admin_role=AdminRole.SECURITY),
    )
    county = SimpleNamespace(keeper=staff_with("review_lists", organisation=OrganisationFactory(county=True)))
    load(county, CUT, BREED)
    LicenceType.objects.create(code="LZ", type_code="11100000MB03271699022", name="林木种子生产经营许可证")
    client = APIClient()
    etag = client.get("/api/v1/entries/?kind=powers")["ETag"].replace('"', '\\"')
    known = {
        "SITE": SITE,
        "BODY": "621125LY",
        "ENTRY": rows[0].entry.code,
        "TOKEN": secret,
        "ETAG": etag,
        "LICENCE": "LZ",
    }
    known |= {"SECOND": rows[1].entry.code, "THIRD": rows[2].entry.code}
    known |= {
        name: str(CatalogueItem.objects.get(basic_code=line[5]).pk) for name, line in (("ITEM", CUT), ("SEA", BREED))
    }
    ran = 0
    for status, keep, command in examples():
        method, address, heads, body, form = parsed(command, known)
        sent = {"headers": heads}
        if form:
            book = SimpleUploadedFile("权责清单.xlsx", powers(power("1", "取水许可")))
            sent |= {"data": {n: book if v.startswith("@") else v for n, v in form.items()}, "format": "multipart"}
        elif body is not None:
            sent |= {"data": body, "content_type": heads.pop("Content-Type")}
        with django_capture_on_commit_callbacks(execute=True):
            answer = getattr(client, method.lower())(address.removeprefix(SITE), **sent)
        assert answer.status_code == status, (command, answer.content.decode())
        known |= {name: str(answer.json()[field]) for name, field in keep.items()}
        ran += 1
    assert ran >= 39


def test_every_address_of_the_page_is_one_of_the_schema():
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    patterns = [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), methods) for path, methods in paths.items()]
    known = dict.fromkeys(
        ("BODY", "ENTRY", "TOKEN", "NUMBER", "ROW", "TAG", "KEY", "ETAG", "PAUSED", "MERGED", "CHANGED", "LICENCE"), "x"
    ) | {"SITE": SITE}
    for _, _, command in examples():
        method, address, *_ = parsed(command, known)
        path = urlsplit(address).path
        assert any(p.fullmatch(path) and method.lower() in methods for p, methods in patterns), path
