"""The version of the database: what it is, and how to bring it up to date."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from adapters.store.engine import writing
from domain.errors import TandemError

MIGRATIONS = Path(__file__).parents[2] / "deploy" / "migrations"
WAITED_TOO_LONG = (
    "55P03",
    "57014",
)  # PostgreSQL's codes for the time-outs of locks and statements
FORBIDDEN = "42501"
GLANCE = 1.0  # seconds


class UnknownSchema(TandemError):
    """The database was made by a newer Tandem than this one."""

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
    found = ScriptDirectory.from_config(_config()).get_current_head()
    if found is None:
        raise TandemError(f"There are no migrations in {MIGRATIONS}.")
    return found


def known() -> tuple[str, ...]:
    """All versions that this code knows, the one that it needs first."""
    return tuple(
        script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()
    )


def current(engine: Engine) -> str | None:
    """The version that the database has; None where it is still empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_current(engine: Engine) -> bool:
    """Tell whether the database is at the version that this code needs."""
    return current(engine) == head()


def upgrade(engine: Engine) -> None:
    """Bring the database to the version that this code needs, in one transaction.

    Several processes may do so at once: one does the work while the others wait.
    Raises `UnknownSchema` where a newer release was here before, `DatabaseBusy` where somebody
    holds a table that must be changed, and `MayNotMigrate`.
    """
    if is_current(engine):
        return
    config = _config()
    with _allowed(engine), _impatient(), writing(engine) as connection:
        _refuse_newer(MigrationContext.configure(connection).get_current_revision())
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def wait_until_current(engine: Engine, seconds: float) -> None:
    """Wait until somebody else has brought the database there; what fails meanwhile may pass.

    Raises `StillBehind`, or what kept us from looking to the end.
    """
    deadline = time.monotonic() + seconds
    while True:
        late = time.monotonic() >= deadline
        try:
            if is_current(engine):
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


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _refuse_newer(version: str | None) -> None:
    if version is not None and version not in known():
        raise UnknownSchema(
            f"The database is at version {version}, which this Tandem does not know;"
            " it was made by a newer one."
        )
