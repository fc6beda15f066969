"""A worker that no longer asks for work is told from one that has nothing to do."""

from entrypoints.health.pollers import NONE_FOR, Pollers
from tests.adapters.store.samples import Wall


def told(**pollers: int) -> str:
    return "".join(
        f'temporal_num_pollers{{namespace="default",poller_type="{kind}",task_queue="t"}} {many}\n'
        for kind, many in pollers.items()
    )


def at_hand(wall: Wall) -> Pollers:
    def seconds() -> float:
        return wall.time.timestamp()

    return Pollers("127.0.0.1:1", clock=seconds)


def test_a_worker_that_asks_for_nothing_any_more_is_dead_after_a_while() -> None:
    wall = Wall()
    pollers = at_hand(wall)

    assert pollers.judge(told(workflow_task=5, activity_task=0))
    wall.wait(NONE_FOR - 1)
    assert pollers.judge(told(workflow_task=5, activity_task=0))
    wall.wait(1)
    assert not pollers.judge(told(workflow_task=5, activity_task=0))
    assert pollers.judge(told(workflow_task=5, activity_task=1))


def test_between_two_polls_there_may_be_none_for_a_moment() -> None:
    wall = Wall()
    pollers = at_hand(wall)

    for polling in (0, 1, 0, 1, 0):
        assert pollers.judge(told(workflow_task=polling))
        wall.wait(NONE_FOR - 1)


def test_who_keeps_no_workflow_in_its_cache_needs_no_sticky_poller() -> None:
    wall = Wall()
    pollers = at_hand(wall)

    for _ in range(3):
        assert pollers.judge(told(workflow_task=1, sticky_workflow_task=0))
        wall.wait(NONE_FOR)


async def test_a_process_that_is_too_busy_to_tell_its_metrics_is_dead_only_after_a_while() -> None:
    wall = Wall()
    pollers = at_hand(wall)

    assert await pollers.alive()
    wall.wait(NONE_FOR - 1)
    assert await pollers.alive()
    wall.wait(1)
    assert not await pollers.alive()
    assert pollers.judge(told(workflow_task=1))


async def test_without_metrics_nobody_can_count_them() -> None:
    assert await Pollers(None).alive()
