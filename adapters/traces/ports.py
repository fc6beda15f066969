"""Spans around what activities do in the world: appending to the record, and sending mail."""

from opentelemetry.trace import SpanKind, Tracer

from adapters.traces.spans import Known, span
from domain.mentorship.messages import Message
from domain.ports import EventStore, Mailer
from domain.record import Batch, RecordedFact, StoredFact


class TracedEvents:
    """A record whose appends are seen; keeps the port `domain.ports.EventStore`."""

    def __init__(self, events: EventStore, tracer: Tracer) -> None:
        self._events = events
        self._tracer = tracer

    def append(self, batch: Batch) -> tuple[int, ...]:
        known: Known = {"tandem.mentorship": batch.stream, "tandem.facts": len(batch.facts)}
        with span(self._tracer, "append", SpanKind.CLIENT, known):
            return self._events.append(batch)

    def stream(self, stream: str, after: int = 0) -> list[StoredFact]:
        return self._events.stream(stream, after)

    def history(self, stream: str) -> list[RecordedFact]:
        return self._events.history(stream)

    def read(self, after: int = 0, limit: int = 1000) -> list[RecordedFact]:
        return self._events.read(after, limit)


class TracedMailer:
    """A way for mail on which each letter is seen; keeps the port `domain.ports.Mailer`."""

    def __init__(self, mailer: Mailer, tracer: Tracer) -> None:
        self._mailer = mailer
        self._tracer = tracer

    async def send(self, message: Message) -> None:
        known = {
            "tandem.mentorship": message.mentorship,
            "tandem.effect": message.id,
            "tandem.correlation": message.correlation,
        }
        with span(self._tracer, f"send {message.kind}", SpanKind.CLIENT, known):
            await self._mailer.send(message)
