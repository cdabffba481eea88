"""Runs inside `.venv`, with Django: brings the database to where the site can start."""

import os
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

sys.path[0] = str(Path(__file__).resolve().parents[2])

import django  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

READ_STATE = """
    SELECT split_part(item, '=', 2)
    FROM pg_db_role_setting, unnest(setconfig) AS item
    WHERE setrole = 0 AND setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND item LIKE 'portal.demo=%%'
"""


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def state() -> str:
    """`building`, `loaded`, `absent`, or nothing on a database that we never prepared."""
    with connection.cursor() as cursor:
        cursor.execute(READ_STATE)
        row = cursor.fetchone()
    return row[0] if row else ""


def note(value: str) -> None:
    """Write the state where it disappears with the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"ALTER DATABASE {connection.ops.quote_name(connection.settings_dict['NAME'])} SET portal.demo = '{value}'"
        )


def make_database() -> None:
    """Make the database itself when the server is there but the database isn't."""
    import psycopg2

    try:
        connection.ensure_connection()
    except django.db.OperationalError as error:
        if "does not exist" not in str(error):
            where = urlsplit(os.environ["DATABASE_URL"])
            raise SystemExit(
                f"no connection to the database at {where.hostname}:{where.port or 5432}: {error}"
            ) from None
        with_default = connection.get_connection_params() | {"dbname": "postgres"}
        with_default.pop("cursor_factory", None)
        maker = psycopg2.connect(**with_default)
        maker.autocommit = True
        maker.cursor().execute(f"CREATE DATABASE {connection.ops.quote_name(connection.settings_dict['NAME'])}")
        maker.close()


def empty() -> None:
    """Drop every table and type. The schema goes as a whole: history rows are never deleted one by one."""
    from django.core.cache import cache

    make_database()
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '10s'")
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    note("")
    cache._cache.get_client(None, write=True).flushdb()
    say("the database is empty")


def is_new() -> bool:
    """Whether the database holds nothing of ours yet."""
    return "django_migrations" not in connection.introspection.table_names()


def prepare(demo: bool) -> None:
    """Migrate, load reference data, build the demo on a database that is new, or anew if it was left half built."""
    make_database()
    if state() == "building":
        say("the demo county was left half built; beginning anew")
        empty()
    new = is_new()
    timed("migrating", "migrate", interactive=False, verbosity=0)
    timed("loading organisations, laws and the calendar", "load_reference")
    if not new:
        return
    if not demo:
        note("absent")
    else:
        note("building")
        timed("building the demo county", "demo")
        note("loaded")


def timed(what: str, command: str, **options) -> None:
    """One management command, with its seconds when it took any."""
    start = time.monotonic()
    call_command(command, stdout=sys.stderr, **options)
    seconds = time.monotonic() - start
    if seconds >= 1:
        say(f"{what}: {seconds:.0f} s")


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "empty":
        empty()
    else:
        prepare(sys.argv[2] == "--demo")
