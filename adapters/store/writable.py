"""Can the database be written? It is, and then everything is as before."""

from uuid import uuid4

from sqlalchemy import Engine, insert

from adapters.store.engine import writing
from adapters.store.read_schema import projection_table


def prove_writable(engine: Engine) -> None:
    """Write a row and take it back; raises what the database says where it can't be written.

    Each time another row, or a process that stands still amid this would hold up all the others.
    """
    row = {"name": f"probe-{uuid4()}", "position": 0}
    with writing(engine) as connection:
        attempt = connection.begin_nested()
        connection.execute(insert(projection_table), row)
        attempt.rollback()
