"""What workflows ask of activities: names, inputs and outputs; no code that does anything."""

from datetime import datetime, timedelta

from domain.mentorship.messages import Delivery, Message
from domain.model import Model
from domain.record import Batch, StoredFact

RECORD = "record"
CATCH_UP = "catch_up"
DELIVER = "deliver"
CARRY_OUT = "carry_out"
LAUNCH = "launch_pairs"
STANDING = "cohort_standing"
DELIVER_EVENTS = "deliver_events"
SEND_EVENT = "send_event"

CONFLICT = "record_conflict"
"""The type of the ApplicationError by which `record` says that the stream holds other facts."""


def mail_queue(task_queue: str) -> str:
    """Where messages are sent from, so that a slow mail server holds up nothing else."""
    return f"{task_queue}-mail"


class CatchUp(Model):
    """Ask for the facts of a stream behind a version."""

    stream: str
    after: int


class Facts(Model):
    """Facts of one stream, in order."""

    facts: tuple[StoredFact, ...]


class Post(Model):
    """Messages to deliver, the virtual time at which they go out, and what is too late by then.

    A message that was useful only until `stale_until` is skipped; it lies a little before `now`.
    """

    messages: tuple[Message, ...]
    now: datetime
    stale_until: datetime

    @property
    def causes(self) -> tuple[str, ...]:
        """The requests that the messages came of, each once."""
        return tuple(dict.fromkeys(message.cause for message in self.messages if message.cause))


class Deliveries(Model):
    """What became of each message, in the order of the post."""

    deliveries: tuple[Delivery, ...]


class CarryOut(Model):
    """Facts to record, and the messages that follow from them to deliver afterwards."""

    batch: Batch
    post: Post

    @property
    def causes(self) -> tuple[str, ...]:
        """What caused the facts and the messages, each once."""
        return tuple(dict.fromkeys([*self.batch.causes, *self.post.causes]))


class LaunchPairs(Model):
    """Start every pair of a cohort that is not running yet."""

    cohort: str


class Launched(Model):
    """How many pairs of the cohort were handled."""

    pairs: int


class AskStanding(Model):
    """Ask the read models how a cohort stands; what was due before `now` is late."""

    cohort: str
    now: datetime


class Standing(Model):
    """How a cohort stands: pairs by stage, and how many are open, at risk and overdue."""

    stages: dict[str, int]
    open: int
    at_risk: int
    overdue: int


class DeliverEvents(Model):
    """Deliver what a subscription wants from the record, and look out for more for a while."""

    webhook: str


class Delivered(Model):
    """How a delivery ended: look again after `wait`, unless it is `over` for good.

    `says` tells people why.
    """

    wait: timedelta = timedelta()
    over: bool = False
    says: str = ""


class SendEvent(Model):
    """Send one event out of turn: a dead letter, or a test where `event` is empty.

    `key` makes a test the same however often it is sent.
    """

    webhook: str
    key: str
    event: str = ""


class SentEvent(Model):
    """Whether the receiver took it, and what it said."""

    taken: bool
    says: str
