"""The parties outside: the virus scanner."""

import re
import socket
import struct

from django.conf import settings

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
