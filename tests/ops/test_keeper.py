"""The keepers of the embedded services, with a real PostgreSQL and a real Redis in a `var/` of their own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.ops.running import everything_that_runs

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 20


@pytest.fixture
def var(tmp_path):
    """A `var/` that no other command uses; whatever still runs in it at the end is a fault."""
    folder = tmp_path / "a var"
    yield folder
    wait(lambda: not processes_of(folder), f"left behind: {processes_of(folder)}")
    home = Path(record(folder)["postgresql"]["data"]).parent if "postgresql" in record(folder) else folder
    if home != folder:  # as root, below a folder that others can't enter
        shutil.rmtree(home, ignore_errors=True)


def user_of_services(var: Path, names: str = "both") -> subprocess.Popen:
    """A command that holds the services until its standard input ends; its first line is what it was given."""
    given = {"both": {}, "redis": {"DATABASE_URL": "postgres://elsewhere/x"}}[names]
    code = (
        f"import sys; sys.path[0] = {str(ROOT / 'script')!r}\n"
        "from _launch import keeper, project\n"
        "project.make_var()\n"
        "import json\n"
        "with keeper.held() as services:\n"
        "    print(json.dumps(services), flush=True); sys.stdin.read()\n"
    )
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    environment |= {"VAR_DIR": str(var), "VENV_DIR": sys.prefix, **given}
    return subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def leave(user: subprocess.Popen) -> None:
    user.stdin.close()
    assert user.wait(SECONDS) == 0
    user.stdout.close()


def record(var: Path) -> dict:
    return json.loads((var / "services.json").read_text())


def processes_of(var: Path) -> list[str]:
    mine = [pid for facts in (record(var) if (var / "services.json").exists() else {}).values() for pid in pids(facts)]
    return [f"{pid} {line}" for pid, (_, line) in everything_that_runs().items() if str(var) in line or pid in mine]


def pids(facts: dict) -> list[int]:
    return [facts[key] for key in ("pid", "keeper") if facts[key]]


def wait(check, message: str) -> None:
    end = time.monotonic() + SECONDS
    while not check():
        assert time.monotonic() < end, message
        time.sleep(0.05)


def ask_database(url: str) -> str:
    import psycopg2

    connection = psycopg2.connect(url, connect_timeout=2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT '企' ~ '\\w' AND getdatabaseencoding() = 'UTF8'")
        answer = cursor.fetchone()[0]
    connection.close()
    return answer


def answers(ask, *arguments) -> bool:
    try:
        return bool(ask(*arguments))
    except Exception:
        return False


def ask_redis(url: str) -> bool:
    import redis

    with redis.Redis.from_url(url) as client:
        return client.ping()


def test_the_last_one_stops_what_the_first_one_started(var):
    first = user_of_services(var)
    services = json.loads(first.stdout.readline())
    second = user_of_services(var)
    assert json.loads(second.stdout.readline()) == services
    assert ask_database(services["DATABASE_URL"]) is True
    assert ask_redis(services["REDIS_URL"])
    leave(first)
    assert ask_database(services["DATABASE_URL"]) is True
    leave(second)
    assert processes_of(var) == []


def test_each_part_may_be_killed(var):
    user = user_of_services(var)
    services = json.loads(user.stdout.readline())
    for name, ask, url in (
        ("postgresql", ask_database, services["DATABASE_URL"]),
        ("redis", ask_redis, services["REDIS_URL"]),
    ):
        before = record(var)[name]
        os.kill(before["pid"], signal.SIGKILL)
        wait(lambda name=name, before=before: record(var)[name]["pid"] != before["pid"], f"{name} stayed dead")
        wait(lambda ask=ask, url=url: answers(ask, url), f"{name} doesn't answer on its old port")
    leave(user)


def test_a_killed_command_leaves_nothing(var):
    user = user_of_services(var)
    user.stdout.readline()
    user.kill()
    user.wait()
    user.stdin.close()
    user.stdout.close()
    wait(lambda: not processes_of(var), "the services outlived their only user")


def test_after_killed_keepers_the_next_command_starts_anew(var):
    user = user_of_services(var)
    before = json.loads(user.stdout.readline())
    for facts in record(var).values():
        os.kill(facts["keeper"], signal.SIGKILL)
    next_user = user_of_services(var)
    assert json.loads(next_user.stdout.readline()) == before  # the same ports and passwords
    assert ask_database(before["DATABASE_URL"]) is True
    leave(next_user)
    leave(user)


def test_an_address_of_the_environment_replaces_the_embedded_service(var):
    user = user_of_services(var, "redis")
    assert set(json.loads(user.stdout.readline())) == {"REDIS_URL"}
    assert set(record(var)) == {"redis"}
    leave(user)


def test_secrets_are_private_and_stay(var):
    for _ in range(2):
        user = user_of_services(var, "redis")
        services = json.loads(user.stdout.readline())
        leave(user)
        secrets = (var / "secrets.env").read_text()
        assert (var / "secrets.env").stat().st_mode & 0o777 == 0o600
        assert dict(line.split("=", 1) for line in secrets.splitlines())["REDIS_PASSWORD"] in services["REDIS_URL"]


def test_a_database_whose_secrets_are_lost_is_put_aside(var):
    for _ in range(2):
        user = user_of_services(var)
        assert ask_database(json.loads(user.stdout.readline())["DATABASE_URL"]) is True
        home = Path(record(var)["postgresql"]["data"]).parent
        leave(user)
        (var / "secrets.env").unlink()
    assert len(list(home.glob("postgresql.locked-*"))) <= 1  # a folder outside `var/` is emptied instead


def test_data_that_are_gone_are_not_made_anew_in_silence(var):
    user = user_of_services(var)
    assert json.loads(user.stdout.readline())
    leave(user)
    data = Path(record(var)["postgresql"]["data"])
    data.rename(data.with_name("taken-away"))
    user = user_of_services(var)
    assert user.stdout.readline() == ""
    user.stdin.close()
    user.stdout.close()
    assert user.wait(SECONDS * 3) != 0
    assert not data.exists()
    data.with_name("taken-away").rename(data)
    user = user_of_services(var)
    assert json.loads(user.stdout.readline())
    leave(user)
