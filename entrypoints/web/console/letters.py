"""The very mail that a decision would send, written by what writes all mail."""

from typing import NamedTuple

from adapters.mail.letter import write
from domain.mentorship.turn import Turn


class Mail(NamedTuple):
    """A mail as its reader would find it."""

    to: str
    subject: str
    text: str


def mails(turn: Turn, cause: str, public_url: str) -> list[Mail]:
    """What a request would send; a personal link is for its reader alone, so it is not shown."""
    ours = {f"{turn.state.id}/{fact.version}" for fact in turn.facts if fact.cause == cause}
    found = []
    for message in turn.messages:
        if message.id.rpartition("/")[0] in ours:
            letter = write(message, f"{public_url}/a/…" if message.link else "")
            found.append(Mail(message.to.name, letter.subject, letter.text))
    return found
