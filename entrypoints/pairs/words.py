"""How a pair stands, in words."""

from domain.mentorship.state import State
from entrypoints.moments import Times
from entrypoints.pairs.record import Pair
from entrypoints.vocabulary import OUTCOMES, plain
from entrypoints.words import names_of


def stage_of(state: State, times: Times) -> str:
    """The stage of a mentorship as a sentence."""
    if state.closed:
        why = f", {plain(state.reason)}" if state.reason else ""
        return f"Closed on {times.day(state.closed)}: {OUTCOMES[state.outcome]}{why}."
    if pause := state.pause:
        why = f": {pause.reason}" if pause.reason else ""
        until = f", back on {times.day(pause.resume_on)}" if pause.resume_on else ""
        return f"Paused since {times.day(pause.since)} while {state.stage}{why}{until}."
    return {"aligning": _aligning, "active": _active, "closing": _closing}[state.stage](
        state, times
    )


def _aligning(state: State, times: Times) -> str:
    names = names_of(state)
    missing = " and ".join(names[role] for role in state.agreement.unsigned)
    return f"Aligning since {times.day(state.opened)}; not signed yet: {missing}."


def _active(state: State, times: Times) -> str:
    return f"Active since {times.day(state.started)}; planned end {times.day(state.ends)}."


def _closing(state: State, times: Times) -> str:
    return f"Closing; it closes on {times.day(state.closes)} with what there is."


def waits_for(pair: Pair, times: Times) -> str:
    """What the pair waits for and until when."""
    waits = "Waits" if pair.view is None else "It waited"
    if pair.due is None:
        return f"{waits} for nothing more."
    until = times.moment(pair.due.at)
    if pair.overdue:
        then = "" if pair.view is None else " then"
        return f"OVERDUE{then}: {pair.due.waits_for} was due on {until}."
    return f"{waits} for {pair.due.waits_for}, until {until}."
