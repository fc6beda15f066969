"""Batches of ordinary size."""

from datetime import UTC, datetime

from domain.mentorship.storage import fact_id
from domain.record import Batch, StoredFact
from tests.adapters.store.samples import board

MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DATA = {"by": "mentee", "goal": "Lead a project of my own", "levels": ["none"] * 5, "weight": 2}


def batch(stream: str, size: int, *, shown: bool = False) -> Batch:
    """The first facts of a pair, with or without the board row that they leave."""
    return Batch(
        stream=stream,
        cohort="spring",
        expected=0,
        facts=tuple(fact(stream, version) for version in range(1, size + 1)),
        board=board(stream, size) if shown else None,
    )


def fact(stream: str, version: int) -> StoredFact:
    """A goal that was adjusted."""
    return StoredFact(
        id=fact_id(stream, version, "goal_adjusted", MOMENT.isoformat(), DATA),
        stream=stream,
        version=version,
        type="goal_adjusted",
        schema_version=1,
        at=MOMENT,
        cause="request",
        data=DATA,
    )
