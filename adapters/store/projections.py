"""The tables that follow the record: their rows by mentorship, and how far they have come."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import Connection, Engine, delete, func, select, update

from adapters.store.engine import writing
from adapters.store.read_schema import FOLLOWING, poisoned_table, projection_table
from adapters.store.schema import event_table
from adapters.store.upsert import insert_missing, insert_or_replace
from domain.readmodels.rows import PoisonedRow, Progress
from domain.readmodels.sheet import Sheet

NAME = "read models"
_OURS = projection_table.c.name == NAME


def position(engine: Engine) -> int:
    """The position of the newest fact that the tables know."""
    with engine.connect() as connection:
        found = connection.execute(select(projection_table.c.position).where(_OURS)).scalar()
    if found is None:
        _begin(engine)
    return found or 0


def progress(engine: Engine) -> Progress:
    """How far the tables are behind the record, and what was put aside."""
    newest = select(func.coalesce(func.max(event_table.c.position), 0))
    with engine.connect() as connection:
        last = connection.execute(newest).scalar_one()
    return Progress(position=position(engine), newest=last, poisoned=tuple(poisoned(engine)))


def poisoned(engine: Engine) -> list[PoisonedRow]:
    """Mentorships whose read models stand still, and why; the oldest trouble first."""
    query = select(poisoned_table).order_by(poisoned_table.c.since, poisoned_table.c.mentorship)
    with engine.connect() as connection:
        return [PoisonedRow(**row) for row in connection.execute(query).mappings()]


def move(connection: Connection, origin: int, reached: int) -> bool:
    """Go from one position to another, unless another worker has gone there meanwhile.

    Whoever moves holds the tables until the end of the transaction.
    """
    there = update(projection_table).where(_OURS, projection_table.c.position == origin)
    return connection.execute(there.values(position=reached)).rowcount == 1


def sheets(connection: Connection, mentorships: Collection[str]) -> dict[str, Sheet]:
    """Sheets of mentorships as they are stored; those that were put aside are left out."""
    aside = select(poisoned_table.c.mentorship)
    left_out = set(connection.execute(aside).scalars())
    found = {name: Sheet(name) for name in mentorships if name not in left_out}
    for table in FOLLOWING:
        rows = select(table).where(table.c.mentorship.in_(found))
        for row in connection.execute(rows).mappings():
            found[row["mentorship"]].fill(table.name, [dict(row)])
    return found


def put(connection: Connection, written: Iterable[Sheet]) -> None:
    """Store what has changed."""
    rows = defaultdict(list)
    for sheet in written:
        for name, key in sheet.changed:
            rows[name].append(sheet.tables[name][key])
    for table in FOLLOWING:
        if fresh := rows[table.name]:
            keys = table.primary_key.columns.keys()
            connection.execute(insert_or_replace(table, connection.dialect.name, keys), fresh)


def put_aside(connection: Connection, row: PoisonedRow) -> None:
    """Keep the error of a mentorship, beside the moment of the first one."""
    statement = insert_or_replace(poisoned_table, connection.dialect.name, ["mentorship"])
    connection.execute(statement, row.model_dump())


def clear(connection: Connection, mentorship: str) -> None:
    """Forget everything of a mentorship, so that it can be written anew."""
    for table in (*FOLLOWING, poisoned_table):
        connection.execute(delete(table).where(table.c.mentorship == mentorship))


def _begin(engine: Engine) -> None:
    begin = insert_missing(projection_table, engine.dialect.name, ["name"])
    with writing(engine) as connection:
        connection.execute(begin, {"name": NAME, "position": 0})
