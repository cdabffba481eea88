"""`found_administrators`: an installation without the demo gets its three administrators, once."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
PEOPLE = ["--system", "xitong", "张三", "--security", "anquan", "李四", "--audit", "shenji", "王五", "--json"]


def run(*arguments):
    out = io.StringIO()
    try:
        call_command("found_administrators", *arguments, stdout=out)
    except CommandError as refusal:
        return json.loads(out.getvalue()), refusal.returncode
    return json.loads(out.getvalue()), 0


def test_three_can_log_in_and_a_second_time_is_refused(client):
    code = OrganisationFactory().code
    made, exit_code = run("--organisation", code, *PEOPLE)
    assert exit_code == 0 and set(made) == {"system", "security", "audit"}
    for person in made.values():
        user = User.objects.get(username=person["username"])
        assert user.check_password(person["password"]) and user.is_staff and not user.is_superuser

    others = [f"{word}2" if word.isascii() and not word.startswith("--") else word for word in PEOPLE]
    again, exit_code = run("--organisation", code, *others)
    assert exit_code == 1 and "已经有管理员了" in again["error"]["message"]


def test_nothing_is_founded_when_something_is_wrong():
    code = OrganisationFactory().code
    assert run("--organisation", "nowhere", *PEOPLE)[0]["error"]["code"] == "organisation_unknown"
    same = ["xitong" if word == "anquan" else word for word in PEOPLE]
    assert "三个不同的账号" in run("--organisation", code, *same)[0]["error"]["message"]
    UserFactory(username="shenji")
    assert "账号" in run("--organisation", code, *PEOPLE)[0]["error"]["message"]
    assert not User.objects.exclude(admin_role="").exists()
