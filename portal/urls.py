"""Every address of the site: each app brings its own."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from portal.views import errors, health, home, information, kiosk, me, preferences, search, styleguide, track
from powerlist.views import guides

urlpatterns = [
    path("healthz/", health.alive, name="healthz"),
    path("readyz/", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("items/", guides.item_list, name="items"),
    path("items/<str:code>/", guides.guide, name="guide"),
    path("convenience/", information.convenience, name="convenience"),
    path("track/", track.track, name="track"),
    path("kiosk/<slug:code>/", kiosk.home, name="kiosk"),
    path("kiosk/<slug:code>/items/", kiosk.items, name="kiosk_items"),
    path("kiosk/<slug:code>/items/<str:item>/", kiosk.item, name="kiosk_item"),
    path("kiosk/<slug:code>/number/", kiosk.number, name="kiosk_number"),
    path("kiosk/<slug:code>/number/<uuid:key>/", kiosk.ticket, name="kiosk_ticket"),
    path("kiosk/<slug:code>/progress/", kiosk.progress, name="kiosk_progress"),
    path("me/", me.me, name="me"),
    path("sitemap/", information.sitemap, name="sitemap"),
    path("accessibility/", information.accessibility, name="accessibility"),
    path("privacy/", information.privacy, name="privacy"),
    path("favicon.ico", preferences.favicon),
    path("elder/", preferences.elder, name="elder"),
    path("", include("accounts.urls")),
    path("", include("approvals.urls")),
    path("", include("funds.urls")),
    path("", include("licences.urls")),
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
