"""What worker and web ask before they say that they are ready."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import Engine
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from adapters.mail.greeting import greet
from adapters.mail.smtp import SmtpServer
from adapters.store.migrate import head, standing
from adapters.store.writable import prove_writable
from adapters.temporal.checkup import missing_attributes
from entrypoints.health.model import PATIENCE, Check, Trouble

T = TypeVar("T")
SELDOM = 60.0
"""Seconds between two questions whose answer rarely changes, or that cost others something."""


def needs(engine: Engine, client: Client, attributes: Mapping[str, str]) -> Iterator[Check]:
    """What both need: a database to write into, and an engine that knows our names.

    The database is asked from threads of their own: slow pages may have all others, and a process
    that is busy would seem to have no database.
    """
    threads = ThreadPoolExecutor(2, thread_name_prefix="health")

    async def asked(question: Callable[[Engine], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(threads, question, engine)

    async def database() -> None:
        await asked(prove_writable)

    async def migrations() -> None:
        """One of a newer release may serve us still, and we go on beside that."""
        found = await asked(standing)
        if not found.fits:
            behind = f"the database is at version {found.version} and needs {head()}"
            raise Trouble(found.beyond or behind)

    async def temporal() -> None:
        wanted = DescribeNamespaceRequest(namespace=client.namespace)
        within = timedelta(seconds=PATIENCE)
        await client.workflow_service.describe_namespace(wanted, timeout=within)

    async def search_attributes() -> None:
        try:
            missing = await missing_attributes(client, attributes)
        except RPCError:
            return  # whether Temporal answers is asked already, and some may not list them
        if missing:
            raise Trouble(f"not registered: {', '.join(missing)}")

    yield Check("database", database)
    yield Check("migrations", migrations)
    yield Check("temporal", temporal)
    yield Check("search_attributes", search_attributes, fresh=SELDOM)


def mail(server: SmtpServer) -> Check:
    """Told only: letters wait in their outbox, and no other worker would reach the server."""

    async def ask() -> None:
        await greet(server, PATIENCE)

    return Check("mail", ask, needed=False, fresh=SELDOM)
