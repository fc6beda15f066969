"""Brings the sample cohort into an installation: into the record first, then into the engine."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from temporalio.client import Client

from adapters.store.deliveries import SqlDeliveryLog
from adapters.store.event_store import event_store
from domain.errors import NotFound
from domain.ports import Cohort
from entrypoints.bootstrap import Store
from entrypoints.lived.cohort import NAME, lived
from entrypoints.lived.life import Page
from entrypoints.recovering import Plan, Recovering

MessageId = Callable[[str], str]


async def move_in(client: Client, task_queue: str, store: Store, message_id: MessageId) -> Cohort:
    """Have the sample cohort here, going on in real time; one that is here already stays.

    Its past is written down as a past: no letter of it leaves. Then its workflows are started as
    after a loss (`tandem recover`), which also finishes what an earlier attempt left undone.
    """
    cohort = await asyncio.to_thread(kept_or_written, store, message_id)
    recovering = Recovering(client, task_queue, store, Plan(ask=False), message_id)
    await recovering.pairs(cohort, lambda _: None)
    await recovering.cohort(cohort)
    return cohort


def kept_or_written(store: Store, message_id: MessageId) -> Cohort:
    """The sample cohort as it is here, or a new one."""
    try:
        return store.cohorts.get(NAME)
    except NotFound:
        return write_down(store, message_id)


def write_down(store: Store, message_id: MessageId) -> Cohort:
    """Make the cohort's past and write it down, each fact and letter at its own moment."""
    sample = lived(datetime.now(UTC))
    store.cohorts.save(sample.cohort, sample.people, sample.pairs)
    writing = Writing(store, message_id)
    for page in sample.pages:
        writing.write(page)
    return sample.cohort


class Writing:
    """Writes pages as they were written then; `now` is that time."""

    def __init__(self, store: Store, message_id: MessageId) -> None:
        self.now = datetime.now(UTC)
        self.events = event_store(store.engine, lambda: self.now)
        self.deliveries = SqlDeliveryLog(store.engine, lambda: self.now)
        self.message_id = message_id

    def write(self, page: Page) -> None:
        """Write down facts, and that their letters arrived."""
        self.now = page.at
        self.events.append(page.batch)
        named = [(letter, self.message_id(letter.letter)) for letter in page.letters]
        self.deliveries.claim_all(named, page.at)
        for letter in page.letters:
            self.deliveries.settle(letter.id, "delivered", "", page.at)
