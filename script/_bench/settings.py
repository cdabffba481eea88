"""The product's own settings, with the bare views beside its pages. Databases are those of the benchmark alone."""

import os

from portal.settings import *  # noqa: F403
from portal.settings import CACHES

ROOT_URLCONF = "_bench.urls"
if os.environ.get("BENCH_CACHE") == "off":
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
