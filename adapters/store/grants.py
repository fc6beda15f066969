"""What a user of the database may do who runs Tandem, and does not own its tables."""

from sqlalchemy import Connection, Engine, text

from adapters.store.engine import writing
from domain.errors import TandemError

USE = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "REVOKE INSERT, UPDATE, DELETE ON alembic_version, migration FROM {role}",
    "REVOKE UPDATE, DELETE ON event FROM {role}",  # its triggers would refuse that as well
)


class NoSuchRole(TandemError):
    """The database has no such role."""

    code = "no_such_role"


def let_use(engine: Engine, role: str) -> None:
    """Let a role read and write what it needs, and change no table; harmless to repeat.

    Raises `NoSuchRole`.
    """
    if engine.dialect.name != "postgresql":
        raise NoSuchRole("A SQLite file has no roles: whoever may write it may do everything.")
    with writing(engine) as connection:
        _refuse_unknown(connection, role)
        quoted = engine.dialect.identifier_preparer.quote_identifier(role)
        for statement in USE:
            connection.exec_driver_sql(statement.format(role=quoted))


def _refuse_unknown(connection: Connection, role: str) -> None:
    known = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
    if connection.execute(known, {"role": role}).scalar() is None:
        raise NoSuchRole(f"The database has no role {role}.")
