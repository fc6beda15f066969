"""Takes letters out of a Maildir: those to somebody, and those of a mentorship."""

from collections.abc import Collection, Iterator
from email.parser import BytesHeaderParser
from pathlib import Path

from adapters.mail.maildir import RECIPIENT

EFFECT = "Tandem-Effect"


def letters_about(
    folder: Path, addresses: Collection[str], mentorships: Collection[str]
) -> Iterator[Path]:
    """The letters to one of these addresses, or that a fact of one of these mentorships wrote."""
    wanted = {address.casefold() for address in addresses}
    for part in ("new", "cur", "tmp"):
        for file in sorted((folder / part).glob("*")):
            try:
                headers = BytesHeaderParser().parsebytes(file.read_bytes())
            except FileNotFoundError:  # somebody has read it just now, or deleted it
                continue
            to = {str(one).casefold() for one in headers.get_all(RECIPIENT, [])}
            mentorship = str(headers[EFFECT] or "").rpartition("/")[0].rpartition("/")[0]
            if to & wanted or mentorship in mentorships:
                yield file
