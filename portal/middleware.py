"""What happens around every request.

`RequestLog`: one line in the log and one count in the metrics for each request; neither holds personal data.

`PublishedPages`: public pages are kept under the day and the publication numbers.

`NoStateSecrets`: what bears a 密级 mark is refused before any form, action or file store sees it.

`KeepTypedMiddleware`: what was typed survives a session that ends in the middle of a form.
A form sent after the session has ended is answered with the log-in page. This middleware keeps the fields that were
sent (never files, never passwords), encrypted, for half an hour; after log-in the same page finds them in
`request.typed` and shows them again. They come back only to the person who typed them: a signed cookie remembers who
was logged in last in this browser, and another account finds nothing.

A view that wants it writes `Form(initial=request.typed or {})` and includes components/restored.html.
"""

import hashlib
import json
import re
import time

import structlog
from django.apps import apps
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.crypto import get_random_string
from django.utils.functional import SimpleLazyObject
from django.utils.http import http_date
from django_structlog.middlewares import RequestMiddleware

from accounts.actions import log_refusal, log_word
from accounts.enums import UserKind
from core.files import secrecy
from core.masking import decrypt, encrypt
from portal.monitoring import REQUESTS, SECONDS
from portal.queries import ELDER_COOKIE
from portal.queries.home import publication_key
from powerlist.kinds import KINDS

COOKIE = "typist"
SESSION_KEY = "typed"
KEEP_SECONDS = 1800
MAX_CHARACTERS = 200_000
NAME = re.compile(r"[a-z_]{1,40}")
VOUCHED = "no_secrets"  # the box below a file's field: 本人确认不含国家秘密 (templates/django/forms/field.html)
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


class NoStateSecrets:
    """Every form, upload and JSON body is judged before its view runs (保守国家秘密法 31): a marked one ends here.

    Nothing of it is kept: no row, no file, no value in a log, nothing restored into the form. The log says who, when,
    where and by which rule. Stands after the middleware that checks tokens and knows the person.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method not in ("POST", "PUT", "PATCH"):
            return None
        found = _secret_in(request)
        if found is None:
            _take_word_for_files(request)
            return None
        for file in request.FILES.values():
            file.close()
        log_refusal(request, rule=found.rule, words=found.words, place=route_of(request))
        words = {"reason": found.words, "advice": secrecy.ADVICE}
        if request.path.startswith("/api/"):
            detail = f"{words['reason']}。{words['advice']}"
            return JsonResponse({"error": {"code": "classified", "message": detail}}, status=422)
        return render(request, "portal/classified.html", words, status=422)


def _secret_in(request) -> secrecy.Found | None:
    """What something in this request meets, and where. Files are opened for people who are logged in alone."""
    if request.content_type == "application/json":
        return _first(_found(text, place) for place, text in _strings(_json_of(request)))
    typed = ((n, v) for n, vs in request.POST.lists() if not any(w in n.lower() for w in NEVER_KEPT) for v in vs)
    if found := _first(_found(value, name) for name, value in typed):
        return found._replace(place=_label_of(request, found.place))
    files = [file for _, files in request.FILES.lists() for file in files]
    for file in files:
        if secrecy.mark_in_name(file.name or ""):
            return secrecy.Found("name", "文件名")
    if not files or not request.user.is_authenticated:
        return None
    return _first(secrecy.mark_in_file(file, file.name or "") for file in files)


def _take_word_for_files(request):
    """Files of staff that no machine can read: the person's word for them is logged, or they are marked `unvouched`,
    and doors of papers of the office (`check_upload`) don't take them. 办事材料 of the public are no such papers."""
    files = [file for _, files in request.FILES.lists() for file in files]
    if not files or not request.user.is_authenticated or request.user.kind != UserKind.STAFF:
        return
    given = request.POST.get(VOUCHED) == "yes"
    for file in files:
        if file.size > settings.UPLOAD_MAX_BYTES:
            continue  # is refused for its size
        file.seek(0)
        data = file.read()
        file.seek(0)
        if secrecy.is_legible(data):
            continue
        if given:
            log_word(request, sha256=hashlib.sha256(data).hexdigest(), place=route_of(request))
        else:
            file.unvouched = True


def _found(text: str, place: str) -> secrecy.Found | None:
    rule = secrecy.mark_in(text)
    return secrecy.Found(rule, place) if rule else None


def _first(found):
    return next((mark for mark in found if mark), None)


def _label_of(request, name: str) -> str:
    """“实施依据”一栏: how people call the field of this name on the pages of this app; "" when nobody knows."""
    place, match = re.sub(r"^.*-", "", name), request.resolver_match
    labels = {key: label for kind in KINDS.values() for key, label in kind.labels.items()}
    if place not in labels:
        app = match.app_names[-1] if match and match.app_names else ""
        models = apps.get_app_config(app).get_models() if app in apps.app_configs else apps.get_models()
        fields = (field for model in models for field in model._meta.fields if field.name == place)
        labels[place] = next((str(field.verbose_name) for field in fields), "")
    return f"“{labels[place]}”一栏" if labels[place] else ""


def _json_of(request):
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError, RequestDataTooBig):
        return None  # the view says what is wrong with it


def _strings(value):
    """Every text of a JSON body with its place, as rows[0].name; a key that no program would use is left out of it."""
    waiting = [("", value)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, str):
            yield place, value
        elif isinstance(value, dict):
            for key, inner in value.items():
                waiting += [(place, key), (f"{place}.{key}".lstrip(".") if NAME.fullmatch(key) else place, inner)]
        elif isinstance(value, list):
            waiting += [(f"{place}[{number}]", inner) for number, inner in enumerate(value)]


class ReadableAddress:
    """An address with a NUL in it is nobody's: answered with the page of 400 before PostgreSQL refuses the text."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        return self.get_response(request)


class PublishedPages:
    """Public pages that are the same for every visitor, kept under the day and the publication numbers.

    A page is kept when the address begins with one of PUBLISHED, the visitor has no session, and the answer is a plain
    200 without cookies or tokens. The key holds the day and the numbers of all publications, so that what is published
    or takes effect at midnight shows at once; PAGE_SECONDS bounds the age of what has no publication number (figures,
    telephone numbers). Stands last, so that a kept page passes through the same middleware as a fresh one.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        key = getattr(request, "page_key", None)
        if key and may_keep(request, response):
            digest = hashlib.sha256(response.content).hexdigest()[:32]
            kept = (response.content, response.headers["Content-Type"], f'W/"{digest}"', int(time.time()))
            cache.set(key, kept, settings.PAGE_SECONDS)
            return known(request, response, kept)
        return response

    def process_view(self, request, view, args, kwargs):
        if not settings.PAGE_SECONDS or not is_public_page(request):
            return None
        key = page_key(request)
        kept = cache.get(key)
        if kept is None:
            request.page_key = key
            return None
        return known(request, HttpResponse(kept[0], content_type=kept[1]), kept)


def known(request, response, kept) -> HttpResponse:
    """The page with its ETag and Last-Modified; 304 without a body for one who has this very page already."""
    _, _, etag, made_at = kept
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(made_at)
    response.headers.setdefault("Cache-Control", "no-cache")
    return get_conditional_response(request, etag=etag, last_modified=made_at, response=response)


PUBLISHED = ("/open/", "/items/", "/search/", "/convenience/", "/sitemap/")
PERSONAL = (settings.SESSION_COOKIE_NAME, "messages")


def is_public_page(request) -> bool:
    path = request.path
    return (
        request.method in ("GET", "HEAD")
        and (path == "/" or path.startswith(PUBLISHED))
        and not path.endswith("/apply/")
        and not any(name in request.COOKIES for name in PERSONAL)
        and "HX-Request" not in request.headers
        and len(request.META.get("QUERY_STRING", "")) <= 300
    )


def page_key(request) -> str:
    state = "|".join(
        (request.get_full_path(), str(timezone.localdate()), publication_key(), request.COOKIES.get(ELDER_COOKIE, ""))
    )
    return f"page:2:{hashlib.sha256(state.encode()).hexdigest()}"


def may_keep(request, response) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and response.headers.get("Content-Type", "").startswith("text/html")
        and "CSRF_COOKIE_NEEDS_UPDATE" not in request.META
        and not response.has_header("Content-Disposition")
        and "no-store" not in response.headers.get("Cache-Control", "")
    )
