"""What worker and web ask before they say that they are ready."""

import asyncio
from collections.abc import Iterator, Mapping
from datetime import timedelta

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

SELDOM = 60.0
"""Seconds between two questions whose answer rarely changes, or that cost others something."""


def needs(engine: Engine, client: Client, attributes: Mapping[str, str]) -> Iterator[Check]:
    """What both need: a database to write into, and an engine that knows our names."""

    async def database() -> None:
        await asyncio.to_thread(prove_writable, engine)

    async def migrations() -> None:
        """One of a newer release may serve us still, and we go on beside that."""
        found = await asyncio.to_thread(standing, engine)
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
