"""The database of the county: made, migrated, filled with reference data and, when wanted, with the demo county.

What was done is kept in the database itself (`portal.demo`, a setting of the database), so that it can't outlive it:
`building` while the demo is being built, `loaded` after, `absent` when it isn't wanted.
"""

import shutil
import subprocess
import sys

from . import venv
from .environment import in_project
from .project import ROOT, RUN, VAR, Lock, Refused, say, tail


class County:
    """The database that DATABASE_URL names."""

    def __init__(self, values: dict[str, str]):
        self.values = values

    def prepare(self, *, demo: bool) -> None:
        """Migrate, load the reference data, build the demo on the first run; idempotent."""
        with Lock("database"):
            self._run("prepare", "--demo" if demo else "--no-demo")
        self._first_time_stamp().write_text("prepared\n")

    def prepare_first_time(self) -> None:
        """For `script/manage` on a fresh clone: what `script/setup` does, once."""
        if not self._first_time_stamp().exists():
            self.prepare(demo=True)

    def empty(self) -> None:
        """Drop everything in the database, its files and its queue; never just its history."""
        with Lock("database"):
            self._first_time_stamp().unlink(missing_ok=True)
            self._run("empty")
            shutil.rmtree(VAR / "files", ignore_errors=True)
            (VAR / "demo-accounts.json").unlink(missing_ok=True)

    def collect_static(self) -> subprocess.Popen:
        """Begin to gather the static files; runs beside the migrations."""
        command = [str(venv.PYTHON), "manage.py", "collectstatic", "--noinput", "-v0"]
        return subprocess.Popen(**in_project(command, self.values), stdin=subprocess.DEVNULL, stdout=sys.stderr)

    def _run(self, *arguments: str) -> None:
        command = [str(venv.PYTHON), str(ROOT / "script" / "_launch" / "within.py"), *arguments]
        done = subprocess.run(**in_project(command, self.values), stdin=subprocess.DEVNULL, stdout=sys.stderr)
        if done.returncode != 0:
            raise Refused("the database could not be prepared (see above)")

    def _first_time_stamp(self):
        return RUN / "prepared"


def wait_for_static(child: subprocess.Popen) -> None:
    """Wait for `collect_static`; say so when it failed."""
    if child.wait() != 0:
        say(tail("setup"))
        raise Refused("the static files could not be gathered (see above)")
