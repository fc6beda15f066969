"""The record, board, cohorts and deliveries in memory, for tests: the same ports, nothing kept."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from threading import RLock
from typing import Any

from adapters.store.batches import check_replay, check_versions
from adapters.store.claims import FINAL, LEASE, first_claim, may_send
from adapters.store.now import Now, now
from adapters.store.rosters import check_same, everybody
from domain.cohort.model import Pair
from domain.errors import BeingSent, CohortConflict, NotFound
from domain.mentorship.messages import Message
from domain.people.model import Person
from domain.ports import Cohort
from domain.program.model import Program
from domain.record import Batch, BoardRow, DeliveryRow, RecordedFact, StoredFact


class FakeEventStore:
    """The record in a list; `rows` holds the board as it was left."""

    def __init__(self, clock: Now = now) -> None:
        self.facts: list[RecordedFact] = []
        self.rows: dict[str, BoardRow] = {}
        self._streams: dict[str, list[RecordedFact]] = defaultdict(list)
        self._clock = clock
        self._lock = RLock()

    def append(self, batch: Batch) -> tuple[int, ...]:
        check_versions(batch)
        if not batch.facts:
            return ()
        with self._lock:
            if len(self._streams[batch.stream]) != batch.expected:
                return self._replay(batch)
            self._show(batch.board)
            return tuple(self._add(batch.cohort, fact) for fact in batch.facts)

    def stream(self, stream: str, after: int = 0) -> list[StoredFact]:
        with self._lock:
            return [recorded.fact for recorded in self._streams[stream][after:]]

    def history(self, stream: str) -> list[RecordedFact]:
        with self._lock:
            return list(self._streams[stream])

    def read(self, after: int = 0, limit: int = 1000) -> list[RecordedFact]:
        with self._lock:
            return self.facts[after : after + limit]

    def _replay(self, batch: Batch) -> tuple[int, ...]:
        reached = batch.expected + len(batch.facts)
        stored = self._streams[batch.stream][batch.expected : reached]
        check_replay(batch, [recorded.fact.id for recorded in stored])
        return tuple(recorded.position for recorded in stored)

    def _show(self, row: BoardRow | None) -> None:
        shown = self.rows.get(row.mentorship) if row else None
        if row and (shown is None or shown.version <= row.version):
            self.rows[row.mentorship] = row

    def _add(self, cohort: str, fact: StoredFact) -> int:
        position = len(self.facts) + 1
        recorded = RecordedFact(
            position=position, cohort=cohort, recorded_at=self._clock(), fact=fact
        )
        self.facts.append(recorded)
        self._streams[fact.stream].append(recorded)
        return position


class FakeCohortStore:
    """The cohorts in a dictionary; `rows` is the board of the record beside it."""

    def __init__(self, rows: Mapping[str, BoardRow] = {}) -> None:
        self._rows = rows
        self._cohorts: dict[str, Cohort] = {}
        self._people: dict[str, dict[str, Person]] = defaultdict(dict)
        self._pairs: dict[str, dict[str, Pair]] = defaultdict(dict)

    def save(self, cohort: Cohort, people: Sequence[Person], pairs: Sequence[Pair]) -> None:
        check_same(self._cohorts.get(cohort.name, cohort), cohort)
        self._refuse_taken(cohort.name, pairs)
        self._cohorts.setdefault(cohort.name, cohort)
        self._people[cohort.name] |= {person.person: person for person in everybody(people, pairs)}
        for pair in pairs:
            self._pairs[cohort.name].setdefault(pair.id, pair)

    def get(self, name: str) -> Cohort:
        if name not in self._cohorts:
            raise NotFound(f"There is no cohort {name}.")
        return self._cohorts[name].model_copy(update={"pairs": len(self._pairs[name])})

    def follow(self, name: str, program: Program) -> None:
        self._cohorts[name] = self.get(name).model_copy(update={"program": program})

    def people(self, name: str) -> list[Person]:
        return [self._people[name][person] for person in sorted(self._people[name])]

    def pairs(self, name: str, after: int = 0, limit: int = 500) -> list[tuple[int, Pair]]:
        pairs = [self._now(name, pair) for pair in self._pairs[name].values()]
        return list(enumerate(pairs, 1))[after : after + limit]

    def unopened(self, name: str, after: int = 0, limit: int = 500) -> list[tuple[int, Pair]]:
        pairs = self.pairs(name, after, limit=10**9)
        return [(n, pair) for n, pair in pairs if pair.id not in self._rows][:limit]

    def list(self) -> list[Cohort]:
        return [self.get(name) for name in sorted(self._cohorts)]

    def _refuse_taken(self, name: str, pairs: Sequence[Pair]) -> None:
        others = {id_ for cohort, held in self._pairs.items() if cohort != name for id_ in held}
        if others & {pair.id for pair in pairs}:
            raise CohortConflict(f"Another cohort has a pair of cohort {name} already.")

    def _now(self, cohort: str, pair: Pair) -> Pair:
        people = self._people[cohort]
        mentee, mentor = people[pair.mentee.person], people[pair.mentor.person]
        return pair.model_copy(update={"mentee": mentee, "mentor": mentor})


class FakeDeliveryLog:
    """The deliveries in a dictionary."""

    def __init__(self, clock: Now = now, lease: timedelta = LEASE) -> None:
        self._rows: dict[str, DeliveryRow] = {}
        self._claimed: dict[str, datetime] = {}
        self._clock = clock
        self._lease = lease
        self._lock = RLock()

    def claim(self, message: Message, message_id: str, at: datetime) -> DeliveryRow:
        with self._lock:
            claim, real_now = first_claim(message, message_id, at), self._clock()
            row = self._rows.get(message.id)
            if row and not may_send(row, self._claimed[row.effect], real_now, self._lease):
                return row
            attempts = row.attempts + 1 if row else 1
            self._claimed[message.id] = real_now
            return self._put(claim, attempts=attempts)

    def claim_all(
        self, messages: Sequence[tuple[Message, str]], at: datetime
    ) -> list[DeliveryRow]:
        rows = []
        for message, name in messages:
            with suppress(BeingSent):
                rows.append(self.claim(message, name, at))
        return rows

    def renew(self, effect: str) -> None:
        with self._lock:
            if effect in self._rows and self._rows[effect].status == "sending":
                self._claimed[effect] = self._clock()

    def settle(self, effect: str, status: str, reason: str, at: datetime) -> None:
        with self._lock:
            if effect not in self._rows:
                raise NotFound(f"Nothing was ever sent as {effect}.")
            row = self._rows[effect]
            if row.status not in FINAL:
                self._put(row, status=status, reason=reason, at=at)

    def take_over(self, rows: Sequence[DeliveryRow]) -> None:
        with self._lock:
            for row in rows:
                self._rows.setdefault(row.effect, row)
                self._claimed.setdefault(row.effect, row.at)

    def of(self, mentorship: str) -> list[DeliveryRow]:
        with self._lock:
            return [row for row in self._rows.values() if row.mentorship == mentorship]

    def _put(self, row: DeliveryRow, **changes: Any) -> DeliveryRow:
        changed = row.model_copy(update=changes)
        self._rows[row.effect] = changed
        return changed
