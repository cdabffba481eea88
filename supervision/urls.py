"""Addresses of supervision; the rating stands with the applicant's own matters."""

from django.urls import path

from .views import ratings, rules, watch

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
    path("desk/alerts/", watch.staff_alerts, name="staff_alerts"),
    path("desk/alerts/read/", watch.read_staff_alerts, name="read_staff_alerts"),
    path("me/cases/<str:number>/rate/", ratings.rate, name="rate"),
]
