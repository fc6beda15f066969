"""The meetings of a pair as their facts make them: booked, moved, held, missed, not known."""

from datetime import datetime
from typing import Any

from domain.mentorship import events as e
from domain.mentorship.contact import contact
from domain.mentorship.state import Changes, Meeting, State
from domain.mentorship.turn import folds


def booked(state: State) -> Meeting | None:
    """The meeting that is booked and has no outcome yet, the newest first."""
    return next((m for m in reversed(state.meetings) if m.status == "booked"), None)


def upcoming(state: State, at: datetime) -> Meeting | None:
    """The booked meeting that has not begun."""
    meeting = booked(state)
    return meeting if meeting and meeting.start > at else None


def numbered(state: State, number: int) -> Meeting:
    """The meeting of that number, which a fact speaks of."""
    return next(m for m in reversed(state.meetings) if m.number == number)


def change(state: State, number: int, **changes: Any) -> tuple[Meeting, ...]:
    """Change fields of one meeting."""
    return tuple([m.changed(**changes) if m.number == number else m for m in state.meetings])


def caught_up(state: State, at: datetime) -> datetime | None:
    """The next cadence point whose period is not over at `at`."""
    target = state.target
    return target and target + state.cadence * max(0, (at - target) // state.cadence)


def next_target(state: State, start: datetime) -> datetime:
    """The cadence point after a meeting: what is planned next begins there."""
    if state.target is None:
        return start + state.cadence
    return state.target + state.cadence * ((start - state.target) // state.cadence + 1)


def pass_over(state: State, since: datetime) -> Changes:
    """Nothing is booked in the period of `since`; the next one is planned when it begins."""
    following = next_target(state, since)
    return {"target": following, "plan_at": following}


def reminders(state: State, start: datetime, at: datetime) -> tuple[datetime, ...]:
    """When to remind of a meeting at `start`; what lies in the past already is left out."""
    times = (start - before for before in state.program.meetings.remind_before)
    return tuple(sorted(time for time in times if time > at))


@folds(e.MeetingBooked)
def _(state: State, event: e.MeetingBooked, at: datetime) -> Changes:
    target = next_target(state, event.start)
    meeting = Meeting(
        number=event.meeting,
        start=event.start,
        end=event.end,
        target=target - state.cadence,
        remind_at=reminders(state, event.start, at),
        ask_at=event.end + state.program.meetings.ask_outcome_after,
    )
    return {
        "meetings": (*state.meetings, meeting),
        "target": target,
        "plan_at": event.end,
    }


@folds(e.SlotNotFound)
def _(state: State, event: e.SlotNotFound, _at: datetime) -> Changes:
    return pass_over(state, event.since)


@folds(e.MeetingMoved)
def _(state: State, event: e.MeetingMoved, at: datetime) -> Changes:
    changes: Changes = {
        "start": event.start,
        "end": event.end,
        "sequence": event.sequence,
        "remind_at": reminders(state, event.start, at),
        "ask_at": event.end + state.program.meetings.ask_outcome_after,
    }
    target = next_target(state, event.start)
    moved = change(state, event.meeting, target=target - state.cadence, **changes)
    return {"meetings": moved, "plan_at": event.end, "target": target}


@folds(e.MeetingCancelled)
def _(state: State, event: e.MeetingCancelled, at: datetime) -> Changes:
    cancelled = numbered(state, event.meeting)
    target = cancelled.target if event.by == "program" else state.target
    gone = change(
        state,
        event.meeting,
        status="cancelled",
        sequence=event.sequence,
        remind_at=(),
        ask_at=None,
    )
    return {"meetings": gone, "plan_at": at, "target": target}


@folds(e.MeetingReminded)
def _(state: State, event: e.MeetingReminded, _at: datetime) -> Changes:
    meeting = numbered(state, event.meeting)
    return {"meetings": change(state, event.meeting, remind_at=meeting.remind_at[1:])}


@folds(e.MeetingOutcomeAsked)
def _(state: State, event: e.MeetingOutcomeAsked, at: datetime) -> Changes:
    rules = state.program.meetings
    first = event.round == 1
    again = at + rules.ask_again_after if first else None
    changes: Changes = {"asked": event.round, "ask_at": again, "remind_at": ()}
    if first:
        changes["unknown_at"] = at + rules.unknown_after
    return {"meetings": change(state, event.meeting, **changes)}


def settle(state: State, number: int, by: str, held: bool, **changes: Any) -> Changes:  # noqa: FBT001
    """Note what one of the two says about a meeting; nothing more is asked about it."""
    meeting = numbered(state, number)
    said = {**meeting.said, by: held} if by else meeting.said
    quiet: Changes = {"ask_at": None, "unknown_at": None, "remind_at": ()}
    return {"meetings": change(state, number, said=said, **quiet, **changes)}


def outcome(state: State, number: int, by: str, status: str) -> Changes:
    """Give a meeting its outcome, and count anew how many were missed in a row."""
    fact = state.version + 1
    changes = settle(state, number, by, status == "held", status=status, fact=fact)
    missed: list[int] = []
    for meeting in reversed(changes["meetings"]):
        if meeting.status == "held":
            break
        if meeting.status == "missed" and meeting.fact > state.missed_after:
            missed.append(meeting.fact)
    return {**changes, "missed": tuple(sorted(missed))}


@folds(e.MeetingHeld)
def _(state: State, event: e.MeetingHeld, at: datetime) -> Changes:
    settled = outcome(state, event.meeting, event.by, "held")
    return {**settled, **contact(state, event.held_at, at)}


@folds(e.MeetingMissed)
def _(state: State, event: e.MeetingMissed, _at: datetime) -> Changes:
    return outcome(state, event.meeting, event.by, "missed")


@folds(e.MeetingConfirmed)
def _(state: State, event: e.MeetingConfirmed, _at: datetime) -> Changes:
    held = numbered(state, event.meeting).status == "held"
    return settle(state, event.meeting, event.by, held)


@folds(e.MeetingDisputed)
def _(state: State, event: e.MeetingDisputed, _at: datetime) -> Changes:
    return settle(state, event.meeting, event.by, event.held)


@folds(e.MeetingUnknown)
def _(state: State, event: e.MeetingUnknown, _at: datetime) -> Changes:
    return settle(state, event.meeting, "", held=False, status="unknown")
