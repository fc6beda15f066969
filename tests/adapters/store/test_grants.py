"""Tandem runs as a user of the database who owns none of its tables."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from adapters.store import migrate
from adapters.store.event_store import event_store
from adapters.store.grants import NoSuchRole, let_use
from adapters.store.pace import SqlMailPace
from adapters.store.projector import Projector
from adapters.store.rebuild import rebuild
from tests.adapters.store.conftest import opened
from tests.adapters.store.samples import batch, board
from tests.postgres.databases import Databases
from tests.postgres.tools import Tools

SERVANT = "tandem_servant"
RESTORE = ("--clean", "--if-exists", "--no-owner", "--single-transaction")
"""How deploy/runbooks/backup-and-restore.md says it."""

FORBIDDEN = (
    "CREATE TABLE mine (id int)",
    "ALTER TABLE board ADD COLUMN mine int",
    "UPDATE event SET type = 'another'",
    "DELETE FROM event",
    "TRUNCATE event",
    "UPDATE alembic_version SET version_num = '9999'",
    "UPDATE migration SET serves_from = '0001'",
)


@pytest.fixture
def owner(empty_postgres_url: str) -> Iterator[Engine]:
    with opened(empty_postgres_url) as engine:
        with engine.begin() as connection:
            connection.execute(text(f"DROP ROLE IF EXISTS {SERVANT}"))
            connection.execute(text(f"CREATE ROLE {SERVANT} LOGIN PASSWORD 'a secret'"))
            connection.execute(text("REVOKE CREATE ON SCHEMA public FROM public"))
        yield engine
        with engine.begin() as connection:
            connection.execute(text(f"DROP OWNED BY {SERVANT}"))
            connection.execute(text(f"DROP ROLE {SERVANT}"))


@pytest.fixture
def servant(owner: Engine) -> Iterator[Engine]:
    url = owner.url.set(username=SERVANT, password="a secret")
    with opened(url.render_as_string(hide_password=False)) as engine:
        yield engine


def test_who_owns_nothing_is_told_who_can_migrate(owner: Engine, servant: Engine) -> None:
    with owner.begin() as connection:
        connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {SERVANT}"))

    with pytest.raises(migrate.MayNotMigrate, match=f"none.*{SERVANT}.*tandem migrate"):
        migrate.upgrade(servant)


def test_who_owns_nothing_does_all_that_a_worker_does(owner: Engine, servant: Engine) -> None:
    migrate.upgrade(owner)
    for _ in range(2):
        let_use(owner, SERVANT)

    migrate.upgrade(servant)
    rebuild(servant)
    events = event_store(servant)
    events.append(batch("ana-ben", 1, count=2, board=board("ana-ben", 2)))
    events.append(batch("ana-ben", 3))
    while Projector(servant, events).step():
        pass
    SqlMailPace(servant, 60).turn(first=True)

    assert [fact.version for fact in events.stream("ana-ben")] == [1, 2, 3]


def test_a_restore_by_the_owner_leaves_who_owns_nothing_what_it_may_do(
    owner: Engine, servant: Engine, postgres: Databases, tmp_path: Path
) -> None:
    migrate.upgrade(owner)
    let_use(owner, SERVANT)
    events, dump, run = event_store(servant), str(tmp_path / "dump"), Tools(postgres)
    events.append(batch("ana-ben", 1))
    database = owner.url.set(drivername="postgresql").render_as_string(hide_password=False)
    run("pg_dump", "--format=custom", "--file", dump, database)
    events.append(batch("ana-ben", 2, text="this will be lost"))

    owner.dispose()
    run("pg_restore", *RESTORE, "--dbname", database, dump)

    events.append(batch("ana-ben", 2))
    assert [fact.version for fact in events.stream("ana-ben")] == [1, 2]
    with pytest.raises(ProgrammingError, match="must be owner"), servant.begin() as connection:
        connection.execute(text(FORBIDDEN[1]))


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_who_owns_nothing_changes_neither_tables_nor_the_past(
    owner: Engine, servant: Engine, statement: str
) -> None:
    migrate.upgrade(owner)
    let_use(owner, SERVANT)

    refused = pytest.raises(ProgrammingError, match=r"permission denied|must be owner")
    with refused, servant.begin() as connection:
        connection.execute(text(statement))


def test_a_role_that_there_is_not_is_named(owner: Engine, sqlite_engine: Engine) -> None:
    with pytest.raises(NoSuchRole, match="nobody"):
        let_use(owner, "nobody")
    with pytest.raises(NoSuchRole, match="SQLite"):
        let_use(sqlite_engine, SERVANT)


def test_who_waits_goes_on_as_soon_as_somebody_has_migrated(unmigrated: Engine) -> None:
    with pytest.raises(migrate.StillBehind):
        migrate.wait_until_served(unmigrated, 0)

    with ThreadPoolExecutor() as somebody:
        waiting = somebody.submit(migrate.wait_until_served, unmigrated, 30)
        migrate.upgrade(unmigrated)
        waiting.result(30)


def test_a_database_that_stays_away_is_not_waited_for_without_end() -> None:
    with opened("postgresql://127.0.0.1:1/tandem") as engine, pytest.raises(DBAPIError):
        migrate.wait_until_served(engine, 0)
