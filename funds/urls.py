from django.urls import path, re_path

from .views import home, imports, measures, open

app_name = "funds"

FUND = r"(?P<code>F[0-9A-Za-z-]{3,49})"

urlpatterns = [
    # the public pages
    path("open/funds/", open.fund_list, name="list"),
    # the desk and one fund
    path("desk/funds/", home.desk, name="desk"),
    re_path(rf"^desk/funds/{FUND}/$", home.fund, name="desk_fund"),
    # imports
    path("desk/funds/imports/new/", imports.new, name="import_new"),
    path("desk/funds/imports/<int:pk>/", imports.job, name="import"),
    path("desk/funds/imports/<int:pk>/apply/", imports.apply, name="import_apply"),
    path("desk/funds/imports/<int:pk>/undo/", imports.undo, name="import_undo"),
    path("desk/funds/imports/<int:pk>/file/", imports.original, name="import_file"),
    # measures
    path("desk/funds/<str:code>/measures/", measures.desk, name="desk_measures"),
    path("desk/funds/<str:code>/papers/new/<str:kind>/", measures.new, name="paper_new"),
    path("desk/funds/<str:code>/papers/<str:kind>/<int:pk>/", measures.desk_file, name="desk_paper"),
    path("desk/funds/<str:code>/papers/<str:kind>/<int:pk>/<str:name>/", measures.act, name="paper_act"),
    path("open/funds/<str:code>/measures/", measures.public, name="measures"),
    path("open/funds/<str:code>/measures/<int:number>/", measures.public_measure, name="measure_file"),
    path("open/funds/<str:code>/documents/<int:pk>/", measures.public_document, name="document_file"),
]
