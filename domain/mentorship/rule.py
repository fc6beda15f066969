"""The rules behind an escalation, in the words of the program and with its numbers."""

from collections.abc import Callable
from typing import NamedTuple

from domain.durations import words
from domain.mentorship.contact import patience
from domain.mentorship.episodes import HUMAN_TRIGGERS
from domain.mentorship.state import State

KEYS = {
    "agreement_overdue": "agreement_overdue",
    "no_contact": "no_contact",
    "meetings_missed": "meetings_missed_in_a_row",
    "reviews_unanswered": "reviews_unanswered_in_a_row",
    "satisfaction": "satisfaction_at_most",
    "fit": "fit",
    "concern": "concern",
}
"""What each trigger is called in a program, below `escalation.triggers`."""


class Value(NamedTuple):
    """A value that a rule works with; `key` is its place in the program, or who agreed on it."""

    key: str
    value: str


class Rule(NamedTuple):
    """When a pair needs attention; `program` is a name with its version, as `first-steps@1`.

    `human`: the case goes straight to the program's people, without automatic mail to the pair.
    """

    trigger: str
    program: str
    sentence: str
    values: tuple[Value, ...]
    human: bool


def rule(state: State, trigger: str) -> Rule | None:
    """The rule of a trigger as it holds for this pair; None where its program switched it off."""
    key = KEYS[trigger]
    given = getattr(state.program.escalation.triggers, key)
    if not switched_on(state, trigger):
        return None
    values = (Value(f"escalation.triggers.{key}", as_written(given)), *others(state, trigger))
    sentence = SENTENCES[trigger](state)
    return Rule(trigger, program_of(state), sentence, values, trigger in HUMAN_TRIGGERS)


def switched_on(state: State, trigger: str) -> bool:
    """Tell whether the program has a rule for a trigger."""
    given = getattr(state.program.escalation.triggers, KEYS[trigger])
    return given is not None and given is not False


def program_of(state: State) -> str:
    """The program of a pair with its version: `first-steps@1`."""
    return f"{state.program.program}@{state.program.version}"


def as_written(value: object) -> str:
    """A value as the program file has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def others(state: State, trigger: str) -> tuple[Value, ...]:
    """The other values that a rule reckons with."""
    if trigger == "agreement_overdue":
        return (Value("agreement.due_after", words(state.program.agreement.due_after)),)
    if trigger == "no_contact":
        agreed = state.cadence != state.program.meetings.every
        key = "the rhythm that both agreed on" if agreed else "meetings.every"
        return (Value(key, words(state.cadence)),)
    return ()


def silence(state: State) -> str:
    """For how long the two may not be in contact."""
    factor = state.program.escalation.triggers.no_contact or 0
    limit = words(patience(state) or state.cadence)
    return (
        f"No word of contact for {limit}: {factor:g} times the rhythm of {words(state.cadence)}."
        " A pause does not count."
    )


def in_a_row(count: int | None, what: str, fate: str) -> str:
    """So many of a thing, one after the other."""
    return f"One {what} {fate}." if count == 1 else f"{count} {what}s in a row {fate}."


SENTENCES: dict[str, Callable[[State], str]] = {
    "agreement_overdue": lambda state: (
        f"Not signed by both within {words(state.program.agreement.due_after)}."
    ),
    "no_contact": silence,
    "meetings_missed": lambda state: in_a_row(
        state.program.escalation.triggers.meetings_missed_in_a_row, "meeting", "missed"
    ),
    "reviews_unanswered": lambda state: in_a_row(
        state.program.escalation.triggers.reviews_unanswered_in_a_row,
        "review",
        "left unanswered by one person",
    ),
    "satisfaction": lambda state: (
        f"A satisfaction of {state.program.escalation.triggers.satisfaction_at_most} of 10 or less"
        " from either of the two."
    ),
    "fit": lambda _: "“Not a good fit” from either of the two.",
    "concern": lambda _: "Any concern that either of the two raises.",
}
