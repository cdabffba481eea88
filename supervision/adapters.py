"""The receiver of 检举控告: 县纪委监委. The portal holds its public key and can seal; only the commission can open.

Envelopes are HPKE (RFC 9180: X25519, HKDF-SHA256, ChaCha20-Poly1305), so that the commission may open them with any
implementation of that standard; `script/manage open_accusation` is one, for its own machine.
"""

import base64
import fcntl
import hashlib
import json
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from django.conf import settings
from django.utils.module_loading import import_string

BLOCK = 8192  # bytes: every envelope is a multiple of it, so that its length tells little of what it holds
PURPOSE = b"county-service-portal accusation "


def _suite() -> Suite:
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


def seal(number: str, content: dict, key: bytes) -> bytes:
    """The content as an envelope for this public key (32 bytes); `number` is bound to it."""
    plain = json.dumps(content, ensure_ascii=False).encode()
    plain += b" " * (-len(plain) % BLOCK)
    return _suite().encrypt(plain, X25519PublicKey.from_public_bytes(key), info=PURPOSE + number.encode())


def unseal(number: str, envelope: bytes, private: bytes) -> dict:
    """What an envelope holds, by the private key (32 bytes). cryptography's InvalidTag for another key or number."""
    key = X25519PrivateKey.from_private_bytes(private)
    return json.loads(_suite().decrypt(envelope, key, info=PURPOSE + number.encode()))


def print_of(key: bytes) -> str:
    """The fingerprint of a public key, as both sides compare it."""
    return hashlib.sha256(key).hexdigest()


class Commission:
    """What a way to 纪委监委 must do. Name the class in ACCUSATION_CARRIER."""

    demo = False

    def public_key(self) -> bytes:
        """The 32 bytes of the commission's X25519 key; empty when none is set and nothing can be taken."""
        raise NotImplementedError

    def carry(self, number: str, envelope: bytes) -> str:
        """Hand the envelope over and return the receipt; the same again for a number that came before. OSError now."""
        raise NotImplementedError


class DropFolder(Commission):
    """A folder that the commission's own machine empties (a one-way share). ACCUSATION_KEY is its key in base64."""

    def public_key(self) -> bytes:
        return base64.b64decode(settings.ACCUSATION_KEY)

    def folder(self) -> Path:
        return Path(settings.ACCUSATION_FOLDER)

    def carry(self, number: str, envelope: bytes) -> str:
        folder = self.folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{number}.hpke"
        fresh = path.with_suffix(".part")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(envelope)
        fresh.replace(path)
        return f"{number}:{hashlib.sha256(envelope).hexdigest()[:16]}"


class LocalCommission(DropFolder):
    """For demonstration: a commission on this machine, whose key lies in VAR_DIR/commission. Not for real reports."""

    demo = True

    def folder(self) -> Path:
        return Path(settings.VAR_DIR) / "commission"

    def public_key(self) -> bytes:
        folder = self.folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        private, public = folder / "private.key", folder / "public.key"
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not public.exists():
                key = X25519PrivateKey.generate()
                with open(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                    file.write(key.private_bytes_raw())
                public.write_bytes(key.public_key().public_bytes_raw())
        return public.read_bytes()


def commission() -> Commission:
    """The way that ACCUSATION_CARRIER names."""
    return import_string(settings.ACCUSATION_CARRIER)()
