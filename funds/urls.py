from django.urls import path

from . import views

app_name = "funds"

urlpatterns = [path("open/funds/", views.fund_list, name="list")]
