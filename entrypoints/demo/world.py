"""The real thing on this machine: Temporal's server, a worker, the record, a mail catcher."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from temporalio.client import Client

from adapters.links.signed import SignedLinks
from adapters.temporal.connection import connect
from entrypoints.bootstrap import Store, make_links, open_store
from entrypoints.demo.crew import crew
from entrypoints.embedded import embedded
from entrypoints.serving import Places, search_attributes
from entrypoints.settings import Settings, load

OURS_ALONE = {
    "database_url": None,
    "temporal_address": None,
    "temporal_namespace": "default",
    "smtp_host": None,
    "smtp_username": None,
    "smtp_password": None,
    "smtp_tls": "none",
}


@dataclass(frozen=True)
class World:
    """Where a demo plays."""

    client: Client
    task_queue: str
    store: Store
    links: SignedLinks
    maildir: Path


def demo_settings(data_dir: Path) -> Settings:
    """Settings that reach no other installation, whatever the environment says."""
    return load(data_dir=data_dir).model_copy(update=OURS_ALONE)


@asynccontextmanager
async def open_world(settings: Settings) -> AsyncIterator[World]:
    """Start everything, and stop it at the end."""
    async with embedded(settings, search_attributes=search_attributes(), ui=False) as place:
        where = Places(place.temporal_address, place.smtp_host, place.smtp_port)
        with open_store(settings) as store:
            async with crew(settings, where):
                client = await connect(place.temporal_address, settings.temporal_namespace)
                links = make_links(settings)
                yield World(client, settings.task_queue, store, links, place.maildir)
