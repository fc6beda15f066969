"""`tandem worker`: one worker, for production or beside a running embedded installation."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from entrypoints.cli.options import Data

if TYPE_CHECKING:
    from entrypoints.queues import Role
    from entrypoints.settings import Settings

Does = Annotated[
    Literal["workflows", "activities", "all"],
    typer.Option(
        "--role",
        help="What it does: wait and decide (workflows), send mail, write and call out"
        " (activities), or both. Together they do what all does.",
    ),
]


def worker(data: Data = None, role: Does = "all") -> None:
    """Run one worker, until it is told to stop.

    It finishes what it has begun.
    """
    import asyncio

    from entrypoints.logging import configure
    from entrypoints.measuring.exporter import export
    from entrypoints.settings import load

    settings = load(data_dir=data)
    configure(log_format=settings.log_format, level=settings.log_level)
    export(settings)
    asyncio.run(_run(settings, role))


async def _run(settings: "Settings", role: "Role") -> None:
    from entrypoints.cli.reach import using_database
    from entrypoints.embedded import stop_on_signals
    from entrypoints.working import places, working

    with using_database(settings), stop_on_signals() as stop:
        async with working(settings, places(settings, role), role):
            await stop.wait()
