"""Do the engine and the record agree? Pairs are compared one by one: those of a sample, or all."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from adapters.store.sample import sample
from adapters.temporal.launcher import AT_ONCE, mentorship_workflow
from adapters.temporal.runs import Look, NoAnswer, Runs
from domain.record import BoardRow
from entrypoints.bootstrap import Store
from entrypoints.moments import count
from workflows.attributes import DUE, EPISODE, HEALTH, STAGE, roughly

T = TypeVar("T")
SETTLE = 2.0
"""Seconds until a pair that differs is looked at again: it may just have been writing."""

ASKED = 50
"""How many workflows are asked what they know; `tandem recover --dry-run` asks them all."""


class Drift(NamedTuple):
    """What was found among so many pairs, line by line.

    `missing`: open pairs without a workflow. `behind`: the workflow knows more than the record.
    `shown`: operators see something else of it than what the record says.
    """

    looked_at: int
    missing: list[str]
    behind: list[str]
    shown: list[str]


async def drift(runs: Runs, store: Store, size: int | None, seed: int = 0) -> Drift:
    """Compare so many open pairs, or all, with their workflows."""
    rows = await asyncio.to_thread(_rows, store, size, seed)
    suspects = await _suspects(runs, rows)
    if suspects:
        await asyncio.sleep(SETTLE)
        again = [await asyncio.to_thread(store.board.pair, row.mentorship) for row, _ in suspects]
        suspects = await _suspects(runs, [row for row in again if row is not None and _waits(row)])
    missing = [row.mentorship for row, look in suspects if look.standing == "missing"]
    doubtful = [row for row, look in suspects if look.standing != "missing"]
    lost = await _lost_of(runs, store, doubtful[:ASKED])
    behind = [line for line in lost.values() if line]
    shown = [row.mentorship for row in doubtful if not lost.get(row.mentorship)]
    return Drift(len(rows), missing, behind, shown)


def differs(row: BoardRow, look: Look) -> bool:
    """The workflow has ended, or shows something else than the record: it may know more."""
    if look.standing != "running":
        return look.standing == "ended"
    cases = " ".join(row.open_episodes) or "none"
    shown = tuple(look.attributes.get(key) for key in (STAGE, HEALTH, EPISODE))
    return shown != (row.stage, row.band, cases) or not _about(row, look.attributes.get(DUE))


def _rows(store: Store, size: int | None, seed: int) -> list[BoardRow]:
    if size is not None:
        return sample(store.engine, size, seed)
    rows = (row for cohort in store.cohorts.list() for row in store.board.cohort(cohort.name))
    return [row for row in rows if _waits(row)]


def _waits(row: BoardRow) -> bool:
    return row.stage != "closed" or row.due is not None


async def _suspects(runs: Runs, rows: Sequence[BoardRow]) -> list[tuple[BoardRow, Look]]:
    looks = await _some_at_once(rows, lambda row: runs.look(mentorship_workflow(row.mentorship)))
    seen = zip(rows, looks, strict=True)
    return [(row, look) for row, look in seen if look.standing == "missing" or differs(row, look)]


def _about(row: BoardRow, shown: datetime | None) -> bool:
    """The workflow shows only roughly when it acts next."""
    return shown is None if row.due is None else roughly(row.due, shown) == shown


async def _lost_of(runs: Runs, store: Store, rows: Sequence[BoardRow]) -> dict[str, str | None]:
    lost = await _some_at_once(rows, lambda row: _lost(runs, store, row))
    return dict(zip((row.mentorship for row in rows), lost, strict=True))


async def _some_at_once(
    rows: Sequence[BoardRow], asked: Callable[[BoardRow], Awaitable[T]]
) -> list[T]:
    """One after the other would be minutes where each waits long for an answer."""
    room = asyncio.Semaphore(AT_ONCE)

    async def ask(row: BoardRow) -> T:
        async with room:
            return await asked(row)

    return await asyncio.gather(*(ask(row) for row in rows))


async def _lost(runs: Runs, store: Store, row: BoardRow) -> str | None:
    """What the record has lost of one pair; None where it has all that the workflow knows."""
    known = await runs.ask(mentorship_workflow(row.mentorship), "recorded", int)
    if isinstance(known, NoAnswer):
        return None  # whether it can answer at all is another question
    newest = await asyncio.to_thread(store.board.pair, row.mentorship)
    version = newest.version if newest else 0
    if version >= known:
        return None
    lost = count(known - version, "fact")
    return f"{row.mentorship}: the record ends at version {version} and has lost {lost}"
