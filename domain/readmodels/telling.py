"""Everything that the facts of one mentorship leave in the read models, told from the first on."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from domain.errors import TandemError
from domain.mentorship.decide import blank
from domain.mentorship.events import EVENTS, MentorshipOpened
from domain.mentorship.state import State
from domain.mentorship.storage import UnknownEvent, load
from domain.mentorship.turn import Fact, evolve_in_place
from domain.mentorship.views import board_row
from domain.readmodels.projection import project
from domain.readmodels.sheet import Sheet
from domain.record import BoardRow, StoredFact


class Line(NamedTuple):
    """A stored fact as the database hands it out; `body` is its data as JSON."""

    stream: str
    version: int
    type: str
    schema_version: int
    at: datetime
    cause: str
    body: str


class CantBeRead(TandemError):
    """A fact can't be read."""

    code = "cant_be_read"

    def __init__(self, line: Line, error: Exception) -> None:
        self.line = line
        place = f"{line.stream}, version {line.version} ({line.type})"
        super().__init__(f"{place} can't be read: {reason_of(error)}")


class Told(NamedTuple):
    """The rows of a mentorship: the board with its inbox, and the sheet of all the others."""

    board: BoardRow
    sheet: Sheet


def tell(lines: Sequence[Line]) -> Told:
    """Tell a whole stream; raises `CantBeRead` at the fact that can't be."""
    sheet = Sheet(lines[0].stream)
    state: State | None = None
    for line in lines:
        try:
            fact = read(line)
            state = state or _begun(line.stream, fact)
            evolve_in_place(state, fact)
            project(sheet, fact)
        except Exception as error:
            raise CantBeRead(line, error) from error
    return Told(_board(state, line), sheet)


def read(line: Line) -> Fact:
    """Read a fact; one of today's schema straight from its JSON: a third less work."""
    kind = EVENTS.get(line.type)
    if kind is not None and line.schema_version == kind.SCHEMA:
        event = kind.__pydantic_validator__.validate_json(line.body)
        return Fact(line.version, line.at, line.cause, event)
    fields = line._asdict()
    data = json.loads(fields.pop("body"))
    return load(StoredFact(id="", data=data, **fields))


def reason_of(error: Exception) -> str:
    """What is wrong with a fact, in one line."""
    said = " ".join(str(error).split())
    return said if isinstance(error, TandemError) else f"{type(error).__name__}: {said}"


def _begun(stream: str, fact: Fact) -> State:
    if not isinstance(fact.event, MentorshipOpened):
        raise UnknownEvent(f"{stream} does not begin with its opening.")
    return blank(stream, fact.event, fact.at)


def _board(state: State | None, last: Line) -> BoardRow:
    if state is None:
        raise ValueError("a stream has at least one fact")
    try:
        return board_row(state, last.type)
    except Exception as error:
        raise CantBeRead(last, error) from error
