"""Cohorts launched by programs: once, however often it is asked."""

import asyncio
from datetime import timedelta

import pytest
from httpx import Response

from entrypoints.launching import Launch, Roster
from tests.entrypoints.web.api.caller import BASE, Caller, calling, sample_files
from tests.entrypoints.web.stage import Stage


@pytest.fixture
def caller(stage: Stage) -> Caller:
    return calling(stage, "manager", "first-steps")


async def test_checking_starts_nothing(stage: Stage, caller: Caller) -> None:
    answer = await caller.client.post(
        f"{BASE}/checks", data={"name": "autumn"}, files=sample_files()
    )

    assert answer.status_code == 200, answer.text
    assert len(answer.json()["pairs"]) == 8
    assert answer.json()["without_common_time"] == ["autumn-N07-M05"]
    assert [cohort.name for cohort in stage.kept.cohorts.list()] == ["spring"]
    assert stage.kept.staff.deeds() == []


async def test_a_cohort_is_launched_and_can_be_looked_at(stage: Stage, caller: Caller) -> None:
    answer = await caller.launches("autumn", start="2027-03-01")

    assert answer.status_code == 202, answer.text
    assert answer.json()["did"] == "started"
    assert answer.json()["start"] == "2027-03-01T09:00:00Z"
    shown = await caller.client.get(answer.headers["location"])
    assert shown.json()["pairs"] == 8
    (deed,) = stage.kept.staff.deeds()
    assert (deed.act, deed.about, deed.via) == ("launched a cohort", "autumn", "api")


async def test_the_log_keeps_whatever_name_somebody_sends(stage: Stage, caller: Caller) -> None:
    files = await caller.launches("au\0tumn\n" + "x" * 600)
    command = await caller.client.post(
        f"{BASE}/mentorships/spring-N01-M01/commands",
        content='{"command": "a\\ud800\\u0000b"}',
        headers={"Content-Type": "application/json", "Idempotency-Key": "k"},
    )

    assert (files.status_code, command.status_code) == (422, 422)
    asked = [deed.about for deed in stage.kept.staff.deeds() if not deed.outcome]
    assert asked[0] == "spring-N01-M01 ab"
    assert asked[1].startswith("autumnxxx")
    assert len(asked[1]) == 500


async def test_the_same_request_is_answered_alike(stage: Stage, caller: Caller) -> None:
    first = await caller.launches("autumn", "k1")
    again = await caller.launches("autumn", '"k1"')
    anew = await caller.launches("autumn", "k2")

    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert anew.json()["did"] == "nothing"


async def test_a_key_is_for_one_request(stage: Stage, caller: Caller) -> None:
    await caller.launches("autumn", "k1")

    other = await caller.launches("winter", "k1")
    of_somebody_else = await calling(stage).launches("winter", "k1")

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert of_somebody_else.status_code == 202


async def test_without_a_key_nothing_is_launched(stage: Stage, caller: Caller) -> None:
    answer = await caller.client.post(
        f"{BASE}/cohorts", data={"name": "autumn"}, files=sample_files()
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")


async def test_a_refusal_is_an_answer_too(caller: Caller) -> None:
    changed = {"program": sample_files()["program"].replace(b"20 weeks", b"21 weeks")}

    first = await caller.launches("spring", "k1", changed)
    again = await caller.launches("spring", "k1", changed)

    assert (first.status_code, first.json()["code"]) == (409, "cohort_conflict")
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["content-type"] == first.headers["content-type"]


async def test_nobody_launches_a_program_of_others(stage: Stage) -> None:
    answer = await calling(stage, "manager", "another-program").launches("autumn")

    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
    assert [cohort.name for cohort in stage.kept.cohorts.list()] == ["spring"]


class Hesitant(Stage):
    """Launching waits for a word, or breaks off before it answers."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.go = asyncio.Event()
        self.launched = 0
        self.breaks = False

    async def launches(self, name: str, roster: Roster, start: object) -> Launch:
        await self.go.wait()
        self.launched += 1
        done = await super().launches(name, roster, None)
        if self.breaks:
            self.breaks = False
            raise asyncio.CancelledError
        return done


async def hesitantly(stage: Hesitant) -> tuple[Caller, asyncio.Task[Response]]:
    """A launch that is under way."""
    caller = calling(stage)
    task = asyncio.create_task(caller.launches("autumn", "k1"))
    for _ in range(200):
        await asyncio.sleep(0.01)
        if await asyncio.to_thread(at_work, stage):
            break
    return caller, task


def at_work(stage: Stage) -> int:
    """How many requests are being answered."""
    with stage.kept.engine.connect() as connection:
        query = "SELECT count(*) FROM api_answer WHERE status IS NULL"
        return int(connection.exec_driver_sql(query).scalar_one())


@pytest.fixture
def hesitant(tmp_path_factory: pytest.TempPathFactory) -> Hesitant:
    return Hesitant(tmp_path_factory.mktemp("hesitant"))


async def test_the_same_request_at_the_same_time_waits(hesitant: Hesitant) -> None:
    with hesitant.opened_for_visitors():
        caller, first = await hesitantly(hesitant)

        second = await caller.launches("autumn", "k1")
        hesitant.go.set()

        assert (second.status_code, second.json()["code"]) == (409, "request_in_progress")
        assert second.headers["retry-after"]
        assert (await first).json() == (await caller.launches("autumn", "k1")).json()
        assert hesitant.launched == 1


async def test_a_request_whose_process_died_is_taken_over_after_a_minute(
    hesitant: Hesitant,
) -> None:
    with hesitant.opened_for_visitors():
        hesitant.breaks = True
        caller, first = await hesitantly(hesitant)
        hesitant.go.set()
        await asyncio.wait({first})
        assert at_work(hesitant) == 1

        early = await caller.launches("autumn", "k1")
        hesitant.now += timedelta(seconds=60)
        late = await caller.launches("autumn", "k1")

        assert early.status_code == 409
        assert (late.status_code, late.json()["did"]) == (202, "nothing")
        assert at_work(hesitant) == 0
