"""What makes a batch acceptable, and its facts as they are written, whatever keeps the record."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import orjson

from adapters.store.seal import digest
from adapters.store.sealed import Sealing
from domain.errors import RecordConflict, TandemError
from domain.record import Batch


@dataclass(frozen=True)
class Written:
    """The facts of a batch as bytes: their data, and the digests that they are sealed by."""

    bodies: list[bytes]
    digests: list[bytes]


def written(batch: Batch) -> Written:
    """Write a batch down; raises ValueError where a moment has no time zone."""
    for fact in batch.facts:
        if fact.at.tzinfo is None:
            raise ValueError(f"{fact.at} has no time zone")
    bodies = [orjson.dumps(fact.data) for fact in batch.facts]
    pairs = zip(batch.facts, bodies, strict=True)
    return Written(bodies, [digest(fact, batch.cohort, body) for fact, body in pairs])


class KeyDestroyed(TandemError):
    """A key was destroyed while something was sealed with it."""

    code = "key_destroyed"


Append = Callable[[Batch, tuple[str, ...]], tuple[int, ...]]


def resealing(sealing: Sealing, batch: Batch, append: Append) -> tuple[int, ...]:
    """Seal what is personal, and append; once more where a key was destroyed just then."""
    try:
        return append(*sealing.seal(batch))
    except KeyDestroyed:
        sealing.vault.forget()
        return append(*sealing.seal(batch))


def key_destroyed(batch: Batch) -> KeyDestroyed:
    """The refusal of a batch that is sealed with a key that is no more."""
    return KeyDestroyed(f"Somebody of {batch.stream} was erased just now.")


def check_versions(batch: Batch) -> None:
    """Refuse facts that are not of the batch's stream, or do not follow its expected version."""
    found = [(fact.stream, fact.version) for fact in batch.facts]
    first = batch.expected + 1
    wanted = [(batch.stream, first + n) for n in range(len(found))]
    if found != wanted:
        raise RecordConflict(
            f"The facts for stream {batch.stream} must have the versions from {first} on,"
            " one after the other."
        )


def check_replay(batch: Batch, stored_ids: Sequence[str]) -> None:
    """Refuse a batch unless exactly its facts are stored at its versions already."""
    if [fact.id for fact in batch.facts] != list(stored_ids):
        raise other_facts(batch) if stored_ids else not_reached(batch)


def other_facts(batch: Batch) -> RecordConflict:
    """The refusal of a batch whose versions are taken."""
    return RecordConflict(
        f"Stream {batch.stream} is past version {batch.expected},"
        " and what is recorded after it is not what was to be recorded."
    )


def not_reached(batch: Batch) -> RecordConflict:
    """The refusal of a batch that is ahead of its stream."""
    return RecordConflict(f"Stream {batch.stream} has not reached version {batch.expected}.")
