"""Pages by key, and the history of bulk writes."""

import base64

import pytest

from accounts.enums import Nature
from accounts.models import Organisation
from core.history import snapshot
from core.models import SearchRow
from core.registers import diff, key_page, number_of
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
ORDER = ("nature", "sort_key", "id")


@pytest.fixture
def bodies():
    natures = [Nature.TOWNSHIP, Nature.DEPARTMENT, Nature.DEPARTMENT]
    made = [OrganisationFactory(nature=natures[n % 3], sort_key=f"{n % 4}") for n in range(11)]
    return sorted(made, key=lambda o: (o.nature, o.sort_key, o.pk))


@pytest.mark.parametrize("newest_first", [False, True])
def test_every_row_comes_once_forward_and_back(bodies, newest_first):
    expected = bodies[::-1] if newest_first else bodies
    seen, page, options = [], None, {"size": 4, "newest_first": newest_first}
    while page is None or page.next:
        page = key_page(Organisation.objects.all(), ORDER, after=page.next if page else "", **options)
        seen += page.rows
    assert seen == expected
    back = key_page(Organisation.objects.all(), ORDER, before=page.previous, **options)
    assert back.rows == expected[4:8] and back.previous and back.next
    first = key_page(Organisation.objects.all(), ORDER, before=back.previous, **options)
    assert first.rows == expected[:4] and first.is_first and first.previous is None


@pytest.mark.parametrize("key", ["x", "W10", "WzFd", "bnVsbA", "WyJhIiwiYiIsImMiXQ", "é"])
def test_a_key_that_is_none_gives_the_first_page(bodies, key):
    for turn in ({"after": key}, {"before": key}):
        assert key_page(Organisation.objects.all(), ORDER, size=4, **turn).rows == bodies[:4]


def test_a_page_of_nothing():
    page = key_page(Organisation.objects.none(), ORDER)
    assert (page.rows, page.next, page.previous, page.is_first) == ([], None, None, True)


def test_bulk_writes_leave_history(bodies):
    person = UserFactory()
    rows = Organisation.objects.filter(nature=Nature.TOWNSHIP)
    rows.update(phone="0932-1")
    assert snapshot(rows, actor=person, reason="统一电话") == rows.count() > 1
    last = Organisation.history.filter(id=rows.first().pk).latest("history_id")
    assert (last.phone, last.history_type, last.history_user_id) == ("0932-1", "~", person.pk)
    assert last.history_change_reason == "统一电话"
    assert snapshot(Organisation.objects.none(), actor=person, reason="无") == 0


def test_diff_names_what_differs():
    labels = {"a": "甲", "b": "乙", "c": "丙"}
    assert diff({"a": "1", "b": ["x", "y"]}, {"a": "1", "b": ["x"], "c": "新"}, labels) == [
        ("乙", "x\ny", "x"),
        ("丙", "", "新"),
    ]


@pytest.mark.parametrize(
    "plain",
    ['["\\u0000"]', '["\\ud800"]', "[Infinity]", "[NaN]", "[" * 2000, "[[1]]", "[null]", '[{"a": 1}]', "1", "[]"],
)
@pytest.mark.parametrize("column", ["id", "key", "valid_from"])
def test_a_forged_key_gives_the_first_page(db, plain, column):
    forged = base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")
    assert key_page(SearchRow.objects.all(), (column,), after=forged).rows == []


@pytest.mark.parametrize("text", ["", "²", "-1", "1.0", "１", "9" * 19, "9" * 5000, "0x1", "\0"])
def test_what_is_no_number_of_an_address(text):
    assert number_of(text) is None
