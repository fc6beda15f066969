"""What follows a decision, in words that take their numbers from the program."""

from collections.abc import Callable

from domain.durations import words
from domain.mentorship.commands import Decision
from domain.mentorship.episodes import step
from domain.mentorship.escalation import day
from domain.mentorship.parties import PAIR
from domain.mentorship.state import Episode, State


def them(state: State, episode: Episode) -> str:
    """Whom a nudge goes to."""
    to = (episode.about,) if episode.about in PAIR else PAIR
    return " and ".join(state.party(role).name for role in to)


def wait_of(state: State, episode: Episode) -> str:
    """How long the present step of the ladder waits."""
    taken = step(state, episode, episode.rung)
    return words(taken.wait) if taken else ""


def snoozes_left(state: State, episode: Episode) -> int:
    """How often the case can still be put off."""
    return max(0, state.program.escalation.snooze.at_most - episode.snoozes)


def _nudge(state: State, episode: Episode) -> str:
    return (
        f"A mail with your words goes to {them(state, episode)} at once. The case stays open; it"
        f" goes on after {wait_of(state, episode)} if nothing happens."
    )


def _log_call(state: State, episode: Episode) -> str:
    return (
        "Only the program's people see it, and nobody gets a mail. The case stays open; it"
        f" goes on after {wait_of(state, episode)} if nothing happens."
    )


def _snooze(state: State, episode: Episode) -> str:
    left, length = snoozes_left(state, episode), words(state.program.escalation.snooze.length)
    often = {1: "This can be done once more.", 2: "This can be done twice."}
    times = often.get(left, f"This can be done {left} times more.") if left else ""
    return f"Nothing happens for {length}, then the case goes on. {times}".strip()


def pausing(state: State) -> str:
    """What a pause does."""
    rules = state.program.pause
    return (
        "Both get a mail, meetings ahead are called off, and every timer stops. Without a day of"
        f" return both are asked after {words(rules.ask_after)}, and it ends after"
        f" {words(rules.end_after)}."
    )


def extending(state: State) -> str:
    """What more weeks do."""
    ends = f" from {day(state.ends)}" if state.ends else ""
    return f"The planned end moves{ends} by so many weeks, and both get a mail."


def ending(state: State) -> str:
    """What an early end does."""
    outcome = "never started" if state.stage == "aligning" else "ended early"
    return (
        f"The mentorship closes as “{outcome}”, both get a mail, meetings ahead are called off."
        " This can't be undone."
    )


def _pause(state: State, _episode: Episode) -> str:
    return f"{pausing(state)} This ends the case."


def _extend(state: State, _episode: Episode) -> str:
    return f"{extending(state)} This ends the case."


def _rematch(_state: State, _episode: Episode) -> str:
    return (
        "The mentorship closes, both get a mail, meetings ahead are called off, and both are free"
        " for another match. This can't be undone."
    )


def _end(state: State, _episode: Episode) -> str:
    return ending(state)


def _dismiss(_state: State, _episode: Episode) -> str:
    return "The case ends, and nothing else happens. The same facts don't open it again."


FOLLOWS: dict[Decision, Callable[[State, Episode], str]] = {
    "nudge": _nudge,
    "log_call": _log_call,
    "snooze": _snooze,
    "pause": _pause,
    "extend": _extend,
    "rematch": _rematch,
    "end": _end,
    "dismiss": _dismiss,
}
