"""Every address of the site: each app brings its own."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from portal.views import errors, health, preferences, styleguide

urlpatterns = [
    path("healthz/", health.alive, name="healthz"),
    path("readyz/", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("elder/", preferences.elder, name="elder"),
    path("", include("accounts.urls")),
    path("", include("funds.urls")),
    path("", include("powerlist.urls")),
    path("", include("supervision.urls")),
    path("admin/", admin.site.urls),
]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide.styleguide, name="styleguide"))

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
