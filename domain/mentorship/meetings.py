"""Meetings: booked at the agreed cadence in a slot that suits both, reminded, asked about."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from domain.durations import words
from domain.mentorship import events as e
from domain.mentorship import refusals
from domain.mentorship.commands import (
    AddActionItem,
    BookMeeting,
    CancelMeeting,
    MoveMeeting,
    RecordMeeting,
)
from domain.mentorship.contact import contact
from domain.mentorship.growth import add_task
from domain.mentorship.parties import PAIR
from domain.mentorship.state import Changes, Meeting, State
from domain.mentorship.turn import Due, Turn, decides, folds
from domain.scheduling.slots import next_slot


def booked(state: State) -> Meeting | None:
    """The meeting that is booked and has no outcome yet, the newest first."""
    return next((m for m in reversed(state.meetings) if m.status == "booked"), None)


def upcoming(state: State, at: datetime) -> Meeting | None:
    """The booked meeting that has not begun."""
    meeting = booked(state)
    return meeting if meeting and meeting.start > at else None


def find(state: State, number: int | None, fallback: Meeting | None) -> Meeting:
    """The meeting of that number, or the one that is meant without a number."""
    if number is None:
        found = fallback
    else:
        found = next((m for m in state.meetings if m.number == number), None)
    if found is None:
        raise refusals.NoSuchMeeting
    return found


def change(state: State, number: int, **changes: Any) -> tuple[Meeting, ...]:
    """Change fields of one meeting."""
    return tuple(m.model_copy(update=changes) if m.number == number else m for m in state.meetings)


def caught_up(state: State, at: datetime) -> datetime | None:
    """The next cadence point whose period is not over at `at`."""
    target = state.target
    while target and target + state.cadence <= at:
        target += state.cadence
    return target


def plan_next(turn: Turn) -> None:
    """Book the next meeting in the first slot that suits both, or say that there is none."""
    state = turn.state
    target, ends = caught_up(state, turn.at), state.ends
    if target is None or ends is None:
        return
    rules = state.program.meetings
    since, until = max(target, turn.at + rules.notice), min(target + state.cadence, ends)
    number = len(state.meetings) + 1
    slot = next_slot(
        (state.mentee.timezone, state.mentee.availability),
        (state.mentor.timezone, state.mentor.availability),
        rules.length,
        not_before=since,
        before=until,
    )
    if slot is None:
        turn.note(e.SlotNotFound(meeting=number, since=since, until=until))
    else:
        turn.note(e.MeetingBooked(meeting=number, start=slot.start, end=slot.end, by="program"))


def check_time(turn: Turn, start: datetime) -> datetime:
    """Tell the end of a meeting at `start`, or refuse a time outside of the mentorship."""
    if turn.state.ends is None or not turn.at < start < turn.state.ends:
        raise refusals.MeetingInThePast
    return start + turn.state.program.meetings.length


@decides(BookMeeting)
def book(turn: Turn, command: BookMeeting) -> None:
    turn.in_stage("active")
    turn.only(*PAIR)
    end = check_time(turn, command.start)
    now = upcoming(turn.state, turn.at)
    if now and now.start == command.start:
        return
    if now:
        raise refusals.MeetingAlreadyBooked
    number = len(turn.state.meetings) + 1
    turn.note(e.MeetingBooked(meeting=number, start=command.start, end=end, by=turn.by))


@decides(MoveMeeting)
def move(turn: Turn, command: MoveMeeting) -> None:
    turn.in_stage("active")
    turn.only(*PAIR)
    meeting = find(turn.state, command.meeting, booked(turn.state))
    if meeting.status != "booked":
        raise refusals.NoSuchMeeting("This meeting is not booked any more.")
    if meeting.start == command.start:
        return
    if meeting.start <= turn.at:
        raise refusals.MeetingBegun
    end = check_time(turn, command.start)
    turn.note(
        e.MeetingMoved(
            meeting=meeting.number,
            start=command.start,
            end=end,
            sequence=meeting.sequence + 1,
            by=turn.by,
        )
    )


@decides(CancelMeeting)
def cancel(turn: Turn, command: CancelMeeting) -> None:
    turn.in_stage("active")
    turn.only(*PAIR)
    latest = turn.state.meetings[-1] if turn.state.meetings else None
    meeting = find(turn.state, command.meeting, booked(turn.state) or latest)
    if meeting.status == "cancelled":
        return
    if meeting.status != "booked" or meeting.start <= turn.at:
        raise refusals.MeetingBegun
    call_off(turn, meeting, turn.by, command.reason)


def call_off(turn: Turn, meeting: Meeting, by: str, reason: str) -> None:
    turn.note(
        e.MeetingCancelled(
            meeting=meeting.number, sequence=meeting.sequence + 1, by=by, reason=reason
        )
    )


def call_off_upcoming(turn: Turn, reason: str) -> None:
    """Leave no meeting in the calendars that will not take place."""
    meeting = upcoming(turn.state, turn.at)
    if meeting:
        call_off(turn, meeting, "program", reason)


@decides(RecordMeeting)
def record(turn: Turn, command: RecordMeeting) -> None:
    turn.in_stage("active", "closing")
    turn.only(*PAIR)
    begun = [m for m in turn.state.meetings if m.start <= turn.at and m.status != "cancelled"]
    meeting = find(turn.state, command.meeting, begun[-1] if begun else None)
    if meeting.status == "cancelled":
        raise refusals.NoSuchMeeting("This meeting was cancelled.")
    if meeting.start > turn.at:
        raise refusals.MeetingNotBegun
    if not command.held and command.reason is None:
        raise refusals.ReasonMissing("Please say why the meeting did not take place.")
    if turn.by in meeting.said:
        if meeting.said[turn.by] != command.held:
            raise refusals.OutcomeAlreadyGiven
        return
    note_outcome(turn, meeting, command)
    for item in command.action_items:
        add_task(turn, AddActionItem(what=item.what, who=item.who, due=item.due))


def note_outcome(turn: Turn, meeting: Meeting, command: RecordMeeting) -> None:
    """The first answer counts; the second confirms it or disputes it."""
    number, by, notes = meeting.number, turn.by, command.notes
    if meeting.status in ("held", "missed"):
        if command.held == (meeting.status == "held"):
            turn.note(e.MeetingConfirmed(meeting=number, by=by, notes=notes))
        else:
            turn.note(e.MeetingDisputed(meeting=number, by=by, held=command.held, notes=notes))
    elif command.held:
        turn.note(e.MeetingHeld(meeting=number, by=by, held_at=meeting.start, notes=notes))
    else:
        reason = command.reason or "other"
        turn.note(e.MeetingMissed(meeting=number, by=by, reason=reason, notes=notes))


def remind(turn: Turn, meeting: Meeting) -> None:
    due, *later = meeting.remind_at
    useful_until = later[0] if later else meeting.start
    if turn.at >= useful_until:
        turn.note(e.ReminderSkipped(what=f"meeting:{meeting.number}", due=due))
    else:
        before = words(meeting.start - due)
        turn.note(e.MeetingReminded(meeting=meeting.number, before=before))


def ask(turn: Turn, meeting: Meeting) -> None:
    turn.note(e.MeetingOutcomeAsked(meeting=meeting.number, round=meeting.asked + 1))


def give_up(turn: Turn, meeting: Meeting) -> None:
    turn.note(e.MeetingUnknown(meeting=meeting.number))


def dues(state: State) -> Iterator[Due]:
    """Booking, reminders, and questions about the outcome."""
    if state.stage == "active" and state.ends:
        target = state.plan_at and caught_up(state, state.plan_at)
        if state.plan_at and target and target < state.ends:
            yield Due(state.plan_at, "the next meeting", plan_next)
    for meeting in state.meetings:
        if meeting.status == "booked":
            yield from meeting_dues(meeting)


def meeting_dues(meeting: Meeting) -> Iterator[Due]:
    """What a booked meeting waits for."""
    name = f"meeting {meeting.number}"
    if meeting.remind_at:
        yield Due(meeting.remind_at[0], name, lambda turn: remind(turn, meeting))
    if meeting.ask_at:
        what = f"the outcome of {name}" if meeting.asked else name
        yield Due(meeting.ask_at, what, lambda turn: ask(turn, meeting))
    if meeting.unknown_at:
        yield Due(
            meeting.unknown_at, f"the outcome of {name}", lambda turn: give_up(turn, meeting)
        )


def reminders(state: State, start: datetime, at: datetime) -> tuple[datetime, ...]:
    """When to remind of a meeting at `start`; what lies in the past already is left out."""
    times = (start - before for before in state.program.meetings.remind_before)
    return tuple(sorted(time for time in times if time > at))


@folds(e.MeetingBooked)
def _(state: State, event: e.MeetingBooked, at: datetime) -> Changes:
    target = caught_up(state, at) or event.start
    meeting = Meeting(
        number=event.meeting,
        start=event.start,
        end=event.end,
        target=target,
        remind_at=reminders(state, event.start, at),
        ask_at=event.end + state.program.meetings.ask_outcome_after,
    )
    return {
        "meetings": (*state.meetings, meeting),
        "target": target + state.cadence,
        "plan_at": event.end,
    }


@folds(e.SlotNotFound)
def _(state: State, event: e.SlotNotFound, at: datetime) -> Changes:
    target = caught_up(state, at) or event.since
    next_target = target + state.cadence
    return {"target": next_target, "plan_at": max(next_target, at)}


@folds(e.MeetingMoved)
def _(state: State, event: e.MeetingMoved, at: datetime) -> Changes:
    moved = change(
        state,
        event.meeting,
        start=event.start,
        end=event.end,
        sequence=event.sequence,
        remind_at=reminders(state, event.start, at),
        ask_at=event.end + state.program.meetings.ask_outcome_after,
    )
    return {"meetings": moved, "plan_at": event.end}


@folds(e.MeetingCancelled)
def _(state: State, event: e.MeetingCancelled, at: datetime) -> Changes:
    cancelled = next(m for m in state.meetings if m.number == event.meeting)
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
    meeting = next(m for m in state.meetings if m.number == event.meeting)
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


def settle(state: State, number: int, status: str, said: dict[str, bool]) -> Changes:
    """Give a meeting its outcome; nothing more is asked."""
    meeting = next(m for m in state.meetings if m.number == number)
    meetings = change(
        state,
        number,
        status=status,
        said={**meeting.said, **said},
        ask_at=None,
        unknown_at=None,
        remind_at=(),
    )
    return {"meetings": meetings}


@folds(e.MeetingHeld)
def _(state: State, event: e.MeetingHeld, at: datetime) -> Changes:
    settled = settle(state, event.meeting, "held", {event.by: True})
    return {**settled, "missed": (), **contact(state, event.held_at, at)}


@folds(e.MeetingMissed)
def _(state: State, event: e.MeetingMissed, _at: datetime) -> Changes:
    settled = settle(state, event.meeting, "missed", {event.by: False})
    return {**settled, "missed": (*state.missed, state.version + 1)}


@folds(e.MeetingConfirmed)
def _(state: State, event: e.MeetingConfirmed, _at: datetime) -> Changes:
    meeting = next(m for m in state.meetings if m.number == event.meeting)
    return settle(state, event.meeting, meeting.status, {event.by: meeting.status == "held"})


@folds(e.MeetingDisputed)
def _(state: State, event: e.MeetingDisputed, _at: datetime) -> Changes:
    meeting = next(m for m in state.meetings if m.number == event.meeting)
    return settle(state, event.meeting, meeting.status, {event.by: event.held})


@folds(e.MeetingUnknown)
def _(state: State, event: e.MeetingUnknown, _at: datetime) -> Changes:
    return settle(state, event.meeting, "unknown", {})
