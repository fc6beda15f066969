"""What people do with webhooks, whichever way they come."""

from datetime import UTC, datetime, timedelta

import pytest

from activities.contracts import SendEvent
from adapters.store.fake import FakeEventStore
from adapters.store.fake_webhooks import FakeWebhooks
from adapters.temporal.connection import TemporalUnreachable
from adapters.webhooks.standard import Signer
from domain.errors import NotFound
from domain.record import Batch
from domain.webhooks.model import MOST, DeadLetter, Progress, TooManyWebhooks, WebhookInvalid
from entrypoints.webhooks import Hooks, NoSuchPosition, Wish, facts, look_at, looks
from tests.domain.webhooks.samples import NOON, recorded
from tests.entrypoints.hook_runs import FakeWebhookRuns

WISH = Wish(url="https://example.org/tandem", types=("meeting_held", "meeting_held"))
SIGNER = Signer("a secret of this installation")


@pytest.fixture
def runs() -> FakeWebhookRuns:
    return FakeWebhookRuns()


@pytest.fixture
def hooks(runs: FakeWebhookRuns) -> Hooks:
    """An installation with three facts."""
    events = FakeEventStore()
    facts = tuple(recorded(n).fact for n in range(1, 4))
    events.append(Batch(stream="spring-N01-M01", cohort="spring", expected=0, facts=facts))
    return Hooks(FakeWebhooks(events), runs, SIGNER, private=False)


def letter(webhook: str) -> DeadLetter:
    return DeadLetter(
        webhook=webhook,
        event="fact-2",
        position=2,
        type="meeting_held",
        mentorship="spring-N01-M01",
        attempts=9,
        error="500",
        at=NOON,
    )


async def test_a_subscription_begins_with_what_happens_next(
    hooks: Hooks, runs: FakeWebhookRuns
) -> None:
    webhook, secret = await hooks.add(WISH, "ana", "k1")

    assert (webhook.types, webhook.programs) == (("meeting_held",), ("*",))
    assert (webhook.progress.position, webhook.added_by) == (3, "ana")
    assert secret == SIGNER.secret(webhook.id, 1)
    assert runs.called == [webhook.id]
    assert looks(hooks.webhooks)[0].lag == 0


async def test_the_same_wish_sent_twice_is_one_subscription(hooks: Hooks) -> None:
    first, again = await hooks.add(WISH, "ana", "k1"), await hooks.add(WISH, "ana", "k1")
    other, _ = await hooks.add(WISH, "ana", "k2")

    assert first == again
    assert [one.id for one in hooks.webhooks.list()] != []
    assert len(hooks.webhooks.list()) == 2
    assert other.id != first[0].id


async def test_what_can_not_be_is_refused_before_anything_is_kept(hooks: Hooks) -> None:
    with pytest.raises(WebhookInvalid, match="https"):
        await hooks.add(Wish(url="http://example.org"), "ana", "k1")
    assert hooks.webhooks.list() == []


async def test_there_are_only_so_many_subscriptions(hooks: Hooks) -> None:
    for number in range(MOST):
        await hooks.add(WISH, "ana", f"k{number}")

    with pytest.raises(TooManyWebhooks):
        await hooks.add(WISH, "ana", "one more")
    await hooks.add(WISH, "ana", "k0")


async def test_whoever_changes_it_calls_its_workflow(hooks: Hooks, runs: FakeWebhookRuns) -> None:
    webhook, _ = await hooks.add(WISH, "ana", "k1")
    runs.called.clear()

    await hooks.pause(webhook.id, "ana")
    assert look_at(hooks.webhooks, webhook.id).state == "paused"
    await hooks.resume(webhook.id)
    await hooks.replay(webhook.id, 2)
    assert look_at(hooks.webhooks, webhook.id).lag == 2
    await hooks.remove(webhook.id)

    assert runs.called == [webhook.id] * 4
    assert hooks.webhooks.list() == []


async def test_only_what_the_record_has_can_be_sent_again(hooks: Hooks) -> None:
    webhook, _ = await hooks.add(WISH, "ana", "k1")

    for position in (0, 4):
        with pytest.raises(NoSuchPosition, match="1 to 3"):
            await hooks.replay(webhook.id, position)
    await hooks.replay(webhook.id, 1)
    assert hooks.webhooks.get(webhook.id).progress.position == 0


async def test_a_new_secret_signs_beside_the_older_one_for_a_day(hooks: Hooks) -> None:
    webhook, older = await hooks.add(WISH, "ana", "k1")

    rotated, newer = await hooks.rotate(webhook.id)

    assert newer != older
    now = datetime.now(UTC)
    assert rotated.generations(now) == (2, 1)
    assert rotated.generations(now + timedelta(hours=25)) == (2,)


async def test_a_letter_and_a_test_are_sent_out_of_turn(
    hooks: Hooks, runs: FakeWebhookRuns
) -> None:
    webhook, _ = await hooks.add(WISH, "ana", "k1")
    hooks.webhooks.keep(webhook.id, 1, Progress(position=3), letter(webhook.id))

    await hooks.test(webhook.id, "t1")
    await hooks.redeliver(webhook.id, "fact-2", "r1")

    assert runs.sent == [
        SendEvent(webhook=webhook.id, key="t1"),
        SendEvent(webhook=webhook.id, key="r1", event="fact-2"),
    ]
    with pytest.raises(NotFound, match="no dead letter fact-9"):
        await hooks.redeliver(webhook.id, "fact-9", "r2")


async def test_nobody_can_do_anything_with_what_is_not_there(hooks: Hooks) -> None:
    for act in (
        hooks.pause("nobody", "ana"),
        hooks.resume("nobody"),
        hooks.replay("nobody", 1),
        hooks.rotate("nobody"),
        hooks.remove("nobody"),
        hooks.test("nobody", "t1"),
        hooks.redeliver("nobody", "fact-2", "r1"),
    ):
        with pytest.raises(NotFound):
            await act


async def test_what_was_asked_for_stays_though_nobody_could_be_called(
    hooks: Hooks, runs: FakeWebhookRuns
) -> None:
    webhook, _ = await hooks.add(WISH, "ana", "k1")
    runs.down = TemporalUnreachable()

    with pytest.raises(TemporalUnreachable):
        await hooks.pause(webhook.id, "ana")

    assert hooks.webhooks.get(webhook.id).paused == "by ana"


async def test_a_program_reads_how_far_it_has_come_and_what_nobody_took(hooks: Hooks) -> None:
    webhook, _ = await hooks.add(WISH, "ana", "k1")
    refused = Progress(position=2, attempts=3, error="500", next_at=NOON)
    hooks.webhooks.keep(webhook.id, 1, refused, letter(webhook.id))

    told = facts(look_at(hooks.webhooks, webhook.id))

    assert (told["state"], told["position"], told["newest"], told["lag"]) == ("retrying", 2, 3, 1)
    assert (told["attempts"], told["error"]) == (3, "500")
    assert [letter["event"] for letter in told["dead_letters"]] == ["fact-2"]
    assert "secret" not in str(told)
