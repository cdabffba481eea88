"""送达: each method with what it needs, the day on which it counts, consent before electronic service."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import Message
from approvals import actions
from approvals.enums import ConsentMeans, ServiceMethod
from approvals.models import PaperService
from approvals.queries import papers_of

from .factories import at, pdf


@pytest.fixture
def paper(office):
    return actions.make_paper(move=office.refused().moves.get(move="refuse"))


def serve(paper, office, **changes) -> PaperService:
    facts = {
        "actor": office.window, "method": ServiceMethod.DIRECT, "receiver": "李小明", "relation": "本人",
        "served_at": at("2026-03-09 10:00"), "at": at("2026-03-09 11:00"),
    }  # fmt: skip
    return actions.record_service(paper=paper, **facts | changes)


def test_a_service_is_an_act_and_stands(office, paper):
    [row] = papers_of(paper.case)[-1:]
    assert row.waits
    made = serve(paper, office)
    assert made.move.move == "record_service" and made.effective_on == date(2026, 3, 9)
    assert papers_of(paper.case)[-1].served == made and not papers_of(paper.case)[-1].waits
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        PaperService.objects.update(receiver="别人")
    with pytest.raises(PermissionDenied):
        serve(paper, office, actor=office.citizen)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"receiver": " "}, "receiver"),
        ({"served_at": at("2026-03-01 10:00")}, "served_at"),
        ({"served_at": at("2026-03-10 10:00")}, "served_at"),
        ({"method": "left"}, "witness"),
        ({"method": "post"}, "waybill"),
        ({"method": "notice", "proof": None}, "notice_days"),
        ({"method": "notice", "notice_days": 30}, "proof"),
        ({"notice_days": 30}, "notice_days"),
        ({"method": "electronic"}, "method"),
    ],
)
def test_each_method_asks_for_what_proves_it(office, paper, changes, field):
    with pytest.raises(ValidationError) as refused:
        serve(paper, office, **changes)
    assert field in refused.value.message_dict
    assert not PaperService.objects.exists()


def test_a_public_notice_counts_after_its_days(office, paper):
    made = serve(paper, office, method="notice", notice_days=60, proof=pdf("公告.pdf"))
    assert made.effective_on == date(2026, 5, 8) and made.proof_sha256 and made.proof_name == "公告.pdf"


def test_a_wrong_entry_is_set_right_by_another(office, paper):
    wrong = serve(paper, office, receiver="王五")
    right = serve(paper, office, replaces=wrong)
    assert papers_of(paper.case)[-1].services == (right,)
    with pytest.raises(ValidationError, match="已经更正过"):
        serve(paper, office, replaces=wrong)


def test_electronic_service_follows_the_applicants_word_alone(office):
    case = office.accepted()
    assert not actions.make_paper(move=case.moves.get(move="submit")).services.exists()
    with pytest.raises(PermissionDenied):
        actions.record_consent(case=case, actor=office.window, given=True, means=ConsentMeans.ONLINE)
    actions.record_consent(case=case, actor=office.citizen, given=True, means=ConsentMeans.ONLINE)
    made = actions.make_paper(move=case.moves.get(move="accept"))
    assert made.services.get().method == ServiceMethod.ELECTRONIC
    actions.record_consent(case=case, actor=office.window, given=False, means=ConsentMeans.SPOKEN)
    assert not actions.has_consented(case)


def test_what_is_served_online_comes_as_a_message_and_says_when_it_was_read(client, office):
    case = office.submit()
    actions.record_consent(case=case, actor=office.citizen, given=True, means="online", at=at("2026-03-02 10:00"))
    case = actions.accept(case=case, actor=office.window, at=at("2026-03-03 10:00"))
    paper = actions.make_paper(move=case.moves.get(move="accept"))
    message = Message.objects.get(key=f"served:{paper.pk}")
    assert message.title == f"文书已送达：{paper.title}" and message.address.endswith(f"/files/{paper.pk}/")
    client.force_login(office.citizen)
    assert "还没有打开" in client.get(f"/me/cases/{case.number}/").content.decode()
    assert client.post(f"{message.address}read/").url == message.address
    read = Message.objects.get(pk=message.pk).read_at
    assert read is not None and "已阅" in client.get(f"/me/cases/{case.number}/").content.decode()
    client.post(f"{message.address}read/")
    assert Message.objects.get(pk=message.pk).read_at == read, "the first time counts"
