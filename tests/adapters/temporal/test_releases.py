"""A change of versions is done once all of Temporal knows of it, and not before."""

from types import SimpleNamespace
from typing import Any

import pytest
from temporalio.api.deployment.v1 import WorkerDeploymentInfo, WorkerDeploymentVersion
from temporalio.api.enums.v1 import RoutingConfigUpdateState, WorkerDeploymentVersionStatus
from temporalio.api.workflowservice.v1 import DescribeWorkerDeploymentResponse
from temporalio.service import RPCError, RPCStatusCode

from adapters.temporal import releases
from adapters.temporal.releases import NotEverywhere, Router, Summary

SPREADING = RoutingConfigUpdateState.ROUTING_CONFIG_UPDATE_STATE_IN_PROGRESS
CREATED = WorkerDeploymentVersionStatus.WORKER_DEPLOYMENT_VERSION_STATUS_CREATED
KNOWN = RoutingConfigUpdateState.ROUTING_CONFIG_UPDATE_STATE_COMPLETED


class Slow:
    """A Temporal server that tells its task queues of a change between two looks at it."""

    namespace = "default"

    def __init__(self, looks: int) -> None:
        self.left = looks
        self.versions: list[Summary] = []
        self.workflow_service = self

    async def set_worker_deployment_current_version(self, _: Any) -> None:
        """Taken over, at least by the one who was asked."""

    async def describe_worker_deployment(self, _: Any) -> DescribeWorkerDeploymentResponse:
        self.left -= 1
        state = SPREADING if self.left >= 0 else KNOWN
        info = WorkerDeploymentInfo(
            routing_config_update_state=state, version_summaries=self.versions
        )
        return DescribeWorkerDeploymentResponse(worker_deployment_info=info)

    async def count_workflows(self, _: str) -> SimpleNamespace:
        return SimpleNamespace(count=0)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releases, "GLANCE", 0.001)
    monkeypatch.setattr(releases, "SPREADS_WITHIN", 0.1)


def router(server: Any) -> Router:
    return Router(server, "tandem")


async def test_it_is_done_once_every_task_queue_knows() -> None:
    server = Slow(looks=3)

    await router(server).make_current("v2")

    assert server.left < 0
    assert (await router(server).look()).everywhere


async def test_a_look_that_gets_no_answer_does_not_undo_what_was_taken_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = Slow(looks=3)
    answer, away = server.describe_worker_deployment, [True, False, True]

    async def sometimes(request: Any) -> DescribeWorkerDeploymentResponse:
        if away and away.pop():
            raise RPCError("connection refused", RPCStatusCode.UNAVAILABLE, b"")
        return await answer(request)

    monkeypatch.setattr(server, "describe_worker_deployment", sometimes)

    await router(server).make_current("v2")

    assert server.left < 0


async def test_a_version_that_was_made_by_hand_is_shown_among_the_others() -> None:
    server = Slow(looks=0)
    made = WorkerDeploymentVersion(build_id="made")
    server.versions = [Summary(deployment_version=made, status=CREATED)]

    (version,) = (await router(server).look()).versions

    assert (version.build, version.status) == ("made", "waiting")


async def test_an_operator_is_told_where_it_takes_long() -> None:
    server = Slow(looks=100_000)

    with pytest.raises(NotEverywhere, match="before you stop old workers"):
        await router(server).make_current("v2")
    assert not (await router(server).look()).everywhere
