"""Electronic seals: made by who keeps them, ended, each use a row, keys encrypted at rest."""

import json
import shutil
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts import actions
from accounts.adapters import LocalSeals
from accounts.enums import SealKind
from accounts.models import Seal, SealUse
from accounts.queries import signatures_of
from core.papers import layout
from core.papers.archival import archival
from tests.factories import OrganisationFactory, staff_with


class OfficialSeals(LocalSeals):
    """As an official service would be: with legal effect, nothing to print beside."""

    legal, caption = True, ""


@pytest.fixture
def body(db):
    return OrganisationFactory(name="漳县交通运输局")


@pytest.fixture
def keeper(body):
    return staff_with("keep_seals", organisation=body, name="保管人")


def made(body, keeper, **changes) -> Seal:
    facts = {"kind": SealKind.LICENSING, "valid_from": date(2026, 1, 1), "valid_to": date(2030, 12, 31)}
    return actions.make_seal(
        **{"organisation": body, "keeper": keeper, "document": "漳政发〔2026〕1号", "by": keeper, **facts, **changes}
    )


def paper() -> bytes:
    return archival(layout.build("试", [layout.text("试")], sample=""), title="试", author="局")


def use(seal, key="k1"):
    return actions.apply_seal(seal=seal, pdf=paper(), key=key, title="决定书", number="第1号", reason="作出决定")


def test_only_the_keeper_makes_one_and_not_two_of_a_kind(body, keeper):
    seal = made(body, keeper)
    assert seal.name == body.name and not seal.legal and "BEGIN CERTIFICATE" in seal.certificate
    with pytest.raises(ValidationError, match="已有在用的"):
        made(body, keeper)
    with pytest.raises(PermissionDenied):
        made(body, keeper, by=staff_with("keep_seals", organisation=OrganisationFactory()))
    with pytest.raises(ValidationError, match="最长 5 年"):
        made(body, keeper, kind=SealKind.OFFICIAL, valid_to=date(2040, 1, 1))
    assert seal.history.get().history_user_id == keeper.pk


def test_keys_lie_encrypted_for_the_portal_alone(body, keeper, settings):
    seal = made(body, keeper)
    path = Path(settings.SEALS_DIR) / f"{seal.key_name}.key"
    assert b"PRIVATE KEY" not in path.read_bytes() and path.stat().st_mode & 0o077 == 0
    assert "PRIVATE" not in seal.certificate + seal.chain


def test_keys_outlive_the_key_that_encrypts_them(body, keeper, settings):
    seal = made(body, keeper)
    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *old]
    call_command("rotate_seal_keys", stdout=StringIO())
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert signatures_of(use(seal)[0])[0][0].good
    settings.FIELD_KEYS = [*settings.FIELD_KEYS, *old]
    shutil.rmtree(settings.SEALS_DIR)


def test_the_command_says_what_a_file_is_worth(body, keeper, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(use(made(body, keeper))[0])
    out = StringIO()
    call_command("check_paper", str(path), "--json", stdout=out)
    [found] = json.loads(out.getvalue())["signatures"]
    assert found["good"] and found["known"] and not found["legal"]
    path.write_bytes(path.read_bytes() + b"x")
    call_command("check_paper", str(path), stdout=out)
    assert "无效" in out.getvalue()


def test_each_use_is_a_row_that_stands_and_a_paper_is_sealed_once(body, keeper):
    seal = made(body, keeper)
    sealed, row = use(seal)
    [(signature, known)] = signatures_of(sealed)
    assert signature.good and known == seal
    with pytest.raises(IntegrityError), transaction.atomic():
        use(seal)
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        SealUse.objects.filter(pk=row.pk).update(number="第2号")


def test_an_ended_seal_seals_no_more_and_its_papers_stay_good(body, keeper, settings):
    seal = made(body, keeper)
    sealed, _ = use(seal)
    actions.revoke_seal(seal=seal, reason="机构改革", by=keeper)
    with pytest.raises(actions.SealMissing):
        actions.seal_of(body, SealKind.LICENSING)
    with pytest.raises(ValidationError, match="停用"):
        actions.revoke_seal(seal=seal, reason="又一次", by=keeper)
    assert signatures_of(sealed)[0][0].good


def test_without_an_official_service_a_body_is_given_a_seal_that_says_what_it_is(body, settings):
    seal = actions.seal_of(body, SealKind.LICENSING)
    assert seal == actions.seal_of(body, SealKind.LICENSING)
    assert actions.face_of(seal).caption == "演示签章，不具法定效力"
    settings.SEAL_SERVICE = "tests.accounts.test_seals.OfficialSeals"
    with pytest.raises(actions.SealMissing):
        actions.seal_of(OrganisationFactory(), SealKind.LICENSING)


def test_the_official_seal_serves_where_there_is_no_special_one(body, keeper, settings):
    settings.SEAL_SERVICE = "tests.accounts.test_seals.OfficialSeals"
    seal = made(body, keeper, kind=SealKind.OFFICIAL)
    assert actions.seal_of(body, SealKind.LICENSING) == seal and seal.legal
    assert actions.face_of(seal).caption == ""
