"""What a mentorship is at this moment: the fold of its facts, with absolute deadlines."""

from datetime import date, datetime, timedelta
from typing import Any, Literal

from domain.durations import Duration
from domain.goals.model import Goal
from domain.mentorship.messages import Recipient
from domain.mentorship.parties import PAIR, Expectations, Party
from domain.model import Model
from domain.program.model import Agreement as Rules
from domain.program.model import Contact, Program

Stage = Literal["aligning", "active", "closing", "closed"]
Changes = dict[str, Any]


class GoalProposal(Model):
    """Goals that one of the two wants instead; they wait for the other until `lapses`."""

    by: str
    goals: tuple[Goal, ...]
    lapses: datetime


class Agreement(Model):
    """What both bring, expect and sign."""

    goals: tuple[Goal, ...] = ()
    skills: tuple[str, ...] = ()
    knowledge: tuple[str, ...] = ()
    experience: tuple[str, ...] = ()
    style: str = ""
    expectations: dict[str, Expectations] = {}
    signed: tuple[str, ...] = ()
    rounds: int = 0
    remind_at: tuple[datetime, ...] = ()
    due: datetime | None = None
    proposal: GoalProposal | None = None

    @property
    def unsigned(self) -> tuple[str, ...]:
        """The roles whose signature is missing."""
        return tuple(role for role in PAIR if role not in self.signed)

    def awaited(self, rules: Rules, at: datetime) -> "Agreement":
        """The same, with its reminders and its deadline counted from `at`."""
        remind_at = tuple(at + after for after in rules.remind_after)
        return self.changed(remind_at=remind_at, due=at + rules.due_after)


class Meeting(Model):
    """One meeting, booked for the cadence point `target`; `fact` is the version of its outcome."""

    number: int
    start: datetime
    end: datetime
    target: datetime
    sequence: int = 0
    status: Literal["booked", "held", "missed", "unknown", "cancelled"] = "booked"
    remind_at: tuple[datetime, ...] = ()
    ask_at: datetime | None = None
    unknown_at: datetime | None = None
    asked: int = 0
    said: dict[str, bool] = {}
    fact: int = 0


class Period(Model):
    """An open question of an informal program: have you been in touch?"""

    number: int
    closes: datetime
    said: dict[str, bool] = {}


class Survey(Model):
    """A survey that was opened for `to` and who answered it."""

    id: str
    kind: str
    instrument: str
    to: tuple[str, ...]
    opened: datetime
    closes: datetime
    remind_at: tuple[datetime, ...] = ()
    rounds: int = 0
    answered: tuple[str, ...] = ()
    open: bool = True

    @property
    def missing(self) -> tuple[str, ...]:
        """The roles that have not answered."""
        return tuple(role for role in self.to if role not in self.answered)


class Introduction(Model):
    """A door that the mentor opened."""

    number: int
    to: str
    kind: str
    note: str
    ask_at: datetime | None
    close_at: datetime | None
    outcome: str = ""


class Task(Model):
    """A stretch challenge or action item."""

    number: int
    kind: str
    what: str
    who: str
    due: date
    remind_at: datetime | None
    drop_at: datetime | None
    status: Literal["open", "done", "let_go"] = "open"


class Episode(Model):
    """One stall case; `next_at` is when the ladder climbs if nothing happens.

    `through_pause`: its time runs on during the present pause. Rungs are numbered as they are
    taken; `moved` is how far a change of the program has moved them along the ladder.
    """

    number: int
    trigger: str
    about: str
    opened: datetime
    facts: tuple[int, ...]
    evidence: tuple[str, ...]
    through_pause: bool = False
    rung: int = -1
    moved: int = 0
    rungs: tuple[str, ...] = ()
    sent_to: tuple[str, ...] = ()
    taken_at: datetime | None = None
    delivered_at: datetime | None = None
    bounced: tuple[str, ...] = ()
    next_at: datetime | None = None
    snoozes: int = 0
    handled: bool = False
    ended: datetime | None = None
    ended_by: str = ""


class Paused(Model):
    """A pause that lies over the stage."""

    since: datetime
    by: str
    reason: str
    resume_on: datetime | None
    ask_at: datetime | None
    end_at: datetime | None


class ExtensionProposal(Model):
    """Weeks that one of the two asked for; it waits for the other until `lapses`."""

    by: str
    weeks: int
    lapses: datetime


class State(Model):
    """A mentorship; every date in it is an aware UTC datetime, every role a plain word.

    `books` is False once a change of the program has ended the planning of meetings.
    """

    id: str
    cohort: str
    program: Program
    mentee: Party
    mentor: Party
    note: str = ""
    version: int = 0
    at: datetime
    requests: tuple[str, ...] = ()
    stage: Stage = "aligning"
    opened: datetime
    started: datetime | None = None
    ends: datetime | None = None
    closes: datetime | None = None
    closed: datetime | None = None
    outcome: str = ""
    reason: str = ""
    agreement: Agreement = Agreement()
    meetings: tuple[Meeting, ...] = ()
    target: datetime | None = None
    plan_at: datetime | None = None
    books: bool = True
    period: Period | None = None
    period_at: datetime | None = None
    periods: int = 0
    in_touch: int = 0
    surveys: tuple[Survey, ...] = ()
    review_at: datetime | None = None
    fit: dict[str, str] = {}
    satisfaction: dict[str, int] = {}
    levels: dict[str, dict[str, int]] = {}
    contact_at: datetime | None = None
    contact_fact: int = 0
    silent_at: datetime | None = None
    contact_paused: timedelta = timedelta(0)
    paused_for: timedelta = timedelta(0)
    missed: tuple[int, ...] = ()
    missed_after: int = 0
    unanswered: dict[str, tuple[int, ...]] = {}
    introductions: tuple[Introduction, ...] = ()
    tasks: tuple[Task, ...] = ()
    celebrated: tuple[str, ...] = ()
    half_way_at: datetime | None = None
    episodes: tuple[Episode, ...] = ()
    pause: Paused | None = None
    extension: ExtensionProposal | None = None
    notices: tuple[datetime, ...] = ()
    checklist: tuple[str, ...] = ()
    certified: bool = False
    follow_up_at: datetime | None = None
    links_since: dict[str, datetime] = {}
    erased: tuple[str, ...] = ()

    @property
    def running(self) -> bool:
        """Open and not paused."""
        return self.stage != "closed" and self.pause is None

    @property
    def open_episodes(self) -> tuple[Episode, ...]:
        """Stall cases that have not ended."""
        return tuple([episode for episode in self.episodes if episode.ended is None])

    @property
    def cadence(self) -> Duration:
        """How often the two meet: what both expect if they agree, else the program's rhythm."""
        mentee, mentor = map(self.agreement.expectations.get, PAIR)
        if mentee and mentor and mentee.meet_every == mentor.meet_every:
            return mentee.meet_every or self.program.meetings.every
        return self.program.meetings.every

    def party(self, role: str) -> Party:
        """The mentee or the mentor."""
        return self.mentee if role == "mentee" else self.mentor

    def contact(self, role: str) -> Contact | None:
        """The manager, deputy or sponsor, where the program names one."""
        people = self.program.people
        found: Contact | None = getattr(people, role)
        return found

    def recipient(self, role: str) -> Recipient | None:
        """Whom to write to for a role; None where nobody holds it."""
        if role in PAIR:
            party = self.party(role)
            return Recipient(
                person=party.person,
                role=role,
                name=party.name,
                email=party.email,
                timezone=party.timezone,
            )
        contact = self.contact(role)
        if contact is None:
            return None
        return Recipient(
            person=role,
            role=role,
            name=contact.name,
            email=contact.email,
            timezone=contact.timezone,
        )

    def role_of(self, who: str) -> str | None:
        """Find the role of somebody named by role, person id or e-mail address."""
        wanted = who.casefold()
        if not wanted:
            return None
        for role in (*PAIR, "manager", "deputy", "sponsor"):
            found = self.party(role) if role in PAIR else self.contact(role)
            if found and wanted in {role, found.person.casefold(), found.email.casefold()}:
                return role
        return None

    def survey(self, survey: str) -> Survey | None:
        """Find a survey by its name, such as `review-2`."""
        return next((s for s in reversed(self.surveys) if s.id == survey), None)

    def episode(self, number: int) -> Episode | None:
        """Find a stall case by its number."""
        return next((e for e in self.episodes if e.number == number), None)


def other(role: str) -> str:
    """The other of the two."""
    return "mentor" if role == "mentee" else "mentee"
