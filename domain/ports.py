"""What Tandem asks of the outside: one Protocol each; adapters keep them, fakes too."""

import builtins
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from domain.clock import Clock
from domain.cohort.model import Pair
from domain.mentorship.messages import Message
from domain.model import Model
from domain.pace import Turn
from domain.people.model import Person
from domain.program.model import Program
from domain.readmodels.board import BoardCounts, BoardPage, BoardQuery
from domain.readmodels.cases import CaseRow, Place, Share, Wanted
from domain.readmodels.rows import (
    AnswerRow,
    MeetingRow,
    ParticipationRow,
    PersonRow,
    SurveyRow,
)
from domain.readmodels.vitals import Vitals
from domain.record import Batch, BoardRow, DeliveryRow, InboxRow, RecordedFact, StoredFact


class EventStore(Protocol):
    """The record, append-only."""

    def append(self, batch: Batch) -> tuple[int, ...]:
        """Append facts and replace the pair's board and inbox rows in one transaction.

        Returns the positions. The same facts again return the stored positions and change nothing;
        anything else at those versions raises `domain.errors.RecordConflict`.
        """

    def stream(self, stream: str, after: int = 0) -> list[StoredFact]:
        """Read the facts of one stream behind a version, in order."""

    def history(self, stream: str) -> list[RecordedFact]:
        """Read one stream with the times of its recording, in order."""

    def read(self, after: int = 0, limit: int = 1000) -> list[RecordedFact]:
        """Read facts of all streams behind a position, in order of position."""


class Cohort(Model):
    """A launch of one program version; `clock` is None where it runs in real time."""

    name: str
    program: Program
    start: datetime
    clock: Clock | None
    pairs: int


class CohortStore(Protocol):
    """Launched cohorts, their rosters and boards."""

    def save(self, cohort: Cohort, people: Sequence[Person], pairs: Sequence[Pair]) -> None:
        """Keep a cohort; the same again is harmless and adds pairs that are missing.

        Raises `domain.errors.CohortConflict` where the name is taken by another program version.
        """

    def get(self, name: str) -> Cohort:
        """Find a cohort, or raise `domain.errors.NotFound`."""

    def list(self) -> list[Cohort]:
        """All cohorts by name."""

    def follow(self, name: str, program: Program) -> None:
        """Let pairs that open from now on follow another version of the cohort's program.

        Raises `domain.errors.NotFound`.
        """

    def people(self, name: str) -> builtins.list[Person]:
        """Everybody who was named when the cohort was launched, by id."""

    def pairs(
        self, name: str, after: int = 0, limit: int = 500
    ) -> builtins.list[tuple[int, Pair]]:
        """Page through the pairs of a cohort as (ordinal, pair), ordinals from 1."""

    def unopened(
        self, name: str, after: int = 0, limit: int = 500
    ) -> builtins.list[tuple[int, Pair]]:
        """The same, of those that have no facts yet."""


class Board(Protocol):
    """Read models."""

    def cohort(self, name: str) -> list[BoardRow]:
        """The pairs of a cohort."""

    def pair(self, mentorship: str) -> BoardRow | None:
        """One pair."""

    def page(self, query: BoardQuery) -> BoardPage:
        """Some pairs of a cohort that have opened, in an order, page by page."""

    def counts(self, late: Mapping[str, datetime]) -> dict[str, BoardCounts]:
        """Cohorts in numbers; what was due before the moment of a cohort is late there."""

    def inbox(self) -> list[InboxRow]:
        """Open escalations that need a human, oldest first."""

    def open_count(self, name: str) -> int:
        """How many pairs of a launched cohort are not closed yet, unopened ones included."""

    def pulse(self) -> str:
        """A mark that is another one as soon as anything has changed that read models show."""


class Cases(Protocol):
    """The inbox: open cases that ask a human, the oldest first."""

    def page(
        self, wanted: Wanted, after: Place | None = None, limit: int = 50
    ) -> builtins.list[CaseRow]:
        """So many behind a place."""

    def shares(self, wanted: Wanted) -> builtins.list[Share]:
        """How many there are of each cohort, trigger and rung."""


class People(Protocol):
    """Everybody who takes part, over all cohorts; it follows the record within seconds."""

    def all(self, cohort: str = "") -> list[PersonRow]:
        """Everybody, or those of one cohort; what they are a part of elsewhere is counted too."""

    def page(
        self, after: str, limit: int, cohort: str = "", programs: Sequence[str] | None = None
    ) -> list[PersonRow]:
        """So many behind an id, by id; with `programs`, nothing of others is told or counted."""

    def participations(
        self, person: str, programs: Sequence[str] | None = None
    ) -> list[ParticipationRow]:
        """All that one person is a part of, or what belongs to these programs; oldest first."""

    def elsewhere(
        self, people: Sequence[str], cohort: str, programs: Sequence[str] | None = None
    ) -> dict[str, tuple[str, ...]]:
        """Who of these has an open mentorship in other cohorts, and in which, by person.

        Of other programs than these nothing is told; None is all.
        """


class Surveys(Protocol):
    """Surveys and what was answered; it follows the record within seconds."""

    def of(self, cohort: str, mentorship: str = "") -> list[SurveyRow]:
        """The surveys of a cohort, or of one of its pairs."""

    def answers(self, cohort: str, mentorship: str = "") -> list[AnswerRow]:
        """The answers of a cohort, or of one of its pairs."""


class Meetings(Protocol):
    """Meetings; it follows the record within seconds."""

    def of(self, cohort: str, mentorship: str = "") -> list[MeetingRow]:
        """The meetings of a cohort, or of one of its pairs."""


class Watch(Protocol):
    """Looks after the whole installation."""

    def look(self, at: datetime, slack: timedelta) -> Vitals:
        """Count everything at a real moment; what is due for less than `slack` is not late yet."""


class DeliveryLog(Protocol):
    """What became of each effect."""

    def claim(self, message: Message, message_id: str, at: datetime) -> DeliveryRow:
        """Reserve an effect for sending; a row with a final status is returned as it is.

        A new or deferred effect becomes `sending` with one more attempt, and so does one whose
        sender died; while another attempt is sending it, raises `domain.errors.BeingSent`.
        """

    def claim_all(
        self, messages: Sequence[tuple[Message, str]], at: datetime
    ) -> builtins.list[DeliveryRow]:
        """Reserve several, each with its message id, in one transaction.

        Those that another attempt is sending are left out.
        """

    def renew(self, effect: str) -> None:
        """Keep the claim of an effect that is still being sent; a settled one stays as it is."""

    def settle(self, effect: str, status: str, reason: str, at: datetime) -> None:
        """Store what became of it; delivered, bounced and skipped are final and stay."""

    def take_over(self, rows: Sequence[DeliveryRow]) -> None:
        """Keep what became of effects elsewhere, all at once; what is known here stays."""

    def of(self, mentorship: str) -> list[DeliveryRow]:
        """All effects of a mentorship, oldest first."""


class Mailer(Protocol):
    """Sends one message to one person."""

    async def send(self, message: Message) -> None:
        """Hand it over, or raise `RecipientRefused` (for good) or `MailUnavailable`."""


class MailPace(Protocol):
    """How fast mail may leave, over all workers together."""

    def turn(self, *, first: bool) -> Turn:
        """When one more letter may leave; it counts as gone then (`domain.pace.next_turn`)."""


class Links(Protocol):
    """Personal links: signed, for one person and one task, with an end."""

    def url(
        self,
        mentorship: str,
        person: str,
        task: str,
        expires: datetime,
        made: datetime | None = None,
    ) -> str:
        """Make the link; the same arguments give the same link. `made` lets it be withdrawn."""


class Launcher(Protocol):
    """Starts mentorships in the engine."""

    async def start(self, cohort: Cohort, pairs: Iterable[Pair]) -> int:
        """Start those that are missing; returns how many pairs were handled."""


class Keys(Protocol):
    """The keys of an installation: new things go under the current one, old ones stay readable."""

    @property
    def current(self) -> str:
        """The id of the key that new things are encrypted under."""

    def key(self, name: str, purpose: str) -> bytes:
        """The 32 bytes that a key gives for a purpose; raises `domain.errors.UnknownKey`."""
