"""Who was erased; and the last traces of them outside the record."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, delete, func, insert, or_, select, update

from adapters.store.engine import writing
from adapters.store.read_schema import participation_table
from adapters.store.schema import (
    board_table,
    cohort_table,
    delivery_table,
    event_table,
    pair_table,
    person_table,
)
from adapters.store.sealed import is_sealed_under
from adapters.store.staff_schema import answer_table
from adapters.store.vault_schema import erasure_table, person_key_table
from domain.mentorship.parties import PAIR
from domain.mentorship.personal import parts
from domain.people.erasures import ClearFact, Erasure, Holdings, Involved, Receipt
from domain.people.model import Person
from domain.personal import ERASED

_c = erasure_table.c


class SqlErasures:
    """The erasures in SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> list[Erasure]:
        """Everybody who was erased, in order."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(erasure_table).order_by(_c.number)).mappings()
            return [_erasure(row) for row in rows]

    def begin(self, person: str, at: datetime, plan: Receipt) -> Erasure:
        """Begin one, or go on with the one that was begun and is not done."""
        going_on = select(erasure_table).where(_c.person == person, _c.done_at.is_(None))
        with writing(self._engine) as connection:
            row = connection.execute(going_on).mappings().first()
            if row is None:
                add = insert(erasure_table).values(person=person, began_at=at)
                row = connection.execute(add.returning(erasure_table)).mappings().one()
            begun = _erasure(row)
            receipt = (begun.receipt or Receipt()).wanting(plan)
            _keep(connection, begun.number, receipt=receipt.model_dump(mode="json"))
            return begun.changed(receipt=receipt)

    def add(self, number: int, **counts: int) -> None:
        """Add to the receipt of one what was done outside the database."""
        with writing(self._engine) as connection:
            _add(connection, number, counts)

    def finish(self, number: int, in_clear: Sequence[ClearFact], at: datetime) -> Erasure:
        """All of it is done, but for what stays in clear."""
        with writing(self._engine) as connection:
            receipt = _receipt(connection, number).changed(in_clear=tuple(in_clear))
            _keep(connection, number, done_at=at, receipt=receipt.model_dump(mode="json"))
            row = connection.execute(select(erasure_table).where(_c.number == number))
            return _erasure(row.mappings().one())

    def pairs(self, person: str) -> list[Involved]:
        """Every pair that somebody belongs to, in all cohorts."""
        c = pair_table.c
        query = select(c.id, c.cohort, c.mentee).order_by(c.cohort, c.ordinal)
        with self._engine.connect() as connection:
            rows = connection.execute(query.where(or_(c.mentee == person, c.mentor == person)))
            return [
                Involved(
                    mentorship=id_, cohort=cohort, role=PAIR[0] if mentee == person else PAIR[1]
                )
                for id_, cohort, mentee in rows
            ]

    def holdings(self, person: str) -> Holdings:
        """What there is of somebody."""
        pairs = self.pairs(person)
        with self._engine.connect() as connection:
            keys = connection.execute(_living(person)).scalars().all()
            sealed, in_clear = _facts(connection, pairs, set(keys))
            return Holdings(
                keys=len(keys),
                rosters=tuple(sorted(row["cohort"] for row in _rosters(connection, person))),
                pairs=tuple(pairs),
                facts=sealed,
                in_clear=tuple(in_clear),
                rows=connection.execute(_shown(person)).scalar_one(),
            )

    def rosters(self, person: str) -> dict[str, Person]:
        """Somebody as the rosters have them, by cohort, where these know them still."""
        with self._engine.connect() as connection:
            return {row["cohort"]: Person(**row["data"]) for row in _rosters(connection, person)}

    def withdraw(self, pairs: Sequence[str]) -> None:
        """Take pairs that have not begun out of their cohorts, which have not begun either."""
        with writing(self._engine) as connection:
            for pair in pairs:
                _withdraw(connection, pair)

    def forget(self, number: int, person: str, words: Iterable[str]) -> dict[str, int]:
        """Clear rosters, notes, reasons and kept answers; returns how many of each there were."""
        pairs = [one.mentorship for one in self.pairs(person)]
        with writing(self._engine) as connection:
            counts = {
                "rosters": _leave_rosters(connection, person),
                "notes": _drop_notes(connection, pairs),
                "reasons": _drop_reasons(connection, person, pairs),
                "answers": _drop_answers(connection, [*pairs, *words]),
            }
            _add(connection, number, counts)
            return counts


def stranger(person: Person) -> Person:
    """What a roster keeps of somebody: that there was one, in which zone and roles."""
    kept = person.model_dump(include={"person", "timezone", "roles"})
    return Person(**kept, name=ERASED, email=ERASED)


def _erasure(row: RowMapping) -> Erasure:
    return Erasure.model_validate(dict(row))


def _receipt(connection: Connection, number: int) -> Receipt:
    told = connection.execute(select(_c.receipt).where(_c.number == number)).scalar_one()
    return Receipt() if told is None else Receipt.model_validate(told)


def _add(connection: Connection, number: int, counts: Mapping[str, int]) -> None:
    told = _receipt(connection, number).plus(counts)
    _keep(connection, number, receipt=told.model_dump(mode="json"))


def _keep(connection: Connection, number: int, **values: object) -> None:
    connection.execute(update(erasure_table).where(_c.number == number).values(**values))


def _living(person: str) -> Any:
    c = person_key_table.c
    return select(c.id).where(c.person == person, c.wrapped.is_not(None))


def _shown(person: str) -> Any:
    c = participation_table.c
    theirs = select(func.count()).select_from(participation_table)
    return theirs.where(c.person == person, c.name != ERASED)


def _rosters(connection: Connection, person: str) -> list[RowMapping]:
    rows = connection.execute(select(person_table).where(person_table.c.person == person))
    return [row for row in rows.mappings() if row["data"]["name"] != ERASED]


def _facts(
    connection: Connection, pairs: Sequence[Involved], keys: set[str]
) -> tuple[int, list[ClearFact]]:
    """How many facts are sealed under a living key of theirs, and those that are in clear."""
    c, sealed, in_clear = event_table.c, 0, []
    for pair in pairs:
        query = select(c.version, c.type, c.data).where(c.stream == pair.mentorship)
        for version, kind, data in connection.execute(query.order_by(c.version)):
            sealed += is_sealed_under(data, keys)
            if any(pair.role in part.roles for part in parts(kind, data)):
                fact = ClearFact(mentorship=pair.mentorship, version=version, type=kind)
                in_clear.append(fact)
    return sealed, in_clear


def _leave_rosters(connection: Connection, person: str) -> int:
    rows = _rosters(connection, person)
    for row in rows:
        left = stranger(Person(**row["data"])).model_dump(mode="json")
        here = (person_table.c.cohort == row["cohort"]) & (person_table.c.person == person)
        connection.execute(update(person_table).where(here).values(data=left))
    return len(rows)


def _withdraw(connection: Connection, pair: str) -> None:
    """Take a pair out unless it has begun; the last of its cohort takes its number.

    So the numbers of a cohort's pairs have no gap.
    """
    c = pair_table.c
    cohort = select(c.cohort).where(c.id == pair).scalar_subquery()
    alone = select(cohort_table.c.name).where(cohort_table.c.name == cohort).with_for_update()
    connection.execute(alone)
    numbers = select(c.ordinal, c.id).where(c.cohort == cohort).order_by(c.ordinal.desc())
    last = connection.execute(numbers.limit(1)).first()
    begun = select(board_table.c.mentorship).where(board_table.c.mentorship == pair).exists()
    gone = delete(pair_table).where(c.id == pair, ~begun).returning(c.ordinal)
    freed = connection.execute(gone).scalar()
    if last is not None and freed is not None and last.id != pair:
        moved = update(pair_table).where(c.id == last.id)
        connection.execute(moved.values(ordinal=freed))


def _drop_notes(connection: Connection, pairs: Sequence[str]) -> int:
    noted = update(pair_table).where(pair_table.c.id.in_(pairs))
    noted = noted.where(pair_table.c.note.not_in(["", ERASED]))
    return int(connection.execute(noted.values(note=ERASED)).rowcount)


def _drop_reasons(connection: Connection, person: str, pairs: Sequence[str]) -> int:
    """What a mail server said of them often has their address in it."""
    c = delivery_table.c
    told = update(delivery_table).where(c.mentorship.in_(pairs), c.person == person)
    told = told.where(c.reason.not_in(["", ERASED]))
    return int(connection.execute(told.values(reason=ERASED)).rowcount)


def _drop_answers(connection: Connection, words: Sequence[str]) -> int:
    """The API keeps its answers for a day; those that speak of them go now."""
    body, forms = answer_table.c.body, [form for word in words for form in _spelt(word)]
    speaks = or_(*(body.contains(form, autoescape=True) for form in forms))
    return int(connection.execute(delete(answer_table).where(speaks)).rowcount) if words else 0


def _spelt(word: str) -> set[str]:
    """A word as it stands in a kept answer: in JSON mostly, which is kept in JSON once more."""
    forms = {word}
    for _ in range(2):
        forms |= {
            json.dumps(one, ensure_ascii=pure)[1:-1] for one in forms for pure in (True, False)
        }
    return forms
