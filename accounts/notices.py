"""Telling people: in the site at once, by SMS and mail after commit, by what each kind says and each person chose.

`send` and `send_all` write rows in the caller's transaction and nothing else; `accounts.send_notices` takes them to the
gateways. What an act tells is found by its `key`: written twice it is told once.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from celery import current_app
from django.db import connection, transaction
from django.utils import timezone

from core.masking import blind_index, decrypt

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
from .models import Delivery, Message, NoticeTemplate

TASK = "accounts.send_notices"
STALE = timedelta(days=3)  # an act told of so late leaves the house no more: history loaded later wakes nobody
PAUSE = 1  # seconds between two words to the worker
_woken = -PAUSE  # when this process gave the last one
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


# What the notices of one call ask: the stamp of the words, and of each person numbers and choices.
ASKED = """
    SELECT s.number, u.id, u.is_active, u.mobile, u.email,
           (SELECT jsonb_agg(jsonb_build_array(p."group", p.channels, p.digest))
              FROM accounts_noticepreference p WHERE p.person_id = u.id)
      FROM (SELECT %s::bigint[] AS people, (SELECT number FROM core_publication WHERE name = %s) AS number) s
      LEFT JOIN accounts_user u ON u.id = ANY (s.people)
"""
TEMPLATES = "notice templates"  # the publication whose number a trigger of accounts_noticetemplate takes


class _Choice(NamedTuple):
    channels: list[str]
    digest: str


class _Reached(NamedTuple):
    mobile: str
    email: str


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
    """Tell many at once: three questions to the database, whatever their number; one more after a change of words.

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
    """Let a worker send what is due, once the transaction is safe; when the broker is away, beat finds it later.

    One word a second from a process is enough: the worker looks a second after it, when all that was written before the
    next word is there.
    """
    transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    global _woken
    if current_app.conf.task_always_eager or monotonic() >= _woken + PAUSE:
        _woken = monotonic()
        current_app.signature(TASK).apply_async(retry=False, countdown=PAUSE)


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


# The words of every kind as they stood at one stamp. A trigger of the table takes a new number with every change, so
# that words of an old number are never shown; whoever changed them in an open transaction sees the own number.
_words_kept: tuple[int | None, dict] = (None, {})


def _templates_at(stamp: int | None) -> dict[tuple[str, str], NoticeTemplate]:
    global _words_kept
    if stamp is None or _words_kept[0] != stamp:
        rows = NoticeTemplate.objects.order_by("pk")
        _words_kept = (stamp, {(row.kind, row.channel): row for row in rows})
    return _words_kept[1]


def templates_of(kinds: Iterable[str]) -> dict[tuple[str, str], NoticeTemplate]:
    rows = NoticeTemplate.objects.filter(kind__in=set(kinds)).order_by("pk")
    return {(row.kind, row.channel): row for row in rows}


class _Run:
    """What the notices of one call share: templates, preferences, numbers, each read once."""

    def __init__(self, tellings: list[Telling], now: datetime):
        from django.conf import settings

        self.now = now
        self.site = {"site": settings.COUNTY["site"]}
        self.chosen: dict[tuple[int, str], _Choice] = {}
        self.people: dict[int, _Reached] = {}
        people = list({telling.recipient for telling in tellings} - {None})
        with connection.cursor() as cursor:
            cursor.execute(ASKED, [people, TEMPLATES])
            rows = cursor.fetchall()
        for _, person, is_active, mobile, email, choices in rows:
            for group, channels, digest in json.loads(choices or "[]"):
                self.chosen[person, group] = _Choice(channels, digest)
            if is_active:
                self.people[person] = _Reached(decrypt(mobile) if mobile else "", email)
        self.templates = _templates_at(rows[0][0])

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
