"""Addresses of licences."""

from django.urls import path

from . import views

urlpatterns = [
    path("licences/verify/", views.verify, name="verify_licence"),
    path("licences/<str:number>/file/", views.licence_file, name="licence_file"),
]
