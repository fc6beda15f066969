"""The mail as it arrives: each new file of a Maildir, read as its recipient would read it."""

import os
import re
from collections.abc import Iterator
from datetime import date, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path

from icalendar import Calendar

from adapters.links.signed import Claim, LinkExpired, LinkInvalid, SignedLinks
from adapters.mail.maildir import RECIPIENT
from domain.model import Model

LINK = re.compile(r"^(https?://\S+/a/(\S+))$", re.MULTILINE)
BETWEEN = re.compile(r"Between: \w+ (\d+ \w+ \d{4}) and ")


class Letter(Model):
    """One letter: its kind and effect from the headers, its link from the text.

    `link` is its address as it stands there, and `claim` what the link says of itself, None where
    it has none that still works; `meeting_at` is when the meeting of an
    invitation begins, `not_before` the first day on which a meeting is asked for.
    """

    kind: str
    effect: str
    to: str
    subject: str
    sent: datetime
    link: str = ""
    claim: Claim | None = None
    meeting_at: datetime | None = None
    not_before: date | None = None

    @property
    def mentorship(self) -> str:
        """The mentorship that the letter is about."""
        return self.effect.rsplit("/", 2)[0]

    @property
    def task(self) -> str:
        """What the link is for, such as `meeting:3`; empty without a link."""
        return self.claim.task if self.claim else ""

    @property
    def number(self) -> int:
        """The number that the task ends with: the meeting, the review, the episode; else 1."""
        digits = re.search(r"(\d+)$", self.task)
        return int(digits[1]) if digits else 1


def read(content: bytes, links: SignedLinks, now: datetime) -> Letter:
    """Read one letter of the catcher."""
    mail = message_from_bytes(content)
    text = _part(mail, "text/plain")
    link = LINK.search(text)
    return Letter(
        kind=mail["Tandem-Kind"],
        effect=mail["Tandem-Effect"],
        to=mail[RECIPIENT],
        subject=str(make_header(decode_header(mail["Subject"]))),
        sent=parsedate_to_datetime(mail["Date"]),
        link=link[1] if link else "",
        claim=_claim(link[2], links, now) if link else None,
        meeting_at=_meeting_at(mail) if mail["Tandem-Kind"] == "meeting_invitation" else None,
        not_before=_not_before(text),
    )


def _part(mail: Message, kind: str) -> str:
    """The text of the first part of a kind; empty where there is none."""
    found = next((part for part in mail.walk() if part.get_content_type() == kind), None)
    content = found.get_payload(decode=True) if found else b""
    return content.decode() if isinstance(content, bytes) else ""


def _claim(token: str, links: SignedLinks, now: datetime) -> Claim | None:
    try:
        return links.read(token, now)
    except (LinkExpired, LinkInvalid):
        return None


def _not_before(text: str) -> date | None:
    found = BETWEEN.search(" ".join(text.split()))
    return datetime.strptime(f"{found[1]} +0000", "%d %B %Y %z").date() if found else None


def _meeting_at(mail: Message) -> datetime | None:
    invitation = _part(mail, "text/calendar")
    if not invitation:
        return None
    (event,) = Calendar.from_ical(invitation).walk("VEVENT")
    start: datetime = event.decoded("dtstart")
    return start


class Postbox:
    """Watches the folder where letters arrive; `count` tells how many have come.

    Those that lie there already are left alone.
    """

    def __init__(self, maildir: Path, links: SignedLinks) -> None:
        self._folder = maildir / "new"
        self._links = links
        self._known = set(self._names())
        self.count = 0

    def fetch(self, now: datetime) -> Iterator[Letter]:
        """Read what has arrived since the last time, in order of arrival."""
        for name in sorted(set(self._names()) - self._known):
            self._known.add(name)
            self.count += 1
            yield read((self._folder / name).read_bytes(), self._links, now)

    def _names(self) -> Iterator[str]:
        with os.scandir(self._folder) as found:
            yield from (entry.name for entry in found)
