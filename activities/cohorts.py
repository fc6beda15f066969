"""Cohorts: start the pairs that are missing, and ask the read models how all of them stand."""

import asyncio
from collections import Counter
from datetime import datetime

from temporalio import activity

from activities import contracts
from activities.heartbeat import at_work
from domain.ports import Board, CohortStore, Launcher
from domain.record import BoardRow

PAGE = 100


class CohortActivities:
    """Launches and watches cohorts."""

    def __init__(self, cohorts: CohortStore, board: Board, launcher: Launcher) -> None:
        self._cohorts = cohorts
        self._board = board
        self._launcher = launcher

    @activity.defn(name=contracts.LAUNCH)
    async def launch_pairs(self, ask: contracts.LaunchPairs) -> contracts.Launched:
        """Start page after page, from where an earlier attempt stopped; twice is harmless.

        A pair that has opened is left alone: if its workflow is lost, `tandem recover` restarts it
        from the record, where a fresh start would begin with an opening.
        """
        cohort = await asyncio.to_thread(self._cohorts.get, ask.cohort)
        rows = await asyncio.to_thread(self._board.cohort, ask.cohort)
        opened = {row.mentorship for row in rows}
        before = activity.info().heartbeat_details
        done: int = before[0] if before else 0
        while page := await asyncio.to_thread(self._cohorts.pairs, ask.cohort, done, PAGE):
            unopened = [pair for _, pair in page if pair.id not in opened]
            await self._launcher.start(cohort, unopened)
            done = page[-1][0]
            activity.heartbeat(done)
        return contracts.Launched(pairs=done)

    @activity.defn(name=contracts.STANDING)
    async def standing(self, ask: contracts.AskStanding) -> contracts.Standing:
        """Count the pairs of a cohort on its board."""
        return await at_work(self.count, ask)

    def count(self, ask: contracts.AskStanding) -> contracts.Standing:
        """The same, in the thread of whoever calls."""
        rows = self._board.cohort(ask.cohort)
        return contracts.Standing(
            stages=Counter(row.stage for row in rows),
            open=self._board.open_count(ask.cohort),
            at_risk=sum(row.band == "at_risk" for row in rows),
            overdue=sum(is_overdue(row, ask.now) for row in rows),
        )


def is_overdue(row: BoardRow, now: datetime) -> bool:
    """Tell whether something should have happened by itself and did not."""
    return row.due is not None and row.due < now
