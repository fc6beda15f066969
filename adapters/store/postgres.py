"""How we speak to PostgreSQL: nothing is waited for without end, on either side of the line."""

import select
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

CONNECT_SECONDS = 10
STATEMENT_SECONDS = 30
SILENCE_SECONDS = 75  # longer than any statement may take, also those of a migration
IDLE_SECONDS = 300  # a process that stands still amid a transaction keeps its locks no longer

LINE = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    "application_name": "tandem",
}
SESSION = (
    f"-c statement_timeout={STATEMENT_SECONDS}s"
    f" -c idle_in_transaction_session_timeout={IDLE_SECONDS}s -c timezone=UTC"
)


class Connection(psycopg.Connection[Any]):
    """A connection that gives up where the server neither answers nor hangs up."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for an answer, for `SILENCE_SECONDS` at most; after that it is of no more use."""
        try:
            return super().wait(gen, interval, timeout or SILENCE_SECONDS)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status != TransactionStatus.ACTIVE:
                raise
            self.pgconn.finish()
            silence = f"the server has not answered for {SILENCE_SECONDS} seconds"
            raise psycopg.OperationalError(silence) from None


def set_up(engine: Engine) -> None:
    """Let an engine make connections of ours, and lend none that the server has closed."""
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "checkout", _refuse_closed)


def hung_up(connection: psycopg.Connection[Any]) -> bool:
    """Tell whether the server has closed an idle connection; costs no round trip.

    It says nothing unasked but goodbye.
    """
    if connection.closed:
        return True
    ear = select.poll()
    ear.register(connection.pgconn.socket, select.POLLIN)
    return bool(ear.poll(0))


def at_rest(connection: psycopg.Connection[Any]) -> bool:
    """Tell whether a connection is open and in no transaction."""
    resting = connection.pgconn.transaction_status == TransactionStatus.IDLE
    return resting and not hung_up(connection)


def _connect(_dialect: Any, _entry: Any, words: Any, settings: dict[str, Any]) -> Any:
    """Connect; what the address itself asks for goes before our own choices."""
    options = f"{SESSION} {settings.get('options', '')}"
    chosen: dict[str, Any] = {**LINE, **settings, "options": options}
    return Connection.connect(*words, **chosen)


def _refuse_closed(connection: DBAPIConnection, _: ConnectionPoolEntry, __: Any) -> None:
    if isinstance(connection, Connection) and hung_up(connection):
        raise DisconnectionError("the server has closed this connection")
