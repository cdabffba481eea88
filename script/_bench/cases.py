"""`cases`: whole lives of cases a second, the desk's first page and the case page, beside SIZE cases in the table.

A life is five acts through the product's own actions: submit, accept, review, decide, issue and deliver, each with its
log row, its message and its clocks; two processes live them at once. What follows a commit (papers, seals, messages to
telephones) is queued to a broker and not waited for; `render_ms` says what one paper costs the worker.
Pages are asked of the product's own handler in this process, warm, the median of three over 200 different inputs.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
import uuid
from datetime import timedelta
from pathlib import Path

from . import base

SMALL = 10_000
BODIES = 50
OPEN_SHARE = 20  # one case of twenty is under way
LIVES = 300
INPUTS = 200
REPEATS = 3
WORKERS = 2


def run(size: int) -> dict:
    """The small table first, in a process of its own (a process has one database)."""
    if size == SMALL:
        return {"figures": measured(size), "baseline": {}, "ratios": {}}
    small, large = base.apart("cases", SMALL), measured(size)
    ratios = {name: round(large[name] / small[name], 2) for name in ("lifecycles_per_s", "desk_p95_ms", "case_p95_ms")}
    return {"figures": large, "baseline": small, "ratios": ratios}


def measured(size: int) -> dict:
    base.use_database(f"bench_cases_{size}")
    base.setup_django()
    fill(size)
    figures = {**pages(), "render_ms": render_ms()}
    return figures | lives(size)


# --- pages ----------------------------------------------------------------------------------------------------------


def pages() -> dict:
    """The desk of 50 bodies by its tabs, and 200 cases, as their own staff see them."""
    from django.test import Client

    from accounts.models import User
    from approvals.models import Case

    desk, case, counts = [], [], {"desk": [], "case": []}
    numbers = {}
    for organisation, number in (
        Case.objects.filter(closed_at__isnull=True)
        .order_by("organisation_id", "id")
        .values_list("organisation", "number")
    ):
        numbers.setdefault(organisation, []).append(number)
    for user in User.objects.filter(username__startswith="handler").order_by("id"):
        client = Client(SERVER_NAME="localhost")
        client.force_login(user)
        for state in ("", "received", "review", "decision"):
            taken, queries = timed(client, f"/desk/?state={state}")
            desk.append(taken)
            counts["desk"].append(queries)
        for number in numbers[user.organisation_id][:: max(1, len(numbers[user.organisation_id]) // 4)][:4]:
            taken, queries = timed(client, f"/desk/cases/{number}/")
            case.append(taken)
            counts["case"].append(queries)
    return {
        "desk_p95_ms": base.p95_ms(desk),
        "case_p95_ms": base.p95_ms(case),
        "inputs": len(desk) + len(case),
        "queries": {name: [min(found), max(found)] for name, found in counts.items()},
    }


def timed(client, path: str) -> tuple[float, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code}")
    queries = len(captured)
    taken = sorted(base.seconds(lambda: client.get(path)) for _ in range(REPEATS))
    return taken[REPEATS // 2], queries


def render_ms() -> float:
    """One paper of an act, from its template to the sealed file, as the worker makes it."""
    from approvals import actions
    from approvals.models import CaseMove

    office = Office(0)
    case = office.submit()
    actions.accept(case=case, actor=office.window)
    move = CaseMove.objects.get(subject=case, move="accept")
    actions.make_paper(move=CaseMove.objects.get(subject=case, move="submit"))  # fonts and keys are loaded
    return round(base.seconds(lambda: actions.make_paper(move=move)) * 1000, 1)


# --- lives ----------------------------------------------------------------------------------------------------------


def lives(size: int) -> dict:
    """Whole lives a second in two processes, each at its own bodies; and, for a machine that isn't quiet, for each
    second of processor that they and their sessions of the database took (where the database is on this machine)."""
    base.say(f"living {LIVES} lives in {WORKERS} processes beside {size} cases …")
    command = [sys.executable, "-m", "_bench.cases"]
    environment = {**os.environ, "PYTHONPATH": f"{base.ROOT / 'script'}{os.pathsep}{base.ROOT}"}
    pipes = {"stdout": subprocess.PIPE, "stdin": subprocess.PIPE, "env": environment, "cwd": base.ROOT / "script"}
    started = [subprocess.Popen([*command, str(number)], **pipes) for number in range(WORKERS)]
    for process in started:  # each says that it is ready, then all begin
        process.stdout.readline()
    for process in started:
        process.stdin.write(b"go\n")
        process.stdin.flush()
    done = [json.loads(process.communicate()[0]) for process in started]
    number, processor = sum(one["lives"] for one in done), sum(one["processor_s"] for one in done)
    return {
        "lifecycles_per_s": round(sum(one["lives"] / one["seconds"] for one in done), 1),
        "lifecycles_per_processor_s": round(number / processor, 1),
        "lives": number,
    }


class Office:
    """The people of the n-th body and the guide that its cases are filed under."""

    def __init__(self, number: int):
        from accounts.models import User
        from powerlist.models import ServiceItemVersion

        self.window, self.handler, self.decider = (
            User.objects.get(username=f"{post}{number}") for post in ("window", "handler", "decider")
        )
        self.citizen = User.objects.get(username="citizen")
        self.version = ServiceItemVersion.objects.get(item__code=f"BENCH{number}")

    def submit(self):
        from approvals import actions

        return actions.submit_case(
            actor=self.citizen, version=self.version, form={"subject": "经营"}, submission_key=uuid.uuid4()
        )

    def live(self) -> None:
        from approvals import actions

        case = self.submit()
        actions.accept(case=case, actor=self.window)
        actions.review(case=case, actor=self.handler, opinion="材料齐全，符合条件")
        actions.grant(case=case, actor=self.decider)
        case = actions.issue_licence(case=case)
        if case.state != "delivered":
            raise SystemExit(f"the life ended as {case.state}")


def live_here(number: int) -> None:
    """In a process of its own: ready, wait for the word, live, say how many a second."""
    base.setup_quietly()
    office = Office(number)
    office.live()
    print("ready", flush=True)
    sys.stdin.readline()
    before = _processor_s()
    taken = base.seconds(lambda: [office.live() for _ in range(LIVES // WORKERS)])
    print(json.dumps({"lives": LIVES // WORKERS, "seconds": taken, "processor_s": _processor_s() - before}))


def _processor_s() -> float:
    """Seconds of processor that this process and its session of the database have taken."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    own = Path(f"/proc/{pid}/schedstat")
    there = int(own.read_text().split()[0]) / 1e9 if own.exists() else 0
    return time.process_time() + there


# --- data -----------------------------------------------------------------------------------------------------------


def fill(size: int) -> None:
    """SIZE cases with their log, made by the database from real ones; once for a database."""
    from django.db import connection, transaction

    from approvals.models import Case

    if Case.objects.exists():
        if not (Path(os.environ["VAR_DIR"]) / "seals").exists():
            raise SystemExit("the benchmark's database was made in another VAR_DIR: script/bench --clear, then again")
        return
    base.say(f"filling {size} cases …")
    with transaction.atomic():
        _bodies()
        patterns = [_pattern(n) for n in range(BODIES)]
        with connection.cursor() as cursor, _bare(cursor, "approvals_case", "approvals_casemove"):
            cursor.execute("SELECT setval(pg_get_serial_sequence('approvals_case', 'id'), 1000000)")
            for pattern in patterns:
                _multiply(cursor, pattern, size // BODIES)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


@contextlib.contextmanager
def _bare(cursor, *tables: str):
    """Without the indexes that bear no constraint, and where the role may, without the checks of foreign keys."""
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    may = cursor.fetchone()[0]
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i"
        " WHERE indrelid = ANY (%s::regclass[]) AND NOT indisunique"
        " AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
        [list(tables)],
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f"DROP INDEX {name}")
    if may:
        cursor.execute("SET LOCAL session_replication_role = replica")
    yield
    cursor.execute("SET LOCAL session_replication_role = origin" if may else "SELECT 1")
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    for _, definition in found:
        cursor.execute(definition)


def _multiply(cursor, pattern, count: int, first: int = 1) -> None:
    """Copies of a case under way up to the `count`th, all but every twentieth closed, each with its log."""
    from approvals.models import Case, CaseMove

    case_columns = [f.column for f in Case._meta.concrete_fields if f.column not in CHANGED]
    plain = ", ".join(f't."{c}"' for c in case_columns)
    names = ", ".join(f'"{c}"' for c in case_columns)
    cursor.execute(
        f"""
        INSERT INTO approvals_case (number, submission_key, state, closed_at, decided_at, decider_id, burns_on,
                                    watch_on, handler_id, {names})
        SELECT 'B' || t.organisation_id || '-' || n, gen_random_uuid(),
               CASE WHEN n %% {OPEN_SHARE} = 0 THEN 'review' ELSE 'delivered' END,
               CASE WHEN n %% {OPEN_SHARE} = 0 THEN NULL ELSE t.accepted_at + interval '1 day' END,
               CASE WHEN n %% {OPEN_SHARE} = 0 THEN NULL ELSE t.accepted_at + interval '1 day' END,
               CASE WHEN n %% {OPEN_SHARE} = 0 THEN NULL ELSE %s::bigint END,
               CASE WHEN n %% {OPEN_SHARE} = 0 THEN t.burns_on + (n %% 30)::int END,
               CASE WHEN n %% {OPEN_SHARE} = 0 THEN t.watch_on END,
               CASE WHEN n %% 2 = 0 THEN %s::bigint END, {plain}
          FROM approvals_case t, generate_series(%s, %s) n WHERE t.id = %s
        """,
        [pattern.decider, pattern.handler, first, count, pattern.case.pk],
    )
    move_columns = [f.column for f in CaseMove._meta.concrete_fields if f.column not in ("id", "subject_id")]
    names = ", ".join(f'"{c}"' for c in move_columns)
    plain = ", ".join(f'm."{c}"' for c in move_columns)
    cursor.execute(
        f"""
        INSERT INTO approvals_casemove (subject_id, {names})
        SELECT c.id, {plain} FROM approvals_case c, approvals_casemove m
         WHERE m.subject_id = %s AND c.organisation_id = %s AND c.id <> m.subject_id
        """,
        [pattern.case.pk, pattern.case.organisation_id],
    )


CHANGED = (
    "id", "number", "submission_key", "state", "closed_at", "decided_at", "decider_id", "burns_on", "watch_on",
    "handler_id",
)  # fmt: skip


class _Pattern:
    def __init__(self, case, handler: int, decider: int):
        self.case, self.handler, self.decider = case, handler, decider


def _pattern(number: int) -> _Pattern:
    """A real case of the n-th body, accepted two days ago."""
    from django.utils import timezone

    from approvals import actions

    office = Office(number)
    past = timezone.now() - timedelta(days=2)
    case = actions.submit_case(
        actor=office.citizen, version=office.version, form={"subject": "经营"}, submission_key=uuid.uuid4(), at=past
    )
    case = actions.accept(case=case, actor=office.window, at=past)
    return _Pattern(case, office.handler.pk, office.decider.pk)


def _bodies() -> None:
    """50 bodies, each with its people and one item: listed, with a guide in force, without mandatory materials."""
    from django.utils import timezone

    from tests.approvals.factories import VersionFactory
    from tests.factories import OrganisationFactory, UserFactory, staff_with

    UserFactory(username="citizen", name="李小明", id_number="621125199001010017", mobile="13893200001")
    for n in range(BODIES):
        body = OrganisationFactory(name=f"第{n}局", short_name=f"第{n}局")
        posts = (("window", "receive_cases"), ("handler", "handle_cases"), ("decider", "decide_cases"))
        for post, permission in posts:
            named = {"username": f"{post}{n}", "name": f"{post}{n}", "password_changed_at": timezone.now()}
            staff_with(permission, "view_cases", organisation=body, **named)
        fields = [{"key": "subject", "label": "事由", "kind": "text", "group": "申请"}]
        version = VersionFactory(organisation=body, parts={"materials": [], "fields": fields})
        type(version.item).objects.filter(pk=version.item_id).update(code=f"BENCH{n}")


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "_bench.settings"
    live_here(int(sys.argv[1]))
