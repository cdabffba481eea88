"""What makes the test run strict: what passes unseen in production fails here."""

import random
import sys
from contextlib import contextmanager

from django.db import connection
from django.db.models.query import ModelIterable, QuerySet


class UndefinedVariable(AssertionError):
    pass


class RaiseOnUndefined(str):
    """`string_if_invalid` that raises for the project's own templates and stays silent for those of libraries."""

    def __mod__(self, variable):
        frame = sys._getframe(1)
        context = frame.f_locals.get("context")
        template = getattr(getattr(context, "render_context", None), "template", None)
        origin = str(getattr(getattr(template, "origin", None), "name", ""))
        from django.conf import settings

        if origin.startswith(str(settings.BASE_DIR)) and "site-packages" not in origin:
            raise UndefinedVariable(f"{variable!r} is undefined in {origin}")
        return ""


def shuffle_unordered():
    """An unordered queryset comes back shuffled, so that no test passes by the luck of insertion order."""
    fetch = QuerySet._fetch_all

    def fetch_shuffled(self):
        fresh = self._result_cache is None
        fetch(self)
        if fresh and not self.ordered and issubclass(self._iterable_class, ModelIterable) and not self.query.is_sliced:
            random.shuffle(self._result_cache)

    QuerySet._fetch_all = fetch_shuffled


ALLOWED_ON_GET = ("django_session", "axes_", "accounts_accesslog")


@contextmanager
def refuse_writes(path: str):
    """A GET that writes fails; sessions, log-in attempts and the log of views are not the page's own writes."""

    def wrapper(execute, sql, params, many, context):
        if sql.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE") and not any(t in sql for t in ALLOWED_ON_GET):
            raise AssertionError(f"GET {path} writes: {sql[:200]}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield
