"""What `tandem doctor` asks: is everything there, at the right version, and on time?"""

from collections.abc import Iterator
from typing import Literal

from sqlalchemy.exc import SQLAlchemyError
from temporalio.client import Client
from temporalio.service import RPCError

from adapters.mail.greeting import greet
from adapters.store.engine import make_engine
from adapters.store.migrate import current, head
from adapters.store.unsent import unsent
from adapters.temporal.checkup import failing, missing_attributes, workers
from adapters.temporal.payloads import keys_used
from domain.errors import MailUnavailable, TandemError
from domain.model import Model
from entrypoints.boards import board
from entrypoints.bootstrap import smtp_server
from entrypoints.cli.engine_checks import agreement, remedy
from entrypoints.cli.reach import record_of, refuse_missing, temporal, unreachable
from entrypoints.cli.webhook_checks import fine, troubles, unserved
from entrypoints.moments import count
from entrypoints.queues import queues
from entrypoints.secrets import key_ring
from entrypoints.settings import Settings
from entrypoints.tls_trouble import why
from entrypoints.webhooks import looks
from entrypoints.working import places, search_attributes

RUNNING = "ExecutionStatus='Running'"
KEYS_OF = 20  # workflows

Status = Literal["ok", "trouble", "unreachable"]


class Check(Model):
    """The answer to one question; `details` name what is wrong, one by one."""

    name: str
    status: Status
    says: str
    details: tuple[str, ...] = ()


async def examine(settings: Settings) -> list[Check]:
    """Ask everything; what can't be reached leaves the questions behind it unasked."""
    found = [_database(settings)]
    if found[0].status == "ok":
        found += _record(settings)
    try:
        client = await temporal(settings)
    except TandemError as error:
        return [*found, Check(name="Temporal", status="unreachable", says=str(error))]
    agree = await _agreement(settings, client) if found[0].status == "ok" else []
    return [*found, *await _engine(settings, client), *agree, await mail_check(settings)]


def _database(settings: Settings) -> Check:
    try:
        refuse_missing(settings)
        version = _version(settings)
    except TandemError as error:
        return Check(name="Database", status="unreachable", says=str(error))
    if version != head():
        says = f"It is at version {version or 'none'}, and this Tandem needs {head()}; start a"
        return Check(name="Database", status="trouble", says=f"{says} worker to bring it there.")
    return Check(name="Database", status="ok", says=f"reached, at version {version}")


def _version(settings: Settings) -> str | None:
    try:
        engine = make_engine(settings.record_url)
        try:
            return current(engine)
        finally:
            engine.dispose()
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        raise unreachable(settings, error) from error


def _record(settings: Settings) -> Iterator[Check]:
    with record_of(settings) as store:
        boards = [board(store, cohort.name) for cohort in store.cohorts.list()]
        waiting, hooks = unsent(store.engine), looks(store.webhooks)
    late = [
        f"{row.mentorship}: {row.waits_for}, due {row.due:%Y-%m-%d %H:%M} UTC"
        for one in boards
        for row in one.rows
        if one.is_overdue(row)
    ]
    missing = [p.id for one in boards if one.cohort.start < one.now for p in one.unopened]
    letters = [
        f"{row.effect} ({row.kind} to {row.person}): {row.status} after"
        f" {count(row.attempts, 'attempt')}: {row.reason or 'the sender died'}"
        for row in waiting
    ]
    yield _none_of("Pairs", late, "overdue", "nothing is overdue")
    yield _none_of("Launches", missing, "not opened yet", "no pair is missing")
    yield _none_of("Messages", letters, "not sent yet", "none waits to be sent")
    yield _none_of("Webhooks", list(troubles(hooks)), "not as they should be", fine(hooks))


def _none_of(name: str, found: list[str], trouble: str, fine: str) -> Check:
    if not found:
        return Check(name=name, status="ok", says=fine)
    says = f"{len(found)} {trouble}"
    return Check(name=name, status="trouble", says=says, details=tuple(found))


async def _engine(settings: Settings, client: Client) -> list[Check]:
    address = client.service_client.config.target_host
    reached = Check(name="Temporal", status="ok", says=f"{address} answers")
    return [
        reached,
        await _keys(settings, client),
        await _attributes(client),
        await _workers(settings, client),
        await _workflows(client),
    ]


async def _agreement(settings: Settings, client: Client) -> list[Check]:
    try:
        found = await agreement(settings, client)
        unheard = await unserved(settings, client)
    except TandemError as error:  # the database has been told of already
        return [Check(name="Mentorships", status="unreachable", says=str(error))]
    except RPCError as error:
        says = f"They can't be looked at: {error.message}"
        return [Check(name="Mentorships", status="trouble", says=says)]
    missing = f"without a workflow; restart them with: {remedy(settings, dry=False)}"
    lost = f"lost in a restore; see: {remedy(settings, dry=True)}"
    return [
        _none_of("Mentorships", found.missing, missing, "every open pair has its workflow"),
        _none_of("Lost facts", found.lost, lost, "the engine knows no more than the record"),
        _none_of("Subscriptions", unheard, "not served", "every one has its workflow"),
    ]


async def _keys(settings: Settings, client: Client) -> Check:
    """Name the keys that some of the newest pairs need, and we don't have."""
    ring = key_ring(settings)
    try:
        used = await keys_used(client, RUNNING, KEYS_OF)
    except RPCError as error:
        says = f"What they encrypted can't be looked at: {error.message}"
        return Check(name="Keys", status="trouble", says=says)
    missing = [
        f"{key}, which {count} of {KEYS_OF} workflows at most need"
        for key, count in sorted(used.items())
        if key not in ring.ids
    ]
    return _none_of("Keys", missing, "not on the ring", f"{ring.current} is the current one")


async def _attributes(client: Client) -> Check:
    try:
        missing = await missing_attributes(client, search_attributes())
    except RPCError as error:
        says = f"They can't be listed: {error.message}"
        return Check(name="Search attributes", status="trouble", says=says)
    return _none_of("Search attributes", missing, "not registered", "all are registered")


async def _workers(settings: Settings, client: Client) -> Check:
    sides = queues(settings.task_queue)
    try:
        asked = [await workers(client, side.name, side.kind) for side in sides]
    except RPCError as error:
        says = f"The task queues can't be looked at: {error.message}"
        return Check(name="Worker", status="trouble", says=says)
    idle = [
        f"{side.work}: nobody asks task queue {side.name} for {side.kind}; start one with:"
        f" tandem worker --role {side.kind}"
        for side, found in zip(sides, asked, strict=True)
        if not found
    ]
    return _none_of("Worker", idle, "kinds of work are not served", "every task queue is served")


async def _workflows(client: Client) -> Check:
    """Name what can't go on; it is tried again by itself, and goes on once its cause is gone."""
    try:
        found = await failing(client)
    except RPCError as error:
        says = f"This Temporal server does not tell which workflows fail: {error.message}"
        return Check(name="Workflows", status="ok", says=says)
    stuck = [f"{workflow.removeprefix('mentorship-')}: {said}" for workflow, said in found]
    return _none_of("Workflows", stuck, "can't go on", "none fails")


async def mail_check(settings: Settings) -> Check:
    """Ask whether the mail server answers, by the line that letters take."""
    try:
        where = places(settings)
        await greet(smtp_server(settings, where.smtp_host, where.smtp_port))
    except MailUnavailable as error:
        proven = settings.smtp_tls_cert is not None
        told = why("smtp", str(error), encrypted=settings.smtp_tls != "none", proven=proven)
        says = f"{error} ({told})" if told else str(error)
        return Check(name="Mail", status="unreachable", says=says)
    except TandemError as error:
        return Check(name="Mail", status="trouble", says=str(error))
    says = f"{where.smtp_host}:{where.smtp_port} answers"
    return Check(name="Mail", status="ok", says=says)
