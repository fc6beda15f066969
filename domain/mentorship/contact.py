"""Contact: when the two were last in touch, and the question of informal programs each period."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain.mentorship import events as e
from domain.mentorship import refusals
from domain.mentorship.commands import ConfirmContact
from domain.mentorship.parties import PAIR
from domain.mentorship.state import Changes, Period, State
from domain.mentorship.turn import Due, Turn, decides, folds


@decides(ConfirmContact)
def confirm_contact(turn: Turn, command: ConfirmContact) -> None:
    """Take the answer of one of the two to the question of this period."""
    turn.in_stage("active")
    turn.only(*PAIR)
    period = turn.state.period
    if period is None:
        raise refusals.NotAsked
    if turn.by in period.said:
        if period.said[turn.by] != command.in_touch:
            raise refusals.OutcomeAlreadyGiven
        return
    turn.note(e.ContactAnswered(period=period.number, by=turn.by, in_touch=command.in_touch))


def ask_contact(turn: Turn) -> None:
    """Close the question of the period before, and ask again unless the end has come meanwhile."""
    close_period(turn)
    state = turn.state
    if state.period_at and state.ends and turn.at >= state.ends:
        turn.note(e.ReminderSkipped(what="contact", due=state.period_at))
    else:
        turn.note(e.ContactAsked(period=state.periods + 1, closes=turn.at + state.cadence))


def close_period(turn: Turn) -> None:
    """Close the open question, if there is one, with what has come."""
    period = turn.state.period
    if period:
        turn.note(e.ContactPeriodClosed(period=period.number, answered=tuple(period.said)))


def dues(state: State) -> Iterator[Due]:
    """The question of each period, until the planned end."""
    if state.stage == "active" and state.ends and state.period_at and state.period_at < state.ends:
        yield Due(state.period_at, "word of contact", ask_contact)


@folds(e.ContactAsked)
def _(_state: State, event: e.ContactAsked, _at: datetime) -> Changes:
    period = Period(number=event.period, closes=event.closes)
    return {"period": period, "period_at": event.closes, "periods": event.period}


@folds(e.ContactAnswered)
def _(state: State, event: e.ContactAnswered, at: datetime) -> Changes:
    changes: Changes = contact(state, at, at) if event.in_touch else {}
    if state.period:
        known = any(state.period.said.values())
        changes["in_touch"] = state.in_touch + (event.in_touch and not known)
        said = {**state.period.said, event.by: event.in_touch}
        changes["period"] = state.period.changed(said=said)
    return changes


@folds(e.ContactPeriodClosed)
def _(_state: State, _event: e.ContactPeriodClosed, _at: datetime) -> Changes:
    return {"period": None}


def patience(state: State) -> timedelta | None:
    """How long without contact makes a stalled pair; None where the program switched it off."""
    factor = state.program.escalation.triggers.no_contact
    return state.cadence * factor if factor else None


def contact(state: State, when: datetime, at: datetime) -> Changes:
    """The two were in contact at `when`, if that is news."""
    if state.contact_at and when <= state.contact_at:
        return {}
    when = min(when, at)
    changes: Changes = {
        "contact_at": when,
        "contact_fact": state.version + 1,
        "contact_paused": state.paused_for,
    }
    limit = patience(state)
    if limit and state.silent_at:
        changes["silent_at"] = max(state.silent_at, when + limit)
    return changes
