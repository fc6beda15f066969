"""How a database comes to the newest schema, while others use it."""

from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.engine.interfaces import DBAPICursor

from adapters.store import (
    migrate,
    program_schema,  # noqa: F401  its tables join the metadata
    read_schema,  # noqa: F401  its tables join the metadata
    staff_schema,  # noqa: F401  the same
    vault_schema,  # noqa: F401  the same
    webhook_schema,  # noqa: F401  the same
)
from adapters.store.engine import writing
from adapters.store.schema import metadata
from tests.adapters.store import release_0_1
from tests.adapters.store.conftest import opened
from tests.adapters.store.schemas import described

FUNCTIONS = ("append_v1", "append_v2", "append_v3")


def test_the_migrations_make_the_database_that_the_code_speaks_of(
    engine: Engine, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    postgres = engine.dialect.name == "postgresql"
    url = f"sqlite:///{tmp_path / 'made.db'}"
    with opened(request.getfixturevalue("empty_postgres_url") if postgres else url) as made:
        with writing(made) as connection:
            metadata.create_all(connection)
        wanted = described(made)

    found = described(engine)

    assert sorted(found - wanted) == []
    assert sorted(wanted - found) == []
    assert any("append-only" in line for line in found)
    assert all(any(name in line for line in found) == postgres for name in FUNCTIONS)


def test_an_empty_database_is_brought_up_to_date_once(unmigrated: Engine) -> None:
    assert migrate.current(unmigrated) is None
    assert not migrate.is_current(unmigrated)

    migrate.upgrade(unmigrated)
    migrate.upgrade(unmigrated)

    assert migrate.current(unmigrated) == migrate.head()
    assert migrate.is_current(unmigrated)


def test_a_database_of_a_newer_release_is_left_alone(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(migrate.UnknownSchema, match="9999"):
        migrate.upgrade(engine)
    assert migrate.current(engine) == "9999"


def test_a_migration_that_others_keep_waiting_gives_up_soon_and_leaves_nothing_half_done(
    empty_postgres_url: str,
) -> None:
    with opened(empty_postgres_url) as engine:
        release_0_1.create(engine)
        before = described(engine)
        with engine.begin() as other:
            other.execute(text("LOCK TABLE event IN ACCESS SHARE MODE"))
            began = monotonic()

            with pytest.raises(migrate.DatabaseBusy, match=r"lock timeout.*nothing was changed"):
                migrate.upgrade(engine)

        assert monotonic() - began < 20
        assert described(engine) == before
        assert migrate.current(engine) == "0001"
        migrate.upgrade(engine)
        assert migrate.is_current(engine)


def test_no_statement_of_a_migration_waits_without_end(empty_postgres_url: str) -> None:
    limits: dict[str, tuple[str, str]] = {}

    def look(_: object, cursor: DBAPICursor, statement: str, *__: object) -> None:
        words = statement.split()
        if words[0] in {"CREATE", "ALTER"}:
            session = cursor.connection
            shown = session.execute(
                "SELECT current_setting('lock_timeout'), current_setting('statement_timeout')"
            )
            limits[" ".join(words[:3])] = shown.fetchone()

    with opened(empty_postgres_url) as engine:
        event.listen(engine, "before_cursor_execute", look)
        migrate.upgrade(engine)

    assert "CREATE TABLE event" in limits
    assert "ALTER TABLE event" in limits
    assert set(limits.values()) == {("4s", "1min")}
