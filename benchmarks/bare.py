"""The least that can be done to write the same rows: the driver's best statement, and no rule."""

import sqlite3
from contextlib import closing

import orjson
import psycopg
from psycopg.types.json import Jsonb, set_json_dumps

from domain.record import Batch

SEAL = b"\x5e" * 32
set_json_dumps(orjson.dumps)
SQLITE_EVENT = (
    "INSERT INTO event (id, stream, version, cohort, type, schema_version, at, recorded_at,"
    " cause, data, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_BEGUN = "WITH begun AS (INSERT INTO stream (id, version, head) VALUES (%b, %b, %b))"
_ADDED = """
    INSERT INTO event (id, stream, version, cohort, type, schema_version, at, recorded_at, cause,
        data, hash)
    SELECT id, stream, version, cohort, type, schema_version, at, clock_timestamp(), cause,
        data::json, hash
"""
POSTGRES_JSON = f"""
    {_BEGUN} {_ADDED}
    FROM jsonb_to_recordset(%b) AS given (id text, stream text, version int, cohort text,
        type text, schema_version smallint, at timestamptz, cause text, data json, hash bytea)
    RETURNING position
"""
POSTGRES_ARRAYS = f"""
    {_BEGUN} {_ADDED}
    FROM unnest(%b::text[], %b::text[], %b::int[], %b::text[], %b::text[], %b::smallint[],
        %b::timestamptz[], %b::text[], %b::text[], %b::bytea[]) AS given (id, stream, version,
        cohort, type, schema_version, at, cause, data, hash)
    RETURNING position
"""
MANY = 20
"""From about so many facts on, arrays are quicker than JSON."""


class BareSqlite:
    """Python's own driver: one executemany."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA synchronous=FULL")

    def append(self, batch: Batch) -> None:
        with closing(self._connection.cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            stream = (batch.stream, len(batch.facts), SEAL)
            cursor.execute("INSERT INTO stream (id, version, head) VALUES (?, ?, ?)", stream)
            cursor.executemany(SQLITE_EVENT, [_row(batch, n) for n in range(len(batch.facts))])
            cursor.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()


class BarePostgres:
    """psycopg: one statement that commits by itself, in the quicker of two forms."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)

    def append(self, batch: Batch) -> None:
        begun = (batch.stream, len(batch.facts), SEAL)
        if len(batch.facts) < MANY:
            self._connection.execute(POSTGRES_JSON, (*begun, Jsonb(_dicts(batch)))).fetchall()
        else:
            self._connection.execute(POSTGRES_ARRAYS, (*begun, *_columns(batch))).fetchall()

    def close(self) -> None:
        self._connection.close()


def _dicts(batch: Batch) -> list[dict[str, object]]:
    more = {"cohort": batch.cohort, "hash": f"\\x{SEAL.hex()}"}
    return [fact.model_dump() | more for fact in batch.facts]


def _columns(batch: Batch) -> list[list[object]]:
    rows = [
        (
            *(f.id, f.stream, f.version, batch.cohort, f.type, f.schema_version),
            *(f.at, f.cause, orjson.dumps(f.data).decode(), SEAL),
        )
        for f in batch.facts
    ]
    return [list(column) for column in zip(*rows, strict=True)]


def _row(batch: Batch, number: int) -> tuple[object, ...]:
    fact = batch.facts[number]
    moment = f"{fact.at:%Y-%m-%d %H:%M:%S.%f}"
    place = (fact.id, fact.stream, fact.version, batch.cohort, fact.type, fact.schema_version)
    return (*place, moment, moment, fact.cause, orjson.dumps(fact.data).decode(), SEAL)
