"""A decision is called what the category of its entry calls it: 许可 is granted, a 确认 is confirmed."""

import pytest
from django.urls import reverse

from accounts.models import Message
from approvals.kinds.decisions import LICENSING, decision_words
from approvals.views.words import words_for
from powerlist.enums import Category

from . import factories

pytestmark = pytest.mark.django_db
SAID = [
    (Category.CONFIRMATION, "予以确认", "不予确认"),
    (Category.PAYMENT, "予以给付", "不予给付"),
    (Category.REWARD, "予以奖励", "不予奖励"),
    (Category.PUBLIC_SERVICE, "予以办理", "不予办理"),
]


@pytest.mark.parametrize(("category", "grant", "refuse"), SAID)
def test_pages_call_the_decision_by_its_category(client, monkeypatch, category, grant, refuse):
    monkeypatch.setattr(factories, "CATEGORY", category)
    office = factories.office()
    case = office.reviewed()
    client.force_login(office.decider)
    shown = client.get(reverse("desk_case", args=[case.number])).content.decode()
    assert f"确认{grant}" in shown and f"确认{refuse}" in shown and "许可法第三十八条" not in shown
    client.post(reverse("desk_move", args=[case.number, "refuse"]), {"refuse-reason": "不符合规定的条件"})
    shown = client.get(reverse("desk_case", args=[case.number])).content.decode()
    assert refuse in shown and "不予许可" not in shown
    client.force_login(office.citizen)
    shown = client.get(reverse("my_case", args=[case.number])).content.decode()
    assert refuse in shown and "不予许可" not in shown
    told = Message.objects.get(kind="approvals.refuse")
    assert told.title == refuse and f"{refuse}。理由和救济途径" in told.text


def test_a_licence_is_granted_and_nothing_is_asked_before_a_decision(client, office, django_assert_num_queries):
    case = office.accepted()
    with django_assert_num_queries(0):
        assert words_for(case) is LICENSING
    case = office.reviewed()
    client.force_login(office.decider)
    shown = client.get(reverse("desk_case", args=[case.number])).content.decode()
    assert "确认准予许可" in shown and "许可法第三十八条第一款" in shown
    assert decision_words("06") is LICENSING  # a category without words of its own
