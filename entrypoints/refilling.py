"""Takes back what the record has lost in a restore, out of what the engine remembers."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

from temporalio.client import Client

from activities import contracts
from activities.contracts import Deliveries, Facts, Post
from adapters.temporal.histories import HistoryUnreadable, listen
from adapters.temporal.launcher import mentorship_workflow
from domain.errors import BeingSent
from domain.mentorship.messages import Delivery, Message
from domain.mentorship.recovery import recover
from domain.mentorship.views import board_row
from domain.ports import DeliveryLog, EventStore
from domain.record import Batch, StoredFact
from workflows.ledger import version_of
from workflows.mentorship import MentorshipWorkflow


class Sent(NamedTuple):
    """A message that was handed to the post, and what became of it."""

    message: Message
    fate: Delivery
    post: Post


class Memory:
    """What the engine knows of one mentorship: its facts by version, and what it sent."""

    def __init__(self) -> None:
        self.facts: dict[int, StoredFact] = {}
        self.sent: dict[str, Sent] = {}

    def hears(self, activity: str, asked: Any, answered: Any) -> None:
        """Take note of what was recorded, what was found recorded, and what was sent."""
        if activity == contracts.RECORD:
            self.facts |= {fact.version: fact for fact in asked.facts}
        if activity == contracts.CATCH_UP:
            found = Facts.model_validate(answered)
            self.facts |= {fact.version: fact for fact in found.facts}
        if activity == contracts.CARRY_OUT:
            self.facts |= {fact.version: fact for fact in asked.batch.facts}
            self._hears_of_post(asked.post, Deliveries.model_validate(answered))
        if activity == contracts.DELIVER:
            self._hears_of_post(asked, Deliveries.model_validate(answered))

    def _hears_of_post(self, post: Post, deliveries: Deliveries) -> None:
        for message, fate in zip(post.messages, deliveries.deliveries, strict=True):
            if fate.outcome != "deferred":
                self.sent.setdefault(message.id, Sent(message, fate, post))

    def behind(self, version: int) -> list[StoredFact]:
        """The facts behind a version, one after the other."""
        found: list[StoredFact] = []
        while fact := self.facts.get(version + len(found) + 1):
            found.append(fact)
        return found

    def lost(self, version: int) -> tuple[str, ...]:
        """The names of the facts behind a version."""
        return tuple(fact.type for fact in self.behind(version))

    def posted(self, version: int) -> tuple[str, ...]:
        """The effects that follow from facts behind a version and have reached somebody."""
        return tuple(
            effect
            for effect, sent in self.sent.items()
            if version_of(sent.message) > version and sent.fate.outcome == "delivered"
        )


async def remember(client: Client, mentorship: str, version: int, known: int) -> Memory:
    """Ask the engine for what happened between two versions; raises `HistoryUnreadable`."""
    memory = Memory()

    def far_enough(begin: Any) -> bool:
        state = begin.get("state")
        return state is None or state["version"] <= version

    await listen(
        client, mentorship_workflow(mentorship), MentorshipWorkflow, far_enough, memory.hears
    )
    reached = version + len(memory.behind(version))
    if reached < known:
        raise HistoryUnreadable(
            f"The histories of {mentorship} tell of version {reached} at most, and not of {known}."
        )
    return memory


def refill(events: EventStore, mentorship: str, version: int, memory: Memory) -> None:
    """Write the lost facts back, as they were, with the board as they leave it."""
    lost = tuple(memory.behind(version))
    found = recover(mentorship, [*events.stream(mentorship), *lost], ())
    if found is None:
        return
    batch = Batch(
        stream=mentorship,
        cohort=found.state.cohort,
        expected=version,
        mentee=found.state.mentee.person,
        mentor=found.state.mentor.person,
        facts=lost,
        board=board_row(found.state, lost[-1].type),
    )
    events.append(batch)


def note_sent(
    deliveries: DeliveryLog, memory: Memory, upto: int, message_id: Callable[[str], str]
) -> None:
    """Write back what became of the messages that follow from facts up to a version."""
    for message, fate, post in memory.sent.values():
        if version_of(message) <= upto:
            with suppress(BeingSent):  # as the copy was made, and not any more
                deliveries.claim(message, message_id(message.letter), post.now)
            deliveries.settle(message.id, fate.outcome, fate.reason, post.now)
