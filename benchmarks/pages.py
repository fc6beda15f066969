"""How long pages take with a thousand pairs in a cohort, and with a hundred thousand.

Both installations are served at once, each by a process of its own, and asked in turn by one
person at a time. All that a page needs is counted, from the request to the last byte.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from benchmarks.addresses import of_participants, of_staff, stalled
from benchmarks.crowd import CROWD, gather
from benchmarks.rows import Row
from benchmarks.served import Desk, pages_of
from entrypoints.bootstrap import open_store
from entrypoints.demo.world import demo_settings
from entrypoints.settings import Settings
from tests.postgres.server import PostgresServer

FEW, MANY = 1_000, 100_000
WARM_UP, ROUNDS = 3, 40
HIGHEST = 0.1
"""Seconds within which 19 of 20 pages are to be there."""

GROWTH = 1.5
"""By how much a page may be slower with a hundred times as many pairs."""


@dataclass(frozen=True)
class Times:
    """How long a page took, in seconds."""

    seconds: Sequence[float]

    @property
    def middle(self) -> float:
        return median(self.seconds)

    @property
    def high(self) -> float:
        """19 of 20 were as quick."""
        return quantiles(self.seconds, n=20)[-1]

    def __str__(self) -> str:
        return f"{self.middle * 1000:.1f} ms, p95 {self.high * 1000:.1f} ms"


def main() -> Iterator[Row]:
    """Measure both databases."""
    with tempfile.TemporaryDirectory() as folder:
        settings = [demo_settings(Path(folder) / str(pairs)) for pairs in (FEW, MANY)]
        yield from measured("SQLite", settings)
    with tempfile.TemporaryDirectory() as folder, PostgresServer(Path(folder)) as server:
        settings = [
            demo_settings(Path(folder) / name).model_copy(
                update={"database_url": server.create(name)}
            )
            for name in ("few", "many")
        ]
        yield from measured("PostgreSQL", settings)


def measured(database: str, settings: Sequence[Settings]) -> Iterator[Row]:
    """The rows of one database."""
    with ExitStack() as opened:
        few, many = (
            opened.enter_context(crowded(one, pairs))
            for one, pairs in zip(settings, (FEW, MANY), strict=True)
        )
        for what in few.pages:
            times = in_turn((few, many), what)
            yield from compared(f"{what} of {MANY:,} pairs in {database}", *times)


def compared(what: str, few: Times, many: Times) -> Iterator[Row]:
    """How a page grows, and whether it is quick enough."""
    yield Row(
        what=what,
        figure=str(many),
        against=f"{FEW:,} pairs, {few}",
        ratio=many.middle / few.middle,
        goal=GROWTH,
        at_most=True,
    )
    yield Row(
        what=what,
        figure=f"p95 {many.high * 1000:.1f} ms",
        against=f"goal, {HIGHEST * 1000:.0f} ms",
        ratio=many.high / HIGHEST,
        goal=1,
        at_most=True,
    )


@dataclass(frozen=True)
class Crowd:
    """A desk, and what can be opened there, by its name."""

    desk: Desk
    pages: dict[str, str]

    def opens(self, what: str) -> float:
        """Open a page; returns the seconds that it took."""
        return self.desk.opens(self.pages[what]).seconds


@contextmanager
def crowded(settings: Settings, pairs: int) -> Iterator[Crowd]:
    """Pages with so many pairs."""
    with open_store(settings) as store:
        gather(store, pairs)
        case = stalled(store, f"{CROWD}-0-")
        pages = of_staff(store, case) | of_participants(settings, store, case.mentorship)
        with pages_of(settings, store) as desk:
            yield Crowd(desk, pages)


def in_turn(crowds: Sequence[Crowd], what: str) -> list[Times]:
    """Open a page in each crowd in turn, many times."""
    for crowd in crowds:
        for _ in range(WARM_UP):
            crowd.opens(what)
    rounds = [[crowd.opens(what) for crowd in crowds] for _ in range(ROUNDS)]
    return [Times(column) for column in zip(*rounds, strict=True)]
