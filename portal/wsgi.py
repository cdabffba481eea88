"""The site for a web server. What every page needs is loaded before the workers fork, so that they share it."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - read for the first request otherwise, by each worker for itself
