"""The rows of the read models, each of one mentorship, and what is told of a person over all."""

from datetime import datetime
from typing import Any

from domain.model import Model


class ParticipationRow(Model):
    """One of the two in one mentorship; `last_seen` is when they last did something themselves."""

    mentorship: str
    role: str
    cohort: str
    program: str
    person: str
    name: str
    email: str
    opened: datetime
    stage: str
    paused: bool
    outcome: str
    meetings_held: int
    meetings_missed: int
    surveys_asked: int
    surveys_answered: int
    bounced: int
    last_seen: datetime | None


class SurveyRow(Model):
    """A survey that was opened; `missing` is known once it has `closed`."""

    mentorship: str
    survey: str
    cohort: str
    kind: str
    instrument: str
    asked: tuple[str, ...]
    opened: datetime
    closes: datetime
    reminders: int
    closed: datetime | None
    missing: tuple[str, ...]
    revoked: bool


class AnswerRow(Model):
    """What somebody answered to a survey, by question."""

    mentorship: str
    survey: str
    role: str
    cohort: str
    person: str
    kind: str
    at: datetime
    answers: dict[str, Any]


class MeetingRow(Model):
    """A meeting; `said` is the word of each of the two on whether it took place."""

    mentorship: str
    number: int
    cohort: str
    starts: datetime
    ends: datetime
    sequence: int
    booked_by: str
    status: str
    said: dict[str, bool]
    reason: str


class CourseRow(Model):
    """A mentorship as a whole; `rhythms` and `cadence` are seconds, `paused_for` too.

    Of `due` meetings whose time has passed the two `met` at so many; of an informal program they
    are periods asked about, and those with contact. `attainment` is the T score of the goals now.
    `periods` are those two as they stood when a program that books meetings took over.
    """

    mentorship: str
    cohort: str
    opened: datetime
    started: datetime | None
    ends: datetime | None
    closed: datetime | None
    outcome: str
    reason: str
    informal: bool
    rhythms: dict[str, float | None]
    cadence: float
    paused_since: datetime | None
    paused_for: float
    met: int
    due: int
    said: dict[str, bool]
    attainment: float | None
    periods: tuple[int, int] | None = None


class GoalRow(Model):
    """A goal, `present` until it is replaced; `levels` are what each of the two said last."""

    mentorship: str
    goal: str
    cohort: str
    statement: str
    weight: float
    present: bool
    levels: dict[str, int]


class EpisodeRow(Model):
    """A stall case; `ended_by` is empty while it is open."""

    mentorship: str
    episode: int
    cohort: str
    trigger: str
    opened: datetime
    ended: datetime | None
    ended_by: str


class ScoreRow(Model):
    """A survey in numbers; it is `over` once it closed after there was time enough to answer.

    `round` counts the surveys of its kind. `attainment` is the T score of the goals behind it.
    """

    mentorship: str
    survey: str
    cohort: str
    kind: str
    round: int
    over: bool
    attainment: float | None
    mentee_asked: int
    mentor_asked: int
    mentee_answered: int
    mentor_answered: int
    mentee_satisfaction: int | None
    mentor_satisfaction: int | None
    mentee_recommend: int | None
    mentor_recommend: int | None


class PersonRow(Model):
    """What somebody is a part of, over all cohorts; a pair is open until it is closed."""

    person: str
    name: str
    email: str
    roles: tuple[str, ...]
    cohorts: tuple[str, ...]
    pairs: int
    open_pairs: int
    meetings_held: int
    meetings_missed: int
    surveys_asked: int
    surveys_answered: int
    bounced: int
    last_seen: datetime | None


class PoisonedRow(Model):
    """A mentorship whose read models stand still behind a fact that can't be read."""

    mentorship: str
    position: int
    version: int
    type: str
    error: str
    since: datetime


class Progress(Model):
    """How far the read models have come: a position, and the newest one of the record."""

    position: int
    newest: int
    poisoned: tuple[PoisonedRow, ...]
