"""`sweep`: rounds with nothing due beside SIZE open cases and five rows of the log to each; 10,000 newly due; two at
once, one of them killed half-way.

Cases and log are made by the database from real ones. `idle_ms` is the median of a round over limits and one over the
log with nothing to do. `due_10000_s` gives the cards with their messages. `duplicates` and `missed` are counted
afterwards against every case that was due, also when two rounds run at once and one is killed. The baseline is one SQL
statement that finds the same rows; `agreeing` are random cases judged right, to the day, against a count by hand.
"""

import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from datetime import date, timedelta

from . import base

LOG = 5  # rows of the log for each case
DUE = 10_000
RANDOM = 10_000
FIND = "SELECT id FROM approvals_case WHERE watch_on <= %s ORDER BY watch_on, id"
NOW = "2026-11-20T09:00:00+08:00"
EARLIER = date(2026, 10, 8)  # what was accepted on this day is past its limits
FAR = date(2026, 12, 30)


def run(size: int) -> dict:
    base.use_database(f"bench_sweep_{size}")
    base.setup_django()
    fill(size)
    due = min(DUE, size // 2)
    idle = idle_ms()
    base.say(f"idle {idle} ms")
    make_due(0, due)
    found = base.seconds(find)
    taken = base.seconds(sweep)
    one = counted(0, due)
    base.say(f"{due} due {taken:.2f} s, {one}")
    at_once = rounds_at_once(due)
    figures = {
        "idle_ms": idle,
        "due_10000_s": round(taken * DUE / due, 2),
        "due": due,
        "duplicates": one["duplicates"] + at_once["duplicates"],
        "missed": one["missed"] + at_once["missed"],
        "random_cases": RANDOM,
        "agreeing": agreeing(),
        "log_rows": size * LOG,
    }
    baseline = {"find_s": round(found, 4)}
    return {"figures": figures, "baseline": baseline, "ratios": {"due_10000_s": round(taken / max(found, 1e-4), 1)}}


def sweep() -> dict:
    from datetime import datetime

    from supervision import actions

    return actions.sweep(now=datetime.fromisoformat(NOW))


def find() -> list:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(FIND, [NOW[:10]])
        return cursor.fetchall()


def idle_ms() -> float:
    """Rounds over limits and over the log with nothing due, everything in the log handled."""
    from datetime import datetime, timedelta

    from approvals.models import CaseMove, Reading
    from supervision import actions

    now = datetime.fromisoformat(NOW)
    last = CaseMove.objects.order_by("-pk").values_list("pk", flat=True).first()
    Reading.objects.update_or_create(stream="watch", defaults={"passed": last, "seen": last, "seen_at": now})
    taken = []
    for turn in range(9):
        at = now + timedelta(minutes=turn)
        taken.append(base.seconds(lambda at=at: (actions.sweep(now=at), actions.watch_log(now=at))) * 1000)
    return round(statistics.median(taken), 1)


def make_due(first: int, number: int) -> None:
    """Let cases number `first` and following be due: accepted so long ago that both limits have passed."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE approvals_case SET accepted_at = %s, received_at = %s, watch_on = %s WHERE id IN"
            " (SELECT id FROM approvals_case ORDER BY id OFFSET %s LIMIT %s)",
            [f"{EARLIER} 09:00+08", f"{EARLIER} 08:30+08", EARLIER, first, number],
        )


def counted(first: int, number: int) -> dict:
    """Yellow and red for each case, each once: what is there twice, and what isn't there."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "WITH due AS (SELECT id FROM approvals_case ORDER BY id OFFSET %s LIMIT %s)"
            " SELECT count(*), count(DISTINCT (a.case_id, a.occasion, a.level)) FROM supervision_alert a JOIN due"
            " ON due.id = a.case_id WHERE a.level IN ('2', '3')",
            [first, number],
        )
        rows, different = cursor.fetchone()
    return {"duplicates": rows - different, "missed": 2 * number - different}


def rounds_at_once(number: int) -> dict:
    """Two rounds in processes of their own, one of them killed in the middle; a third finishes."""
    make_due(number, number)
    command = [sys.executable, "-c", "from _bench import sweep; sweep.alone()"]
    where = {"cwd": base.ROOT / "script", "env": {**os.environ, "PYTHONPATH": f"{base.ROOT}"}}
    rounds = [subprocess.Popen(command, stdout=subprocess.DEVNULL, **where) for _ in range(2)]
    deadline = time.monotonic() + 120
    while _given(number) < number // 4 and time.monotonic() < deadline and rounds[0].poll() is None:
        time.sleep(0.05)
    rounds[0].send_signal(signal.SIGKILL)
    for each in rounds:
        each.wait(600)
    sweep()
    return counted(number, number)


def _given(first: int) -> int:
    return 2 * first - counted(first, first)["missed"]


def alone() -> None:
    """One round in a process of its own."""
    base.setup_quietly()
    print(json.dumps(sweep()))


def agreeing() -> int:
    """Random cases with pauses, corrections and extensions over ten years: the judge against a count by hand."""
    from approvals.enums import ClockKind
    from approvals.queries import Clock
    from core import workdays
    from supervision.enums import Level
    from supervision.queries.judging import Judge, Threshold

    calendar, lot = workdays.calendar(), random.Random(6)
    rules = [Threshold("T2", ClockKind.PROMISE, Level.YELLOW), Threshold("T3", ClockKind.LEGAL, Level.RED)]
    right = 0
    for _ in range(RANDOM):
        start = date(2016, 1, 4) + timedelta(days=lot.randrange(3700))
        today = start + timedelta(days=lot.randrange(120))
        ended = start + timedelta(days=lot.randrange(120)) if lot.random() < 0.5 else None
        promise = lot.randrange(30)
        legal, extended = promise + lot.randrange(20), lot.choice([0, 0, 10, 15])
        pause = start + timedelta(days=lot.randrange(1, 30))
        pauses = ((pause, pause + timedelta(days=lot.randrange(15))),) if lot.random() < 0.4 else ()
        clocks, expected, dues = [], set(), []
        last = ended if ended is not None and ended <= today else today
        for kind, limit, level in (("promise", promise, Level.YELLOW), ("legal", legal, Level.RED)):
            due = workdays.due(start, limit + extended, calendar=calendar, pauses=pauses, provisional=True)
            dues.append(due)
            clocks.append(Clock(ClockKind(kind), start, limit, "workday", "", due, (), False, ended))
            if last > by_hand(start, limit + extended, pauses, calendar):
                expected.add((kind, level))
        if dues[0] == dues[1]:  # two limits that end on one day earn the red card alone
            expected.discard(("promise", Level.YELLOW))
        findings, _ = Judge(today, calendar, rules).judge(clocks)
        right += {(str(f.clock.kind), f.rule.level) for f in findings} == expected
    return right


def by_hand(start: date, limit: int, pauses, calendar) -> date:
    """The last day of a limit, each day looked at for itself."""
    day, left = start, limit
    while True:
        idle = any(first <= day <= last for first, last in pauses) or _is_off(day, calendar)
        if left == 0 and (limit > 0 or not idle):
            return day
        day += timedelta(days=1)
        if not (any(first <= day <= last for first, last in pauses) or _is_off(day, calendar)):
            left -= left > 0


def _is_off(day: date, calendar) -> bool:
    if day in calendar.workdays:
        return False
    return day in calendar.holidays or day.weekday() >= 5


# --- the cases ------------------------------------------------------------------------------------------------------


def fill(size: int) -> None:
    """SIZE open cases in review, none of them due, with their log; once for a database."""
    from django.db import connection, transaction

    from approvals.models import Case

    from . import cases

    if Case.objects.exists():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE approvals_case SET watch_on = %s WHERE watch_on <> %s", [FAR, FAR])
            cursor.execute("ALTER TABLE supervision_alert DISABLE TRIGGER USER; DELETE FROM supervision_alert")
            cursor.execute("ALTER TABLE supervision_alert ENABLE TRIGGER USER")
            cursor.execute("DELETE FROM accounts_delivery; DELETE FROM accounts_message")
            cursor.execute("VACUUM ANALYZE")
        return
    base.say(f"filling {size} open cases and {LOG * size} rows of the log …")
    with transaction.atomic():
        cases._bodies()
        patterns = [cases._pattern(n) for n in range(cases.BODIES)]
        with connection.cursor() as cursor:
            _multiply(cursor, patterns, size)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _multiply(cursor, patterns, size: int) -> None:
    """Copies of each body's real case, all under review, with the log of the case again and again."""
    from approvals.models import Case, CaseMove

    changed = ("id", "number", "submission_key", "watch_on")
    columns = [f.column for f in Case._meta.concrete_fields if f.column not in changed]
    names, plain = (", ".join(f'{prefix}"{c}"' for c in columns) for prefix in ("", "t."))
    moves = [f.column for f in CaseMove._meta.concrete_fields if f.column not in ("id", "subject_id")]
    move_names, move_plain = (", ".join(f'{prefix}"{c}"' for c in moves) for prefix in ("", "m."))
    for pattern in patterns:
        cursor.execute(
            f"INSERT INTO approvals_case (number, submission_key, watch_on, {names})"
            f" SELECT 'S' || t.organisation_id || '-' || n, gen_random_uuid(), %s, {plain}"
            " FROM approvals_case t, generate_series(1, %s) n WHERE t.id = %s",
            [FAR, size // len(patterns), pattern.case.pk],
        )
        cursor.execute(
            f"INSERT INTO approvals_casemove (subject_id, {move_names}) SELECT c.id, {move_plain}"
            " FROM approvals_case c, approvals_casemove m, generate_series(1, 3) n"
            " WHERE m.subject_id = %s AND c.organisation_id = %s AND c.id <> m.subject_id"
            " AND (n < 3 OR m.move = 'accept')",
            [pattern.case.pk, pattern.case.organisation_id],
        )
    cursor.execute("UPDATE approvals_case SET watch_on = %s", [FAR])
