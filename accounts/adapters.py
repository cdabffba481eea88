"""The party outside that carries text messages to phones."""

from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string


class SmsSender:
    """What a county's SMS gateway must do. Subclass it, name the class in SMS_SENDER, and messages leave the house.

    `local` says that messages never reach a phone, so a page may show the person what was written.
    """

    local = False

    def send(self, mobile: str, text: str) -> None:
        """Send `text` to a mobile number of 11 digits; raise OSError when the gateway doesn't take it."""
        raise NotImplementedError


class OutboxSender(SmsSender):
    """For development and demonstration: writes each message to a file of its own under `var/outbox`.

    Its codes are shown on the page only where SHOW_CODES says so: elsewhere anyone could take over any account.
    """

    @property
    def local(self) -> bool:
        return settings.SHOW_CODES

    def send(self, mobile: str, text: str) -> None:
        folder = Path(settings.VAR_DIR) / "outbox"
        folder.mkdir(parents=True, exist_ok=True)
        now = timezone.localtime()
        path = folder / f"{now:%Y%m%d-%H%M%S-%f}-{mobile[-4:]}.txt"
        path.write_text(f"{now:%Y-%m-%d %H:%M:%S}\n收信人：{mobile}\n{text}\n", encoding="utf-8")


def sms_sender() -> SmsSender:
    """The sender that SMS_SENDER names."""
    return import_string(settings.SMS_SENDER)()
