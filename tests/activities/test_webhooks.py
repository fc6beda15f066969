"""Deliveries go on where they were, whoever dies or is away meanwhile."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from temporalio.testing import ActivityEnvironment

from activities import webhooks
from activities.contracts import Delivered, DeliverEvents, SendEvent
from activities.webhooks import UNTIL_CALLED, WebhookActivities
from adapters.store.export import body
from adapters.store.fake import FakeCohortStore, FakeEventStore
from adapters.store.fake_webhooks import FakeWebhooks
from adapters.webhooks.fake import FakeWebhookSender
from adapters.webhooks.standard import Signer
from domain.record import Batch, RecordedFact
from domain.webhooks.attempts import ATTEMPTS
from domain.webhooks.model import Answer, Progress, Webhook
from tests.domain.webhooks.samples import NOON, recorded, webhook
from tests.workflows.office import until

ONE = webhook()


class Installation:
    """A record with some facts, a subscription to them, and a receiver in memory."""

    def __init__(self, facts: int = 3, **changes: Any) -> None:
        self.events = FakeEventStore()
        self.webhooks = FakeWebhooks(self.events)
        self.sender = FakeWebhookSender(Signer("a secret of this installation"))
        self.write: Callable[[RecordedFact], bytes] = body
        self.happen(facts)
        self.webhooks.add(ONE.changed(**changes))

    def happen(self, count: int, kind: str = "meeting_held") -> None:
        before = len(self.events.facts)
        facts = tuple(recorded(before + n, kind).fact for n in range(1, count + 1))
        stream = "spring-N01-M01"
        self.events.append(Batch(stream=stream, cohort="spring", expected=before, facts=facts))

    def activities(self) -> WebhookActivities:
        return WebhookActivities(
            self.webhooks,
            self.events,
            FakeCohortStore(),
            self.sender,
            self.write,
            lambda: NOON,
        )

    async def deliver(self) -> Delivered:
        """One turn: until it ends by itself, or the record is used up and the worker stops."""
        environment, ask = ActivityEnvironment(), DeliverEvents(webhook=ONE.id)
        turn = asyncio.create_task(environment.run(self.activities().deliver_events, ask))
        await until(lambda: turn.done() or self.progress.position == self.webhooks.newest())
        environment.worker_shutdown()
        return await asyncio.wait_for(turn, 20)

    @property
    def progress(self) -> Progress:
        return self.webhooks.get(ONE.id).progress

    def got(self) -> list[str]:
        return [got.headers["webhook-id"] for got in self.sender.got]


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "LONGEST", 0.05)


async def test_a_turn_delivers_what_there_is_and_what_comes_meanwhile() -> None:
    here = Installation(facts=2)

    class Happening(FakeWebhookSender):
        async def send(self, *words: Any) -> Answer:
            if len(self.got) == 1:
                here.happen(1)
            return await super().send(*words)

    here.sender = Happening(Signer("a secret of this installation"))

    assert await here.deliver() == Delivered(says="delivers what is new")
    assert here.progress == Progress(position=3, delivered=NOON)
    assert len(set(here.got())) == len(here.got()) == 3


async def test_who_died_before_writing_it_down_sends_one_event_again() -> None:
    here = Installation(facts=3)
    here.webhooks.keep(ONE.id, 1, Progress(position=1))
    lost: list[object] = []

    class Dying(FakeWebhooks):
        def keep(self, *words: Any) -> bool:
            lost.append(words)
            raise ConnectionError("the database is away")

    whole, here.webhooks = here.webhooks, Dying(here.events)
    here.webhooks.add(whole.get(ONE.id))
    with pytest.raises(ConnectionError):
        await here.deliver()
    here.webhooks = whole
    await here.deliver()

    assert len(lost) == 1
    first, *rest = here.got()
    assert rest[0] == first
    assert len(set(rest)) == len(rest) == 2
    assert here.progress.position == 3


async def test_what_was_put_aside_is_no_letter_any_more_once_a_replay_has_delivered_it() -> None:
    here = Installation(facts=2, progress=Progress(position=0, attempts=ATTEMPTS - 1))
    here.sender.answers.append(Answer(status=500))
    await here.deliver()
    (letter,) = here.webhooks.letters(ONE.id)
    assert letter.position == 1

    here.webhooks.replay(ONE.id, 0)
    await here.deliver()

    assert here.got()[-2:] == here.got()[:2]
    assert here.webhooks.letters(ONE.id) == []


async def test_an_event_that_can_not_even_be_written_is_no_end_of_the_others() -> None:
    here = Installation(facts=2)

    def broken(fact: RecordedFact) -> bytes:
        if fact.position == 1:
            raise ValueError("no such letter")
        return body(fact)

    here.write = broken
    turns = [await here.deliver() for _ in range(9)]

    assert [turn.wait > timedelta() for turn in turns] == [True] * 8 + [False]
    assert [letter.error for letter in here.webhooks.letters(ONE.id)] == [
        "ValueError: no such letter"
    ]
    assert here.progress.position == 2
    assert len(here.got()) == 1


async def test_what_nobody_asked_for_is_passed_page_by_page() -> None:
    here = Installation(facts=0, types=("mentorship_closed",))
    here.happen(250)
    here.happen(1, "mentorship_closed")

    await here.deliver()

    assert here.progress.position == 251
    assert len(here.got()) == 1


async def test_a_worker_that_is_about_to_stop_leaves_the_rest_to_another_one() -> None:
    here, environment = Installation(facts=1), ActivityEnvironment()
    environment.worker_shutdown()

    ask = DeliverEvents(webhook=ONE.id)
    turn = await environment.run(here.activities().deliver_events, ask)

    assert (turn, here.got()) == (Delivered(says="delivers what is new"), [])


async def test_a_turn_that_lasts_long_tells_the_workflow_how_it_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(webhooks, "TURN", 0.0)
    here = Installation(facts=1)

    ask = DeliverEvents(webhook=ONE.id)
    turn = await ActivityEnvironment().run(here.activities().deliver_events, ask)

    assert turn == Delivered(says="delivers what is new")


async def test_a_pause_is_seen_before_the_next_event() -> None:
    here = Installation(facts=3)

    class Pausing(FakeWebhookSender):
        async def send(self, webhook: Webhook, *words: Any) -> Answer:
            here.webhooks.pause(webhook.id, "by ana")
            return await super().send(webhook, *words)

    here.sender = Pausing(Signer("a secret of this installation"))

    assert await here.deliver() == Delivered(wait=UNTIL_CALLED, says="paused: by ana")
    assert here.progress.position == 1


async def test_who_sets_it_back_amid_a_refusal_does_not_wait_for_the_next_attempt() -> None:
    here = Installation(facts=2)

    class SettingBack(FakeWebhookSender):
        async def send(self, webhook: Webhook, *words: Any) -> Answer:
            if not self.got:
                here.webhooks.replay(webhook.id, 1)
                self.answers.append(Answer(status=500))
            return await super().send(webhook, *words)

    here.sender = SettingBack(Signer("a secret of this installation"))
    await here.deliver()

    assert here.progress == Progress(position=2, delivered=NOON)
    assert len(here.got()) == 2


async def test_who_sets_it_back_amid_a_page_gets_everything_from_there() -> None:
    here = Installation(facts=3)

    class SettingBack(FakeWebhookSender):
        async def send(self, webhook: Webhook, *words: Any) -> Answer:
            if len(self.got) == 1:
                here.webhooks.replay(webhook.id, 0)
            return await super().send(webhook, *words)

    here.sender = SettingBack(Signer("a secret of this installation"))
    await here.deliver()

    first, second, *again = here.got()
    assert again[:2] == [first, second]
    assert len(set(again)) == len(again) == 3


async def test_what_was_removed_is_over() -> None:
    here = Installation()
    here.webhooks.remove(ONE.id)

    turn = DeliverEvents(webhook=ONE.id)
    assert (await ActivityEnvironment().run(here.activities().deliver_events, turn)).over
    ask = SendEvent(webhook=ONE.id, key="t1")
    sent = await ActivityEnvironment().run(here.activities().send_event, ask)
    assert (sent.taken, sent.says) == (False, f"There is no subscription {ONE.id}.")


async def test_a_letter_whose_event_a_restore_took_away_says_so() -> None:
    here = Installation(facts=1)
    here.sender.answers.extend([Answer(status=500)] * 9)
    for _ in range(9):
        await here.deliver()
    here.events = FakeEventStore()

    ask = SendEvent(webhook=ONE.id, key="r1", event="fact-1")
    sent = await ActivityEnvironment().run(here.activities().send_event, ask)

    assert (sent.taken, "does not have this event" in sent.says) == (False, True)
    assert len(here.webhooks.letters(ONE.id)) == 1
