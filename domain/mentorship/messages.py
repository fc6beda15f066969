"""Messages: the one kind of effect a mentorship has on the world."""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from domain.model import Model

Kind = Literal[
    "invitation",
    "agreement_reminder",
    "meeting_request",
    "meeting_invitation",
    "meeting_update",
    "meeting_cancellation",
    "meeting_reminder",
    "meeting_outcome",
    "contact_question",
    "fit_check",
    "review",
    "review_reminder",
    "celebration",
    "goal_change",
    "introduction",
    "introduction_follow_up",
    "task_reminder",
    "nudge",
    "manager_task",
    "deputy_task",
    "pause_notice",
    "pause_question",
    "resume_notice",
    "extension_request",
    "extension_notice",
    "closing_notice",
    "final_assessment",
    "farewell",
    "certificate",
    "follow_up",
    "personal_link",
]


class Recipient(Model):
    """Whom a message is for; `person` is the person id, or the role for the program's people."""

    person: str
    role: str
    name: str
    email: str
    timezone: str


class Invitation(Model):
    """A meeting as a calendar knows it: UTC times, a stable uid and a rising sequence."""

    method: Literal["REQUEST", "CANCEL"]
    uid: str
    sequence: int
    number: int
    start: datetime
    end: datetime
    mentee: Recipient
    mentor: Recipient


class Link(Model):
    """What a personal link lets its reader do, and until when."""

    task: str
    expires: datetime


class Message(Model):
    """One message to one person; its id `mentorship/version/n` is the idempotency key.

    `useful_until`: later than that it is recorded as skipped and not sent.
    `facts`: what the text says, every number of it taken from the program.
    `episode` and `rung` are set where the ladder counts from the delivery.
    `cause` is the request that it came of; empty where time asked (deploy/decisions/0021).
    """

    id: str
    kind: Kind
    to: Recipient
    mentorship: str
    cohort: str
    program: str
    manager: str
    manager_email: str
    at: datetime
    useful_until: datetime | None = None
    link: Link | None = None
    meeting: Invitation | None = None
    facts: dict[str, Any] = {}
    episode: int | None = None
    rung: int | None = None
    cause: str = ""

    @property
    def correlation(self) -> str:
        """What connects this letter with all that came of the same: a request, or a fact."""
        return self.cause or self.id.rpartition("/")[0]

    @property
    def letter(self) -> str:
        """What names this letter and no other: after a restore, facts and ids may come again."""
        return f"{self.id} {self.at.astimezone(UTC).isoformat()}"


class Delivery(Model):
    """What became of a message; `deferred` is tried again, everything else is final.

    With `wait` its turn comes after so long: nothing has failed.
    """

    effect: str
    outcome: Literal["delivered", "bounced", "skipped", "deferred"]
    reason: str = ""
    wait: timedelta | None = None
