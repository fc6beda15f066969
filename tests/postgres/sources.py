"""Which PostgreSQL the tests run against.

The one that TANDEM_TEST_DATABASE_URL names; else a container where a Docker engine answers; else
programs on this machine: the system's, or those of the wheel that `make setup` installs.
"""

import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import make_url

from tests.postgres.programs import local_programs
from tests.postgres.server import PostgresServer

GIVEN = "TANDEM_TEST_DATABASE_URL"
IMAGE = os.environ.get("TANDEM_TEST_POSTGRES_IMAGE", "postgres:18")
TRIES = 40  # one a second; a container that dies at once is waited for all the same
SOCKETS = (Path("/var/run/docker.sock"), Path.home() / ".docker" / "run" / "docker.sock")


@dataclass(frozen=True)
class Source:
    """A PostgreSQL; `open` starts it and gives an address where databases may be made."""

    name: str
    open: Callable[[], AbstractContextManager[str]]


def sources() -> list[Source]:
    """What there is to run against, the best first."""
    if url := os.environ.get(GIVEN):
        shown = make_url(url).render_as_string()
        return [Source(f"{shown} (from {GIVEN})", partial(_given, url))]
    container = Source(f"a container of {IMAGE} (testcontainers)", _container)
    containers = [container] if docker_answers() else []
    return containers + [Source(str(path), partial(_own, path)) for path in local_programs()]


def open_first(found: list[Source], opened: ExitStack) -> tuple[str, list[str]]:
    """Open the first that starts; returns its address, and what was told about it.

    One that was named by hand is the only one that is tried.
    """
    told = []
    for source in found[:-1]:
        try:
            url = opened.enter_context(source.open())
        except Exception as error:  # noqa: BLE001  whatever it is, the next may do
            told.append(f"{source.name} did not start: {error}")
        else:
            return url, [*told, source.name]
    return opened.enter_context(found[-1].open()), [*told, found[-1].name]


def docker_answers() -> bool:
    """Tell whether there is a Docker engine; quick where there is not even a socket."""
    if "DOCKER_HOST" not in os.environ and not any(path.exists() for path in SOCKETS):
        return False
    from testcontainers.core.docker_client import DockerClient  # noqa: PLC0415  slow to load

    try:
        client = DockerClient(timeout=5).client
        client.ping()
        client.close()
    except Exception:  # noqa: BLE001  an engine that fails in any way is none
        return False
    return True


@contextmanager
def _given(url: str) -> Iterator[str]:
    yield make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def _own(bin_dir: Path) -> Iterator[str]:
    with (
        tempfile.TemporaryDirectory(prefix="tandem-postgres-") as folder,
        PostgresServer(Path(folder), bin_dir=bin_dir) as server,
    ):
        yield server.url()


@contextmanager
def _container() -> Iterator[str]:
    from testcontainers.community.postgres import PostgresContainer  # noqa: PLC0415
    from testcontainers.core.config import testcontainers_config  # noqa: PLC0415

    testcontainers_config.max_tries = TRIES
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it warns of is its own affair
        container = PostgresContainer(IMAGE, driver=None)
        container.with_command("postgres -c fsync=off -c synchronous_commit=off").start()
    try:
        yield container.get_connection_url()
    finally:
        container.stop()
