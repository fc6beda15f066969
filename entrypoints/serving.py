"""The whole embedded installation: its servers, a worker and the web, in one process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

from entrypoints.bootstrap import Store
from entrypoints.embedded import Installation, embedded
from entrypoints.engine import connect_to
from entrypoints.settings import Settings
from entrypoints.tracing import seen_web
from entrypoints.web.address import remember, settle
from entrypoints.web.app import create_app
from entrypoints.web.server import serving
from entrypoints.web.wiring import make_parts
from entrypoints.working import Places, search_attributes, working


@asynccontextmanager
async def everything(settings: Settings) -> AsyncIterator[tuple[Installation, Store]]:
    """Run the embedded servers with a worker and the web beside them."""
    place = settle(settings)
    settings = place.settings
    with closing(place.door):
        async with embedded(settings, search_attributes=search_attributes()) as installation:
            remember(place)
            where = Places(
                installation.temporal_address, installation.smtp_host, installation.smtp_port
            )
            async with working(settings, where) as store:
                client = await connect_to(settings, where.temporal_address)
                app = create_app(make_parts(showing(settings, installation), store, client))
                seen = seen_web(settings, app)
                async with serving(seen, place.door, settings.web_proxies):
                    yield installation, store


def showing(settings: Settings, installation: Installation) -> Settings:
    """The settings with the embedded server's own pages, unless somebody has others."""
    pages = settings.temporal_ui or installation.temporal_ui
    return settings.model_copy(update={"temporal_ui": pages})
