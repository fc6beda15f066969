"""Versions of our code side by side: which one gets new work, how much, and who is still on it.

Temporal routes a workflow's next task to the current version, or for a share of all workflows to
the ramping one (deploy/decisions/0022-versions.md).
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Literal

from temporalio.api.deployment.v1 import RoutingConfig, WorkerDeploymentInfo
from temporalio.api.enums.v1 import RoutingConfigUpdateState
from temporalio.api.workflowservice.v1 import (
    DescribeWorkerDeploymentRequest,
    SetWorkerDeploymentCurrentVersionRequest,
    SetWorkerDeploymentRampingVersionRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from domain.errors import TandemError
from domain.model import Model

Status = Literal["current", "ramping", "draining", "drained", "waiting"]
Summary = WorkerDeploymentInfo.WorkerDeploymentVersionSummary
RUNNING = 'ExecutionStatus="Running" AND WorkflowType="Mentorship"'
IDENTITY = "tandem release"
STATUSES: dict[int, Status] = {2: "current", 3: "ramping", 4: "draining", 5: "drained"}
SPREADS_WITHIN = 30.0  # seconds
GLANCE = 0.2  # seconds between two looks whether all know of it
SPREADING = RoutingConfigUpdateState.ROUTING_CONFIG_UPDATE_STATE_IN_PROGRESS
KNOWN = (RPCStatusCode.FAILED_PRECONDITION, RPCStatusCode.INVALID_ARGUMENT)


class NoSuchVersion(TandemError):
    """No worker of this version has asked for work yet."""

    code = "no_such_version"


class NotReleased(TandemError):
    """Temporal did not release this version."""

    code = "not_released"


class NotEverywhere(TandemError):
    """Temporal has taken a change over, and not every task queue knows of it yet."""

    code = "not_everywhere"


class Version(Model):
    """A version of our code, and how many running pairs did their last step on it.

    `waiting`: it has never had work. `draining`: it gets none any more, and something may still
    wait for it. `share` is how many percent of all pairs it gets while it is ramping.
    """

    build: str
    status: Status
    pairs: int
    share: float = 0.0
    since: datetime | None = None
    was_current: datetime | None = None


class Releases(Model):
    """All versions, newest first; `unversioned` pairs last ran on a worker without a version.

    Until a change is known `everywhere`, some steps still go to the workers of before.
    """

    deployment: str
    versions: tuple[Version, ...] = ()
    unversioned: int = 0
    everywhere: bool = True

    def of(self, status: Status) -> Version | None:
        """The version that is current, or ramping; None where there is none."""
        return next((one for one in self.versions if one.status == status), None)

    def before(self) -> Version | None:
        """The version that was current before the present one."""
        past = [(one.was_current, one) for one in self.versions if one.status != "current"]
        known = [(at, one) for at, one in past if at is not None]
        return max(known, key=lambda found: found[0])[1] if known else None


class Given(Model):
    """The versions that are given work; no build where the work is for workers without one."""

    current: str = ""
    ramping: str = ""


class Router:
    """Tells Temporal which version of a deployment gets which work."""

    def __init__(self, client: Client, deployment: str) -> None:
        self._client = client
        self._deployment = deployment

    async def look(self) -> Releases:
        """All versions that Temporal knows; none where no worker has ever had one."""
        unversioned = await self._pairs("TemporalWorkerDeploymentVersion IS NULL")
        info = await self._info()
        if info is None:
            return Releases(deployment=self._deployment, unversioned=unversioned)
        newest = sorted(
            info.version_summaries, key=lambda one: one.create_time.ToNanoseconds(), reverse=True
        )
        versions = await asyncio.gather(*(self._version(one, info) for one in newest))
        return Releases(
            deployment=self._deployment,
            versions=tuple(versions),
            unversioned=unversioned,
            everywhere=not _is_spreading(info),
        )

    async def given(self) -> Given | None:
        """Who is given work; None where no worker has ever had a version."""
        info = await self._info()
        if info is None:
            return None
        routing = info.routing_config
        return Given(
            current=routing.current_deployment_version.build_id,
            ramping=routing.ramping_deployment_version.build_id,
        )

    async def make_current(self, build: str) -> None:
        """Give all work to a version; done once every task queue knows of it.

        Raises `NoSuchVersion`, `NotReleased` or `NotEverywhere`.
        """
        request = SetWorkerDeploymentCurrentVersionRequest(
            namespace=self._client.namespace,
            deployment_name=self._deployment,
            build_id=build,
            identity=IDENTITY,
        )
        with _told(build):
            await self._client.workflow_service.set_worker_deployment_current_version(request)
        await self._everywhere()

    async def ramp(self, build: str, percent: float) -> None:
        """Give a version the work of so many percent of all pairs; no version ends a ramp."""
        request = SetWorkerDeploymentRampingVersionRequest(
            namespace=self._client.namespace,
            deployment_name=self._deployment,
            build_id=build,
            percentage=percent,
            identity=IDENTITY,
        )
        with _told(build):
            await self._client.workflow_service.set_worker_deployment_ramping_version(request)
        await self._everywhere()

    async def _everywhere(self) -> None:
        """Wait until every task queue knows: until then old workers are given work as before."""
        try:
            async with asyncio.timeout(SPREADS_WITHIN):
                while await self._may_spread():  # noqa: ASYNC110  it asks
                    await asyncio.sleep(GLANCE)
        except TimeoutError:
            raise NotEverywhere(
                "Temporal has taken it over, but not every task queue knows of it yet. Look again"
                " with `tandem release show` before you stop old workers."
            ) from None

    async def _may_spread(self) -> bool:
        """Whether some task queue may not know yet; a look that fails takes nothing back."""
        try:
            return _is_spreading(await self._info())
        except RPCError:
            return True

    async def _info(self) -> WorkerDeploymentInfo | None:
        request = DescribeWorkerDeploymentRequest(
            namespace=self._client.namespace, deployment_name=self._deployment
        )
        try:
            answer = await self._client.workflow_service.describe_worker_deployment(request)
        except RPCError as error:
            if error.status == RPCStatusCode.NOT_FOUND:
                return None
            raise
        return answer.worker_deployment_info

    async def _version(self, told: Summary, info: WorkerDeploymentInfo) -> Version:
        build = told.deployment_version.build_id
        name = f"{self._deployment}:{build}"
        status = STATUSES.get(told.status, "waiting")
        return Version(
            build=build,
            status=status,
            pairs=await self._pairs(f'TemporalWorkerDeploymentVersion="{name}"'),
            share=_share(status, info.routing_config),
            since=_moment(told, "routing_update_time") or _moment(told, "create_time"),
            was_current=_moment(told, "last_current_time"),
        )

    async def _pairs(self, which: str) -> int:
        return (await self._client.count_workflows(f"{RUNNING} AND {which}")).count


def _is_spreading(info: WorkerDeploymentInfo | None) -> bool:
    return info is not None and info.routing_config_update_state == SPREADING


def _share(status: Status, routing: RoutingConfig) -> float:
    ramping = routing.ramping_version_percentage
    return {"ramping": ramping, "current": 100 - ramping}.get(status, 0.0)


def _moment(told: Summary, field: str) -> datetime | None:
    if not told.HasField(field):  # type: ignore[arg-type]  # the name of a field is a literal
        return None
    return getattr(told, field).ToDatetime(UTC)  # type: ignore[no-any-return]  # a Timestamp


@contextmanager
def _told(build: str) -> Iterator[None]:
    """Turn what Temporal says of a version into an error for people."""
    try:
        yield
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            raise NoSuchVersion(
                f"No worker of version {build} has asked for work yet. Start one first:"
                f" TANDEM_BUILD_ID={build} tandem worker"
            ) from error
        if error.status in KNOWN:
            raise NotReleased(f"Temporal did not release version {build}: {error.message}") from (
                error
            )
        raise
