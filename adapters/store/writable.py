"""Can the database be written? It is, and then everything is as before."""

from sqlalchemy import Engine, insert

from adapters.store.engine import writing
from adapters.store.read_schema import projection_table

PROBE = {"name": "probe", "position": 0}


def prove_writable(engine: Engine) -> None:
    """Write a row and take it back; raises what the database says where it can't be written."""
    with writing(engine) as connection:
        attempt = connection.begin_nested()
        connection.execute(insert(projection_table), PROBE)
        attempt.rollback()
