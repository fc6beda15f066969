from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from adapters.calendar.invitation import invitation
from adapters.links.signed import SignedLinks
from adapters.mail.compose import Composer
from adapters.mail.maildir import Maildir
from adapters.mail.samples import AT, samples
from domain.mentorship.messages import Kind, Message
from entrypoints.demo.letters import Letter, Postbox, read

LINKS = SignedLinks("http://localhost:8080", "a secret of the tests")
COMPOSER = Composer("program@tandem.invalid", LINKS, invitation)


@pytest.fixture
def maildir(tmp_path: Path) -> Maildir:
    maildir = Maildir(tmp_path / "mail")
    maildir.create()
    return maildir


def deliver(maildir: Maildir, message: Message) -> None:
    maildir.deliver(COMPOSER.compose(message).as_bytes(), [message.to.email])


def arrived(maildir: Maildir, kind: Kind) -> tuple[Message, Letter]:
    message = next(samples(kind))
    deliver(maildir, message)
    (file,) = (maildir.path / "new").iterdir()
    return message, read(file.read_bytes(), LINKS, AT)


def test_a_letter_tells_what_it_is_and_for_whom(maildir: Maildir) -> None:
    message, letter = arrived(maildir, "review")
    assert letter.kind == "review"
    assert letter.effect == message.id
    assert letter.mentorship == message.mentorship
    assert letter.to == message.to.email
    assert letter.sent == message.at
    assert letter.subject.startswith("Review ")


def test_the_personal_link_stands_in_the_text(maildir: Maildir) -> None:
    message, letter = arrived(maildir, "review")
    assert message.link is not None
    assert letter.claim is not None
    assert letter.claim.person == message.to.person
    assert letter.task == message.link.task
    assert letter.link.startswith("http://localhost:8080/a/")


def test_a_link_that_has_ended_leads_nowhere(maildir: Maildir) -> None:
    message = next(samples("review"))
    assert message.link is not None
    mail = COMPOSER.compose(message).as_bytes()
    content = f"X-Envelope-To: {message.to.email}\n".encode() + mail
    late = message.link.expires + timedelta(seconds=1)
    assert read(content, LINKS, late).claim is None


def test_a_letter_without_a_link_asks_for_nothing(maildir: Maildir) -> None:
    _, letter = arrived(maildir, "certificate")
    assert letter.claim is None
    assert letter.task == ""


def test_an_invitation_tells_when_the_meeting_begins(maildir: Maildir) -> None:
    message, letter = arrived(maildir, "meeting_invitation")
    assert message.meeting is not None
    assert letter.meeting_at == message.meeting.start
    assert letter.number == message.meeting.number


def test_a_request_for_a_meeting_tells_from_when_on(maildir: Maildir) -> None:
    message, letter = arrived(maildir, "meeting_request")
    since = datetime.fromisoformat(message.facts["since"])
    assert letter.not_before is not None
    assert abs(letter.not_before - since.date()) <= timedelta(days=1)  # in the reader's zone
    assert letter.number == message.facts["number"]


def test_a_postbox_hands_out_each_letter_once_and_none_of_before(maildir: Maildir) -> None:
    letters: Iterator[Message] = samples("nudge")
    deliver(maildir, next(letters))
    postbox = Postbox(maildir.path, LINKS)
    assert list(postbox.fetch(AT)) == []
    deliver(maildir, next(samples("review")))
    deliver(maildir, next(samples("fit_check")))
    assert [letter.kind for letter in postbox.fetch(AT)] == ["review", "fit_check"]
    assert list(postbox.fetch(AT)) == []
    assert postbox.count == 2
