"""What can be wrong with one stored fact, seen from itself and the one before it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from adapters.store.seal import START, digest, seal
from adapters.store.sealed import Place, is_sealed
from adapters.store.stored_rows import FactRow, Rows
from domain.mentorship.storage import fact_id
from domain.record import StoredFact

_TYPES = (int, str, str, int, str, str, int, str, str, str, str)
_COLUMNS = FactRow._fields[: len(_TYPES)]
_FACT = tuple(StoredFact.model_fields)


class Fault(NamedTuple):
    """Something that is wrong; `kind` is for programs, `says` for people."""

    kind: str
    says: str
    pair: str = ""
    version: int | None = None
    position: int | None = None


class Content(NamedTuple):
    """What a row says, as far as it can be read."""

    fact: StoredFact
    fingerprint: bytes
    recorded_at: datetime

    def sealed(self, before: bytes) -> bytes:
        """Its seal behind another."""
        return seal(before, self.fingerprint, self.recorded_at)


class Unreadable(ValueError):
    """A column holds what Tandem never writes there."""


def fault(row: FactRow, kind: str, says: str) -> Fault:
    """Something that is wrong with this row."""
    version = row.version if isinstance(row.version, int) else None
    return Fault(kind, says, name_of(row.stream), version, row.position)


def name_of(stored: Any) -> str:
    """A name that can be printed, whatever is stored."""
    text = stored if isinstance(stored, str) else repr(stored)
    return text.encode("utf-8", "backslashreplace").decode()


def is_name(stored: Any) -> bool:
    """Tell whether this is a text, from its first letter to its last."""
    try:
        return isinstance(stored, str) and bool(stored.encode())
    except UnicodeEncodeError:
        return False


def content_of(row: FactRow, rows: Rows) -> Content:
    """Read a row; raises `Unreadable` with the columns that are not as Tandem writes them."""
    if tuple(map(type, row[: len(_TYPES)])) != _TYPES:
        odd = zip(_COLUMNS, row, _TYPES, strict=False)
        raise Unreadable(" and ".join(name for name, held, kind in odd if type(held) is not kind))
    if "\0" in f"{row.id}{row.stream}{row.cohort}{row.type}{row.cause}":  # it parts what is sealed
        raise Unreadable("a text")
    data, at = _data(row.data), _moment(rows, "at", row.at)
    recorded_at = _moment(rows, "recorded_at", row.recorded_at)
    try:
        values = (*row[1:4], row.type, row.schema_version, at, row.cause, data)
        fact = StoredFact.model_validate(dict(zip(_FACT, values, strict=True)))
        return Content(fact, digest(fact, row.cohort, row.data.encode()), recorded_at)
    except ValueError as error:  # letters that are none
        raise Unreadable("a text") from error


def id_fits(fact: StoredFact, rows: Rows) -> bool:
    """Tell whether the id follows from what the fact says; of what is erased nobody can."""
    at, place = fact.at.isoformat(), Place(fact.stream, fact.version, fact.type)
    if not is_sealed(fact.data):
        return fact.id == fact_id(*place, at, fact.data)
    opened = rows.sealing.opened(place, fact.data)
    if opened.state == "open":
        return fact.id == rows.sealing.id_of(place, at, fact.data, opened)
    return opened.state == "erased"


def check_place(row: FactRow, rows: Rows) -> Iterator[Fault]:
    """Look whether the fact before it is there, and stands before it."""
    if not row.known:
        yield fault(row, "stream", "nothing is there of its stream but facts")
    elif row.version < 1:
        yield fault(row, "place", "it has a version that no fact has")
    elif row.before is not None and row.before > row.position:
        yield fault(row, "place", f"it stands before version {row.version - 1}, which it follows")
    elif row.before is None and row.version > 1:
        last = rows.version_below(row.stream, row.version)
        gone = versions(last + 1, row.version - 1)
        yield fault(row, "missing", f"{gone} missing before it: removed, or moved elsewhere")


def check_content(row: FactRow, content: Content, rows: Rows) -> Iterator[Fault]:
    """Look whether the fact is what was sealed, and its id what follows from it."""
    sound = row.hash is None or _is_cut_off(row) or _fits_seal(row, content, rows)
    match sound, id_fits(content.fact, rows):
        case False, False:
            yield fault(row, "changed", "it was changed: neither its seal nor its id fits it")
        case False, True:
            yield fault(row, "changed", "it was changed, or its seal was: they do not fit")
        case True, False:
            yield fault(
                row, "changed", "it was changed or written by hand: its id does not fit it"
            )


def seal_before(row: FactRow, rows: Rows) -> bytes:
    """The seal that a row follows; some before it may have none."""
    if row.before_hash is not None or row.version == 1:
        return row.before_hash or START
    return rows.seal_below(row.stream, row.version) or START


def versions(first: int, last: int) -> str:
    """`version 3 is`, `versions 3 to 5 are`."""
    return f"version {first} is" if first == last else f"versions {first} to {last} are"


def _fits_seal(row: FactRow, content: Content, rows: Rows) -> bool:
    before = seal_before(row, rows)
    if isinstance(before, bytes) and content.sealed(before) == row.hash:
        return True
    # Where the seal before it was changed, that fact is the one to name, and not this one too.
    right = _right_seal(rows.fact(row.stream, row.version - 1), rows)
    return right not in (None, before) and content.sealed(right or START) == row.hash


def _right_seal(row: FactRow | None, rows: Rows) -> bytes | None:
    """What the seal of a row would have to be."""
    if row is None or row.hash is None or _is_cut_off(row):
        return None
    try:
        return content_of(row, rows).sealed(seal_before(row, rows))
    except (TypeError, Unreadable):
        return None


def _is_cut_off(row: FactRow) -> bool:
    """Without the fact before it, a fact can't be held against its seal."""
    return bool(row.before is None and row.version > 1)


def _moment(rows: Rows, column: str, stored: str) -> datetime:
    try:
        return rows.moment(stored)
    except (ValueError, OverflowError) as error:
        raise Unreadable(column) from error


def _data(stored: str) -> dict[str, Any]:
    try:
        data = orjson.loads(stored)
    except ValueError as error:
        raise Unreadable("data") from error
    if not isinstance(data, dict):
        raise Unreadable("data")
    return data
