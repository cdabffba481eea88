"""Liveness, readiness and metrics, and what a log line holds."""

import io
import json
import logging
import time

import pytest
from django.core.cache import cache
from django.test import override_settings

from portal import monitoring, tasks
from portal.logs import json_lines, scrub

pytestmark = pytest.mark.django_db
PARTS = {"database", "cache", "worker", "beat"}
DEAD_REDIS = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
}


def test_alive_asks_nobody(client, django_assert_num_queries):
    with django_assert_num_queries(0), override_settings(CACHES=DEAD_REDIS):
        response = client.get("/healthz/")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


def test_ready_when_every_part_is(client):
    monitoring.mark_alive("beat")
    tasks.tick.delay()
    response = client.get("/readyz/")
    assert response.status_code == 200
    answer = response.json()
    assert answer.pop("status") == "ok"
    assert set(answer) == PARTS
    assert all(part["ok"] for part in answer.values())


@pytest.mark.parametrize("silent", ["worker", "beat"])
def test_not_ready_when_one_was_never_seen(client, silent):
    for part in {"worker", "beat"} - {silent}:
        monitoring.mark_alive(part)
    response = client.get("/readyz/")
    assert response.status_code == 503
    assert {name for name, part in response.json().items() if name in PARTS and not part["ok"]} == {silent}


def test_not_ready_when_beat_is_late(client):
    monitoring.mark_alive("worker")
    cache.set("alive:beat", time.time() - monitoring.LATE_AFTER - 5)
    response = client.get("/readyz/")
    assert response.status_code == 503
    assert response.json()["beat"]["age_s"] > monitoring.LATE_AFTER


def test_not_ready_without_the_cache(client):
    with override_settings(CACHES=DEAD_REDIS):
        response = client.get("/readyz/")
    assert response.status_code == 503
    assert not response.json()["cache"]["ok"]
    assert response.json()["database"]["ok"]


def test_metrics_count_by_route_not_by_address(client):
    client.get("/no-such-page/13912345678/")
    text = client.get("/metrics").content.decode()
    assert 'portal_requests_total{method="GET",route="(none)",status="404"}' in text
    assert 'portal_up{part="database"} 1.0' in text
    assert "portal_tasks_waiting" in text
    assert "13912345678" not in text


def test_every_answer_carries_its_request_id(client):
    first, second = (client.get("/healthz/").headers["X-Request-ID"] for _ in range(2))
    assert first and second and first != second


@pytest.fixture
def lines():
    """What the product's own formatter makes of the log."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(json_lines())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def test_a_request_is_one_line_without_the_address(client, lines):
    response = client.get("/no-such-page/13912345678/?q=%E5%BC%A0%E4%B8%89")
    found = [line for line in lines() if line["event"] == "request_finished"]
    assert len(found) == 1
    assert found[0]["request"] == "GET (none)"
    assert found[0]["code"] == 404
    assert found[0]["request_id"] == response.headers["X-Request-ID"]
    assert not {"ip", "user_agent", "user_id"} & set(found[0])


def test_messages_lose_their_personal_data(lines):
    logging.getLogger("funds").warning("row of %s, %s refused", "62112519900101123X", "13912345678")
    assert lines()[-1]["event"] == "row of 621125********123X, 139****5678 refused"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Key (mobile)=(张三) already exists.", "Key (mobile)=(…) already exists."),
        ("DETAIL:  Failing row contains (1, 张三, 62).", "DETAIL:  Failing row contains (…)."),
        ("18 digits like 621125199001011234 are cut", "18 digits like 621125********1234 are cut"),
        ("row 12345678901 of 3", "row 12345678901 of 3"),
        ("13912345678901", "13912345678901"),
    ],
)
def test_scrub(text, expected):
    assert scrub(text) == expected
