"""The fixtures and lines of pytest that go with PostgreSQL.

`postgres` makes databases; `postgres_url` is a new one with our schema for each test, and
`empty_postgres_url` one without.
"""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from xdist.workermanage import WorkerController

from tests.postgres.databases import Databases, name_of
from tests.postgres.sources import Source, open_first, sources

FOUND = pytest.StashKey[list[Source]]()
TOLD = pytest.StashKey[list[str]]()
TELL = "postgres"


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FOUND] = sources()
    config.stash[TOLD] = []


def pytest_report_header(config: pytest.Config) -> str:
    return f"PostgreSQL: {config.stash[FOUND][0].name}"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where tests run in several processes, each tells the one that prints."""
    output: dict[str, list[str]] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[TELL] = session.config.stash[TOLD]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController) -> None:
    told = node.config.stash[TOLD]
    told += [line for line in getattr(node, "workeroutput", {}).get(TELL, ()) if line not in told]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    for line in config.stash[TOLD]:
        terminalreporter.write_line(f"PostgreSQL: {line}")


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Iterator[Databases]:
    stash = request.config.stash
    with ExitStack() as opened:
        address, told = open_first(stash[FOUND], opened)
        databases = Databases(address)
        stash[TOLD] += [*told[:-1], f"{databases.version()}, {told[-1]}"]
        yield databases


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Databases) -> Iterator[str]:
    """The name of a database with our schema, to make copies of."""
    from adapters.store.engine import make_engine  # noqa: PLC0415  a broken store is a test's find
    from adapters.store.migrate import upgrade  # noqa: PLC0415

    with postgres.fresh() as url:
        engine = make_engine(url)
        upgrade(engine)
        engine.dispose()
        yield name_of(url)


@pytest.fixture
def postgres_url(postgres: Databases, migrated_postgres: str) -> Iterator[str]:
    with postgres.fresh(migrated_postgres) as url:
        yield url


@pytest.fixture
def empty_postgres_url(postgres: Databases) -> Iterator[str]:
    with postgres.fresh() as url:
        yield url
