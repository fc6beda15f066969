"""`tandem web`: the pages, for production or beside a running embedded installation."""

from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.options import Data

if TYPE_CHECKING:
    from entrypoints.settings import Settings

Host = Annotated[
    str | None,
    typer.Option("--host", metavar="H", help="The address to listen on; else 127.0.0.1."),
]
Port = Annotated[
    int | None,
    typer.Option("--port", min=1, max=65535, metavar="N", help="The port; else 8080."),
]


def web(host: Host = None, port: Port = None, data: Data = None) -> None:
    """Serve the pages that links in mails lead to, until it is told to stop.

    `tandem up` does that already. Links lead to TANDEM_PUBLIC_URL.
    """
    import asyncio

    from entrypoints.logging import configure
    from entrypoints.measuring.exporter import export
    from entrypoints.settings import load

    settings = load(data_dir=data, web_host=host, web_port=port)
    configure(log_format=settings.log_format, level=settings.log_level)
    export(settings)
    asyncio.run(_run(settings))


async def _run(settings: "Settings") -> None:
    from contextlib import closing

    from adapters.store.sealed import sealing
    from entrypoints.cli.output import say
    from entrypoints.cli.reach import record_of, temporal
    from entrypoints.embedded import stop_on_signals
    from entrypoints.tracing import seen_web
    from entrypoints.web.app import create_app
    from entrypoints.web.parting import Parting, part
    from entrypoints.web.server import listen, serving
    from entrypoints.web.wiring import make_parts

    with closing(listen(settings.web_host, settings.web_port)) as door, stop_on_signals() as stop:
        client = await temporal(settings)
        with record_of(settings) as store:
            sealing(store.engine).vault.prove()
            parts = make_parts(settings, store, client)
            seen = Parting(seen_web(settings, create_app(parts)), parts.health)
            async with serving(seen, door, settings.web_proxies):
                say(f"Tandem's pages stand at http://{settings.web_host}:{settings.web_port}")
                await stop.wait()
                await part(parts.health)
