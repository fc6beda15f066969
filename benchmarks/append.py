"""Appending to the record, against bare sqlite3 with the same rows in the same tables."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

import orjson

from adapters.store.engine import make_engine
from adapters.store.event_store import SqlEventStore
from adapters.store.migrate import upgrade
from domain.record import Batch, BoardRow, StoredFact

MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DATA = {"by": "mentee", "goal": "Lead a project of my own", "levels": ["none"] * 5, "weight": 2}
BARE = "INSERT INTO event VALUES (NULL, ?, ?, ?, 'spring', ?, ?, ?, ?, ?, ?)"
ROUNDS = {1: 400, 5: 300, 100: 60}


def main() -> Iterator[tuple[str, str]]:
    """Measure each size of batch, both ways in turn."""
    for size, rounds in ROUNDS.items():
        with tempfile.TemporaryDirectory() as folder:
            yield from measure(Path(folder), size, rounds)


def measure(folder: Path, size: int, rounds: int) -> Iterator[tuple[str, str]]:
    """Time one stream after another, each of one batch."""
    ours, bare = new_database(folder / "ours.db"), new_database(folder / "bare.db")
    engine = make_engine(ours)
    store = SqlEventStore(engine)
    batches = [batch(f"pair-{n}", size) for n in range(rounds)]
    with closing(sqlite3.connect(bare.removeprefix("sqlite:///"), isolation_level=None)) as raw:
        raw.execute("PRAGMA synchronous=FULL")
        times = [
            (timed(store.append, each), timed(lambda b: insert(raw, b), each)) for each in batches
        ]
    assert len(store.read(limit=size * rounds + 1)) == size * rounds
    engine.dispose()
    append, insert_only = (median(way) for way in zip(*times, strict=True))
    yield f"append {size}", f"{append * 1000:.2f} ms, {size / append:,.0f} facts/s"
    yield f"append {size}, against bare sqlite3", f"{append / insert_only:.1f} times as long"


def new_database(path: Path) -> str:
    """Make an empty record."""
    engine = make_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return f"sqlite:///{path}"


def timed(work: Callable[[Batch], object], given: Batch) -> float:
    """Seconds that some work takes."""
    start = perf_counter()
    work(given)
    return perf_counter() - start


def insert(raw: sqlite3.Connection, given: Batch) -> None:
    """Write the facts, and nothing else, as directly as Python can."""
    now = MOMENT.isoformat(" ")
    rows = [
        (
            f.id,
            f.stream,
            f.version,
            f.type,
            f.schema_version,
            now,
            now,
            f.cause,
            orjson.dumps(f.data),
        )
        for f in given.facts
    ]
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("INSERT INTO stream VALUES (?, ?)", (given.stream, len(rows)))
    raw.executemany(BARE, rows)
    raw.execute("COMMIT")


def batch(stream: str, size: int) -> Batch:
    """The first facts of a pair, with the board row that they leave."""
    facts = tuple(fact(stream, version) for version in range(1, size + 1))
    return Batch(stream=stream, cohort="spring", expected=0, facts=facts, board=row(stream, size))


def fact(stream: str, version: int) -> StoredFact:
    """A fact of ordinary size."""
    return StoredFact(
        id=f"{stream}:{version}",
        stream=stream,
        version=version,
        type="goal_adjusted",
        schema_version=1,
        at=MOMENT,
        cause="request",
        data=DATA,
    )


def row(mentorship: str, version: int) -> BoardRow:
    """A board row without anything open."""
    return BoardRow(
        mentorship=mentorship,
        cohort="spring",
        program="career-growth",
        program_version=1,
        mentee="Ana",
        mentor="Ben",
        stage="active",
        outcome="",
        health=80,
        band="good",
        waits_for="the next meeting",
        due=MOMENT,
        last_event="goal_adjusted",
        last_at=MOMENT,
        version=version,
        open_episodes=(),
        inbox=(),
    )
