"""Settings of the test run: the product's own, made strict."""

import os
import tempfile

from portal.settings import *  # noqa: F403
from portal.settings import CACHES, DATABASES, STORAGES, TEMPLATES

from .strict import RaiseOnUndefined

DEBUG = False
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = RaiseOnUndefined("%s")
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STORAGES["default"] = {
    "BACKEND": "core.files.PrivateStorage",
    "OPTIONS": {"location": tempfile.mkdtemp(prefix="portal-test-files-")},
}
SEALS_DIR = tempfile.mkdtemp(prefix="portal-test-seals-")
DATABASES["default"]["CONN_MAX_AGE"] = 0
# Tests clear tables by TRUNCATE; the append-only triggers of every other database refuse it.
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c portal.may_truncate=on"
CACHES["default"]["KEY_PREFIX"] = "test"
# Clearing the cache empties a whole Redis database: each worker of pytest-xdist has one of its own.
address, _, number = CACHES["default"]["LOCATION"].rpartition("/")
CACHES["default"]["LOCATION"] = f"{address}/{int(number) + int(os.environ.get('PYTEST_XDIST_WORKER', 'gw0')[2:])}"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
WHITENOISE_AUTOREFRESH = True
CALENDAR_SECONDS = 0  # the publication number is looked at on every call
PAGE_SECONDS = 0  # tests count the questions of fresh pages
