from django.urls import path

from .views import open

app_name = "funds"

urlpatterns = [path("open/funds/", open.fund_list, name="list")]
