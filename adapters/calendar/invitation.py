"""Meetings as calendar programs know them: iCalendar (RFC 5545) sent by mail (RFC 6047)."""

from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress, vText

from domain.mentorship.messages import Invitation, Recipient

PRODUCT = "-//Tandem//Mentoring programs//EN"
STATUS = {"REQUEST": "CONFIRMED", "CANCEL": "CANCELLED"}


Organizer = tuple[str, str]
"""The program's name and mail address: whom calendars show as organizer, and where answers go."""


def invitation(
    meeting: Invitation, organizer: Organizer, title: str, description: str, stamp: datetime
) -> bytes:
    """Write a meeting, its change or its cancellation; the same arguments give the same bytes.

    Times are written in UTC: calendars show them in their reader's own zone, and there is no zone
    definition that could be out of date. `stamp` is when this version was decided.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", meeting.method)
    calendar.add_component(_event(meeting, organizer, title, description, stamp))
    written: bytes = calendar.to_ical()
    return written


def _event(
    meeting: Invitation, organizer: Organizer, title: str, description: str, stamp: datetime
) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("status", STATUS[meeting.method])
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", meeting.start.astimezone(UTC))
    event.add("dtend", meeting.end.astimezone(UTC))
    event.add("summary", title)
    event.add("description", description)
    event.add("organizer", _address(*organizer))
    for person in (meeting.mentee, meeting.mentor):
        event.add("attendee", _attendee(person))
    return event


def _attendee(person: Recipient) -> vCalAddress:
    address = _address(person.name, person.email)
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText("NEEDS-ACTION")
    address.params["RSVP"] = vText("TRUE")
    return address


def _address(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params["CN"] = vText(_one_line(name).replace('"', "'"))
    return address


def _one_line(text: str) -> str:
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
