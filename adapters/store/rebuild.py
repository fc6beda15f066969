"""The read models anew from the record, beside the live ones, while commands go on.

Why rows are exchanged and not tables: deploy/decisions/0004-read-models.md.
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter

from sqlalchemy import Connection, Engine, delete, null, select, text, update

from adapters.store import projections
from adapters.store.differences import (
    SUSPECTS,
    Difference,
    create_suspects,
    differences,
    replace,
    suspect,
    suspect_different,
)
from adapters.store.engine import writing_on
from adapters.store.read_schema import FOLLOWING, poisoned_table, projection_table
from adapters.store.schema import board_table, inbox_table
from adapters.store.shadow import Row, Shadow
from adapters.store.streams import Streams
from domain.errors import TandemError
from domain.model import Model
from domain.readmodels.telling import CantBeRead, Line, Told, tell

LIVE = (board_table, inbox_table, *FOLLOWING)
"""All that is derived from the record; a table stands behind those that it refers to."""

FEW = 20
"""So few mentorships may have moved on before the writers are held."""

ROUNDS = 20
_DATED = board_table.c.parts.is_(null())
_POSITION = text("SELECT position FROM event WHERE stream = :stream AND version = :version")


class RebuildStopped(TandemError):
    """The read models can't be rebuilt."""

    code = "rebuild_stopped"


class Rebuilt(Model):
    """What was rebuilt; `differences` are the live rows that were not as they should be."""

    events: int
    pairs: int
    rows: dict[str, int]
    seconds: float
    held: float
    differences: tuple[Difference, ...]


def rebuild(engine: Engine) -> Rebuilt:
    """Rebuild all read models; raises `RebuildStopped` at a fact that can't be read."""
    projections.position(engine)
    with engine.connect() as connection:
        connection.detach()  # what is left on it goes with it
        with _no_collection():
            return Rebuild(connection).run()


def is_dated(engine: Engine) -> bool:
    """Tell whether an earlier release has left rows of the board, without its newest columns."""
    with engine.connect() as connection:
        found = connection.execute(select(board_table.c.mentorship).where(_DATED).limit(1))
        return found.first() is not None


class Rebuild:
    """One rebuild, on a connection that is closed afterwards."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._streams = Streams(connection)
        self._shadows = [Shadow(connection, table) for table in LIVE]
        self._lengths: dict[str, int] = {}

    def run(self) -> Rebuilt:
        """Build, come close, and exchange what is different in one short transaction."""
        began = perf_counter()
        reached = self.catch_up(self._build())
        with self._connection.begin():
            for shadow in self._shadows:
                suspect_different(self._connection, shadow)
        with writing_on(self._connection):
            held = perf_counter()
            found = self._exchange(reached)
            rows = {shadow.live.name: shadow.count() for shadow in self._shadows}
        return Rebuilt(
            events=sum(self._lengths.values()),
            pairs=len(self._lengths),
            rows=rows,
            seconds=perf_counter() - began,
            held=perf_counter() - held,
            differences=tuple(found),
        )

    def _build(self) -> int:
        """Tell all streams; returns the position up to which that holds for sure."""
        with self._connection.begin():
            create_suspects(self._connection)
            for shadow in self._shadows:
                shadow.create()
            reached = self._streams.newest()
        pages = self._streams.all()
        while self._tell_page(pages):
            pass
        with self._connection.begin():
            for shadow in self._shadows:
                shadow.index()
        return reached

    def _tell_page(self, pages: Iterator[list[list[Line]]]) -> bool:
        with self._connection.begin():
            page = next(pages, None)
            if page is not None:
                self._add(page)
        return page is not None

    def catch_up(self, reached: int) -> int:
        """Tell again what has moved on meanwhile, until little of it is left."""
        for _ in range(ROUNDS):
            with self._connection.begin():
                newest = self._streams.newest()
                moved = self._streams.touched(reached)
                self._tell_again(moved)
            reached = newest
            if len(moved) <= FEW:
                break
        return reached

    def _exchange(self, reached: int) -> list[Difference]:
        """With nobody else writing: tell the last facts, compare, exchange what is different."""
        connection = self._connection
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = '10s'"))
            connection.execute(text("LOCK TABLE board, inbox IN SHARE ROW EXCLUSIVE MODE"))
        behind = self._behind()
        newest, moved = self._streams.newest(), self._streams.touched(reached)
        self._tell_again(moved)
        suspect(connection, moved)
        found = [one for shadow in self._shadows for one in differences(connection, shadow)]
        connection.execute(text(f"DELETE FROM {SUSPECTS}"))  # noqa: S608
        suspect(connection, {one.mentorship for one in found})
        replace(connection, self._shadows)
        connection.execute(update(projection_table).values(position=newest))
        connection.execute(delete(poisoned_table))
        late = {table.name for table in FOLLOWING}
        return [one for one in found if one.table not in late or one.mentorship not in behind]

    def _behind(self) -> set[str]:
        """Mentorships that the projector has not come to yet: no wonder if they differ."""
        connection = self._connection
        held = update(projection_table).where(projection_table.c.name == projections.NAME)
        same = held.values(position=projection_table.c.position)
        position = connection.execute(same.returning(projection_table.c.position)).scalar_one()
        aside = connection.execute(poisoned_table.select()).mappings()
        return {*self._streams.touched(position), *(row["mentorship"] for row in aside)}

    def _tell_again(self, streams: Sequence[str]) -> None:
        for shadow in self._shadows:
            shadow.remove(streams)
        for page in self._streams.some(streams):
            self._add(page)

    def _add(self, page: Iterable[list[Line]]) -> None:
        told = [self._told(stream) for stream in page]
        for shadow in self._shadows:
            shadow.add(row for one in told for row in _rows(one, shadow.live.name))

    def _told(self, stream: list[Line]) -> Told:
        self._lengths[stream[0].stream] = len(stream)
        try:
            return tell(stream)
        except CantBeRead as error:
            place = {"stream": error.line.stream, "version": error.line.version}
            position = self._connection.execute(_POSITION, place).scalar_one()
            raise RebuildStopped(f"Position {position}: {error}") from error


@contextmanager
def _no_collection() -> Iterator[None]:
    """Facts and rows form no circles: looking for some would take an eighth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _rows(told: Told, table: str) -> Iterable[Row]:
    if table == "board":
        return [told.board.model_dump(exclude={"inbox"})]
    if table == "inbox":
        return [case.model_dump() for case in told.board.inbox]
    return told.sheet.tables[table].values()
