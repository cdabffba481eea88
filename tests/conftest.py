"""Fixtures of every test, and the strictness of all of them (see tests/strict.py)."""

import os

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import settings as hypothesis_settings

from . import strict

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the thread of the browser tests
strict.shuffle_unordered()
hypothesis_settings.register_profile("house", deadline=None)  # a busy machine is no failure
hypothesis_settings.load_profile("house")


def pytest_collection_modifyitems(items):
    """The browser journeys run last and carry their mark."""
    for item in items:
        if "tests/e2e/" in str(item.fspath).replace(os.sep, "/"):
            item.add_marker(pytest.mark.e2e)
    items.sort(key=lambda item: "e2e" in item.keywords)


def pytest_runtest_setup(item):
    from pytest_socket import socket_allow_hosts

    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """Test databases are copied from a migrated one (see tests/template.py)."""
    from django.db import connection

    from . import template

    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template.prepare()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The statutory calendar is in every test database; a test with real transactions loads it again by itself."""
    from core.workdays import calendar, load_statutory_calendar

    with django_db_blocker.unblock():
        load_statutory_calendar()
        calendar()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """A test with real transactions empties the database: what every other test stands on is laid again.

    Such tests are ordered last, but a worker that steals from another may run more tests after one. After a worker's
    last test there is nothing to lay: its database is gone by then, and the connection is back on the other one.
    """
    result = yield
    mark = item.get_closest_marker("django_db")
    real = mark is not None and mark.kwargs.get("transaction") and "e2e" not in item.keywords
    if real and nextitem is not None:
        from pytest_django.plugin import blocking_manager_key

        from core.workdays import load_statutory_calendar

        with item.config.stash[blocking_manager_key].unblock():
            load_statutory_calendar()
    return result


@pytest.fixture(autouse=True, scope="session")
def _known_tasks():
    """Every task is known by name, as in a worker, so that eager ones run."""
    from portal.celery import app

    app.loader.import_default_modules()


@pytest.fixture(autouse=True, scope="session")
def _no_word_is_common():
    """The search doesn't read the database's statistics, so that the number of queries doesn't hang on the clock."""
    from core.search import COMMON

    COMMON.read_at = float("inf")


@pytest.fixture(autouse=True)
def _clean_cache():
    cache.clear()
    yield


class StrictClient(Client):
    def get(self, path, *args, **kwargs):
        with strict.refuse_writes(path):
            return super().get(path, *args, **kwargs)


@pytest.fixture
def client():
    return StrictClient()
