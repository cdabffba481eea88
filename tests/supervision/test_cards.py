"""The life of a card: answered or a level up, appealed, judged and withdrawn by different people, spared in bulk."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from approvals import actions as acts
from core.workflow import MoveRefused
from supervision import actions
from supervision.actions import sweep
from supervision.models import Alert, Appeal, Exemption, Withdrawal
from tests.approvals.factories import at, pdf
from tests.factories import staff_with


@pytest.fixture
def lead(supervisor):
    county = supervisor.holdings.get().post.organisation
    return staff_with("supervise", "lead_watch", organisation=county, name="监察戊")


@pytest.fixture
def card(office):
    """A yellow card of March 13, to be answered by the 18th."""
    office.accepted()
    sweep(now=at("2026-03-13 08:00"))
    return Alert.objects.get(level="2")


def test_a_yellow_card_says_by_when_it_is_answered_and_goes_up_once_when_it_isnt(card):
    assert card.reply_by == date(2026, 3, 18)
    assert actions.escalate_unanswered(now=at("2026-03-18 23:00")) == []
    actions.escalate_unanswered(now=at("2026-03-19 08:00"))
    red = Alert.objects.get(level="3")
    assert (red.rule.code, red.key, red.occasion) == ("E1", card.key, f"unanswered:{card.pk}")
    assert actions.escalate_unanswered(now=at("2026-03-20 08:00")) == []


def test_an_answered_card_stays_yellow(office, card):
    reply = actions.reply_card(actor=office.decider, alert=card, text="已办结。", upload=pdf("说明.pdf"))
    assert reply.file_name == "说明.pdf" and len(reply.file_sha256) == 64
    assert actions.escalate_unanswered(now=at("2026-03-20 08:00")) == []
    with pytest.raises(PermissionDenied):
        actions.reply_card(actor=office.handler, alert=card, text="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        reply.delete()


def test_who_gave_who_judges_and_who_withdraws_are_three(office, card, supervisor, lead):
    appeal = actions.appeal_card(actor=office.decider, alert=card, reason="系统故障", at=at("2026-03-14 08:00"))
    assert actions.escalate_unanswered(now=at("2026-03-20 08:00")) == [], "an appeal waits for its judge"
    with pytest.raises(MoveRefused, match="审查成立以后"):
        actions.withdraw_card(actor=lead, alert=card, reason="成立")
    with pytest.raises(PermissionDenied):
        actions.judge_appeal(actor=office.decider, appeal=appeal, upheld=True, opinion="成立")
    actions.judge_appeal(actor=lead, appeal=appeal, upheld=True, opinion="成立")
    with pytest.raises(MoveRefused, match="审查申诉的人不能撤牌"):
        actions.withdraw_card(actor=lead, alert=card, reason="成立")
    with pytest.raises(PermissionDenied):
        actions.withdraw_card(actor=supervisor, alert=card, reason="成立")
    with pytest.raises(IntegrityError), transaction.atomic():
        Withdrawal.objects.create(
            alert=card, judge=lead, withdrawn_by=lead, withdrawn_at=at("2026-03-15 08:00"), reason="x"
        )
    county = supervisor.holdings.get().post.organisation
    third = staff_with("lead_watch", organisation=county, name="监察己")
    actions.withdraw_card(actor=third, alert=card, reason="系统故障属实")
    assert Alert.objects.cards().count() == 1 and Alert.objects.cards().standing().count() == 0, "both counts stay"
    with pytest.raises(DatabaseError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(upheld=False)


def test_who_gave_a_card_by_hand_neither_judges_nor_withdraws(office, card, supervisor, lead):
    for field, people in (("judged_by", {"giver": lead, "judged_by": lead}), ("own", {"judged_by": office.decider})):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.create(
                alert=card, reason=field, appealed_by=office.decider, appealed_at=at("2026-03-14 08:00"),
                judged_at=at("2026-03-14 08:00"), upheld=True, opinion="x", **people,
            )  # fmt: skip
    for people in ({"giver": lead, "withdrawn_by": lead, "judge": supervisor}, {"giver": lead, "judge": lead}):
        with pytest.raises(IntegrityError), transaction.atomic():
            moment = at("2026-03-15 08:00")
            Withdrawal.objects.create(
                **{"alert": card, "withdrawn_by": supervisor, "withdrawn_at": moment, "reason": "x"} | people
            )


def test_an_outage_spares_the_limits_of_its_days_until_the_grace_and_withdraws_what_was_given(
    office, card, supervisor, lead
):
    """Due on March 12, spared until the 20th: the card of the 13th goes; late after the 20th it comes again."""
    said = {"title": "网络中断", "kind": "outage", "begins": date(2026, 3, 10), "ends": date(2026, 3, 13)}
    said |= {"grace_until": date(2026, 3, 20), "document": "漳数局〔2026〕7号", "at": at("2026-03-16 09:00")}
    exemption = actions.propose_exemption(actor=supervisor, upload=pdf("文件.pdf"), **said)
    with pytest.raises(MoveRefused, match="不能自己批准"):
        own = actions.propose_exemption(actor=lead, upload=pdf("文件.pdf"), **said)
        actions.decide_exemption(actor=lead, exemption=own, approved=True, opinion="同意")
    in_time = office.accepted()
    actions.decide_exemption(actor=lead, exemption=exemption, approved=True, opinion="同意", at=at("2026-03-16 10:00"))
    assert Withdrawal.objects.get().alert == card
    acts.withdraw(case=in_time, actor=office.citizen, at=at("2026-03-20 10:00"))
    assert sweep(now=at("2026-03-20 20:00"))["yellow"] == 0
    assert sweep(now=at("2026-03-21 08:00"))["yellow"] == 1, "the case that is still open after the grace"
    assert sweep(now=at("2026-03-21 08:05"))["yellow"] == 0
    again = Alert.objects.filter(level="2").exclude(pk=card.pk).get()
    assert (again.case, again.occasion) == (card.case, "promise:after:20260320")
    with pytest.raises(DatabaseError), transaction.atomic():
        Exemption.objects.filter(pk=exemption.pk).update(grace_until=date(2027, 1, 1))


def test_an_exemption_of_one_body_spares_no_other(office, other_office, supervisor, lead):
    said = {"title": "网络中断", "kind": "outage", "begins": date(2026, 3, 10), "ends": date(2026, 3, 13)}
    said |= {"grace_until": date(2026, 3, 20), "document": "漳数局〔2026〕7号", "at": at("2026-03-11 09:00")}
    exemption = actions.propose_exemption(
        actor=supervisor, upload=pdf("文件.pdf"), bodies=[office.organisation], **said
    )
    actions.decide_exemption(actor=lead, exemption=exemption, approved=True, opinion="同意", at=at("2026-03-11 10:00"))
    office.accepted()
    other_office.accepted()
    sweep(now=at("2026-03-13 08:00"))
    assert Alert.objects.get(level="2").organisation == other_office.organisation


def test_the_life_of_a_card_on_the_pages_of_body_and_watch(client, office, card, supervisor, lead):
    desk, watch = f"/desk/alerts/{card.pk}/", f"/supervision/alerts/{card.pk}/"
    client.force_login(office.handler)
    assert "确认回复" not in client.get(desk).content.decode(), "the lead answers"
    assert client.post(f"{desk}reply/", {"reply-text": "x"}).status_code == 403
    client.force_login(office.citizen)
    assert client.get(desk).status_code == 404
    client.force_login(office.decider)
    assert client.post(f"{desk}reply/", {"reply-text": ""}).status_code == 422
    said = {"reply-text": "已办结，今后按期。", "reply-upload": pdf("说明.pdf")}
    assert client.post(f"{desk}reply/", said).status_code == 302
    assert client.post(f"{desk}appeal/", {"appeal-reason": "网络中断"}).status_code == 302
    page = client.get(desk).content.decode()
    assert "已办结，今后按期。" in page and "等待审查" in page and "确认申诉" not in page
    page = client.get(f"{desk}files/replies/{card.replies.get().pk}/")
    assert page.status_code == 200 and b"".join(page).startswith(b"%PDF")
    client.force_login(supervisor)
    assert "确认审查申诉" in client.get(watch).content.decode()
    assert client.post(f"{watch}judge/", {"judge-upheld": "yes", "judge-opinion": "属实"}).status_code == 302
    assert "确认撤牌" not in client.get(watch).content.decode()
    client.force_login(lead)
    assert "确认撤牌" in client.get(watch).content.decode()
    assert client.post(f"{watch}withdraw/", {"withdraw-reason": "属实"}).status_code == 302
    assert "已撤牌" in client.get(watch).content.decode()


def test_an_exemption_on_its_page(client, office, card, supervisor, lead):
    address = "/supervision/exemptions/"
    said = {"title": "网络中断", "kind": "outage", "begins": "2026-03-10", "ends": "2026-03-13"}
    said |= {"grace_until": "2026-03-20", "document": "漳数局〔2026〕7号"}
    client.force_login(supervisor)
    assert client.post(address, said).status_code == 422, "no document, no exemption"
    wrong = said | {"grace_until": "2026-03-01", "upload": pdf("文件.pdf")}
    assert client.post(address, wrong).status_code == 422
    assert client.post(address, said | {"upload": pdf("文件.pdf")}).status_code == 302
    pk = Exemption.objects.get().pk
    assert client.post(f"{address}{pk}/decide/", {"approved": "yes", "opinion": "同意"}).status_code == 404
    client.force_login(lead)
    assert "确认决定" in client.get(address).content.decode()
    assert client.post(f"{address}{pk}/decide/", {"approved": "yes", "opinion": "同意"}).status_code == 302
    assert "1 张" in client.get(address).content.decode()
    page = client.get(f"{address}{pk}/file/")
    assert page.status_code == 200 and b"".join(page).startswith(b"%PDF")
