"""Bulk work: the collector rests while rows are made; many keys go to the database as one array."""

import gc
import threading

import pytest

from accounts.models import User
from core.bulk import among, collector_at_rest
from tests.factories import UserFactory


def test_the_collector_rests_until_the_last_one_has_done():
    inside, leave = threading.Event(), threading.Event()

    def other():
        with collector_at_rest():
            inside.set()
            leave.wait(10)

    thread = threading.Thread(target=other)
    with pytest.raises(ZeroDivisionError), collector_at_rest():
        thread.start()
        inside.wait(10)
        assert not gc.isenabled()
        1 / 0  # noqa: B018
    assert not gc.isenabled()
    leave.set()
    thread.join(10)
    assert gc.isenabled()


@pytest.mark.django_db
def test_among_is_a_list_of_keys():
    one, other, _ = UserFactory(), UserFactory(), UserFactory()
    assert set(User.objects.filter(pk__in=among([one.pk, other.pk]))) == {one, other}
    assert not User.objects.filter(pk__in=among([])).exists()
