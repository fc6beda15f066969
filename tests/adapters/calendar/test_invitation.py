from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from adapters.calendar.invitation import invitation
from domain.mentorship.messages import Invitation, Recipient

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
STAMP = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
ORGANIZER = ("Career growth mentoring", "tandem@example.org")


def person(role: str, name: str = "Ana Sousa", zone: str = "America/New_York") -> Recipient:
    email = f"{role}@example.org"
    return Recipient(person=role, role=role, name=name, email=email, timezone=zone)


def meeting(
    start: datetime = datetime(2026, 3, 24, 14, tzinfo=BERLIN),
    method: Literal["REQUEST", "CANCEL"] = "REQUEST",
    sequence: int = 0,
    name: str = "Ana Sousa",
) -> Invitation:
    return Invitation(
        method=method,
        uid="spring-P013-meeting-3@tandem",
        sequence=sequence,
        number=3,
        start=start.astimezone(UTC),
        end=start.astimezone(UTC) + timedelta(hours=1),
        mentee=person("mentee", name),
        mentor=person("mentor", "Jürgen Weiß", "Europe/Berlin"),
    )


def written(
    which: Invitation, title: str = "Mentoring meeting 3", description: str = "Talk."
) -> bytes:
    return invitation(which, ORGANIZER, title, description, STAMP)


def read(which: Invitation, **more: Any) -> tuple[Any, Any]:
    calendar = Calendar.from_ical(written(which, **more))
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_an_invitation_asks_both_to_come() -> None:
    calendar, event = read(meeting())
    assert calendar["METHOD"] == "REQUEST"
    assert event["STATUS"] == "CONFIRMED"
    assert [str(attendee) for attendee in event["ATTENDEE"]] == [
        "mailto:mentee@example.org",
        "mailto:mentor@example.org",
    ]
    assert [attendee.params["CN"] for attendee in event["ATTENDEE"]] == [
        "Ana Sousa",
        "Jürgen Weiß",
    ]
    assert all(attendee.params["RSVP"] == "TRUE" for attendee in event["ATTENDEE"])


def test_the_program_is_the_organizer() -> None:
    _, event = read(meeting())
    assert event["ORGANIZER"] == "mailto:tandem@example.org"
    assert event["ORGANIZER"].params["CN"] == "Career growth mentoring"


@pytest.mark.parametrize(
    ("day", "in_new_york"),
    [
        (datetime(2026, 3, 3, 14, tzinfo=BERLIN), 8),  # winter in both places
        (datetime(2026, 3, 24, 14, tzinfo=BERLIN), 9),  # New York has changed its clocks already
        (datetime(2026, 3, 31, 14, tzinfo=BERLIN), 8),  # summer in both places
        (datetime(2026, 10, 27, 14, tzinfo=BERLIN), 9),  # Berlin is back, New York is not
    ],
)
def test_a_meeting_is_at_the_right_hour_in_both_zones_around_the_change_of_clocks(
    day: datetime, in_new_york: int
) -> None:
    _, event = read(meeting(day))
    assert event.start.astimezone(BERLIN).replace(tzinfo=None) == day.replace(tzinfo=None)
    assert event.start.astimezone(NEW_YORK).hour == in_new_york
    assert event.end - event.start == timedelta(hours=1)


def test_a_meeting_over_the_night_of_the_change_keeps_its_length() -> None:
    _, event = read(meeting(datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN)))
    assert event.end - event.start == timedelta(hours=1)
    assert event.end.astimezone(BERLIN).hour == 3


def test_a_change_is_the_same_meeting_with_a_higher_sequence() -> None:
    _, first = read(meeting())
    _, moved = read(meeting(datetime(2026, 3, 25, 9, tzinfo=BERLIN), sequence=1))
    assert moved["UID"] == first["UID"]
    assert (int(first["SEQUENCE"]), int(moved["SEQUENCE"])) == (0, 1)


def test_a_cancellation_takes_the_same_meeting_out_of_the_calendar() -> None:
    calendar, event = read(meeting(method="CANCEL", sequence=2))
    assert calendar["METHOD"] == "CANCEL"
    assert event["STATUS"] == "CANCELLED"
    assert (event["UID"], int(event["SEQUENCE"])) == ("spring-P013-meeting-3@tandem", 2)


def test_the_same_invitation_is_the_same_bytes() -> None:
    assert written(meeting()) == written(meeting())


def test_title_and_description_come_through_whole() -> None:
    said = "First line, with a comma; and more.\n\nSecond: Jürgen's \\ words."
    _, event = read(meeting(), title="Meeting 3: Ana, Jürgen", description=said)
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == ("Meeting 3: Ana, Jürgen", said)


@pytest.mark.parametrize(
    "name", ['Ana "Anni" Sousa', "Ana\r\nATTENDEE:mailto:x@y.org", "Ana;RSVP=X"]
)
def test_no_name_can_add_something_to_the_invitation(name: str) -> None:
    _, event = read(meeting(name=name))
    assert len(event["ATTENDEE"]) == 2
    assert event["ATTENDEE"][0] == "mailto:mentee@example.org"
    assert event["ATTENDEE"][0].params["RSVP"] == "TRUE"
    assert event["ATTENDEE"][0].params["CN"].startswith("Ana")
