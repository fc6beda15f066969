"""Messages put together as mail: text, HTML and, for meetings, what calendar programs read."""

from datetime import datetime
from email.message import EmailMessage
from typing import Any, Protocol

from adapters.mail.headers import POLICY, address, correlation, digest, message_id
from adapters.mail.letter import Letter, calendar_text, write
from domain.mentorship.messages import Invitation, Message
from domain.ports import Links

WITH_CALENDAR = {"meeting_invitation", "meeting_update", "meeting_cancellation"}


class Calendar(Protocol):
    """Writes a meeting for calendar programs; see `adapters.calendar.invitation`."""

    def __call__(
        self,
        meeting: Invitation,
        organizer: tuple[str, str],
        title: str,
        description: str,
        stamp: datetime,
    ) -> bytes:
        """Return iCalendar text; the organizer is name and mail address."""


class Composer:
    """Turns a message into mail; the same message always becomes the same bytes.

    `sender` is the mail address of the installation: in From, and as the organizer of meetings.
    The program's manager signs every letter and gets the answers to it.
    """

    def __init__(self, sender: str, links: Links, calendar: Calendar) -> None:
        self.sender = sender
        self._links = links
        self._calendar = calendar

    def message_id(self, letter: str) -> str:
        """Tell the Message-ID that a letter has."""
        return message_id(letter, self.sender.rpartition("@")[2])

    def compose(self, message: Message) -> EmailMessage:
        """Write the mail, or raise `RecipientRefused` where the address can't be one."""
        letter = write(message, self._url(message))
        mail = EmailMessage(policy=POLICY)
        self._head(mail, message, letter)
        mail.set_content(letter.text, cte="quoted-printable")
        mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
        self._add_calendar(mail, message)
        _name_boundaries(mail, digest(message.id))
        return mail

    def _url(self, message: Message) -> str:
        if message.link is None:
            return ""
        link, reader = message.link, message.to.person
        return self._links.url(message.mentorship, reader, link.task, link.expires, message.at)

    def _head(self, mail: EmailMessage, message: Message, letter: Letter) -> None:
        mail["From"] = address(message.program, self.sender)
        mail["To"] = address(message.to.name, message.to.email)
        mail["Reply-To"] = address(message.manager, message.manager_email)
        mail["Subject"] = letter.subject
        mail["Date"] = message.at
        mail["Message-ID"] = self.message_id(message.letter)
        mail["Auto-Submitted"] = "auto-generated"
        mail["Tandem-Effect"] = message.id
        mail["Tandem-Kind"] = message.kind
        mail["Tandem-Correlation"] = correlation(message.correlation)

    def _add_calendar(self, mail: EmailMessage, message: Message) -> None:
        if message.kind not in WITH_CALENDAR or message.meeting is None:
            return
        title, description = calendar_text(message)
        organizer = (message.program, self.sender)
        written = self._calendar(message.meeting, organizer, title, description, message.at)
        parameters = {"method": message.meeting.method, "component": "VEVENT"}
        mail.add_alternative(written.decode(), subtype="calendar", cte="base64", params=parameters)
        mail.add_attachment(written, "application", "ics", filename="invitation.ics")


def _name_boundaries(mail: EmailMessage, name: str) -> None:
    """Fix what separates the parts, which the library would choose by chance."""
    containers: list[Any] = [part for part in mail.walk() if part.is_multipart()]
    for number, part in enumerate(containers):
        part.set_boundary(f"={number}={name}=")
