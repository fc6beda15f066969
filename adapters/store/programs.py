"""Published programs: each version once, and never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, RowMapping, select

from adapters.store.engine import writing
from adapters.store.program_schema import program_table
from adapters.store.upsert import insert_missing
from domain.errors import NotFound
from domain.program.model import Program
from domain.program.publishing import Published


class SqlPrograms:
    """The published programs in SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._add = insert_missing(program_table, engine.dialect.name, ["program", "version"])

    def publish(self, program: Program, at: datetime) -> Published:
        row = {
            "program": program.program,
            "version": program.version,
            "rules": _rules(program),
            "at": at,
        }
        with writing(self._engine) as connection:
            connection.execute(self._add, row)
        return self.get(program.program, program.version)

    def get(self, program: str, version: int) -> Published:
        columns = program_table.c
        query = select(program_table).where(columns.program == program, columns.version == version)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            raise NotFound(f"Version {version} of program {program} was never published.")
        return _published(row)

    def all(self) -> list[Published]:
        query = select(program_table).order_by(program_table.c.program, program_table.c.version)
        with self._engine.connect() as connection:
            return [_published(row) for row in connection.execute(query).mappings()]


def _rules(program: Program) -> dict[str, Any]:
    """A program with every default filled in; people by reference as they are."""
    people = program.people.model_dump(mode="json", exclude_defaults=True)
    return {**program.model_dump(mode="json"), "people": people}


def _published(row: RowMapping) -> Published:
    return Published(program=Program.model_validate(row["rules"]), at=row["at"])
