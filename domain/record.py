"""The record: stored facts, the batch that appends them, and the rows that read models keep."""

from datetime import datetime
from typing import Any, Literal

from domain.model import Model


class StoredFact(Model):
    """A fact as it is stored; `id` is derived from all the rest, so the same fact has the same id.

    `cause` is the id of the request, or `due:<name>` where time asked.
    """

    id: str
    stream: str
    version: int
    type: str
    schema_version: int
    at: datetime
    cause: str
    data: dict[str, Any]


class RecordedFact(Model):
    """A stored fact with its global position and the wall-clock time of its recording.

    `erased` names the fields of its data in which somebody's words are gone for good.
    """

    position: int
    cohort: str
    recorded_at: datetime
    fact: StoredFact
    erased: tuple[str, ...] = ()


class InboxRow(Model):
    """A stalled pair that needs a human; `id` is `<mentorship>/<episode>`."""

    id: str
    mentorship: str
    episode: int
    trigger: str
    rung: str
    opened: datetime
    since: datetime
    evidence: tuple[str, ...]
    suggestion: str
    default: str
    default_at: datetime | None


class BoardRow(Model):
    """One pair on the cohort board, as of its newest fact.

    `parts` are the points that make up its health, and `names` is what it is found and sorted by;
    rows of earlier releases have neither, nor `contact_at`, their last contact.
    """

    mentorship: str
    cohort: str
    program: str
    program_version: int
    mentee: str
    mentor: str
    stage: str
    outcome: str
    health: int | None
    band: str
    waits_for: str
    due: datetime | None
    last_event: str
    last_at: datetime
    version: int
    open_episodes: tuple[str, ...]
    parts: dict[str, int] | None = None
    contact_at: datetime | None = None
    names: str | None = None
    inbox: tuple[InboxRow, ...]


class Batch(Model):
    """Facts to append to one stream, with the board row that they leave behind.

    `expected` is the version of the stream before the first of `facts`. `mentee` and `mentor` are
    the ids of the two, under whose keys their words are kept; without, they are looked up.
    """

    stream: str
    cohort: str
    expected: int
    mentee: str = ""
    mentor: str = ""
    facts: tuple[StoredFact, ...]
    board: BoardRow | None = None

    @property
    def causes(self) -> tuple[str, ...]:
        """What caused the facts, each once."""
        return tuple(dict.fromkeys(fact.cause for fact in self.facts))


class DeliveryRow(Model):
    """What is known of one effect: delivered, bounced, skipped, deferred, or in the sending.

    No log holds `waiting`: it is told of a letter that waits for working hours, until `at`.
    """

    effect: str
    mentorship: str
    kind: str
    person: str
    status: Literal["sending", "delivered", "bounced", "skipped", "deferred", "waiting"]
    attempts: int
    reason: str
    message_id: str
    at: datetime
