"""What a mentorship shows of its meetings."""

from datetime import datetime

from domain.mentorship import events as e
from domain.mentorship.parties import PAIR
from domain.readmodels.courses import count_meetings
from domain.readmodels.sheet import Sheet, shows


@shows(e.MeetingBooked)
def _(sheet: Sheet, event: e.MeetingBooked, _at: datetime) -> None:
    row = {
        "number": event.meeting,
        "cohort": sheet.row("participation", "mentee")["cohort"],
        "starts": event.start,
        "ends": event.end,
        "sequence": 0,
        "booked_by": event.by,
        "status": "booked",
        "said": {},
        "reason": "",
    }
    sheet.put("meeting", row)


@shows(e.MeetingMoved)
def _(sheet: Sheet, event: e.MeetingMoved, _at: datetime) -> None:
    times = {"starts": event.start, "ends": event.end}
    sheet.change("meeting", event.meeting, sequence=event.sequence, **times)


@shows(e.MeetingCancelled)
def _(sheet: Sheet, event: e.MeetingCancelled, _at: datetime) -> None:
    called_off = {"status": "cancelled", "sequence": event.sequence, "reason": event.reason}
    sheet.change("meeting", event.meeting, **called_off)


@shows(e.MeetingHeld)
def _(sheet: Sheet, event: e.MeetingHeld, _at: datetime) -> None:
    _hear(sheet, event.meeting, event.by, held=True, status="held")
    for role in PAIR:
        sheet.count(role, "meetings_held")


@shows(e.MeetingMissed)
def _(sheet: Sheet, event: e.MeetingMissed, _at: datetime) -> None:
    _hear(sheet, event.meeting, event.by, held=False, status="missed", reason=event.reason)
    for role in PAIR:
        sheet.count(role, "meetings_missed")


@shows(e.MeetingConfirmed)
def _(sheet: Sheet, event: e.MeetingConfirmed, _at: datetime) -> None:
    held = sheet.row("meeting", event.meeting)["status"] == "held"
    _hear(sheet, event.meeting, event.by, held=held)


@shows(e.MeetingDisputed)
def _(sheet: Sheet, event: e.MeetingDisputed, _at: datetime) -> None:
    _hear(sheet, event.meeting, event.by, held=event.held)


@shows(e.MeetingUnknown)
def _(sheet: Sheet, event: e.MeetingUnknown, _at: datetime) -> None:
    sheet.change("meeting", event.meeting, status="unknown")
    count_meetings(sheet)


def _hear(sheet: Sheet, number: int, by: str, *, held: bool, **changes: str) -> None:
    said = {**sheet.row("meeting", number)["said"], by: held}
    sheet.change("meeting", number, said=said, **changes)
    count_meetings(sheet)
