"""The parties outside: the virus scanner, the courier, the treasury."""

import json
import re
import socket
import struct
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

CHUNK = 64 * 1024
SECONDS = 60  # for one file
FOUND = re.compile(r"^stream: (?P<name>.+) FOUND$")


class ScanFailed(OSError):
    """The scanner gave no verdict: the file stays in quarantine and is tried again."""


class Clamd:
    """ClamAV's daemon, spoken to by INSTREAM (clamd(8)): `unix:/run/clamav/clamd.ctl` or `host:port`."""

    def __init__(self, address: str):
        self.address = address

    def scan(self, file) -> str:
        """The name of the virus found in an open binary file, or an empty text for a clean one. Raises ScanFailed."""
        try:
            with self._connect() as link:
                link.sendall(b"zINSTREAM\0")
                while chunk := file.read(CHUNK):
                    link.sendall(struct.pack("!I", len(chunk)) + chunk)
                link.sendall(struct.pack("!I", 0))
                answer = self._answer(link)
        except OSError as error:
            raise ScanFailed(str(error)) from error
        if answer == "stream: OK":
            return ""
        if found := FOUND.match(answer):
            return found["name"]
        raise ScanFailed(answer or "clamd closed the connection")

    def _connect(self) -> socket.socket:
        if self.address.startswith("unix:"):
            link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            link.settimeout(SECONDS)
            try:
                link.connect(self.address.removeprefix("unix:"))
            except OSError:
                link.close()
                raise
            return link
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=SECONDS)

    def _answer(self, link) -> str:
        parts = []
        while b"\0" not in (part := link.recv(4096)) and part:
            parts.append(part)
        return b"".join([*parts, part]).split(b"\0")[0].decode(errors="replace").strip()


def scanner() -> Clamd | None:
    """The configured scanner (setting CLAMD), or None: files are then kept as 未扫描."""
    return Clamd(settings.CLAMD) if settings.CLAMD else None


# --- the courier -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ParcelEvent:
    """What a carrier says of a parcel. `outcome` is signed, returned or empty; `words` name signer or reason."""

    at: datetime
    words: str
    place: str = ""
    outcome: str = ""


class Courier:
    """A carrier's system. An official one is a class of its own that the setting COURIER names."""

    name = ""

    def track(self, waybill: str) -> list[ParcelEvent]:
        """All that is known of a parcel, in any order. Raises OSError while the carrier doesn't answer."""
        raise NotImplementedError


class LocalCourier(Courier):
    """Without a carrier's interface: the clerk types the waybill of the carrier's slip; what becomes of the parcel is
    read from `var/courier/<waybill>.jsonl`, a line an event: {"at", "words", "place", "outcome"}."""

    name = "中国邮政"

    def track(self, waybill: str) -> list[ParcelEvent]:
        path = Path(settings.VAR_DIR) / "courier" / f"{re.sub(r'[^0-9A-Za-z]', '', waybill)}.jsonl"
        if not path.exists():
            return []
        return [_event(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _event(row: dict) -> ParcelEvent:
    at = datetime.fromisoformat(row["at"])
    at = timezone.make_aware(at) if timezone.is_naive(at) else at
    return ParcelEvent(at, str(row["words"])[:300], str(row.get("place", ""))[:100], str(row.get("outcome", "")))


def courier() -> Courier:
    """The carrier that COURIER names."""
    return import_string(settings.COURIER)()


# --- the treasury ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Paid:
    """What the treasury says of a code that was paid: when, and the number of its receipt (票据号)."""

    at: datetime
    receipt: str


class Treasury:
    """The system of 政府非税收入. An official one is a class of its own that the setting TREASURY names."""

    def register(self, *, number: str, amount, charge: str) -> str:
        """The 缴款码 under which this is paid. Raises OSError while the treasury doesn't answer."""
        raise NotImplementedError

    def ask(self, code: str) -> Paid | None:
        """Whether this code was paid."""
        raise NotImplementedError


class LocalTreasury(Treasury):
    """Without the treasury's interface: the code is the portal's own, and the clerk types the number of the receipt, or
    whatever counts the money leaves `var/fees/<code>.json`: {"at", "receipt"}."""

    def register(self, *, number: str, amount, charge: str) -> str:
        return f"JK{number}{charge}"

    def ask(self, code: str) -> Paid | None:
        path = Path(settings.VAR_DIR) / "fees" / f"{re.sub(r'[^0-9A-Za-z]', '', code)}.json"
        if not path.exists():
            return None
        row = json.loads(path.read_text(encoding="utf-8"))
        at = datetime.fromisoformat(row["at"])
        return Paid(timezone.make_aware(at) if timezone.is_naive(at) else at, str(row["receipt"])[:60])


def treasury() -> Treasury:
    """The treasury that TREASURY names."""
    return import_string(settings.TREASURY)()
