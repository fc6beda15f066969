"""How fast mail may leave, kept in one row for all workers."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, Engine, func, select, update

from adapters.store.engine import writing
from adapters.store.now import now
from adapters.store.schema import pace_table
from adapters.store.upsert import insert_missing
from domain.pace import Pace, Turn, next_turn

MAIL = "mail"
Clock = Callable[[Connection], datetime]


def clock_of_all(connection: Connection) -> datetime:
    """The database's own clock, so that those of the workers need not agree."""
    if connection.dialect.name != "postgresql":
        return now()  # all are on one machine
    told: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return told


class SqlMailPace:
    """Gives out turns, `rate` in any minute."""

    def __init__(self, engine: Engine, rate: int, clock: Clock = clock_of_all) -> None:
        self._engine = engine
        self._rate = rate
        self._clock = clock
        self._add = insert_missing(pace_table, engine.dialect.name, ["name"])

    def turn(self, *, first: bool) -> Turn:
        with writing(self._engine) as connection:
            pace = self._read(connection)
            pace, turn = next_turn(pace, self._clock(connection), self._rate, first=first)
            connection.execute(update(pace_table).values(pace.model_dump()))
        return turn

    def _read(self, connection: Connection) -> Pace:
        """The row, for us alone until we have written it."""
        query = select(pace_table.c.free, pace_table.c.line).with_for_update()
        row = connection.execute(query).mappings().first()
        if row is None:
            start = self._clock(connection)
            connection.execute(self._add, {"name": MAIL, "free": start, "line": start})
            row = connection.execute(query).mappings().one()
        return Pace(**row)
