"""Connections straight to the driver: SQLAlchemy's own part would cost as much as an append."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast

from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError


class DirectConnections:
    """Each is lent to one at a time, in no transaction, and stays open for the next.

    They are made as all others of the engine are, and close when it is disposed of; `fit` tells
    whether one can be lent. The driver's errors come as SQLAlchemy's, which is what callers know.
    """

    def __init__(self, engine: Engine, fit: Callable[[Any], bool]) -> None:
        self._engine = engine
        self._fit = fit
        self._error = engine.dialect.loaded_dbapi.Error
        self._idle: deque[Any] = deque()
        event.listen(engine, "engine_disposed", self._close)

    @contextmanager
    def lend(self) -> Iterator[Any]:
        """Lend a connection of the driver, in autocommit mode."""
        try:
            connection = self._take()
            try:
                yield connection
            finally:
                self._take_back(connection)
        except self._error as error:
            raise self._translated(error) from error

    def _take(self) -> Any:
        with suppress(IndexError):
            while connection := self._idle.pop():
                if self._fit(connection):
                    return connection
                connection.close()
        return self._open()

    def _open(self) -> Any:
        pooled = self._engine.raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()
        if self._engine.dialect.name == "postgresql":
            connection.autocommit = True
        return connection

    def _take_back(self, connection: Any) -> None:
        if self._fit(connection):
            self._idle.append(connection)
        else:
            connection.close()

    def _translated(self, error: Exception) -> BaseException:
        dialect = self._engine.dialect
        return cast(
            "BaseException",
            DBAPIError.instance(None, None, error, self._error, dialect=dialect),
        )

    def _close(self, _: Engine) -> None:
        with suppress(IndexError):
            while connection := self._idle.pop():
                connection.close()
