"""The site with its styleguide, which is served in development only."""

from django.urls import path

from portal import urls
from portal.views.styleguide import styleguide

urlpatterns = [path("styleguide/", styleguide, name="styleguide"), *urls.urlpatterns]
handler404 = urls.handler404
