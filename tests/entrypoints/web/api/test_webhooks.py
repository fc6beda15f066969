"""Webhooks managed by programs."""

from typing import Any

import pytest
from standardwebhooks import Webhook as Verifier

from activities.contracts import SentEvent
from adapters.temporal.connection import TemporalUnreachable
from domain.webhooks.model import DeadLetter
from tests.entrypoints.web.api.caller import BASE, Caller, calling
from tests.entrypoints.web.stage import FIRST, Stage

WISH = {"url": "https://crm.example.org/hooks", "types": ["mentorship_closed"]}


@pytest.fixture
def caller(stage: Stage) -> Caller:
    return calling(stage, "ops")


async def added(caller: Caller, **wish: Any) -> str:
    """A webhook that was just added."""
    answer = await caller.posts("/webhooks", {**WISH, **wish})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_a_webhook_is_added_with_its_secret(stage: Stage, caller: Caller) -> None:
    answer = await caller.posts("/webhooks", WISH)

    made = answer.json()
    Verifier(made["secret"])
    assert answer.headers["location"] == f"{BASE}/webhooks/{made['id']}"
    shown = (await caller.client.get(answer.headers["location"])).json()
    assert (shown["url"], shown["state"], shown["generation"]) == (WISH["url"], "delivering", 1)
    assert "secret" not in shown
    assert stage.hook_runs.called == [made["id"]]
    assert (await caller.gets("/webhooks")).json()["items"] == [shown]


async def test_the_same_request_tells_the_same_secret_of_the_same_webhook(
    stage: Stage, caller: Caller
) -> None:
    first, again = [await caller.posts("/webhooks", WISH, "k") for _ in range(2)]
    other = await caller.posts("/webhooks", {**WISH, "url": "https://else.example.org"}, "k")

    assert first.json() == again.json()
    assert other.json()["code"] == "idempotency_key_reused"
    with stage.kept.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT body FROM api_answer").scalars().all()
    assert not any("whsec" in str(body) for body in kept)


async def test_what_is_wrong_with_a_wish_is_told_where(caller: Caller) -> None:
    answer = await caller.posts("/webhooks", {"url": "http://10.0.0.1/", "types": ["nothing"]})

    assert (answer.status_code, answer.json()["code"]) == (422, "webhook_invalid")
    assert {one["pointer"] for one in answer.json()["errors"]} == {"/url", "/types"}


async def test_a_webhook_is_paused_resumed_and_replayed(caller: Caller) -> None:
    one = f"/webhooks/{await added(caller)}"

    paused = await caller.posts(f"{one}/pause")
    resumed = await caller.posts(f"{one}/resume")
    replayed = await caller.posts(f"{one}/replay", {"position": 1})
    nowhere = await caller.posts(f"{one}/replay", {"position": 10_000})

    assert (paused.json()["state"], paused.json()["paused"]) == ("paused", "by Otto Ops")
    assert resumed.json()["state"] == "delivering"
    assert replayed.json()["position"] == 0
    assert (nowhere.status_code, nowhere.json()["code"]) == (422, "no_such_position")


async def test_a_secret_is_replaced_once_however_often_it_is_asked(
    stage: Stage, caller: Caller
) -> None:
    one = f"/webhooks/{await added(caller)}"
    body = {"generation": 1}

    first, again = [await caller.posts(f"{one}/secret", body, "k") for _ in range(2)]
    anew = await caller.posts(f"{one}/secret", body)
    later = await caller.posts(f"{one}/secret", {"generation": 7})

    assert first.status_code == 200, first.text
    assert first.json()["generation"] == 2
    assert first.json() == again.json() == anew.json()
    assert (later.status_code, later.json()["code"]) == (409, "outdated")


async def test_a_dead_letter_and_a_test_are_sent_once_a_key(stage: Stage, caller: Caller) -> None:
    id_ = await added(caller)
    one = f"/webhooks/{id_}"
    hook = stage.kept.webhooks.get(id_)
    lost: dict[str, Any] = {
        "type": "mentorship_opened",
        "mentorship": FIRST,
        "attempts": 9,
        "error": "500",
    }
    letter = DeadLetter(webhook=id_, event="e1", position=1, at=stage.real(), **lost)
    stage.kept.webhooks.keep(id_, hook.epoch, hook.progress, letter)
    stage.hook_runs.answer = SentEvent(taken=False, says="503")

    tested = await caller.posts(f"{one}/test", key="k1")
    sent = [await caller.posts(f"{one}/redeliver", {"event": "e1"}, "k2") for _ in range(2)]
    missing = await caller.posts(f"{one}/redeliver", {"event": "e2"})

    assert tested.json() == {"taken": False, "says": "503"}
    assert [answer.json() for answer in sent] == [{"taken": False, "says": "503"}] * 2
    assert len(stage.hook_runs.sent) == 2
    assert missing.status_code == 404
    (shown,) = (await caller.gets(one)).json()["dead_letters"]
    assert shown["event"] == "e1"


async def test_a_webhook_is_removed(caller: Caller) -> None:
    path = f"{BASE}/webhooks/{await added(caller)}"

    gone = await caller.client.delete(path)

    assert (gone.status_code, gone.content) == (204, b"")
    assert (await caller.client.get(path)).status_code == 404
    assert (await caller.client.delete(path)).status_code == 404


async def test_while_the_engine_is_away_one_may_ask_again(stage: Stage, caller: Caller) -> None:
    one = f"/webhooks/{await added(caller)}"
    stage.hook_runs.down = TemporalUnreachable()
    away = await caller.posts(f"{one}/test", key="k")
    stage.hook_runs.down = None
    back = await caller.posts(f"{one}/test", key="k")

    assert (away.status_code, away.json()["code"]) == (503, "temporal_unreachable")
    assert back.status_code == 200


async def test_webhooks_of_other_programs_are_not_there(stage: Stage, caller: Caller) -> None:
    path = f"/webhooks/{await added(caller, programs=['first-steps'])}"
    other = calling(stage, "ops", "other")

    assert (await other.gets("/webhooks")).json() == {"items": []}
    assert (await other.gets(path)).status_code == 404
    assert (await other.posts(f"{path}/pause")).status_code == 404
    assert (await other.client.delete(f"{BASE}{path}")).status_code == 404
    wrong = await other.posts("/webhooks", {**WISH, "programs": ["first-steps"]})
    assert wrong.json()["errors"][0]["pointer"] == "/programs"
