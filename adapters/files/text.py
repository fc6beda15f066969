"""Reading a file as text; what goes wrong is a mistake like any other, with its line."""

from pathlib import Path
from typing import NamedTuple, TypeAlias

from domain.problems import BadInput, Problem

WORKBOOK = b"PK\x03\x04"  # every .xlsx and .ods begins so
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


class Upload(NamedTuple):
    """A file that came in over the network, and what it is called there."""

    name: str
    content: bytes

    def __str__(self) -> str:
        """As messages call it."""
        return self.name


Source: TypeAlias = Path | Upload


def read_text(source: Source) -> str:
    """Read UTF-8 with or without BOM; raise `BadInput` where that can't be done."""
    content = _content(source)
    if content.startswith((WORKBOOK, OLD_WORKBOOK)):
        said = "this is a workbook; save it as CSV in UTF-8, and take that file"
        raise BadInput([Problem(file=str(source), line=1, message=said)])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = 1 + content.count(b"\n", 0, error.start)
        message = "this is not UTF-8 text; save the file again as UTF-8"
        raise BadInput([Problem(file=str(source), line=line, message=message)]) from error
    if "\0" in text:
        line = 1 + text.count("\n", 0, text.index("\0"))
        message = "there is a character that no text has (NUL); save the file again as UTF-8"
        raise BadInput([Problem(file=str(source), line=line, message=message)])
    return text


def _content(source: Source) -> bytes:
    if isinstance(source, Upload):
        return source.content
    try:
        return source.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it can't be read").lower()
        raise BadInput([Problem(file=str(source), line=1, message=reason)]) from error
