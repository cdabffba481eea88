"""The migrated database that every test database is copied from.

Migrating takes most of a minute, copying a quarter of a second. The copy is kept between runs under a name that holds
the digest of all that makes it: migrations, `core` (its fields, its SQL), the pinned libraries, the server's version.
"""

import hashlib
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection


def prepare() -> str:
    """The name of the template; made by the first of several workers while the others wait."""
    name = connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [f"template of {name}"])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"template_{name}_"])
        found = {row[0] for row in cursor.fetchall()}
        wanted = f"template_{name}_{_digest(cursor)}"
        if wanted not in found:
            for old in found:
                cursor.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
            half = f"template_{name}_half"  # it gets its name when it is whole
            cursor.execute(f'CREATE DATABASE "{half}"')
            with _connected_to(half):
                call_command("migrate", interactive=False, verbosity=0, run_syncdb=True)
            cursor.execute(f'ALTER DATABASE "{half}" RENAME TO "{wanted}"')
    return wanted


def _digest(cursor) -> str:
    cursor.execute("SHOW server_version")
    digest = hashlib.sha256(cursor.fetchone()[0].encode())
    root = settings.BASE_DIR
    for path in sorted([*root.glob("*/migrations/*.py"), *root.glob("core/**/*.py"), root / "requirements.txt"]):
        digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def _connected_to(name: str):
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
