"""The migrated database that every test database is copied from.

Migrating takes most of a minute, copying a quarter of a second. The copy is kept between runs; its comment holds the
digests of all that made it: each migration, and the rest (`core` with its fields and SQL, the pinned libraries, the
server's version). Where only migrations were added since, the kept copy is moved forward by them.
"""

import hashlib
import json
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection


def prepare() -> str:
    """The name of the template; made by the first of several workers while the others wait."""
    name = connection.settings_dict["NAME"]
    template, half = f"template_{name}", f"template_{name}_half"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [template])
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [template])
        kept, wanted = json.loads((cursor.fetchone() or [None])[0] or "null"), _made_of(cursor)
        if kept != wanted:
            cursor.execute(f'DROP DATABASE IF EXISTS "{half}" WITH (FORCE)')  # it gets its name when it is whole
            if kept and kept["rest"] == wanted["rest"] and kept["migrations"].items() <= wanted["migrations"].items():
                cursor.execute(f'ALTER DATABASE "{template}" RENAME TO "{half}"')
            else:
                cursor.execute(f'DROP DATABASE IF EXISTS "{template}" WITH (FORCE)')
                cursor.execute(f'CREATE DATABASE "{half}"')
            with _connected_to(half):
                call_command("migrate", interactive=False, verbosity=0, run_syncdb=True)
            cursor.execute(f'COMMENT ON DATABASE "{half}" IS %s', [json.dumps(wanted)])
            cursor.execute(f'ALTER DATABASE "{half}" RENAME TO "{template}"')
    return template


def _made_of(cursor) -> dict:
    cursor.execute("SHOW server_version")
    root, rest = settings.BASE_DIR, hashlib.sha256(cursor.fetchone()[0].encode())
    migrations = {str(path.relative_to(root)): _digest(path) for path in sorted(root.glob("*/migrations/0*.py"))}
    for path in sorted([*root.glob("core/**/*.py"), root / "requirements.txt"]):
        if "migrations" not in path.parts:
            rest.update(f"{path.relative_to(root)} {_digest(path)}".encode())
    return {"rest": rest.hexdigest()[:12], "migrations": migrations}


def _digest(path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


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
