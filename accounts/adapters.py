"""The parties outside that carry messages: the gateway for text messages, the mail server.

`key` is the same in every attempt at one message: what was taken once must not go to the person again (a worker may die
between the gateway's answer and our note of it). A gateway without such a key of its own has to be asked first.
"""

import logging
import re
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)

UNSAFE = re.compile(r"[^0-9A-Za-z-]")


class Refused(OSError):
    """The other side will never take this message (no such number, no such address): trying again is of no use."""


class SmsSender:
    """What a county's SMS gateway must do. Subclass it, name the class in SMS_SENDER, and messages leave the house.

    `local` says that messages never reach a phone, so a page may show the person what was written.
    """

    local = False

    def send(self, mobile: str, text: str, key: str = "") -> None:
        """Send `text` to a mobile number of 11 digits, once for a `key`; raise OSError when the gateway doesn't take
        it now, Refused when it never will."""
        raise NotImplementedError


class OutboxSender(SmsSender):
    """For development and demonstration: writes each message to a file of its own under `var/outbox`.

    Its codes are shown on the page only where SHOW_CODES says so: elsewhere anyone could take over any account.
    """

    @property
    def local(self) -> bool:
        return settings.SHOW_CODES

    def send(self, mobile: str, text: str, key: str = "") -> None:
        _write(f"{mobile[-4:]}.txt", f"收信人：{mobile}\n{text}\n", key)


class ConsoleSender(SmsSender):
    """For development: the message is a line of the log, the number masked."""

    @property
    def local(self) -> bool:
        return settings.SHOW_CODES

    def send(self, mobile: str, text: str, key: str = "") -> None:
        log.warning("sms to …%s: %s", mobile[-4:], text)


class MailSender:
    """What carries mail. Name the class in MAIL_SENDER."""

    def send(self, to: str, title: str, text: str, key: str = "") -> None:
        """Send a plain mail to one address, once for a `key`; raise OSError now, Refused for good."""
        raise NotImplementedError


class DjangoMail(MailSender):
    """By Django's own mail backend (EMAIL_BACKEND: SMTP unless set otherwise). The key is the Message-ID, by which
    mail servers know a mail that comes again."""

    def send(self, to: str, title: str, text: str, key: str = "") -> None:
        headers = {"Message-ID": f"<{UNSAFE.sub('', key)}@{settings.SITE_HOST}>"} if key else {}
        EmailMessage(title, text, to=[to], headers=headers).send(fail_silently=False)


class OutboxMail(MailSender):
    """For development and demonstration: a file of its own under `var/outbox`."""

    def send(self, to: str, title: str, text: str, key: str = "") -> None:
        _write("mail.txt", f"收信人：{to}\n标题：{title}\n\n{text}\n", key)


class ConsoleMail(MailSender):
    """For development: the title is a line of the log."""

    def send(self, to: str, title: str, text: str, key: str = "") -> None:
        log.warning("mail to …%s: %s", to[-8:], title)


def _write(ending: str, text: str, key: str) -> None:
    """One file for a message; of one with a key, one file however often it is sent."""
    folder = Path(settings.VAR_DIR) / "outbox"
    folder.mkdir(parents=True, exist_ok=True)
    now = timezone.localtime()
    name = UNSAFE.sub("", key)[:40] or f"{now:%Y%m%d-%H%M%S-%f}"
    path = folder / f"{name}-{ending}"
    if key and path.exists():
        return
    path.write_text(f"{now:%Y-%m-%d %H:%M:%S}\n{text}", encoding="utf-8")


def sms_sender() -> SmsSender:
    """The sender that SMS_SENDER names."""
    return import_string(settings.SMS_SENDER)()


def mail_sender() -> MailSender:
    """The sender that MAIL_SENDER names."""
    return import_string(settings.MAIL_SENDER)()
