"""Counts, asked of the database only as often as it is worth it.

Counting is the one thing on a board that takes longer the more pairs there are. So it is done once
for all who look at the same moment; of a cohort of usual size nobody ever sees old numbers.
"""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from domain.ports import Board
from domain.readmodels.board import BoardCounts

LONGEST = 3.0  # seconds
LARGE = 5_000  # pairs, from which on numbers may be so old even if something has happened

Counts = Mapping[str, BoardCounts]


class _Kept(NamedTuple):
    at: float
    pulse: str
    counts: Counts

    @property
    def is_large(self) -> bool:
        return sum(one.opened for one in self.counts.values()) >= LARGE


class Counting:
    """Counts cohorts; one for each process."""

    def __init__(self, board: Board, clock: Callable[[], float] = time.monotonic) -> None:
        self._board = board
        self._clock = clock
        self._kept: dict[tuple[str, ...], _Kept] = {}

    def counts(self, late: Mapping[str, datetime]) -> Counts:
        """The numbers of some cohorts; see `Board.counts`."""
        names, now, pulse = tuple(late), self._clock(), self._board.pulse()
        self._kept = {key: one for key, one in self._kept.items() if now - one.at < LONGEST}
        kept = self._kept.get(names)
        if kept and (kept.pulse == pulse or kept.is_large):
            return kept.counts
        found = self._board.counts(late)
        self._kept[names] = _Kept(now, pulse, found)
        return found
