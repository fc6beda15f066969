"""The real thing on this machine: Temporal's server, a worker, the record, a mail catcher."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from temporalio.client import Client

from adapters.links.signed import SignedLinks
from adapters.mail.compose import Composer
from adapters.mail.samples import samples
from adapters.temporal.connection import connect
from domain.mentorship.messages import Kind
from entrypoints.bootstrap import (
    Store,
    make_composer,
    make_links,
    make_mailer,
    make_worker,
    open_store,
)
from entrypoints.embedded import embedded
from entrypoints.settings import Settings, load
from workflows.attributes import ALL

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


def search_attributes() -> dict[str, str]:
    """Our search attributes with their types as Temporal spells them."""
    return {key.name: key.indexed_value_type.name.title().replace("_", "") for key in ALL}


def write_one_of_each(composer: Composer) -> None:
    """Have every template read before the clock runs, when a second is still a second."""
    for kind in get_args(Kind):
        for message in samples(kind):
            composer.compose(message)


@asynccontextmanager
async def open_world(settings: Settings) -> AsyncIterator[World]:
    """Start everything, and stop it at the end."""
    async with embedded(settings, search_attributes=search_attributes(), ui=False) as place:
        client = await connect(place.temporal_address, settings.temporal_namespace)
        composer = make_composer(settings)
        await asyncio.to_thread(write_one_of_each, composer)
        mailer = make_mailer(settings, composer, place.smtp_host, place.smtp_port)
        with open_store(settings) as store:
            worker = make_worker(client, settings.task_queue, store, mailer, composer.message_id)
            async with worker:
                links = make_links(settings)
                yield World(client, settings.task_queue, store, links, place.maildir)
