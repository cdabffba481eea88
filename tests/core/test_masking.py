"""What is shown of personal data, and what the database holds of it."""

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from core.masking import (
    EncryptedJSONField,
    blind_index,
    decrypt,
    encrypt,
    mask_address,
    mask_id_number,
    mask_mobile,
    mask_name,
    rotate,
)


@pytest.mark.parametrize(
    ("mask", "text", "shown"),
    [
        (mask_name, "张小三", "张*三"),
        (mask_name, "王五", "王*"),
        (mask_name, "欧阳小明", "欧**明"),
        (mask_name, "", ""),
        (mask_mobile, "13800001234", "138****1234"),
        (mask_mobile, "4862277", "*****77"),
        (mask_id_number, "621125199001010017", "6****************7"),
        (mask_id_number, "", ""),
        (mask_address, "甘肃省定西市漳县武阳镇西街12号", "甘肃省定西市漳县武阳镇***"),
        (mask_address, "漳县西街12号", "漳县***"),
        (mask_address, "某地", "***"),
        (mask_address, "", ""),
    ],
)
def test_masks(mask, text, shown):
    assert mask(text) == shown


@given(st.text(min_size=2, max_size=30))
def test_no_mask_shows_all(text):
    for mask in (mask_name, mask_mobile, mask_id_number, mask_address):
        assert "*" in mask(text)


@given(st.text(min_size=1).filter(lambda t: "\x00" not in t and t.isprintable()))
def test_encryption_is_its_own_inverse_and_never_repeats(text):
    assert decrypt(encrypt(text)) == text
    assert encrypt(text) != encrypt(text)


def test_blind_index():
    assert blind_index(" 11010519491231002x ") == blind_index("11010519491231002X")
    assert blind_index("a") != blind_index("b")
    assert blind_index("") == "" and blind_index("  ") == ""
    assert "11010519491231002X" not in blind_index("11010519491231002X")


@pytest.fixture
def person(db):
    return User.objects.create(username="citizen-1", id_number="621125199001010017")


def stored(person) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number FROM accounts_user WHERE id = %s", [person.pk])
        return cursor.fetchone()[0]


def test_the_database_holds_only_a_token(person):
    assert "621125" not in stored(person)
    assert User.objects.get(pk=person.pk).id_number == "621125199001010017"


def test_an_encrypted_field_is_not_searched(person):
    with pytest.raises(FieldError, match="blind index"):
        User.objects.filter(id_number="621125199001010017").count()
    with pytest.raises(FieldError, match="blind index"):
        User.objects.filter(id_number__contains="6211").count()
    assert User.objects.filter(id_number="").count() == 0


def test_keys_rotate(person, settings):
    old = settings.FIELD_KEYS[0]
    new = Fernet.generate_key().decode()
    settings.FIELD_KEYS = [new, old]
    before = stored(person)
    assert rotate(User) == 1
    assert stored(person) != before
    settings.FIELD_KEYS = [new]
    assert User.objects.get(pk=person.pk).id_number == "621125199001010017"
    settings.FIELD_KEYS = [old]
    with pytest.raises(InvalidToken):
        User.objects.get(pk=person.pk)


def test_rotation_command_writes_no_history(person):
    before = User.history.count()
    call_command("rotate_keys", verbosity=0)
    assert User.history.count() == before


def test_json_round_trip():
    field = EncryptedJSONField()
    value = {"姓名": "张三", "数": [1, None]}
    token = field.get_prep_value(value)
    assert "张三" not in token
    assert field.from_db_value(token, None, None) == value
    assert field.get_prep_value(None) is None and field.from_db_value(None, None, None) is None
    assert settings.FIELD_KEYS
