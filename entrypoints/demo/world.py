"""The real thing on this machine: Temporal's server, a worker, the record, a mail catcher."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

from temporalio.client import Client

from adapters.links.signed import SignedLinks
from entrypoints.bootstrap import Store, make_links, open_store
from entrypoints.demo.browser import Browser, browser
from entrypoints.demo.crew import crew
from entrypoints.embedded import embedded
from entrypoints.engine import connect_to
from entrypoints.settings import Settings, load
from entrypoints.web.address import settle
from entrypoints.web.app import create_app
from entrypoints.web.server import serving
from entrypoints.web.wiring import make_parts
from entrypoints.working import Places, search_attributes

OURS_ALONE = {
    "database_url": None,
    "temporal_address": None,
    "temporal_namespace": "default",
    "smtp_host": None,
    "smtp_username": None,
    "smtp_password": None,
    "smtp_tls": "none",
    "web_proxies": (),
    "oidc_issuer": None,
    "oidc_only": False,
}


@dataclass(frozen=True)
class World:
    """Where a demo plays."""

    client: Client
    task_queue: str
    store: Store
    links: SignedLinks
    maildir: Path
    public_url: str
    browser: Browser


def demo_settings(data_dir: Path) -> Settings:
    """Settings that reach no other installation, whatever the environment says."""
    found = load(data_dir=data_dir).model_dump(exclude={"public_url", "web_host", "web_port"})
    return Settings.model_construct(**found | OURS_ALONE)


@asynccontextmanager
async def open_world(settings: Settings) -> AsyncIterator[World]:
    """Start everything, and stop it at the end."""
    async with AsyncExitStack() as parts:
        pages = settle(settings)
        parts.enter_context(closing(pages.door))
        settings = pages.settings
        place = await parts.enter_async_context(
            embedded(settings, search_attributes=search_attributes(), ui=False)
        )
        where = Places(place.temporal_address, place.smtp_host, place.smtp_port)
        store = parts.enter_context(open_store(settings))
        await parts.enter_async_context(crew(settings, where))
        client = await connect_to(settings, place.temporal_address)
        app = create_app(make_parts(settings, store, client))
        await parts.enter_async_context(serving(app, pages.door))
        links = make_links(settings)
        people = await parts.enter_async_context(browser())
        where_to = settings.public_url
        yield World(client, settings.task_queue, store, links, place.maildir, where_to, people)
