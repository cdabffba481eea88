"""阳光政务 and the desk of the lists."""

from django.urls import path, re_path

from .views import downloads, open

app_name = "powerlist"

SHELF = r"(?P<shelf>powers|duties|services)"

urlpatterns = [
    path("open/", open.overview, name="open"),
    path("open/changes/", open.gazette, name="changes"),
    path("open/changes/<str:number>/", open.change, name="change"),
    re_path(rf"^open/{SHELF}/$", open.listing, name="list"),
    re_path(rf"^open/{SHELF}/export\.(?P<ending>csv|json|xlsx)$", downloads.download, name="download"),
    re_path(rf"^open/{SHELF}/(?P<code>[^/]+)/$", open.entry, name="entry"),
    re_path(rf"^open/{SHELF}/(?P<code>[^/]+)/v(?P<number>[0-9]{{1,6}})/$", open.entry, name="version"),
]
