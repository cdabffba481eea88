"""`sweep`: one JSON value on standard output, also when refused."""

import io
import json

import pytest
from django.core.management import call_command

from supervision.tasks import sweep, sweep_everything


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("sweep", *arguments, stdout=out, stderr=err)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue(), err.getvalue()


def test_one_json_value_and_twice_changes_nothing(office):
    office.accepted()
    first, second = (run("--now", "2026-04-01", "--json") for _ in range(2))
    assert first[0] == second[0] == 0 and first[2] == ""
    assert {k: v for k, v in json.loads(first[1]).items() if k != "seconds"} == {
        "now": "2026-04-01T00:00:00+08:00",
        "examined": 1,
        "reminders": 0,
        "yellow": 1,
        "red": 1,
        "escalated": 1,
    }
    assert json.loads(second[1])["examined"] == 0


def test_a_time_with_another_zone_counts_in_local_days(office):
    office.accepted()
    _, out, _ = run("--now", "2026-03-12T17:00:00+00:00", "--json")  # already 3月13日 here
    assert json.loads(out)["yellow"] == 1


def test_words_for_people(office):
    assert "检查 0 件" in run()[1]


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-01"])
def test_a_time_that_is_none_is_refused_in_words(db, text):
    code, out, err = run("--now", text, "--json")
    assert code == 2 and json.loads(out)["error"]["code"] == "bad_time" and "读不懂" in err


def test_the_tasks_of_beat(office):
    office.accepted()
    assert sweep()["red"] == 1
    assert sweep_everything()["red"] == 0
