"""The hash chain as anybody could check it, from what is stored and nothing else."""

from sqlalchemy import Engine, text

from adapters.store.event_store import event_store
from adapters.store.seal import START, digest, seal

SEALS = text("SELECT hash FROM event WHERE stream = :stream ORDER BY version")
BODIES = text("SELECT CAST(data AS TEXT) FROM event WHERE stream = :stream ORDER BY version")
HEAD = text("SELECT head FROM stream WHERE id = :stream")


def seals_of(engine: Engine, stream: str) -> list[bytes | None]:
    with engine.connect() as connection:
        return list(connection.execute(SEALS, {"stream": stream}).scalars())


def head_of(engine: Engine, stream: str) -> bytes | None:
    with engine.connect() as connection:
        return connection.execute(HEAD, {"stream": stream}).scalar()


def bodies_of(engine: Engine, stream: str) -> list[bytes]:
    with engine.connect() as connection:
        found = connection.execute(BODIES, {"stream": stream}).scalars()
        return [body.encode() for body in found]


def broken_seals(engine: Engine, stream: str) -> list[int]:
    """The versions whose seal is not what it should be; facts without one are passed over."""
    last, broken = START, []
    rows = zip(
        event_store(engine).history(stream),
        bodies_of(engine, stream),
        seals_of(engine, stream),
        strict=True,
    )
    for recorded, body, found in rows:
        if found is None:
            continue
        fingerprint = digest(recorded.fact, recorded.cohort, body)
        if found != seal(last, fingerprint, recorded.recorded_at):
            broken.append(recorded.fact.version)
        last = found
    return broken if last == head_of(engine, stream) else [*broken, 0]
