"""A demo from its start to its report, unless somebody stops it."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from entrypoints.demo.guide import Guide
from entrypoints.demo.outcome import Ending
from entrypoints.demo.rehearsal import Rehearsal, Wish
from entrypoints.demo.screen import screen
from entrypoints.demo.world import demo_settings, open_world
from entrypoints.embedded import stop_on_signals
from entrypoints.logging import configure


@contextmanager
def folder(chosen: Path | None) -> Iterator[Path]:
    """The chosen folder, which is kept, or a fresh one that is gone afterwards."""
    if chosen is not None:
        yield chosen
        return
    with tempfile.TemporaryDirectory(prefix="tandem-demo-", ignore_cleanup_errors=True) as fresh:
        yield Path(fresh)


async def run(wish: Wish, data_dir: Path, console: Console, guide: Guide) -> Ending | None:
    """Play a demo; None where Ctrl-C or SIGTERM came before its end."""
    ended: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()
    with stop_on_signals() as stop:
        playing = asyncio.create_task(play(wish, data_dir, console, guide, ended))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait((playing, stopping), return_when=asyncio.FIRST_COMPLETED)
        if playing.done():
            stopping.cancel()
            return await playing
        playing.cancel()
        await asyncio.wait((playing,))
        return ended.result() if ended.done() else None


async def play(
    wish: Wish, data_dir: Path, console: Console, guide: Guide, ended: asyncio.Future[Ending]
) -> Ending:
    """Start everything, play, tell what came of it, stay if that is wished, stop everything."""
    settings = demo_settings(data_dir)
    configure(stream=None, file=settings.data_dir / "log" / "tandem.log")
    async with open_world(settings) as world:
        await guide.welcome(world, settings)
        rehearsal = Rehearsal(world, wish)
        with screen(console, rehearsal.couples, wish.speed) as shown:
            ending = await rehearsal.play(shown)
        ended.set_result(ending)
        await guide.farewell(world, ending)
        return ending
