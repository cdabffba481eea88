"""阳光政务, the desk of the lists, the open data."""

from django.urls import path, re_path, register_converter
from drf_spectacular.views import SpectacularAPIView

from .api import desk as api_desk
from .api import imports as api_imports
from .api import open as api
from .api import registers
from .views import (
    api_docs,
    beside,
    comparing,
    completeness,
    desk,
    downloads,
    editions,
    feeds,
    forms,
    imports,
    laws,
    open,
    opinion_desk,
    opinions,
    overlaps,
    rows,
)

app_name = "powerlist"

register_converter(open.ShelfConverter, "shelf")

NUMBER = r"(?P<number>QD[0-9]{8,20})"
OPINION = r"(?P<number>YJ[0-9]{12,14})"

urlpatterns = [
    path("open/", open.overview, name="open"),
    path("open/changes/", open.gazette, name="changes"),
    path("open/changes/feed.rss", feeds.Changes(), name="changes_rss"),
    path("open/changes/feed.atom", feeds.AtomChanges(), name="changes_atom"),
    path("open/changes/feed.json", feeds.json_feed, name="changes_json"),
    path("open/changes/<str:number>/", open.change, name="change"),
    path("open/laws/", laws.law_list, name="laws"),
    re_path(r"^open/laws/(?P<pk>[0-9]{1,18})/$", laws.law, name="law"),
    path("open/summary/", comparing.summary, name="summary"),
    path("open/summary/export.xlsx", comparing.summary_file, name="summary_file"),
    path("open/editions/", editions.edition_list, name="editions"),
    re_path(r"^open/editions/(?P<code>[0-9A-Za-z-]{12,14})/$", editions.edition, name="edition"),
    re_path(r"^open/editions/(?P<code>[0-9A-Za-z-]{12,14})/file\.pdf$", editions.edition_file, name="edition_file"),
    path("open/opinions/", opinions.look_up, name="opinions"),
    path("open/<shelf:shelf>/", open.listing, name="list"),
    re_path(r"^open/(?P<shelf>[a-z-]+)/export\.(?P<ending>csv|json|xlsx)$", downloads.download, name="download"),
    path("open/<shelf:shelf>/print/", editions.new_edition, name="edition_new"),
    path("open/<shelf:shelf>/compare/", comparing.compare, name="compare"),
    path("open/<shelf:shelf>/compare/export.xlsx", comparing.compare_file, name="compare_file"),
    path("open/<shelf:shelf>/<str:code>/", open.entry, name="entry"),
    path("open/<shelf:shelf>/<str:code>/opinion/", opinions.leave, name="opinion_new"),
    path("open/<shelf:shelf>/<str:code>/opinions/", opinions.on_entry, name="entry_opinions"),
    re_path(r"^open/(?P<shelf>[a-z-]+)/(?P<code>[^/]+)/v(?P<number>[0-9]{1,6})/$", open.entry, name="version"),
    path("desk/opinions/", opinion_desk.opinion_list, name="desk_opinions"),
    re_path(rf"^desk/opinions/{OPINION}/$", opinion_desk.one, name="desk_opinion"),
    re_path(rf"^desk/opinions/{OPINION}/contact/$", opinion_desk.contact, name="desk_opinion_contact"),
    re_path(rf"^desk/opinions/{OPINION}/(?P<move>[a-z_]{{4,20}})/$", opinion_desk.act, name="desk_opinion_act"),
    path("desk/lists/", desk.change_sets, name="desk"),
    path("desk/lists/new/", desk.open_change_set, name="desk_open"),
    path("desk/lists/bases/", laws.bases, name="desk_bases"),
    path("desk/lists/forms/", forms.overview, name="desk_forms"),
    path("desk/lists/forms/<str:form>.xlsx", forms.export, name="desk_form"),
    path("desk/lists/entries/", rows.entries, name="desk_entries"),
    path("desk/lists/entries/<str:code>/history/", rows.entry_history, name="history"),
    re_path(r"^desk/lists/entries/(?P<code>[^/]+)/(?P<change>amend|cancel)/$", rows.propose, name="desk_propose"),
    path("desk/lists/overlaps/", overlaps.candidates, name="desk_overlaps"),
    path("desk/lists/overlaps/search/", overlaps.search, name="desk_overlaps_search"),
    re_path(r"^desk/lists/overlaps/(?P<pk>[0-9]{1,18})/$", overlaps.candidate, name="desk_overlap"),
    re_path(
        r"^desk/lists/overlaps/(?P<pk>[0-9]{1,18})/(?P<move>confirm|dismiss)/$", overlaps.act, name="desk_overlap_act"
    ),
    path("desk/lists/completeness/", completeness.meters, name="completeness"),
    path("desk/lists/beside/", beside.beside, name="beside"),
    path("desk/lists/import/", imports.upload, name="import"),
    path("desk/lists/import/<uuid:key>/", imports.job, name="import_job"),
    path("desk/lists/import/<uuid:key>/progress/", imports.progress, name="import_progress"),
    path("desk/lists/import/<uuid:key>/confirm/", imports.confirm, name="import_confirm"),
    path("desk/lists/import/<uuid:key>/faults.xlsx", imports.faults, name="import_faults"),
    path("desk/lists/import/<uuid:key>/original/", imports.original, name="import_original"),
    re_path(rf"^desk/lists/{NUMBER}/$", desk.change_set, name="desk_change_set"),
    re_path(rf"^desk/lists/{NUMBER}/scan/$", desk.scan, name="desk_scan"),
    re_path(rf"^desk/lists/{NUMBER}/rows/new/$", rows.add, name="desk_add"),
    re_path(rf"^desk/lists/{NUMBER}/rows/(?P<pk>[0-9]{{1,18}})/$", rows.edit, name="desk_row"),
    re_path(rf"^desk/lists/{NUMBER}/rows/(?P<pk>[0-9]{{1,18}})/drop/$", rows.drop, name="desk_drop"),
    re_path(rf"^desk/lists/{NUMBER}/(?P<move>[a-z_]{{4,20}})/$", desk.act, name="desk_act"),
    path("api/v1/", api.Root.as_view(), name="api_root"),
    path("api/v1/lists/", api.Lists.as_view(), name="api_lists"),
    path("api/v1/entries/", api.Entries.as_view(), name="api_entries"),
    path("api/v1/entries/<str:code>/", api.Entry.as_view(), name="api_entry"),
    path("api/v1/entries/<str:code>/versions/<int:number>/", api.Version.as_view(), name="api_version"),
    path("api/v1/entries/<str:code>/versions/", api.Versions.as_view(), name="api_versions"),
    path("api/v1/changes/", api.Changes.as_view(), name="api_changes"),
    path("api/v1/changes/<str:number>/", api.Change.as_view(), name="api_change"),
    path("api/v1/guides/", api.Guides.as_view(), name="api_guides"),
    path("api/v1/guides/<str:code>/", api.Guide.as_view(), name="api_guide"),
    path("api/v1/laws/", registers.Laws.as_view(), name="api_laws"),
    path("api/v1/laws/<int:pk>/", registers.LawView.as_view(), name="api_law"),
    path("api/v1/organisations/", registers.Organisations.as_view(), name="api_organisations"),
    path("api/v1/codes/", registers.Codes.as_view(), name="api_codes"),
    path("api/v1/token/", api_desk.Me.as_view(), name="api_token"),
    path("api/v1/change-sets/", api_desk.ChangeSets.as_view(), name="api_change_sets"),
    path("api/v1/change-sets/<str:number>/", api_desk.ChangeSetView.as_view(), name="api_change_set"),
    path("api/v1/change-sets/<str:number>/rows/", api_desk.Rows.as_view(), name="api_rows"),
    path("api/v1/change-sets/<str:number>/rows/<int:pk>/", api_desk.Row.as_view(), name="api_row"),
    path("api/v1/change-sets/<str:number>/submit/", api_desk.Submit.as_view(), name="api_submit"),
    path("api/v1/change-sets/<str:number>/withdraw/", api_desk.Withdraw.as_view(), name="api_withdraw"),
    path("api/v1/imports/", api_imports.Uploads.as_view(), name="api_imports"),
    path("api/v1/imports/<uuid:key>/", api_imports.Upload.as_view(), name="api_import"),
    path("api/v1/imports/<uuid:key>/confirm/", api_imports.Confirm.as_view(), name="api_import_confirm"),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("api/docs/", api_docs.docs, name="api_docs"),
]
