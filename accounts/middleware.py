"""Two rules of every page: a session ends by idleness alone, and an initial password is changed first."""

import time

from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse

from .backends import INITIAL_PASSWORD

TOUCH_SECONDS = 300
SEEN = "seen_at"
STAFF_ROOMS = ("/desk/", "/admin/", "/supervision/", "/me/")


class SlidingSession:
    """Time out by idleness (GB/T 22239-2019 8.1.4.1 b): someone at work is touched every five minutes.

    Visitors without a session cookie cost nothing.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            now = int(time.time())
            if now - request.session.get(SEEN, 0) >= TOUCH_SECONDS:
                request.session[SEEN] = now
        return response


class OwnPasswordFirst:
    """Whoever logged in with a password that someone else gave out sees the page that changes it, and no other."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if (
            request.path.startswith(STAFF_ROOMS)
            and settings.SESSION_COOKIE_NAME in request.COOKIES
            and request.session.get(INITIAL_PASSWORD)
        ):
            return redirect(reverse("password_change"))
        return self.get_response(request)
