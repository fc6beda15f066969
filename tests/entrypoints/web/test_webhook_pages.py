"""The pages of webhooks: added, watched, steered and removed by those who may."""

import re

import pytest

from activities.contracts import SendEvent, SentEvent
from adapters.temporal.connection import TemporalUnreachable
from adapters.webhooks.standard import Signer
from domain.webhooks.model import DeadLetter, Progress, Webhook
from entrypoints.asking import NoAnswer
from tests.domain.webhooks.samples import NOON, webhook
from tests.entrypoints.web.stage import SECRET, Stage
from tests.entrypoints.web.visitor import Visitor, attribute, signed_in

LIST = "/console/webhooks"
URL = "https://example.org/<tandem>"


def letter(of: Webhook) -> DeadLetter:
    return DeadLetter(
        webhook=of.id,
        event="6f1d",
        position=2,
        type="meeting_held",
        mentorship="spring-N01-M01",
        attempts=9,
        error="500 <b>Oh</b>",
        at=NOON,
    )


@pytest.fixture
def one(stage: Stage) -> Webhook:
    """A subscription of one program whose receiver is in trouble."""
    made = webhook(programs=("first-steps",))
    failing = Progress(position=1, attempts=3, error="503 Service Unavailable", next_at=NOON)
    stage.kept.webhooks.add(made)
    stage.kept.webhooks.keep(made.id, 1, failing, letter(made))
    return stage.kept.webhooks.get(made.id)


async def test_a_webhook_is_added_and_its_secret_shown_once(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "ops")
    await visitor.opens(LIST)
    assert "Nobody is told of anything yet." in visitor.text
    form = visitor.form(LIST)

    await visitor.sends(LIST, url=URL, types=["meeting_held", "mentorship_closed"])

    (made,) = stage.kept.webhooks.list()
    assert (made.types, made.programs) == (("meeting_held", "mentorship_closed"), ("*",))
    assert made.added_by == "Otto Ops"
    assert made.progress.position == stage.kept.webhooks.newest()
    secret = Signer(SECRET).secret(made.id, 1)
    assert secret in visitor.page.text
    assert "&lt;tandem&gt;" in visitor.page.text
    assert stage.hook_runs.called == [made.id]
    again = await visitor.client.post(LIST, data={**form.fields, "url": URL})
    assert (again.status_code, len(stage.kept.webhooks.list())) == (200, 1)
    for path in (LIST, f"{LIST}/{made.id}"):
        await visitor.opens(path)
        assert URL in visitor.text
        assert secret not in visitor.page.text
    deed = stage.kept.staff.deeds()[0]
    assert (deed.act, URL in deed.about) == ("added a webhook", True)


async def test_mistakes_stand_beside_their_fields_and_nothing_is_made(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "admin")
    await visitor.opens(LIST)

    await visitor.sends(LIST, url="http://10.0.0.7/", types=["never_heard_of"])

    assert visitor.page.status_code == 422
    assert "It must begin with https://" in visitor.text
    assert "There is no type of event 'never_heard_of'" in visitor.text
    assert 'value="http://10.0.0.7/"' in visitor.page.text
    assert stage.kept.webhooks.list() == []


async def test_the_list_tells_how_each_stands(
    visitor: Visitor, stage: Stage, one: Webhook
) -> None:
    await signed_in(visitor, stage, "ops")

    await visitor.opens(LIST)

    lag = stage.kept.webhooks.newest() - 1
    assert "tries again 503 Service Unavailable Everything of first-steps" in visitor.text
    assert f"first-steps {lag} 1" in visitor.text


async def test_one_is_shown_with_its_trouble_and_what_nobody_took(
    visitor: Visitor, stage: Stage, one: Webhook
) -> None:
    await signed_in(visitor, stage, "ops")

    await visitor.opens(f"{LIST}/{one.id}")

    assert "The receiver did not take the next event: 503 Service Unavailable" in visitor.text
    assert "Tried 3 times" in visitor.text
    assert "500 &lt;b&gt;Oh&lt;/b&gt;" in visitor.page.text
    assert "meeting held spring-N01-M01 2 9" in visitor.text


async def test_it_is_paused_and_resumed(visitor: Visitor, stage: Stage, one: Webhook) -> None:
    await signed_in(visitor, stage, "ops")
    await visitor.opens(f"{LIST}/{one.id}")

    await visitor.sends("/pause")
    assert "Paused. Nothing is lost meanwhile." in visitor.text
    assert "paused by Otto Ops" in visitor.text
    await visitor.sends("/resume")

    assert "the next event is sent at once" in visitor.text
    assert stage.kept.webhooks.get(one.id).progress.attempts == 0
    assert stage.hook_runs.called == [one.id, one.id]


async def test_it_starts_over_from_a_position_that_there_is(
    visitor: Visitor, stage: Stage, one: Webhook
) -> None:
    await signed_in(visitor, stage, "ops")
    await visitor.opens(f"{LIST}/{one.id}")

    for nonsense in ("", "0", "-1", "soon", "9" * 30, "٣"):
        await visitor.sends("/replay", position=nonsense)
        assert visitor.page.status_code == 422
        assert "The record has positions 1 to" in visitor.text
    await visitor.sends("/replay", position="2")

    assert "It starts over from there." in visitor.text
    assert stage.kept.webhooks.get(one.id).progress == Progress(position=1)


async def test_a_test_and_a_dead_letter_are_sent_and_the_receiver_is_quoted(
    visitor: Visitor, stage: Stage, one: Webhook
) -> None:
    await signed_in(visitor, stage, "ops")
    await visitor.opens(f"{LIST}/{one.id}")

    await visitor.sends("/test")
    assert "The receiver took it: 200 OK" in visitor.text
    stage.hook_runs.answer = SentEvent(taken=False, says="500 <b>Oh</b>")
    await visitor.opens(f"{LIST}/{one.id}")
    form = visitor.form("/redeliver")
    await visitor.sends("/redeliver")
    assert "The receiver did not take it: 500 <b>Oh</b>" in visitor.text
    await visitor.client.post(form.action, data=form.fields)

    tested, *sent = stage.hook_runs.sent
    assert (tested.event, {ask.event for ask in sent}) == ("", {"6f1d"})
    assert len({ask.key for ask in sent}) == 1
    assert isinstance(tested, SendEvent)
    gone = {**form.fields, "event": "gone"}
    assert (await visitor.client.post(form.action, data=gone)).status_code == 404


async def test_a_new_secret_is_shown_once(visitor: Visitor, stage: Stage, one: Webhook) -> None:
    await signed_in(visitor, stage, "ops")
    await visitor.opens(f"{LIST}/{one.id}")

    await visitor.sends("/secret")

    assert Signer(SECRET).secret(one.id, 2) in visitor.page.text
    assert "each event carries both signatures" in visitor.text


async def test_a_page_feels_that_a_webhook_has_come_further(
    visitor: Visitor, stage: Stage, one: Webhook
) -> None:
    async def pulse(address: str) -> str:
        return (await visitor.client.get(address)).text

    await signed_in(visitor, stage, "ops")
    await visitor.opens(LIST)
    address = attribute(re.findall(r"<body([^>]*)>", visitor.page.text)[0], "data-pulse")
    before = await pulse(address)
    assert await pulse(address) == before

    stage.kept.webhooks.keep(one.id, 1, Progress(position=2, delivered=NOON))

    assert await pulse(address) != before
    assert await pulse("/console/pulse") == before.rpartition(".")[0]
    await signed_in(visitor, stage, "viewer")
    assert await pulse(address) == await pulse("/console/pulse")


async def test_it_is_removed(visitor: Visitor, stage: Stage, one: Webhook) -> None:
    await signed_in(visitor, stage, "ops")
    await visitor.opens(f"{LIST}/{one.id}")

    await visitor.sends("/remove")

    assert "Removed. Nothing is sent there any more." in visitor.text
    assert stage.kept.webhooks.list() == []
    assert (await visitor.opens(f"{LIST}/{one.id}")).status_code == 404


@pytest.mark.parametrize("problem", [TemporalUnreachable(), NoAnswer("No worker has answered.")])
async def test_while_the_engine_is_away_the_page_says_so_and_what_was_asked_stays(
    visitor: Visitor, stage: Stage, one: Webhook, problem: Exception
) -> None:
    await signed_in(visitor, stage, "ops")
    await visitor.opens(f"{LIST}/{one.id}")
    stage.hook_runs.down = problem

    await visitor.sends("/pause")

    assert visitor.page.status_code == 503
    assert str(problem) in visitor.text
    assert stage.kept.webhooks.get(one.id).paused == "by Otto Ops"
    await visitor.opens(LIST)
    await visitor.sends(LIST, url=URL)
    assert (visitor.page.status_code, str(problem) in visitor.text) == (503, True)


async def test_nobody_sees_or_makes_a_webhook_of_other_programs(
    visitor: Visitor, stage: Stage, one: Webhook
) -> None:
    stage.kept.webhooks.add(webhook(id="b2c4d6e8f0a1", url="https://example.com/all"))
    await signed_in(visitor, stage, "ops", ("first-steps",))

    await visitor.opens(LIST)
    assert one.url in visitor.text
    assert "https://example.com/all" not in visitor.text
    assert (await visitor.opens(f"{LIST}/b2c4d6e8f0a1")).status_code == 404
    await visitor.opens(f"{LIST}/{one.id}")
    form = visitor.form("/remove")
    other = f"{LIST}/b2c4d6e8f0a1/remove"
    assert (await visitor.client.post(other, data=form.fields)).status_code == 404

    await visitor.opens(LIST)
    await visitor.sends(LIST, url=URL, programs="career-growth")
    assert "'career-growth' is none of yours" in visitor.text
    assert visitor.page.status_code == 422
    await visitor.opens(LIST)
    await visitor.sends(LIST, url=URL)
    made = stage.kept.webhooks.list()
    assert [each.programs for each in made if each.url == URL] == [("first-steps",)]
    assert len(made) == 3
