"""What became of each effect, and who may send it."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, select, update

from adapters.store.claims import FINAL, LEASE, first_claim, may_send
from adapters.store.engine import writing
from adapters.store.now import Now, now
from adapters.store.schema import delivery_table
from adapters.store.upsert import insert_missing
from domain.errors import BeingSent, NotFound
from domain.mentorship.messages import Message
from domain.record import DeliveryRow

_ROW = [delivery_table.c[name] for name in DeliveryRow.model_fields]
_CLAIMED = delivery_table.c.claimed_at


class SqlDeliveryLog:
    """The deliveries in SQLite or PostgreSQL.

    `lease` is real time on `clock`, however fast the mentorship's own time runs.
    """

    def __init__(self, engine: Engine, clock: Now = now, lease: timedelta = LEASE) -> None:
        self._engine = engine
        self._clock = clock
        self._lease = lease
        self._add = insert_missing(delivery_table, engine.dialect.name, ["effect"])

    def claim(self, message: Message, message_id: str, at: datetime) -> DeliveryRow:
        """Reserve an effect for sending, or raise `BeingSent`."""
        with writing(self._engine) as connection:
            return self._claim(connection, first_claim(message, message_id, at))

    def claim_all(
        self, messages: Sequence[tuple[Message, str]], at: datetime
    ) -> list[DeliveryRow]:
        claims, rows = [first_claim(message, name, at) for message, name in messages], []
        with writing(self._engine) as connection:
            for claim in claims:
                with suppress(BeingSent):
                    rows.append(self._claim(connection, claim))
        return rows

    def renew(self, effect: str) -> None:
        query = update(delivery_table).where(delivery_table.c.effect == effect)
        with writing(self._engine) as connection:
            unsettled = query.where(delivery_table.c.status == "sending")
            connection.execute(unsettled.values(claimed_at=self._clock()))

    def settle(self, effect: str, status: str, reason: str, at: datetime) -> None:
        with writing(self._engine) as connection:
            stored = _find(connection, effect)
            if stored["status"] not in FINAL:
                _change(connection, effect, {"status": status, "reason": reason, "at": at})

    def take_over(self, rows: Sequence[DeliveryRow]) -> None:
        known = [row.model_dump() | {"claimed_at": row.at} for row in rows]
        if known:
            with writing(self._engine) as connection:
                connection.execute(self._add, known)

    def of(self, mentorship: str) -> list[DeliveryRow]:
        query = select(*_ROW).where(delivery_table.c.mentorship == mentorship)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(delivery_table.c.number)).mappings()
            return [DeliveryRow(**row) for row in rows]

    def _claim(self, connection: Connection, claim: DeliveryRow) -> DeliveryRow:
        values = claim.model_dump() | {"claimed_at": self._clock()}
        if connection.execute(self._add, values).rowcount == 1:
            return claim
        return self._claim_again(connection, claim)

    def _claim_again(self, connection: Connection, claim: DeliveryRow) -> DeliveryRow:
        fields, real_now = dict(_find(connection, claim.effect)), self._clock()
        claimed_at = fields.pop("claimed_at")
        stored = DeliveryRow(**fields)
        if not may_send(stored, claimed_at, real_now, self._lease):
            return stored
        again = claim.model_copy(update={"attempts": stored.attempts + 1})
        _change(connection, claim.effect, again.model_dump() | {"claimed_at": real_now})
        return again


def _find(connection: Connection, effect: str) -> RowMapping:
    query = select(*_ROW, _CLAIMED).where(delivery_table.c.effect == effect).with_for_update()
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotFound(f"Nothing was ever sent as {effect}.")
    return row


def _change(connection: Connection, effect: str, values: dict[str, Any]) -> None:
    connection.execute(
        update(delivery_table).where(delivery_table.c.effect == effect).values(values)
    )
