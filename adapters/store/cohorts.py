"""Launched cohorts with their people and pairs."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, Select, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from adapters.store.engine import writing
from adapters.store.rosters import check_same, everybody
from adapters.store.schema import board_table, cohort_table, pair_table, person_table
from adapters.store.upsert import insert_missing, insert_or_replace
from adapters.store.vault_schema import erasure_table
from domain.clock import Clock
from domain.cohort.model import Pair
from domain.errors import CohortConflict, NotFound
from domain.people.model import Person
from domain.personal import is_erased
from domain.ports import Cohort
from domain.program.model import Program


class SqlCohortStore:
    """The cohorts in SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        dialect = engine.dialect.name
        self._add_cohort = insert_missing(cohort_table, dialect, ["name"])
        self._put_person = insert_or_replace(person_table, dialect, ["cohort", "person"])

    def save(self, cohort: Cohort, people: Sequence[Person], pairs: Sequence[Pair]) -> None:
        """Keep a cohort; people are kept as they were given last, pairs as they were given first.

        The clock of the first launch stays, because mentorships run by it already.
        """
        with writing(self._engine) as connection:
            self._add(connection, cohort)
            gone = _erased(connection, cohort.name)
            known = (one for one in everybody(people, pairs) if one.person not in gone)
            roster = [_person(cohort.name, person) for person in known]
            if roster:
                connection.execute(self._put_person, roster)
            _add_pairs(connection, cohort.name, pairs, gone)

    def get(self, name: str) -> Cohort:
        with self._engine.connect() as connection:
            return _find(connection, name)

    def follow(self, name: str, program: Program) -> None:
        row = {"program": program.model_dump(mode="json")}
        with writing(self._engine) as connection:
            changed = connection.execute(
                update(cohort_table).where(cohort_table.c.name == name).values(row)
            )
            if not changed.rowcount:
                raise NotFound(f"There is no cohort {name}.")

    def people(self, name: str) -> list[Person]:
        query = select(person_table.c.data).where(person_table.c.cohort == name)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(person_table.c.person))
            return [Person.model_validate(data) for (data,) in rows]

    def pairs(self, name: str, after: int = 0, limit: int = 500) -> list[tuple[int, Pair]]:
        page = _pairs(name).where(pair_table.c.ordinal > after).limit(limit)
        with self._engine.connect() as connection:
            return [(row["ordinal"], _pair(row)) for row in connection.execute(page).mappings()]

    def unopened(self, name: str, after: int = 0, limit: int = 500) -> list[tuple[int, Pair]]:
        opened = select(board_table.c.mentorship).where(
            board_table.c.mentorship == pair_table.c.id
        )
        page = _pairs(name).where(pair_table.c.ordinal > after, ~opened.exists()).limit(limit)
        with self._engine.connect() as connection:
            return [(row["ordinal"], _pair(row)) for row in connection.execute(page).mappings()]

    def list(self) -> list[Cohort]:
        with self._engine.connect() as connection:
            rows = connection.execute(_cohorts().order_by(cohort_table.c.name))
            return [_cohort(row) for row in rows.mappings()]

    def _add(self, connection: Connection, cohort: Cohort) -> None:
        row = cohort.model_dump(mode="json", include={"program", "clock"})
        row |= {"name": cohort.name, "start": cohort.start}
        if connection.execute(self._add_cohort, row).rowcount == 0:
            check_same(_find(connection, cohort.name, lock=True), cohort)


def _erased(connection: Connection, cohort: str) -> set[str]:
    """Who was erased since they came to this cohort; a launch of it does not bring them back."""
    c = person_table.c
    ever = select(erasure_table.c.person)
    rows = connection.execute(
        select(c.person, c.data).where(c.cohort == cohort, c.person.in_(ever))
    )
    return {person for person, data in rows if is_erased(data["name"])}


def _add_pairs(
    connection: Connection, cohort: str, pairs: Sequence[Pair], gone: Collection[str]
) -> None:
    stored = connection.execute(select(pair_table.c.id).where(pair_table.c.cohort == cohort))
    known = set(stored.scalars())
    missing = {pair.id: pair for pair in pairs if pair.id not in known}
    _refuse_erased(cohort, missing.values(), gone)
    rows = [_pair_row(cohort, n, pair) for n, pair in enumerate(missing.values(), len(known) + 1)]
    if not rows:
        return
    try:
        connection.execute(insert(pair_table), rows)
    except IntegrityError as error:
        raise CohortConflict(f"Another cohort has a pair of cohort {cohort} already.") from error


def _refuse_erased(cohort: str, pairs: Iterable[Pair], gone: Collection[str]) -> None:
    """Nobody is to be told to meet somebody who has neither a name nor an address any more."""
    for pair in pairs:
        for one in (pair.mentee.person, pair.mentor.person):
            if one in gone:
                raise CohortConflict(
                    f"{one} was erased from cohort {cohort}: take {pair.mentee.person} with"
                    f" {pair.mentor.person} out of its pairs, or launch them as another cohort."
                )


def _person(cohort: str, person: Person) -> dict[str, Any]:
    return {"cohort": cohort, "person": person.person, "data": person.model_dump(mode="json")}


def _pair_row(cohort: str, ordinal: int, pair: Pair) -> dict[str, Any]:
    people = {"mentee": pair.mentee.person, "mentor": pair.mentor.person}
    return {"cohort": cohort, "ordinal": ordinal, "id": pair.id, "note": pair.note} | people


def _cohorts() -> Select[Any]:
    """Every cohort with the number of its pairs: they are numbered from 1 without a gap."""
    last = select(func.max(pair_table.c.ordinal)).where(pair_table.c.cohort == cohort_table.c.name)
    return select(cohort_table, func.coalesce(last.scalar_subquery(), 0).label("pairs"))


def _find(connection: Connection, name: str, *, lock: bool = False) -> Cohort:
    query = _cohorts().where(cohort_table.c.name == name)
    query = query.with_for_update(of=cohort_table) if lock else query
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotFound(f"There is no cohort {name}.")
    return _cohort(row)


def _cohort(row: RowMapping) -> Cohort:
    read = {
        "program": Program.model_validate(row["program"]),
        "clock": row["clock"] and Clock.model_validate(row["clock"]),
    }
    return Cohort(**{**row, **read})


def _pairs(cohort: str) -> Select[Any]:
    mentee, mentor = person_table.alias(), person_table.alias()
    of_cohort = pair_table.c.cohort == cohort
    return (
        select(pair_table, mentee.c.data.label("mentee_data"), mentor.c.data.label("mentor_data"))
        .join(mentee, (mentee.c.cohort == cohort) & (mentee.c.person == pair_table.c.mentee))
        .join(mentor, (mentor.c.cohort == cohort) & (mentor.c.person == pair_table.c.mentor))
        .where(of_cohort)
        .order_by(pair_table.c.ordinal)
    )


def _pair(row: RowMapping) -> Pair:
    mentee = Person.model_validate(row["mentee_data"])
    mentor = Person.model_validate(row["mentor_data"])
    return Pair(id=row["id"], mentee=mentee, mentor=mentor, note=row["note"])
