"""Mail leaves no faster than allowed, however many workers send it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Connection, Engine

from adapters.store.engine import make_engine
from adapters.store.pace import SqlMailPace
from domain.pace import step
from tests.adapters.store.samples import Wall

RATE = 30


class Worker:
    """A worker with its own connections; its letters leave when it is told that they may."""

    def __init__(self, engine: Engine, wall: Wall) -> None:
        self.engine = make_engine(engine.url.render_as_string(hide_password=False))
        self.pace = SqlMailPace(self.engine, RATE, clock=self.clock)
        self.wall = wall
        self.asked_at = wall()

    def clock(self, _: Connection) -> datetime:
        self.asked_at = self.wall()
        return self.asked_at

    def send(self, letters: int) -> list[datetime]:
        """Send as many of these as there is a turn for soon."""
        turns = [(self.pace.turn(first=True), self.asked_at) for _ in range(letters)]
        return [at + turn.wait for turn, at in turns if turn.go]


@pytest.fixture
def workers(engine: Engine, wall: Wall) -> Iterator[list[Worker]]:
    found = [Worker(engine, wall) for _ in range(2)]
    yield found
    for worker in found:
        worker.engine.dispose()


def test_two_workers_together_send_no_more_than_one_may(workers: list[Worker], wall: Wall) -> None:
    left: list[datetime] = []
    with ThreadPoolExecutor(2) as both:
        for _ in range(30):
            for times in both.map(lambda worker: worker.send(4), workers):
                left += times
            wall.wait(5)

    assert len(left) > 2 * RATE
    assert all(later - earlier >= step(RATE) for earlier, later in pairwise(sorted(left)))


def test_the_clock_that_counts_is_the_same_for_all_workers(engine: Engine) -> None:
    one, other = SqlMailPace(engine, RATE), SqlMailPace(engine, RATE)

    waits = [pace.turn(first=False).wait for pace in (one, other, one)]

    assert waits[0] == timedelta()
    assert all(timedelta() < wait <= 2 * step(RATE) for wait in waits[1:])
