"""Personal data: masked by default, encrypted at rest (个人信息保护法 51; GB/T 22239-2019 8.1.4.8).

FIELD_KEYS holds Fernet keys, the newest first: it encrypts, all of them decrypt. After a new key is put in front,
`rotate` writes the old rows anew; then the old key can go.
"""

import hashlib
import hmac
import json
import re
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.lookups import Exact

MASK = "*"


def mask_name(name: str) -> str:
    """张*三, 王*, 欧**明: the first and the last character stay, a name of two keeps the first."""
    if len(name) <= 2:
        return name[:1] + MASK * (len(name) - 1)
    return name[0] + MASK * (len(name) - 2) + name[-1]


def mask_mobile(mobile: str) -> str:
    """138****1234; of anything shorter than a mobile number only the last two stay."""
    if len(mobile) < 11:
        return MASK * (len(mobile) - 2) + mobile[-2:] if len(mobile) > 2 else MASK * len(mobile)
    return mobile[:3] + MASK * 4 + mobile[-4:]


def mask_id_number(number: str) -> str:
    """The first and the last character stay: six and four, as often seen, rebuild the number with a birth date."""
    if len(number) <= 2:
        return MASK * len(number)
    return number[0] + MASK * (len(number) - 2) + number[-1]


def mask_address(address: str) -> str:
    """Down to the township; the house is hidden."""
    found = re.match(r".{2,30}?(?:镇|乡|街道)", address) or re.match(r".{1,20}?[县区市]", address)
    return f"{found.group() if found else ''}***" if address else ""


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    return _box(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Raises cryptography.fernet.InvalidToken when no key of FIELD_KEYS fits."""
    return _box(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode()


def blind_index(value: str) -> str:
    """A keyed hash of a normalised value: equal values can be found without being readable. Empty for empty.

    The key is BLIND_INDEX_KEY, or SECRET_KEY while none is set; a change of it needs every index written anew.
    """
    value = (value or "").strip().upper()
    if not value:
        return ""
    key = getattr(settings, "BLIND_INDEX_KEY", "") or settings.SECRET_KEY
    return hmac.new(key.encode(), value.encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(models.TextField):
    """Text that the database holds only as a Fernet token. It can't be filtered by; use a blind index beside it."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return encrypt(value) if value else value

    def from_db_value(self, value, expression, connection):
        return decrypt(value) if value else value

    def get_lookup(self, lookup_name):
        if lookup_name not in ("exact", "isnull"):
            raise FieldError(f"{self.name} is encrypted: find it by its blind index, not by {lookup_name}")
        return super().get_lookup(lookup_name)


@EncryptedTextField.register_lookup
class EncryptedExact(Exact):
    """Only empty or not can be asked: every encryption of a text is another token."""

    def get_prep_lookup(self):
        if self.rhs not in ("", None):
            raise FieldError("an encrypted field can't be compared; find the row by its blind index")
        return self.rhs


class EncryptedJSONField(EncryptedTextField):
    """A JSON value that the database holds only as a Fernet token."""

    def get_prep_value(self, value):
        return None if value is None else encrypt(json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder))

    def from_db_value(self, value, expression, connection):
        return json.loads(decrypt(value)) if value else None

    def to_python(self, value):
        return value

    def value_to_string(self, obj):
        return json.dumps(self.value_from_object(obj), ensure_ascii=False, cls=DjangoJSONEncoder)


def encrypted_fields(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]


def rotate(model: type[models.Model], *, batch: int = 500) -> int:
    """Encrypt every row of a model with the newest key; returns their number. No history: no fact has changed."""
    fields = encrypted_fields(model)
    if not fields:
        return 0
    rows, count = [], 0
    for row in model._base_manager.order_by("pk").only("pk", *fields).iterator(chunk_size=batch):
        rows.append(row)
        if len(rows) == batch:
            count += model._base_manager.bulk_update(rows, fields)
            rows = []
    return count + (model._base_manager.bulk_update(rows, fields) if rows else 0)
