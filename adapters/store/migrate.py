"""The version of the database: what it is, and how to bring it up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from adapters.store.engine import writing
from domain.errors import TandemError

MIGRATIONS = Path(__file__).parents[2] / "deploy" / "migrations"
WAITED_TOO_LONG = (
    "55P03",
    "57014",
)  # PostgreSQL's codes for the time-outs of locks and statements


class UnknownSchema(TandemError):
    """The database was made by a newer Tandem than this one."""

    code = "unknown_schema"


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
    Raises `UnknownSchema` where a newer release was here before, and `DatabaseBusy` where
    somebody holds a table that must be changed.
    """
    if is_current(engine):
        return
    config = _config()
    with _impatient(), writing(engine) as connection:
        _refuse_newer(MigrationContext.configure(connection).get_current_revision())
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


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
