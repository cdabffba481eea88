"""Telling people: in the site at once, by SMS and mail after commit, by what each kind says and each person chose.

`send` and `send_all` write rows in the caller's transaction and nothing else; `accounts.send_notices` takes them to the
gateways. What an act tells is found by its `key`: written twice it is told once.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path

from celery import current_app
from django.db import transaction
from django.utils import timezone

from core.masking import blind_index

from .enums import DeliveryState, Digest, NoticeGroup
from .kinds import (
    COMMON,
    DEFAULT_CHANNELS,
    MAIL,
    SITE,
    SMS,
    NoticeKind,
    Word,
    declare,
    default_texts,
    filled,
    notice_kinds,
)
from .models import Delivery, Message, NoticePreference, NoticeTemplate, User

TASK = "accounts.send_notices"
STALE = timedelta(days=3)  # an act told of so late leaves the house no more: history loaded later wakes nobody
QUIET = (time(21), time(8))  # no SMS in the night; it waits for the morning
MORNING = time(8)

DIGEST = NoticeKind(
    "accounts.digest",
    "每日汇总",
    NoticeGroup.ACCOUNT,
    {"count": Word("条数", "3", sms=True), "list": Word("各条内容", "1. 申请已受理：……")},
)
VERIFY = NoticeKind(
    "accounts.verify_mail",
    "确认邮箱",
    NoticeGroup.ACCOUNT,
    {"link": Word("确认链接", "https://example.gov.cn/me/settings/notices/mail/…/")},
    important=True,
)
declare(DIGEST, VERIFY, texts=Path(__file__).parent / "data" / "notices.csv")


@dataclass(frozen=True)
class Telling:
    """One notice to one person: an account (`recipient`, its id), or a `mobile` or `mail` without one.

    `key` names the act (160 characters at the most), `subject` and `number` the thing ("case", 办件编号), `address` the
    page to open. `mobile` is also what an account without a number of its own is told by.
    """

    kind: str
    key: str
    words: Mapping[str, str] = field(default_factory=dict)
    recipient: int | None = None
    mobile: str = ""
    mail: str = ""
    subject: str = ""
    number: str = ""
    address: str = ""
    at: datetime | None = None


def send(kind: str, *, key: str, **facts) -> None:
    """Tell one person of one act (the fields of Telling), in the caller's transaction."""
    send_all([Telling(kind=kind, key=key, **facts)])


@transaction.atomic(savepoint=False)
def send_all(tellings: Iterable[Telling]) -> None:
    """Tell many at once: at most five questions to the database, whatever their number.

    Raises KeyError for a kind that no app declared.
    """
    tellings = list(tellings)
    if not tellings:
        return
    now = timezone.now()
    run = _Run(tellings, now)
    messages, deliveries = [], []
    for telling in tellings:
        if telling.recipient is not None and run.channels(telling, SITE):
            messages.append(run.message(telling))
        deliveries += run.deliveries(telling)
    Message.objects.bulk_create([row for row in messages if row], 1000, ignore_conflicts=True)
    if deliveries:
        Delivery.objects.bulk_create(deliveries, 1000, ignore_conflicts=True)
        wake()


def wake() -> None:
    """Let a worker send what is due, once the transaction is safe; when the broker is away, beat finds it later."""
    transaction.on_commit(lambda: current_app.signature(TASK).apply_async(retry=False), robust=True)


def words_of(kind: str, channel: str, rows: Mapping[tuple[str, str], NoticeTemplate]) -> tuple[str, str] | None:
    """(title, text) of a kind on a channel: as a clerk wrote them, else as they ship; None where it isn't told.

    A mail without words of its own has those of the site.
    """
    row = rows.get((kind, channel))
    if row is not None:
        return (row.title, row.text) if row.enabled else None
    text = default_texts.get((kind, channel))
    if text is not None:
        return text.title, text.text
    return words_of(kind, SITE, rows) if channel == MAIL else None


def templates_of(kinds: Iterable[str]) -> dict[tuple[str, str], NoticeTemplate]:
    rows = NoticeTemplate.objects.filter(kind__in=set(kinds)).order_by("pk")
    return {(row.kind, row.channel): row for row in rows}


class _Run:
    """What the notices of one call share: templates, preferences, numbers, each read once."""

    def __init__(self, tellings: list[Telling], now: datetime):
        from django.conf import settings

        self.now = now
        self.site = {"site": settings.COUNTY["site"]}
        self.templates = templates_of(telling.kind for telling in tellings)
        people = {telling.recipient for telling in tellings} - {None}
        groups = {notice_kinds[telling.kind].group for telling in tellings}
        rows = NoticePreference.objects.filter(person__in=people, group__in=groups).order_by("pk") if people else ()
        self.chosen = {(row.person_id, row.group): row for row in rows}
        reached = {t.recipient for t in tellings if t.recipient and any(self.channels(t, c) for c in (SMS, MAIL))}
        found = User.objects.filter(pk__in=reached, is_active=True).only("mobile", "email").order_by("pk")
        self.people = {user.pk: user for user in found} if reached else {}

    def channels(self, telling: Telling, channel: str) -> bool:
        """Whether this is told on this channel."""
        kind = notice_kinds[telling.kind]
        if words_of(kind.code, channel, self.templates) is None:
            return False
        if channel == SITE and kind.important:
            return True
        if channel != SITE and (telling.at or self.now) < self.now - STALE:
            return False
        chosen = self.chosen.get((telling.recipient, kind.group))
        wanted = chosen.channels if chosen else DEFAULT_CHANNELS[kind.group]
        return channel in wanted or (telling.recipient is None and channel == MAIL)

    def message(self, telling: Telling) -> Message:
        title, text = self._filled(telling, SITE)
        return Message(
            recipient_id=telling.recipient,
            kind=telling.kind,
            group=notice_kinds[telling.kind].group,
            key=telling.key,
            subject=telling.subject,
            number=telling.number,
            address=telling.address,
            title=title[:100],
            text=text,
            created_at=telling.at or self.now,
        )

    def deliveries(self, telling: Telling) -> list[Delivery]:
        found = []
        for channel, to in ((SMS, self._mobile(telling)), (MAIL, self._mail(telling))):
            if to and self.channels(telling, channel):
                found.append(self._delivery(telling, channel, to))
        return found

    def _delivery(self, telling: Telling, channel: str, to: str) -> Delivery:
        kind = notice_kinds[telling.kind]
        chosen = self.chosen.get((telling.recipient, kind.group))
        held = chosen is not None and chosen.digest == Digest.DAILY and not kind.important
        title, text = self._filled(telling, channel)
        return Delivery(
            token=token(telling.key, channel, telling.recipient or to),
            kind=telling.kind,
            channel=channel,
            recipient_id=telling.recipient,
            to=to,
            subject=telling.subject,
            number=telling.number,
            title=title[:100] if channel == MAIL else "",
            text=text,
            state=DeliveryState.HELD if held else DeliveryState.QUEUED,
            created_at=self.now,
            next_at=next_morning(self.now) if held else send_at(channel, self.now),
        )

    def _filled(self, telling: Telling, channel: str) -> tuple[str, str]:
        """Only declared words go in, and into an SMS only those that it may hold, whatever the template says."""
        title, text = words_of(telling.kind, channel, self.templates)
        known = notice_kinds[telling.kind].fields
        words = {name: word for name, word in {**telling.words, **self.site}.items() if name in known}
        if channel == SMS:
            words = {name: word for name, word in words.items() if known[name].sms}
        return filled(title, words), filled(text, words)

    def _mobile(self, telling: Telling) -> str:
        if telling.recipient is None:
            return telling.mobile
        person = self.people.get(telling.recipient)
        return (person.mobile or telling.mobile) if person else ""

    def _mail(self, telling: Telling) -> str:
        if telling.recipient is None:
            return telling.mail
        person = self.people.get(telling.recipient)
        return person.email if person else ""


def token(key: str, channel: str, whom: int | str) -> str:
    """What a gateway knows a notice by: the same for the same act, channel and person; nothing of them is readable."""
    return blind_index(f"{hashlib.sha256(key.encode()).hexdigest()}:{channel}:{whom}")


def send_at(channel: str, now: datetime) -> datetime:
    """When it may go: a mail at once, an SMS not in the night (QUIET)."""
    hour = timezone.localtime(now).time()
    begins, ends = QUIET
    if channel == SMS and (hour >= begins or hour < ends):
        return next_morning(now)
    return now


def next_morning(now: datetime) -> datetime:
    """The next eight o'clock in the county's time."""
    local = timezone.localtime(now)
    today = local.replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)
    return today if local < today else today + timedelta(days=1)


__all__ = [
    "COMMON",
    "DIGEST",
    "VERIFY",
    "Telling",
    "send",
    "send_all",
    "send_at",
    "templates_of",
    "token",
    "wake",
    "words_of",
]
