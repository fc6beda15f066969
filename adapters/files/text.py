"""Reading a file as text; what goes wrong is a mistake like any other, with its line."""

from pathlib import Path

from domain.problems import BadInput, Problem


def read_text(path: Path) -> str:
    """Read UTF-8 with or without BOM; raise `BadInput` where that can't be done."""
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it can't be read").lower()
        raise BadInput([Problem(file=str(path), line=1, message=reason)]) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = 1 + content.count(b"\n", 0, error.start)
        message = "this is not UTF-8 text; save the file again as UTF-8"
        raise BadInput([Problem(file=str(path), line=line, message=message)]) from error
