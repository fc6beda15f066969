"""Shows the console to whoever watches a demo, and keeps it open afterwards if they like."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from rich.console import Console

from domain.ports import Cohort
from domain.staff.model import Staff
from domain.staff.ports import StaffStore
from entrypoints.bootstrap import make_composer
from entrypoints.demo.outcome import Ending
from entrypoints.demo.world import World
from entrypoints.lived.moving_in import move_in
from entrypoints.settings import Settings
from entrypoints.web.staff.tickets import FIRST, first_link

GUEST = "guest@example.org"
LETS_IN = "The link lets you in once; you choose a password there."
SIGN_IN = f"There you are {GUEST}, with the password that you have chosen."


@dataclass
class Guide:
    """With `stay`, a second cohort lives beside the demo, in real time, and all goes on.

    `tell` says what came of the demo; `kept` is where everything is kept, if it is.
    """

    console: Console
    tell: Callable[[Ending], None]
    stay: bool
    kept: str = ""
    second: Cohort | None = None

    async def welcome(self, world: World, settings: Settings) -> None:
        """Say where the console is; with `stay`, have something to act on there."""
        if self.stay:
            self.say("Writing down nine weeks of a second cohort …", style="dim")
            message_id = make_composer(settings).message_id
            self.second = await move_in(world.client, world.task_queue, world.store, message_id)
        self.say(f"The console is open at {await way_in(world)}")

    async def farewell(self, world: World, ending: Ending) -> None:
        """Tell what came of it; with `stay`, leave everything open until Ctrl-C."""
        self.tell(ending)
        if self.second is None:
            return
        link = await way_in(world)
        self.say()
        self.say(f"The console is open at {link}", style="bold")
        self.say(f"  {LETS_IN if '/enter/' in link else SIGN_IN}")
        self.say(
            f"  {self.second.name} is a cohort that is nine weeks old; it goes on in real time."
        )
        self.say("  Some of its pairs have stalled, and the inbox waits for you.")
        self.say(
            "  To launch another one, take first-steps.yaml, people.csv and pairs.csv of samples/."
        )
        self.say(f"Ctrl-C ends it; {self.kept or 'nothing is kept'}.")
        await asyncio.Event().wait()

    def say(self, words: str = "", style: str = "") -> None:
        """Print a line; links and paths stay whole, so that they can be clicked and copied."""
        self.console.print(words, style=style, soft_wrap=True, highlight=False, markup=False)


async def way_in(world: World) -> str:
    """The console's address, or until somebody has come in, a link that lets them in once."""
    path = await asyncio.to_thread(invite, world.store.staff, datetime.now(UTC))
    return f"{world.public_url}{path or '/console'}"


def invite(staff: StaffStore, now: datetime) -> str | None:
    """A link for a guest who may do everything here."""
    if not staff.all():
        staff.add(Staff(id=FIRST, email=GUEST, name="Guest", role="admin", created=now))
    return first_link(staff, now)
