"""What makes a batch acceptable, whatever the record is kept in."""

from collections.abc import Sequence

from domain.errors import RecordConflict
from domain.record import Batch


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
    if [fact.id for fact in batch.facts] == list(stored_ids):
        return
    if stored_ids:
        raise RecordConflict(
            f"Stream {batch.stream} is past version {batch.expected},"
            " and what is recorded after it is not what was to be recorded."
        )
    raise RecordConflict(f"Stream {batch.stream} has not reached version {batch.expected}.")
