"""Effects of facts that the record does not have: what only a restore can leave behind."""

from sqlalchemy import ColumnElement, Engine, Integer, cast, func, literal, select

from adapters.store.schema import delivery_table, stream_table
from domain.record import DeliveryRow

_ROW = [delivery_table.c[name] for name in DeliveryRow.model_fields]


def beyond(engine: Engine) -> list[DeliveryRow]:
    """Deliveries behind the last recorded fact of their mentorship; oldest first.

    A message is sent only once its fact is recorded, in the same database. So where there is such
    a row, the tables were restored from back-ups of different times.
    """
    known = func.coalesce(stream_table.c.version, literal(0))
    streams = delivery_table.outerjoin(
        stream_table, stream_table.c.id == delivery_table.c.mentorship
    )
    query = select(*_ROW).select_from(streams).where(_version(engine.dialect.name) > known)
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(delivery_table.c.number)).mappings()
        return [DeliveryRow(**row) for row in rows]


def _version(dialect: str) -> ColumnElement[int]:
    """The version in an effect `<mentorship>/<version>/<n>`."""
    start = func.length(delivery_table.c.mentorship) + 2
    rest = func.substr(delivery_table.c.effect, start)
    if dialect == "postgresql":
        rest = func.split_part(rest, "/", 1)
    return cast(rest, Integer)  # SQLite reads a number up to the first character that is none
