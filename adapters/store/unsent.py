"""Messages that have not left yet."""

from sqlalchemy import Engine, select, text

from adapters.store.claims import LEASE
from adapters.store.now import now
from adapters.store.schema import UNSETTLED, delivery_table
from domain.record import DeliveryRow

_ROW = [delivery_table.c[name] for name in DeliveryRow.model_fields]


def unsent(engine: Engine) -> list[DeliveryRow]:
    """Messages that wait for another attempt, and those whose sender has died; oldest first."""
    waits = delivery_table.c.status == "deferred"
    died = (delivery_table.c.status == "sending") & (delivery_table.c.claimed_at < now() - LEASE)
    query = select(*_ROW).where(text(UNSETTLED), waits | died).order_by(delivery_table.c.number)
    with engine.connect() as connection:
        return [DeliveryRow(**row) for row in connection.execute(query).mappings()]
