"""What machines ask: is the process alive, can it serve, and its figures. No login, no personal data."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import monitoring


@require_safe
@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """/healthz/: the process answers; asks nobody else, so that a dead database doesn't restart healthy processes."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """/readyz/: each part's state; 503 as long as one of them is down."""
    parts = monitoring.readiness()
    fine = all(part["ok"] for part in parts.values())
    return JsonResponse({"status": "ok" if fine else "down", **parts}, status=200 if fine else 503)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """/metrics in Prometheus's text form: requests by route and status, their seconds, each part's state."""
    return HttpResponse(monitoring.metrics_text(), content_type="text/plain; version=0.0.4; charset=utf-8")
