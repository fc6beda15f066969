"""The pairs of a cohort, page by page, for programs."""

from typing import Any

import pytest

from tests.entrypoints.web.api.caller import Caller, calling
from tests.entrypoints.web.stage import FIRST, SECOND, Stage

PAIRS = "/cohorts/spring/mentorships"


@pytest.fixture
async def caller(stage: Stage) -> Caller:
    """A manager's program, with a second cohort launched."""
    found = calling(stage, "manager", "first-steps")
    await found.launches("autumn")
    return found


def ids(items: list[dict[str, Any]]) -> list[str]:
    """Which pairs those are."""
    return [one["id"] for one in items]


@pytest.mark.parametrize("sort", ["health", "due", "name", "last"])
async def test_every_pair_comes_once(caller: Caller, sort: str) -> None:
    pairs = await caller.walks("/cohorts/autumn/mentorships", limit=3, sort=sort)

    assert len(pairs) == 8
    assert sorted(set(ids(pairs))) == sorted(ids(pairs))


async def test_every_pair_comes_once_while_others_change(stage: Stage, caller: Caller) -> None:
    path = "/cohorts/autumn/mentorships"
    seen: list[str] = []
    after = ""
    while True:
        page = (await caller.gets(path, sort="name", limit=1, after=after)).json()
        seen += ids(page["items"])
        after = page["next"]
        if after is None:
            break
        ended = {"command": "end", "data": {"reason": "other"}}
        await caller.posts(f"/mentorships/{seen[-1]}/commands", ended)
        stage.passes(seen[-1], days=1)

    assert sorted(seen) == sorted(ids(await caller.walks(path)))


async def test_pairs_are_filtered(stage: Stage, caller: Caller) -> None:
    stage.aligns(FIRST)

    assert ids(await caller.walks(PAIRS, stage="active")) == [FIRST]
    assert ids(await caller.walks(PAIRS, stage="aligning")) == [SECOND]
    assert ids(await caller.walks(PAIRS, q="n02")) == [SECOND]
    assert await caller.walks(PAIRS, overdue=True) == []
    stage.now = stage.now.replace(year=2028)
    assert len(await caller.walks(PAIRS, overdue=True)) == 2
    assert all(one["overdue"] for one in await caller.walks(PAIRS))


async def test_a_case_that_private_words_have_opened_is_seen_by_few(stage: Stage) -> None:
    stage.aligns(FIRST)
    stage.asks(FIRST, "mentee", "raise_concern", text="It is not going well.")
    manager, ops = calling(stage, "manager"), calling(stage, "ops")

    assert ids(await manager.walks(PAIRS, trigger="concern")) == [FIRST]
    assert await ops.walks(PAIRS, trigger="concern") == []
    assert "concern" not in (await ops.gets(PAIRS)).text
    counts = [(await one.gets("/cohorts/spring")).json()["decisions"] for one in (manager, ops)]
    assert counts == [1, 0]


async def test_a_place_of_another_order_is_refused(caller: Caller) -> None:
    page = (await caller.gets("/cohorts/autumn/mentorships", limit=1, sort="name")).json()

    answer = await caller.gets("/cohorts/autumn/mentorships", sort="due", after=page["next"])

    assert (answer.status_code, answer.json()["code"]) == (422, "cursor_unreadable")


async def test_a_cohort_that_is_not_there_has_no_pairs(stage: Stage) -> None:
    for caller in (calling(stage), calling(stage, "manager", "other")):
        assert (await caller.gets("/cohorts/nothing/mentorships")).status_code == 404
    assert (await calling(stage, "manager", "other").gets(PAIRS)).status_code == 404
