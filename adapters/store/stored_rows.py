"""The rows of the record as they are stored, with nothing read into them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Engine

from adapters.store.direct import DirectConnections
from adapters.store.sealed import sealing

PAGE = 1000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class FactRow(NamedTuple):
    """A fact, where the one before it in its stream is, and its seal; `known` asks for the stream.

    On an untouched record the first eleven are whole numbers and texts, times too: whoever changed
    the record may have left anything there.
    """

    position: Any
    id: Any
    stream: Any
    version: Any
    cohort: Any
    type: Any
    schema_version: Any
    at: Any
    recorded_at: Any
    cause: Any
    data: Any
    hash: Any
    before: Any
    before_hash: Any
    known: Any


class StreamRow(NamedTuple):
    """A stream, the last version of its facts, and the seal at the version that it says."""

    id: Any
    version: Any
    head: Any
    last: Any
    hash: Any


class Rows:
    """Reads page by page; each page is of one moment, also while commands go on."""

    def __init__(self, engine: Engine) -> None:
        self.dialect = engine.dialect.name
        self.moment = _MOMENTS[self.dialect]
        self.sealing = sealing(engine)
        self._connections = DirectConnections(engine, _fit(self.dialect))

    def facts(self, after: int) -> list[FactRow]:
        """The next facts behind a position."""
        where = "e.position > ? ORDER BY e.position LIMIT ?"
        return [FactRow(*row) for row in self.ask(f"{self._fact} WHERE {where}", after, PAGE)]

    def fact(self, stream: str, version: int) -> FactRow | None:
        """One fact."""
        where = "e.stream = ? AND e.version = ?"
        found = self.ask(f"{self._fact} WHERE {where}", stream, version)
        return FactRow(*found[0]) if found else None

    def version_below(self, stream: str, version: int) -> int:
        """The last version of a stream that is there below another; 0 without any."""
        asked = "SELECT coalesce(max(version), 0) FROM event WHERE stream = ? AND version < ?"
        return int(self.ask(asked, stream, version)[0][0])

    def seal_below(self, stream: str, version: int) -> Any:
        """The last seal of a stream below a version; None without any."""
        asked = (
            "SELECT hash FROM event WHERE stream = ? AND version < ? AND hash IS NOT NULL"
            " ORDER BY version DESC LIMIT 1"
        )
        found = self.ask(asked, stream, version)
        return found[0][0] if found else None

    def streams(self, after: Any) -> list[StreamRow]:
        """The next streams behind a name, which may be anything that is stored as one."""
        if not isinstance(after, str):
            return [StreamRow(*row) for row in self.ask(_STREAMS.format("?"), after, PAGE)]
        name = _as_stored(after) if self.dialect == "sqlite" else after
        found = self.ask(_STREAMS.format("CAST(? AS TEXT)"), name, PAGE)
        return [StreamRow(*row) for row in found]

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Run a query whose parameters are question marks."""
        if self.dialect == "postgresql":
            statement = statement.replace("?", "%s")
        with self._connections.lend() as connection:
            if self.dialect == "sqlite":
                connection.text_factory = _lossless
            rows: list[tuple[Any, ...]] = connection.execute(statement, values).fetchall()
        return rows

    @property
    def _fact(self) -> str:
        return _FACT.format(**_WORDS[self.dialect])


_FACT = (
    "SELECT e.position, e.id, e.stream, e.version, e.cohort, e.type, e.schema_version, {at},"
    " {recorded_at}, e.cause, {data}, e.hash, p.position, p.hash,"
    " e.version <> 1 OR (SELECT count(*) FROM stream WHERE id = e.stream) > 0"
    " FROM event e LEFT JOIN event p ON p.stream = e.stream AND p.version = e.version - 1"
)
# As a join, PostgreSQL would read all facts for each page of streams.
_STREAMS = (
    "SELECT s.id, s.version, s.head, (SELECT max(version) FROM event WHERE stream = s.id),"
    " (SELECT hash FROM event WHERE stream = s.id AND version = s.version LIMIT 1)"
    " FROM stream s WHERE s.id > {} ORDER BY s.id LIMIT ?"
)
_MICROSECONDS = "trunc(extract(epoch FROM e.{}) * 1000000)::text"
_WORDS = {
    "sqlite": {"at": "e.at", "recorded_at": "e.recorded_at", "data": "e.data"},
    "postgresql": {
        "at": _MICROSECONDS.format("at"),
        "recorded_at": _MICROSECONDS.format("recorded_at"),
        "data": "e.data::text",
    },
}


def _of_text(stored: str) -> datetime:
    """Read a moment that is written exactly as we write it, or raise ValueError."""
    moment = datetime.fromisoformat(stored)
    if moment.isoformat(" ", "microseconds") != stored:
        raise ValueError(stored)
    return moment.replace(tzinfo=UTC)


def _of_microseconds(stored: str) -> datetime:
    return _EPOCH + timedelta(microseconds=int(stored))


_MOMENTS = {"sqlite": _of_text, "postgresql": _of_microseconds}


def _lossless(stored: bytes) -> str:
    """Read even what is no text, so that it can be named."""
    return stored.decode("utf-8", "surrogateescape")


def _as_stored(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _fit(dialect: str) -> Callable[[Any], bool]:
    if dialect == "postgresql":
        from adapters.store.postgres import at_rest  # noqa: PLC0415  its driver is slow to load

        return at_rest
    return lambda lent: not lent.in_transaction
