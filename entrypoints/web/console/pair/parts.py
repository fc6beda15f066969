"""The parts of a pair's page, each by its name in the address."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from starlette.datastructures import QueryParams

from domain.durations import words
from domain.mentorship import events as e
from domain.mentorship.bookings import upcoming
from domain.mentorship.closure import meetings_held
from domain.mentorship.parties import PAIR
from domain.mentorship.views import asks_a_human, goal_attainment
from domain.record import DeliveryRow
from entrypoints.pairs.words import stage_of, waits_for
from entrypoints.privacy import redacted
from entrypoints.vocabulary import SHORT_TRIGGERS, plain
from entrypoints.web.console.pair import course, surveys, timeline, why
from entrypoints.web.console.pair.looking import Look
from entrypoints.words import names_of

NEWEST = 8
STATUSES = {
    "sending": "being sent",
    "delivered": "delivered",
    "bounced": "refused for good",
    "skipped": "too late, so not sent",
    "deferred": "to be tried again",
    "waiting": "waits",
}
GOALS = (e.GoalsProposed, e.GoalChangeProposed, e.GoalsChanged)


class Letter(NamedTuple):
    """A mail and what became of it."""

    at: datetime
    kind: str
    to: str
    status: str
    words: str


def head(look: Look) -> dict[str, Any]:
    """What stands above every part."""
    pair, state = look.pair, look.pair.state
    return {
        "look": look,
        "pair": pair,
        "state": state,
        "stage": stage_of(state, look.times),
        "waits": waits_for(pair, look.times),
        "health": pair.health,
        "meeting": upcoming(state, pair.now) if not state.pause else None,
        "cases": [one for one in state.open_episodes if asks_a_human(one)],
        "triggers": SHORT_TRIGGERS,
    }


def overview(look: Look, _query: QueryParams) -> dict[str, Any]:
    """How it stands, the goals, and what happened last."""
    return {
        "goals": course.goals(look),
        "attainment": goal_attainment(look.pair.state),
        "lines": timeline.lines(look)[:NEWEST],
        "later": timeline.later(look),
    }


def time_line(look: Look, query: QueryParams) -> dict[str, Any]:
    """Everything that happened."""
    return timeline.values(look, query.get("before", ""))


def agreement(look: Look, _query: QueryParams) -> dict[str, Any]:
    """What both agreed on, and how their goals changed."""
    state, names = look.pair.state, course.names_of(look.pair)
    changes = [
        (fact.at, words_)
        for fact, words_ in look.pair.sentences(look.times)
        if isinstance(fact.event, GOALS)
    ]
    expectations = [
        (names[role], state.agreement.expectations[role])
        for role in PAIR
        if role in state.agreement.expectations
    ]
    return {
        "agreement": state.agreement,
        "goals": course.goals(look),
        "attainment": goal_attainment(state),
        "signed": [(names[role], role in state.agreement.signed) for role in PAIR],
        "expectations": expectations,
        "cadence": words(state.cadence),
        "changes": changes[::-1],
    }


def meetings(look: Look, _query: QueryParams) -> dict[str, Any]:
    """Meetings, tasks and introductions."""
    notes: dict[int, list[tuple[str, str]]] = {}
    names = course.names_of(look.pair)
    for fact in look.pair.facts:
        event = fact.event
        if isinstance(event, e.MeetingHeld | e.MeetingMissed | e.MeetingConfirmed) and event.notes:
            notes.setdefault(event.meeting, []).append((names[event.by], event.notes))
    return {
        "held": meetings_held(look.pair.state),
        "meetings": look.pair.state.meetings[::-1],
        "notes": notes,
        "names": names,
        "plain": plain,
    }


def survey_list(look: Look, _query: QueryParams) -> dict[str, Any]:
    """The surveys."""
    return surveys.values(look)


def messages(look: Look, _query: QueryParams) -> dict[str, Any]:
    """Every mail, the newest first."""
    return {"letters": [letter(look, row) for row in reversed(look.pair.deliveries)]}


def letter(look: Look, row: DeliveryRow) -> Letter:
    """One of them; of an answer of a mail server no address is shown."""
    state = look.pair.state
    names = names_of(state) | {state.party(r).person: state.party(r).name for r in PAIR}
    to = names.get(row.person, row.person)
    reason = f": {redacted(row.reason)}" if row.reason else ""
    tried = f", in {row.attempts} attempts" if row.attempts > 1 else ""
    said = f"{STATUSES[row.status]}{tried}{reason}"
    return Letter(row.at, plain(row.kind), to, row.status, said)


def reasons(look: Look, _query: QueryParams) -> dict[str, Any]:
    """Why it was escalated."""
    return why.values(look)


class Part(NamedTuple):
    """A part: its name for people, and what its template tells."""

    name: str
    values: Callable[[Look, QueryParams], dict[str, Any]]


PARTS: dict[str, Part] = {
    "": Part("Overview", overview),
    "timeline": Part("Time line", time_line),
    "agreement": Part("Agreement", agreement),
    "meetings": Part("Meetings", meetings),
    "surveys": Part("Surveys", survey_list),
    "messages": Part("Messages", messages),
    "why": Part("Escalations", reasons),
}
ACT = "act"
