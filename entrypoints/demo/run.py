"""A demo from its start to its report, unless somebody stops it."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

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


async def run(wish: Wish, data_dir: Path, console: Console) -> Ending | None:
    """Play a demo; None where Ctrl-C or SIGTERM came first."""
    with stop_on_signals() as stop:
        playing = asyncio.create_task(play(wish, data_dir, console))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait((playing, stopping), return_when=asyncio.FIRST_COMPLETED)
        if playing.done():
            stopping.cancel()
            return playing.result()
        playing.cancel()
        await asyncio.wait((playing,))
        return None


async def play(wish: Wish, data_dir: Path, console: Console) -> Ending:
    """Start everything, play, stop everything."""
    settings = demo_settings(data_dir)
    configure(stream=None, file=settings.data_dir / "log" / "tandem.log")
    async with open_world(settings) as world:
        rehearsal = Rehearsal(world, wish)
        with screen(console, rehearsal.couples, wish.speed) as shown:
            return await rehearsal.play(shown)
