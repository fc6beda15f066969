"""What came of a demo, counted from the record, the mail folder and the engine's histories.

The fields of `Report` are a public format (`demo --json`): fields are only added.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from domain.model import Model
from entrypoints.demo.histories import Cost
from entrypoints.demo.letters import Letter
from entrypoints.demo.parts import Couple
from entrypoints.demo.replay import Life


class MeetingCount(Model):
    """Meetings of one pair."""

    booked: int
    held: int
    missed: int


class ReviewCount(Model):
    """Reviews of one pair, counted for each person asked."""

    asked: int
    answered: int


class EpisodeReport(Model):
    """One stall case: why it opened, which rungs were taken, when and by what it ended."""

    trigger: str
    opened: datetime
    rungs: tuple[str, ...]
    ended: datetime | None
    by: str


class PairReport(Model):
    """What came of one pair; `messages` are the letters that arrived."""

    id: str
    mentee: str
    mentor: str
    behaviour: dict[str, str]
    stage: str
    outcome: str
    health: int | None
    events: int
    messages: int
    meetings: MeetingCount
    reviews: ReviewCount
    episodes: tuple[EpisodeReport, ...]
    goal_attainment: float | None


class ProgramName(Model):
    """Which program it was."""

    name: str
    version: int


class Totals(Model):
    """All pairs together; `actions` is an estimate of what Temporal Cloud would bill."""

    pairs: int
    completed: int
    ended_early: int
    rematched: int
    never_started: int
    events: int
    messages: int
    duplicate_messages: int
    history_events: int
    actions: int


class Report(Model):
    """The whole demo; `started` and `seconds` are real time."""

    cohort: str
    program: ProgramName
    seed: int
    speed: str
    started: datetime
    seconds: float
    pairs: tuple[PairReport, ...]
    totals: Totals


class Post(Model):
    """The letters that arrived: how many for each mentorship and address, and how many twice."""

    letters: int
    duplicates: int
    by_mentorship: dict[str, int]
    by_reader: dict[str, int]


def count_letters(letters: Iterable[Letter]) -> Post:
    """Count letters; two with the same effect are the same letter sent twice."""
    found = list(letters)
    return Post(
        letters=len(found),
        duplicates=len(found) - len({letter.effect for letter in found}),
        by_mentorship=Counter(letter.mentorship for letter in found),
        by_reader=Counter(letter.to for letter in found),
    )


def pair_report(couple: Couple, life: Life, messages: int) -> PairReport:
    """Count one pair."""
    happened = Counter(life.happened)
    asked, answered = life.reviews
    attained = life.goal_attainment
    return PairReport(
        id=couple.pair.id,
        mentee=couple.pair.mentee.person,
        mentor=couple.pair.mentor.person,
        behaviour=dict(couple.hand),
        stage=life.stage,
        outcome=life.outcome,
        health=life.health,
        events=len(life.happened),
        messages=messages,
        meetings=MeetingCount(
            booked=happened["meeting_booked"],
            held=happened["meeting_held"],
            missed=happened["meeting_missed"],
        ),
        reviews=ReviewCount(asked=asked, answered=answered),
        episodes=tuple(
            EpisodeReport(
                trigger=episode.trigger,
                opened=episode.opened,
                rungs=episode.rungs,
                ended=episode.ended,
                by=episode.ended_by,
            )
            for episode in life.episodes
        ),
        goal_attainment=None if attained is None else round(attained, 1),
    )


def totals(pairs: Sequence[PairReport], post: Post, cost: Cost, rejected: int) -> Totals:
    """Add up all pairs; a rejected update is in no history, but an action all the same."""
    outcomes = Counter(pair.outcome for pair in pairs)
    return Totals(
        pairs=len(pairs),
        completed=outcomes["completed"],
        ended_early=outcomes["ended_early"],
        rematched=outcomes["rematched"],
        never_started=outcomes["never_started"],
        events=sum(pair.events for pair in pairs),
        messages=post.letters,
        duplicate_messages=post.duplicates,
        history_events=cost.events,
        actions=cost.actions + rejected,
    )
