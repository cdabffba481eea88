"""The frame of every page: menus name what exists, and say where the reader is."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import Resolver404, resolve

from portal.models import SiteFlag
from portal.queries import THEMES, Place, Site, links, served
from tests.factories import OrganisationFactory, UserFactory, staff_with

pytestmark = pytest.mark.django_db


def request_for(path, **cookies):
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    request.user = AnonymousUser()
    return request


def test_menus_name_only_pages_that_are_served():
    for link in links(THEMES, "/"):
        for shown in (link, *link.below):
            try:
                resolve(shown.href)
            except Resolver404:
                pytest.fail(f"{shown.label} leads to {shown.href}, which nobody serves")


def test_a_place_without_a_page_is_left_out():
    assert not served("/no/such/page/")
    places = (Place("无", ("/no/such/page/",)), Place("长辈版", ("/no/such/page/", "/elder/")))
    assert [(link.label, link.href) for link in links(places, "/")] == [("长辈版", "/elder/")]


def test_the_current_theme_is_marked_below_its_pages_too():
    places = (Place("管理", ("/admin/",)), Place("长辈", ("/elder/",)))
    assert [(link.label, link.current) for link in links(places, "/elder/deep/")] == [("管理", False), ("长辈", True)]


def test_demo_flag_shows_and_is_read_once(django_assert_num_queries):
    assert Site(request_for("/")).demo is False
    SiteFlag.objects.create(name="demo")
    from django.core.cache import cache

    cache.delete("portal:demo")
    with django_assert_num_queries(1):
        assert Site(request_for("/")).demo is True
        assert Site(request_for("/")).demo is True


def test_elder_mode_is_read_from_its_cookie():
    assert Site(request_for("/")).elder is False
    assert Site(request_for("/", elder="1")).elder is True


def test_the_public_has_no_desk():
    assert Site(request_for("/desk/")).desk == []


def test_staff_see_the_places_of_their_posts_alone():
    organisation = OrganisationFactory()
    supervisor, window = (
        staff_with("supervise", organisation=organisation),
        staff_with("receive_cases", organisation=organisation),
    )

    def menu(user, path="/"):
        request = request_for(path)
        request.user = user
        return Site(request)

    assert "/supervision/" in [link.href for link in menu(supervisor).desk]
    assert "/desk/" not in [link.href for link in menu(supervisor).desk]
    assert "/desk/" in [link.href for link in menu(window).desk]
    assert menu(window).way_to_work == "/desk/"
    assert menu(window, "/desk/").way_to_work == ""
    assert menu(UserFactory()).desk == []
    assert menu(UserFactory()).way_to_work == ""


def test_footer_names_the_site_only_as_registered(client, settings):
    page = client.get("/accessibility/").content.decode()
    assert "网站标识码" not in page
    assert "政府网站找错" not in page
    settings.COUNTY = {**settings.COUNTY, "site_code": "6211250001", "icp": "陇ICP备00000000号"}
    page = client.get("/accessibility/").content.decode()
    assert "网站标识码：6211250001" in page
    assert "政府网站找错" in page
    assert "陇ICP备00000000号" in page
