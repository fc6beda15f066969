"""Old and new release on one database: it says itself whom it still serves."""

from itertools import pairwise
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from adapters.store import migrate
from adapters.store.backup import NoBackUp, back_up, restore
from adapters.store.event_store import event_store
from tests.adapters.store import newer
from tests.adapters.store.conftest import opened
from tests.adapters.store.samples import batch, genuine
from tests.adapters.store.schemas import described

RELEASE = r"Tandem \d+\.\d+\.\d+"


def test_an_old_release_starts_again_beside_a_newer_one_that_serves_it(
    unmigrated: Engine, tmp_path: Path
) -> None:
    migrate.upgrade(unmigrated)
    ours = newer.version()
    reached = newer.bring(unmigrated, tmp_path, [ours, ours])
    left = described(unmigrated)

    migrate.upgrade(unmigrated)
    migrate.wait_until_served(unmigrated, 0)
    events = event_store(unmigrated)
    events.append(genuine(batch("ana-ben", 1)))

    found = migrate.standing(unmigrated)
    assert (found.version, found.fits) == (reached, True)
    assert f"{ours}; Tandem" in found.beyond
    assert [fact.version for fact in events.stream("ana-ben")] == [1]
    assert described(unmigrated) == left


def test_who_is_served_no_longer_is_told_which_release_to_use(
    unmigrated: Engine, tmp_path: Path
) -> None:
    migrate.upgrade(unmigrated)
    ours, needed = newer.version(), newer.version(1)
    reached = newer.bring(unmigrated, tmp_path, [ours, needed])
    with unmigrated.begin() as connection:
        another = text("UPDATE migration SET release = '9.7.5' WHERE version = :version")
        connection.execute(another, {"version": needed})

    says = (
        rf"at version {reached}, .* none after {ours}; it serves who knows {needed}: .* 9\.7\.5 "
    )
    with pytest.raises(migrate.UnknownSchema, match=says):
        migrate.upgrade(unmigrated)
    with pytest.raises(migrate.UnknownSchema, match=says):
        migrate.wait_until_served(unmigrated, 60)
    assert migrate.current(unmigrated) == reached


def test_a_database_that_is_not_of_tandem_is_left_alone(unmigrated: Engine) -> None:
    with unmigrated.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('a41c')"))

    with pytest.raises(migrate.UnknownSchema, match=r"a41c.*who made it is not said"):
        migrate.upgrade(unmigrated)


def test_a_back_up_of_a_newer_release_replaces_no_record_that_we_could_not_use_then(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    record, copy, aside = (tmp_path / f"{name}.db" for name in ("tandem", "copy", "aside"))
    sqlite_engine.dispose()
    back_up(record, copy)
    ours, needed = newer.version(), newer.version(2)
    with opened(f"sqlite:///{copy}") as engine:
        newer.bring(engine, tmp_path, [ours])
    restore(copy, record, aside)
    before = record.read_bytes()
    with opened(f"sqlite:///{copy}") as engine, engine.begin() as connection:
        connection.execute(text("UPDATE migration SET serves_from = :it"), {"it": needed})

    with pytest.raises(NoBackUp, match=rf"can't be used here: .*{RELEASE}.* Nothing was changed"):
        restore(copy, record, tmp_path / "another.db")
    assert record.read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob("*.part*")) == []


def test_each_migration_decides_whom_it_serves_and_none_takes_back_what_one_before_said() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    config.set_main_option("path_separator", "os")
    scripts = list(ScriptDirectory.from_config(config).walk_revisions())[::-1]
    order = [script.revision for script in scripts]
    asked = scripts[order.index("0014") :]  # those before could not be asked

    undecided = [one.revision for one in asked if not getattr(one.module, "serves_from", "")]
    assert undecided == [], (
        "say `serves_from` there: deploy/decisions/0026-whom-a-schema-serves.md"
    )
    floors = [order.index(one.module.serves_from) for one in asked]
    assert all(earlier <= later for earlier, later in pairwise(floors))
    assert all(
        floor <= order.index(one.revision) for floor, one in zip(floors, asked, strict=True)
    )
