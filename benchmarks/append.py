"""Appending to the record, against the bare driver and the `eventsourcing` library.

All write the same facts in turn, each into a database of its own. On SQLite every commit waits for
the disk. PostgreSQL waits for none (fsync off): that wait is the same for all, and would hide how
they differ.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from adapters.keys.ring import KeyRing, new_key
from adapters.store.engine import make_engine
from adapters.store.migrate import upgrade
from benchmarks import peer
from benchmarks.bare import BarePostgres, BareSqlite
from benchmarks.facts import batch
from benchmarks.rows import Row, in_turn
from domain.ports import EventStore
from domain.record import Batch
from entrypoints.bootstrap import open_events
from tests.postgres.server import PostgresServer

ROUNDS = {1: 400, 5: 300, 100: 80}
PEER_GOALS = {"SQLite": {1: 1.0, 5: 1.0, 100: 1.0}, "PostgreSQL": {1: 3.0, 5: 3.0, 100: 2.0}}
Write = Callable[[Batch], object]
Put = Callable[[list[peer.Happened]], object]


def main() -> Iterator[Row]:
    """Measure each size of batch on both databases."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        yield from measured("SQLite", *on_sqlite(Path(folder), opened))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        yield from measured("PostgreSQL", *on_postgres(Path(folder), opened))


def measured(database: str, ours: EventStore, bare: Write, library: Put) -> Iterator[Row]:
    """The rows of one database."""
    for size, rounds in ROUNDS.items():
        alone = [batch(f"alone-{size}-{n}", size) for n in range(rounds)]
        shown = [batch(f"shown-{size}-{n}", size, shown=True) for n in range(rounds)]
        theirs = [peer.events(b) for b in alone]
        ways = (
            lambda n, b=alone: ours.append(b[n]),
            lambda n, b=shown: ours.append(b[n]),
            lambda n, b=alone: bare(b[n]),
            lambda n, b=theirs: library(b[n]),
        )
        yield from compared(database, size, *in_turn(ways, rounds))


def compared(
    database: str, size: int, alone: float, shown: float, bare: float, library: float
) -> Iterator[Row]:
    """Each pair of ways as a ratio of their speeds."""
    what = f"append {size} to {database}"
    figure, with_rows = told(alone, size), told(shown, size)
    yield Row(what, figure, f"bare driver, {told(bare, size)}", bare / alone, 0.7)
    goal = PEER_GOALS[database][size]
    yield Row(what, figure, f"eventsourcing, {told(library, size)}", library / alone, goal)
    yield Row(f"{what}, with board", with_rows, f"alone, {figure}", alone / shown, 0.5)


def told(seconds: float, size: int) -> str:
    """Milliseconds a batch, and facts a second."""
    return f"{seconds * 1000:.2f} ms ({size / seconds:,.0f}/s)"


def on_sqlite(folder: Path, opened: ExitStack) -> tuple[EventStore, Write, Put]:
    """Three files."""
    ours = new_record(f"sqlite:///{folder / 'ours.db'}", opened)
    new_record(f"sqlite:///{folder / 'bare.db'}", opened)
    bare = opened.enter_context(closing(BareSqlite(str(folder / "bare.db"))))
    library = opened.enter_context(closing(peer.on_sqlite(str(folder / "library.db"))))
    return ours, bare.append, library.append


def on_postgres(folder: Path, opened: ExitStack) -> tuple[EventStore, Write, Put]:
    """Three databases of one server."""
    server = opened.enter_context(PostgresServer(folder))
    ours = new_record(server.create("ours"), opened)
    new_record(server.create("bare"), opened)
    bare = opened.enter_context(closing(BarePostgres(server.url("bare"))))
    library = opened.enter_context(closing(peer.on_postgres(server.create("library"))))
    return ours, bare.append, library.append


def new_record(url: str, opened: ExitStack) -> EventStore:
    """An empty record."""
    engine = make_engine(url, KeyRing.read(new_key()))
    opened.callback(engine.dispose)
    upgrade(engine)
    return open_events(engine)
