"""The record: append a batch, or read the facts that came in between."""

import logging

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities import contracts
from activities.heartbeat import at_work
from domain.errors import RecordConflict
from domain.ports import EventStore
from domain.record import Batch

log = logging.getLogger(__name__)


class RecordActivities:
    """Reads and writes the record."""

    def __init__(self, events: EventStore) -> None:
        self._events = events

    @activity.defn(name=contracts.RECORD)
    async def record(self, batch: Batch) -> None:
        """Append facts and board rows; a conflict is not tried again."""
        await at_work(self.append, batch)

    def append(self, batch: Batch) -> None:
        """The same, in the thread of whoever calls."""
        try:
            self._events.append(batch)
        except RecordConflict as conflict:
            raise ApplicationError(
                str(conflict), type=contracts.CONFLICT, non_retryable=True
            ) from conflict
        what = {"first": batch.expected + 1, "facts": [fact.type for fact in batch.facts]}
        log.info("recorded", extra={"mentorship": batch.stream, **what})

    @activity.defn(name=contracts.CATCH_UP)
    async def catch_up(self, ask: contracts.CatchUp) -> contracts.Facts:
        """Read the facts of a stream behind a version."""
        facts = await at_work(self._events.stream, ask.stream, ask.after)
        return contracts.Facts(facts=tuple(facts))
