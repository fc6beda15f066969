"""Lets the read models follow the record: page by page, each page once.

What was reached stands in the same transaction as the rows: a page is in the tables wholly or
not at all, and of several workers that write the same one, one does. A mentorship that can't be
read is put aside with its error, and the others go on (deploy/decisions/0004-read-models.md).
"""

from collections import defaultdict
from collections.abc import Sequence

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, StatementError

from adapters.store import projections
from adapters.store.engine import writing
from adapters.store.now import Now, now
from domain.mentorship.storage import load
from domain.ports import EventStore
from domain.readmodels.projection import project
from domain.readmodels.rows import PoisonedRow
from domain.readmodels.sheet import Sheet
from domain.readmodels.telling import reason_of
from domain.record import RecordedFact

PAGE = 500
_AWAY = (OperationalError, InterfaceError, InternalError)  # the database's trouble, not a fact's

Facts = dict[str, list[RecordedFact]]
log = structlog.get_logger(__name__)


class Projector:
    """Writes what the record holds into the tables that follow it."""

    def __init__(self, engine: Engine, events: EventStore, clock: Now = now) -> None:
        self._engine = engine
        self._events = events
        self._clock = clock

    def catch_up(self) -> int:
        """Write all that is new; returns how many facts it was."""
        written = 0
        while count := self.step():
            written += count
        return written

    def step(self) -> int:
        """Write the next page of facts; returns their number, 0 if another worker did it."""
        origin = projections.position(self._engine)
        page = self._events.read(origin, PAGE)
        if not page:
            return 0
        with writing(self._engine) as connection:
            if not projections.move(connection, origin, page[-1].position):
                return 0
            self._write(connection, _by_mentorship(page))
        return len(page)

    def heal(self) -> int:
        """Try again what was put aside; returns how many mentorships can be read now."""
        return sum(self._healed(row) for row in projections.poisoned(self._engine))

    def _write(self, connection: Connection, facts: Facts) -> None:
        known = projections.sheets(connection, facts)
        ready = [one for one in known.values() if self._told(connection, one, facts)]
        try:
            with connection.begin_nested():
                projections.put(connection, ready)
        except StatementError as error:
            _raise_if_away(error)
            for sheet in ready:
                self._put_alone(connection, sheet, facts)

    def _told(self, connection: Connection, sheet: Sheet, facts: Facts) -> bool:
        for recorded in facts[sheet.mentorship]:
            try:
                project(sheet, load(recorded.fact))
            except Exception as error:  # noqa: BLE001  whatever it is, the other pairs go on
                self._put_aside(connection, recorded, error)
                return False
        return True

    def _put_alone(self, connection: Connection, sheet: Sheet, facts: Facts) -> None:
        """Store one mentorship, after the database refused a row of some of them."""
        try:
            with connection.begin_nested():
                projections.put(connection, [sheet])
        except StatementError as error:
            _raise_if_away(error)
            self._put_aside(connection, facts[sheet.mentorship][-1], error)

    def _put_aside(self, connection: Connection, at: RecordedFact, error: Exception) -> None:
        fact = at.fact
        row = PoisonedRow(
            mentorship=fact.stream,
            position=at.position,
            version=fact.version,
            type=fact.type,
            error=reason_of(error),
            since=self._clock(),
        )
        projections.put_aside(connection, row)
        named = {"mentorship": fact.stream, "version": fact.version, "type": fact.type}
        log.error("pair_put_aside", **named, reason=type(error).__name__)

    def _healed(self, row: PoisonedRow) -> bool:
        """Write a mentorship anew as far as all the others are, if it can be read by now."""
        origin = projections.position(self._engine)
        history = self._events.history(row.mentorship)
        sheet = Sheet(row.mentorship)
        try:
            for recorded in history:
                if recorded.position <= origin:
                    project(sheet, load(recorded.fact))
            return self._replaced(sheet, origin)
        except _AWAY:
            raise
        except Exception:  # noqa: BLE001  its first error is in the table, and stays there
            return False

    def _replaced(self, sheet: Sheet, origin: int) -> bool:
        with writing(self._engine) as connection:
            if not projections.move(connection, origin, origin):
                return False
            projections.clear(connection, sheet.mentorship)
            projections.put(connection, [sheet])
        log.info("pair_taken_back", mentorship=sheet.mentorship)
        return True


def _by_mentorship(page: Sequence[RecordedFact]) -> Facts:
    facts: Facts = defaultdict(list)
    for recorded in page:
        facts[recorded.fact.stream].append(recorded)
    return facts


def _raise_if_away(error: StatementError) -> None:
    """Raise an error again that says nothing about the rows."""
    if isinstance(error, _AWAY):
        raise error
