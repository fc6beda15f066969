"""A worker as a part of this process, and where it finds the servers that it needs."""

import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from temporalio.client import Client
from temporalio.service import RPCError

from adapters.store.sealed import sealing
from adapters.temporal.namespace import register
from domain.errors import TandemError
from entrypoints.bootstrap import (
    Store,
    make_composer,
    make_mailer,
    make_pace,
    make_sender,
    open_store,
    smtp_server,
)
from entrypoints.embedded import Installation, find
from entrypoints.engine import connect_to
from entrypoints.health.checks import mail, needs
from entrypoints.health.model import Check, Health
from entrypoints.health.pollers import Pollers
from entrypoints.health.worker import Alive, telling
from entrypoints.measuring.exporter import meters_of
from entrypoints.measuring.stores import MeteredStore, metered
from entrypoints.measuring.watching import watching
from entrypoints.projecting import projecting
from entrypoints.queues import Role
from entrypoints.settings import Settings
from entrypoints.tracing import seen_mailer, seen_store
from entrypoints.versions import build_of, versioning
from entrypoints.workers import Crew, Post, make_webhook_worker, make_worker
from workflows.attributes import ALL

SWITCH = 0.0005  # seconds
GRACE = timedelta(seconds=10)
"""How long activities that have begun may go on when the worker is told to stop."""

log = structlog.get_logger(__name__)


class NoMailServer(TandemError):
    """A worker needs a mail server: set TANDEM_SMTP_HOST."""

    code = "no_mail_server"


@dataclass(frozen=True)
class Places:
    """Where a worker finds the servers that it needs, and where the pages of participants are."""

    temporal_address: str
    smtp_host: str
    smtp_port: int
    public_url: str = ""


def search_attributes() -> dict[str, str]:
    """Our search attributes with their types as Temporal spells them."""
    return {key.name: key.indexed_value_type.name.title().replace("_", "") for key in ALL}


def places(settings: Settings, role: Role = "all") -> Places:
    """The servers of the settings; what they leave out belongs to the installation that runs.

    Raises `InstallationNotRunning` and, where the role is to send mail, `NoMailServer`.
    """
    if settings.temporal_address is None:
        running = find(settings.data_dir)
        return Places(
            running.temporal_address, *_mail(settings, running), public_url=running.public_url
        )
    if settings.smtp_host is None and role != "workflows":
        raise NoMailServer
    return Places(settings.temporal_address, settings.smtp_host or "", settings.smtp_port)


@asynccontextmanager
async def working(settings: Settings, where: Places, role: Role = "all") -> AsyncIterator[Store]:
    """Run the workers of a role; on leaving, they finish what they have begun."""
    # Else each statement of a transaction may wait 5 ms for a busy event loop to let go.
    sys.setswitchinterval(SWITCH)
    client = await connect_to(settings, where.temporal_address)
    await _prepare(client)
    queue = settings.task_queue
    with open_store(settings) as plain:
        sealing(plain.engine).vault.prove()
        store = metered(plain, meters_of(client, settings))
        async with _crew(settings, where, client, store, role):
            log.info("worker_started", task_queue=queue, role=role, build=build_of(settings))
            yield store
    log.info("worker_stopped", task_queue=queue, role=role)


@asynccontextmanager
async def _crew(
    settings: Settings, where: Places, client: Client, store: MeteredStore, role: Role
) -> AsyncIterator[None]:
    """Who only waits and decides needs no mail server, no secrets of it, and no read models."""
    queue = settings.task_queue
    checks = [*needs(store.engine, client, search_attributes())]
    options: dict[str, Any] = {"role": role, "graceful_shutdown_timeout": GRACE}
    options |= versioning(settings)
    async with AsyncExitStack() as parts:
        post = sender = None
        if role != "workflows":
            checks.append(_greeting(settings, where))
            post = _post(settings, where, store)
            sender = await parts.enter_async_context(make_sender(settings))
            await parts.enter_async_context(projecting(store))
        worker = make_worker(client, queue, seen_store(settings, store), post, **options)
        hooks = make_webhook_worker(client, queue, store, sender, **options)
        crew = Crew(*worker.workers, hooks)
        health = Health(checks, Alive(crew.workers, Pollers(settings.metrics_address)))
        await parts.enter_async_context(telling(settings, health))
        await parts.enter_async_context(crew)
        if settings.metrics_address is not None:
            rounds = watching(settings, store, client, health, counts=role != "workflows")
            await parts.enter_async_context(rounds)
        parts.callback(health.stop)
        yield


def _post(settings: Settings, where: Places, store: Store) -> Post:
    composer = make_composer(leading_to(settings, where.public_url))
    mailer = make_mailer(settings, composer, where.smtp_host, where.smtp_port)
    seen = seen_mailer(settings, mailer)
    return Post(seen, composer.message_id, make_pace(settings, store))


def leading_to(settings: Settings, public_url: str) -> Settings:
    """The settings with the pages at another address, unless somebody chose theirs."""
    if not public_url or "public_url" in settings.model_fields_set:
        return settings
    return settings.model_copy(update={"public_url": public_url})


def _greeting(settings: Settings, where: Places) -> Check:
    return mail(smtp_server(settings, where.smtp_host, where.smtp_port))


def _mail(settings: Settings, running: Installation) -> tuple[str, int]:
    if settings.smtp_host is not None:
        return settings.smtp_host, settings.smtp_port
    return running.smtp_host, running.smtp_port


async def _prepare(client: Client) -> None:
    """Register search attributes where that is allowed; `tandem doctor` tells if they miss."""
    try:
        await register(client, search_attributes())
    except RPCError as error:
        log.warning("search_attributes_not_registered", reason=error.message)
