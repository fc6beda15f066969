"""Which version of our code a worker is: deploy/decisions/0022-versions.md."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.worker import WorkerDeploymentConfig

import activities
import domain
import workflows
from entrypoints.settings import Settings

AUTO = "auto"
LENGTH = 8
CODE = (domain, workflows, activities)
"""What decides how a workflow goes on: two installations of the same are the same version."""


def build_of(settings: Settings) -> str:
    """The version of the settings; else, or where they say `auto`, the one that the code has."""
    given = settings.build_id
    return given if given and given != AUTO else own_build()


@cache
def own_build() -> str:
    """The release with a digest of the code behind it: `0.2.0-1f0c22ab`."""
    digest = hashlib.sha256()
    for package in CODE:
        folder = Path(str(package.__file__)).parent
        for file in sorted(folder.rglob("*.py")):
            digest.update(file.relative_to(folder.parent).as_posix().encode())
            digest.update(file.read_bytes())
    return f"{version('tandem')}-{digest.hexdigest()[:LENGTH]}"


def versioning(settings: Settings) -> dict[str, Any]:
    """What a worker is told of its version: nothing, unless the settings name one."""
    if settings.build_id is None:
        return {}
    config = WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(settings.deployment, build_of(settings)),
        use_worker_versioning=True,
        # Not said at each workflow: there, the server would refuse workers without a version.
        default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
    )
    return {"deployment_config": config}
