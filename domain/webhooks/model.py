"""A subscription and how far it has come; what a receiver answered; what nobody took."""

from collections.abc import Collection
from datetime import datetime, timedelta

from domain.errors import TandemError
from domain.model import Model

EVERYTHING = "*"
"""Stands for all types of events, or for all programs."""

MOST = 50
"""How many subscriptions one installation has: each keeps one activity of a worker busy."""


class WebhookInvalid(TandemError):
    """This subscription can't be made.

    `problems` holds each mistake; as text they stand one a line.
    """

    code = "webhook_invalid"

    def __init__(self, problems: Collection[str] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class TooManyWebhooks(TandemError):
    """There are as many subscriptions as one installation can serve; remove one first."""

    code = "too_many_webhooks"


class Answer(Model):
    """What came of one attempt: the receiver's status, or None where nobody answered, and why."""

    status: int | None = None
    reason: str = ""
    retry_after: timedelta | None = None

    @property
    def taken(self) -> bool:
        """The receiver has the event."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004  HTTP's own

    @property
    def gone(self) -> bool:
        """The receiver wants no more events."""
        return self.status == 410  # noqa: PLR2004  HTTP's own

    def __str__(self) -> str:
        """Say it in one line."""
        return " ".join(filter(None, (str(self.status or ""), self.reason)))


class Progress(Model):
    """How far a subscription has come: all up to `position` was delivered, put aside or unwanted.

    `attempts` have failed for the event behind it, the last one with `error`; the next is due at
    `next_at`. `lost` events were put aside since one was delivered, which was last at `delivered`.
    """

    position: int
    attempts: int = 0
    error: str = ""
    next_at: datetime | None = None
    delivered: datetime | None = None
    lost: int = 0

    def passed(self, position: int) -> "Progress":
        """Nothing up to a position is wanted."""
        return self.changed(position=position)

    def taken(self, position: int, at: datetime) -> "Progress":
        """The receiver has the event at this position."""
        return Progress(position=position, delivered=at)

    def refused(self, error: str, next_at: datetime) -> "Progress":
        """One more attempt has failed."""
        return self.changed(attempts=self.attempts + 1, error=error, next_at=next_at)

    def put_aside(self, position: int, error: str) -> "Progress":
        """The event at this position is given up."""
        lost = self.lost + 1
        return Progress(position=position, error=error, delivered=self.delivered, lost=lost)


class Webhook(Model):
    """A subscription: events of these types, of these programs, to this address.

    Its secret follows from `generation`; until `older_until` the one before signs too. `paused`
    says why nothing is delivered. `epoch` counts how often somebody has set it to another place.
    """

    id: str
    url: str
    types: tuple[str, ...]
    programs: tuple[str, ...]
    added_by: str
    added_at: datetime
    generation: int = 1
    older_until: datetime | None = None
    paused: str = ""
    epoch: int = 1
    progress: Progress

    def wants_type(self, kind: str) -> bool:
        """Events of this type are asked for."""
        return EVERYTHING in self.types or kind in self.types

    def wants_program(self, program: str) -> bool:
        """Events of this program are asked for."""
        return EVERYTHING in self.programs or program in self.programs

    def generations(self, now: datetime) -> tuple[int, ...]:
        """The generations whose secrets sign, the present one first."""
        both = self.older_until is not None and now < self.older_until
        return (self.generation, self.generation - 1) if both else (self.generation,)


class DeadLetter(Model):
    """An event that nobody took; the event itself stays in the record at its position."""

    webhook: str
    event: str
    position: int
    type: str
    mentorship: str
    attempts: int
    error: str
    at: datetime
