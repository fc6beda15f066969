"""What `tandem doctor` asks about the record and the engine together: do they agree?"""

import asyncio
from datetime import datetime
from typing import NamedTuple

from temporalio.client import Client
from temporalio.service import RPCError

from adapters.store.beyond import beyond
from adapters.temporal.launcher import AT_ONCE, cohort_workflow, mentorship_workflow
from adapters.temporal.runs import Look, NoAnswer, Runs
from domain.record import BoardRow
from entrypoints.bootstrap import Store
from entrypoints.cli.reach import data_option, record_of
from entrypoints.moments import count
from entrypoints.settings import Settings
from workflows.attributes import DUE, EPISODE, HEALTH, STAGE, roughly

ASKED = 50
"""How many workflows the doctor asks what they know; `tandem recover --dry-run` asks them all."""


class Agreement(NamedTuple):
    """Open pairs whose workflow is missing, and what the record has lost, line by line."""

    missing: list[str]
    lost: list[str]


async def agreement(settings: Settings, client: Client) -> Agreement:
    """Compare each open pair of the record with its workflow."""
    runs = Runs(client, settings.task_queue)
    with record_of(settings) as store:
        rows = await asyncio.to_thread(_open_rows, store)
        looks = await _looks(runs, rows)
        seen = list(zip(rows, looks, strict=True))
        missing = [row.mentorship for row, look in seen if look.standing == "missing"]
        doubtful = [row for row, look in seen if differs(row, look)]
        ahead = [await _ahead(runs, store, row.mentorship) for row in doubtful[:ASKED]]
        effects = await asyncio.to_thread(beyond, store.engine)
    stray = [f"{row.effect} was {row.status}, and the record has no such fact" for row in effects]
    return Agreement(missing, [*filter(None, ahead), *stray])


async def forgotten(settings: Settings, client: Client, store: Store) -> list[str]:
    """The cohorts with open pairs that the engine does not know: its data are gone.

    An engine that does not answer just now is no reason not to go on.
    """
    runs = Runs(client, settings.task_queue)
    names = [cohort.name for cohort in store.cohorts.list() if store.board.open_count(cohort.name)]
    try:
        return [name for name in names if await runs.standing(cohort_workflow(name)) == "missing"]
    except RPCError:
        return []


def differs(row: BoardRow, look: Look) -> bool:
    """The workflow has ended, or shows something else than the record: it may know more."""
    if look.standing != "running":
        return look.standing == "ended"
    cases = " ".join(row.open_episodes) or "none"
    shown = tuple(look.attributes.get(key) for key in (STAGE, HEALTH, EPISODE))
    return shown != (row.stage, row.band, cases) or not _about(row, look.attributes.get(DUE))


def _about(row: BoardRow, shown: datetime | None) -> bool:
    """The workflow shows only roughly when it acts next."""
    return shown is None if row.due is None else roughly(row.due, shown) == shown


def remedy(settings: Settings, *, dry: bool) -> str:
    """The command that puts it right, or tells more."""
    return f"tandem recover{' --dry-run' if dry else ''}{data_option(settings)}"


def _open_rows(store: Store) -> list[BoardRow]:
    rows = (row for cohort in store.cohorts.list() for row in store.board.cohort(cohort.name))
    return [row for row in rows if row.stage != "closed" or row.due is not None]


async def _looks(runs: Runs, rows: list[BoardRow]) -> list[Look]:
    room = asyncio.Semaphore(AT_ONCE)

    async def look(row: BoardRow) -> Look:
        async with room:
            return await runs.look(mentorship_workflow(row.mentorship))

    return await asyncio.gather(*(look(row) for row in rows))


async def _ahead(runs: Runs, store: Store, mentorship: str) -> str | None:
    """What the record has lost of one pair; None where it has all that the workflow knows."""
    known = await runs.ask(mentorship_workflow(mentorship), "recorded", int)
    if isinstance(known, NoAnswer):
        return None  # whether it can answer at all is another question
    row = await asyncio.to_thread(store.board.pair, mentorship)
    version = row.version if row else 0
    if version >= known:
        return None
    lost = count(known - version, "fact")
    return f"{mentorship}: the record ends at version {version} and has lost {lost}"
