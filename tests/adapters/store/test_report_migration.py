"""An installation that has a past gets the tables of the report filled with it."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from adapters.store import migrate, projections
from adapters.store.engine import writing
from adapters.store.event_store import event_store
from adapters.store.fake import FakeEventStore
from adapters.store.projector import Projector
from adapters.store.read_schema import FOLLOWING
from adapters.store.rebuild import rebuild
from domain.record import Batch
from tests.adapters.store import release_0_1
from tests.adapters.store.recorded import record_lives, rows
from tests.adapters.store.samples import Wall

BEFORE = "0004"


def brought_to(engine: Engine, version: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)


class Before(FakeEventStore):
    """The record as the release before wrote it: today's program needs today's schema."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine

    def append(self, batch: Batch) -> tuple[int, ...]:
        release_0_1.append(self._engine, batch)
        return ()


def test_what_was_recorded_before_is_told_to_the_new_tables_too(
    unmigrated: Engine, wall: Wall
) -> None:
    brought_to(unmigrated, BEFORE)
    record_lives(Before(unmigrated))
    newest = projections.progress(unmigrated).newest
    with writing(unmigrated) as connection:
        connection.execute(text("UPDATE projection SET position = :all"), {"all": newest})
        connection.execute(
            text(
                "INSERT INTO meeting VALUES ('pair-0', 99, 'spring', '2026-01-05 09:00:00+00',"
                " '2026-01-05 10:00:00+00', 0, 'program', 'booked', '{}', '')"
            )
        )

    migrate.upgrade(unmigrated)

    assert projections.progress(unmigrated).position == 0
    Projector(unmigrated, event_store(unmigrated), wall).catch_up()
    found = rows(unmigrated, *FOLLOWING)
    assert all(found.values())
    assert 99 not in {row["number"] for row in found["meeting"]}
    differences = {one.table for one in rebuild(unmigrated).differences}
    assert differences == {"board", "inbox"}  # which nobody has written here yet
    assert rows(unmigrated, *FOLLOWING) == found


def test_a_rebuild_fills_them_at_once(unmigrated: Engine) -> None:
    brought_to(unmigrated, BEFORE)
    record_lives(Before(unmigrated))

    migrate.upgrade(unmigrated)
    rebuild(unmigrated)

    assert all(rows(unmigrated, *FOLLOWING).values())
    progress = projections.progress(unmigrated)
    assert progress.position == progress.newest > 0
