"""The product's addresses, and one bare view for each page measured: the same bytes, under the same middleware."""

import os
from functools import cache
from pathlib import Path

from django.http import HttpResponse
from django.urls import path

from portal.urls import *  # noqa: F403
from portal.urls import urlpatterns as product


@cache
def body(name: str) -> bytes:
    return (Path(os.environ["BENCH_PAGES"]) / name).read_bytes()


def bare(request, name: str) -> HttpResponse:
    return HttpResponse(body(name))


urlpatterns = [path("bare/<name>/", bare), *product]
