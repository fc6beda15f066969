"""A subscription, and a fact of the record that it is told of."""

from datetime import UTC, datetime, timedelta
from typing import Any

from domain.record import RecordedFact, StoredFact
from domain.webhooks.model import Progress, Webhook

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def webhook(**changes: Any) -> Webhook:
    """A subscription to everything, at the beginning of the record."""
    given: dict[str, Any] = {
        "id": "3f9a1c02be77",
        "url": "https://example.org/tandem",
        "types": ("*",),
        "programs": ("*",),
        "added_by": "ana",
        "added_at": NOON,
        "progress": Progress(position=0),
    }
    return Webhook(**given | changes)


def recorded(position: int, kind: str = "meeting_held", cohort: str = "spring") -> RecordedFact:
    """A fact at a position."""
    fact = StoredFact(
        id=f"fact-{position}",
        stream="spring-N01-M01",
        version=position,
        type=kind,
        schema_version=1,
        at=NOON + timedelta(hours=position),
        cause="request-1",
        data={"meeting": position},
    )
    return RecordedFact(position=position, cohort=cohort, recorded_at=NOON, fact=fact)
