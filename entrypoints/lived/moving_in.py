"""Brings the sample cohort into an installation: into the record first, then into the engine."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from temporalio.client import Client

from adapters.store.claims import first_claim
from adapters.store.event_store import event_store
from domain.errors import NotFound
from domain.ports import Cohort
from entrypoints.bootstrap import Store
from entrypoints.lived.cohort import NAME, lived
from entrypoints.lived.life import Page
from entrypoints.recovering import Plan, Recovering

MessageId = Callable[[str], str]
ARRIVED = {"status": "delivered"}


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
    """Make the cohort's past and write it down."""
    sample = lived(datetime.now(UTC))
    store.cohorts.save(sample.cohort, sample.people, sample.pairs)
    write(store, sample.pages, message_id)
    return sample.cohort


def write(store: Store, pages: Sequence[Page], message_id: MessageId) -> None:
    """Write a past down, each fact at its own moment; the letters first, so that none leaves."""
    store.deliveries.take_over(
        [
            first_claim(letter, message_id(letter.letter), letter.at).model_copy(update=ARRIVED)
            for page in pages
            for letter in page.letters
        ]
    )
    then = Then()
    events = event_store(store.engine, lambda: then.now)
    for page in pages:
        then.now = page.at
        events.append(page.batch)


class Then:
    """The time at which a past is written down."""

    now: datetime
