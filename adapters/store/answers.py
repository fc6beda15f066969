"""The answers of the API in SQLite or PostgreSQL."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, select, update

from adapters.store.engine import writing
from adapters.store.staff_schema import answer_table
from adapters.store.upsert import insert_missing
from domain.staff.answers import LEASE, AtWork, KeptAnswer, KeyReused


class SqlAnswers:
    """A row a key; while a request is at work it has no status, and `at` says since when."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._claim = insert_missing(answer_table, engine.dialect.name, ["key"])

    def begin(self, key: str, request: str, at: datetime) -> KeptAnswer | None:
        row = {"key": key, "request": request, "status": None, "body": None, "at": at}
        with writing(self._engine) as connection:
            if connection.execute(self._claim, row).rowcount:
                return None
            mine = answer_table.c.key == key
            query = select(answer_table).where(mine).with_for_update()
            known = connection.execute(query).mappings().first()
            if known is None:  # the other attempt has given up just now
                raise AtWork
            if known["request"] != request:
                raise KeyReused
            if known["status"] is not None:
                return KeptAnswer(status=known["status"], **json.loads(known["body"]))
            if at - known["at"] < LEASE:
                raise AtWork
            connection.execute(update(answer_table).where(mine).values(at=at))
        return None

    def keep(self, key: str, answer: KeptAnswer, at: datetime) -> None:
        body = json.dumps(answer.model_dump(exclude={"status"}))
        values = {"status": answer.status, "body": body, "at": at}
        self._write(update(answer_table).where(answer_table.c.key == key).values(values))

    def give_up(self, key: str) -> None:
        c = answer_table.c
        self._write(delete(answer_table).where(c.key == key, c.status.is_(None)))

    def forget(self, before: datetime) -> int:
        return self._write(delete(answer_table).where(answer_table.c.at < before))

    def _write(self, statement: Any) -> int:
        with writing(self._engine) as connection:
            return int(connection.execute(statement).rowcount)
