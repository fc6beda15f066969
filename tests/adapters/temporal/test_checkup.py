"""A namespace is looked at from outside: are our search attributes there, and any worker?"""

import asyncio
from pathlib import Path

import pytest
import yaml
from temporalio import workflow
from temporalio.worker import Worker

from adapters.temporal.checkup import missing_attributes, workers
from adapters.temporal.connection import connect
from adapters.temporal.dev_server import SETTINGS, DevServer
from entrypoints.cli.engine_checks import UNNOTED, workflows
from tests.acceptance.installation import ROOT

FAILING = "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute"


@workflow.defn(sandboxed=False)
class Nothing:
    """A worker must know some workflow."""

    @workflow.run
    async def run(self) -> None:
        """Do nothing."""


async def test_what_a_namespace_lacks_is_found(tmp_path: Path) -> None:
    async with DevServer(tmp_path, search_attributes={"TandemStage": "Keyword"}) as server:
        client = await connect(server.address)
        wanted = {"TandemStage": "Keyword", "TandemDue": "Datetime"}

        assert await missing_attributes(client, wanted) == {"TandemDue": "Datetime"}
        assert await missing_attributes(client, {"TandemStage": "Text"}) == {"TandemStage": "Text"}

        assert (await workflows(client)).says == "none fails"
        assert await workers(client, "pairs") == 0
        async with Worker(client, task_queue="pairs", workflows=[Nothing]):
            for _ in range(400):
                if found := await workers(client, "pairs"):
                    break
                await asyncio.sleep(0.05)
            assert found == 1


async def test_a_server_that_notes_no_failing_workflow_does_not_count_as_one_where_none_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SETTINGS, FAILING, "0")
    async with DevServer(tmp_path) as server:
        found = await workflows(await connect(server.address))

    assert (found.status, found.says) == ("trouble", UNNOTED)


def test_a_server_of_an_installation_notes_failing_workflows_as_soon_as_our_own() -> None:
    file = ROOT / "deploy" / "temporal" / "dynamic-config.yaml"

    (value,) = yaml.safe_load(file.read_text(encoding="utf-8"))[FAILING]

    assert str(value["value"]) == SETTINGS[FAILING]
