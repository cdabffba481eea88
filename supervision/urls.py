"""Addresses of supervision; the rating stands with the applicant's own matters."""

from django.urls import path

from .views import bulletins, ratings, rules, service, watch

app_name = "supervision"

urlpatterns = [
    path("supervision/", watch.board, name="board"),
    path("supervision/alerts/<int:pk>/", watch.alert, name="alert"),
    path("supervision/cases/<str:number>/", watch.case, name="case"),
    path("supervision/rules/", rules.catalogue, name="rules"),
    path("supervision/rules/<str:code>/", rules.rule, name="rule"),
    path("supervision/rules/<str:code>/propose/", rules.propose, name="propose_rule"),
    path("supervision/rules/<str:code>/decide/", rules.decide, name="decide_rule"),
    path("supervision/rules/<str:code>/take-back/", rules.take_back, name="take_back_rule"),
    path("supervision/ratings/", ratings.ratings, name="ratings"),
    path("supervision/service/", service.rates, name="service"),
    path("supervision/service/<slug:key>/", service.rows, name="service_rows"),
    path("supervision/bulletins/", bulletins.index, name="bulletins"),
    path("supervision/bulletins/draft/", bulletins.draft, name="draft_bulletin"),
    path("supervision/bulletins/<int:pk>/", bulletins.one, name="bulletin"),
    path("supervision/bulletins/<int:pk>/<slug:move>/", bulletins.act, name="bulletin_act"),
    path("open/bulletins/", bulletins.public_index, name="public_bulletins"),
    path("open/bulletins/<int:pk>/", bulletins.public, name="public_bulletin"),
    path("open/bulletins/<int:pk>.json", bulletins.data, name="bulletin_data"),
    path("desk/alerts/", watch.staff_alerts, name="staff_alerts"),
    path("desk/alerts/read/", watch.read_staff_alerts, name="read_staff_alerts"),
    path("me/cases/<str:number>/rate/", ratings.rate, name="rate"),
]
