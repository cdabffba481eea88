"""Addresses of supervision; the rating stands with the applicant's own matters."""

from django.urls import path

from . import views

app_name = "supervision"

urlpatterns = [
    path("supervision/", views.board, name="board"),
    path("supervision/alerts/<int:pk>/", views.alert, name="alert"),
    path("supervision/cases/<str:number>/", views.case, name="case"),
    path("supervision/ratings/", views.ratings, name="ratings"),
    path("desk/alerts/", views.staff_alerts, name="staff_alerts"),
    path("desk/alerts/read/", views.read_staff_alerts, name="read_staff_alerts"),
    path("me/cases/<str:number>/rate/", views.rate, name="rate"),
]
