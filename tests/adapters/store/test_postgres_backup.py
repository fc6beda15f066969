"""A record in PostgreSQL comes back whole from pg_dump and pg_restore, and goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from adapters.store.migrate import is_current
from adapters.store.verify import Audit
from domain.errors import RecordConflict
from tests.adapters.store.conftest import opened, sql_store
from tests.adapters.store.samples import Wall, batch, board, genuine, message
from tests.postgres.databases import Databases
from tests.postgres.tools import Tools


@pytest.fixture
def restored(
    postgres_engine: Engine,
    empty_postgres_url: str,
    wall: Wall,
    postgres: Databases,
    tmp_path: Path,
) -> Iterator[Engine]:
    """A copy of a record, as the runbook makes it."""
    store = sql_store(postgres_engine, wall)
    for pair in ("spring-ana-ben", "spring-cem-ben"):
        store.events.append(genuine(batch(pair, 1, 3, board=board(pair, 3))))
    store.deliveries.claim(message("spring-ana-ben/1/1"), "<1@tandem>", wall())
    dump = str(tmp_path / "tandem.dump")
    source = postgres_engine.url.set(drivername="postgresql").render_as_string(False)
    run, into = Tools(postgres), ("--no-owner", "--exit-on-error", "--dbname", empty_postgres_url)
    run("pg_dump", "--format=custom", "--file", dump, source)
    run("pg_restore", *into, dump)
    with opened(empty_postgres_url) as engine:
        yield engine


def test_every_fact_is_there_again_and_sealed(
    postgres_engine: Engine, restored: Engine, wall: Wall
) -> None:
    before, after = (sql_store(engine, wall) for engine in (postgres_engine, restored))

    assert after.events.read() == before.events.read()
    assert after.board.cohort("spring") == before.board.cohort("spring")
    assert after.deliveries.of("spring-ana-ben") == before.deliveries.of("spring-ana-ben")
    assert is_current(restored)
    assert list(Audit(restored).faults()) == []


def test_the_restored_record_goes_on(restored: Engine, wall: Wall) -> None:
    store = sql_store(restored, wall)
    last = store.events.read()[-1].position

    (position,) = store.events.append(genuine(batch("spring-ana-ben", 4)))

    assert position > last
    store.deliveries.claim(message("spring-ana-ben/4/1"), "<4@tandem>", wall())
    with pytest.raises(RecordConflict):
        store.events.append(batch("spring-ana-ben", 4, text="another"))
    assert list(Audit(restored).faults()) == []


def test_the_restored_record_refuses_to_be_changed(restored: Engine) -> None:
    with pytest.raises(DBAPIError, match="append-only"), restored.begin() as connection:
        connection.execute(text("DELETE FROM event"))
