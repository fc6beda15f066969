"""Launches the cohorts of the drill by the code that `PYTHONPATH` names: the release before."""

import asyncio
import sys
from datetime import UTC, datetime

from adapters.temporal.connection import connect
from entrypoints.bootstrap import open_store
from entrypoints.launching import Launching
from entrypoints.settings import load
from tests.faults.cohort import EPOCH, Tempo, roster


async def main(cohorts: int, pairs: int, beat: float) -> None:
    """Launch them one after the other, and wait until each pair has opened."""
    settings = load()
    client = await connect(settings.temporal_address or "")
    clock = Tempo(beat).clock(datetime.now(UTC))
    with open_store(settings) as store:
        launching = Launching(client, settings.task_queue, store.cohorts, store.board)
        for number in range(1, cohorts + 1):
            name = f"cohort-{number}"
            await launching.launch(name, roster(name, pairs, "short"), EPOCH, clock)
            while len(store.board.cohort(name)) < pairs:  # noqa: ASYNC110  the record is asked
                await asyncio.sleep(0.2)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
