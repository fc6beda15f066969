"""The faults: what each kind breaks, for how long, and how it is mended."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from random import Random

from tests.faults.gate import Gate
from tests.faults.play import Play

Fault = Callable[[Play, Random], Awaitable[None]]


async def kill_worker(play: Play, source: Random) -> None:
    """SIGKILL in the middle of its work; another one is started after a moment."""
    play.parts.worker.kill()
    await asyncio.sleep(source.uniform(0.0, 0.3))
    play.parts.worker.start()


async def freeze_worker(play: Play, source: Random) -> None:
    """Stopped as a paused virtual machine is; it goes on as if nothing had been."""
    play.parts.worker.send(signal.SIGSTOP)
    await asyncio.sleep(source.uniform(0.5, 2.0))
    play.parts.worker.send(signal.SIGCONT)


async def kill_temporal(play: Play, _source: Random) -> None:
    """SIGKILL; whoever watches it starts it again."""
    await play.parts.kill_temporal()


async def kill_mail(play: Play, source: Random) -> None:
    """SIGKILL; it comes back after a moment with every letter that it acknowledged."""
    play.parts.mail.kill()
    await asyncio.sleep(source.uniform(0.2, 1.0))
    play.parts.mail.start()


async def fail_database(play: Play, source: Random) -> None:
    """PostgreSQL is killed and started again; a SQLite file is locked by another program."""
    await play.parts.database.fail(source.uniform(0.3, 1.5))


async def full_mail_queue(play: Play, source: Random) -> None:
    """452 to everybody, for a while."""
    await mood(play, "full", source.uniform(1.0, 3.0))


async def slow_mail(play: Play, source: Random) -> None:
    """The answer to each letter comes late."""
    await mood(play, "slow", source.uniform(0.5, 1.5))


async def lost_mail_answers(play: Play, source: Random) -> None:
    """Letters are kept, but the connection breaks before the sender can know."""
    await mood(play, "lost", source.uniform(0.3, 1.0))


async def mood(play: Play, name: str, seconds: float) -> None:
    """Put the mail server into a mood for a while."""
    play.parts.mail.be(name)
    await asyncio.sleep(seconds)
    play.parts.mail.be("fine")


async def late_answers(play: Play, source: Random) -> None:
    """Nobody answers for a while, then all do at once."""
    play.patient.clear()
    await asyncio.sleep(source.uniform(1.0, 3.0))
    play.patient.set()


def cut(which: str) -> Fault:
    """Every connection breaks, and nobody gets through for a moment."""

    async def break_off(play: Play, source: Random) -> None:
        await gate(play, which).shut(source.uniform(0.0, 1.0))

    return break_off


def silent(which: str) -> Fault:
    """No byte passes for a while; then every connection breaks, with all that was on its way."""

    async def swallow(play: Play, source: Random) -> None:
        await gate(play, which).silence(source.uniform(0.5, 2.0))

    return swallow


def gate(play: Play, which: str) -> Gate:
    """The gate before a server."""
    gates = {
        "database": play.parts.gates.database,
        "temporal": play.parts.gates.temporal,
        "mail": play.parts.gates.mail,
    }
    found = gates[which]
    if found is None:
        raise AssertionError(f"there is no gate before the {which}")
    return found


ANYWHERE: dict[str, Fault] = {
    "worker killed": kill_worker,
    "worker frozen": freeze_worker,
    "Temporal killed": kill_temporal,
    "mail server killed": kill_mail,
    "Temporal cut off": cut("temporal"),
    "Temporal silent": silent("temporal"),
    "mail cut off": cut("mail"),
    "mail silent": silent("mail"),
    "mail queue full": full_mail_queue,
    "mail slow": slow_mail,
    "mail answers lost": lost_mail_answers,
    "answers late": late_answers,
}
KINDS: dict[str, dict[str, Fault]] = {
    "sqlite": {**ANYWHERE, "database locked": fail_database},
    "postgres": {
        **ANYWHERE,
        "PostgreSQL killed": fail_database,
        "PostgreSQL cut off": cut("database"),
        "PostgreSQL silent": silent("database"),
    },
}
TWICE = {"worker killed", "Temporal killed", "PostgreSQL killed", "database locked"}
"""What is dealt twice as often."""
