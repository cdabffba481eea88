"""What happens around every request.

`RequestLog`: one line in the log and one count in the metrics for each request; neither holds personal data.

`KeepTypedMiddleware`: what was typed survives a session that ends in the middle of a form.
A form sent after the session has ended is answered with the log-in page. This middleware keeps the fields that were
sent (never files, never passwords), encrypted, for half an hour; after log-in the same page finds them in
`request.typed` and shows them again. They come back only to the person who typed them: a signed cookie remembers who
was logged in last in this browser, and another account finds nothing.

A view that wants it writes `Form(initial=request.typed or {})` and includes components/restored.html.
"""

import json
import time

import structlog
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.crypto import get_random_string
from django.utils.functional import SimpleLazyObject
from django_structlog.middlewares import RequestMiddleware

from core.masking import decrypt, encrypt
from portal.monitoring import REQUESTS, SECONDS

COOKIE = "typist"
SESSION_KEY = "typed"
KEEP_SECONDS = 1800
MAX_CHARACTERS = 200_000
NEVER_KEPT = ("csrfmiddlewaretoken", "password", "captcha")


def route_of(request: HttpRequest) -> str:
    """The pattern that matched, not the address itself: that may hold a case's query code or a search for a person."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else "(none)"


class RequestLog(RequestMiddleware):
    """django-structlog's request id and log lines, with the route in place of the address."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        response = super().__call__(request)
        seconds = time.perf_counter() - start
        route = route_of(request)
        REQUESTS.labels(request.method, route, response.status_code).inc()
        SECONDS.labels(route).observe(seconds)
        return response

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        request_id = structlog.contextvars.get_contextvars().get("request_id")
        if request_id:
            response.headers["X-Request-ID"] = request_id
        super().handle_response(request, response)

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {route_of(request)}"


class KeepTypedMiddleware:
    """Keeps a form's fields over a log-in. Stands after the authentication middleware."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.typed = SimpleLazyObject(lambda: restore(request))
        response = self.get_response(request)
        if not request.session.accessed and request.method != "POST":
            return response  # nobody asked who this is, so neither do we
        if request.user.is_authenticated:
            if request.method == "POST":
                forget(request)
            return remember_typist(request, response)
        if to_login(response):
            if request.method == "POST":
                keep(request)
            if getattr(request, "htmx", False):  # a fragment can't show the log-in page: the whole page goes there
                return HttpResponse(status=204, headers={"HX-Redirect": response.url})
        return response


def to_login(response) -> bool:
    return response.status_code == 302 and response.url.partition("?")[0] == resolve_url(settings.LOGIN_URL)


def typist(request) -> int | None:
    """Who was logged in last in this browser."""
    try:
        return int(request.get_signed_cookie(COOKIE, default=None) or 0) or None
    except (signing.BadSignature, ValueError):
        return None


def remember_typist(request, response):
    if typist(request) != request.user.pk:
        response.set_signed_cookie(
            COOKIE, str(request.user.pk), httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response


def keep(request):
    """Put the sent fields aside for the person who was logged in last; without such a person nothing is kept."""
    fields = {
        name: values for name, values in request.POST.lists() if not any(word in name.lower() for word in NEVER_KEPT)
    }
    text = json.dumps({"typist": typist(request), "path": request.path, "fields": fields})
    if not fields or typist(request) is None or len(text) > MAX_CHARACTERS:
        return
    key = get_random_string(32)
    cache.set(f"typed:{key}", encrypt(text), KEEP_SECONDS)
    request.session[SESSION_KEY] = key


def restore(request) -> dict:
    """The fields kept for this page and this person: name → text, or → list where there were several. Else empty."""
    key = request.session.get(SESSION_KEY)
    token = cache.get(f"typed:{key}") if key and request.user.is_authenticated else None
    if not token:
        return {}
    kept = json.loads(decrypt(token))
    if kept["typist"] != request.user.pk or kept["path"] != request.path:
        return {}
    return {name: values[0] if len(values) == 1 else values for name, values in kept["fields"].items()}


def forget(request):
    """Once the page has been sent again, what was kept for it goes."""
    key = request.session.get(SESSION_KEY)
    if not key or not request.typed:
        return
    cache.delete(f"typed:{key}")
    del request.session[SESSION_KEY]
