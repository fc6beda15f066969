"""The hash chain: each fact of a stream seals the one before it.

A seal is `sha256(seal before ‖ digest of the fact ‖ microseconds of its recording)`; the first
fact follows an empty seal. PostgreSQL computes the same in its append function.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from domain.record import StoredFact

START = b""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def digest(fact: StoredFact, cohort: str, body: bytes) -> bytes:
    """The fingerprint of a fact as it is stored; `body` is its data, byte for byte."""
    at = str(microseconds(fact.at))
    heads = (fact.id, fact.stream, str(fact.version), cohort, fact.type)
    parts = [*heads, str(fact.schema_version), at, fact.cause]
    return sha256(b"\0".join([*(part.encode() for part in parts), body])).digest()


def seal(previous: bytes, fingerprint: bytes, recorded_at: datetime) -> bytes:
    """Join a fact to the chain behind `previous`."""
    moment = microseconds(recorded_at).to_bytes(8, "big", signed=True)
    return sha256(previous + fingerprint + moment).digest()


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970 in UTC, as both databases keep them."""
    return (moment - _EPOCH) // _MICROSECOND
