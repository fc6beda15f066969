"""A process says how it is, and is not asked too often."""

import asyncio

import pytest

from entrypoints.health import model
from entrypoints.health.model import Check, Health, Trouble


class Thing:
    """Something that works or not, and counts how often it was asked."""

    def __init__(self) -> None:
        self.works = True
        self.asked = 0
        self.answers = asyncio.Event()
        self.answers.set()

    async def ask(self) -> None:
        self.asked += 1
        await self.answers.wait()
        if not self.works:
            raise Trouble("it does not work")


async def test_all_that_is_needed_must_be_well() -> None:
    database, mail = Thing(), Thing()
    checks = (
        Check("database", database.ask, fresh=0),
        Check("mail", mail.ask, needed=False, fresh=0),
    )
    health = Health(checks)

    assert await health.ready() == (True, {"database": True, "mail": True})
    mail.works = False
    assert await health.ready() == (True, {"database": True, "mail": False})
    database.works = False
    assert await health.ready() == (False, {"database": False, "mail": False})
    database.works = True
    assert (await health.ready())[0]


async def test_who_is_about_to_stop_is_not_ready_but_alive() -> None:
    health = Health([Check("database", Thing().ask)])

    health.stop()

    assert await health.ready() == (False, {"database": True})
    assert await health.alive()


async def test_an_answer_counts_for_a_while() -> None:
    thing = Thing()
    health = Health([Check("database", thing.ask, fresh=60)])

    answers = [await health.ready() for _ in range(3)]

    assert (thing.asked, answers[0][0]) == (1, True)


async def test_no_answer_in_time_is_a_no_and_is_waited_for_by_all_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(model, "PATIENCE", 0.01)
    thing = Thing()
    thing.answers.clear()
    health = Health([Check("database", thing.ask, fresh=0)])

    answers = [await health.ready(), await health.ready()]

    assert [ready for ready, _ in answers] == [False, False]
    assert thing.asked == 1
    thing.answers.set()
    assert (await health.ready())[0]
