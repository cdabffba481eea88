"""Applicants and objectors are told of every act that concerns them."""

from datetime import date

import pytest
from django.utils import timezone

from accounts.models import Delivery, Message
from funds import actions
from funds.notices import _reached

from . import calls as c
from .test_outcome import noticed, objection

pytestmark = pytest.mark.django_db


def test_an_applicant_is_told_from_receipt_to_correction():
    fund = c.a_fund()
    call, owner = c.a_call(fund), c.an_enterprise(mobile="13893200001")
    row = c.submitted(call, owner)
    actions.check_application(
        actor=fund.writer, application=row, move="ask_correction", opinion="缺环评登记表",
        correct_by=date(2026, 4, 10), at=c.at("2026-03-20"),
    )  # fmt: skip
    told = list(Message.objects.of(owner).order_by("id"))
    assert [message.title for message in told] == ["项目申报已收到", "项目申报要补正"]
    assert "缺环评登记表" in told[1].text and "2026年4月10日" in told[1].text
    assert told[1].address == f"/me/projects/{row.project.number}/{call.number}/"
    assert told[1].created_at == c.at("2026-03-20")


@pytest.mark.parametrize(
    ("contact", "reached"),
    [
        ("138 9320 0001", ("13893200001", "")),
        ("w@example.cn", ("", "w@example.cn")),
        ("0932-4862277", ("", "")),
        ("武阳镇石川村", ("", "")),
    ],
)
def test_how_an_objector_is_reached(contact, reached):
    assert _reached(contact) == reached
    assert not Delivery.objects.exists()


def test_everyone_judged_is_told_of_the_notice_and_of_the_end(monkeypatch):
    """One is taken out by an objection, one is funded, one stays in the library; the objector hears by SMS."""
    monkeypatch.setattr(timezone, "now", lambda: c.at("2026-04-21", "12:00"))
    fund, call, rows = noticed()
    Message.objects.all().delete()  # asked, received, passed
    filed = objection(call, rows[0], when=c.at("2026-04-20"))
    actions.answer_objection(
        actor=fund.publisher, objection=filed, upheld=True, outcome="out", answer="属实", at=c.at("2026-04-21")
    )
    actions.decide(
        actor=fund.publisher, call=call, document_number="漳农发〔2026〕30号", decided_on=date(2026, 4, 21),
        at=c.at("2026-04-21"),
    )  # fmt: skip
    told = [list(Message.objects.of(row.project.owner).order_by("id").values_list("title", "text")) for row in rows]
    assert [[title for title, _ in texts] for texts in told] == [["项目取消资格"], ["项目立项"], ["项目没有立项"]]
    assert "漳农发〔2026〕30号" in told[1][0][1] and "5 万元" in told[1][0][1]
    assert "得分低于入围分数" in told[2][0][1]
    sms = Delivery.objects.get(kind="funds.objection")
    assert (sms.to, sms.number, sms.recipient) == ("13893211111", filed.number, None)
    assert "属实" not in sms.text and "项目0" not in sms.text


def test_the_notice_is_told_to_all_who_were_judged():
    *_, rows = noticed()
    for row in rows:
        message = Message.objects.of(row.project.owner).get(title="评审结果公示")
        assert "2026年4月20日" in message.text
