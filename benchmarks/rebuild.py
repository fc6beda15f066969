"""Reading the record from end to end, projecting it, and rebuilding all read models from it.

All three in seconds of this process's own time, as on one core that nobody else wants; on
PostgreSQL the server's own work comes on top of that, about a seventh more for a rebuild.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time

from sqlalchemy import Engine

from adapters.store.engine import make_engine
from adapters.store.migrate import upgrade
from adapters.store.projector import Projector
from adapters.store.rebuild import rebuild
from benchmarks.core import Life
from benchmarks.rows import Row, seconds
from domain.mentorship.storage import store
from domain.mentorship.views import board_row
from domain.ports import EventStore
from domain.record import Batch
from entrypoints.bootstrap import open_events
from tests.postgres.server import PostgresServer

PAIRS = 1000
PAGE = 1000
ROUNDS = 3
REBUILT = 50_000
"""How many events a second a rebuild is to read, fold and write."""


def main() -> Iterator[Row]:
    """Measure both databases, with the same lives in each."""
    with tempfile.TemporaryDirectory() as folder:
        yield from measured("SQLite", f"sqlite:///{Path(folder) / 'record.db'}")
    with tempfile.TemporaryDirectory() as folder, PostgresServer(Path(folder)) as server:
        yield from measured("PostgreSQL", server.create("record"))


def measured(database: str, url: str) -> Iterator[Row]:
    """The rows of one database."""
    with opened(url) as engine:
        events = open_events(engine)
        many = fill(events)
        tail = many / best(lambda: sum(1 for _ in pages(events)))
        followed = many / seconds(Projector(engine, events).catch_up, process_time)
        rebuilt = many / best(lambda: check(engine))
    what = f"{many:,} events of {PAIRS:,} lives in {database}"
    yield Row(f"{what}, read in order", f"{tail:,.0f}/s")
    yield Row(f"{what}, projected", f"{followed:,.0f}/s")
    goal = f"goal, {REBUILT:,}/s"
    yield Row(f"{what}, rebuilt", f"{rebuilt:,.0f}/s", goal, rebuilt / REBUILT, 1)


def fill(events: EventStore) -> int:
    """Record the same diligent life many times; returns how many events that are."""
    turns = Life().run().turns
    stored = [store("m1", fact) for turn in turns for fact in turn.facts]
    board = board_row(turns[-1].state, stored[-1].type)
    for number in range(PAIRS):
        name = f"pair-{number:04}"
        facts = tuple(
            fact.model_copy(update={"stream": name, "id": f"{name}/{fact.version}"})
            for fact in stored
        )
        names = (board.names or "").replace(board.mentorship, name)
        shown = board.model_copy(update={"mentorship": name, "names": names})
        events.append(Batch(stream=name, cohort="spring", expected=0, facts=facts, board=shown))
    return PAIRS * len(stored)


def pages(events: EventStore) -> Iterator[int]:
    """Read all there is, page by page, as an export does."""
    after = 0
    while page := events.read(after, PAGE):
        after = page[-1].position
        yield after


def check(engine: Engine) -> None:
    """Rebuild, and stop where what was live is not what the record says."""
    assert rebuild(engine).differences == ()


def best(work: Callable[[], object]) -> float:
    """The least time of some rounds."""
    return min(seconds(work, process_time) for _ in range(ROUNDS))


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """A new database with our schema."""
    engine = make_engine(url)
    try:
        upgrade(engine)
        yield engine
    finally:
        engine.dispose()
