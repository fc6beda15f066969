"""Whatever goes wrong in whatever order: each event arrives, in its turn, or is put aside."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from temporalio.testing import ActivityEnvironment

from activities import webhooks
from activities.contracts import Delivered, DeliverEvents
from activities.webhooks import WebhookActivities
from adapters.store.export import body
from adapters.store.fake import FakeCohortStore, FakeEventStore
from adapters.store.fake_webhooks import FakeWebhooks
from domain.record import Batch
from domain.webhooks.attempts import ATTEMPTS
from domain.webhooks.model import Answer, Webhook
from tests.domain.webhooks.samples import NOON, recorded, webhook

ONE = webhook(types=("meeting_held",))
TAKEN = Answer(status=200)
TROUBLES = ("taken", "refused", "given up", "gone", "killed", "paused", "absent")
KINDS = st.lists(st.sampled_from(["meeting_held", "meeting_missed"]), min_size=1, max_size=12)


class Dead(BaseException):
    """The worker was killed at this moment."""


class World:
    """A record, a subscription, and a receiver; `troubles` come one by one, then all is well."""

    def __init__(self, kinds: list[str], troubles: list[str]) -> None:
        self.events = FakeEventStore()
        facts = tuple(recorded(n, kind).fact for n, kind in enumerate(kinds, 1))
        self.events.append(
            Batch(stream="spring-N01-M01", cohort="spring", expected=0, facts=facts)
        )
        self.webhooks = FakeWebhooks(self.events)
        self.webhooks.add(ONE)
        self.troubles = [one for each in troubles for one in self.attempts_of(each)]
        self.taken: list[str] = []
        self.wanted = [fact.id for fact in facts if fact.type == "meeting_held"]

    def attempts_of(self, trouble: str) -> list[str]:
        return ["refused"] * ATTEMPTS if trouble == "given up" else [trouble]

    async def send(self, one: Webhook, event: str, *_: Any) -> Answer:
        """What the receiver does with an attempt, or what happens to us meanwhile."""
        trouble = self.troubles.pop(0) if self.troubles else "taken"
        if trouble in ("taken", "killed", "paused"):
            self.taken.append(event)
        if trouble == "paused":
            self.webhooks.pause(one.id, "by ana")
        if trouble in ("killed", "absent"):
            raise Dead
        statuses = {"refused": Answer(status=500), "gone": Answer(status=410)}
        return statuses.get(trouble, TAKEN)

    async def turn(self) -> None:
        """One turn of the activity, however it ends; then whoever paused it resumes it."""
        environment, ask = ActivityEnvironment(), DeliverEvents(webhook=ONE.id)
        hooks = WebhookActivities(
            self.webhooks, self.events, FakeCohortStore(), self, body, lambda: NOON
        )
        try:
            ended: Delivered = await environment.run(hooks.deliver_events, ask)
        except Dead:
            return
        if ended.says.startswith("paused"):
            self.webhooks.resume(ONE.id)

    @property
    def done(self) -> bool:
        now = self.webhooks.get(ONE.id)
        return now.progress.position == self.webhooks.newest() and not now.paused


@pytest.fixture(autouse=True, scope="module")
def quiet() -> Iterator[None]:
    """Where nothing is left to deliver, a turn ends instead of waiting for more."""

    async def nap(_: float) -> None:
        raise Dead

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(webhooks, "_nap", nap)
        yield


@settings(max_examples=60)
@given(KINDS, st.lists(st.sampled_from(TROUBLES), max_size=12))
async def test_each_event_arrives_in_its_turn_or_is_put_aside(
    kinds: list[str], troubles: list[str]
) -> None:
    world = World(kinds, troubles)
    for _ in range(len(world.troubles) + 2):
        if not world.done:
            await world.turn()

    assert world.done
    aside = {letter.event for letter in world.webhooks.letters(ONE.id)}
    arrived = list(dict.fromkeys(world.taken))
    assert arrived == [event for event in world.wanted if event in set(arrived)]
    assert set(arrived) | aside == set(world.wanted)
    repeated = len(world.taken) - len(arrived)
    assert repeated <= troubles.count("killed")
