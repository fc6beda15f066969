"""The form of KEDA's resources, of which there is no schema for machines without a cluster.

Fields after KEDA's own source, kedacore/keda at 1032eb44: `apis/keda/v1alpha1`, and what
its scaler of Temporal reads, `temporalMetadata` in `pkg/scalers/temporal_scaler.go`.
"""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

VERSION = "keda.sh/v1alpha1"


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Named(Form):
    name: str


class Metadata(Form):
    name: str
    namespace: str
    labels: dict[str, str] = {}


def _number(value: str) -> str:
    if int(value) < 1:
        raise ValueError("must be positive")
    return value


class TaskQueue(Form):
    """What the scaler asks Temporal for; every value is a text."""

    endpoint: Annotated[str, Field(pattern=r"^[\w.-]+:\d+$")]
    namespace: str
    taskQueue: str
    queueTypes: Literal["workflow", "activity"]
    targetQueueSize: Annotated[str, AfterValidator(_number)]
    workerDeploymentName: str = ""
    workerDeploymentBuildId: str = ""


class Trigger(Form):
    type: Literal["temporal"]
    metadata: TaskQueue
    authenticationRef: Named | None = None


class Scaling(Form):
    scaleTargetRef: Named
    minReplicaCount: int
    maxReplicaCount: int
    pollingInterval: int
    cooldownPeriod: int
    triggers: list[Trigger]


class ScaledObject(Form):
    apiVersion: Literal["keda.sh/v1alpha1"]
    kind: Literal["ScaledObject"]
    metadata: Metadata
    spec: Scaling


class Secret(Form):
    parameter: Literal["apiKey", "cert", "key", "ca"]
    name: str
    key: str


class Authentication(Form):
    secretTargetRef: list[Secret]


class TriggerAuthentication(Form):
    apiVersion: Literal["keda.sh/v1alpha1"]
    kind: Literal["TriggerAuthentication"]
    metadata: Metadata
    spec: Authentication


KINDS: dict[str, type[BaseModel]] = {
    "ScaledObject": ScaledObject,
    "TriggerAuthentication": TriggerAuthentication,
}


def check(resource: dict[str, Any]) -> None:
    """Raise `pydantic.ValidationError` where it is not as KEDA wants it."""
    KINDS[resource["kind"]].model_validate(resource)
