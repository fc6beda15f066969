"""The aggregate's whole interface: open, decide on a request or on passing time, next due."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from operator import itemgetter

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from domain.errors import TandemError
from domain.mentorship import (
    access,
    alignment,
    appeals,
    closure,
    contact,
    decisions,
    effects,
    episodes,
    erasure,
    escalation,
    growth,
    meetings,
    pauses,
    refusals,
    reviews,
    rules_change,
    skipping,
)
from domain.mentorship import events as e
from domain.mentorship.commands import COMMANDS, Actor, Command, Request, storable
from domain.mentorship.state import Changes, State
from domain.mentorship.turn import RULES, Due, Fact, Turn, folds
from domain.program.wording import dotted, sentence

MOST_DUES = 1000
"""Far more than can come due at once: a rule that never comes to rest must not hang a worker."""

TRACKS = (meetings, contact, alignment, reviews, growth, escalation, closure)
LATEST: list[tuple[State | None, Due | None]] = [(None, None)]
"""The last answer of `next_due`: hosts ask several times of one state, and it never changes."""

LOADED = (access, appeals, decisions, effects, episodes, erasure, rules_change, skipping)


class NoProgress(TandemError):
    """A rule came due again and again and changed nothing."""

    code = "no_progress"


@folds(e.MentorshipOpened)
def _(state: State, _event: e.MentorshipOpened, at: datetime) -> Changes:
    return {"agreement": alignment.opening(state, at)}


def blank(mentorship: str, event: e.MentorshipOpened, at: datetime) -> State:
    """The state before the first fact is folded."""
    return State(
        id=mentorship,
        cohort=event.cohort,
        program=event.program,
        mentee=event.mentee,
        mentor=event.mentor,
        note=event.note,
        at=at,
        opened=at,
    )


def open_mentorship(mentorship: str, event: e.MentorshipOpened, at: datetime, cause: str) -> Turn:
    """Bring a pair together: the first fact of a stream."""
    turn = Turn(blank(mentorship, event, at), at, cause)
    turn.note(event)
    return turn


def decide(state: State, request: Request, at: datetime) -> Turn:
    """Answer a request: facts and messages, or a Refused error with its code.

    Whatever time has brought until `at` is decided first. The same request twice gives no new
    facts.
    """
    role = "program" if request.by == "program" else state.role_of(request.by)
    if role is None:
        raise refusals.NotAParticipant(f"{request.by!r} has no part in this mentorship.")
    if role in state.erased:
        raise refusals.NotAParticipant(f"The {role} of this mentorship was erased.")
    command = parse(request)
    turn = elapse(state, at)
    if request.id in turn.state.requests:
        return turn
    turn.cause, turn.by = request.id, role
    first = len(turn.facts)
    if actor := request.actor:
        turn.note(signed(actor, turn.by, request.command))
    RULES[type(command)](turn, command)
    watch(turn, first)
    pass_time(turn)
    return turn


def signed(actor: Actor, by: str, command: str) -> e.StaffActed:
    """Who of the staff gave a command."""
    return e.StaffActed(by=by, actor=actor.id, name=actor.name, command=command, via=actor.via)


def elapse(state: State, at: datetime) -> Turn:
    """Decide everything that has become due until `at`."""
    turn = Turn(state, at, "due")
    pass_time(turn)
    return turn


def pass_time(turn: Turn) -> None:
    """Act on each due in order of time until none lies in the past."""
    turn.by = "program"
    for _ in range(MOST_DUES):
        due = next_due(turn.state)
        if due is None or due.at > turn.at:
            return
        first = len(turn.facts)
        due.act(turn)
        if len(turn.facts) == first:
            raise NoProgress(f"Waiting for {due.waits_for} changed nothing at {due.at}.")
        watch(turn, first)
    raise NoProgress(f"More than {MOST_DUES} things were due at {turn.at}.")


def watch(turn: Turn, first: int) -> None:
    """Let the rules react to each new fact, those of their own reactions included."""
    seen = first
    while seen < len(turn.facts):
        fact = turn.facts[seen]
        seen += 1
        escalation.watch(turn, fact)
        react(turn, fact)


def react(turn: Turn, fact: Fact) -> None:
    """What follows at once from a fact beside escalation."""
    match fact.event:
        case e.MeetingHeld():
            if turn.state.stage == "active":
                growth.celebrate(turn, "first_meeting")
                reviews.ask_fit(turn)
        case e.SurveyAnswered() as answered:
            growth.celebrate_attained(turn, answered)
        case e.SurveyClosed() | e.ChecklistTicked():
            closure.finish_early(turn)
        case _:
            return


def parse(request: Request) -> Command:
    """Read the command out of a request, or refuse it with every problem named."""
    kind = COMMANDS.get(request.command)
    if kind is None:
        known = ", ".join(sorted(COMMANDS))
        raise refusals.UnknownCommand(
            f"There is no command {request.command!r}; there are {known}."
        )
    if not storable(request.data):
        raise refusals.MalformedCommand("Some text has characters that can't be stored.")
    try:
        return kind.model_validate(request.data)
    except ValidationError as problem:
        sentences = (complaint(request.command, error) for error in problem.errors())
        raise refusals.MalformedCommand("; ".join(sentences)) from None


def complaint(command: str, error: ErrorDetails) -> str:
    """Say what is wrong with one field of a command."""
    if error["type"] == "extra_forbidden":
        return f"{dotted(error['loc'])} is no field of {command}"
    return sentence(error, error["loc"])


def dues(state: State) -> Iterator[Due]:
    """Everything the rules wait for; a pause stops all but its own and what it let through."""
    tracks = (pauses, escalation) if state.pause else TRACKS
    return chain.from_iterable([track.dues(state) for track in tracks])


def next_due(state: State) -> Due | None:
    """The next moment at which the rules want to act; None when nothing will ever happen again."""
    known, due = LATEST[0]
    if known is not state:
        due = min(dues(state), key=itemgetter(0), default=None)
        LATEST[0] = (state, due)
    return due


def is_over(state: State) -> bool:
    """Tell whether the mentorship is closed and its follow-up is done."""
    return state.stage == "closed" and next_due(state) is None
