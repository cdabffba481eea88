"""The carrier between the portal and the exchange platform of the city.

The local one writes JSON lines into a folder that a front-end machine fetches from; a carrier for a queue or a front
database is another class with the same `carry`.
"""

import json
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from .kinds import ENCRYPTED, LENGTHS, REQUIRED


@dataclass(frozen=True)
class Answer:
    """What the carrier says of one parcel."""

    parcel_id: int
    accepted: bool
    number: str
    message: str = ""


class FileCarrier:
    """One file a batch under VAR_DIR/exchange, written whole or not at all: carrying a batch again gives the same file.

    A row that the receiver's table would refuse (a required column empty, a text too long) is refused here, in words.
    """

    def __init__(self, folder: Path | None = None):
        self.folder = folder or settings.VAR_DIR / "exchange"

    def carry(self, number: str, parcels) -> list[Answer]:
        """Carry the parcels of a batch; one answer each. Raises OSError when the folder can't be written."""
        faults = {parcel.pk: faults_of(parcel) for parcel in parcels}
        lines = [
            json.dumps({"table": p.table, "fields": p.fields, "encrypted": ENCRYPTED}, ensure_ascii=False)
            for p in parcels
            if not faults[p.pk]
        ]
        digest = self._write(f"{number}.jsonl", "".join(f"{line}\n" for line in lines)) if lines else ""
        return [
            Answer(p.pk, not faults[p.pk], f"{number}-{place:04d}-{digest[:8]}".rstrip("-"), faults[p.pk])
            for place, p in enumerate(parcels, 1)
        ]

    def _write(self, name: str, text: str) -> str:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft, data = self.folder / f".{name}.draft", text.encode()
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / name)
        return sha256(data).hexdigest()


def faults_of(parcel) -> str:
    """Why the receiver's table would refuse this row; empty when it wouldn't."""
    empty = [name for name in REQUIRED[parcel.table] if parcel.fields.get(name) in (None, "")]
    long = [name for name, most in LENGTHS.items() if len(str(parcel.fields.get(name, ""))) > most]
    faults = ([f"缺少 {'、'.join(empty)}"] if empty else []) + ([f"{'、'.join(long)} 超过长度"] if long else [])
    return "；".join(faults)[:300]


def carrier() -> FileCarrier:
    """The carrier of this installation."""
    return FileCarrier()
