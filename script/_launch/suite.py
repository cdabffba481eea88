"""`script/test`: the checks that need no tests, then the tests; CI runs this and nothing else."""

import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from . import system, venv
from .cli import run_in_front
from .environment import in_project
from .project import ROOT, say


class Suite:
    """One run. With arguments: pytest with exactly these, nothing else."""

    def __init__(self, values: dict[str, str], arguments: list[str]):
        self.values, self.arguments = values, arguments
        # Tests empty the Redis database that they use: never the one that a site uses.
        self.values["REDIS_URL"] = urlsplit(values["REDIS_URL"])._replace(path="/8").geturl()
        self.python = [str(venv.PYTHON), "-m"]

    def run(self) -> int:
        """0 when everything passes; otherwise the first code that isn't."""
        self.values["CHROMIUM"] = system.browser(venv.PYTHON)
        if self.arguments:
            return self._pytest(*self.arguments)
        if not self._checks():
            return 1
        start = time.monotonic()
        code = self._pytest("-m", "not e2e", "-q", *side_by_side())
        say(f"tests without the browser: {time.monotonic() - start:.0f} s")
        if code not in (0, 5):
            return code
        start = time.monotonic()
        code = self._pytest("-m", "e2e", "-q")
        say(f"browser journeys: {time.monotonic() - start:.0f} s")
        return 0 if code == 5 else code

    def _pytest(self, *arguments: str) -> int:
        values = {key: value for key, value in self.values.items() if key != "DJANGO_SETTINGS_MODULE"}
        return run_in_front([*self.python, "pytest", *arguments], values, cwd=ROOT)

    def _checks(self) -> bool:
        """Style, the order of imports, the compose file, missing migrations: two at a time."""
        compose = ["--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
        checks = {
            "ruff check": [*self.python, "ruff", "check", "."],
            "ruff format": [*self.python, "ruff", "format", "--check", "."],
            "lint-imports": [
                str(venv.PYTHON),
                "-c",
                "from importlinter.cli import lint_imports_command; lint_imports_command()",
            ],
            "compose file": [*self.python, "check_jsonschema", *compose],
            "makemigrations": [str(venv.PYTHON), "manage.py", "makemigrations", "--check", "--dry-run"],
        }
        with ThreadPoolExecutor(2) as pool:
            results = dict(zip(checks, pool.map(self._check, checks.values()), strict=True))
        for name, (code, output) in results.items():
            say(f"{name}: {'passed' if code == 0 else 'FAILED'}" + (f"\n{output.rstrip()}" if code else ""))
        return not any(code for code, _ in results.values())

    def _check(self, command: list[str]) -> tuple[int, str]:
        done = subprocess.run(
            **in_project(command, self.values),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return done.returncode, done.stdout


def side_by_side() -> list[str]:
    """pytest's options for several workers, each with a database of its own; none on a single core."""
    cores = min(4, len(os.sched_getaffinity(0)))
    return ["-n", str(cores), "--dist", "worksteal"] if cores > 1 else []
