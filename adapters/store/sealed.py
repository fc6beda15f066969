"""What is personal in facts, sealed as it is stored and opened as it is read: nowhere else.

A stored fact has in clear what is left once somebody is erased, and beside that a box for each
person, or for both together, with the fields that are theirs. Without the key a box stays shut.
Seals of the record are made over what is stored, so they hold whether a box opens or not.
"""

import base64
import binascii
import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Literal, NamedTuple
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Engine, select

from adapters.store.engine import keys_of
from adapters.store.schema import event_table
from adapters.store.vault import PersonKey, Vault
from domain.mentorship.parties import PAIR
from domain.mentorship.personal import parts
from domain.mentorship.storage import CANONICAL
from domain.record import Batch, StoredFact

SEALED = "$sealed"
"""The field of a stored fact that holds its boxes; no event has one of this name."""

_MARK = f'"{SEALED}"'
_NONCE = 12
_SEALING = "tandem_sealing"
_VERSION_8 = 0x8000_8000_0000_0000_0000
_KEPT = ~0xF000_C000_0000_0000_0000

People = Mapping[str, str]
Roles = tuple[str, ...]


class Place(NamedTuple):
    """Where a fact stands; a box opens nowhere else."""

    stream: str
    version: int
    type: str

    @property
    def name(self) -> bytes:
        return f"{self.stream}\0{self.version}\0{self.type}".encode()


class Opened(NamedTuple):
    """A fact's data as far as it can be read, the fields that are erased, and how all went."""

    data: dict[str, Any]
    erased: tuple[str, ...] = ()
    state: Literal["clear", "open", "erased", "shut"] = "clear"


class Sealing:
    """Seals and opens for one database."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine = engine
        self.vault = vault
        self._people: dict[str, People] = {}

    def seal(self, batch: Batch) -> tuple[Batch, tuple[str, ...]]:
        """The batch as it is stored, and the ids of the keys that something in it is under."""
        found = [list(parts(fact.type, fact.data)) for fact in batch.facts]
        roles = {role for some in found for part in some for role in part.roles}
        if not roles:
            return batch, ()
        people = self._pair(batch)
        by_person = self.vault.of(people[role] for role in roles)
        keys = {role: by_person[people[role]] for role in roles}
        facts = tuple(
            _sealed(fact, some, keys) if some else fact
            for fact, some in zip(batch.facts, found, strict=True)
        )
        return batch.changed(facts=facts), tuple(sorted({key.id for key in keys.values()}))

    def open(self, rows: Sequence[tuple[Place, str]], destroyed: int) -> list[Opened]:
        """Open facts as they are stored; `destroyed` was read along with them."""
        self.vault.notice(destroyed)
        read = [(place, orjson.loads(body)) for place, body in rows]
        keys = self.vault.named(_all_keys(data for _, data in read))
        return [_opened(place, data, keys) for place, data in read]

    def opened(self, place: Place, data: dict[str, Any]) -> Opened:
        """One fact whose data was read already."""
        return _opened(place, data, self.vault.named(_all_keys([data])))

    def open_bodies(self, rows: Sequence[tuple[Place, str]], destroyed: int) -> list[str]:
        """The same for texts, which are left as they are where nothing is sealed."""
        found = [body for _, body in rows]
        sealed = [n for n, body in enumerate(found) if _MARK in body]
        opened = self.open([rows[n] for n in sealed], destroyed)
        for n, each in zip(sealed, opened, strict=True):
            found[n] = orjson.dumps(each.data).decode()
        return found

    def id_of(self, place: Place, at: str, data: Mapping[str, Any], opened: Opened) -> str:
        """The id that a fact must have whose boxes are open."""
        ids = _all_keys([data])
        keys = self.vault.named(ids)
        return _id(place, at, opened.data, [keys[id_] for id_ in ids])

    def _pair(self, batch: Batch) -> People:
        """Who the two are: as the batch or its opening says, or the record does."""
        if batch.mentee and batch.mentor:
            return dict(zip(PAIR, (batch.mentee, batch.mentor), strict=True))
        opening = next((f.data for f in batch.facts if f.type == "mentorship_opened"), None)
        if opening is not None:
            return _people(opening)
        if batch.stream not in self._people:
            query = select(event_table.c.data).where(
                event_table.c.stream == batch.stream, event_table.c.version == 1
            )
            with self._engine.connect() as connection:
                self._people[batch.stream] = _people(connection.execute(query).scalar_one())
        return self._people[batch.stream]


def sealing(engine: Engine) -> Sealing:
    """The one of this engine."""
    found: Sealing | None = engine.get_execution_options().get(_SEALING)
    if found is None:
        found = Sealing(engine, Vault(engine, keys_of(engine)))
        engine.update_execution_options(**{_SEALING: found})
    return found


def is_sealed(data: Mapping[str, Any]) -> bool:
    """Tell whether something in a stored fact's data is in a box."""
    return SEALED in data


def is_sealed_under(data: Any, keys: Collection[str]) -> bool:
    """Tell whether one of these keys is needed to open something of a stored fact."""
    return any(id_ in keys for id_ in _all_keys([data]))


def _people(opening: Mapping[str, Any]) -> People:
    return {role: opening[role]["person"] for role in PAIR}


def _sealed(fact: StoredFact, some: Sequence[Any], keys: Mapping[str, PersonKey]) -> StoredFact:
    """Put each one's fields into a box, and leave in clear what is left without them."""
    place = Place(fact.stream, fact.version, fact.type)
    boxes: dict[Roles, dict[str, Any]] = {}
    for part in some:
        boxes.setdefault(part.roles, {})[part.field] = part.value
    data = {**fact.data, **{part.field: part.left for part in some}}
    data[SEALED] = [
        {
            "keys": [keys[role].id for role in roles],
            "fields": sorted(fields),
            "box": _shut(place, fields, [keys[role] for role in roles]),
        }
        for roles, fields in boxes.items()
    ]
    by_id = {key.id: key for key in keys.values()}
    known = [by_id[id_] for id_ in _all_keys([data])]
    name = _id(place, fact.at.isoformat(), fact.data, known)
    return fact.changed(id=name, data=data)


def _opened(place: Place, data: dict[str, Any], keys: Mapping[str, PersonKey]) -> Opened:
    """Put back what is in boxes; one that is shut for no good reason leaves the fact as it is."""
    boxes = _boxes(data)
    if not boxes:
        return Opened(data)
    found = {name: value for name, value in data.items() if name != SEALED}
    erased: list[str] = []
    for box in boxes:
        theirs = [keys.get(id_) for id_ in box["keys"]]
        if any(key and key.secret is None for key in theirs):
            erased.extend(box["fields"])
            continue
        fields = _read(place, box["box"], theirs)
        if fields is None:
            return Opened(data, state="shut")
        found.update(fields)
    return Opened(found, tuple(sorted(erased)), "erased" if erased else "open")


def _all_keys(many: Iterable[Any]) -> list[str]:
    """The ids of all keys that boxes of facts need, in their order, each once."""
    return list(dict.fromkeys(id_ for data in many for box in _boxes(data) for id_ in box["keys"]))


def _boxes(data: Any) -> list[dict[str, Any]]:
    """The boxes of a stored fact; none where somebody has written there what we never do."""
    boxes = data.get(SEALED) if isinstance(data, dict) else None
    if not isinstance(boxes, list):
        return []
    shape = {"keys", "fields", "box"}
    whole = all(isinstance(box, dict) and box.keys() == shape for box in boxes)
    return boxes if whole and all(map(_is_box, boxes)) else []


def _is_box(box: Mapping[str, Any]) -> bool:
    lists = (box["keys"], box["fields"])
    texts = all(isinstance(some, list) and all(isinstance(x, str) for x in some) for some in lists)
    return texts and isinstance(box["box"], str)


def _shut(place: Place, fields: Mapping[str, Any], keys: Sequence[PersonKey]) -> str:
    """Encrypt; the nonce follows from key and content, so the same fact is stored the same."""
    plain, joined = orjson.dumps(fields), _joined(keys)
    nonce = _derived(joined, b"nonce\0" + place.name + b"\0" + plain)[:_NONCE]
    box = AESGCM(_derived(joined, b"box")).encrypt(nonce, plain, place.name)
    return base64.b64encode(nonce + box).decode()


def _read(place: Place, box: str, keys: Sequence[PersonKey | None]) -> dict[str, Any] | None:
    """Decrypt; None where it can't be done."""
    known = [key for key in keys if key]
    if len(known) < len(keys) or not known:
        return None
    try:
        sealed = base64.b64decode(box, validate=True)
        cipher = AESGCM(_derived(_joined(known), b"box"))
        fields = orjson.loads(cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], place.name))
    except (InvalidTag, binascii.Error, ValueError):
        return None
    return fields if isinstance(fields, dict) else None


def _id(place: Place, at: str, data: Mapping[str, Any], keys: Sequence[PersonKey]) -> str:
    """An id that follows from the content, but only for whoever has the keys.

    Without them, nobody can try out what an erased text may have been.
    """
    content = CANONICAL.encode([*place, at, data]).encode()
    number = int.from_bytes(_derived(_joined(keys), b"id\0" + content)[:16])
    return str(UUID(int=number & _KEPT | _VERSION_8))


def _joined(keys: Iterable[PersonKey]) -> bytes:
    """One secret of all of them: without any one of these it can't be had."""
    secrets = [key.secret or b"" for key in keys]
    return secrets[0] if len(secrets) == 1 else sha256(b"".join(secrets)).digest()


def _derived(secret: bytes, what: bytes) -> bytes:
    return hmac.digest(secret, what, "sha256")
