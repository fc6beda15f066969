"""What another version of a program would change for a pair: its dates, and letters that go."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from domain.mentorship.appeals import default_at
from domain.mentorship.commands import Request
from domain.mentorship.decide import MOST_DUES, decide, elapse, next_due
from domain.mentorship.messages import Kind, Message
from domain.mentorship.state import State
from domain.program.model import Program


class Moved(NamedTuple):
    """A date by the present rules and by the new ones; None where there is none."""

    what: str
    old: datetime | None
    new: datetime | None


class Letter(NamedTuple):
    """A letter that the rules would send if nobody did anything."""

    at: datetime
    kind: Kind
    to: str


class Preview(NamedTuple):
    """What a change of rules would do: at once, to the dates, and to the letters of a while."""

    now: tuple[Letter, ...]
    facts: tuple[str, ...]
    moved: tuple[Moved, ...]
    soon: tuple[Letter, ...]
    soon_by_old_rules: tuple[Letter, ...]


def preview(state: State, program: Program, by: str, at: datetime, within: timedelta) -> Preview:
    """Live through a change in mind; raises `Refused` where it could not be made."""
    wish = Request(
        id="preview", by=by, command="change_program", data={"program": program.model_dump()}
    )
    present, changed = elapse(state, at), decide(state, wish, at)
    old, new = dict(dates(present.state)), dict(dates(changed.state))
    return Preview(
        now=tuple(map(letter, changed.messages[len(present.messages) :])),
        facts=tuple(fact.event.TYPE for fact in changed.facts if fact.cause == wish.id),
        moved=tuple(
            Moved(what, old.get(what), new.get(what))
            for what in old | new
            if old.get(what) != new.get(what)
        ),
        soon=tuple(coming(changed.state, at + within)),
        soon_by_old_rules=tuple(coming(present.state, at + within)),
    )


def dates(state: State) -> Iterator[tuple[str, datetime]]:
    """The dates that follow from the rules, and what each is called; the nearest of a kind."""
    named = {
        "the deadline of the agreement": state.agreement.due,
        "the next reminder of the agreement": min(state.agreement.remind_at, default=None),
        "the planned end": state.ends,
        "the next notice of the end": min(state.notices, default=None),
        "the half-way point": state.half_way_at,
        "the next review": state.review_at,
        "the planning of the next meeting": state.plan_at,
        "the next question whether they are in touch": state.period_at,
        "the day from which they count as silent": state.silent_at,
        "the question about the pause": state.pause and state.pause.ask_at,
        "the end of a pause that nobody ends": state.pause and state.pause.end_at,
    }
    for episode in state.open_episodes:
        named[f"the default action on escalation {episode.number}"] = default_at(
            state, episode.number
        )
    yield from ((what, at) for what, at in named.items() if at)


def coming(state: State, until: datetime) -> Iterator[Letter]:
    """The letters up to a moment, if nobody did anything."""
    for _ in range(MOST_DUES):
        due = next_due(state)
        if due is None or due.at > until:
            return
        turn = elapse(state, due.at)
        state = turn.state
        yield from map(letter, turn.messages)


def letter(message: Message) -> Letter:
    """A message, as far as a preview tells of it."""
    return Letter(message.at, message.kind, message.to.role)
