"""The hash chain: each fact of a stream seals the one before it.

A seal is `sha256(seal before ‖ digest of the fact ‖ microseconds of its recording)`; the first
fact follows an empty seal. PostgreSQL computes the same in its append function.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import accumulate

from domain.record import StoredFact

START = b""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def digest(fact: StoredFact, cohort: str, body: bytes) -> bytes:
    """The fingerprint of a fact as it is stored; `body` is its data, byte for byte."""
    head = (
        f"{fact.id}\0{fact.stream}\0{fact.version}\0{cohort}\0{fact.type}\0"
        f"{fact.schema_version}\0{microseconds(fact.at)}\0{fact.cause}\0"
    )
    return sha256(head.encode() + body).digest()


def seal(previous: bytes, fingerprint: bytes, recorded_at: datetime) -> bytes:
    """Join a fact to the chain behind `previous`."""
    return chain(previous, [fingerprint], recorded_at)[0]


def chain(previous: bytes, fingerprints: Iterable[bytes], recorded_at: datetime) -> list[bytes]:
    """Join facts that are recorded together to the chain behind `previous`."""
    moment = microseconds(recorded_at).to_bytes(8, "big", signed=True)
    seals = accumulate(
        fingerprints,
        lambda last, fingerprint: sha256(last + fingerprint + moment).digest(),
        initial=previous,
    )
    return list(seals)[1:]


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970 in UTC, as both databases keep them."""
    return (moment - _EPOCH) // _MICROSECOND
