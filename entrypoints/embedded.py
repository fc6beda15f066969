"""Everything on one machine: Temporal's server and a mail catcher that end with this process."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

from adapters.mail.catcher import MailCatcher, Refusal, accept_all
from adapters.temporal.dev_server import DevServer
from entrypoints.installation import (
    Installation,
    InstallationInUse,
    InstallationNotRunning,
    announced,
    exclusive,
    find,
)
from entrypoints.settings import Settings

__all__ = [
    "Installation",
    "InstallationInUse",
    "InstallationNotRunning",
    "embedded",
    "find",
    "stop_on_signals",
]

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@asynccontextmanager
async def embedded(
    settings: Settings,
    *,
    search_attributes: Mapping[str, str] | None = None,
    ui: bool = True,
    refuse: Refusal = accept_all,
) -> AsyncIterator[Installation]:
    """Run what the settings leave out, announce it in the data directory, and stop it at the end.

    A Temporal server or mail server that the settings name is used instead of an own one. Raises
    `InstallationInUse` if another process runs in the same data directory.
    """
    async with AsyncExitStack() as parts:
        parts.enter_context(exclusive(settings.data_dir))
        address, pages = await _temporal(parts, settings, search_attributes or {}, ui=ui)
        smtp_host, smtp_port = _mail(parts, settings, refuse)
        installation = Installation(
            temporal_address=address,
            temporal_ui=pages,
            smtp_host=smtp_host,
            smtp_port=smtp_port,
            data_dir=settings.data_dir,
            maildir=settings.data_dir / "mail",
            pid=os.getpid(),
            public_url=settings.public_url,
        )
        parts.enter_context(announced(installation))
        yield installation


async def _temporal(
    parts: AsyncExitStack, settings: Settings, search_attributes: Mapping[str, str], *, ui: bool
) -> tuple[str, str | None]:
    if settings.temporal_address is not None:
        return settings.temporal_address, None
    codec = f"{settings.public_url}/api/temporal"
    server = DevServer(settings.data_dir, search_attributes=search_attributes, ui=ui, codec=codec)
    await parts.enter_async_context(server)
    return server.address, server.ui_url


def _mail(parts: AsyncExitStack, settings: Settings, refuse: Refusal) -> tuple[str, int]:
    if settings.smtp_host is not None:
        return settings.smtp_host, settings.smtp_port
    catcher = parts.enter_context(MailCatcher(settings.data_dir / "mail", refuse=refuse))
    return catcher.host, catcher.port


@contextmanager
def stop_on_signals() -> Iterator[asyncio.Event]:
    """An event that Ctrl-C (SIGINT) or SIGTERM sets, instead of ending the process at once."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in STOP_SIGNALS:
            loop.remove_signal_handler(number)
