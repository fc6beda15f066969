"""Subscriptions in the database, each with its progress, and the events that nobody took."""

import builtins
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, RowMapping, delete, func, select, update

from adapters.store.engine import writing
from adapters.store.schema import event_table
from adapters.store.upsert import insert_missing, insert_or_replace
from adapters.store.webhook_schema import letter_table, webhook_table
from domain.errors import NotFound
from domain.webhooks.model import DeadLetter, Progress, Webhook

AT_ONCE = {"attempts": 0, "next_at": None, "lost": 0}
"""What lets the next event go out at once, with all its attempts before it."""


class SqlWebhooks:
    """The subscriptions in SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        dialect = engine.dialect.name
        self._add = insert_missing(webhook_table, dialect, ["id"])
        self._put_aside = insert_or_replace(letter_table, dialect, ["webhook", "event"])

    def add(self, webhook: Webhook) -> None:
        row = webhook.model_dump(exclude={"progress"}) | webhook.progress.model_dump()
        with writing(self._engine) as connection:
            connection.execute(self._add, row)

    def list(self) -> list[Webhook]:
        query = select(webhook_table).order_by(webhook_table.c.added_at, webhook_table.c.id)
        with self._engine.connect() as connection:
            return [_webhook(row) for row in connection.execute(query).mappings()]

    def get(self, webhook: str) -> Webhook:
        query = select(webhook_table).where(webhook_table.c.id == webhook)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            raise _no_webhook(webhook)
        return _webhook(row)

    def pause(self, webhook: str, reason: str) -> None:
        self._change(webhook, paused=reason)

    def resume(self, webhook: str) -> None:
        self._change(webhook, paused="", epoch=webhook_table.c.epoch + 1, **AT_ONCE)

    def replay(self, webhook: str, after: int) -> None:
        epoch = webhook_table.c.epoch + 1
        self._change(webhook, position=after, epoch=epoch, error="", **AT_ONCE)

    def rotate(self, webhook: str, older_until: datetime) -> None:
        generation = webhook_table.c.generation + 1
        self._change(webhook, generation=generation, older_until=older_until)

    def remove(self, webhook: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(delete(letter_table).where(letter_table.c.webhook == webhook))
            gone = delete(webhook_table).where(webhook_table.c.id == webhook)
            if connection.execute(gone).rowcount == 0:
                raise _no_webhook(webhook)

    def keep(
        self,
        webhook: str,
        epoch: int,
        progress: Progress,
        letter: DeadLetter | None = None,
        taken: str = "",
    ) -> bool:
        same = (webhook_table.c.id == webhook) & (webhook_table.c.epoch == epoch)
        written = update(webhook_table).where(same).values(progress.model_dump())
        with writing(self._engine) as connection:
            if connection.execute(written).rowcount == 0:
                return False
            if letter is not None:
                connection.execute(self._put_aside, letter.model_dump())
            if taken:
                connection.execute(delete(letter_table).where(_same(webhook, taken)))
        return True

    def letters(self, webhook: str) -> builtins.list[DeadLetter]:
        query = select(letter_table).where(letter_table.c.webhook == webhook)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(letter_table.c.position)).mappings()
            return [DeadLetter(**row) for row in rows]

    def letter(self, webhook: str, event: str) -> DeadLetter:
        query = select(letter_table).where(_same(webhook, event))
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            raise NotFound(f"Subscription {webhook} has no dead letter {event}.")
        return DeadLetter(**row)

    def settle(self, letter: DeadLetter, error: str = "") -> None:
        it = _same(letter.webhook, letter.event)
        again = {"attempts": letter_table.c.attempts + 1, "error": error}
        with writing(self._engine) as connection:
            if error:
                connection.execute(update(letter_table).where(it).values(again))
            else:
                connection.execute(delete(letter_table).where(it))

    def newest(self) -> int:
        query = select(func.coalesce(func.max(event_table.c.position), 0))
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def _change(self, webhook: str, **values: Any) -> None:
        changed = update(webhook_table).where(webhook_table.c.id == webhook).values(values)
        with writing(self._engine) as connection:
            if connection.execute(changed).rowcount == 0:
                raise _no_webhook(webhook)


def _webhook(row: RowMapping) -> Webhook:
    fields = dict(row)
    progress = Progress(**{name: fields.pop(name) for name in Progress.model_fields})
    return Webhook(**fields, progress=progress)


def _same(webhook: str, event: str) -> Any:
    return (letter_table.c.webhook == webhook) & (letter_table.c.event == event)


def _no_webhook(webhook: str) -> NotFound:
    return NotFound(f"There is no subscription {webhook}.")
