"""Letters go out once, whoever is away or dies meanwhile."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.testing import ActivityEnvironment

from activities import messages
from activities.contracts import Deliveries, Post
from activities.messages import MessageActivities
from adapters.mail.fake import FakeMailer
from adapters.store.claims import LEASE
from adapters.store.fake import FakeDeliveryLog
from domain.errors import BeingSent
from domain.mentorship.messages import Message
from domain.pace import Turn
from domain.ports import MailPace
from tests.adapters.store.samples import MONDAY, Wall, message

EFFECT = "ana-ben/1/1"


class AbsentLog(FakeDeliveryLog):
    """A log whose database is away for so many calls of a kind."""

    def __init__(self, *, claims: int = 0, fates: int = 0) -> None:
        super().__init__()
        self.away = {"claim": claims, "settle": fates}

    def claim(self, *words: object) -> object:  # type: ignore[override]
        self._be_away("claim")
        return super().claim(*words)  # type: ignore[arg-type]

    def settle(self, *words: object) -> None:
        self._be_away("settle")
        super().settle(*words)  # type: ignore[arg-type]

    def _be_away(self, what: str) -> None:
        if self.away[what]:
            self.away[what] -= 1
            raise ConnectionError("the server closed the connection")


class SlowMailer(FakeMailer):
    """A mail server that takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self.goes_on = asyncio.Event()

    async def send(self, message: Message) -> None:
        """Take a letter when it likes."""
        await self.goes_on.wait()
        await super().send(message)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "AGAIN", 0.01)
    monkeypatch.setattr(messages, "RENEW", 0.01)


class Line:
    """A line of others, so long, for whoever has not stood in it."""

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        self.firsts: list[bool] = []

    def turn(self, *, first: bool) -> Turn:
        self.firsts.append(first)
        return Turn(wait=timedelta() if first else self.wait, go=first)


async def deliver(
    log: FakeDeliveryLog, mailer: FakeMailer, *letters: Message, pace: MailPace | None = None
) -> Deliveries:
    post = Post(messages=letters or (message(),), now=MONDAY, stale_until=MONDAY)
    activities = MessageActivities(log, mailer, lambda effect: f"<{effect}>", pace)
    return await ActivityEnvironment().run(activities.deliver, post)


async def test_what_has_left_is_written_down_as_soon_as_the_log_is_back() -> None:
    log, mailer = AbsentLog(fates=3), FakeMailer()

    said = await deliver(log, mailer)

    assert [fate.outcome for fate in said.deliveries] == ["delivered"]
    assert [row.status for row in log.of("ana-ben")] == ["delivered"]
    assert len(mailer.sent) == 1


async def test_while_the_log_is_away_nothing_is_sent_and_the_letter_waits() -> None:
    log, mailer = AbsentLog(claims=1), FakeMailer()

    first, second = await deliver(log, mailer), await deliver(log, mailer)

    assert first.deliveries[0].outcome == "deferred"
    assert "the server closed the connection" in first.deliveries[0].reason
    assert second.deliveries[0].outcome == "delivered"
    assert len(mailer.sent) == 1


async def test_the_letter_of_a_dead_sender_is_sent_when_its_claim_has_run_out() -> None:
    wall, mailer = Wall(), FakeMailer()
    log = FakeDeliveryLog(clock=wall)
    log.claim(message(), "<1>", MONDAY)  # and died

    sending = asyncio.create_task(deliver(log, mailer))
    await asyncio.sleep(0.1)
    assert mailer.sent == []
    wall.wait(LEASE.total_seconds())

    assert (await sending).deliveries[0].outcome == "delivered"
    assert [row.attempts for row in log.of("ana-ben")] == [2]


async def test_a_claim_lasts_as_long_as_its_sender_lives() -> None:
    wall, mailer = Wall(), SlowMailer()
    log = FakeDeliveryLog(clock=wall)

    sending = asyncio.create_task(deliver(log, mailer))
    for _ in range(4):
        await asyncio.sleep(0.1)
        wall.wait((LEASE - timedelta(seconds=5)).total_seconds())
    await asyncio.sleep(0.1)
    with pytest.raises(BeingSent):
        log.claim(message(), "<1>", MONDAY)
    mailer.goes_on.set()

    assert (await sending).deliveries[0].outcome == "delivered"
    assert len(mailer.sent) == 1


async def test_whoever_waits_too_long_for_another_sender_leaves_the_letter_for_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(messages, "PATIENCE", 0.05)
    log, mailer = FakeDeliveryLog(), FakeMailer()
    log.claim(message(), "<1>", MONDAY)

    said = await deliver(log, mailer)

    assert said.deliveries[0].outcome == "deferred"
    assert said.deliveries[0].reason == f"Another attempt is sending message {EFFECT} right now."
    assert mailer.sent == []


async def test_a_letter_whose_turn_comes_later_is_told_when_to_ask_again() -> None:
    log, mailer, line = FakeDeliveryLog(), FakeMailer(), Line(timedelta(minutes=7))
    letters = message(), message("ana-ben/2/1")

    said = await deliver(log, mailer, *letters, pace=line)

    assert [(fate.outcome, fate.wait) for fate in said.deliveries] == [
        ("deferred", line.wait),
        ("deferred", line.wait),
    ]
    assert mailer.sent == []
    assert line.firsts == [False]  # the second one has not asked: it stays behind the first


async def test_a_letter_that_has_stood_in_line_stands_in_it_no_more() -> None:
    log, mailer, line = FakeDeliveryLog(), FakeMailer(), Line(timedelta(minutes=7))

    for _ in range(2):
        said = await deliver(log, mailer, pace=line)

    assert [fate.outcome for fate in said.deliveries] == ["delivered"]
    assert line.firsts == [False, True]


async def test_a_personal_link_overtakes_the_line() -> None:
    log, mailer, line = FakeDeliveryLog(), FakeMailer(), Line(timedelta(minutes=7))
    urgent = message().model_copy(update={"kind": "personal_link"})

    said = await deliver(log, mailer, urgent, pace=line)

    assert [fate.outcome for fate in said.deliveries] == ["delivered"]


async def test_a_personal_link_overtakes_letters_to_the_same_person_that_stand_in_line() -> None:
    log, mailer, line = FakeDeliveryLog(), FakeMailer(), Line(timedelta(minutes=7))
    urgent = message("ana-ben/2/1").model_copy(update={"kind": "personal_link"})

    said = await deliver(log, mailer, message(), urgent, message("ana-ben/3/1"), pace=line)

    assert [fate.outcome for fate in said.deliveries] == ["deferred", "delivered", "deferred"]
    assert line.firsts == [False, True]  # the third one stays behind the first


async def test_where_mail_can_t_leave_nothing_overtakes() -> None:
    log, mailer = FakeDeliveryLog(), FakeMailer()
    mailer.down = True
    urgent = message("ana-ben/2/1").model_copy(update={"kind": "personal_link"})

    said = await deliver(log, mailer, message(), urgent)

    assert [fate.reason for fate in said.deliveries][1] == "an earlier message still waits"


async def test_what_was_sent_before_takes_nobody_s_turn() -> None:
    log, mailer, line = FakeDeliveryLog(), FakeMailer(), Line(timedelta())
    await deliver(log, mailer)

    await deliver(log, mailer, pace=line)

    assert len(mailer.sent) == 1
    assert line.firsts == []
