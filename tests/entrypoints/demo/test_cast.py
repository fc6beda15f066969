"""The cast reads letters and acts by the pages that they lead to."""

import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from temporalio.client import Client

from domain.clock import Clock
from domain.cohort.model import Pair
from domain.mentorship.messages import Message
from domain.mentorship.parties import Party
from domain.people.model import Person
from entrypoints.demo.agreement import goals
from entrypoints.demo.behaviours import Behaviour
from entrypoints.demo.browser import Browser
from entrypoints.demo.cast import Cast
from entrypoints.demo.letters import Letter
from entrypoints.demo.pace import Pace
from entrypoints.demo.participants import Participant
from entrypoints.demo.parts import Couple, Part
from entrypoints.lived.life import as_read
from tests.entrypoints.web.stage import ADDRESS, FIRST, START, Stage

DILIGENT: dict[str, Behaviour] = {"mentee": "diligent", "mentor": "diligent"}


class StagesPace(Pace):
    """Whoever waits moves the clock of the stage."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(Clock(epoch=START, origin=START))
        self.stage = stage

    def now(self) -> datetime:
        return self.stage.now

    async def sleep(self, length: timedelta) -> None:
        self.stage.passes(seconds=length.total_seconds())


class NoClient(Client):
    """Participants need none."""

    def __init__(self) -> None:
        pass


class Counting(httpx.ASGITransport):
    """Counts what goes over the wire, by its method."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage.app)
        self.seen: Counter[str] = Counter()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.seen[request.method] += 1
        return await super().handle_async_request(request)


def person(party: Party) -> Person:
    """Somebody of the stage."""
    return Person.model_validate(party.model_dump(exclude={"availability"}))


class Play:
    """A cast before the pages of a stage."""

    def __init__(self, stage: Stage, client: httpx.AsyncClient) -> None:
        self.stage = stage
        self.read = 0
        self._browser = Browser(client)
        self.deal(seed=7)

    def deal(self, seed: int) -> None:
        """Deal the parts."""
        state = self.stage.state()
        pair = Pair(id=FIRST, mentee=person(state.mentee), mentor=person(state.mentor))
        self.couple = Couple(pair, DILIGENT, state.program, START.date(), seed)
        self.cast = Cast(NoClient(), self._browser, StagesPace(self.stage), [self.couple])

    async def delivers(self, kind: str, role: str) -> None:
        """The newest letter of a kind to one of the two arrives."""
        ours = (m for m in self.stage.letters if m.mentorship == FIRST and m.to.role == role)
        await self.cast.act(self.letter([m for m in ours if m.kind == kind][-1]))

    def letter(self, message: Message) -> Letter:
        """A letter as it comes out of the mail, with its link."""
        assert message.link is not None
        link = self.stage.links.url(
            FIRST, message.to.person, message.link.task, message.link.expires, message.at
        )
        assert link.startswith(ADDRESS)
        return as_read(message).model_copy(update={"link": link})


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    for name in [name for name in os.environ if name.startswith("TANDEM_")]:
        monkeypatch.delenv(name)
    found = Stage(tmp_path / "installation")
    with found.opened_for_visitors():
        yield found


@pytest.fixture
def wire(stage: Stage) -> Counting:
    return Counting(stage)


@pytest.fixture
async def play(stage: Stage, wire: Counting) -> AsyncIterator[Play]:
    async with httpx.AsyncClient(transport=wire, follow_redirects=True) as client:
        yield Play(stage, client)


async def test_two_invitations_become_a_signed_agreement(play: Play, wire: Counting) -> None:
    await play.delivers("invitation", "mentor")
    assert play.stage.facts().count("experience_shared") == 1
    assert wire.seen["POST"] == 1  # one form for all of it, and no button yet to sign

    await play.delivers("invitation", "mentee")
    assert play.stage.state().agreement.signed == ("mentee",)
    await play.delivers("agreement_reminder", "mentor")

    assert play.stage.state().stage == "active"
    assert play.cast.refused == Counter()


async def test_doors_are_opened_once_a_link_to_everything_has_come(play: Play) -> None:
    play.stage.aligns()
    over = play.stage.state().meetings[0].end - play.stage.now + timedelta(hours=3)
    play.stage.passes(seconds=over.total_seconds())
    play.deal(opening_a_door(play))

    await play.delivers("meeting_outcome", "mentor")
    assert play.stage.facts().count("link_requested") == 1
    assert play.stage.state().tasks == ()
    assert play.stage.state().introductions == ()
    await play.delivers("personal_link", "mentor")

    assert play.stage.state().meetings[0].status == "held"
    assert play.stage.state().introductions + play.stage.state().tasks != ()
    assert play.cast.refused == Counter()


def opening_a_door(play: Play) -> int:
    """A seed by which the mentor opens a door after a first meeting that took place."""
    for seed in range(100):
        play.deal(seed)
        reader = Participant(Part(play.couple, "mentor"))
        sent = [m for m in play.stage.letters if m.kind == "meeting_outcome"]
        letter = play.letter(next(m for m in sent if m.to.role == "mentor"))
        told, *doors = reader.read(letter)
        if told.data["held"] and not told.data.get("action_items") and doors:
            return seed
    raise AssertionError


async def test_an_answer_that_no_page_offers_counts_as_a_mistake(play: Play) -> None:
    assert len(goals(play.couple)) > 1
    play.stage.aligns()  # with one goal, so that the others are on no page
    play.stage.passes(weeks=4)

    await play.delivers("review", "mentee")

    assert play.cast.mistakes == {"not_on_the_page": 1}
    assert play.cast.rejected == 0
