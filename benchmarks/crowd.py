"""Fills a database with as many pairs as wished, in seconds: for the benchmarks of pages.

The sample cohort of 24 pairs is written down through the real record and projector. Its rows are
then copied within the database, table by table, under ids and names with a number in them. Facts,
and what became of letters, are copied for some only: they are most of the bytes, and no page
reads them but those of one pair. Cases of the inbox too: some three of a hundred pairs have one.
Seals are copied as they are, so this record proves nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    Text,
    cast,
    func,
    insert,
    literal,
    select,
    text,
    update,
)

from adapters.store.projector import Projector
from adapters.store.read_schema import FOLLOWING, projection_table
from adapters.store.schema import (
    board_table,
    cohort_table,
    delivery_table,
    event_table,
    inbox_table,
    pair_table,
    person_table,
    stream_table,
)
from entrypoints.bootstrap import Store
from entrypoints.lived.cohort import NAME
from entrypoints.lived.moving_in import write_down

CROWD = "crowd"
"""The cohort of the copies."""

TEMPLATE = 24
"""How many pairs are copied together."""

RARE = 40
"""Of so many copies one has its facts and letters."""

STALLED = 8
"""Of so many copies one has its cases in the inbox."""

QUICK = {
    "sqlite": ("PRAGMA synchronous=OFF", "PRAGMA foreign_keys=OFF"),
    "postgresql": ("SET session_replication_role = replica", "SET synchronous_commit = off"),
}
FEW = (stream_table, event_table, delivery_table)
TABLES = (person_table, pair_table, board_table, inbox_table, *FOLLOWING, *FEW)
number = Table("copy_number", MetaData(), Column("n", Integer), prefixes=["TEMPORARY"])


def gather(store: Store, pairs: int) -> None:
    """Have about so many pairs in the database, all but the sample's in one cohort."""
    write_down(store, str)
    Projector(store.engine, store.events).catch_up()
    with quickly(store.engine) as connection, connection.begin():
        number.create(connection)
        copies = [{"n": n} for n in range(pairs // TEMPLATE)]
        connection.execute(insert(number), copies)
        copy_cohort(connection)
        for table in TABLES:
            copy(connection, table)
        newest = select(func.max(event_table.c.position)).scalar_subquery()
        connection.execute(update(projection_table).values(position=newest))
    with store.engine.connect() as connection, connection.begin():
        connection.execute(text("ANALYZE"))


@contextmanager
def quickly(engine: Engine) -> Iterator[Connection]:
    """A connection that looks up nothing of what rows refer to, nor waits for the disk."""
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        for setting in QUICK[engine.dialect.name]:
            driver.execute(setting)
        yield connection
        connection.invalidate()


def copy_cohort(connection: Connection) -> None:
    """The crowd's cohort, with the program of the sample."""
    row = connection.execute(select(cohort_table)).mappings().one()
    connection.execute(insert(cohort_table), {**row, "name": CROWD})


def copy(connection: Connection, table: Table) -> None:
    """Copy the sample's rows of a table as often as there are numbers."""
    columns = [column for column in table.c if column.identity is None]
    rows = select(*map(copied, columns)).select_from(table).join(number, text("true"))
    if table in FEW:
        rows = rows.where(number.c.n % RARE == 0)
    if table is inbox_table:
        rows = rows.where(number.c.n % STALLED == 0)
    if "cohort" in table.c:
        rows = rows.where(table.c.cohort == NAME)
    connection.execute(insert(table).from_select([column.name for column in columns], rows))


def copied(column: Column[Any]) -> ColumnElement[Any]:
    """What a copy has in a column."""
    n = cast(number.c.n, Text)
    renamed = func.replace(column, f"{NAME}-", literal(f"{CROWD}-") + n + "-")
    numbered = column + literal(" ") + n
    names = {
        "cohort": literal(CROWD),
        "ordinal": column + number.c.n * TEMPLATE,
        **dict.fromkeys(("id", "mentorship", "stream", "effect"), renamed),
        **dict.fromkeys(("person", "mentee", "mentor", "name"), numbered),
        "names": renamed + literal(" ") + n,
    }
    is_fact = column.table is event_table and column.name == "id"
    return numbered if is_fact else names.get(column.name, column)
