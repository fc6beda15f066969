"""The version of the database: what it is, whom it serves, and how to bring it up to date.

A newer release may have been here before: deploy/decisions/0026-whom-a-schema-serves.md.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, select
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from adapters.store.engine import writing
from adapters.store.schema import migration_table
from domain.errors import TandemError

MIGRATIONS = Path(__file__).parents[2] / "deploy" / "migrations"
WAITED_TOO_LONG = (
    "55P03",
    "57014",
)  # PostgreSQL's codes for the time-outs of locks and statements
FORBIDDEN = "42501"
GLANCE = 1.0  # seconds


class UnknownSchema(TandemError):
    """A newer Tandem has brought the database to where this one can't use it."""

    code = "unknown_schema"


class MayNotMigrate(TandemError):
    """The database must be brought to another version, and this user of it may not do that."""

    code = "may_not_migrate"


class StillBehind(TandemError):
    """Nobody has brought the database to the version that this Tandem needs."""

    code = "still_behind"


class DatabaseBusy(TandemError):
    """Other sessions keep the database from being changed."""

    code = "database_busy"


def head() -> str:
    """The version that this code needs."""
    return known()[0]


def known() -> tuple[str, ...]:
    """All versions that this code knows, the one that it needs first."""
    return _versions(MIGRATIONS)


def current(engine: Engine) -> str | None:
    """The version that the database has; None where it is still empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_current(engine: Engine) -> bool:
    """Tell whether the database is at the version that this code needs."""
    return current(engine) == head()


class Standing(NamedTuple):
    """How the database stands to this code.

    `fits`: it can be used as it is. `beyond`: what is to be said where it is of a newer release.
    """

    version: str | None
    fits: bool
    beyond: str = ""


def standing(engine: Engine) -> Standing:
    """Look whether this code can use the database as it is."""
    with engine.connect() as connection:
        return _standing(connection)


def serves(engine: Engine) -> bool:
    """Tell whether this code can use the database as it is.

    Raises `UnknownSchema` where it can't, and a newer release has brought it there.
    """
    with engine.connect() as connection:
        return _serves(connection)


def upgrade(engine: Engine) -> None:
    """Bring the database to the version that this code needs, in one transaction.

    Several processes may do so at once: one does the work while the others wait. A newer database
    that serves this code is left as it is.
    Raises `UnknownSchema` where it does not, `DatabaseBusy` where somebody holds a table that must
    be changed, and `MayNotMigrate`.
    """
    if serves(engine):
        return
    config = _config()
    with _allowed(engine), _impatient(), writing(engine) as connection:
        if not _serves(connection):
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def wait_until_served(engine: Engine, seconds: float) -> None:
    """Wait until somebody else has brought the database there; what fails meanwhile may pass.

    Raises `StillBehind`, `UnknownSchema`, or what kept us from looking to the end.
    """
    deadline = time.monotonic() + seconds
    while True:
        late = time.monotonic() >= deadline
        try:
            if serves(engine):
                return
        except DBAPIError:
            if late:
                raise
        if late:
            raise StillBehind(f"The database has not come to version {head()} yet.")
        time.sleep(GLANCE)


@contextmanager
def _impatient() -> Iterator[None]:
    """Say what a wait was for that came to no end."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) not in WAITED_TOO_LONG:
            raise
        raise DatabaseBusy(
            f"The database could not be brought to version {head()}, because other sessions keep"
            f" it busy ({error.orig}); nothing was changed. Try again when they are done."
        ) from error


@contextmanager
def _allowed(engine: Engine) -> Iterator[None]:
    """Say who can do what this user of the database may not."""
    try:
        yield
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) != FORBIDDEN:
            raise
        raise MayNotMigrate(
            f"The database is at version {current(engine) or 'none'} and this Tandem needs"
            f" {head()}, but {engine.url.username} may not change its tables. Run tandem migrate"
            " as their owner."
        ) from error


@cache
def _versions(folder: Path) -> tuple[str, ...]:
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    found = tuple(script.revision for script in scripts)
    if not found:
        raise TandemError(f"There are no migrations in {folder}.")
    return found


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _serves(connection: Connection) -> bool:
    found = _standing(connection)
    if found.beyond and not found.fits:
        raise UnknownSchema(found.beyond)
    return found.fits


def _standing(connection: Connection) -> Standing:
    version = MigrationContext.configure(connection).get_current_revision()
    ours = known()
    if version is None or version in ours:
        return Standing(version, fits=version == ours[0])
    return _beyond(connection, version, ours)


def _beyond(connection: Connection, version: str, ours: tuple[str, ...]) -> Standing:
    """What the database says of itself where this code does not know its version."""
    says = f"The database is at version {version}, and this Tandem knows none after {ours[0]}"
    rows = _migrations(connection)
    if version not in rows:
        return Standing(version, fits=False, beyond=f"{says}; who made it is not said there.")
    serves_from, release = rows[version]
    if fits := serves_from in ours:
        says += f"; Tandem {release} brought it there, and it still serves this one."
    else:
        needed = rows.get(serves_from, rows[version])[1]
        says += f"; it serves who knows {serves_from}: use Tandem {needed} or a newer one."
    return Standing(version, fits, says)


def _migrations(connection: Connection) -> dict[str, tuple[str, str]]:
    """By version, the one from which on code is served, and the release that migrated."""
    c = migration_table.c
    if not inspect(connection).has_table(migration_table.name):
        return {}
    rows = connection.execute(select(c.version, c.serves_from, c.release))
    return {version: (serves_from, release) for version, serves_from, release in rows}
