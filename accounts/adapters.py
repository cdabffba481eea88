"""The parties outside: the gateway for text messages, the mail server, the service of electronic seals.

Of messages, `key` is the same in every attempt at one message: what was taken once must not go to the person again (a
worker may die between the gateway's answer and our note of it). A gateway without such a key of its own has to be asked
first.
"""

import fcntl
import logging
import os
import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.module_loading import import_string

from core.masking import decrypt, encrypt

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


@dataclass(frozen=True)
class Enrolled:
    """A seal that the service knows: its key's name there, its certificate and those above it (PEM)."""

    key_name: str
    certificate: str
    chain: str


class SealService:
    """What an electronic seal service must do. Subclass it and name the class in SEAL_SERVICE.

    `legal` says whether its seals have legal effect; `caption` is printed with every seal that has none. Keys
    never leave the service. OSError means that it doesn't answer now: the paper is made later.
    """

    legal = True
    caption = ""

    def enrol(self, name: str, *, first: date, last: date) -> Enrolled:
        """Make a seal known, valid on the days from `first` to `last`."""
        raise NotImplementedError

    def picture(self, key_name: str) -> bytes | None:
        """The registered picture of the seal (PNG); None when a plain one is to be drawn."""
        return None

    def sign(self, pdf: bytes, key_name: str, *, certificate: str, chain: str, name: str, reason: str) -> bytes:
        """The file with a PAdES signature of this seal appended."""
        raise NotImplementedError


class LocalSeals(SealService):
    """For demonstration, and until an official service is configured: keys of the county's own making.

    They lie under `var/seals`, each encrypted with FIELD_KEYS, readable by the portal's own user alone; a key whose
    file is lost signs no more, its papers stay verifiable by the certificate in the table.
    """

    legal = False
    caption = "演示签章，不具法定效力"

    def enrol(self, name: str, *, first: date, last: date) -> Enrolled:
        from core.papers import signing

        root = self._root()
        zone = timezone.get_current_timezone()
        begin = datetime(first.year, first.month, first.day, tzinfo=zone)
        end = datetime(last.year, last.month, last.day, tzinfo=zone) + timedelta(days=1)
        made = signing.new_identity(name, root, first=begin, last=end)
        key_name = secrets.token_hex(16)
        _keep(self._folder() / f"{key_name}.key", made.key)
        return Enrolled(key_name, made.certificate.decode(), root.certificate.decode())

    def sign(self, pdf: bytes, key_name: str, *, certificate: str, chain: str, name: str, reason: str) -> bytes:
        from core.papers import signing

        key = decrypt((self._folder() / f"{key_name}.key").read_text(encoding="ascii")).encode()
        identity = signing.Identity(key, certificate.encode())
        place = settings.COUNTY["name"]
        return signing.sign(pdf, identity, chain=chain.encode(), name=name, reason=reason, place=place)

    def rotate(self) -> int:
        """Every key file encrypted with the newest of FIELD_KEYS; how many there are."""
        paths = sorted(self._folder().glob("*.key"))
        for path in paths:
            fresh = path.with_suffix(".new")
            _keep(fresh, decrypt(path.read_text(encoding="ascii")).encode())
            fresh.replace(path)
        return len(paths)

    def _folder(self) -> Path:
        folder = Path(settings.SEALS_DIR)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def _root(self):
        """The authority that certifies all seals of this county; made once, whoever asks first."""
        from core.papers import signing

        folder = self._folder()
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            key, certificate = folder / "root.key", folder / "root.pem"
            if not certificate.exists():
                made = signing.new_root(f"{settings.COUNTY['name']}演示签章根证书")
                _keep(key, made.key)
                certificate.write_bytes(made.certificate)
            return signing.Identity(decrypt(key.read_text(encoding="ascii")).encode(), certificate.read_bytes())


def _keep(path: Path, key: bytes) -> None:
    """Write a key encrypted, for nobody else to read."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as kept:
        kept.write(encrypt(key.decode()))


def seal_service(name: str = "") -> SealService:
    """The service that SEAL_SERVICE names, or the one that a seal was made with."""
    return import_string(name or settings.SEAL_SERVICE)()
