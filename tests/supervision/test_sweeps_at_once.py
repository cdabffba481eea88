"""Two sweeps at once, a sweep killed half-way, and a case that somebody holds: with real threads and transactions."""

import threading

import pytest
from django.db import connections, transaction

from accounts.models import Message
from approvals.models import Case
from core.workdays import load_statutory_calendar
from supervision.actions import load_rules, sweep, sweeping
from supervision.models import Alert
from tests.approvals import factories
from tests.approvals.factories import at

pytestmark = pytest.mark.django_db(transaction=True)
NOW = at("2026-04-20 08:00")


@pytest.fixture
def cases(monkeypatch):
    """Seven cases past both limits, in chunks of two."""
    load_statutory_calendar()
    load_rules()
    monkeypatch.setattr(sweeping, "CHUNK", 2)
    office = factories.office()
    return [office.accepted() for _ in range(7)]


def run(work, number=2):
    """Run `work` in threads that start together; returns what they gave, raises what they raised."""
    gate, given, failed = threading.Barrier(number), [], []

    def body():
        try:
            gate.wait(5)
            given.append(work())
        except BaseException as error:  # handed to the test
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=body) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    if failed:
        raise failed[0]
    return given


def test_two_sweeps_at_once_give_each_card_once(cases):
    first, second = run(lambda: sweep(now=NOW))
    assert first["examined"] + second["examined"] == 7
    assert (first["yellow"] + second["yellow"], first["red"] + second["red"]) == (7, 7)
    assert Alert.objects.count() == 14
    assert Message.objects.filter(title__startswith="红牌").count() == 7 * 2
    assert Case.objects.filter(watch_on__isnull=False).count() == 0


def test_a_sweep_killed_half_way_keeps_whole_chunks_and_the_next_one_completes(cases, monkeypatch):
    chunk, done = sweeping._Run._chunk, []

    def killed(self, *args):
        if len(done) == 2:
            raise SystemExit
        done.append(chunk(self, *args))
        return done[-1]

    monkeypatch.setattr(sweeping._Run, "_chunk", killed)
    with pytest.raises(SystemExit):
        sweep(now=NOW)
    assert Alert.objects.count() == 8
    monkeypatch.undo()
    assert sweep(now=NOW)["red"] == 3
    assert Alert.objects.count() == 14


def test_a_chunk_killed_in_the_middle_leaves_nothing_of_itself(cases, monkeypatch):
    def killed(*args, **kwargs):
        raise SystemExit

    monkeypatch.setattr(Message.objects, "bulk_create", killed)
    with pytest.raises(SystemExit):
        sweep(now=NOW)
    assert (Alert.objects.count(), Case.objects.filter(watch_on__isnull=False).count()) == (0, 7)
    monkeypatch.undo()
    assert sweep(now=NOW)["red"] == 7


def test_a_case_that_a_clerk_holds_is_taken_at_the_end(cases):
    held, let_go = threading.Event(), threading.Event()

    def clerk():
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=cases[0].pk)
            held.set()
            let_go.wait(10)
        connections.close_all()

    thread = threading.Thread(target=clerk)
    thread.start()
    held.wait(10)
    threading.Timer(0.5, let_go.set).start()
    result = sweep(now=NOW)
    thread.join(10)
    assert (result["examined"], result["red"]) == (7, 7)
