"""The record as CloudEvents 1.0, one JSON object a line, and back again."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote

import orjson

from domain.mentorship.schemas import published_name
from domain.ports import EventStore
from domain.record import RecordedFact, StoredFact

SEQUENCE_DIGITS = 19
PAGE = 1000
_SOURCE = re.compile(r"/cohorts/(?P<cohort>.+)")
_TYPE = re.compile(r"tandem\.mentorship\.(?P<type>\w+)\.v(?P<schema>\d+)")


def export(store: EventStore, after: int = 0) -> Iterator[bytes]:
    """Write the facts behind a position as lines, each with its line end, a page at a time."""
    while page := store.read(after, PAGE):
        yield from map(line, page)
        after = page[-1].position


def body(recorded: RecordedFact) -> bytes:
    """Write one fact on its own, as a webhook carries it."""
    return orjson.dumps(to_cloudevent(recorded))


def line(recorded: RecordedFact) -> bytes:
    """Write one fact as one line, with its line end."""
    return orjson.dumps(to_cloudevent(recorded), option=orjson.OPT_APPEND_NEWLINE)


def read_export(lines: Iterable[bytes]) -> Iterator[RecordedFact]:
    """Read an export back; raises ValueError at a line that is not one of ours."""
    for line in lines:
        yield from_cloudevent(orjson.loads(line))


def to_cloudevent(recorded: RecordedFact) -> dict[str, Any]:
    """Write a recorded fact as a CloudEvents 1.0 object, times in RFC 3339 with Z."""
    fact = recorded.fact
    return {
        "specversion": "1.0",
        "id": fact.id,
        "source": _source(recorded.cohort),
        "subject": fact.stream,
        "type": published_name(fact.type, fact.schema_version),
        "time": _written(fact.at),
        "sequence": f"{recorded.position:0{SEQUENCE_DIGITS}}",
        "streamversion": fact.version,
        "recordedtime": _written(recorded.recorded_at),
        "correlationid": f"mentorship-{fact.stream}",
        "causationid": fact.cause,
        "datacontenttype": "application/json",
        "data": fact.data,
    }


def from_cloudevent(event: dict[str, Any]) -> RecordedFact:
    """Read a fact from the object that `to_cloudevent` wrote; raises ValueError for any other."""
    source, kind = _matched(_SOURCE, event["source"]), _matched(_TYPE, event["type"])
    fact = StoredFact(
        id=event["id"],
        stream=event["subject"],
        version=event["streamversion"],
        type=kind["type"],
        schema_version=int(kind["schema"]),
        at=_read(event["time"]),
        cause=event["causationid"],
        data=event["data"],
    )
    return RecordedFact(
        position=int(event["sequence"]),
        cohort=unquote(source["cohort"]),
        recorded_at=_read(event["recordedtime"]),
        fact=fact,
    )


@lru_cache(maxsize=256)
def _source(cohort: str) -> str:
    return f"/cohorts/{quote(cohort, safe='')}"


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC).isoformat()[:-6]}Z"


def _read(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _matched(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    found = pattern.fullmatch(text)
    if found is None:
        raise ValueError(f"{text} is not from a record of Tandem")
    return found
