"""Personal data: masked by default, encrypted at rest (个人信息保护法 51; GB/T 22239-2019 8.1.4.8)."""

import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    return _box(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Raises cryptography.fernet.InvalidToken when no key of FIELD_KEYS fits."""
    return _box(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode()


def blind_index(value: str) -> str:
    """A keyed hash of a normalised value: equal values can be found without being readable. Empty for empty."""
    if not value:
        return ""
    return hmac.new(settings.SECRET_KEY.encode(), value.strip().upper().encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(models.TextField):
    """Text that the database holds only as a Fernet token. It can't be filtered by; use a blind index beside it."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return encrypt(value) if value else value

    def from_db_value(self, value, expression, connection):
        return decrypt(value) if value else value
