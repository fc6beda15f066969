"""What happens when a pair stalls, and what became of messages."""

from datetime import datetime
from typing import Annotated, Literal

from domain.mentorship.events.base import Event
from domain.mentorship.parties import PAIR
from domain.personal import Personal


class EpisodeOpened(Event):
    """A stall case; `facts` are the versions in this stream that made the trigger fire."""

    episode: int
    trigger: str
    about: str
    facts: tuple[int, ...]
    evidence: Annotated[tuple[str, ...], Personal("about")]


class RungTaken(Event):
    """The messages of a rung were ordered; nothing is claimed about their delivery yet."""

    episode: int
    rung: int
    name: str
    to: tuple[str, ...]


class RungDelivered(Event):
    """A message of the rung really reached those in `to`."""

    episode: int
    rung: int
    to: tuple[str, ...]


class RungUndelivered(Event):
    """No message of the rung reached anybody, and why."""

    episode: int
    rung: int
    reason: Annotated[str, Personal(*PAIR)]


class EpisodeDecided(Event):
    """The manager or the deputy decided; `note` carries the words, the call or the reason."""

    episode: int
    decision: str
    by: str
    note: Annotated[str, Personal("by")] = ""


class EpisodeEnded(Event):
    """The stall case is over: `by` says what ended it."""

    episode: int
    by: Literal["recovery", "decision", "default", "pause", "closure"]


class MessageBounced(Event):
    """A recipient was refused for good; `to` is the role."""

    effect: str
    kind: str
    to: str
    reason: Annotated[str, Personal("to")]
    episode: int | None = None
    rung: int | None = None


class ReminderSkipped(Event):
    """A reminder came too late to be useful and was not sent."""

    what: str
    due: datetime
