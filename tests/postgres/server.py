"""A PostgreSQL server of our own, started from any folder that holds its programs.

It ends with the process that started it, however that ends, and can be killed and started again
on the same port and folder.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import psycopg

from adapters.temporal.process import TETHER
from tests.ports import free_port
from tests.postgres.programs import local_programs

HOST = "127.0.0.1"
USER = "tandem"
PATIENCE = 60.0  # seconds
GLANCE = 0.02  # seconds
ATTEMPTS = 3  # a port can be lost between the look at it and its use
PROCESSES = Path("/proc")
# Another zone than the program's own, so that nothing leans on the zone of a session by accident.
OPTIONS = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "timezone=Asia/Kolkata")
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class PostgresDidNotStart(Exception):
    """The server did not start; the message ends with what it said."""


class PostgresServer:
    """`with PostgresServer(folder) as server`, or `start`, `kill` and `stop` by hand.

    `bin_dir` holds `initdb` and `postgres`; without it they are looked for on this machine.
    `port` 0 is any free one. `durable` keeps what was committed over a `kill` and a power cut;
    without it all is quicker. Start it from a thread that lives as long as the server shall.
    """

    def __init__(
        self, folder: Path, *, bin_dir: Path | None = None, port: int = 0, durable: bool = False
    ) -> None:
        self.bin_dir = bin_dir or local_programs()[0]
        self.port = port
        self.log_file = folder / "postgres.log"
        self._data = folder / "data"
        self._any_port = port == 0
        self._options = OPTIONS if durable else (*OPTIONS, *QUICK)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def url(self, database: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql://{USER}@{HOST}:{self.port}/{database}"

    def create(self, database: str, template: str = "template1") -> str:
        """Make a new database, empty or as a copy of another; returns its address."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"'.encode())
        return self.url(database)

    def start(self) -> Self:
        """Start it, on the same port as before, and wait until it answers."""
        if not (self._data / "PG_VERSION").exists():
            self._create_cluster()
        for attempt in range(ATTEMPTS):
            self._choose_port(first=attempt == 0)
            self._spawn()
            if self._answers():
                self._any_port = False
                return self
        raise PostgresDidNotStart(self._last_words())

    def stop(self) -> None:
        """Stop it; what was committed is on the disk afterwards."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """End the server and the processes that serve its clients, all at once."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGSTOP)  # it must not start another one meanwhile
        children = _children(self._process.pid)
        for pid in (self._process.pid, *children):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(PATIENCE)
        _wait_until_gone(children)

    def _create_cluster(self) -> None:
        self._data.mkdir(parents=True, mode=0o700)
        _give_away(self._data)
        words = ("--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C")
        made = subprocess.run(
            [*_as_nobody(), str(self.bin_dir / "initdb"), *words, "-U", USER, str(self._data)],
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            cwd="/",
        )
        if made.returncode:
            shutil.rmtree(self._data)
            raise PostgresDidNotStart(f"{made.stdout}{made.stderr}")

    def _choose_port(self, *, first: bool) -> None:
        if self._any_port and (self.port == 0 or not first):
            self.port = free_port()

    def _spawn(self) -> None:
        settings = [word for option in self._options for word in ("-c", option)]
        tether = (sys.executable, "-I", "-S", str(TETHER), str(os.getpid()))
        server = (str(self.bin_dir / "postgres"), "-D", str(self._data), "-p", str(self.port))
        with self.log_file.open("ab") as output:
            self._process = subprocess.Popen(
                [*_as_nobody(), *tether, *server, *settings],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,
                cwd="/",
            )

    def _answers(self) -> bool:
        assert self._process is not None
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._process.poll() is None:
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(self.url(), connect_timeout=5).close()
                return True
            time.sleep(GLANCE)
        self.kill()
        return False

    def _last_words(self) -> str:
        said = self.log_file.read_text(errors="replace").splitlines()
        return "\n".join(["PostgreSQL did not start:", *said[-10:]])


def _as_nobody() -> list[str]:
    """PostgreSQL refuses to be run by root; another user may read everything here as root may."""
    if os.geteuid() != 0:
        return []
    user = _servant()
    identity = ["--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]
    may_read = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return ["setpriv", *identity, *may_read, "--"]


def _servant() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise PostgresDidNotStart("PostgreSQL needs a user other than root, and there is none.")


def _give_away(folder: Path) -> None:
    if os.geteuid() == 0:
        user = _servant()
        os.chown(folder, user.pw_uid, user.pw_gid)


def _children(pid: int) -> list[int]:
    listed = PROCESSES / str(pid) / "task" / str(pid) / "children"
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def _wait_until_gone(pids: list[int]) -> None:
    """A server finds its memory still in use while a process of its last life has not ended."""
    deadline = time.monotonic() + PATIENCE
    while any(_lives(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(GLANCE)


def _lives(pid: int) -> bool:
    try:
        status = (PROCESSES / str(pid) / "stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
