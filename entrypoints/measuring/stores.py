"""The ports of the record and of the outbox, measured as they are used."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from adapters.store.webhooks import SqlWebhooks
from domain.errors import RecordConflict
from domain.mentorship.messages import Message
from domain.ports import DeliveryLog, EventStore
from domain.record import Batch, DeliveryRow, RecordedFact, StoredFact
from domain.webhooks.model import DeadLetter, Progress
from domain.webhooks.ports import Webhooks
from entrypoints.bootstrap import Store
from entrypoints.measuring.meters import Meters

MOST_CLAIMS = 10_000
"""A message whose sender died is forgotten when there are so many; it only loses its kind."""


def metered(store: Store, meters: Meters) -> "MeteredStore":
    """The same store, which tells how it is used."""
    meters.begin_counting()
    return MeteredStore(
        engine=store.engine,
        events=MeteredEvents(store.events, meters),
        cohorts=store.cohorts,
        board=store.board,
        deliveries=MeteredDeliveries(store.deliveries, meters),
        meters=meters,
    )


@dataclass(frozen=True)
class MeteredStore(Store):
    """A store that tells how it is used."""

    meters: Meters

    @property
    def webhooks(self) -> Webhooks:
        return MeteredWebhooks(self.engine, self.meters)


class MeteredEvents:
    """The record, with the time that each append takes."""

    def __init__(self, events: EventStore, meters: Meters) -> None:
        self._events = events
        self._meters = meters

    def append(self, batch: Batch) -> tuple[int, ...]:
        begun = time.perf_counter()
        try:
            return self._events.append(batch)
        except Exception as error:
            self._meters.append_failures.add(1, {"reason": _reason(error)})
            raise
        finally:
            self._meters.append.record(timedelta(seconds=time.perf_counter() - begun))

    def stream(self, stream: str, after: int = 0) -> list[StoredFact]:
        return self._events.stream(stream, after)

    def history(self, stream: str) -> list[RecordedFact]:
        return self._events.history(stream)

    def read(self, after: int = 0, limit: int = 1000) -> list[RecordedFact]:
        return self._events.read(after, limit)


class MeteredDeliveries:
    """The deliveries, counted when they are settled; their kinds are known since their claims."""

    def __init__(self, deliveries: DeliveryLog, meters: Meters) -> None:
        self._deliveries = deliveries
        self._meters = meters
        self._kinds: dict[str, str] = {}

    def claim(self, message: Message, message_id: str, at: datetime) -> DeliveryRow:
        return self._noted(self._deliveries.claim(message, message_id, at))

    def claim_all(
        self, messages: Sequence[tuple[Message, str]], at: datetime
    ) -> list[DeliveryRow]:
        return [self._noted(row) for row in self._deliveries.claim_all(messages, at)]

    def renew(self, effect: str) -> None:
        self._deliveries.renew(effect)

    def settle(self, effect: str, status: str, reason: str, at: datetime) -> None:
        self._deliveries.settle(effect, status, reason, at)
        labels = {"outcome": status, "kind": self._kinds.pop(effect, "unknown")}
        self._meters.messages.add(1, labels)

    def take_over(self, rows: Sequence[DeliveryRow]) -> None:
        self._deliveries.take_over(rows)

    def of(self, mentorship: str) -> list[DeliveryRow]:
        return self._deliveries.of(mentorship)

    def _noted(self, row: DeliveryRow) -> DeliveryRow:
        if row.status == "sending":
            if len(self._kinds) >= MOST_CLAIMS:
                self._kinds.clear()
            self._kinds[row.effect] = row.kind
        return row


class MeteredWebhooks(SqlWebhooks):
    """Subscriptions, with a count of the events that nobody took."""

    def __init__(self, engine: Engine, meters: Meters) -> None:
        super().__init__(engine)
        self._meters = meters

    def keep(
        self,
        webhook: str,
        epoch: int,
        progress: Progress,
        letter: DeadLetter | None = None,
        taken: str = "",
    ) -> bool:
        kept = super().keep(webhook, epoch, progress, letter, taken)
        if kept and letter is not None:
            self._meters.given_up.add(1)
        return kept


def _reason(error: Exception) -> str:
    if isinstance(error, RecordConflict):
        return "conflict"
    return "database" if isinstance(error, SQLAlchemyError) else "other"
