"""The five commands: their options, and the order of what they do."""

import argparse
import os
import signal
import subprocess
import sys

from . import database, environment, keeper, system, venv
from .processes import dies_with_parent
from .project import ROOT, VAR, Lock, Refused, make_var, say


def main(arguments: list[str]) -> int:
    """Run one command; its exit code."""
    name, rest = arguments[0], arguments[1:]
    os.umask(0o022)
    try:
        make_var()
        return COMMANDS[name](rest)
    except Refused as refused:
        say(f"script/{name}: {refused}")
        return 1
    except KeyboardInterrupt:
        return 130


def setup(arguments: list[str]) -> int:
    """Everything that comes before the first page."""
    parser = argparse.ArgumentParser(
        prog="script/setup", description="Makes .venv, the database and, on the first run, the demo county."
    )
    anew = parser.add_mutually_exclusive_group()
    anew.add_argument(
        "--fresh",
        action="store_true",
        help="build the database anew without the demo county: settings, organisations, laws and calendar alone",
    )
    anew.add_argument("--demo", action="store_true", help="build the database anew with the demo county")
    options = parser.parse_args(arguments)
    venv.ensure()
    with _no_server(options.fresh or options.demo), keeper.held() as services:
        county = database.County(environment.product(services))
        if options.fresh or options.demo:
            county.empty()
        county.prepare(demo=not options.fresh)
    say("ready; script/server starts it")
    return 0


def server(arguments: list[str]) -> int:
    """The site with everything it needs, until Ctrl-C."""
    from .server import Site

    parser = argparse.ArgumentParser(prog="script/server", description="Starts the site; Ctrl-C ends all of it.")
    parser.add_argument("--port", type=int, help="the port of the site (8000, or the next free one)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--no-demo", action="store_true", help="on the first run, leave the demo county out")
    options = parser.parse_args(arguments)
    lock = Lock("server")
    if not lock.take(wait=False):
        raise Refused(
            "it runs already in this folder; end that one first (Ctrl-C there), or set VAR_DIR for a second one"
        )
    try:
        return Site(options.host, options.port, demo=not options.no_demo).run()
    finally:
        lock.drop()


def test(arguments: list[str]) -> int:
    """The whole suite, or what the arguments name."""
    from .suite import Suite

    system.need_for_tests(venv.missing())
    venv.ensure()
    with keeper.held() as services:
        return Suite(environment.product(services), arguments).run()


def manage(arguments: list[str]) -> int:
    """`manage.py` with the services up; standard output is the command's alone."""
    venv.ensure()
    with keeper.held() as services:
        values = environment.product(services)
        if "DATABASE_URL" in services:
            database.County(values).prepare_first_time()
        return run_in_front([str(venv.PYTHON), str(ROOT / "manage.py"), *arguments], values)


def bench(arguments: list[str]) -> int:
    """The benchmarks, on databases of their own."""
    venv.ensure()
    with keeper.held() as services:
        values = environment.product(services)
        return run_in_front([str(venv.PYTHON), str(ROOT / "script" / "_bench"), *arguments], values)


def keep(arguments: list[str]) -> int:
    """A keeper process; the launcher starts it, nobody types it."""
    return keeper.Keeper(arguments[0]).run()


def run_in_front(command: list[str], values: dict[str, str], **options) -> int:
    """Run a child in our terminal; it gets our signals, and we give back its exit code."""
    child = subprocess.Popen(command, env=values, preexec_fn=dies_with_parent(signal.SIGTERM), **options)
    # A terminal's Ctrl-C reaches the child by itself; a signal sent to us alone is passed on.
    signal.signal(signal.SIGINT, lambda *_: None if os.isatty(0) else child.send_signal(signal.SIGINT))
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: child.send_signal(received))
    code = child.wait()
    return code if code >= 0 else 128 - code


class _no_server:
    """Building the database anew is refused while a site runs on it."""

    def __init__(self, needed: bool):
        self.lock = Lock("server") if needed else None

    def __enter__(self):
        if self.lock and not self.lock.take(wait=False):
            raise Refused(f"a site runs on the database of {VAR}; end it first (Ctrl-C there)")

    def __exit__(self, *_):
        if self.lock:
            self.lock.drop()


COMMANDS = {"setup": setup, "server": server, "test": test, "manage": manage, "bench": bench, "keep": keep}

if sys.platform not in ("linux", "darwin"):
    raise SystemExit("the launcher needs Linux (or macOS); on Windows use WSL")
