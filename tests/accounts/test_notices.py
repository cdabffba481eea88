"""What people are told: once, on the channels they chose, by templates that keep people's data out of an SMS."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from accounts import actions, notices
from accounts.enums import DeliveryState, Digest
from accounts.kinds import default_texts, filled, notice_kinds
from accounts.models import Delivery, Message, NoticePreference, NoticeTemplate
from tests.factories import OrganisationFactory, UserFactory, staff_with

pytestmark = pytest.mark.django_db
S = DeliveryState


def moment(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


NOON = moment("2026-03-02 12:00")
WORDS = {"number": "62112520260302001", "item": "食品经营许可", "organisation": "县试验局", "promise_due": "3月9日"}
WORDS |= {"decision": "不予许可"}


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    now = [NOON]
    monkeypatch.setattr(timezone, "now", lambda: now[0])
    return now


@pytest.fixture
def citizen():
    return UserFactory(name="王小明", mobile="13893200001", id_number="620102199003074176", email="w@example.cn")


@pytest.fixture
def keeper():
    return staff_with("manage_guides", organisation=OrganisationFactory(county=True))


def tell(person, kind="approvals.accept", key="case:1:1", **facts):
    facts = {"words": WORDS, "subject": "case", "number": WORDS["number"], "address": "/me/"} | facts
    notices.send(kind, key=key, recipient=person.pk if person else None, **facts)


class Gateway:
    """A gateway that answers as it is told and remembers what came."""

    answers, came = [], []

    def send(self, to, *words, key=""):
        Gateway.came.append((to, words[-1], key))
        if Gateway.answers and (error := Gateway.answers.pop(0)):
            raise error


@pytest.fixture
def gateway(settings):
    settings.SMS_SENDER = settings.MAIL_SENDER = "tests.accounts.test_notices.Gateway"
    Gateway.answers, Gateway.came = [], []
    return Gateway


# --- an SMS never holds personal data -------------------------------------------------------------------------------

PERSONAL = {"name", "applicant", "applicant_name", "id_number", "document", "mobile", "address", "contact", "text"}


@pytest.mark.parametrize("kind", sorted(notice_kinds))
def test_an_sms_of_any_kind_holds_nothing_of_the_person(kind, citizen, clock):
    """Whatever an app hands in, only the words declared fit for an SMS get there."""
    secrets = {name: f"秘密{n}" for n, name in enumerate(notice_kinds[kind].fields)}
    loose = {name: word for name, word in secrets.items() if not notice_kinds[kind].fields[name].sms}
    row = NoticeTemplate(kind=kind, channel="sms", text="".join(f"{{{name}}}" for name in secrets))
    row.save()  # as if it had come past the form
    NoticePreference.objects.create(person=citizen, group=notice_kinds[kind].group, channels=["site", "sms"])
    tell(citizen, kind, words=secrets | {"name": "王小明", "id_number": citizen.id_number})
    text = Delivery.objects.get(channel="sms").text
    assert not [word for word in [*loose.values(), "王小明", citizen.id_number, citizen.mobile] if word in text]


def test_no_word_that_names_a_person_is_declared_fit_for_an_sms():
    fit = {name for kind in notice_kinds.values() for name, word in kind.fields.items() if word.sms}
    assert fit & PERSONAL == {"document"}  # 立项文号, the number of a public paper
    assert notice_kinds["funds.fund"].fields["document"].label == "立项文号"
    labels = {word.label for kind in notice_kinds.values() for word in kind.fields.values() if word.sms}
    assert {label for label in labels if "名" in label or "证照编号" in label} == {"网站名称"}


def test_every_shipped_sms_is_short_and_says_who_writes():
    texts = [text for (_, channel), text in default_texts.items() if channel == "sms"]
    assert len(texts) > 15
    for text in texts:
        read = filled(text.text, notice_kinds[text.kind].examples)
        assert len(read) <= 140 and text.text.startswith("【{site}】"), read


@pytest.mark.parametrize(
    ("channel", "text", "words"),
    [
        ("sms", "{item}已受理", "短信里不能有“事项”"),
        ("sms", "请联系 13893200001", "手机号"),
        ("sms", "号码 620102199003074176", "身份证号码"),
        ("site", "{nobody}已受理", "没有“{nobody}”"),
        ("site", "{item.version}", "没有“{item.version}”"),
        ("site", "{item 已受理", "没有成对"),
        ("sms", "长" * 201, "201 字"),
    ],
)
def test_words_that_a_template_may_not_have(channel, text, words, keeper):
    row = NoticeTemplate(kind="approvals.accept", channel=channel, title="" if channel == "sms" else "标题", text=text)
    with pytest.raises(ValidationError, match=words):
        actions.save_template(actor=keeper, template=row, reason="试")
    assert not NoticeTemplate.objects.exists()


def test_what_the_law_wants_told_stays_on():
    row = NoticeTemplate(kind="approvals.refuse", channel="site", title="不予许可", text="见决定书", enabled=False)
    with pytest.raises(ValidationError, match="依法应当告知"):
        row.full_clean()
    row.channel, row.title = "sms", ""
    row.full_clean()


def test_shipped_words_are_loaded_once_and_a_clerks_stay(citizen, keeper):
    assert actions.load_notice_templates() == len(default_texts) > 30
    row = NoticeTemplate.objects.get(kind="approvals.accept", channel="site")
    row.title = "受理了"
    with pytest.raises(PermissionDenied):
        actions.save_template(actor=citizen, template=row, reason="我想")
    actions.save_template(actor=keeper, template=row, reason="改得明白些")
    assert actions.load_notice_templates() == 0
    tell(citizen)
    assert Message.objects.get().title == "受理了"
    assert row.history.first().history_change_reason == "改得明白些"


# --- who is told, on what -------------------------------------------------------------------------------------------


def test_an_act_tells_once_in_the_site_and_by_sms(citizen):
    tell(citizen)
    tell(citizen)
    message, delivery = Message.objects.get(), Delivery.objects.get()
    assert (message.title, message.number, message.group) == ("申请已受理", WORDS["number"], "cases")
    assert (delivery.channel, delivery.to, delivery.state) == ("sms", "13893200001", S.QUEUED)
    assert delivery.text == f"【漳县政务服务网】办件 {WORDS['number']} 已受理，最迟 3月9日 前作出决定。"
    with connection.cursor() as cursor:
        cursor.execute('SELECT "to", text, token FROM accounts_delivery')
        stored = " ".join(cursor.fetchone())
    assert "13893200001" not in stored and "受理" not in stored


def test_without_an_account_by_the_phone_alone():
    tell(None, mobile="13893200009")
    assert Message.objects.count() == 0
    assert Delivery.objects.get().to == "13893200009"


def test_what_a_person_chose_holds_save_for_what_the_law_wants_told(citizen):
    actions.save_preference(actor=citizen, group="cases", channels=[], digest=Digest.NONE)
    tell(citizen, "approvals.submit", key="a")
    assert not Message.objects.exists() and not Delivery.objects.exists()
    tell(citizen, "approvals.ask_correction", key="b")
    assert Message.objects.get().title == "请补正材料" and not Delivery.objects.exists()
    actions.save_preference(actor=citizen, group="cases", channels=["mail"], digest=Digest.NONE)
    tell(citizen, "approvals.refuse", key="c")
    mail = Delivery.objects.get()
    assert (mail.channel, mail.to, mail.title) == ("mail", "w@example.cn", "不予许可")
    assert "食品经营许可" in mail.text


def test_a_mail_needs_an_address(citizen):
    citizen.email = ""
    with pytest.raises(ValidationError, match="邮箱"):
        actions.save_preference(actor=citizen, group="cases", channels=["mail"], digest=Digest.NONE)


def test_history_loaded_later_and_closed_accounts_wake_nobody(citizen):
    tell(citizen, at=NOON - timedelta(days=4))
    assert Message.objects.get().created_at == NOON - timedelta(days=4)
    citizen.is_active = False
    citizen.save()
    tell(citizen, key="b")
    assert not Delivery.objects.exists()


def test_many_are_told_by_three_questions(citizen, django_assert_num_queries):
    people = [citizen, *(UserFactory(mobile=f"1389320001{n}") for n in range(4))]
    tell(citizen, key="the words are read once")
    for some in (people[:1], people):
        tellings = [
            notices.Telling(kind="approvals.accept", key=f"x{len(some)}", recipient=p.pk, words=WORDS) for p in some
        ]
        with django_assert_num_queries(3):  # stamp, numbers and preferences; messages; deliveries
            notices.send_all(tellings)
    assert Delivery.objects.count() == 7


def test_changed_words_are_told_at_once_and_those_taken_back_are_not(citizen):
    """The words are kept in the process by a stamp that the database raises with every change of them."""
    row = NoticeTemplate.objects.filter(kind="approvals.accept", channel="site")
    row.delete()
    tell(citizen, key="a")
    with pytest.raises(RuntimeError), transaction.atomic():
        NoticeTemplate.objects.create(kind="approvals.accept", channel="site", title="改过", text="改过的话")
        tell(citizen, key="b")
        assert Message.objects.get(key="b").title == "改过"
        raise RuntimeError
    tell(citizen, key="c")
    shipped = Message.objects.get(key="a").title
    assert Message.objects.get(key="c").title == shipped != "改过"
    NoticeTemplate.objects.create(kind="approvals.accept", channel="site", title="新题", text="话")
    tell(citizen, key="d")
    NoticeTemplate.objects.filter(kind="approvals.accept", channel="site").update(title="更新的题")
    tell(citizen, key="e")
    assert list(Message.objects.filter(key__in="de").order_by("id").values_list("title", flat=True)) == [
        "新题", "更新的题",
    ]  # fmt: skip


def test_no_sms_in_the_night(citizen, clock):
    clock[0] = moment("2026-03-02 22:30")
    tell(citizen)
    assert timezone.localtime(Delivery.objects.get().next_at) == moment("2026-03-03 08:00")


# --- sending --------------------------------------------------------------------------------------------------------


def test_sent_after_the_commit_and_once(citizen, gateway, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tell(citizen)
        assert gateway.came == []
    row = Delivery.objects.get()
    assert (row.state, row.sent_at, row.attempts) == (S.SENT, NOON, 1)
    assert actions.send_due() == {"sent": 0, "failed": 0, "given_up": 0}
    assert [(to, key) for to, _, key in gateway.came] == [("13893200001", row.token)]


def test_a_worker_that_dies_behind_the_gateway_sends_again_under_the_same_key(citizen, gateway):
    tell(citizen)
    gateway.answers = [SystemExit()]
    with pytest.raises(SystemExit):
        actions.send_due()
    assert Delivery.objects.get().state == S.QUEUED
    assert actions.send_due()["sent"] == 1
    assert len({key for *_, key in gateway.came}) == 1 and len(gateway.came) == 2


def test_the_file_adapter_writes_one_file_for_a_key(citizen, outbox):
    tell(citizen)
    actions.send_due()
    Delivery.objects.update(state=S.QUEUED, sent_at=None)
    actions.send_due()
    assert len(list(outbox.iterdir())) == 1


def test_back_off_doubles_and_ends(citizen, gateway, clock):
    tell(citizen)
    row, waits = Delivery.objects.get(), []
    gateway.answers = [OSError("no answer from 13893200001")] * 20
    for _ in range(12):
        clock[0] = row.next_at
        actions.send_due()
        before, row = row, Delivery.objects.get()
        if row.state == S.GIVEN_UP:
            break
        assert actions.send_due() == {"sent": 0, "failed": 0, "given_up": 0}  # not before its time
        waits.append((row.next_at - before.next_at).total_seconds() / 60)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256] and row.attempts == 10
    assert row.last_error == "OSError: no answer from …"


def test_a_number_that_is_none_is_given_up_at_once_and_sent_again_by_a_person(citizen, gateway, keeper):
    from accounts.adapters import Refused

    tell(citizen)
    gateway.answers = [Refused("空号")]
    assert actions.send_due() == {"sent": 0, "failed": 0, "given_up": 1}
    with pytest.raises(PermissionDenied):
        actions.resend(actor=citizen, delivery=Delivery.objects.get())
    actions.resend(actor=keeper, delivery=Delivery.objects.get())
    assert actions.send_due()["sent"] == 1
    actions.resend(actor=keeper, delivery=Delivery.objects.get())
    assert actions.send_due()["sent"] == 1
    assert [row.state for row in Delivery.objects.order_by("id")] == [S.SENT, S.SENT]
    assert len({key for *_, key in gateway.came}) == 2


def test_one_bad_message_does_not_stop_the_next(citizen, gateway):
    tell(citizen, key="a")
    tell(citizen, key="b")
    gateway.answers = [ValueError("boom")]
    assert actions.send_due() == {"sent": 1, "failed": 1, "given_up": 0}


def test_a_digest_gathers_what_may_wait(citizen, gateway, clock):
    actions.save_preference(actor=citizen, group="cases", channels=["site", "sms", "mail"], digest=Digest.DAILY)
    for kind, key in (("submit", "a"), ("correct", "b"), ("refuse", "c")):
        tell(citizen, f"approvals.{kind}", key=key)
    assert actions.send_due()["sent"] == 2  # the refusal goes at once, by SMS and by mail
    assert actions.gather_digests() == 0
    clock[0] = moment("2026-03-03 08:00")
    assert actions.gather_digests() == 2 and actions.gather_digests() == 0
    gateway.came.clear()
    assert actions.send_due()["sent"] == 2
    texts = sorted((text for _, text, _ in gateway.came), key=len)
    assert texts[0] == "【漳县政务服务网】您有 1 条新消息，请登录网站“我的消息”查看。"  # correct has no SMS
    assert "1. 申请已提交" in texts[1] and "2. 补正材料已收到" in texts[1]
    assert Delivery.objects.filter(state=S.GATHERED, gathered_in__isnull=False).count() == 3


def test_reading_is_for_ones_own(citizen):
    tell(citizen)
    tell(citizen, "funds.pass", key="b")
    message = Message.objects.get(group="cases")
    assert actions.mark_read(actor=UserFactory(), message=message) == 0
    assert actions.mark_read(actor=citizen, message=message) == 1
    assert actions.mark_read(actor=citizen, group="alerts") == 0
    assert actions.mark_read(actor=citizen) == 1
    assert not Message.objects.of(citizen).unread().exists()


def test_numbers_and_texts_are_forgotten_after_half_a_year(citizen, clock):
    tell(citizen)
    actions.send_due()
    clock[0] = NOON + timedelta(days=182)
    assert actions.forget_deliveries() == 0
    clock[0] = NOON + timedelta(days=184)
    assert actions.forget_deliveries() == 1 and actions.forget_deliveries() == 0
    row = Delivery.objects.get()
    assert (row.to, row.text, row.state) == ("", "", S.SENT)
