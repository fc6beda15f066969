"""The keys of people: one each, wrapped by the installation's own; destroying it erases them.

Why so: deploy/decisions/0017-a-key-for-each-person.md.
"""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from threading import Lock
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ColumnElement, Connection, Engine, func, select, update

from adapters.store.engine import writing
from adapters.store.now import now
from adapters.store.upsert import insert_into
from adapters.store.vault_schema import person_key_table
from domain.errors import TandemError, UnknownKey
from domain.ports import Keys

PURPOSE = "person keys"
MOST = 50_000
"""So many keys are remembered at once, at some 300 bytes each."""

DESTROYED = "(SELECT count(*) FROM person_key WHERE wrapped IS NULL)"
"""Goes along with whatever reads facts: so a process notices at once that somebody was erased."""

_LENGTH, _NONCE = 32, 12
_FIRST_KEYS = 1_952_540_787
"""The lock of those who give their first key in this database."""

_c = person_key_table.c
_LIVES = _c.wrapped.is_not(None)


class PersonKeyLost(TandemError):
    """A key of a person is missing from the database, and nobody has destroyed it."""

    code = "person_key_lost"


class OtherRing(UnknownKey):
    """This database was written with another ring of keys than the one here."""

    code = "other_ring"


class PersonKey(NamedTuple):
    """A key that is known; `secret` is None once it is destroyed."""

    id: str
    secret: bytes | None


class Vault:
    """The keys in SQLite or PostgreSQL; what was read once is remembered."""

    def __init__(self, engine: Engine, keys: Keys | None) -> None:
        self._engine = engine
        self._keys = keys
        self._known: dict[str, PersonKey] = {}
        self._living: dict[str, PersonKey] = {}
        self._destroyed = 0
        self._forgotten = 0
        self._proven = False
        self._lock, self._making = Lock(), Lock()

    def notice(self, destroyed: int) -> None:
        """Take note of how many keys are destroyed: one more, and all is asked anew."""
        if destroyed != self._destroyed:
            with self._lock:
                self._forget()
                self._destroyed = destroyed

    def forget(self) -> None:
        """Ask the database anew for every key."""
        with self._lock:
            self._forget()

    def of(self, people: Iterable[str]) -> dict[str, PersonKey]:
        """The living key of each person; whoever has none yet gets one."""
        wanted = set(people)
        found = _known(wanted, self._living)
        if missing := wanted - found.keys():
            found |= dict(self._read(_c.person.in_(missing) & _LIVES))
        if missing := wanted - found.keys():
            self._make(missing)
            found |= dict(self._read(_c.person.in_(missing) & _LIVES))
        return found

    def named(self, ids: Iterable[str]) -> dict[str, PersonKey]:
        """Keys by their ids, destroyed ones too; those that nobody knows are left out."""
        wanted = set(ids)
        found = _known(wanted, self._known)
        if missing := wanted - found.keys():
            found |= {key.id: key for _, key in self._read(_c.id.in_(missing))}
        return found

    def destroy(self, person: str, at: datetime) -> int:
        """Destroy what keys a person has, for good; returns how many there were."""
        gone = update(person_key_table).where(_c.person == person, _LIVES)
        with writing(self._engine) as connection:
            found = connection.execute(gone.values(wrapped=None, destroyed_at=at)).rowcount
        self.forget()
        return found

    def rewrap(self, most: int = 500) -> int:
        """Wrap some keys under the ring's current one; returns how many, 0 when all are."""
        keys = self._ring()
        query = select(person_key_table).where(_LIVES, _c.ring_key != keys.current).limit(most)
        with writing(self._engine) as connection:
            rows = connection.execute(query.with_for_update()).mappings().all()
            for row in rows:
                secret = self._unwrapped(row["id"], row["ring_key"], row["wrapped"])
                changed = update(person_key_table).where(_c.id == row["id"], _LIVES)
                connection.execute(changed.values(self._wrapped(row["id"], secret)))
        return len(rows)

    def under(self) -> dict[str, int]:
        """How many living keys are wrapped under each key of the ring."""
        query = select(_c.ring_key, func.count()).where(_LIVES).group_by(_c.ring_key)
        with self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def prove(self) -> None:
        """Raise `OtherRing` where the living keys can't be unwrapped with the ring that is here.

        So a machine that has another ring than the others is found before it wraps anything.
        Why so: deploy/decisions/0027-one-ring.md.
        """
        query = select(_c.ring_key, func.count(), func.min(_c.id)).where(_LIVES)
        with self._engine.connect() as connection:
            rows = connection.execute(query.group_by(_c.ring_key)).all()
        for ring_key, many, sample in rows:
            try:
                self._find(_c.id == sample)
            except UnknownKey as error:
                raise OtherRing(
                    f"This database was written with another ring of keys than the one here:"
                    f" keys of people ({many}) are under {ring_key!r}. {error} Give this process"
                    " the ring that all others have (TANDEM_KEYS_FILE, or `keys` in the folder)."
                ) from error

    def lose(self, ring_key: str, at: datetime) -> int:
        """Give up the keys of people that are under a lost key; returns how many there were."""
        gone = update(person_key_table).where(_c.ring_key == ring_key, _LIVES)
        with writing(self._engine) as connection:
            found = connection.execute(gone.values(wrapped=None, destroyed_at=at)).rowcount
        self.forget()
        return found

    def _find(self, which: ColumnElement[bool]) -> list[tuple[str, PersonKey]]:
        query = select(_c.id, _c.person, _c.ring_key, _c.wrapped).where(which)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [
            (person, PersonKey(id_, wrapped and self._unwrapped(id_, ring_key, wrapped)))
            for id_, person, ring_key, wrapped in rows
        ]

    def _make(self, people: Iterable[str]) -> None:
        """Give keys to people, unless another process has done so meanwhile.

        Threads wait before they have a connection: who proves the ring needs a second one.
        """
        add = insert_into(person_key_table, self._engine.dialect.name).on_conflict_do_nothing()
        with self._making, writing(self._engine) as connection:
            if not self._proven:
                _one_at_a_time(connection)
                self.prove()
                self._proven = True
            for person in sorted(people):
                id_, secret = secrets.token_urlsafe(9), secrets.token_bytes(_LENGTH)
                row = {"id": id_, "person": person, "created_at": now()}
                connection.execute(add, row | self._wrapped(id_, secret))

    def _read(self, which: ColumnElement[bool]) -> list[tuple[str, PersonKey]]:
        """Find keys, and remember them unless one of some kind was destroyed meanwhile."""
        before = self._forgotten
        found = self._find(which)
        with self._lock:
            if self._forgotten == before:
                self._remember(found)
        return found

    def _remember(self, found: Iterable[tuple[str, PersonKey]]) -> None:
        if len(self._known) > MOST:
            self._forget()
        for person, key in found:
            self._known[key.id] = key
            if key.secret is not None:
                self._living[person] = key

    def _forget(self) -> None:
        self._known, self._living = {}, {}
        self._forgotten += 1

    def _wrapped(self, id_: str, secret: bytes) -> dict[str, object]:
        ring, nonce = self._ring(), secrets.token_bytes(_NONCE)
        box = AESGCM(ring.key(ring.current, PURPOSE)).encrypt(nonce, secret, id_.encode())
        return {"ring_key": ring.current, "wrapped": nonce + box}

    def _unwrapped(self, id_: str, ring_key: str, wrapped: bytes) -> bytes:
        cipher = AESGCM(self._ring().key(ring_key, PURPOSE))
        try:
            return cipher.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], id_.encode())
        except InvalidTag as error:
            raise UnknownKey(
                f"The key {ring_key!r} of the ring does not open the keys of people: another key"
                " has that name, or the database was changed by hand."
            ) from error

    def _ring(self) -> Keys:
        if self._keys is None:
            raise UnknownKey("The keys of this installation are needed here, and were not given.")
        return self._keys


def _one_at_a_time(connection: Connection) -> None:
    """Nobody else gives a first key meanwhile: of two rings, one comes second and is refused."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        connection.execute(select(func.pg_advisory_xact_lock(_FIRST_KEYS)))


def _known(wanted: Iterable[str], keys: Mapping[str, PersonKey]) -> dict[str, PersonKey]:
    """What is remembered of these; taken at once, as another thread may forget all at any time."""
    return {name: keys[name] for name in wanted if name in keys}
