"""Meetings: booked at the agreed cadence in a slot that suits both, reminded, asked about."""

from collections.abc import Iterator
from datetime import datetime

from domain.durations import words
from domain.mentorship import events as e
from domain.mentorship import refusals
from domain.mentorship.bookings import booked, caught_up, upcoming
from domain.mentorship.commands import (
    AddActionItem,
    BookMeeting,
    CancelMeeting,
    MoveMeeting,
    RecordMeeting,
)
from domain.mentorship.growth import add_task
from domain.mentorship.parties import PAIR, Party
from domain.mentorship.state import Meeting, State
from domain.mentorship.turn import Due, Turn, decides
from domain.scheduling.slots import Diary, next_slot


def find(state: State, number: int | None, fallback: Meeting | None) -> Meeting:
    """The meeting of that number, or the one that is meant without a number."""
    if number is None:
        found = fallback
    else:
        found = next((m for m in state.meetings if m.number == number), None)
    if found is None:
        raise refusals.NoSuchMeeting
    return found


def plan_next(turn: Turn) -> None:
    """Book the next meeting in the first slot that suits both, or say that there is none.

    A period of which too little is left for a meeting is passed over.
    """
    state = turn.state
    rules, ends = state.program.meetings, state.ends or turn.at
    earliest = turn.at + rules.notice
    target = caught_up(state, earliest) or earliest
    since, until = max(target, earliest), min(target + state.cadence, ends)
    if until - since < rules.length:
        turn.note(e.ReminderSkipped(what="booking", due=state.plan_at or turn.at))
        return
    number = len(state.meetings) + 1
    slot = next_slot(diary(state.mentee), diary(state.mentor), rules.length, since, until)
    if slot is None:
        turn.note(e.SlotNotFound(meeting=number, since=since, until=until))
    else:
        turn.note(e.MeetingBooked(meeting=number, start=slot.start, end=slot.end, by="program"))


def diary(party: Party) -> Diary:
    """The weekly availability of one of the two, in its time zone."""
    return party.timezone, party.availability


def check_time(turn: Turn, start: datetime) -> datetime:
    """Tell the end of a meeting at `start`, or refuse a time outside of the mentorship."""
    if turn.state.ends is None or not turn.at < start < turn.state.ends:
        raise refusals.MeetingInThePast
    return start + turn.state.program.meetings.length


@decides(BookMeeting)
def book(turn: Turn, command: BookMeeting) -> None:
    """Book a time on which the two agreed themselves."""
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
    """Move the booked meeting before it begins."""
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
    """Cancel the booked meeting before it begins."""
    turn.in_stage("active")
    turn.only(*PAIR)
    latest = turn.state.meetings[-1] if turn.state.meetings else None
    meeting = find(turn.state, command.meeting, booked(turn.state) or latest)
    if meeting.status == "cancelled":
        return
    if meeting.status != "booked" or meeting.start <= turn.at:
        raise refusals.MeetingBegun
    call_off(turn, meeting, turn.by, command.reason)


CALLED_OFF = (
    "the mentorship is paused",
    "the mentorship has ended",
    "the program has come to its planned end",
)
"""Why the program calls a meeting off; every other reason is in somebody's own words."""


def call_off(turn: Turn, meeting: Meeting, by: str, reason: str) -> None:
    """Take a meeting out of both calendars."""
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
    """Take the word of one of the two on whether a meeting took place."""
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
    """Remind of a meeting, unless the next reminder or the meeting has come."""
    due, *later = meeting.remind_at
    useful_until = later[0] if later else meeting.start
    if turn.at >= useful_until:
        turn.note(e.ReminderSkipped(what=f"meeting:{meeting.number}", due=due))
    else:
        before = words(meeting.start - due)
        turn.note(e.MeetingReminded(meeting=meeting.number, before=before))


def ask(turn: Turn, meeting: Meeting) -> None:
    """Ask both whether it happened, unless nobody waits for the answer any more."""
    if meeting.ask_at and meeting.unknown_at and turn.at >= meeting.unknown_at:
        turn.note(e.ReminderSkipped(what=f"outcome:{meeting.number}", due=meeting.ask_at))
    else:
        turn.note(e.MeetingOutcomeAsked(meeting=meeting.number, round=meeting.asked + 1))


def give_up(turn: Turn, meeting: Meeting) -> None:
    """Wait no longer for word of a meeting."""
    turn.note(e.MeetingUnknown(meeting=meeting.number))


def give_up_unanswered(turn: Turn) -> None:
    """Leave no meeting of the past without an outcome."""
    for meeting in turn.state.meetings:
        if meeting.status == "booked" and meeting.start <= turn.at:
            give_up(turn, meeting)


def dues(state: State) -> Iterator[Due]:
    """Booking, reminders, and questions about the outcome."""
    plan_at, target, ends = state.plan_at, state.target, state.ends
    plans = state.stage == "active" and state.books
    if plans and plan_at and target and ends and target < ends:
        yield Due(plan_at, "the next meeting", plan_next)
    for meeting in state.meetings:
        if meeting.status == "booked":
            yield from meeting_dues(meeting)


def meeting_dues(meeting: Meeting) -> Iterator[Due]:
    """What a booked meeting waits for."""
    name = f"meeting {meeting.number}"
    if meeting.remind_at:
        yield Due(meeting.remind_at[0], name, lambda turn: remind(turn, meeting), punctual=True)
    if meeting.ask_at:
        what = f"the outcome of {name}" if meeting.asked else name
        yield Due(meeting.ask_at, what, lambda turn: ask(turn, meeting))
    if meeting.unknown_at:
        yield Due(
            meeting.unknown_at, f"the outcome of {name}", lambda turn: give_up(turn, meeting)
        )
