from django.urls import path

from .views import measures, open

app_name = "funds"

urlpatterns = [
    path("open/funds/", open.fund_list, name="list"),
    # measures
    path("desk/funds/<str:code>/measures/", measures.desk, name="desk_measures"),
    path("desk/funds/<str:code>/papers/new/<str:kind>/", measures.new, name="paper_new"),
    path("desk/funds/<str:code>/papers/<str:kind>/<int:pk>/", measures.desk_file, name="desk_paper"),
    path("desk/funds/<str:code>/papers/<str:kind>/<int:pk>/<str:name>/", measures.act, name="paper_act"),
    path("open/funds/<str:code>/measures/", measures.public, name="measures"),
    path("open/funds/<str:code>/measures/<int:number>/", measures.public_measure, name="measure_file"),
    path("open/funds/<str:code>/documents/<int:pk>/", measures.public_document, name="document_file"),
]
