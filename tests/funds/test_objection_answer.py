"""The answer to an objection, looked up by number and query code, without an account."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from funds import actions
from funds.models import Objection

from .calls import a_call, a_fund, at

pytestmark = pytest.mark.django_db
CODE = "ABCD2345"


@pytest.fixture
def objection():
    call = a_call(a_fund())
    today = timezone.localdate()
    type(call).objects.filter(pk=call.pk).update(state="notice", notice_from=today, notice_to=today)
    call.refresh_from_db()
    return actions.file_objection(call=call, name="李某", contact="13993212345", text="重复申报", at=timezone.now())


def test_the_answer_is_for_who_has_number_and_code(client, objection):
    cache.clear()
    address = reverse("funds:objection_answer")
    assert client.get(address).status_code == 200
    right = {"number": objection.number.lower(), "code": objection.query_code}
    page = client.post(address, right)
    text = page.content.decode()
    assert page.status_code == 200 and "待答复" in text and "重复申报" in text
    assert "李某" not in text and "13993212345" not in text
    Objection.objects.filter(pk=objection.pk).update(
        state="rejected", answer="经核实不属实", answered_at=at("2026-04-21")
    )
    assert "经核实不属实" in client.post(address, right).content.decode()
    for wrong in (CODE, "", objection.query_code[:7]):
        assert client.post(address, right | {"code": wrong}).status_code in (404, 422)


def test_guessing_is_slowed_and_codeless_rows_are_never_found(client, objection):
    cache.clear()
    address = reverse("funds:objection_answer")
    Objection.objects.filter(pk=objection.pk).update(query_code="")
    for _ in range(10):
        assert client.post(address, {"number": objection.number, "code": CODE}).status_code == 404
    assert client.post(address, {"number": objection.number, "code": CODE}).status_code == 429
