"""What `tandem doctor` asks the database: can it be used, and what does it say of the pairs?"""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from adapters.store.engine import make_engine
from adapters.store.migrate import Standing, head, standing
from adapters.store.projections import progress
from adapters.store.sealed import sealing
from adapters.store.unsent import unsent
from adapters.store.vitals import behind
from adapters.store.writable import prove_writable
from domain.errors import TandemError, UnknownKey
from domain.ports import Cohort
from domain.readmodels.board import BoardQuery
from entrypoints.boards import late_in
from entrypoints.bootstrap import Store
from entrypoints.cli.findings import Check, in_trouble, none_of
from entrypoints.cli.reach import record_of, refuse_missing, unreachable
from entrypoints.cli.webhook_checks import fine, troubles
from entrypoints.moments import count, length
from entrypoints.pairs.time import time_of
from entrypoints.settings import Settings
from entrypoints.webhooks import looks

NAMED = 1000
"""So many pairs of a cohort are named at most; all are counted."""

BY_NOW = timedelta(minutes=10)
"""An erasure that began earlier is done, or was cut short."""

MB = 1_000_000
ROOM = 200 * MB
"""So many bytes should be left on the disk where the file of a record is."""

PROMPT = timedelta(minutes=1)
"""Read models that lack what is older are late."""


def database(settings: Settings) -> Check:
    """Is it there, at the right version, and can it be written?"""
    try:
        refuse_missing(settings)
        found, refusal = _found(settings)
    except TandemError as error:
        return Check(name="Database", status="unreachable", says=str(error))
    if not found.fits:
        return in_trouble("Database", found.beyond or _older(found.version))
    if refusal:
        return in_trouble("Database", refusal)
    says = f"reached and written, at version {found.version}"
    newer = f" (this Tandem's is {head()}; a newer release's, which still serves this one)"
    return Check(name="Database", status="ok", says=says + (newer if found.beyond else ""))


def record(settings: Settings) -> Iterator[Check]:
    """What is late, missing or waiting; a database that gives out meanwhile is asked no more."""
    try:
        yield from _questions(settings)
    except TandemError as error:
        yield Check(name="Record", status="unreachable", says=str(error))


def _questions(settings: Settings) -> Iterator[Check]:
    with record_of(settings) as store:
        yield _keys(store)
        yield from _pairs(store)
        yield _messages(store)
        yield _read_models(store)
        yield _erasures(store, datetime.now(UTC))
        hooks = looks(store.webhooks)
    yield none_of("Webhooks", list(troubles(hooks)), "not as they should be", fine(hooks))


def _found(settings: Settings) -> tuple[Standing, str]:
    """How it stands to this code, and what speaks against writing to it."""
    try:
        engine = make_engine(settings.record_url)
        try:
            found = standing(engine)
            return found, (_refusal(engine) or _cramped(engine)) if found.fits else ""
        finally:
            engine.dispose()
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        raise unreachable(settings, error) from error


def _older(version: str | None) -> str:
    says = f"It is at version {version or 'none'}, and this Tandem needs {head()}."
    return f"{says} Whoever owns its tables brings it there: tandem migrate"


def _refusal(engine: Engine) -> str:
    try:
        prove_writable(engine)
    except SQLAlchemyError as error:
        says = " ".join(str(getattr(error, "orig", None) or error).split())
        return f"It can't be written: {says}"
    return ""


def _cramped(engine: Engine) -> str:
    """A file on a disk that is nearly full takes a small trial, and refuses facts later."""
    if engine.dialect.name != "sqlite":  # a server's disk can't be seen from here
        return ""
    free = shutil.disk_usage(Path(str(engine.url.database)).parent).free
    return f"Its disk is nearly full: {free // MB} MB are left." if free < ROOM else ""


def _keys(store: Store) -> Check:
    """Is the ring here the one that the keys of people are under?"""
    try:
        sealing(store.engine).vault.prove()
    except UnknownKey as error:
        return in_trouble("Keys of people", str(error))
    return Check(name="Keys of people", status="ok", says="the ring opens them")


def _pairs(store: Store) -> Iterator[Check]:
    """Cohorts are counted first, and only those in which something is wrong are read."""
    cohorts = store.cohorts.list()
    counts = store.board.counts({one.name: late_in(one) for one in cohorts})
    late = [one for one in cohorts if counts[one.name].late]
    begun = [one for one in cohorts if one.start < time_of(one.clock)]
    lacking = [one for one in begun if counts[one.name].unopened]
    overdue = [line for cohort in late for line in _overdue(store, cohort)]
    missing = [
        pair.id for one in lacking for _, pair in store.cohorts.unopened(one.name, 0, NAMED)
    ]
    many = sum(counts[one.name].late for one in late)
    yield none_of("Pairs", overdue, "overdue", "nothing is overdue", many)
    many = sum(counts[one.name].unopened for one in lacking)
    yield none_of("Launches", missing, "not opened yet", "no pair is missing", many)


def _overdue(store: Store, cohort: Cohort) -> Iterator[str]:
    query = BoardQuery(cohort=cohort.name, late=late_in(cohort), sort="due", limit=NAMED)
    for row in store.board.page(query).rows:
        yield f"{row.mentorship}: {row.waits_for}, due {row.due:%Y-%m-%d %H:%M} UTC"


def _messages(store: Store) -> Check:
    letters = [
        f"{row.effect} ({row.kind} to {row.person}): {row.status} after"
        f" {count(row.attempts, 'attempt')}: {row.reason or 'the sender died'}"
        for row in unsent(store.engine)
    ]
    return none_of("Messages", letters, "not sent yet", "none waits to be sent")


def _read_models(store: Store) -> Check:
    """They follow the record within seconds, unless a pair of them can't be read."""
    aside = [
        f"{row.mentorship}: put aside at version {row.version} ({row.type}): {row.error}"
        for row in progress(store.engine).poisoned
    ]
    queue = behind(store.engine, datetime.now(UTC))
    if queue.oldest > PROMPT:
        aside.append(
            f"{count(queue.waiting, 'fact')} behind, for {length(queue.oldest.total_seconds())}"
        )
    return none_of("Read models", aside, "not up to date", "they follow the record")


def _erasures(store: Store, now: datetime) -> Check:
    """Whoever was to be erased is."""
    begun = [one for one in store.erasures.all() if one.done_at is None]
    undone = [
        f"{one.person}: begun on {one.began_at:%Y-%m-%d %H:%M} UTC; give it again:"
        f" tandem person erase {one.person} --end"
        for one in begun
        if now - one.began_at > BY_NOW
    ]
    return none_of("Erasures", undone, "begun and not done", "none was left half done")
