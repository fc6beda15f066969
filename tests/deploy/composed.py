"""The services of deploy/compose.yaml, read as compose reads them and run as plain processes."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from adapters.mail.catcher import MailCatcher
from adapters.temporal.dev_server import DevServer
from tests.ports import free_port
from tests.postgres.server import PostgresServer

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
FILE = DEPLOY / "compose.yaml"
TANDEM = Path(sys.executable).with_name("tandem")
VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")
OURS = ("migrate", "worker-workflows", "worker-activities", "web")
PATIENCE = 180.0  # seconds
OK = 200
GLANCE = 0.2  # seconds


def composed() -> dict[str, Any]:
    """The file as it stands, with what is merged into its services."""
    read: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read


def interpolated(value: object, given: Mapping[str, str]) -> str:
    """A value with its variables filled in, as compose does."""
    return VARIABLE.sub(lambda found: given.get(found[1]) or found[2] or "", str(value))


class Machine(NamedTuple):
    """What stands here for the other services: `hosts` are addresses by those of the file."""

    secrets: Path
    hosts: dict[str, str]
    given: dict[str, str]


def make_secrets(folder: Path, **given: str) -> None:
    environment = os.environ | given
    subprocess.run([DEPLOY / "make-secrets.sh", folder], check=True, env=environment)


@asynccontextmanager
async def machine(folder: Path) -> AsyncIterator[tuple[Machine, Path]]:
    """PostgreSQL, Temporal and a mail catcher, as the file's services but without containers."""
    maildir = folder / "mail"
    async with AsyncExitStack() as parts:
        postgres = parts.enter_context(PostgresServer(folder / "postgres"))
        make_secrets(folder / "secrets", POSTGRES=f"127.0.0.1:{postgres.port}")
        init_databases(postgres, folder / "secrets")
        temporal = await parts.enter_async_context(DevServer(folder / "temporal"))
        mail = parts.enter_context(MailCatcher(maildir))
        hosts = {"temporal:7233": temporal.address, "mail": mail.host, "1025": str(mail.port)}
        hosts["0.0.0.0"] = "127.0.0.1"  # noqa: S104  it stands in the file
        yield Machine(folder / "secrets", hosts, {}), maildir


def init_databases(postgres: PostgresServer, secrets: Path) -> None:
    """Do what PostgreSQL's image does on an empty volume."""
    subprocess.run(
        [DEPLOY / "postgres" / "init.sh"],
        check=True,
        env={
            "PATH": f"{postgres.bin_dir}:/usr/bin:/bin",
            "PGHOST": "127.0.0.1",
            "PGPORT": str(postgres.port),
            "POSTGRES_USER": "tandem",
            "POSTGRES_DB": "postgres",
            "SECRETS": str(secrets),
        },
    )


class Process:
    """One service: its command with its environment, and nothing else of this machine's."""

    def __init__(self, name: str, machine: Machine, folder: Path) -> None:
        self.service = composed()["services"][name]
        self.settings = self._settings(machine)
        self._log = folder / f"{name}.log"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                [TANDEM, *self.service["command"]],
                env=self.environment(),
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def ends(self) -> int:
        """Wait for its end; returns its exit status."""
        assert self._process is not None
        return self._process.wait(PATIENCE)

    def tell_to_stop(self) -> None:
        """Tell it to stop, as compose does."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(PATIENCE)

    def asked(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run a command in its container."""
        return subprocess.run(
            [TANDEM, *words],
            env=self.environment(),
            cwd=self._folder,
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    def ready(self) -> bool:
        """Wait until it says that it can do its work; False where it ends or takes too long."""
        deadline = time.monotonic() + PATIENCE
        while self._process is not None and self._process.poll() is None:
            if self._says("/ready") == OK:
                return True
            if time.monotonic() > deadline:
                break
            time.sleep(GLANCE)
        return False

    def _says(self, path: str) -> int:
        place = self.settings.get("TANDEM_HEALTH_ADDRESS")
        port = int((place or self.settings["TANDEM_WEB_PORT"]).rpartition(":")[2])
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def said(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def environment(self) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if "TANDEM" not in name}
        return plain | self.settings

    def _settings(self, machine: Machine) -> dict[str, str]:
        ports = {"0.0.0.0:9464": free_port(), "0.0.0.0:9465": free_port()}
        here = {address: f"127.0.0.1:{port}" for address, port in ports.items()} | machine.hosts
        settings = {
            name: interpolated(value, machine.given)
            for name, value in self.service["environment"].items()
        }
        for name, value in settings.items():
            secret = value.removeprefix("/run/secrets/")
            if secret != value:
                assert secret in self.service["secrets"], f"{name} is not among the secrets"
                settings[name] = str(machine.secrets / secret)
            elif value in here:
                settings[name] = here[value]
        return settings
