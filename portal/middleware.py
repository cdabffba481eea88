"""One line in the log and one count in the metrics for each request; neither holds personal data."""

import time

import structlog
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware

from portal.monitoring import REQUESTS, SECONDS


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
