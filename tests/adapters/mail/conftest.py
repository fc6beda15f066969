"""What the tests of letters share: links and calendars as plain stand-ins, and a composer."""

from datetime import datetime

import pytest

from adapters.mail.compose import Composer
from domain.mentorship.messages import Invitation


class PlainLinks:
    """Links that can be read in a failing test."""

    def url(
        self,
        mentorship: str,
        person: str,
        task: str,
        _expires: datetime,
        _made: datetime | None = None,
    ) -> str:
        return f"https://mentoring.example.org/a/{mentorship}-{person}-{task}"


def plain_calendar(
    meeting: Invitation,
    organizer: tuple[str, str],
    title: str,
    description: str,
    stamp: datetime,
) -> bytes:
    """A calendar that lists what it was given."""
    parts = ("BEGIN:VCALENDAR", meeting.uid, *organizer, title, description, stamp.isoformat())
    return "\r\n".join(parts).encode()


@pytest.fixture
def composer() -> Composer:
    return Composer("tandem@example.org", PlainLinks(), plain_calendar)
